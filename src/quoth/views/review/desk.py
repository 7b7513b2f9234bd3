"""The articles of a review: what is shown of each, and what a decision does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quoth.articles import segment
from quoth.articles.article import Article
from quoth.errors import InputError
from quoth.evals.alignment import Pair, matched
from quoth.evals.gold import GoldArticle
from quoth.evals.judging import agrees
from quoth.evals.units import LAYERS, units
from quoth.records import Record
from quoth.views.review.items import AnyItem, gold_of, outside, predicted
from quoth.views.review.journal import Decision, Journal


@dataclass(frozen=True)
class Material:
    """An article, the items to decide on, and what there is to say of each by its id."""

    article: Article
    items: Mapping[str, AnyItem] = field(default_factory=dict)
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    blind: bool = False
    """Whether the items are hidden, and one labels from nothing."""

    @classmethod
    def of(cls, article: Article, record: Record, other: Record | None = None, *, blind: bool = False) -> Material:
        """The predictions of a record, with what rules found in them, and where another run's record differs."""
        notes: dict[str, list[str]] = {}
        for finding in record.findings:
            notes.setdefault(finding.subject, []).append(f"{finding.rule}: {finding.message}")
        for layer in LAYERS if other is not None else ():
            aligned = matched(layer, units(record, layer), units(other, layer))  # type: ignore[arg-type]
            for pair in aligned.pairs:
                notes.setdefault(pair.gold.id, []).extend(f"the other run: {what}" for what in differences(pair))
            for unit in aligned.missed:
                notes.setdefault(unit.id, []).append("the other run has no such item")
        return cls(article, predicted(record), notes, blind)


_SAME = 0.95
"""Dice of the words from which two items show the same stretch."""


def differences(pair: Pair) -> list[str]:
    """How two items that are taken for the same differ."""
    one, two = pair.gold.attributes, pair.predicted.attributes
    found = [f"{name}: {one[name]!r} or {two[name]!r}" for name in one if not agrees(name, one[name], two[name])]
    return found + (["other words"] if pair.overlap < _SAME else [])


class Desk:
    """Articles with items to decide on, and the journal of decisions.

    Every article that is done stands in the gold file at once.
    """

    def __init__(self, material: Sequence[Material], journal: Journal, gold: Path, annotator: str) -> None:
        self._material = {each.article.id: each for each in material}
        self._journal, self._gold, self._annotator = journal, gold, annotator

    def listed(self) -> list[dict[str, Any]]:
        """The articles, those with most findings first: there is most to correct."""
        found = [
            {
                "id": identifier,
                "title": each.article.title or identifier,
                "items": 0 if each.blind else len(each.items),
                "findings": 0 if each.blind else sum(map(len, each.notes.values())),
                "decided": len(self._decided(identifier)),
                "done": self._is_done(identifier),
            }
            for identifier, each in self._material.items()
        ]
        return sorted(found, key=lambda each: (each["done"], -each["findings"]))

    def article(self, identifier: str) -> dict[str, Any]:
        """All that the page shows of an article. Raises InputError where there is none of this id."""
        known = self._known(identifier)
        article = known.article
        decided = self._decided(identifier)
        items = [
            {
                "id": key,
                "value": item.model_dump(mode="json"),
                "state": decided.get(key, "open"),
                "findings": list(known.notes.get(key, ())),
            }
            for key, item in self._standing(identifier, rejected=True).items()
        ]
        return {
            "id": identifier,
            "title": article.title or identifier,
            "text": article.text,
            "sentences": [[each.start, each.end] for each in segment(article.text) if each.is_prose],
            "items": items,
            "seen": len(self._journal.of(identifier)),
            "done": self._is_done(identifier),
            "blind": known.blind,
        }

    def decide(self, decision: Decision, seen: int) -> None:
        """Writes a decision down. Raises InputError where it is none, Conflict where it comes too late."""
        known = self._known(decision.article)
        article = known.article
        standing = self._standing(decision.article, rejected=True)
        if decision.act in ("accept", "reject", "fix") and decision.item not in standing:
            raise InputError(f"there is no item {decision.item!r} in {decision.article}")
        if decision.act in ("fix", "add") and decision.value is None:
            raise InputError("an item is missing")
        if decision.value is not None and (place := outside(decision.value, article.text)) is not None:
            raise InputError(f"{place[0]}:{place[1]} holds no words of {decision.article}")
        if decision.act == "add":
            number = sum(each.act == "add" for each in self._journal.of(decision.article)) + 1
            decision = decision.model_copy(update={"item": f"{decision.value.layer[0]}-added-{number}"})  # type: ignore[union-attr]
        before = None if known.blind else known.items.get(decision.item)
        self._journal.add(decision.model_copy(update={"blind": known.blind, "prediction": before}), seen)
        self._write()

    def labels(self) -> list[GoldArticle]:
        """The articles that are done, as gold: what was accepted, fixed or added."""
        found = []
        for identifier, each in self._material.items():
            if self._is_done(identifier):
                decided = self._decided(identifier)
                items = {key: item for key, item in self._standing(identifier).items() if decided.get(key)}
                found.append(gold_of(each.article, items, self._annotator, "3"))
        return found

    def beside_predictions(self) -> Iterator[tuple[GoldArticle, GoldArticle, bool]]:
        """Of each article that is done its labels, its predictions in their form, and whether it was labelled blind."""
        for labels in self.labels():
            known = self._material[labels.article.id]
            yield labels, gold_of(known.article, dict(known.items), "predictions", "3"), known.blind

    def _write(self) -> None:
        partial = self._gold.with_name(f".{self._gold.name}.partial")
        partial.write_text("".join(f"{labels.to_json()}\n" for labels in self.labels()), encoding="utf-8")
        partial.replace(self._gold)

    def _known(self, identifier: str) -> Material:
        if identifier not in self._material:
            raise InputError(f"there is no article {identifier!r}")
        return self._material[identifier]

    def _standing(self, identifier: str, *, rejected: bool = False) -> dict[str, AnyItem]:
        known = self._known(identifier)
        items = {} if known.blind else dict(known.items)
        for decision in self._journal.standing(identifier):
            if decision.value is not None:
                items[decision.item] = decision.value
        gone = {key for key, state in self._decided(identifier).items() if state == "reject"}
        return {key: item for key, item in items.items() if rejected or key not in gone}

    def _decided(self, identifier: str) -> dict[str, str]:
        """What was last decided on each item."""
        return {each.item: each.act for each in self._journal.standing(identifier) if each.item}

    def _is_done(self, identifier: str) -> bool:
        standing = self._journal.standing(identifier)
        return bool(standing) and any(each.act == "done" for each in standing)
