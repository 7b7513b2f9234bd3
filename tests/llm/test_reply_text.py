"""Replies as gateways send them: the answer is read out of whatever stands around it, in one call, online and batch."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from quoth.asking import Reply, Request
from quoth.llm.batch_results import Result, reply_of
from quoth.llm.profiles import hosted_profile
from quoth.llm.reply_text import unwrapped

Ask = Callable[..., list[Reply]]
Question = Callable[..., Request]
GOOD = '{"reason":"she said so","stance":"support"}'

MESSAGES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "plain": ({"content": GOOD}, ()),
    "fence": ({"content": f"```json\n{GOOD}\n```"}, ("code fence",)),
    "bare fence": ({"content": f"```\n{GOOD}\n```\n"}, ("code fence",)),
    "think": ({"content": f"<think>Two speakers {{Hale, Okoro}}?</think>\n{GOOD}"}, ("think block",)),
    "think and fence": ({"content": f"<think>Hm.</think>```json\n{GOOD}\n```"}, ("think block", "code fence")),
    "prose after": ({"content": f"{GOOD}\n\nI hope that this helps."}, ("prose",)),
    "prose before": ({"content": f"Here {{as asked}} it is: {GOOD}"}, ("prose",)),
    "prose with marks": ({"content": f'She said "no {{" twice.\n{GOOD}\nDone.'}, ("prose",)),
    "the last object": ({"content": f'First {{"reason": 1}}, better: {GOOD}.'}, ("prose",)),
    "reasoning": ({"content": None, "reasoning_content": GOOD}, ("reasoning_content",)),
    "parts": (
        {"content": [{"type": "text", "text": GOOD[:10]}, {"type": "text", "text": GOOD[10:]}]},
        ("content parts",),
    ),
}


def body(message: dict[str, Any]) -> dict[str, Any]:
    usage = {"prompt_tokens": 10, "completion_tokens": 5}
    return {"choices": [{"finish_reason": "stop", "message": {"role": "assistant", **message}}], "usage": usage}


@pytest.mark.parametrize("name", MESSAGES)
def test_an_answer_is_read_out_of_what_stands_around_it(
    endpoint: Any, ask: Ask, question: Question, verdict: Any, name: str
) -> None:
    message, taken = MESSAGES[name]
    endpoint.sends(json.dumps(body(message)).encode(), "application/json")
    (reply,) = ask(question())
    assert (reply.answer, reply.raw) == (verdict, GOOD)
    (call,) = reply.calls
    assert (call.outcome, call.unwrapped) == ("ok", taken)


@pytest.mark.parametrize("name", MESSAGES)
def test_and_in_a_batch_likewise(question: Question, verdict: Any, tmp_path: Any, name: str) -> None:
    message, taken = MESSAGES[name]
    result = Result("r", 200, body(message), "", "")
    profile = hosted_profile("tiny", tmp_path / "models.toml")
    reply = reply_of(question(), "k", [{"role": "user", "content": "?"}], [result], "tiny", profile)
    assert isinstance(reply, Reply)
    assert (reply.answer, reply.raw, reply.calls[0].unwrapped) == (verdict, GOOD, taken)


TWICE = '{"stance":"support","reason":"she said so","reason":""}'


def test_a_key_that_stands_twice_is_asked_again_and_nothing_is_lost(
    endpoint: Any, ask: Ask, question: Question, verdict: Any
) -> None:
    endpoint.says(TWICE)
    endpoint.says(GOOD)
    (reply,) = ask(question())
    assert reply.answer == verdict
    assert [call.outcome for call in reply.calls] == ["failed", "ok"]
    assert "'reason' stands there twice" in str(reply.calls[0].error)
    assert "'reason' stands there twice" in endpoint.seen[1].contents[-1]


def test_a_key_that_stands_twice_to_the_end_fails_the_chunk(endpoint: Any, ask: Ask, question: Question) -> None:
    for _ in range(3):
        endpoint.says(TWICE)
    (reply,) = ask(question())
    assert (reply.answer, reply.outcome, len(reply.calls)) == (None, "failed", 3)


def stream(*parts: str) -> bytes:
    chunks = [{"choices": [{"delta": {"content": part}, "finish_reason": None}]} for part in parts]
    chunks.append({"choices": [{"delta": {}, "finish_reason": "stop"}]})
    chunks.append({"choices": [], "usage": {"prompt_tokens": 10, "completion_tokens": 5}})
    return b"".join(f"data: {json.dumps(chunk)}\n\n".encode() for chunk in chunks) + b"data: [DONE]\n\n"


def test_an_event_stream_to_a_call_that_did_not_stream_is_put_together(
    endpoint: Any, ask: Ask, question: Question, verdict: Any
) -> None:
    endpoint.sends(stream(GOOD[:7], GOOD[7:]), "text/event-stream")
    (reply,) = ask(question())
    assert reply.answer == verdict
    (call,) = reply.calls
    assert (call.unwrapped, call.tokens_in, call.tokens_out) == (("event stream",), 10, 5)


def test_an_endpoint_that_only_streams_is_streamed_from_then_on(
    endpoint: Any, ask: Ask, question: Question, verdict: Any
) -> None:
    endpoint.fails(400, "Stream must be set to true")
    endpoint.sends(stream(GOOD), "text/event-stream")
    endpoint.sends(stream(GOOD), "text/event-stream")
    first, second = ask(question("one"), question("two"), cache=False)
    assert (first.answer, second.answer) == (verdict, verdict)
    assert [len(first.calls), len(second.calls)] == [2, 1]
    assert [seen.body.get("stream") for seen in endpoint.seen] == [None, True, True]


def test_an_error_inside_a_stream_is_told(endpoint: Any, ask: Ask, question: Question) -> None:
    endpoint.sends(b'data: {"error": {"message": "overloaded model", "code": 400}}\n\n', "text/event-stream")
    (reply,) = ask(question())
    assert "overloaded model" in str(reply.calls[0].error)


@pytest.mark.parametrize("noise", ["{" * 20_000, '{"' * 20_000, "{}" * 20_000, '"' * 20_000, "<think>" * 5000])
def test_noise_is_left_as_it_came(noise: str, verdict: Any) -> None:
    assert unwrapped(f"x{noise}", type(verdict)) == (f"x{noise}", ())


def test_a_model_that_is_not_listed_is_asked_all_the_same_with_a_warning(
    endpoint: Any, model: Callable[..., Any], question: Question, verdict: Any
) -> None:
    import asyncio

    endpoint.models = [{"id": "gpt-4o", "object": "model"}]
    endpoint.says(GOOD)

    async def go() -> tuple[Any, str]:
        async with model("harwick-gpt") as opened:
            return (await opened.ask(question())).answer, opened.notice

    answer, notice = asyncio.run(go())
    assert answer == verdict
    assert "does not list 'harwick-gpt'" in notice
    assert "gpt-4o" in notice


def test_an_unknown_model_is_lent_a_known_ones_limits_and_price(tmp_path: Any) -> None:
    table = tmp_path / "models.toml"
    assert hosted_profile("harwick-gpt", table, "gpt-4.1-mini") == hosted_profile("gpt-4.1-mini", table)
    with pytest.raises(Exception, match="--like gpt-harwick: nothing is known of it"):
        hosted_profile("harwick-gpt", table, "gpt-harwick")
