"""The table of the throughput benchmark: medians of the repeats, with the least and the most."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.contestants import BASELINE
from benchmarks.corpus import Corpus


@dataclass
class Result:
    """A contestant's reports, one for each repeat, or the line that says why it failed."""

    name: str
    reports: list[dict[str, Any]] = field(default_factory=list)
    failure: str | None = None

    def add(self, report: dict[str, Any] | str) -> None:
        if isinstance(report, str):
            self.failure = report
        else:
            self.reports.append(report)

    def latest(self) -> str:
        if self.failure:
            return f"{self.name}: {self.failure}"
        last = self.reports[-1]
        return f"{self.name}: {last['calls']} calls, {last['wall']:.1f} s, {_cpu(last):.2f} ms CPU a call"


_COLUMNS = (
    "contestant",
    "calls",
    "wall s",
    "efficiency",
    "CPU ms/call",
    "× bare",
    "CPU ms/article",
    "RSS MB",
    "requests",
    "prompt/char",
    "tokens out",
)


def table(results: Sequence[Result], latency: float, in_flight: int, articles: Corpus) -> Iterator[str]:
    """Lines to print.

    Efficiency is the ideal wall (requests × latency / in flight) over the wall; CPU is the client's; “× bare” is its
    CPU a call over that of the baseline in the same repeat; “prompt/char” is prompt characters sent for each
    character of the articles.
    """
    bare = {each["repeat"]: _cpu(each) for result in results if result.name == BASELINE for each in result.reports}
    rows = [_COLUMNS, *(_row(each, latency, in_flight, articles, bare) for each in results if each.reports)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    for row in rows:
        first, *rest = (
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join([first, *rest]).rstrip()
    yield f"× bare: client CPU a call over that of “{BASELINE}” in the same repeat"
    for result in results:
        if result.failure:
            yield f"{result.name}: failed: {result.failure}"


def _row(result: Result, latency: float, in_flight: int, articles: Corpus, bare: dict[int, float]) -> tuple[str, ...]:
    reports = result.reports
    last = reports[-1]
    told = last["endpoint"]
    asked = [each for each in reports if each["endpoint"].get("answered")]
    ideal = [each["endpoint"]["answered"] * latency / in_flight / each["wall"] for each in asked] if latency else []
    return (
        result.name,
        str(last["calls"]),
        _spread([each["wall"] for each in reports], 2),
        _spread(ideal, 2),
        _spread([_cpu(each) for each in reports], 2),
        _spread([_cpu(each) / bare[each["repeat"]] for each in reports if each["repeat"] in bare], 2),
        _spread([1000 * each["cpu"] / articles.articles for each in reports], 2),
        _spread([each["peak_rss"] / 1e6 for each in reports], 0),
        str(told.get("received", 0)),
        f"{told.get('prompt_characters', 0) / articles.characters:.2f}",
        str(told.get("completion_tokens", 0)),
    )


def _cpu(report: dict[str, Any]) -> float:
    """Milliseconds a call."""
    return 1000 * float(report["cpu"]) / max(1, report["calls"])


def _spread(values: Sequence[float], digits: int) -> str:
    if not values:
        return "–"
    if len(values) == 1:
        return f"{values[0]:.{digits}f}"
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"
