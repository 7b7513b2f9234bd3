"""Where a run stands: everything that it tells, counted in one place, so that no two who show it can differ."""

from __future__ import annotations

import re
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quoth.runs.lines import LedgerRow
from quoth.runs.tally import Articles, Spending

if TYPE_CHECKING:
    from quoth.llm import Gauge

_WINDOW = 30.0
"""Seconds over which the speed is taken."""
_FEWEST_CALLS = 4
"""Calls that a speed is taken of at least: a small model may answer less than one in half a minute."""
_FEWEST_ARTICLES = 5
"""Articles whose cost says something about the cost of the rest."""
_STATUS = re.compile(r"HTTP (\d{3})\b")


@dataclass(frozen=True, slots=True)
class Figures:
    """A run at one moment. Costs are in US dollars, times in seconds.

    `chunks` are answered ones, in their first pass, each part of a chunk that was cut in two for itself; `failures`
    counts attempts by their outcome. `tokens_a_second` goes in and out together, over the last half minute. What
    cannot be known yet is None: `total` articles, `projected_cost` of the whole command, `seconds_left`, calls
    `in_flight` and `allowed`.
    """

    articles: Articles
    total: int | None
    settled: int
    chunks: int
    spent: Spending
    failures: dict[str, int]
    rate_limited: int
    tokens_a_second: float
    projected_cost: float | None
    in_flight: int | None
    allowed: int | None
    paused: float
    seconds_left: float | None


class Standing:
    """Counts what a run tells whoever watches it. `clock` is in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun = clock()
        self._total: int | None = None
        self._articles = Articles()
        self._spent = Spending()
        self._chunks = 0
        self._failures: Counter[str] = Counter()
        self._rate_limited = 0
        self._speed = _Speed(self._begun)
        self._gauge: Callable[[], Gauge | None] = lambda: None
        self.steps = 0
        """How many things were told: where it has not grown, nothing is new."""

    def expect(self, articles: int | None) -> None:
        """The run begins now; its articles are so many, or unknown."""
        self._total = articles
        self._begun = self._clock()
        self._speed = _Speed(self._begun)

    def watch(self, gauge: Callable[[], Gauge | None]) -> None:
        self._gauge = gauge

    def called(self, row: LedgerRow) -> None:
        self.steps += 1
        self._spent.add(vars(row))
        if row.outcome in ("ok", "empty"):
            self._chunks += row.pass_ == 1
        elif http_status(row) == 429:
            self._rate_limited += 1  # it comes again: nothing is lost
        else:
            self._failures[row.outcome] += 1
        if not row.cache_hit:
            self._speed.add(self._clock(), row.tokens_in + row.tokens_out)

    def settled(self, articles: Articles) -> None:
        self.steps += 1
        self._articles = articles.model_copy()

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return self._clock() - self._begun

    @property
    def figures(self) -> Figures:
        """All of it, now."""
        gauge = self._gauge()
        settled = self._articles.read + self._articles.unreadable
        # Those skipped took no time and cost nothing: they say nothing of the rest.
        worked = settled - self._articles.skipped
        rest = None if not self._total else max(0, self._total - settled)
        in_flight = gauge.in_flight if gauge else 0
        return Figures(
            articles=self._articles.model_copy(),
            total=self._total,
            settled=settled,
            chunks=self._chunks,
            spent=self._spent.model_copy(),
            failures=dict(self._failures.most_common()),
            rate_limited=self._rate_limited,
            tokens_a_second=self._speed.at(self._clock()),
            projected_cost=self._projected(worked, rest, in_flight),
            in_flight=gauge.in_flight if gauge else None,
            allowed=gauge.allowed if gauge else None,
            paused=gauge.paused if gauge else 0.0,
            seconds_left=rest * self.seconds / worked if rest is not None and worked >= max(1, in_flight) else None,
        )

    def _projected(self, worked: int, rest: int | None, in_flight: int) -> float | None:
        # The calls of articles under way are paid for already: beside few settled ones they would weigh too much.
        if rest is None or worked < max(_FEWEST_ARTICLES, 2 * in_flight) or self._spent.unpriced:
            return None
        return self._spent.cost * (1 + rest / worked)


class _Speed:
    """Tokens a second over the last half minute, or over the last few calls where they took longer."""

    def __init__(self, now: float) -> None:
        self._ended = deque([(now, 0)])
        self._tokens = 0

    def add(self, now: float, tokens: int) -> None:
        self._ended.append((now, tokens))
        self._tokens += tokens
        self._forget(now)

    def at(self, now: float) -> float:
        self._forget(now)
        return self._tokens / max(1.0, now - self._ended[0][0])

    def _forget(self, now: float) -> None:
        # The first one stands for the moment from which the others count.
        while len(self._ended) > _FEWEST_CALLS + 1 and self._ended[1][0] <= now - _WINDOW:
            self._ended.popleft()
            self._tokens -= self._ended[0][1]


def http_status(row: LedgerRow) -> int | None:
    """The HTTP status that an attempt failed with, where an endpoint answered with one."""
    told = _STATUS.match(row.error or "")
    return int(told[1]) if told else None
