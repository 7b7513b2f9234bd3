"""Where a run stands."""

from __future__ import annotations

from typing import Any

import httpx2 as httpx
import openai
import pytest
from making import call

from quoth.extraction.pipeline import Row
from quoth.llm.faults import Translator
from quoth.llm.limiter import Gauge
from quoth.runs.lines import LedgerRow
from quoth.runs.standing import Standing, http_status
from quoth.runs.tally import Articles


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def row(outcome: Any = "ok", **changes: object) -> LedgerRow:
    return LedgerRow.of("a", Row(0, 1, 1, 0, 9, outcome, call(outcome=outcome, **changes), None, ""))


def test_the_speed_is_that_of_the_last_half_minute() -> None:
    clock = Clock()
    standing = Standing(clock)
    for second in range(1, 101):
        clock.now = float(second)
        standing.called(row(tokens_in=900 if second <= 50 else 90, tokens_out=10))
    assert standing.figures.tokens_a_second == pytest.approx(100)
    clock.now = 110.0
    assert standing.figures.tokens_a_second == pytest.approx(100 * 20 / 30)


def test_a_slow_model_has_a_speed_too() -> None:
    clock = Clock()
    standing = Standing(clock)
    for number in range(1, 11):
        clock.now = 50.0 * number
        standing.called(row(tokens_in=400, tokens_out=100))
    assert standing.figures.tokens_a_second == pytest.approx(10)


def test_answers_out_of_the_cache_are_chunks_but_no_speed_and_no_cost() -> None:
    clock = Clock()
    standing = Standing(clock)
    clock.now = 10.0
    standing.called(row("empty", cache_hit=True, cost=0.0))
    figures = standing.figures
    assert (figures.chunks, figures.tokens_a_second, figures.spent.cost, figures.spent.cache_hits) == (1, 0.0, 0.0, 1)


def test_nothing_is_projected_from_too_little() -> None:
    clock = Clock()
    standing = Standing(clock)
    standing.expect(100)
    standing.watch(lambda: Gauge(8, 8, 0, 0.0))
    standing.called(row(cost=3.2))
    clock.now = 7.0
    standing.settled(Articles(read=57, skipped=50, done=7))
    assert (standing.figures.projected_cost, standing.figures.seconds_left) == (None, None)
    clock.now = 16.0
    standing.settled(Articles(read=66, skipped=50, done=16))
    assert standing.figures.seconds_left == pytest.approx(34)
    assert standing.figures.projected_cost == pytest.approx(3.2 + 34 * 0.2)


def test_calls_of_unknown_price_leave_the_cost_open() -> None:
    standing = Standing(Clock())
    standing.expect(20)
    standing.called(row(cost=None))
    standing.settled(Articles(read=10, done=10))
    assert standing.figures.projected_cost is None


@pytest.mark.parametrize(("status", "held_back", "failures"), [(429, 1, {}), (500, 0, {"failed": 1})])
def test_a_call_that_an_endpoint_holds_back_is_no_failure(
    status: int, held_back: int, failures: dict[str, int]
) -> None:
    response = httpx.Response(status, request=httpx.Request("POST", "http://one:8000/v1"))
    problem = openai.APIStatusError("slow down", response=response, body=None)
    error = str(Translator("http://one:8000/v1", "tiny", "").fault(problem))
    standing = Standing(Clock())
    standing.called(row("failed", error=error))
    assert http_status(row("failed", error=error)) == status
    assert (standing.figures.rate_limited, standing.figures.failures) == (held_back, failures)
