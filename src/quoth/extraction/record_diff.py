"""What two records of one article differ in, item by item, and which rules made the difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from quoth.records import Claim, Condition, Finding, Record, Stance

Layer = Literal["claims", "stances", "conditions"]
Kind = Literal["gained", "lost", "changed", "marked"]
_LAYERS: tuple[Layer, ...] = ("claims", "stances", "conditions")
_PLACING = frozenset(("id", "claim", "chunk", "pass"))
"""Fields that say where an item came from and not what it says."""
CODE = "code"
"""What is named where no rule's finding tells of a change: the way to the rules has changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One item that is there in one record only, that says something else, or that other rules speak of ("marked").

    `id` is the item's in the record that has it, the new one where both have; `fields` are those that differ; `words`
    show which item it is.
    """

    layer: Layer | Literal["article"]
    kind: Kind
    id: str
    rules: tuple[str, ...]
    fields: tuple[str, ...]
    words: str


def differences(old: Record, new: Record) -> list[Change]:
    """Every change between two records of the same article, in the order of the layers; none where they are equal."""
    if old == new:
        return []
    before, after = _findings(old), _findings(new)
    changes: list[Change] = []
    told: set[str] = set()
    for layer in _LAYERS:
        changes += _layer(layer, getattr(old, layer), getattr(new, layer), before, after, told)
    loose = sorted({*before, *after} - told)
    for subject in loose:  # an item that is in neither record, or the article itself
        rules = _rules(before.get(subject, ()), after.get(subject, ()))
        if rules:
            changes.append(Change("article", "marked", subject, rules, (), ""))
    return changes


Item = Claim | Stance | Condition


def _layer(
    layer: Layer,
    old: Sequence[Item],
    new: Sequence[Item],
    before: Mapping[str, Sequence[Finding]],
    after: Mapping[str, Sequence[Finding]],
    told: set[str],
) -> list[Change]:
    pairs, lost, gained = _matched(old, new)
    changes = []
    for one, two in pairs:
        fields = _fields(one, two)
        rules = _rules(before.get(one.id, ()), after.get(two.id, ()))
        if fields or rules:
            kind: Kind = "changed" if fields else "marked"
            changes.append(Change(layer, kind, two.id, rules or (CODE,), fields, _words(two)))
        told |= {one.id, two.id}
    one_sided: list[tuple[Kind, Sequence[Item]]] = [("lost", lost), ("gained", gained)]
    for kind, items in one_sided:
        for item in items:
            rules = _rules(before.get(item.id, ()), after.get(item.id, ()))
            if not rules and not isinstance(item, Claim) and item.claim:  # it comes and goes with its claim
                rules = _rules(before.get(item.claim, ()), after.get(item.claim, ()))
            changes.append(Change(layer, kind, item.id, rules or (CODE,), (), _words(item)))
            told.add(item.id)
    return changes


def _matched(old: Sequence[Item], new: Sequence[Item]) -> tuple[list[tuple[Item, Item]], list[Item], list[Item]]:
    """Items of the same id and evidence first, then of the same evidence and holder, then of the same evidence; last
    those of the same holder whose evidence shares most characters: its ends were moved."""
    pairs: list[tuple[Item, Item]] = []
    lost, gained = list(old), list(new)
    for key in (lambda item: (item.id, *_places(item)), lambda item: (_holder(item), *_places(item)), _places):
        there: dict[Any, list[Item]] = {}
        for item in gained:
            there.setdefault(key(item), []).append(item)
        left = []
        for item in lost:
            same = there.get(key(item))
            if same:
                pairs.append((item, same.pop(0)))
            else:
                left.append(item)
        used = {id(two) for _, two in pairs}
        lost, gained = left, [item for item in gained if id(item) not in used]
    left = []
    for item in lost:
        near = max(gained, key=lambda other: _shared(item, other), default=None)
        if near is not None and _shared(item, near):
            pairs.append((item, near))
            gained.remove(near)
        else:
            left.append(item)
    return pairs, left, gained


def _shared(one: Item, two: Item) -> int:
    """Characters that the evidence of both holds, none where their holders are others."""
    if _holder(one) != _holder(two):
        return 0
    places = [(a, b) for a in _places(one) for b in _places(two)]
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a, b in places)


def _places(item: Item) -> tuple[tuple[int, int], ...]:
    if isinstance(item, Condition):
        spans = (*item.antecedent.spans, *item.consequent.spans)
    else:
        spans = item.content if isinstance(item, Claim) else item.evidence
    return tuple((span.start, span.end) for span in spans)


def _holder(item: Item) -> str:
    if isinstance(item, Claim):
        return item.source.name
    return item.holder.name if isinstance(item, Stance) else item.kind


def _fields(old: Item, new: Item) -> tuple[str, ...]:
    one, two = old.model_dump(by_alias=True), new.model_dump(by_alias=True)
    return tuple(name for name in one if name not in _PLACING and one[name] != two[name])


def _findings(record: Record) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in record.findings:
        found.setdefault(finding.subject, []).append(finding)
    return found


def _rules(before: Sequence[Finding], after: Sequence[Finding]) -> tuple[str, ...]:
    """The rules that said something of the item in one record and not in the other."""
    one = Counter((finding.rule, finding.action, finding.severity, finding.message) for finding in before)
    two = Counter((finding.rule, finding.action, finding.severity, finding.message) for finding in after)
    return tuple(dict.fromkeys(rule for rule, *_ in [*(one - two), *(two - one)]))


def _words(item: Item) -> str:
    if isinstance(item, Condition):
        return f"{item.antecedent.text} → {item.consequent.text}"
    if isinstance(item, Stance):
        return f"{item.holder.name}: {item.polarity} {item.target}"
    return f"{item.source.name}: " + " … ".join(span.text for span in item.content)
