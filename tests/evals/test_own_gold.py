"""The gold that we ship: made from the adjudicated words, large enough, split by story, and itself worth 1.000."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from quoth.articles import segment
from quoth.evals.agreement import agreement
from quoth.evals.gold import GoldArticle, read_gold
from quoth.evals.scorebook import MEASURES, scorebook
from quoth.evals.suites import load_suite
from quoth.evals.units import labels_of
from quoth.evals.wording import Labelling, gold_of_words, read_words
from quoth.records import Record

EVALS = Path(__file__).parents[2] / "evals"
TEST_STORIES = {"story-06", "story-09", "story-11", "story-15", "story-18", "story-20"}
GOLD = list(read_gold(EVALS / "gold" / "gold.jsonl"))


def _of_words(name: str, annotator: str, guidelines: str) -> Iterator[GoldArticle]:
    for words in read_words(EVALS / "gold" / "words" / f"{name}.jsonl"):
        text = (EVALS / "gold" / "articles" / f"{words['id']}.txt").read_text(encoding="utf-8")
        story = "-".join(words["id"].split("-")[:2])
        split = "test" if story in TEST_STORIES else "dev"
        yield gold_of_words(words, text, Labelling(annotator, guidelines, story, split))


def test_it_is_made_from_the_adjudicated_words() -> None:
    made = "".join(each.to_json() + "\n" for each in _of_words("adjudicated", "adjudicated", "3"))
    assert (EVALS / "gold" / "gold.jsonl").read_text(encoding="utf-8") == made


def test_it_is_large_and_split_by_story() -> None:
    split = Counter(each.article.split for each in GOLD)
    assert split == {"dev": 28, "test": 12}
    assert {each.article.story for each in GOLD if each.article.split == "test"} == TEST_STORIES
    core = Counter(
        layer
        for each in GOLD
        for layer in ("claims", "stances", "conditions")
        for item in getattr(each, layer)
        if item.core
    )
    assert core["claims"] >= 700
    assert core["stances"] >= 300
    assert core["conditions"] >= 120
    assert sum(not each.claims for each in GOLD) == 5


def test_each_article_was_labelled_twice() -> None:
    one = {each.article.id: each for each in _of_words("first", "first", "2")}
    two = {each.article.id: each for each in _of_words("second", "second", "2")}
    assert one.keys() == two.keys() == {each.article.id for each in GOLD}
    found = agreement([(one[name], two[name]) for name in one])
    assert all(0.85 < layer.detection.value < 1 for layer in found.values())


@pytest.mark.parametrize("labels", GOLD, ids=lambda each: each.article.id)
def test_regions_hold_nothing_that_is_labelled(labels: GoldArticle) -> None:
    spans = [span for claim in labels.claims for span in claim.content]
    spans += [span for each in labels.conditions for half in (each.antecedent, each.consequent) for span in half.spans]
    for region in labels.regions:
        assert not [span.exact for span in spans if span.start < region.span.end and region.span.start < span.end], (
            region.span.exact
        )


def test_against_itself_it_scores_one_in_every_layer() -> None:
    records = {each.article.id: _record(each) for each in GOLD}
    book, _ = scorebook("itself", records, [labels_of(each) for each in GOLD])
    for layer in book.layers:
        for measure in MEASURES:
            for article in book.articles:
                counts = article.counts(measure, layer)
                assert counts.right == counts.given == counts.owed, (article.id, layer, measure)


def test_suites_of_it_name_no_article_twice() -> None:
    dev, test = (load_suite(EVALS / "suites" / f"own-{split}.toml") for split in ("dev", "test"))
    names = [article.id for suite in (dev, test) for article, _ in suite.labelled({})]
    assert sorted(names) == sorted(each.article.id for each in GOLD)
    assert all(segment(article.text) for article, _ in dev.labelled({}))


def _record(labels: GoldArticle) -> Record:
    """The labels as a record, marginal ones left out."""
    value = json.loads(labels.to_json())
    kept: dict[str, list[dict[str, Any]]] = {
        layer: [each for each in value[layer] if each.pop("core")] for layer in ("claims", "stances", "conditions")
    }
    for claim in kept["claims"]:
        claim |= {"chunk": 0, "pass": 1}
    for letter, layer in zip("csk", kept, strict=True):
        for number, each in zip(count(1), kept[layer], strict=False):
            each["id"] = f"{letter}{number}"
    for each in (*kept["stances"], *kept["conditions"]):
        each["claim"] = "c1" if "holder" in each else None
    head = {
        "id": labels.article.id, "title": None, "publisher": None, "published": None, "url": None,
        "sha256": labels.article.sha256, "length": labels.article.length,
    }  # fmt: skip
    coverage = {"chunks": 1, "ok": 1, "empty": 0, "failed": 0}
    return Record.model_validate(
        {"schema": "quoth.record/1", "article": head, "findings": [], "coverage": coverage, **_spans(kept)}
    )


def _spans(value: Any) -> Any:
    if isinstance(value, list):
        return [_spans(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "exact" in value:
        return {"start": value["start"], "end": value["end"], "text": value["exact"]}
    return {name: _spans(each) for name, each in value.items()}
