"""Gateways at their worst: drafts, doubled objects, odd and broken streams, and the switch to streaming under load."""

from __future__ import annotations

import asyncio
import inspect
import json
from typing import Any

import pytest
from test_reply_text import GOOD, body, stream

from conftest import Scripted
from quoth.cli.batch import make
from quoth.cli.eval_ import evaluate
from quoth.llm.profiles import hosted_profile
from quoth.llm.reply_text import of_event_stream
from quoth.llm.retries import Retries
from quoth.runs.batch_setup import Setup
from quoth.runs.estimating import estimate
from quoth.runs.lines import LedgerRow
from quoth.views.run import failure_lines

DRAFT = '{"reason":"a draft","stance":"oppose"}'
READ = {
    "json object first": {"content": f'{{"note": 1}}\n{GOOD}'},
    "prose then think": {"content": f"Sure.\n<think>Is it {{Hale}}? {DRAFT}</think>\n{GOOD}"},
    "think with unclosed brace": {"content": f'<think>so {{ and "</think>{GOOD}'},
    "headless think": {"content": f"so {DRAFT}</think>{GOOD}"},
    "fence and prose": {"content": f"Here:\n```json\n{GOOD}\n```\nDone."},
    "empty content": {"content": "", "reasoning_content": GOOD},
    "reasoning": {"content": None, "reasoning": GOOD},
    "thinking part": {
        "content": [{"type": "thinking", "thinking": [{"type": "text", "text": "Hm"}]}, {"type": "text", "text": GOOD}]
    },
    "thought part text": {"content": [{"type": "reasoning", "text": "Hm {x"}, {"type": "text", "text": GOOD}]},
}


@pytest.mark.parametrize("name", READ)
def test_an_answer_is_found_in_what_stands_around_it(
    endpoint: Any, ask: Any, question: Any, verdict: Any, name: str
) -> None:
    endpoint.sends(json.dumps(body(READ[name])).encode(), "application/json")
    (reply,) = ask(question())
    assert (reply.answer, reply.raw, len(reply.calls)) == (verdict, GOOD, 1)


@pytest.mark.parametrize(
    "message",
    [
        {"content": f"<think>Maybe {DRAFT} or"},
        {"content": f"<think>Maybe {DRAFT}"},
        {"content": f"Hm. <think>Maybe {DRAFT} or"},
        {"content": f'For example {DRAFT}, and here: {{"reason":"cut'},
        {"content": None, "reasoning_content": f"Perhaps {DRAFT}? No, wait, I should"},
    ],
)
def test_a_draft_is_never_read_as_the_answer(
    endpoint: Any, ask: Any, question: Any, verdict: Any, message: Any
) -> None:
    endpoint.sends(json.dumps(body(message)).encode(), "application/json")
    endpoint.says(GOOD)
    (reply,) = ask(question())
    assert reply.answer == verdict, reply.answer


def test_a_doubled_key_in_a_fence_is_asked_again(endpoint: Any, ask: Any, question: Any, verdict: Any) -> None:
    endpoint.says('```json\n{"stance":"support","reason":"x","reason":""}\n```')
    endpoint.says(GOOD)
    (reply,) = ask(question())
    assert reply.answer == verdict


@pytest.mark.parametrize("mark", ["\u2028", "\x85"])
def test_a_line_end_of_unicode_ends_no_line_of_a_stream(mark: str) -> None:
    told = json.dumps({"choices": [{"delta": {"content": f"a{mark}b"}}]}, ensure_ascii=False)
    raw = f"data: {told}\n\ndata: [DONE]\n\n".encode()
    assert of_event_stream(raw)["choices"][0]["message"]["content"] == f"a{mark}b"


@pytest.mark.parametrize(
    "chunk", ['{"choices":["x"]}', '{"choices":[{"delta":"x"}]}', '{"choices":7}', "[]", "x", '{"choices":{"a":1}}']
)
def test_odd_chunks_fail_the_chunk_only(endpoint: Any, ask: Any, question: Any, chunk: str) -> None:
    endpoint.sends(f"data: {chunk}\n\ndata: [DONE]\n\n".encode(), "text/event-stream")
    endpoint.says(GOOD)
    endpoint.says(GOOD)
    first, second = ask(question("one"), question("two"))
    assert {first.outcome, second.outcome} <= {"failed", "ok"}
    assert "ok" in (first.outcome, second.outcome)


def test_second_choice_is_not_mixed_in() -> None:
    both = b'{"choices":[{"index":0,"delta":{"content":"A"}},{"index":1,"delta":{"content":"B"}}]}'
    raw = b"data: " + both + b"\n\ndata: [DONE]\n\n"
    assert of_event_stream(raw)["choices"][0]["message"]["content"] == "A"


def test_parts_in_a_stream() -> None:
    raw = b'data: {"choices":[{"delta":{"content":[{"type":"text","text":"A"}]}}]}\n\ndata: [DONE]\n\n'
    assert of_event_stream(raw)["choices"][0]["message"]["content"] == "A"


