"""What was asked before is not paid for again: not by the next command, and not by two who ask at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from quoth.asking import Remembered, Reply, Request
from quoth.errors import LimitReached, ModelError
from quoth.llm import Limits

Ask = Callable[..., list[Reply]]
Question = Callable[..., Request]
BAD = '{"reason":"she said so","stance":"undecided"}'


def key_of(model: Callable[..., Any], request: Request) -> str:
    async def go() -> str:
        async with model() as opened:
            key: str = opened.body(request)[0]
            return key

    return asyncio.run(go())


def with_memory(
    model: Callable[..., Any], known: dict[str, Remembered], *questions: Request, **options: Any
) -> list[Any]:
    async def go() -> list[Any]:
        async with model(**options) as opened:
            opened.remember(known)
            return [await opened.ask(each) for each in questions]

    return asyncio.run(go())


def test_a_remembered_answer_is_not_asked_for_also_without_a_cache(
    endpoint: Any, model: Callable[..., Any], question: Question, good: str, verdict: Any
) -> None:
    known = {key_of(model, question()): Remembered("ok", good)}
    (reply,) = with_memory(model, known, question(), cache=False)
    assert (reply.answer, reply.raw, reply.outcome) == (verdict, good, "ok")
    (call,) = reply.calls
    assert call.cache_hit
    assert (call.tokens_in, call.tokens_out, call.cost) == (0, 0, 0.0)
    assert reply.key in known
    assert endpoint.seen == []


@pytest.mark.parametrize("outcome", ["truncated", "refused", "filtered", "failed"])
def test_a_question_that_was_remembered_to_have_no_answer_is_not_asked_again(
    endpoint: Any, model: Callable[..., Any], question: Question, outcome: Any
) -> None:
    known = {key_of(model, question()): Remembered(outcome, None)}
    (reply,) = with_memory(model, known, question())
    assert (reply.answer, reply.outcome, reply.calls[0].cache_hit) == (None, outcome, True)
    assert endpoint.seen == []


def test_only_the_very_same_question_is_remembered(
    endpoint: Any, model: Callable[..., Any], question: Question, good: str
) -> None:
    known = {key_of(model, question()): Remembered("ok", good)}
    for _ in range(3):
        endpoint.says(good)
    with_memory(model, known, question("another"), question(repeat=1), question(max_tokens=51))
    assert len(endpoint.seen) == 3


def test_a_remembered_answer_that_is_valid_no_more_is_asked_for(
    endpoint: Any, model: Callable[..., Any], question: Question, good: str
) -> None:
    known = {key_of(model, question()): Remembered("ok", BAD)}
    endpoint.says(good)
    (reply,) = with_memory(model, known, question())
    assert (reply.raw, reply.calls[0].cache_hit) == (good, False)


def test_a_batch_file_gets_what_a_call_would_send_under_the_key_of_the_reply(
    endpoint: Any, model: Callable[..., Any], question: Question, good: str
) -> None:
    endpoint.says(good)

    async def go() -> tuple[str, dict[str, Any], Reply]:
        async with model() as opened:
            key, body = opened.body(question())
            assert endpoint.seen == []
            return key, body, await opened.ask(question())

    key, body, reply = asyncio.run(go())
    assert key == reply.key
    assert endpoint.seen[0].body == body
    assert body["model"] == "tiny"


def test_a_model_that_is_not_open_makes_no_body(model: Callable[..., Any], question: Question) -> None:
    with pytest.raises(RuntimeError, match="open"):
        model().body(question())


def test_schemas_that_are_alike_are_sent_alike_and_others_apart(
    endpoint: Any, ask: Ask, question: Question, good: str
) -> None:
    first = question().schema
    other = {**first, "description": "another"}
    for _ in range(2):
        endpoint.says(good)
    replies = ask(question(), question(schema=dict(first)), question(schema=other))
    assert replies[0].key == replies[1].key != replies[2].key
    assert [reply.calls[0].cache_hit for reply in replies] == [False, True, False]
    assert endpoint.seen[1].body["response_format"]["json_schema"]["schema"]["description"] == "another"


def test_a_schema_made_anew_for_every_question_is_told_from_those_before_it(
    model: Callable[..., Any], question: Question
) -> None:
    async def go() -> list[tuple[str, dict[str, Any]]]:
        async with model() as opened:
            # Each may get the memory, and so the identity, of one that is gone.
            return [
                opened.body(question(schema={**question().schema, "description": str(number)}))
                for number in range(1500)
            ]

    bodies = asyncio.run(go())
    assert len({key for key, _ in bodies}) == 1500
    sent = [body["response_format"]["json_schema"]["schema"]["description"] for _, body in bodies]
    assert sent == [str(number) for number in range(1500)]


def together(model: Callable[..., Any], *questions: Request, **options: Any) -> list[Any]:
    async def go() -> list[Any]:
        async with model(**options) as opened:
            asked = (opened.ask(each) for each in questions)
            return list(await asyncio.gather(*asked, return_exceptions=True))

    return asyncio.run(go())


def test_the_same_question_asked_twice_at_once_is_paid_for_once(
    endpoint: Any, model: Callable[..., Any], question: Question, good: str, verdict: Any
) -> None:
    endpoint.says(good, seconds=0.1)
    replies = together(model, *[question()] * 5)
    assert len(endpoint.seen) == 1
    assert all(reply.answer == verdict and reply.raw == good for reply in replies)
    assert [reply.calls[0].cache_hit for reply in replies] == [False, True, True, True, True]
    assert sum(call.tokens_in for reply in replies for call in reply.calls) == 100
    assert len({reply.key for reply in replies}) == 1


def test_different_questions_do_not_wait_for_each_other(
    endpoint: Any, model: Callable[..., Any], question: Question, good: str
) -> None:
    for _ in range(3):
        endpoint.says(good, seconds=0.2)
    together(model, question("one"), question("two"), question(repeat=1))
    assert endpoint.most_in_flight == 3


def test_without_a_cache_the_same_question_is_asked_as_often_as_it_is_put(
    endpoint: Any, model: Callable[..., Any], question: Question, good: str
) -> None:
    for _ in range(3):
        endpoint.says(good)
    together(model, *[question()] * 3, cache=False)
    assert len(endpoint.seen) == 3


def test_an_answer_that_was_cut_off_is_cut_off_for_all_who_asked(
    endpoint: Any, model: Callable[..., Any], question: Question
) -> None:
    endpoint.says('{"reason": "' + "so " * 50, finish="length", seconds=0.1)
    first, second = together(model, *[question()] * 2)
    assert (first.outcome, second.outcome) == ("truncated", "truncated")
    assert first.looping
    assert second.looping
    assert second.calls[0].cache_hit
    assert len(endpoint.seen) == 1


def test_what_failed_for_one_is_asked_again_for_the_other(
    endpoint: Any, model: Callable[..., Any], question: Question, good: str
) -> None:
    endpoint.fails(400, "no")
    endpoint.says(good)
    first, second = together(model, *[question()] * 2)
    assert (first.outcome, second.outcome) == ("failed", "ok")
    assert not second.calls[0].cache_hit


def test_who_waits_asks_when_the_one_who_asked_is_cancelled(
    endpoint: Any, model: Callable[..., Any], question: Question, good: str
) -> None:
    endpoint.says(good, seconds=20.0)
    endpoint.says(good)

    async def go() -> Reply:
        async with model() as opened:
            first, second, third = (asyncio.create_task(opened.ask(question())) for _ in range(3))
            while not endpoint.seen:
                await asyncio.sleep(0.01)
            third.cancel()  # who only waits ends nothing
            await asyncio.sleep(0)
            first.cancel()
            reply: Reply = await second
            with pytest.raises(asyncio.CancelledError):
                await third
            return reply

    reply = asyncio.run(go())
    assert (reply.outcome, reply.calls[0].cache_hit) == ("ok", False)
    assert len(endpoint.seen) == 2


def test_who_waits_hears_of_a_refused_key_without_asking(
    endpoint: Any, model: Callable[..., Any], question: Question
) -> None:
    for _ in range(5):
        endpoint.fails(401, "no")
    ended = together(model, *[question()] * 5)
    assert all(isinstance(each, ModelError) for each in ended)
    assert len({id(each) for each in ended}) == 5
    assert len(endpoint.seen) == 1


def test_who_waits_hears_of_a_limit_without_asking(
    endpoint: Any, model: Callable[..., Any], question: Question
) -> None:
    ended = together(model, *[question()] * 3, limits=Limits(tokens=0))
    assert all(isinstance(each, LimitReached) for each in ended)
    assert endpoint.seen == []


class Reason(BaseModel):
    reason: str
    stance: str


def test_who_reads_the_same_answer_in_another_way_gets_it_in_that_way(
    endpoint: Any, model: Callable[..., Any], question: Question, good: str, verdict: Any
) -> None:
    endpoint.says(good, seconds=0.1)
    first, second = together(model, question(), question(answer=Reason))
    assert first.answer == verdict
    assert second.answer == Reason(reason="she said so", stance="support")
    assert len(endpoint.seen) == 1
