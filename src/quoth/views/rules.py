"""The rule book for a person and for a program: what each rule holds, what it does, and its cases put through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, get_args

from quoth.extraction.rule_examples import Explained, RuleCase, explained
from quoth.extraction.rules import languages_of, rule_id
from quoth.extraction.rules.authority import ALWAYS, Leads, may_act, measured
from quoth.extraction.rules.registry import STRUCTURAL, WHOLE_RULES
from quoth.records import Record
from quoth.views.plain import plain

Rules = Sequence[Callable[..., object]]

_DOES = {"dropped": "drops", "repaired": "repairs", "flagged": "flags"}


def rule_lines(rules: Rules) -> Iterator[str]:
    """All rules by family: id, what it does and how grave that is, and what must hold."""
    told = sorted(map(explained, rules), key=lambda each: each.rule.partition(".")[0])
    width = max((len(each.rule) for each in told), default=0)
    acts = {rule_id(rule): _acting(rule) for rule in rules}
    does = {each.rule: _does(each) for each in told}
    wide = max(map(len, does.values()), default=0)
    for family, members in groupby(told, key=lambda each: each.rule.partition(".")[0]):
        yield family
        for each in members:
            yield f"  {each.rule:<{width}}  {does[each.rule]:<{wide}}  {acts[each.rule]:<11}  {each.sentence}"
        yield ""
    yield "quoth rules ID shows a rule with its cases; quoth run --rules FILE sets how they are applied"


def one_rule_lines(rule: Callable[..., object]) -> Iterator[str]:
    """One rule: what must hold, what it does, how it can be set, and what becomes of each of its cases."""
    told = explained(rule)
    yield f"{told.rule}: {told.sentence}"
    yield f"{_does(told)}; {_settable(rule)}"
    yield from _measured_lines(rule)
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
        "languages": sorted(languages_of(rule) or ()) or None,
        "acts_where_leads": [leads for leads in get_args(Leads) if may_act(told.rule, leads)],
        "measured": {leads: row.model_dump() for leads, row in measured().get(told.rule, {}).items()},
        "cases": [
            {
                "good": case.good,
                "case": case.written,
                "findings": [finding.model_dump() for finding in told.findings(case)],
            }
            for case in told.cases
        ],
    }


def _acting(rule: Callable[..., object]) -> str:
    """Whose answers it may drop or repair; "flags" where it was not measured to be right."""
    if rule in WHOLE_RULES:
        return "flags"
    leads = [each for each in get_args(Leads) if may_act(rule_id(rule), each)]
    return "acts" if len(leads) == len(get_args(Leads)) else f"acts: {leads[0]}" if leads else "flags"


def _measured_lines(rule: Callable[..., object]) -> Iterator[str]:
    """What it was measured to do, for each kind of lead."""
    languages = languages_of(rule)
    if languages is not None:
        yield f"judges articles in {', '.join(sorted(languages))}; abstains in other languages"
    if rule_id(rule) in ALWAYS:
        yield "acts whatever the model: no language model does without it"
    for leads, row in measured().get(rule_id(rule), {}).items():
        does = "acts" if may_act(rule_id(rule), leads) else "flags"
        yield (
            f"where the {leads} leads: {row.wrong} of {row.acted} items it would act on are wrong; joint F1 "
            f"{row.f1_with:.4f} with it, {row.f1_without:.4f} without: {does}"
        )


def _does(told: Explained) -> str:
    return ", ".join(f"{_DOES[action]} ({severity})" for action, severity in told.does())


def _settable(rule: Callable[..., object]) -> str:
    if rule in STRUCTURAL:
        return "cannot be off nor only flag: no record can hold what it keeps out"
    return 'can be "flagged" or "off"' if rule in WHOLE_RULES else 'can be set to "acts", "dropped", "flagged" or "off"'


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