def test_broken_off_stream_is_tried_again(endpoint: Any, ask: Any, question: Any, verdict: Any) -> None:
    endpoint.sends(
        b"data: " + json.dumps({"choices": [{"delta": {"content": '{"reason":"sh'}}]}).encode() + b"\n\n",
        "text/event-stream",
    )
    endpoint.says(GOOD)
    (reply,) = ask(question())
    assert reply.answer == verdict
    assert "fit the schema" not in str(reply.calls[0].error)


def test_error_event_without_error_key(endpoint: Any, ask: Any, question: Any) -> None:
    endpoint.sends(b'event: error\ndata: {"message": "upstream gone", "code": 400}\n\n', "text/event-stream")
    (reply,) = ask(question())
    assert "upstream gone" in str(reply.calls[0].error)


def test_calls_in_flight_when_streaming_is_switched_on_lose_nothing(
    endpoint: Any, model: Any, question: Any, verdict: Any
) -> None:
    bad = json.dumps({"error": {"message": "Stream must be set to true"}}).encode()
    for _ in range(4):
        endpoint.script.append(Scripted(400, bad, seconds=0.3))
    for _ in range(8):
        endpoint.sends(stream(GOOD), "text/event-stream")

    async def go() -> Any:
        async with model(slots=4, cache=False) as opened:
            return await asyncio.gather(*(opened.ask(question(f"q{n}")) for n in range(4)))

    replies = asyncio.run(go())
    assert [r.outcome for r in replies] == ["ok"] * 4, [[c.error for c in r.calls] for r in replies]


def test_the_400_costs_no_attempt(endpoint: Any, model: Any, question: Any, verdict: Any) -> None:
    endpoint.fails(400, "Stream must be set to true")
    endpoint.sends(stream(GOOD), "text/event-stream")

    async def go() -> Any:
        made = model()
        made._retries = Retries(most=0)
        async with made as opened:
            return await opened.ask(question())

    reply = asyncio.run(go())
    assert reply.answer == verdict
    assert "HTTP 400" in str(reply.calls[0].error)


def test_stream_options_refused(endpoint: Any, ask: Any, question: Any, verdict: Any) -> None:
    endpoint.fails(400, "Stream must be set to true")
    endpoint.fails(400, "Unknown parameter: stream_options")
    endpoint.sends(stream(GOOD), "text/event-stream")
    (reply,) = ask(question())
    assert reply.answer == verdict
    assert "streaming switched on" in reply.calls[-1].unwrapped


def test_detail_body_and_other_words(endpoint: Any, ask: Any, question: Any, verdict: Any) -> None:
    endpoint.script.append(Scripted(400, b'{"detail":"Stream must be set to true"}'))
    endpoint.sends(stream(GOOD), "text/event-stream")
    (reply,) = ask(question())
    assert reply.answer == verdict


def test_why_chunks_failed() -> None:
    def row(chunk: int, start: int, end: int, outcome: str, error: str | None = None) -> LedgerRow:
        return LedgerRow.model_construct(
            article="a", chunk=chunk, start=start, end=end, pass_=1, outcome=outcome, error=error
        )

    assert list(failure_lines([row(0, 0, 9, "truncated", "cut off")])) == ["1 chunk failed: cut off"]
    assert list(failure_lines([row(0, 0, 9, "truncated", "cut off"), row(0, 0, 4, "ok"), row(0, 5, 9, "empty")])) == []
    assert list(
        failure_lines([row(0, 0, 9, "truncated", "cut off"), row(0, 0, 4, "failed", "HTTP 500"), row(0, 5, 9, "ok")])
    ) == ["1 chunk failed: HTTP 500"]
    assert list(
        failure_lines(
            [
                row(0, 0, 9, "failed", "HTTP 500"),
                row(0, 0, 9, "ok"),
                row(1, 10, 19, "refused", "no"),
                row(1, 10, 19, "refused"),
            ]
        )
    ) == ["1 chunk failed: no"]


def test_near_names_and_like_on_every_verb(tmp_path: Any) -> None:
    with pytest.raises(Exception, match=r"--like gpd-4\.1-mini: .*gpt-4\.1-mini") as raised:
        hosted_profile("harwick", tmp_path / "none.toml", "gpd-4.1-mini")
    assert len(str(raised.value)) < 200
    (tmp_path / "a.txt").write_text("The board will raise fares, Ines Dahl said on Monday.")
    env = {"OPENAI_API_KEY": "k", "QUOTH_CACHE_DIR": str(tmp_path), "QUOTH_MODELS": str(tmp_path / "none.toml")}
    told = estimate([str(tmp_path / "a.txt")], ["harwick"], model_like="gpt-4.1-mini", environ=env)
    assert told.estimates[0].cost is not None
    assert Setup((str(tmp_path),), like="gpt-4.1-mini").options("make")["like"] == "gpt-4.1-mini"
    assert "like" in inspect.signature(evaluate).parameters
    assert "like" in inspect.signature(make).parameters
