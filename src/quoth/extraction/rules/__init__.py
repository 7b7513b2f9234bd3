"""The rule book: each rule is a small named function that drops, repairs or flags an item, always leaving a finding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from quoth.extraction.reading import Reading
from quoth.records import Action, Finding, Severity

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Verdict(Generic[Item]):
    """What a rule decides on one item; `repaired` is the mended item where the action is "repaired"."""

    action: Action
    severity: Severity
    message: str
    repaired: Item | None = None


@dataclass(frozen=True, slots=True)
class Case(Generic[Item]):
    """What a rule may look at: the article and the items of the same kind that were kept before this one."""

    reading: Reading
    kept: Sequence[Item]


Rule = Callable[[Item, Case[Item]], Verdict[Item] | None]


def dropped(message: str, severity: Severity = "error") -> Verdict[Item]:
    return Verdict("dropped", severity, message)


def flagged(message: str, severity: Severity = "warning") -> Verdict[Item]:
    return Verdict("flagged", severity, message)


def repaired(item: Item, message: str, severity: Severity = "note") -> Verdict[Item]:
    return Verdict("repaired", severity, message, item)


def rule_id(rule: Callable[..., object]) -> str:
    """`family.name`, from the module and the function: rules/evidence.py's own_chunk is "evidence.own-chunk"."""
    family = rule.__module__.rpartition(".")[2]
    return f"{family}.{rule.__name__.replace('_', '-')}"


def apply(
    rules: Sequence[Rule[Item]], items: Sequence[Item], reading: Reading, subject: Callable[[Item], str]
) -> tuple[list[Item], list[Finding]]:
    """Puts every item through every rule in order; a dropped item meets no further rule.  Order is kept."""
    kept: list[Item] = []
    findings: list[Finding] = []
    case = Case(reading, kept)
    for given in items:
        item: Item | None = given
        for rule in rules:
            if item is None:
                break
            verdict = rule(item, case)
            if verdict is None:
                continue
            findings.append(
                Finding(
                    rule=rule_id(rule),
                    severity=verdict.severity,
                    subject=subject(item),
                    message=verdict.message,
                    action=verdict.action,
                )
            )
            if verdict.action == "dropped":
                item = None
            elif verdict.repaired is not None:
                item = verdict.repaired
        if item is not None:
            kept.append(item)
    return kept, findings
