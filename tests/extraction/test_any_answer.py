"""Whatever a model answers, its way to a record ends in a valid record or in no answer, never in an exception."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from quoth.asking import Call, Reply, Request
from quoth.extraction.answers import Answer
from quoth.extraction.pipeline import extract_article
from quoth.extraction.prompts import Prompt, load
from quoth.records import Record

from .building import HARBOUR, SETTINGS, article


@cache
def prompt() -> Prompt:
    return load("claims")


def answered(raw: str) -> Answer | None:
    """The answer as the way to a model takes it: only what does not validate is none."""
    try:
        return Answer.model_validate_json(raw)
    except ValidationError:
        return None


def recorded(raw: str) -> Record:
    """The record of an article of which every chunk is answered so."""

    async def ask(request: Request) -> Reply:
        answer = answered(raw)
        return Reply(answer, raw, (Call("ok" if answer is not None else "failed", "any"),))

    return asyncio.run(extract_article(article(), ask, prompt(), SETTINGS)).record


def check(raw: str) -> Record:
    record = recorded(raw)
    assert Record.model_validate_json(record.to_json()) == record
    assert all(HARBOUR[span.start : span.end] == span.text for span in record.spans())
    items = [*record.claims, *record.stances, *record.conditions]
    assert len({item.id for item in items}) == len(items)
    assert record.coverage.chunks == 1
    return record


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30) | st.sampled_from(
    [
        "",
        " ",
        "Ana Ruiz",
        "Omar Hadi",
        "The blockade",
        "the prisoners are freed",
        "“”",
        "...",
        "[",
        "a…b",
        "\ud800",
        "\x00",
    ]
)
ANY_NUMBER = (
    st.integers(-2, 12)
    | st.integers()
    | st.sampled_from([2**63, -(2**63), 10**400, 10**4000])
    | st.floats()
    | st.booleans()
)
ANY_JSON = st.recursive(
    st.none() | ANY_NUMBER | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)


def mostly(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return usual | usual | usual | ANY_JSON


CLAIM = st.fixed_dictionaries(
    {"n": mostly(st.integers(-1, 9)), "by": mostly(ANY_TEXT)},
    optional={
        "via": mostly(st.lists(ANY_TEXT, max_size=5)),
        "first": mostly(ANY_TEXT),
        "last": mostly(ANY_TEXT),
        "says": mostly(ANY_TEXT),
        "certainty": mostly(st.sampled_from(["certain", "denied", "CERTAIN", "?"])),
        "about": mostly(ANY_TEXT),
        "side": mostly(st.sampled_from(["support", "oppose", "none", "Support ", "both"])),
    },
)
CONDITION = st.fixed_dictionaries(
    {"n": mostly(st.integers(-1, 9))},
    optional={
        "by": mostly(ANY_TEXT),
        "if": mostly(ANY_TEXT),
        "then": mostly(ANY_TEXT),
        "kind": mostly(st.sampled_from(["offer", "threat", "none", "Offer ", "wish"])),
        "bound": mostly(ANY_TEXT),
    },
)
ANSWER = st.fixed_dictionaries(
    {}, optional={"claims": mostly(st.lists(CLAIM, max_size=5)), "conditions": mostly(st.lists(CONDITION, max_size=4))}
)


def written(value: object) -> str:
    """JSON as any program may write it: NaN and lone surrogates too."""
    return json.dumps(value)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANSWER)
@example({"claims": [{"n": 10**400, "by": "Ana Ruiz"}]})
@example({"claims": [{"n": 1.0, "by": "Ana Ruiz"}, {"n": True, "by": ""}]})
@example({"claims": [{"n": 1, "by": "\ud800", "says": "\udfff"}]})
@example({"conditions": [{"n": 3, "if": "[", "then": "…", "kind": "offer"}]})
def test_an_answer_of_nearly_the_right_shape_becomes_a_record(answer: object) -> None:
    check(written(answer))


@settings(max_examples=100, deadline=None)
@given(ANY_JSON | st.just(float("nan")))
def test_any_json_becomes_a_record(value: object) -> None:
    check(written(value))


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_becomes_a_record(raw: str) -> None:
    check(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "[" * 100_000,
        '{"claims":' * 50_000,
        '{"claims":[{"n":1,"by":"Ana Ruiz","via":' + "[" * 5_000 + "]" * 5_000 + "}]}",
        '{"claims":[{"n":' + "9" * 100_000 + ',"by":"Ana Ruiz"}]}',
        '{"claims":[{"n":1e999,"by":"Ana Ruiz"}]}',
        '{"claims":[{"n":NaN,"by":"Ana Ruiz"}]}',
        '{"claims":[{"n":1,"by":"\\ud800"}]}',
        '{"claims":[{"n":1,"by":"' + "a" * 300_000 + '"}]}',
        '{"claims":[{"n":1,"by":"Ana Ruiz","first":"' + "the " * 30_000 + '","last":"' + "[x] … " * 3_000 + '"}]}',
        '{"conditions":[{"n":3,"kind":"threat","if":"' + "… a " * 3_000 + '","then":"' + "“" * 50_000 + '"}]}',
        '{"claims":[' + ",".join('{"n":1,"by":"Ana Ruiz"}' for _ in range(3_000)) + "]}",
    ],
    ids=lambda raw: f"{raw[:40]} ({len(raw)} characters)",
)
def test_an_answer_of_any_size_and_depth_becomes_a_record(raw: str) -> None:
    check(raw)
