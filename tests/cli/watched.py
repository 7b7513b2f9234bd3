"""A clock, ledger rows and a gauge of our own making, for the tests of what is seen of a run."""

from __future__ import annotations

from typing import Any

from quoth.asking import Call
from quoth.extraction.pipeline import Row
from quoth.llm.limiter import Gauge
from quoth.runs.lines import LedgerRow


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def row(outcome: Any = "ok", **call: Any) -> LedgerRow:
    used = {"tokens_in": 1000, "tokens_out": 200, "cost": 0.5, "seconds": 1.0, **call}
    return LedgerRow.of("a", Row(0, 1, 1, 0, 9, outcome, Call(outcome, "tiny", **used), None, ""))


def gauge(in_flight: int = 3, allowed: int = 16, paused: float = 0.0) -> Gauge:
    return Gauge(in_flight, allowed, 0, paused)
