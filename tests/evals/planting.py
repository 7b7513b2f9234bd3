"""Planted labels: an article of plain sentences, its gold, and records that are right or wrong in a known way."""

from __future__ import annotations

from typing import Any

from quoth.evals.gold import GoldArticle, GoldSpan
from quoth.records import Record

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
