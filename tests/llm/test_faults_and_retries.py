"""Which failures are tried again, which end a chunk, which end the run, and that none of them tells the key."""

from __future__ import annotations

import asyncio
import socket
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from quoth.asking import Reply, Request
from quoth.errors import ModelError
from quoth.llm import connect
from quoth.llm.faults import Fault
from quoth.llm.retries import Budget, Retries, retrying

Ask = Callable[..., list[Reply]]
Question = Callable[..., Request]
KEY = "key-of-ours-1234567890"
BAD = '{"reason":"she said so","stance":"undecided"}'


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
def test_what_may_pass_is_tried_again(endpoint: Any, ask: Ask, question: Question, good: str, status: int) -> None:
    endpoint.fails(status, "busy")
    endpoint.says(good)
    (reply,) = ask(question())
    assert [call.outcome for call in reply.calls] == ["failed", "ok"]
    assert str(status) in str(reply.calls[0].error)


def test_a_broken_connection_is_tried_again(endpoint: Any, ask: Ask, question: Question, good: str) -> None:
    endpoint.hangs_up()
    endpoint.says(good)
    (reply,) = ask(question())
    assert [call.outcome for call in reply.calls] == ["failed", "ok"]
    assert endpoint.address in str(reply.calls[0].error)


@pytest.mark.parametrize("status", [400, 413, 422])
def test_what_will_not_pass_fails_the_chunk_at_once(endpoint: Any, ask: Ask, question: Question, status: int) -> None:
    endpoint.fails(status, "the prompt is longer than the context")
    endpoint.says("{}")
    (reply,) = ask(question())
    assert (reply.outcome, reply.answer, len(endpoint.seen)) == ("failed", None, 1)
    assert "longer than the context" in str(reply.calls[0].error)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_no_chunk_can_pass_ends_the_run(endpoint: Any, ask: Ask, question: Question, status: int) -> None:
    endpoint.fails(status, f"bad key {KEY}")
    with pytest.raises(ModelError) as raised:
        ask(question())
    assert str(status) in str(raised.value)
    assert "\n" not in str(raised.value)
    assert len(endpoint.seen) == 1


def test_an_account_without_credit_ends_the_run(endpoint: Any, ask: Ask, question: Question) -> None:
    endpoint.fails(429, "You exceeded your current quota", code="insufficient_quota")
    with pytest.raises(ModelError, match="quota"):
        ask(question())
    assert len(endpoint.seen) == 1


def test_a_filter_that_answers_400_is_a_filter(endpoint: Any, ask: Ask, question: Question) -> None:
    endpoint.fails(400, "filtered", code="content_filter")
    (reply,) = ask(question())
    assert (reply.outcome, len(endpoint.seen)) == ("filtered", 1)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<html>Sign in</html>", "text/html"),
        (b"{broken", "application/json"),
        (b"{}", "application/json"),
        (b'{"choices": []}', "application/json"),
        (b"[]", "application/json"),
    ],
)
def test_an_answer_that_is_no_chat_completion_fails_the_chunk(
    endpoint: Any, ask: Ask, question: Question, good: str, body: bytes, content_type: str
) -> None:
    endpoint.sends(body, content_type)
    endpoint.says(good)
    first, second = ask(question("one"), question("two"))
    assert (first.outcome, len(first.calls)) == ("failed", 1)
    assert "no chat completion" in str(first.calls[0].error) or "not a chat completion" in str(first.calls[0].error)
    assert second.outcome == "ok"


def test_retries_and_re_asks_do_not_multiply(endpoint: Any, ask: Ask, question: Question) -> None:
    for _ in range(2):
        endpoint.says(BAD)
    for _ in range(50):
        endpoint.fails(500)
    (reply,) = ask(question())
    assert reply.outcome == "failed"
    # two answers off schema, then the third question and all the retries that a request has
    assert len(endpoint.seen) == len(reply.calls) == 3 + Retries().most


def test_retries_of_an_earlier_question_are_spent(endpoint: Any, ask: Ask, question: Question) -> None:
    for _ in range(3):
        endpoint.fails(500)
        endpoint.says(BAD)
    (reply,) = ask(question())
    assert len(endpoint.seen) == 6
    endpoint.seen.clear()
    for _ in range(4):
        endpoint.fails(500)
    endpoint.says(BAD)
    for _ in range(20):
        endpoint.fails(500)
    (reply,) = ask(question("another"))
    assert len(endpoint.seen) == 2 + Retries().most
    assert reply.outcome == "failed"


def budget(**limits: Any) -> Budget:
    return Budget(Retries(**{"first_wait": 0.0, "longest_wait": 0.0, **limits}))


