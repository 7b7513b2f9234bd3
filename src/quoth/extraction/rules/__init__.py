"""The rule book: each rule is a small named function that drops, repairs or flags an item, always leaving a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, Literal, TypeVar

from quoth.extraction.reading import Reading
from quoth.records import Action, Claim, Condition, Finding, Severity, Stance

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


@dataclass(frozen=True, slots=True)
class Whole:
    """All that was kept of one article, for rules that hold its items against each other or look at its text."""

    reading: Reading
    claims: Sequence[Claim]
    stances: Sequence[Stance]
    conditions: Sequence[Condition]


@dataclass(frozen=True, slots=True)
class Notice:
    """What such a rule sees: `subject` is an item's id, or the article's where the article itself is meant."""

    subject: str
    message: str
    severity: Severity = "warning"


WholeRule = Callable[[Whole], Iterable[Notice]]


@dataclass(frozen=True, slots=True)
class Setting:
    """How a user wants a rule applied; None leaves it as the rule has it.

    `off`: the rule is not asked. `flagged`: it says what it saw and the item stays as it was. `dropped`: whatever it
    saw, the item goes.
    """

    action: Literal["dropped", "flagged", "off"] | None = None
    severity: Severity | None = None


Settings = Mapping[str, Setting]
"""By the rule's id."""
AS_WRITTEN: Settings = MappingProxyType({})


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
    rules: Sequence[Rule[Item]],
    items: Sequence[Item],
    reading: Reading,
    subject: Callable[[Item], str],
    settings: Settings = AS_WRITTEN,
) -> tuple[list[Item], list[Finding]]:
    """Puts every item through every rule in order; a dropped item meets no further rule.  Order is kept."""
    kept: list[Item] = []
    findings: list[Finding] = []
    case = Case(reading, kept)
    asked = in_force(rules, settings)
    for given in items:
        item: Item | None = given
        for rule in asked:
            if item is None:
                break
            verdict = rule(item, case)
            if verdict is None:
                continue
            identifier = rule_id(rule)
            finding = _finding(identifier, subject(item), verdict, settings.get(identifier))
            findings.append(finding)
            if finding.action == "dropped":
                item = None
            elif finding.action == "repaired" and verdict.repaired is not None:
                item = verdict.repaired
        if item is not None:
            kept.append(item)
    return kept, findings


def look(rules: Sequence[WholeRule], whole: Whole, settings: Settings = AS_WRITTEN) -> list[Finding]:
    """What the rules notice in an article as a whole. They flag, and change nothing."""
    findings = []
    for rule in in_force(rules, settings):
        identifier = rule_id(rule)
        severity = settings[identifier].severity if identifier in settings else None
        findings += [
            Finding(
                rule=identifier,
                severity=severity or notice.severity,
                subject=notice.subject,
                message=notice.message,
                action="flagged",
            )
            for notice in rule(whole)
        ]
    return findings


AnyRule = TypeVar("AnyRule", bound=Callable[..., object])


def in_force(rules: Sequence[AnyRule], settings: Settings) -> Sequence[AnyRule]:
    """The rules that the settings do not switch off."""
    off = {identifier for identifier, setting in settings.items() if setting.action == "off"}
    return [rule for rule in rules if rule_id(rule) not in off] if off else rules


def _finding(identifier: str, subject: str, verdict: Verdict[Item], setting: Setting | None) -> Finding:
    action, severity = verdict.action, verdict.severity
    if setting is not None:
        action = setting.action if setting.action in ("dropped", "flagged") else action
        severity = setting.severity or severity
    return Finding(rule=identifier, severity=severity, subject=subject, message=verdict.message, action=action)
