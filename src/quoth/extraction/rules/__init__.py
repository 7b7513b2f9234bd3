"""The rule book: each rule is a small named function that drops, repairs or flags an item, always leaving a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, Literal, TypeVar

from quoth.extraction.document import ArticleDocument
from quoth.extraction.rules.authority import may_act
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
class RuleContext(Generic[Item]):
    """What a rule may look at: the article and the items of the same kind that were kept before this one."""

    document: ArticleDocument
    kept: Sequence[Item]


Rule = Callable[[Item, RuleContext[Item]], Verdict[Item] | None]


@dataclass(frozen=True, slots=True)
class RecordItems:
    """All that was kept of one article, for rules that hold its items against each other or look at its text."""

    document: ArticleDocument
    claims: Sequence[Claim]
    stances: Sequence[Stance]
    conditions: Sequence[Condition]


@dataclass(frozen=True, slots=True)
class ArticleFinding:
    """What such a rule sees: `subject` is an item's id, or the article's where the article itself is meant."""

    subject: str
    message: str
    severity: Severity = "warning"


WholeRule = Callable[[RecordItems], Iterable[ArticleFinding]]


@dataclass(frozen=True, slots=True)
class RuleOverride:
    """How a user wants a rule applied; None leaves it as the rule has it.

    `off`: the rule is not asked. `flagged`: it says what it saw and the item stays as it was. `dropped`: whatever it
    saw, the item goes. `acts`: it drops and repairs as it is written, whether or not it was measured to be right.
    """

    action: Literal["acts", "dropped", "flagged", "off"] | None = None
    severity: Severity | None = None


Settings = Mapping[str, RuleOverride]
"""By the rule's id."""
AS_WRITTEN: Settings = MappingProxyType({})


def dropped(message: str, severity: Severity = "error") -> Verdict[Item]:
    return Verdict("dropped", severity, message)


def flagged(message: str, severity: Severity = "warning") -> Verdict[Item]:
    return Verdict("flagged", severity, message)


def repaired(item: Item, message: str, severity: Severity = "note") -> Verdict[Item]:
    return Verdict("repaired", severity, message, item)


AnyRule = TypeVar("AnyRule", bound=Callable[..., object])
_IDS: dict[Callable[..., object], str] = {}


ENGLISH = frozenset(("en",))
_LANGUAGES: dict[Callable[..., object], frozenset[str]] = {}


def rule(identifier: str, languages: frozenset[str] | None = None) -> Callable[[AnyRule], AnyRule]:
    """Gives a rule its id, `family.name`: it stands in findings and in users' files.

    `languages` are those of articles that it can judge: it abstains in others. None stands for every language.
    """

    def registered(function: AnyRule) -> AnyRule:
        _IDS[function] = identifier
        if languages is not None:
            _LANGUAGES[function] = languages
        return function

    return registered


def rule_id(function: Callable[..., object]) -> str:
    return _IDS[function]


def languages_of(function: Callable[..., object]) -> frozenset[str] | None:
    return _LANGUAGES.get(function)


def apply(
    rules: Sequence[Rule[Item]],
    items: Sequence[Item],
    document: ArticleDocument,
    subject: Callable[[Item], str],
    settings: Settings = AS_WRITTEN,
) -> tuple[list[Item], list[Finding]]:
    """Puts every item through every rule in order; a dropped item meets no further rule.  Order is kept.

    A rule that was not measured to be right about answers of this kind of model flags what it would drop or repair.
    """
    kept: list[Item] = []
    findings: list[Finding] = []
    case = RuleContext(document, kept)
    if not items:
        return kept, findings
    asked = [
        (rule, rule_id(rule), may_act(rule_id(rule), document.leads)) for rule in in_force(rules, settings, document)
    ]
    for given in items:
        item: Item | None = given
        for rule, identifier, acts in asked:
            if item is None:
                break
            verdict = rule(item, case)
            if verdict is None:
                continue
            finding = _finding(identifier, subject(item), verdict, settings.get(identifier), acts)
            findings.append(finding)
            if finding.action == "dropped":
                item = None
            elif finding.action == "repaired" and verdict.repaired is not None:
                item = verdict.repaired
        if item is not None:
            kept.append(item)
    return kept, findings


def look(rules: Sequence[WholeRule], whole: RecordItems, settings: Settings = AS_WRITTEN) -> list[Finding]:
    """What the rules notice in an article as a whole. They flag, and change nothing."""
    findings = []
    for rule in in_force(rules, settings, whole.document):
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


def in_force(rules: Sequence[AnyRule], settings: Settings, document: ArticleDocument) -> Sequence[AnyRule]:
    """The rules that the settings do not switch off and that can judge the article's language."""
    off = {identifier for identifier, setting in settings.items() if setting.action == "off"}
    return [
        rule
        for rule in rules
        if (document.is_english or rule not in _LANGUAGES or document.language in _LANGUAGES[rule])
        and rule_id(rule) not in off
    ]


def _finding(
    identifier: str, subject: str, verdict: Verdict[Item], setting: RuleOverride | None, acts: bool
) -> Finding:
    action, severity = verdict.action, verdict.severity
    wanted = setting.action if setting is not None else None
    if wanted == "acts":
        acts = True
    elif wanted in ("dropped", "flagged"):
        action = wanted
    if action != "flagged" and wanted != "dropped" and not acts:
        action, severity = "flagged", "warning"
    if setting is not None:
        severity = setting.severity or severity
    return Finding(rule=identifier, severity=severity, subject=subject, message=verdict.message, action=action)
