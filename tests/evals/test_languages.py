"""Right answers on articles in ten languages: every item comes through unharmed where the model leads."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from quoth.articles import Article
from quoth.extraction.answers import Answer
from quoth.extraction.chunking import Chunk
from quoth.extraction.document import ArticleDocument
from quoth.extraction.record_builder import ChunkAnswer, merge
from quoth.records import Coverage, Record

_FOLDER = Path(__file__).parents[2] / "evals" / "languages"


def lines_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines()]


ARTICLES, LONGER = lines_of("right.jsonl"), lines_of("longer.jsonl")


def record_of(given: dict[str, Any]) -> tuple[Record, ArticleDocument]:
    text = given["title"] + "\n\n" + "\n\n".join(given["sentences"])
    document = ArticleDocument(Article(id=given["id"], text=text, title=given["title"]), leads="model")
    own = tuple(number for number, each in enumerate(document.sentences) if each.is_prose)
    assert [text[document.sentences[n].start : document.sentences[n].end] for n in own] == given["sentences"]
    answered = [ChunkAnswer(Chunk(0, own), Answer.model_validate(given["answer"]))]
    return merge(document, answered, Coverage(chunks=1, ok=1, empty=0, failed=0)), document


@pytest.mark.parametrize("given", ARTICLES, ids=lambda each: each["id"])
def test_a_right_answer_survives_unharmed(given: dict[str, Any]) -> None:
    record, document = record_of(given)
    assert document.language == given["language"]
    claims, conditions = given["answer"]["claims"], given["answer"]["conditions"]
    assert [finding for finding in record.findings if finding.action != "flagged"] == []
    assert [claim.source.name for claim in record.claims] == [each["by"] for each in claims]
    assert [claim.source.kind for claim in record.claims] == [each["kind"] for each in claims]
    assert [claim.certainty for claim in record.claims] == [each["certainty"] for each in claims]
    assert [claim.proposition for claim in record.claims] == [each["says"] for each in claims]
    for claim, each in zip(record.claims, claims, strict=True):
        content = claim.content[0].text
        assert content.lstrip('«“„「" ').startswith(each["first"].lstrip('«“„「" ')[:4])
        assert content.endswith(each["last"][-2:].strip("”»“」")) or each["last"][-2:] in content
    stances = [each for each in claims if each["side"] != "none"]
    assert [(s.polarity, s.target, s.target_kind) for s in record.stances] == [
        (each["side"], each["about"], each["about_kind"]) for each in stances
    ]
    assert [(c.antecedent.text, c.consequent.text, c.sense, c.kind) for c in record.conditions] == [
        (each["if"], each["then"], each["sense"], each["kind"]) for each in conditions
    ]


@pytest.mark.parametrize("given", ARTICLES, ids=lambda each: each["id"])
def test_every_source_is_found_in_its_text(given: dict[str, Any]) -> None:
    record, _ = record_of(given)
    assert [claim.source.name for claim in record.claims if claim.source.mention is None] == []


@pytest.mark.parametrize("given", ARTICLES, ids=lambda each: each["id"])
def test_what_is_quoted_is_told_from_what_is_reported(given: dict[str, Any]) -> None:
    record, _ = record_of(given)
    assert [claim.quotation for claim in record.claims] == given["quotation"]


@pytest.mark.parametrize("given", LONGER, ids=lambda each: each["id"])
def test_a_right_answer_of_another_hand_survives_unharmed(given: dict[str, Any]) -> None:
    text, answer = given["text"], given["answer"]
    document = ArticleDocument(Article(id=given["id"], text=text), leads="model")
    own = tuple(number for number, each in enumerate(document.sentences) if each.is_prose)
    number = {text[document.sentences[n].start : document.sentences[n].end]: place + 1 for place, n in enumerate(own)}
    pointing = {
        kind: [{"n": number[each["sentence"]]} | {k: v for k, v in each.items() if k != "sentence"} for each in items]
        for kind, items in answer.items()
    }
    answered = [ChunkAnswer(Chunk(0, own), Answer.model_validate(pointing))]
    record = merge(document, answered, Coverage(chunks=1, ok=1, empty=0, failed=0))
    claims = answer["claims"]
    assert document.language == given["language"]
    assert [finding for finding in record.findings if finding.action != "flagged"] == []
    assert Counter(
        (claim.source.name, plain(claim.proposition), claim.certainty) for claim in record.claims
    ) == Counter((each["by"], plain(each["says"]), each["certainty"]) for each in claims)
    assert [claim.source.name for claim in record.claims if claim.source.mention is None] == []
    assert {(stance.polarity, stance.target) for stance in record.stances} == {
        (each["side"], each["about"]) for each in claims if each["side"] != "none"
    }
    assert Counter((c.antecedent.text, c.consequent.text, c.sense, c.kind) for c in record.conditions) == Counter(
        (each["if"], each["then"], each["sense"], each["kind"]) for each in answer["conditions"]
    )


def plain(words: str) -> str:
    """With every space a plain one: French sets a narrow one before a percent sign."""
    return " ".join(words.split())
