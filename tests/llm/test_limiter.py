"""Who may call when: no more at once than goes well, nobody before a server's time, and nobody for ever."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leaping import EverybodyWaits, leaping, loop_clock

from quoth.llm.limiter import Gauge, Limiter


def limiter(most: int = 4, **rates: float) -> Limiter:
    return Limiter(most, clock=loop_clock, **rates)


async def settled() -> None:
    """Lets everybody who can go on do so; no time passes."""
    for _ in range(5):
        await asyncio.sleep(0)


async def entered(gate: Limiter, number: int, tokens: int = 10) -> list[float]:
    return [await gate.enter(tokens) for _ in range(number)]


def test_as_many_as_allowed_go_at_once_and_the_rest_in_their_order() -> None:
    async def go() -> list[str]:
        gate, order = limiter(2), list[str]()

        async def call(name: str) -> None:
            turn = await gate.enter(10)
            order.append(name)
            await asyncio.sleep(1)
            gate.leave(turn, tokens=10)

        tasks = [asyncio.create_task(call(name)) for name in "abcde"]
        await settled()
        assert gate.gauge == Gauge(in_flight=2, allowed=2, waiting=3, paused=0.0)
        await asyncio.gather(*tasks)
        assert gate.gauge == Gauge(in_flight=0, allowed=2, waiting=0, paused=0.0)
        return order

    assert leaping(go()) == ["a", "b", "c", "d", "e"]


def test_who_comes_again_goes_before_those_who_were_never_let_in() -> None:
    async def go() -> list[str]:
        gate, order = limiter(1), list[str]()
        turn = await gate.enter(10)

        async def call(name: str, *, again: bool) -> None:
            mine = await gate.enter(10, again=again)
            order.append(name)
            gate.leave(mine, tokens=10)

        tasks = [asyncio.create_task(call("new", again=False)), asyncio.create_task(call("held back", again=True))]
        await settled()
        gate.leave(turn, tokens=10)
        await asyncio.gather(*tasks)
        return order

    assert leaping(go()) == ["held back", "new"]


def test_a_run_begins_with_sixteen_and_doubles_a_wave_while_all_goes_well() -> None:
    async def go() -> list[int]:
        gate, seen = limiter(64), list[int]()

        async def call() -> None:
            turn = await gate.enter(10)
            await asyncio.sleep(1)
            gate.leave(turn, tokens=10, well=True)

        tasks = [asyncio.create_task(call()) for _ in range(300)]
        await asyncio.sleep(0.5)
        for _ in range(4):
            seen.append(gate.gauge.in_flight)
            await asyncio.sleep(1)
        await asyncio.gather(*tasks)
        return seen

    assert leaping(go()) == [16, 32, 64, 64]


def test_what_is_not_felt_does_not_grow() -> None:
    async def go() -> int:
        gate = limiter(64)
        for _ in range(100):
            (turn,) = await entered(gate, 1)
            gate.leave(turn, tokens=10, well=True)
        return gate.gauge.allowed

    assert leaping(go()) == 16


def test_a_wave_that_is_refused_together_halves_once() -> None:
    async def go() -> int:
        gate = limiter(16)
        turns = await entered(gate, 16)
        await asyncio.sleep(1)
        for turn in turns:
            gate.leave(turn, tokens=10, pressure="overloaded")
        return gate.gauge.allowed

    assert leaping(go()) == 8


def test_wave_after_wave_halves_down_to_one_and_never_below() -> None:
    async def go() -> list[int]:
        gate, seen = limiter(8), list[int]()
        for _ in range(6):
            await asyncio.sleep(1)
            turns = await entered(gate, gate.gauge.allowed)
            for turn in turns:
                gate.leave(turn, tokens=10, pressure="overloaded")
            seen.append(gate.gauge.allowed)
        return seen

    assert leaping(go()) == [4, 2, 1, 1, 1, 1]


def test_after_a_refusal_one_more_is_let_in_only_after_a_whole_good_wave() -> None:
    async def go() -> list[int]:
        gate, seen = limiter(16), list[int]()
        turns = await entered(gate, 16)
        await asyncio.sleep(1)
        for turn in turns:
            gate.leave(turn, tokens=10, pressure="overloaded")
        for _ in range(3):
            turns = await entered(gate, gate.gauge.allowed)
            for turn in turns:
                gate.leave(turn, tokens=10, well=True)
            seen.append(gate.gauge.allowed)
        return seen

    first, *more = leaping(go())
    assert first in (8, 9)
    assert all(0 <= after - before <= 1 for before, after in zip([first, *more], more, strict=False))


def test_the_time_that_a_server_names_keeps_everybody_back() -> None:
    async def go() -> tuple[float, list[float]]:
        gate = limiter(4)
        turn = await gate.enter(10)
        await asyncio.sleep(1)
        refused = loop_clock()
        gate.leave(turn, tokens=10, pressure="limited", wait=40.0)
        assert gate.gauge.paused == 40.0

        async def call() -> float:
            mine = await gate.enter(10)
            gate.leave(mine, tokens=10)
            return mine

        return refused, await asyncio.gather(*(call() for _ in range(5)))

    refused, came = leaping(go())
    assert all(turn - refused >= 40.0 for turn in came)
    assert min(came) - refused < 40.1


def test_a_shorter_time_that_is_named_later_does_not_end_a_longer_one() -> None:
    async def go() -> float:
        gate = limiter(4)
        turns = await entered(gate, 2)
        gate.leave(turns[0], tokens=10, pressure="limited", wait=40.0)
        gate.leave(turns[1], tokens=10, pressure="limited", wait=2.0)
        return gate.gauge.paused

    assert leaping(go()) == 40.0


@pytest.mark.parametrize("wait", [None, 0.0])
def test_a_server_that_names_no_time_is_asked_less_and_less_often(wait: float | None) -> None:
    async def go() -> list[float]:
        gate, pauses = limiter(4), list[float]()
        for _ in range(9):
            turn = await gate.enter(10)
            await asyncio.sleep(0.1)
            gate.leave(turn, tokens=10, pressure="limited", wait=wait)
            pauses.append(gate.gauge.paused)
        return pauses

    pauses = leaping(go())
    assert pauses == sorted(pauses)
    assert pauses[0] >= 0.5
    assert pauses[-1] == 60.0


def test_a_time_that_never_comes_keeps_nobody_back_for_ever() -> None:
    async def go() -> None:
        gate = limiter(4)
        turn = await gate.enter(10)
        gate.leave(turn, tokens=10, pressure="overloaded", wait=float("inf"))
        await gate.enter(10)

    leaping(go())


def test_a_failure_that_is_no_pressure_changes_nothing() -> None:
    async def go() -> Gauge:
        gate = limiter(4)
        turn = await gate.enter(10)
        gate.leave(turn, tokens=10, wait=30.0)
        return gate.gauge

    assert leaping(go()) == Gauge(in_flight=0, allowed=4, waiting=0, paused=0.0)


def test_a_waiter_that_is_cancelled_leaves_its_place_to_the_next() -> None:
    async def go() -> Gauge:
        gate = limiter(1)
        turn = await gate.enter(10)
        first, second = (asyncio.create_task(gate.enter(10)) for _ in range(2))
        await settled()
        first.cancel()
        await settled()
        assert gate.gauge.waiting == 1
        gate.leave(turn, tokens=10)
        gate.leave(await second, tokens=10)
        return gate.gauge

    assert leaping(go()) == Gauge(in_flight=0, allowed=1, waiting=0, paused=0.0)


def test_a_waiter_that_is_cancelled_as_a_slot_comes_free_is_cancelled_and_nothing_else() -> None:
    async def go() -> Gauge:
        gate = limiter(1)
        turn = await gate.enter(10)
        waiting = asyncio.create_task(gate.enter(10))
        await settled()
        waiting.cancel()
        gate.leave(turn, tokens=10)  # before the waiter has heard that it is cancelled
        with pytest.raises(asyncio.CancelledError):
            await waiting
        return gate.gauge

    assert leaping(go()) == Gauge(in_flight=0, allowed=1, waiting=0, paused=0.0)


def test_a_turn_that_was_given_and_not_taken_is_given_back_with_its_tokens() -> None:
    async def go() -> tuple[Gauge, float]:
        gate = limiter(1, rpm=60, tpm=60 * 100)
        turn = await gate.enter(1)
        waiting = asyncio.create_task(gate.enter(100))
        await asyncio.sleep(2)
        gate.leave(turn, tokens=1, used=1)  # the turn is given here
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        before, gauge = loop_clock(), gate.gauge
        return gauge, await gate.enter(100) - before

    gauge, waited = leaping(go())
    assert gauge == Gauge(in_flight=0, allowed=1, waiting=0, paused=0.0)
    assert waited == 0.0


def test_a_given_rate_spreads_the_calls_evenly() -> None:
    async def go() -> list[float]:
        gate, turns = limiter(16, rpm=120), list[float]()
        for _ in range(8):
            turns.append(await gate.enter(10))
            gate.leave(turns[-1], tokens=10)
        return turns

    turns = leaping(go())
    assert turns[-1] - turns[0] == pytest.approx((8 - 2) / 2, abs=0.01)  # two at once, then two a second


def test_a_call_of_more_tokens_than_a_second_holds_goes_and_is_paid_off_after() -> None:
    async def go() -> tuple[float, float]:
        gate, begun = limiter(16, tpm=6000), loop_clock()
        first = await gate.enter(1000)
        gate.leave(first, tokens=1000, used=1000)
        second = await gate.enter(100)
        return first - begun, second - first

    first, second = leaping(go())
    assert first == 0.0
    assert second == pytest.approx(10.0, abs=0.01)


def test_tokens_that_were_guessed_and_not_used_are_there_again() -> None:
    async def go() -> float:
        gate, begun = limiter(16, tpm=6000), loop_clock()
        turn = await gate.enter(1000)
        gate.leave(turn, tokens=1000, used=50)
        return await gate.enter(50) - begun

    assert leaping(go()) == 0.0


HEADERS = {
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "60s",
}


def test_what_the_headers_tell_is_kept_to() -> None:
    async def go() -> list[float]:
        gate, turns = limiter(16), list[float]()
        turn = await gate.enter(10)
        gate.leave(turn, tokens=10, well=True, headers=HEADERS)
        for _ in range(4):
            turns.append(await gate.enter(10))
            gate.leave(turns[-1], tokens=10)
        return [after - before for before, after in itertools.pairwise(turns)]

    assert leaping(go()) == pytest.approx([1.0, 1.0, 1.0], abs=0.01)


def test_a_rate_that_was_given_is_not_learnt_over() -> None:
    async def go() -> float:
        gate = limiter(16, rpm=6000)
        turn = await gate.enter(10)
        gate.leave(turn, tokens=10, well=True, headers=HEADERS)
        return await gate.enter(10) - turn

    assert leaping(go()) == 0.0


@pytest.mark.parametrize("reset", ["inf", "1e999", "1767225600", "99999999d", "-1", "0", "", "soon", "nan"])
def test_no_header_keeps_anybody_back_for_ever(reset: str) -> None:
    async def go() -> float:
        gate = limiter(16)
        turn = await gate.enter(10)
        gate.leave(turn, tokens=10, well=True, headers={**HEADERS, "x-ratelimit-reset-requests": reset})
        return await gate.enter(10) - turn

    assert leaping(go()) <= 24 * 3600


Ending = dict[str, Any]
ENDINGS = st.one_of(
    st.just(Ending(well=True)),
    st.just(Ending()),
    st.just(Ending(pressure="overloaded")),
    st.builds(
        lambda wait: Ending(pressure="limited", wait=wait), st.one_of(st.none(), st.floats(min_value=0, max_value=500))
    ),
)
CALLS = st.lists(
    st.fixed_dictionaries(
        {
            "after": st.floats(min_value=0, max_value=5),
            "takes": st.floats(min_value=0, max_value=5),
            "tokens": st.integers(min_value=0, max_value=5000),
            "used": st.one_of(st.none(), st.integers(min_value=0, max_value=5000)),
            "again": st.booleans(),
            "ending": ENDINGS,
            "cancelled": st.one_of(st.none(), st.floats(min_value=0, max_value=10)),
        }
    ),
    max_size=40,
)


@settings(max_examples=200, deadline=None)
@given(
    calls=CALLS,
    most=st.integers(min_value=1, max_value=40),
    rpm=st.one_of(st.none(), st.integers(1, 6000)),
    tpm=st.one_of(st.none(), st.integers(1, 10**6)),
)
def test_whatever_comes_nobody_waits_for_ever_and_no_slot_is_lost(
    calls: list[dict[str, Any]], most: int, rpm: int | None, tpm: int | None
) -> None:
    async def go() -> Gauge:
        gate = Limiter(most, rpm=rpm, tpm=tpm, clock=loop_clock)
        inside = 0

        async def call(plan: dict[str, Any]) -> None:
            nonlocal inside
            await asyncio.sleep(plan["after"])
            turn = await gate.enter(plan["tokens"], again=plan["again"])
            inside += 1
            assert gate.gauge.in_flight <= most
            assert 1 <= gate.gauge.allowed <= most
            ending: Ending = {}
            try:
                await asyncio.sleep(plan["takes"])
                ending = plan["ending"]
            finally:
                inside -= 1
                gate.leave(turn, tokens=plan["tokens"], used=plan["used"], **ending)

        tasks = [asyncio.create_task(call(plan)) for plan in calls]
        for task, plan in zip(tasks, calls, strict=True):
            if plan["cancelled"] is not None:
                asyncio.get_running_loop().call_later(plan["cancelled"], task.cancel)
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            assert ended is None or isinstance(ended, asyncio.CancelledError), repr(ended)
        assert inside == 0
        return gate.gauge

    gauge = leaping(go())
    assert (gauge.in_flight, gauge.waiting) == (0, 0)


def test_a_call_that_never_ends_is_told_by_the_loop_that_leaps() -> None:
    async def go() -> None:
        gate = limiter(1)
        await gate.enter(10)
        await gate.enter(10)

    with pytest.raises(EverybodyWaits):
        leaping(go())
