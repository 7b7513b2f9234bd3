"""Which items of a run are wanted: `--where actor=Ruiz --where "date>=2031-03-01"`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import get_args

from quoth.articles.dates import day_of
from quoth.errors import InputError
from quoth.records import Certainty, Claim, Condition, ConditionKind, Finding, Polarity, Record, Stance

_FIELDS = {
    "actor": "who speaks, holds a stance or is bound by a condition",
    "target": "what a stance is about",
    "kind": "claim, stance or condition, or a condition's kind",
    "polarity": f"of a stance: {', '.join(get_args(Polarity))}",
    "certainty": f"of a claim: {', '.join(get_args(Certainty))}",
    "outlet": "the publisher",
    "article": "the article's id",
    "date": "of publication, as 2031-03-31",
    "finding": "the id of a rule that found something in the item; `none` for items without any",
}
_FORM = re.compile(r"\s*([a-z]+)\s*(!=|>=|<=|=|~|>|<)\s*(.*\S)\s*", re.DOTALL)
_KINDS = ("claim", "stance", "condition", *get_args(ConditionKind))
_CLOSED = {"kind": _KINDS, "polarity": get_args(Polarity), "certainty": get_args(Certainty)}
Item = Claim | Stance | Condition


@dataclass(frozen=True)
class Test:
    """One condition. `=` compares whole values, `~` looks inside, both without regard to case; commas part choices."""

    field: str
    sign: str
    value: str

    @classmethod
    def parse(cls, words: str) -> Test:
        """Raises InputError where `words` are no condition."""
        match = _FORM.fullmatch(words)
        if match is None:
            raise InputError(
                f"--where {words!r}: write a field, a sign and a value, as in actor=Ruiz or 'target~truce'"
            )
        field, sign, value = match.groups()
        if field not in _FIELDS:
            raise InputError(f"--where {words!r}: there is no field {field!r}; there are {', '.join(_FIELDS)}")
        if sign in ("<", ">", "<=", ">=") and field != "date":
            raise InputError(f"--where {words!r}: {sign} compares dates only")
        if field == "date":
            try:
                date.fromisoformat(value)
            except ValueError:
                raise InputError(f"--where {words!r}: write the date as 2031-03-31") from None
            if sign == "~":
                raise InputError(f"--where {words!r}: a date is compared by =, !=, <, <=, > or >=")
        test = cls(field, sign, value)
        unknown = [each for each in test.choices if field in _CLOSED and sign != "~" and each not in _CLOSED[field]]
        if unknown:
            raise InputError(f"--where {words!r}: {unknown[0]!r} is none of {', '.join(_CLOSED[field])}")
        return test

    @cached_property
    def choices(self) -> tuple[str, ...]:
        return tuple(part.strip().casefold() for part in self.value.split(",") if part.strip())

    def holds(self, values: Iterable[str]) -> bool:
        folded = [value.casefold() for value in values]
        if self.sign == "~":
            return any(choice in value for choice in self.choices for value in folded)
        return any(choice in folded for choice in self.choices) is (self.sign == "=")

    def holds_on(self, day: date | None) -> bool:
        """An article without a date that can be read is in no period."""
        if day is None:
            return False
        wanted = date.fromisoformat(self.value)
        return {
            "=": day == wanted,
            "!=": day != wanted,
            "<": day < wanted,
            "<=": day <= wanted,
            ">": day > wanted,
            ">=": day >= wanted,
        }[self.sign]


@dataclass(frozen=True)
class Where:
    """Conditions that all must hold of an item."""

    tests: tuple[Test, ...] = ()

    @classmethod
    def parse(cls, conditions: Sequence[str]) -> Where:
        return cls(tuple(map(Test.parse, conditions)))

    def of(self, record: Record) -> Record:
        """The record with the items that are wanted, and the findings about these; the same one if all are."""
        if not self.tests:
            return record
        about_article = [test for test in self.tests if test.field in ("outlet", "article", "date")]
        about_items = [test for test in self.tests if test not in about_article]
        wanted = all(_of_article(test, record) for test in about_article)
        look = _Look(record)
        kept = {item.id for item in look.items() if wanted and all(look.holds(test, item) for test in about_items)}
        return record.model_copy(
            update={
                "claims": tuple(item for item in record.claims if item.id in kept),
                "stances": tuple(item for item in record.stances if item.id in kept),
                "conditions": tuple(item for item in record.conditions if item.id in kept),
                "findings": tuple(
                    each for each in record.findings if each.subject in kept or (wanted and not about_items)
                ),
            }
        )


def fields() -> str:
    """The fields, for a help text."""
    return "; ".join(f"{name}: {meaning}" for name, meaning in _FIELDS.items())


def _of_article(test: Test, record: Record) -> bool:
    head = record.article
    if test.field == "date":
        return test.holds_on(day_of(head.published))
    return test.holds([head.id if test.field == "article" else head.publisher or ""])


class _Look:
    """What the conditions ask of the items of one record."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._claims = {claim.id: claim for claim in record.claims}
        self._findings: dict[str, list[Finding]] = {}
        for finding in record.findings:
            self._findings.setdefault(finding.subject, []).append(finding)

    def items(self) -> Iterator[Item]:
        yield from self._record.claims
        yield from self._record.stances
        yield from self._record.conditions

    def holds(self, test: Test, item: Item) -> bool:
        return test.holds(self._values(test.field, item))

    def _values(self, field: str, item: Item) -> list[str]:
        match field:
            case "actor":
                return self._actors(item)
            case "target":
                return [item.target] if isinstance(item, Stance) else []
            case "kind":
                return [type(item).__name__.lower(), *([item.kind] if isinstance(item, Condition) else [])]
            case "polarity":
                return [item.polarity] if isinstance(item, Stance) else []
            case "certainty":
                return [item.certainty] if isinstance(item, Claim) else []
            case _:
                return [finding.rule for finding in self._findings.get(item.id, [])] or ["none"]

    def _actors(self, item: Item) -> list[str]:
        if isinstance(item, Claim):
            return [item.source.name]
        if isinstance(item, Stance):
            return [item.holder.name]
        claim = self._claims.get(item.claim or "")
        return [actor.name for actor in (claim.source if claim else None, item.bound) if actor is not None]
