from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from benchmarks.endpoint.chat_request import numbered_sentences
from benchmarks.endpoint.made_answers import made_answer
from benchmarks.endpoint.token_usage import tokens_of
from hypothesis import given
from hypothesis import strategies as st

from quoth.articles import Article, read
from quoth.asking import Call, Reply, Request
from quoth.extraction.answers import Answer, bounded_schema, schema
from quoth.extraction.pipeline import Settings, extract_article
from quoth.extraction.prompts import load
from quoth.tokens import count_tokens

EXAMPLES = Path(__file__).parents[2] / "examples"


def made(shape: Mapping[str, Any], *lines: str) -> dict[str, Any]:
    answer = made_answer(shape, list(enumerate(lines, start=1)))
    jsonschema.validate(answer, shape)
    return answer


def test_a_sentence_with_a_verb_or_a_quotation_mark_is_a_claim() -> None:
    answer = made(
        schema(),
        "Foreign Minister Ana Ruiz told reporters that the port would open.",
        "The port has been closed since May.",
        "“Nobody is ready for what is coming now,” she added.",
        "Two diplomats said the gap was narrower.",
        "On Monday Omar Hadi rejected the Dravnik plan.",
    )
    assert [(claim["n"], claim["by"]) for claim in answer["claims"]] == [
        (1, "Foreign Minister Ana Ruiz"),
        (3, "Foreign Minister Ana Ruiz"),
        (4, "Two diplomats"),
        (5, "Omar Hadi"),
    ]
    assert (answer["claims"][1]["first"], answer["claims"][1]["last"]) == ("Nobody is", "coming now")
    assert (answer["claims"][3]["side"], answer["claims"][3]["about"]) == ("oppose", "Dravnik")
    assert answer["conditions"] == []


def test_a_conditional_has_both_halves() -> None:
    answer = made(
        schema(),
        "The guns will go back to barracks if the sailors come home, Kolt said.",
        "Unless ships return by June, both countries will pay, Kolt warned.",
    )
    assert [(item["if"], item["then"], item["kind"]) for item in answer["conditions"]] == [
        ("the sailors come home", "The guns will go back to barracks", "offer"),
        ("ships return by June", "both countries will pay", "demand"),
    ]


def test_the_short_prompts_hints_are_read_and_its_fixed_places_filled() -> None:
    omit = load("claims-small").omit
    answer = made(
        bounded_schema(omit, 3, [2, 3]),
        "Irena Kolt; Tomas Adeyo: We are not asking for the moon.",
        "(if) Irena Kolt: The guns go back if our men come home.",
        "(if) It depends on what they want in return: peace.",
    )
    assert [(claim["n"], claim["by"]) for claim in answer["claims"]][:2] == [(1, "Irena Kolt"), (2, "Irena Kolt")]
    assert [item["n"] for item in answer["conditions"]] == [2, 3]


def test_a_re_ask_is_answered_about_the_chunk_before_it() -> None:
    assert numbered_sentences(["[1] An example.", "[1] Ana spoke.\n[2] So did Omar.", "Answer again: JSON."]) == [
        (1, "Ana spoke."),
        (2, "So did Omar."),
    ]


sentences = st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60), max_size=8)
WORDS = 'Ana Ruiz Hadi said denied “ ” " if Unless until , . : ; (if) will may who two officials'.split()


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), max_size=8) | sentences)
def test_every_answer_fits_its_schema(lines: list[str]) -> None:
    made(schema(), *lines)
    if lines:
        places = [number for number, line in enumerate(lines, start=1) if "if" in line]
        made(bounded_schema(load("claims-small").omit, len(lines), places), *lines)


@given(st.text() | st.text(alphabet=" \n\t\r_a1é.“字\u2028\x1c"))
def test_tokens_are_those_of_quoths_own_count(text: str) -> None:
    assert tokens_of(text) == count_tokens(text)


@pytest.mark.parametrize("name", ["claims", "claims-small"])
def test_the_examples_give_records_with_claims_and_conditions(name: str) -> None:
    prompt = load(name)

    async def ask(request: Request) -> Reply:
        contents = [message.content for message in request.messages]
        raw = json.dumps(made_answer(request.schema, numbered_sentences(contents)))
        return Reply(Answer.model_validate_json(raw), raw, (Call("ok", "simulated"),))

    articles = [each for each in read([str(EXAMPLES / "demo")]) if isinstance(each, Article)]
    assert articles
    settings = Settings(chunk_tokens=prompt.chunk_tokens or 6000, answer_tokens=4000)
    for article in articles:
        record = asyncio.run(extract_article(article, ask, prompt, settings)).record
        assert len(record.claims) >= 5
        assert record.conditions
        assert record.coverage.failed == 0
