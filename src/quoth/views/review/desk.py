"""The articles of a review: what is shown of each, and what a decision does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quoth.articles import segment
from quoth.articles.article import Article
from quoth.errors import InputError
from quoth.evals.gold import GoldArticle
from quoth.records import Record
from quoth.views.review.items import ClaimItem, ConditionItem, StanceItem, gold_of, outside, predicted
from quoth.views.review.journal import Decision, Journal

AnyItem = ClaimItem | StanceItem | ConditionItem


class Desk:
    """Articles with predictions (`records` is None where one labels from nothing), and the journal of decisions.

    Every article that is done stands in the gold file at once.
    """

    def __init__(
        self,
        articles: Sequence[Article],
        records: Sequence[Record] | None,
        journal: Journal,
        gold: Path,
        annotator: str,
    ) -> None:
        self._articles = {article.id: article for article in articles}
        self._records = {record.article.id: record for record in records or ()}
        self._journal, self._gold, self._annotator = journal, gold, annotator
        self.blind = records is None

    def listed(self) -> list[dict[str, Any]]:
        """The articles, those with most findings first: there is most to correct."""
        found = [
            {
                "id": article.id,
                "title": article.title or article.id,
                "items": len(self._predicted(article.id)),
                "findings": len(self._records[article.id].findings) if article.id in self._records else 0,
                "decided": len(self._decided(article.id)),
                "done": self._is_done(article.id),
            }
            for article in self._articles.values()
        ]
        return sorted(found, key=lambda each: (each["done"], -each["findings"]))

    def article(self, identifier: str) -> dict[str, Any]:
        """All that the page shows of an article. Raises InputError where there is none of this id."""
        article = self._known(identifier)
        record = self._records.get(identifier)
        findings: dict[str, list[str]] = {}
        for finding in record.findings if record is not None else ():
            findings.setdefault(finding.subject, []).append(f"{finding.rule}: {finding.message}")
        decided = self._decided(identifier)
        items = [
            {
                "id": key,
                "value": item.model_dump(mode="json"),
                "state": decided.get(key, "open"),
                "findings": findings.get(key, []),
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
            "blind": self.blind,
        }

    def decide(self, decision: Decision, seen: int) -> None:
        """Writes a decision down. Raises InputError where it is none, Conflict where it comes too late."""
        article = self._known(decision.article)
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
        before = None if self.blind else self._predicted(decision.article).get(decision.item)
        self._journal.add(decision.model_copy(update={"blind": self.blind, "prediction": before}), seen)
        self._write()

    def labels(self) -> list[GoldArticle]:
        """The articles that are done, as gold: what was accepted, fixed or added."""
        found = []
        for identifier, article in self._articles.items():
            if self._is_done(identifier):
                decided = self._decided(identifier)
                items = {key: item for key, item in self._standing(identifier).items() if decided.get(key)}
                found.append(gold_of(article, items, self._annotator, "3"))
        return found

    def _write(self) -> None:
        partial = self._gold.with_name(f".{self._gold.name}.partial")
        partial.write_text("".join(f"{labels.to_json()}\n" for labels in self.labels()), encoding="utf-8")
        partial.replace(self._gold)

    def _known(self, identifier: str) -> Article:
        if identifier not in self._articles:
            raise InputError(f"there is no article {identifier!r}")
        return self._articles[identifier]

    def _predicted(self, identifier: str) -> dict[str, AnyItem]:
        record = self._records.get(identifier)
        return predicted(record) if record is not None else {}

    def _standing(self, identifier: str, *, rejected: bool = False) -> dict[str, AnyItem]:
        items = self._predicted(identifier)
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