def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("asyncio.sleep", sleep)
    return waits


def failing(*faults: Fault) -> Callable[[], Any]:
    waiting = list(faults)

    async def call() -> str:
        if waiting:
            raise waiting.pop(0)
        return "answer"

    return call


def test_the_wait_that_a_server_asks_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = slept(monkeypatch)
    assert asyncio.run(retrying(failing(Fault("busy", retry=True, wait=7.5)), budget())) == "answer"
    assert len(waits) == 1
    assert 7.5 <= waits[0] <= 8.5


def test_a_wait_beyond_the_deadline_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = slept(monkeypatch)
    with pytest.raises(Fault, match="busy"):
        asyncio.run(retrying(failing(Fault("busy", retry=True, wait=3600.0)), budget(deadline=60.0)))
    assert waits == []


def test_the_backoff_grows_and_is_jittered(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = slept(monkeypatch)
    faults = [Fault("busy", retry=True) for _ in range(6)]
    asyncio.run(retrying(failing(*faults), budget(first_wait=1.0, longest_wait=100.0)))
    assert len(set(waits)) == len(waits) == 6
    assert all(wait <= 2**number for number, wait in enumerate(waits))


@pytest.mark.parametrize("header", ["seconds", "milliseconds", "date"])
def test_retry_after_is_read_in_every_form_and_keeps_everybody_back(
    endpoint: Any, model: Callable[..., Any], question: Question, header: str
) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=300), usegmt=True)
    headers = {
        "seconds": {"Retry_After": "300"},
        "milliseconds": {"Retry_After_Ms": "300000"},
        "date": {"Retry_After": date},
    }[header]
    endpoint.fails(503, "slow down", **headers)

    async def go() -> float:
        async with model() as opened:
            asked = asyncio.create_task(opened.ask(question()))
            while not opened.gauge.paused:
                await asyncio.sleep(0.01)
            paused: float = opened.gauge.paused
            asked.cancel()
            return paused

    assert 200 < asyncio.run(go()) <= 300


def told(problem: BaseException) -> str:
    """Everything that a log of the exception would show, its causes included."""
    return "".join(traceback.format_exception(problem)) + repr(problem)


def test_a_key_that_the_server_echoes_is_told_nowhere(
    endpoint: Any, ask: Ask, question: Question, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    endpoint.fails(400, f"Bearer {KEY} may not use sk-proj-abcdef or '{KEY}'")
    (reply,) = ask(question())
    assert "[key]" in str(reply)
    endpoint.fails(401, f"Incorrect API key provided: {KEY}")
    with pytest.raises(ModelError) as raised:
        ask(question("another"))
    endpoint.models = 401
    with pytest.raises(ModelError) as at_open:
        ask(question())
    assert endpoint.list_seen[-1]["authorization"] == f"Bearer {KEY}"
    everything = str(reply) + told(raised.value) + told(at_open.value)
    everything += "".join(record.getMessage() for record in caplog.records)
    assert KEY not in everything
    assert "sk-proj" not in everything


def test_a_model_and_its_parts_show_no_secret(environ: dict[str, str]) -> None:
    model = connect("tiny", base_url="http://ada:pass@127.0.0.1:9/v1?token=t0ken", environ=environ)
    assert model.endpoint == "http://127.0.0.1:9/v1"
    shown = repr(model) + str(vars(model)) + repr(model._engine) + repr(vars(model._engine))
    assert not any(secret in shown for secret in (KEY, "pass", "t0ken"))
    with pytest.raises(ModelError) as raised:
        asyncio.run(model.open())
    assert not any(secret in told(raised.value) for secret in (KEY, "ada:pass", "t0ken"))


def test_nobody_there_is_said_when_the_model_is_opened(environ: dict[str, str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ModelError) as raised:
        asyncio.run(connect("tiny", base_url=f"http://127.0.0.1:{port}", environ=environ).open())
    assert f"127.0.0.1:{port}" in str(raised.value)
    assert "refused" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_endpoint_that_goes_away_fails_chunks_only(
    endpoint: Any, model: Callable[..., Any], question: Question, good: str
) -> None:
    endpoint.says(good)

    async def go() -> list[Reply]:
        async with model() as opened:
            first = await opened.ask(question("one"))
            endpoint.close()
            return [first, await opened.ask(question("two"))]

    first, second = asyncio.run(go())
    assert first.outcome == "ok"
    assert second.outcome == "failed"
    assert len(second.calls) == 1 + Retries().most
    assert "cannot reach" in str(second.calls[-1].error) or "no answer" in str(second.calls[-1].error)
