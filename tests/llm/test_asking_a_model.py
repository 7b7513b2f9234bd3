"""What goes over the wire, and what a reply says of every call that was made for it."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable
from typing import Any

import pytest

from quoth.asking import Message, Reply, Request
from quoth.errors import ModelError
from quoth.extraction.answers import Answer, schema

Ask = Callable[..., list[Reply]]
Question = Callable[..., Request]
BAD = '{"reason":"she said so","stance":"undecided"}'


def test_an_answer_comes_back_validated_with_the_transports_own_usage(
    endpoint: Any, ask: Ask, question: Question, good: str, verdict: Any
) -> None:
    endpoint.says(good, used=(300, 120, 33))
    (reply,) = ask(question())
    assert reply.answer == verdict
    assert reply.raw == good
    (call,) = reply.calls
    assert (call.outcome, call.tokens_in, call.tokens_cached, call.tokens_out) == ("ok", 300, 120, 33)
    assert call.cost is None  # nobody knows the price of `tiny`
    assert not call.cache_hit


def test_the_answer_of_an_extraction_is_read_back_from_its_json_and_from_the_cache(endpoint: Any, ask: Ask) -> None:
    raw = '{"claims":[{"n":1,"by":"Ana Ruiz","via":null,"about":"the port","side":"oppose"}],"conditions":[]}'
    request = Request((Message("user", "[1] Ana Ruiz: The port is shut."),), Answer, schema(), max_tokens=50)
    endpoint.says(raw)
    first, again = ask(request, request)
    for reply in (first, again):
        assert isinstance(reply.answer, Answer)
        assert (reply.answer.claims[0].by, reply.answer.claims[0].via) == ("Ana Ruiz", ())
    assert [reply.calls[0].cache_hit for reply in (first, again)] == [False, True]


def test_the_strict_schema_arrives_in_its_own_order_without_lengths(
    endpoint: Any, ask: Ask, question: Question, good: str
) -> None:
    endpoint.says(good)
    ask(question())
    sent = endpoint.seen[0].body["response_format"]
    assert sent["type"] == "json_schema"
    assert sent["json_schema"]["strict"] is True
    schema = sent["json_schema"]["schema"]
    assert list(schema["properties"]) == ["stance", "reason"]
    assert schema["properties"]["reason"] == {"type": "string"}


def test_a_llama_cpp_endpoint_gets_the_lengths(endpoint: Any, ask: Ask, question: Question, good: str) -> None:
    endpoint.models = [{"id": "tiny", "object": "model", "owned_by": "llamacpp"}]
    endpoint.says(good)
    ask(question())
    schema = endpoint.seen[0].body["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["reason"]["maxLength"] == 60


def test_sampling_and_length_are_sent_as_the_profile_says(
    endpoint: Any, ask: Ask, question: Question, good: str, environ: dict[str, str], tmp_path: Any
) -> None:
    endpoint.models = [{"id": "tiny"}, {"id": "thinker"}]
    (tmp_path / "models.toml").write_text(
        '[[model]]\nmatch = "thinker"\nsampling = false\nlength_field = "max_completion_tokens"\n', encoding="utf-8"
    )
    endpoint.says(good)
    endpoint.says(good)
    ask(question(), name="tiny")
    ask(question(), name="thinker")
    plain, thinker = endpoint.seen[0].body, endpoint.seen[1].body
    assert (plain["temperature"], plain["seed"], plain["max_tokens"]) == (0, 0, 50)
    assert thinker["max_completion_tokens"] == 50
    assert not {"temperature", "seed", "max_tokens"} & set(thinker)


@pytest.mark.parametrize("text", ["{{ 7 * 7 }} and {% raw %} {# gone? #}", "{{ article", "  kept\n\n\t spaces  "])
def test_text_that_looks_like_a_template_arrives_unchanged(
    endpoint: Any, ask: Ask, question: Question, good: str, text: str
) -> None:
    endpoint.says(good)
    ask(question(text))
    assert endpoint.seen[0].contents == ["Read closely.", text]


def test_an_invalid_answer_is_re_asked_with_the_last_error_only(
    endpoint: Any, ask: Ask, question: Question, good: str, verdict: Any
) -> None:
    endpoint.says("{not json", used=(10, 0, 1))
    endpoint.says(BAD, used=(20, 0, 2))
    endpoint.says(good, used=(30, 0, 3))
    (reply,) = ask(question("Long question. " * 200))
    assert reply.answer == verdict
    assert [call.outcome for call in reply.calls] == ["failed", "failed", "ok"]
    assert [(call.tokens_in, call.tokens_out) for call in reply.calls] == [(10, 1), (20, 2), (30, 3)]
    first, second, third = (seen.contents for seen in endpoint.seen)
    assert second[:2] == third[:2] == first
    assert [len(contents) for contents in (first, second, third)] == [2, 4, 4]
    assert second[2] == "{not json"
    assert third[2] == BAD
    assert "stance" in third[3]
    assert "JSON" in second[3]
    assert "not json" not in "".join(third)


def test_after_two_re_asks_the_request_has_failed(endpoint: Any, ask: Ask, question: Question) -> None:
    for _ in range(5):
        endpoint.says(BAD)
    (reply,) = ask(question())
    assert reply.answer is None
    assert reply.outcome == "failed"
    assert reply.raw == BAD
    assert len(endpoint.seen) == len(reply.calls) == 3
    assert all(call.error and "stance" in call.error for call in reply.calls)


def test_an_empty_answer_is_re_asked_and_then_failed(endpoint: Any, ask: Ask, question: Question) -> None:
    for _ in range(3):
        endpoint.says("")
    (reply,) = ask(question())
    assert (reply.outcome, reply.raw) == ("failed", None)
    assert reply.calls[-1].error == "empty answer"
    assert all(message["content"] for seen in endpoint.seen for message in seen.body["messages"])


@pytest.mark.parametrize(
    ("how", "outcome"),
    [
        ({"finish": "length"}, "truncated"),
        ({"finish": "content_filter"}, "filtered"),
        ({"refusal": "I will not."}, "refused"),
    ],
)
def test_an_ending_that_no_re_ask_mends_is_not_re_asked(
    endpoint: Any, ask: Ask, question: Question, how: dict[str, str], outcome: str
) -> None:
    endpoint.says('{"reason":"cut', **how, used=(9, 0, 8))
    endpoint.says("{}")
    (reply,) = ask(question())
    assert (reply.outcome, reply.answer) == (outcome, None)
    assert len(endpoint.seen) == 1
    assert reply.calls[0].tokens_out == 8
    assert reply.calls[0].error


def test_calls_in_flight_are_no_more_than_the_slots(
    endpoint: Any, model: Callable[..., Any], question: Question, good: str
) -> None:
    for _ in range(6):
        endpoint.says(good, seconds=0.1)

    async def go() -> list[Reply]:
        async with model(slots=2) as opened:
            return await asyncio.gather(*(opened.ask(question(f"question {n}")) for n in range(6)))

    assert [reply.outcome for reply in asyncio.run(go())] == ["ok"] * 6
    assert endpoint.most_in_flight == 2


def test_a_cancelled_request_hangs_up(endpoint: Any, model: Callable[..., Any], question: Question, good: str) -> None:
    endpoint.says(good, seconds=20.0)

    async def go() -> None:
        async with model() as opened:
            asked = asyncio.create_task(opened.ask(question()))
            while not endpoint.seen:
                await asyncio.sleep(0.01)
            asked.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asked

    asyncio.run(go())
    assert endpoint.hung_up.wait(5.0)


def test_asking_before_opening_is_a_mistake_of_the_caller(model: Callable[..., Any], question: Question) -> None:
    with pytest.raises(RuntimeError, match="open"):
        asyncio.run(model().ask(question()))


def test_no_class_is_built_for_a_second_request(endpoint: Any, ask: Ask, question: Question, good: str) -> None:
    from pydantic import BaseModel

    def classes(kind: type) -> int:
        return 1 + sum(classes(below) for below in kind.__subclasses__())

    for _ in range(8):
        endpoint.says(good)
    gc.disable()  # or it would clear away what is built
    try:
        ask(question("one"))
        before = classes(BaseModel)
        ask(*(question(f"another {number}") for number in range(7)))
        assert len(endpoint.seen) == 8
        assert classes(BaseModel) == before
    finally:
        gc.enable()


def test_a_text_with_a_lone_surrogate_fails_alone(endpoint: Any, ask: Ask, question: Question, good: str) -> None:
    endpoint.says(good)
    first, second = ask(question("broken \ud83d emoji"), question("whole"))
    assert (first.outcome, second.outcome) == ("failed", "ok")
    assert "surrogate" in str(first.calls[0].error)


def test_time_and_label_do_not_shape_what_is_sent(endpoint: Any, ask: Ask, question: Question, good: str) -> None:
    endpoint.says(good)
    begun = time.time()
    (reply,) = ask(question(label="article-7#2"))
    assert "article-7" not in str(endpoint.seen[0].body)
    assert reply.calls[0].started >= begun - 1
    assert reply.calls[0].seconds > 0


def test_messages_keep_their_roles(endpoint: Any, ask: Ask, question: Question, good: str) -> None:
    endpoint.says(good)
    turns = (
        Message("system", "s"),
        Message("user", "example"),
        Message("assistant", good),
        Message("user", "the article"),
    )
    ask(question(messages=turns))
    sent = [(message["role"], message["content"]) for message in endpoint.seen[0].body["messages"]]
    assert sent == [(turn.role, turn.content) for turn in turns]


def test_an_unknown_model_ends_the_run(endpoint: Any, ask: Ask, question: Question) -> None:
    endpoint.fails(404, "no such model")
    with pytest.raises(ModelError, match="no model 'tiny'"):
        ask(question())
