"""The run behind a report: coverage, cost, failures and latency, as tables of words."""

from __future__ import annotations

from pathlib import Path

from quoth.runs.accounting import account
from quoth.views import stats
from quoth.views.plain import plain


def run_facts(folder: Path) -> list[tuple[str, list[str]]]:
    """Headings, each with its lines; they are those of `quoth stats`. Raises QuothError where a file is damaged."""
    made = account(folder)
    parts = {
        "Coverage": stats.report_lines,
        "Speed": stats.speed_lines,
        "Cost": stats.cost_lines,
        "Failures": stats.failure_lines,
        "Slowest and dearest": stats.extreme_lines,
    }
    told = [(heading, [plain(str(line)) for line in lines(made)]) for heading, lines in parts.items()]
    return [(heading, lines) for heading, lines in told if lines]
