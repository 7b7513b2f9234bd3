"""How long an endpoint is waited for, and that all who wait hear of it when it is asked no more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from leaping import leaping, loop_clock

from quoth.asking import Reply, Request
from quoth.errors import ModelError
from quoth.llm import Retries
from quoth.llm.faults import Fault, Translator
from quoth.llm.limiter import Gauge, Limiter
from quoth.llm.patience import AskedNoMore, Patience
from quoth.llm.retries import Budget, retrying

Ask = Callable[..., list[Reply]]
Asked = Callable[..., Request]


class Seconds:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 5000.0

    def __call__(self) -> float:
        return self.now


def limited(wait: float | None = None) -> Fault:
    return Fault("HTTP 429", retry=True, wait=wait, pressure="limited")


def test_an_endpoint_that_refuses_for_too_long_ends_the_run() -> None:
    clock = Seconds()
    patience = Patience(Retries(patience=900.0), clock)
    patience.failed(limited())
    clock.now += 900
    patience.failed(limited())
    clock.now += 60
    with pytest.raises(ModelError, match="nothing was answered for 16 minutes: HTTP 429"):
        patience.failed(limited())


def test_an_hour_in_which_nothing_was_asked_is_no_refusal() -> None:
    clock = Seconds()
    patience = Patience(Retries(patience=900.0), clock)
    clock.now += 3600
    patience.failed(limited())
    patience.answered()
    clock.now += 3600
    patience.failed(limited())


def test_one_answer_is_enough_to_go_on() -> None:
    clock = Seconds()
    patience = Patience(Retries(patience=900.0), clock)
    for _ in range(20):
        patience.failed(limited())
        clock.now += 600
        patience.answered()


def test_failures_that_are_no_limit_wear_no_patience() -> None:
    clock = Seconds()
    patience = Patience(Retries(patience=900.0), clock)
    for fault in (Fault("HTTP 500", retry=True, wait=5000), Fault("no answer", retry=True, pressure="overloaded")) * 9:
        patience.failed(fault)
        clock.now += 600


@pytest.mark.parametrize("pressure", ["limited", "overloaded"])
def test_a_server_that_asks_for_a_day_ends_the_run_and_pauses_nobody(pressure: Any) -> None:
    patience = Patience(Retries(patience=900.0), Seconds())
    with pytest.raises(ModelError, match="HTTP 429: it asks to wait for 1440 minutes; the same command goes on"):
        patience.failed(Fault("HTTP 429", retry=True, wait=86400.0, pressure=pressure))
    assert patience.bearable(86400.0) is None
    assert patience.bearable(900.0) == 900.0
    assert patience.bearable(None) is None


def test_so_many_requests_given_up_in_a_row_end_the_run() -> None:
    patience = Patience(Retries(hopeless=3), Seconds())
    patience.gave_up(Fault("no", retry=True))
    patience.gave_up(Fault("no", retry=True))
    patience.answered()
    patience.gave_up(Fault("no", retry=True))
    patience.gave_up(Fault("the prompt is too long"))  # its own failure, not the endpoint's
    patience.gave_up(Fault("no", retry=True))
    with pytest.raises(ModelError, match="the last 3 requests all failed"):
        patience.gave_up(Fault("no", retry=True))


def test_an_end_is_told_to_the_questions_that_were_under_way_and_no_others() -> None:
    clock = Seconds()
    patience = Patience(Retries(), clock)
    patience.check(began=4000.0)
    patience.end(ModelError("refuses the key"))
    with pytest.raises(AskedNoMore, match="refuses the key"):
        patience.check(began=4000.0)
    patience.check(began=5001.0)


def test_all_who_wait_are_told_at_once() -> None:
    async def go() -> tuple[list[Any], Gauge]:
        gate = Limiter(1, clock=loop_clock)
        turn = await gate.enter(10)
        waiting = [asyncio.create_task(gate.enter(10)) for _ in range(3)]
        await asyncio.sleep(1)
        gate.dismiss(ModelError("it is over"))
        waiting[0].cancel()
        ended = await asyncio.gather(*waiting, return_exceptions=True)
        later = asyncio.create_task(gate.enter(10))
        gate.leave(turn, tokens=10)
        gate.leave(await later, tokens=10)
        return ended, gate.gauge

    ended, gauge = leaping(go())
    assert isinstance(ended[0], asyncio.CancelledError)
    assert [str(each) for each in ended[1:]] == ["it is over"] * 2
    assert gauge == Gauge(in_flight=0, allowed=1, waiting=0, paused=0.0)


def test_after_a_refused_key_nobody_else_knocks(endpoint: Any, model: Callable[..., Any], question: Asked) -> None:
    for _ in range(20):
        endpoint.fails(401, "no")

    async def go() -> list[Any]:
        async with model(slots=2) as opened:
            questions = (opened.ask(question(f"question {number}")) for number in range(20))
            return await asyncio.gather(*questions, return_exceptions=True)

    ended = asyncio.run(go())
    assert all(isinstance(each, ModelError) and "refuses the key" in str(each) for each in ended)
    assert len({id(each) for each in ended}) == 20
    assert len(endpoint.seen) <= 2


def test_a_model_that_was_refused_can_be_asked_again_later(
    endpoint: Any, model: Callable[..., Any], question: Asked, good: str
) -> None:
    endpoint.fails(403, "not now")
    endpoint.says(good)

    async def go() -> Any:
        async with model() as opened:
            with pytest.raises(ModelError, match="403"):
                await opened.ask(question())
            return await opened.ask(question())

    assert asyncio.run(go()).outcome == "ok"


def test_a_limit_of_a_day_ends_the_run_with_all_who_wait(
    endpoint: Any, model: Callable[..., Any], question: Asked
) -> None:
    for _ in range(20):
        endpoint.fails(429, "daily limit", Retry_After="40000")

    async def go() -> list[Any]:
        async with model(slots=2) as opened:
            questions = (opened.ask(question(f"question {number}")) for number in range(20))
            return await asyncio.gather(*questions, return_exceptions=True)

    ended = asyncio.run(asyncio.wait_for(go(), timeout=60))
    assert all(isinstance(each, ModelError) and "asks to wait for 667 minutes" in str(each) for each in ended)
    assert len(endpoint.seen) <= 2


def test_a_request_too_large_for_its_limit_fails_alone(endpoint: Any, ask: Ask, question: Asked, good: str) -> None:
    words = "Request too large for gpt-x in organization y on tokens per min (TPM): Limit 30000, Requested 60000."
    endpoint.fails(429, words, code="rate_limit_exceeded")
    endpoint.says(good)
    first, second = ask(question("one"), question("two"))
    assert (first.outcome, len(first.calls)) == ("failed", 1)
    assert "Request too large" in str(first.calls[0].error)
    assert second.outcome == "ok"


def budget(**limits: Any) -> Budget:
    return Budget(Retries(**limits), loop_clock)


def test_refusals_use_up_no_attempts_and_waiting_no_deadline() -> None:
    async def go() -> tuple[str, int, float]:
        mine, refusals = budget(most=2, deadline=60.0, patience=900.0), [limited()] * 30

        async def call() -> str:
            await asyncio.sleep(20)
            mine.queued += 20  # it waited for its turn
            if refusals:
                raise refusals.pop()
            return "answer"

        return await retrying(call, mine), mine.used, mine.elapsed

    assert leaping(go()) == ("answer", 0, pytest.approx(0.0))


def test_a_request_that_is_refused_while_others_are_answered_fails_in_the_end() -> None:
    async def go() -> float:
        mine, began = budget(patience=900.0), loop_clock()

        async def call() -> str:
            await asyncio.sleep(20)
            raise limited()

        with pytest.raises(Fault, match="429"):
            await retrying(call, mine)
        return loop_clock() - began

    assert 900 <= leaping(go()) <= 960


def test_a_deadline_that_would_end_during_the_wait_ends_at_once() -> None:
    async def go() -> float:
        mine, began = budget(deadline=60.0), loop_clock()

        async def call() -> str:
            await asyncio.sleep(25)
            raise Fault("HTTP 503", retry=True, wait=20.0, pressure="overloaded")

        with pytest.raises(Fault, match="503"):
            await retrying(call, mine)
        return loop_clock() - began

    # A call, a wait, a call: the next wait would end beyond the deadline.
    assert 69 <= leaping(go()) <= 72


def test_the_attempts_of_one_request_are_counted_over_all_its_questions() -> None:
    async def go() -> int:
        mine, calls = budget(most=5, deadline=10_000.0), list[int]()

        async def call() -> str:
            calls.append(1)
            raise Fault("HTTP 500", retry=True)

        for _ in range(3):
            with pytest.raises(Fault):
                await retrying(call, mine)
        return len(calls)

    assert leaping(go()) == 5 + 3


def of_status(status: int, **headers: str) -> Fault | ModelError:
    request = httpx2.Request("POST", "http://one/v1/chat/completions")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = httpx2.Response(status, headers=named, request=request)
    return Translator("http://one/v1", "tiny", ("key",)).fault(
        openai.APIStatusError("no", response=response, body=None)
    )


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"Retry_After": ""}, None),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "0"}, 0.0),
        ({"Retry_After": "-7"}, 0.0),
        ({"Retry_After": "1.5"}, 1.5),
        ({"Retry_After": "inf"}, None),
        ({"Retry_After": "nan"}, None),
        ({"Retry_After": "1e999"}, None),
        ({"Retry_After": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0),
        ({"Retry_After": "Thu, 99 Jan 1970 00:00:00 GMT"}, None),
        ({"Retry_After_Ms": "250", "Retry_After": "9"}, 0.25),
        ({"Retry_After_Ms": "soon", "Retry_After": "9"}, 9.0),
        ({"Retry_After_Ms": "inf", "Retry_After": "9"}, 9.0),
    ],
)
def test_a_time_that_is_named_is_read_and_nonsense_is_no_time(headers: dict[str, str], wait: float | None) -> None:
    fault = of_status(429, **headers)
    assert isinstance(fault, Fault)
    assert fault.wait == wait


@pytest.mark.parametrize("zone", ["GMT", "-0000", "+0000"])
def test_a_date_counts_from_now(zone: str) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=300), usegmt=True).replace("GMT", zone)
    fault = of_status(503, Retry_After=date)
    assert isinstance(fault, Fault)
    assert fault.wait is not None
    assert 290 < fault.wait <= 300


@given(words=st.one_of(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40), st.dates().map(str)))
def test_no_header_breaks_the_reading(words: str) -> None:
    fault = of_status(429, Retry_After=words)
    assert isinstance(fault, Fault)
    assert fault.wait is None or fault.wait >= 0


@pytest.mark.parametrize(
    ("status", "pressure"),
    [(429, "limited"), (408, "overloaded"), (503, "overloaded"), (504, "overloaded"), (529, "overloaded")]
    + [(status, None) for status in (400, 409, 413, 422, 500, 502)],
)
def test_fewer_calls_are_made_only_where_their_number_matters(status: int, pressure: str | None) -> None:
    fault = of_status(status)
    assert isinstance(fault, Fault)
    assert fault.pressure == pressure
