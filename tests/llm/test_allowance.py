"""What a command may spend: a limit is used up and not passed, and what is in flight then is kept and counted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leaping import leaping, loop_clock

from quoth.asking import Call, Reply, Request
from quoth.errors import LimitReached, ModelError
from quoth.llm.allowance import Allowance, Limits

Question = Callable[..., Request]


def used(tokens: int, cost: float | None = None) -> Call:
    return Call("ok", "tiny", tokens_in=tokens, cost=cost)


async def spend(allowance: Allowance, *sizes: int, price: float = 0.0) -> int:
    """Makes the calls at once, each a second long; returns how many were made."""

    async def call(size: int) -> bool:
        try:
            await allowance.admit()
        except LimitReached:
            return False
        await asyncio.sleep(1)
        allowance.settle(used(size, size * price))
        return True

    return sum(await asyncio.gather(*(call(size) for size in sizes)))


def test_without_limits_everything_is_made_and_counted() -> None:
    allowance = Allowance(Limits())
    assert leaping(spend(allowance, 10, 20, 30, price=0.5)) == 3
    assert (allowance.tokens, allowance.cost, allowance.in_flight) == (60, 30.0, 0)
    assert not Limits().any
    assert Limits(minutes=1).any


@pytest.mark.parametrize("guess", [100, 170, 1000])
def test_a_limit_is_used_up_and_not_passed_however_bad_the_first_guess(guess: int) -> None:
    allowance = Allowance(Limits(tokens=1000), first_guess=(0.0, guess))
    # One call at a time until the first tells what calls use, then as many as there is room for.
    assert leaping(spend(allowance, *[100] * 50)) == 10
    assert allowance.tokens == 1000


def test_what_a_call_uses_is_known_after_the_first() -> None:
    allowance = Allowance(Limits(cost=0.05), first_guess=(0.04, 0))
    assert leaping(spend(allowance, *[1] * 50, price=0.0101)) == 4
    assert allowance.cost == pytest.approx(0.0404)


@pytest.mark.parametrize("limits", [Limits(cost=0), Limits(tokens=0), Limits(minutes=0)])
def test_a_limit_of_nothing_lets_nothing_through(limits: Limits) -> None:
    allowance = Allowance(limits, first_guess=(0.01, 1000))
    allowance.begin()
    assert limits.any
    assert leaping(spend(allowance, 10)) == 0


def test_a_model_that_costs_nothing_is_asked_within_no_dollars() -> None:
    assert leaping(spend(Allowance(Limits(cost=0), first_guess=(0.0, 1000)), 10, 10)) == 2


def test_the_limit_that_is_reached_is_told_in_one_line_with_what_was_spent() -> None:
    async def go() -> str:
        allowance = Allowance(Limits(cost=1.0), first_guess=(0.6, 0))
        await allowance.admit()
        allowance.settle(used(10, 0.75))
        with pytest.raises(LimitReached) as raised:
            await allowance.admit()
        return str(raised.value)

    words = leaping(go())
    assert "--max-cost 1 reached ($0.7500 spent)" in words
    assert "\n" not in words


def test_minutes_count_from_the_beginning_and_what_is_under_way_ends() -> None:
    async def go() -> list[str]:
        allowance, told = Allowance(Limits(minutes=2), clock=loop_clock), list[str]()
        allowance.begin()

        async def call(after: float, takes: float) -> None:
            await asyncio.sleep(after)
            try:
                await allowance.admit()
            except LimitReached:
                told.append(f"refused at {loop_clock() - 1000:.0f}")
                return
            await asyncio.sleep(takes)
            allowance.settle(used(10))
            told.append(f"ended at {loop_clock() - 1000:.0f}")

        await asyncio.gather(call(0, 10), call(119, 60), call(121, 10))
        return told

    assert leaping(go()) == ["ended at 10", "ended at 179", "refused at 179"]


def test_who_is_refused_hears_of_it_when_the_calls_in_flight_are_counted() -> None:
    async def go() -> int:
        allowance = Allowance(Limits(tokens=100), first_guess=(0.0, 60))
        await allowance.admit()
        refused = asyncio.create_task(allowance.admit())
        await asyncio.sleep(5)
        assert not refused.done()
        allowance.settle(used(90))
        with pytest.raises(LimitReached, match="90 used"):
            await refused
        return allowance.in_flight

    assert leaping(go()) == 0


def test_a_call_that_used_nothing_is_no_measure_of_the_others() -> None:
    async def go() -> int:
        allowance = Allowance(Limits(tokens=1000), first_guess=(0.0, 500))
        for _ in range(50):
            await allowance.admit()
            allowance.settle(Call("failed", "tiny", error="HTTP 429"))
        return await spend(allowance, *[500] * 20)

    assert leaping(go()) == 2


def test_a_question_that_was_begun_is_asked_to_its_end() -> None:
    async def go() -> None:
        allowance = Allowance(Limits(tokens=100), first_guess=(0.0, 60))
        await allowance.admit()
        allowance.settle(used(500))
        await allowance.admit(begun=True)
        assert allowance.in_flight == 1

    leaping(go())


def test_who_stops_waiting_for_room_is_not_counted() -> None:
    async def go() -> tuple[int, int]:
        allowance = Allowance(Limits(tokens=100), first_guess=(0.0, 60))
        await allowance.admit()
        waiting = asyncio.create_task(allowance.admit())
        await asyncio.sleep(1)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        allowance.settle(None)
        return allowance.in_flight, allowance.tokens

    assert leaping(go()) == (0, 0)


@settings(max_examples=200, deadline=None)
@given(
    sizes=st.lists(st.integers(min_value=0, max_value=200), max_size=30),
    most=st.integers(min_value=0, max_value=2000),
    guess=st.integers(min_value=0, max_value=300),
)
def test_what_is_made_adds_up_and_no_limit_is_passed_by_more_than_a_wave(
    sizes: list[int], most: int, guess: int
) -> None:
    allowance = Allowance(Limits(tokens=most), first_guess=(0.0, guess))
    made: list[int] = []

    async def go() -> None:
        most_at_once = 0

        async def call(size: int) -> None:
            nonlocal most_at_once
            try:
                await allowance.admit()
            except LimitReached:
                assert allowance.in_flight == 0
                return
            most_at_once = max(most_at_once, allowance.in_flight)
            await asyncio.sleep(size / 50)
            made.append(size)
            allowance.settle(used(size))

        await asyncio.gather(*map(call, sizes))
        assert allowance.tokens <= most + most_at_once * 200

    leaping(go())
    assert allowance.tokens == sum(made)
    assert allowance.in_flight == 0


BAD = '{"reason":"she said so","stance":"undecided"}'


def priced(tmp_path: Any) -> None:
    (tmp_path / "models.toml").write_text(
        '[[model]]\nmatch = "tiny"\nprice_in = 1000.0\nprice_out = 1000.0\nchunk_tokens = 50\nanswer_tokens = 80\n',
        encoding="utf-8",
    )


def asked_at_once(opened: Any, question: Question, number: int) -> Any:
    return asyncio.gather(*(opened.ask(question(f"question {n}")) for n in range(number)), return_exceptions=True)


def test_a_limit_reached_while_calls_are_in_flight_keeps_their_answers(
    endpoint: Any, model: Callable[..., Any], question: Question, good: str, tmp_path: Any
) -> None:
    priced(tmp_path)
    for _ in range(12):
        endpoint.says(good, used=(80, 0, 20), seconds=0.1)  # 0.10 dollars each

    async def go() -> list[Any]:
        async with model(limits=Limits(cost=0.45)) as opened:
            return list(await asked_at_once(opened, question, 12))

    ended = asyncio.run(go())
    answered = [each for each in ended if isinstance(each, Reply)]
    refused = [each for each in ended if isinstance(each, LimitReached)]
    assert (len(answered), len(refused)) == (4, 8)
    assert len(endpoint.seen) == 4
    assert all(reply.outcome == "ok" for reply in answered)
    assert all("$0.4000 spent" in str(each) for each in refused)


def test_an_answer_that_was_paid_for_is_re_asked_also_beyond_the_limit(
    endpoint: Any, model: Callable[..., Any], question: Question, good: str, tmp_path: Any
) -> None:
    priced(tmp_path)
    endpoint.says(BAD, used=(400, 0, 20))
    endpoint.says(good, used=(80, 0, 20))

    async def go() -> list[Any]:
        async with model(limits=Limits(tokens=400)) as opened:
            return [await opened.ask(question()), *await asked_at_once(opened, question, 1)]

    reply, refused = asyncio.run(go())
    assert [call.tokens_in for call in reply.calls] == [400, 80]
    assert isinstance(refused, LimitReached)
    assert "520 used" in str(refused)


def test_dollars_cannot_be_limited_where_the_price_is_not_known(
    endpoint: Any, model: Callable[..., Any], question: Question
) -> None:
    with pytest.raises(ModelError, match="--max-cost cannot be kept: the price of 'tiny' is not known") as raised:
        asyncio.run(model(limits=Limits(cost=5.0)).open())
    assert "\n" not in str(raised.value)
    assert endpoint.seen == []


def test_dollars_cannot_be_limited_where_half_the_price_is_known(
    endpoint: Any, model: Callable[..., Any], tmp_path: Any
) -> None:
    (tmp_path / "models.toml").write_text('[[model]]\nmatch = "tiny"\nprice_in = 1.0\n', encoding="utf-8")
    with pytest.raises(ModelError, match="--max-cost cannot be kept"):
        asyncio.run(model(limits=Limits(cost=5.0)).open())
