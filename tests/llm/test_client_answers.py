"""What an endpoint's answer means, whatever it is: an answer, an error in an answer's clothes, or no sense at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.asking import Outcome, Reply, Request
from quoth.errors import ModelError
from quoth.llm.client import Question, completion_of, ending_of, repeats_itself, request_body, usage_of
from quoth.llm.faults import Fault
from quoth.llm.profiles import Profile
from quoth.tokens import count_tokens

Ask = Callable[..., list[Reply]]
Asked = Callable[..., Request]
KEY = "key-of-ours-1234567890"
PROFILE = Profile(context_tokens=1000, chunk_tokens=100, answer_tokens=50, slots=1)


def body(content: Any = "{}", *, finish: Any = "stop", usage: Any = None, **message: Any) -> dict[str, Any]:
    return {"choices": [{"finish_reason": finish, "message": {"content": content, **message}}], "usage": usage}


def test_the_body_that_is_sent_holds_the_question_and_nothing_else() -> None:
    question = Question([{"role": "user", "content": "Who?"}], {"type": "object"}, 50, {"temperature": 0})
    assert request_body("tiny", question, PROFILE) == {
        "model": "tiny",
        "messages": [{"role": "user", "content": "Who?"}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": {"type": "object"}},
        },
        "max_tokens": 50,
        "temperature": 0,
    }


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        "text",
        7,
        {},
        {"choices": None},
        {"choices": []},
        {"choices": {}},
        {"choices": [None]},
        {"choices": ["text"]},
        {"choices": [{}]},
        {"choices": [{"message": None}]},
        {"choices": [{"message": "text"}]},
    ],
)
def test_what_is_no_chat_completion_fails_and_is_not_asked_again(payload: Any) -> None:
    with pytest.raises(Fault, match="no chat completion") as raised:
        completion_of(payload, {})
    assert not raised.value.retry


@pytest.mark.parametrize("content", [None, "", [], {}, 7, [{"type": "image_url"}], [None]])
def test_a_content_that_is_no_text_is_no_content(content: Any) -> None:
    assert completion_of(body(content), {}).content is None


@pytest.mark.parametrize("finish", ["stop", "eos", "tool_calls", "a new reason", None, 7, {}, []])
def test_an_ending_that_is_not_known_leaves_the_answer_to_be_read(finish: Any) -> None:
    completion = completion_of(body("{}", finish=finish), {})
    assert completion.content == "{}"
    assert completion.finish_reason is None or isinstance(completion.finish_reason, str)
    assert ending_of(completion) is None


@pytest.mark.parametrize(
    ("payload", "outcome"),
    [
        (body("{", finish="length"), "truncated"),
        (body(None, finish="length"), "truncated"),
        (body("{}", finish="content_filter"), "filtered"),
        (body(None, refusal="I will not."), "refused"),
    ],
)
def test_an_ending_that_makes_the_answer_none_is_told_apart(payload: dict[str, Any], outcome: Outcome) -> None:
    fault = ending_of(completion_of(payload, {}))
    assert fault is not None
    assert (fault.outcome, fault.retry) == (outcome, False)


def told(sent: Any = 100, written: Any = 20, **details: Any) -> dict[str, Any]:
    return {"prompt_tokens": sent, "completion_tokens": written, "prompt_tokens_details": details or None}


@pytest.mark.parametrize(
    ("usage", "meant"),
    [
        (told(), (100, 0, 20)),
        (told(cached_tokens=40), (100, 40, 20)),
        (told(cached_tokens=None), (100, 0, 20)),
        (told(cached_tokens=100), (100, 100, 20)),
        (told(sent=0, written=0), (0, 0, 0)),
        ({"prompt_tokens": 100, "completion_tokens": 20}, (100, 0, 20)),
        ({"prompt_tokens": 100, "completion_tokens": 20, "prompt_tokens_details": "none"}, (100, 0, 20)),
    ],
)
def test_usage_is_the_transports_own(usage: Any, meant: tuple[int, int, int]) -> None:
    read = usage_of(usage)
    assert read is not None
    assert (read.tokens_in, read.tokens_cached, read.tokens_out) == meant


UNTRUE = [
    None,
    [],
    {},
    "many",
    told(sent=None),
    told(written=None),
    told(sent="100"),
    told(written=20.5),
    told(sent=True),
    told(sent=-1),
    told(written=-20),
    told(sent=10**15),
    told(written=10**15),
    told(cached_tokens=101),
    told(cached_tokens=-5),
    told(cached_tokens="40"),
    told(cached_tokens=True),
]


@pytest.mark.parametrize("usage", UNTRUE)
def test_usage_that_cannot_be_true_is_none(usage: Any) -> None:
    assert usage_of(usage) is None


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(sent=JSON, written=JSON, cached=JSON)
def test_usage_is_never_negative_nor_more_than_was_sent(sent: Any, written: Any, cached: Any) -> None:
    read = usage_of(told(sent, written, cached_tokens=cached))
    if read is not None:
        assert 0 <= read.tokens_cached <= read.tokens_in
        assert read.tokens_out >= 0
        assert all(type(number) is int for number in (read.tokens_in, read.tokens_cached, read.tokens_out))


@given(
    payload=st.one_of(
        JSON,
        st.fixed_dictionaries({"choices": st.one_of(JSON, st.lists(JSON, max_size=2)), "usage": JSON}),
        st.builds(lambda message, finish: {"choices": [{"message": message, "finish_reason": finish}]}, JSON, JSON),
    )
)
def test_whatever_comes_is_an_answer_or_a_fault(payload: Any) -> None:
    try:
        completion = completion_of(payload, {})
    except Fault:
        return
    ending_of(completion)


@pytest.mark.parametrize("usage", [None, {}, told(sent=-1), told(sent="1"), told(cached_tokens=1000)])
def test_tokens_that_nobody_tells_are_counted_here_and_marked_so(
    endpoint: Any, ask: Ask, question: Asked, good: str, usage: Any
) -> None:
    endpoint.sends(json.dumps(body(good, usage=usage)).encode(), "application/json")
    (reply,) = ask(question())
    (call,) = reply.calls
    assert call.estimated
    asked = sum(count_tokens(message.content) for message in question().messages)
    assert (call.tokens_in, call.tokens_cached, call.tokens_out) == (asked, 0, count_tokens(good))


def test_tokens_that_are_told_are_not_marked(endpoint: Any, ask: Ask, question: Asked, good: str) -> None:
    endpoint.says(good)
    (reply,) = ask(question())
    assert not reply.calls[0].estimated


@pytest.mark.parametrize(
    "sent",
    [
        b"[" * 100_000,  # nested deeper than Python reads
        b'{"choices": [' + b"7" * 5000 + b"]}",  # a number longer than Python reads
        b"\xff\xfe\xfa",
        b"",
        b"null",
        b'{"choices": [{"message": {"content": "\xc3\x28"}}]}',
    ],
)
def test_a_body_that_no_json_reader_takes_fails_the_chunk_only(
    endpoint: Any, ask: Ask, question: Asked, good: str, sent: bytes
) -> None:
    endpoint.sends(sent, "application/json")
    endpoint.says(good)
    first, second = ask(question("one"), question("two"))
    assert (first.outcome, first.answer, len(first.calls)) == ("failed", None, 1)
    assert "chat completion" in str(first.calls[0].error)
    assert second.outcome == "ok"


def test_half_an_emoji_in_an_answer_is_read_and_kept_as_a_replacement_character(
    endpoint: Any, ask: Ask, question: Asked
) -> None:
    broken = rb'{"choices": [{"message": {"content": "{\"reason\": \"yes \ud83d\", \"stance\": \"support\"}"}}]}'
    endpoint.sends(broken, "application/json")
    first, again = ask(question(), question())
    assert first.outcome == "ok"
    assert first.raw == '{"reason": "yes \ufffd", "stance": "support"}'
    assert again.calls[0].cache_hit


def test_half_an_emoji_in_an_invalid_answer_can_be_sent_back(
    endpoint: Any, ask: Ask, question: Asked, good: str
) -> None:
    endpoint.sends(rb'{"choices": [{"message": {"content": "{\"reason\": \"\ud83d\"}"}}]}', "application/json")
    endpoint.says(good)
    (reply,) = ask(question())
    assert [call.outcome for call in reply.calls] == ["failed", "ok"]


def sends_error(endpoint: Any, **error: Any) -> None:
    endpoint.sends(json.dumps({"error": error}).encode(), "application/json")


@pytest.mark.parametrize("code", [429, "429", 500, 502, 503])
def test_an_error_with_status_200_is_tried_again_as_what_it_is(
    endpoint: Any, ask: Ask, question: Asked, good: str, code: Any
) -> None:
    sends_error(endpoint, code=code, message="upstream is busy")
    endpoint.says(good)
    (reply,) = ask(question())
    assert [call.outcome for call in reply.calls] == ["failed", "ok"]
    assert "upstream is busy" in str(reply.calls[0].error)
    assert str(code) in str(reply.calls[0].error)


@pytest.mark.parametrize("code", [400, None, "bad_request", 0, -1, 10**30, [], "٤٢٩"])
def test_an_error_with_status_200_that_will_not_pass_says_why(
    endpoint: Any, ask: Ask, question: Asked, good: str, code: Any
) -> None:
    sends_error(endpoint, code=code, message=f"the prompt is too long for {KEY}")
    endpoint.says(good)
    first, second = ask(question("one"), question("two"))
    assert (first.outcome, len(first.calls)) == ("failed", 1)
    assert "the prompt is too long for [key]" in str(first.calls[0].error)
    assert second.outcome == "ok"


def test_a_wrong_key_with_status_200_ends_the_run(endpoint: Any, ask: Ask, question: Asked) -> None:
    sends_error(endpoint, code=401, message=f"no such key: {KEY}")
    with pytest.raises(ModelError, match="refuses the key"):
        ask(question())


def test_an_answer_beside_an_empty_error_is_an_answer(endpoint: Any, ask: Ask, question: Asked, good: str) -> None:
    for error in (None, {}, {"message": "a warning"}):
        endpoint.sends(json.dumps({**body(good), "error": error}).encode(), "application/json")
    assert [reply.outcome for reply in ask(*(question(f"{n}") for n in range(3)))] == ["ok"] * 3


@pytest.mark.parametrize(
    "text", ["", "a", "ab", "abcabcab", '{"claims": []}', "one two three four", " ".join(map(str, range(3)))]
)
def test_a_short_or_varied_text_does_not_repeat_itself(text: str) -> None:
    assert not repeats_itself(text)


@given(
    before=st.text(max_size=50),
    period=st.text(alphabet="abcdefgh ", min_size=1, max_size=120),
    times=st.integers(min_value=4, max_value=9),
)
def test_a_text_that_says_the_same_four_times_repeats_itself(before: str, period: str, times: int) -> None:
    assert repeats_itself(before + period * times)


def test_numbers_that_count_up_do_not_hide_a_repetition() -> None:
    assert repeats_itself("".join(f'{{"n":{number},"by":"Ana"}},' for number in range(8, 14)))


def test_a_long_repetition_is_seen_up_to_eight_hundred_characters() -> None:
    def stretch(length: int) -> str:
        return "".join(chr(0x4E00 + place) for place in range(length))

    assert repeats_itself(stretch(800) * 4)
    assert not repeats_itself(stretch(801) * 4)
