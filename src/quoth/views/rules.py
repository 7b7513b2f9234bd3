"""The rule book for a person and for a program: what each rule holds, what it does, and its cases put through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from quoth.extraction.rule_examples import Explained, RuleCase, explained
from quoth.extraction.rules.registry import STRUCTURAL, WHOLE_RULES
from quoth.records import Record
from quoth.views.plain import plain

Rules = Sequence[Callable[..., object]]

_DOES = {"dropped": "drops", "repaired": "repairs", "flagged": "flags"}


def rule_lines(rules: Rules) -> Iterator[str]:
    """All rules by family: id, what it does and how grave that is, and what must hold."""
    told = sorted(map(explained, rules), key=lambda each: each.rule.partition(".")[0])
    width = max((len(each.rule) for each in told), default=0)
    does = {each.rule: _does(each) for each in told}
    wide = max(map(len, does.values()), default=0)
    for family, members in groupby(told, key=lambda each: each.rule.partition(".")[0]):
        yield family
        for each in members:
            yield f"  {each.rule:<{width}}  {does[each.rule]:<{wide}}  {each.sentence}"
        yield ""
    yield "quoth rules ID shows a rule with its cases; quoth run --rules FILE sets how they are applied"


def one_rule_lines(rule: Callable[..., object]) -> Iterator[str]:
    """One rule: what must hold, what it does, how it can be set, and what becomes of each of its cases."""
    told = explained(rule)
    yield f"{told.rule}: {told.sentence}"
    yield f"{_does(told)}; {_settable(rule)}"
    for case in told.cases:
        yield ""
        yield "Good:" if case.good else "Bad:"
        yield from (f"    {plain(line)}" for line in case.written.splitlines())
        yield from (f"  → {plain(line)}" for line in _outcome(told, case))


def as_json(rules: Rules) -> list[dict[str, Any]]:
    """The same for a program: one object a rule."""
    return [_object(rule) for rule in rules]


def _object(rule: Callable[..., object]) -> dict[str, Any]:
    told = explained(rule)
    return {
        "rule": told.rule,
        "family": told.rule.partition(".")[0],
        "sentence": told.sentence,
        "does": [{"action": action, "severity": severity} for action, severity in told.does()],
        "structural": rule in STRUCTURAL,
        "cases": [
            {
                "good": case.good,
                "case": case.written,
                "findings": [finding.model_dump() for finding in told.findings(case)],
            }
            for case in told.cases
        ],
    }


def _does(told: Explained) -> str:
    return ", ".join(f"{_DOES[action]} ({severity})" for action, severity in told.does())


def _settable(rule: Callable[..., object]) -> str:
    if rule in STRUCTURAL:
        return "cannot be off nor only flag: no record can hold what it keeps out"
    return 'can be "flagged" or "off"' if rule in WHOLE_RULES else 'can be set to "dropped", "flagged" or "off"'


def _outcome(told: Explained, case: RuleCase) -> Iterator[str]:
    """What this rule says of a case, and what is recorded of it then."""
    record = case.record()
    own = [finding for finding in record.findings if finding.rule == told.rule]
    yield from (f"{finding.action} {finding.subject} ({finding.severity}): {finding.message}" for finding in own)
    yield f"recorded: {'; '.join(_recorded(record)) or 'nothing'}"


def _recorded(record: Record) -> Iterator[str]:
    for claim in record.claims:
        words = " … ".join(span.text for span in claim.content)
        via = f" via {', '.join(link.name for link in claim.via)}" if claim.via else ""
        yield f"{claim.source.name} ({claim.source.kind}){via}: “{words.strip('“”')}”"
    for stance in record.stances:
        yield f"{stance.holder.name}: {stance.polarity} on {stance.target}"
    for condition in record.conditions:
        yield f"{condition.kind}: {condition.antecedent.text} → {condition.consequent.text}"
