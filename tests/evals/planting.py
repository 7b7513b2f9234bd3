"""Planted labels: an article of plain sentences, its gold, and records that are right or wrong in a known way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from quoth.articles.article import Article
from quoth.evals.gold import GoldArticle, GoldSpan
from quoth.evals.kept_answers import Kept
from quoth.extraction.replay import RawAnswer, derived
from quoth.records import Coverage, Record
from quoth.runs.lines import LedgerRow

SPEAKERS = ("Ana Ruiz", "Omar Hadi", "Lena Brandt", "Karl Voss")
SENTENCE = "{speaker} said the crossing number {number} would open if the {number} guards left their posts."
SIZE = len(SENTENCE.format(speaker="Ana Ruiz", number=100)) + 1


def text_of(items: int) -> str:
    return "".join(f"{_sentence(number)}\n" for number in range(items))


def _sentence(number: int) -> str:
    return SENTENCE.format(speaker=SPEAKERS[number % 4], number=100 + number)


def span(text: str, words: str, number: int) -> dict[str, Any]:
    start = text.index(words, text.index(_sentence(number)))
    return {"start": start, "end": start + len(words), "text": words}


def content(number: int) -> str:
    return _sentence(number).split(" said ")[1].rstrip(".")


def record_of(items: int, article: str = "a1") -> dict[str, Any]:
    """A record with a claim, a stance and a condition in each of `items` sentences, as JSON."""
    text = text_of(items)
    value: dict[str, Any] = {
        "schema": "quoth.record/1",
        "article": {
            "id": article, "title": None, "publisher": None, "published": None, "url": None,
            "sha256": "0" * 64, "length": len(text),
        },
        "claims": [], "stances": [], "conditions": [], "findings": [],
        "coverage": {"chunks": 1, "ok": 1, "empty": 0, "failed": 0},
    }  # fmt: skip
    for number in range(items):
        speaker = SPEAKERS[number % 4]
        actor = {"name": speaker, "kind": "person", "mention": span(text, speaker, number)}
        said = [span(text, content(number), number)]
        halves = content(number).split(" if ")
        value["claims"].append({
            "id": f"c{number}", "source": actor, "via": [], "cue": span(text, "said", number), "content": said,
            "proposition": content(number), "quotation": "indirect", "certainty": "certain", "chunk": 0, "pass": 1,
        })  # fmt: skip
        value["stances"].append({
            "id": f"s{number}", "claim": f"c{number}", "holder": actor, "target": f"opening number {100 + number}",
            "target_kind": "proposition", "polarity": "support", "evidence": said,
        })  # fmt: skip
        value["conditions"].append({
            "id": f"k{number}", "claim": f"c{number}", "kind": "offer", "sense": "if",
            "marker": span(text, "if", number),
            "antecedent": {"text": halves[1], "spans": [span(text, halves[1], number)]},
            "consequent": {"text": halves[0], "spans": [span(text, halves[0], number)]}, "bound": None,
        })  # fmt: skip
    return value


def gold_of(items: int, article: str = "a1", story: str = "s1") -> dict[str, Any]:
    """The same items as labels."""

    def labels(value: Any) -> Any:
        if isinstance(value, list):
            return [labels(each) for each in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"start", "end", "text"}:
            return GoldSpan.of(text_of(items), value["start"], value["end"]).model_dump()
        return {name: labels(each) for name, each in value.items() if name not in ("chunk", "pass")}

    record = record_of(items, article)
    layers = {layer: labels(record[layer]) for layer in ("claims", "stances", "conditions")}
    head = {"id": article, "sha256": "0" * 64, "length": record["article"]["length"], "story": story, "split": "dev"}
    return {"schema": "quoth.gold/1", "article": head, "annotator": "ada", "guidelines": "1", **layers}


def gold(value: dict[str, Any]) -> GoldArticle:
    return GoldArticle.model_validate(value)


def record(value: dict[str, Any]) -> Record:
    return Record.model_validate(value)


def kept_of(text: str, parts: Sequence[tuple[int, int, str, object]]) -> Kept:
    """What a run keeps of an article asked for in parts: (start, end, outcome, answer), an answer as JSON would be."""
    article = Article(id="a1", text=text)
    rows = []
    for number, (start, end, outcome, answer) in enumerate(parts):
        rows.append(LedgerRow(
            command=0, article="a1", chunk=number, attempt=1, start=start, end=end, outcome=outcome, model="tiny",
            tokens_in=1, tokens_cached=0, tokens_out=1, cost=None, seconds=0.0, started=0.0, cache_hit=False,
            error=None, key=str(number), answer=answer if answer is None else json.dumps(answer), **{"pass": 1},
        ))  # fmt: skip
    return Kept(article, tuple(rows))


def derived_record(kept: Kept) -> Record:
    """The record that the production way makes of these answers."""
    answers = [
        RawAnswer(row.chunk, row.pass_, row.start, row.end, row.answer)
        for row in kept.rows
        if row.outcome == "ok" and row.answer is not None
    ]
    failed = len(kept.rows) - len(answers)
    return derived(kept.article, answers, Coverage(chunks=len(kept.rows), ok=len(answers), empty=0, failed=failed))
