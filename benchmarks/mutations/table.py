"""The bench's figures, as a table that a person reads and as what a program reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.mutations.correct import Correct
from benchmarks.mutations.judging import Judged, Verdict, standing, unbroken
from benchmarks.mutations.mutant import Section
from benchmarks.mutations.proportions import wilson

_VERDICTS: tuple[Verdict, ...] = ("dropped", "repaired", "flagged", "missed")


@dataclass(frozen=True)
class Alarms:
    """What becomes of correct items: of `n`, those refused (dropped), spoilt, and kept with a warning or an error."""

    n: int
    refused: Mapping[str, Sequence[str]]
    spoilt: Mapping[str, Sequence[str]]
    flagged: Mapping[str, Sequence[str]]
    """Each by where the item is, with the rules that acted on it."""


def alarms(correct: Sequence[Correct]) -> Alarms:
    n = 0
    seen: dict[str, dict[str, Sequence[str]]] = {"refused": {}, "spoilt": {}, "flagged": {}}
    for each in correct:
        read = unbroken(each)
        section: Section
        for section in ("claims", "conditions"):
            for index, ids in enumerate(read.ids(section)):
                n += 1
                how = standing(each, section, index)
                warned = sorted(read.warned(ids))
                findings = {finding.rule for finding in read.findings(ids) if finding.action != "flagged"}
                rules = sorted(findings) if how != "kept" else warned
                if how != "kept" or warned:
                    item = (each.claims if section == "claims" else each.conditions)[index]
                    seen["flagged" if how == "kept" else how][f"{each.id} {section} {index + 1}: {dict(item)}"] = rules
    return Alarms(n, seen["refused"], seen["spoilt"], seen["flagged"])


def row(judged: Sequence[Judged]) -> dict[str, Any]:
    """n, the count of each verdict, and the share caught with its interval."""
    counts = Counter(each.verdict for each in judged)
    caught = len(judged) - counts["missed"]
    rules = Counter(rule for each in judged if each.verdict != "missed" for rule in each.rules)
    return {
        "n": len(judged),
        **{verdict: counts[verdict] for verdict in _VERDICTS},
        "caught": caught / max(1, len(judged)),
        "interval": wilson(caught, len(judged)),
        "rules": dict(rules.most_common()),
    }


def print_rows(rows: Mapping[str, Mapping[str, Any]]) -> None:
    print(f"\n{'mutants':26}{'n':>6}{'dropped':>9}{'repaired':>9}{'flagged':>9}{'missed':>8}  caught  95 % interval")
    for kind, each in rows.items():
        low, high = each["interval"]
        cells = f"{each['dropped']:9}{each['repaired']:9}{each['flagged']:9}{each['missed']:8}"
        print(f"{kind:26}{each['n']:6}{cells}  {each['caught']:6.3f}  {low:.3f} – {high:.3f}")


def print_alarms(corpus: str, seen: Alarms) -> None:
    print(f"\n{corpus}: {seen.n} correct items")
    for told, found in (("refused", seen.refused), ("spoilt", seen.spoilt), ("flagged", seen.flagged)):
        low, high = wilson(len(found), seen.n)
        by = Counter(rule for rules in found.values() for rule in rules)
        listed = ", ".join(f"{rule} {times}" for rule, times in by.most_common())
        print(f"  {told:8}{len(found):5}  {len(found) / max(1, seen.n):.3f}  {low:.3f} – {high:.3f}  {listed}")


def print_misses(judged: Sequence[Judged]) -> None:
    """Every mutant that was let through: the broken item, and what the record has for it."""
    for each in judged:
        if each.verdict == "missed":
            mutant = each.mutant
            print(f"\n{mutant.correct.id} [{mutant.item['n']}] by {mutant.item.get('by')!r}")
            before = mutant.before or {}
            for field in mutant.item:
                if mutant.item[field] != before.get(field):
                    print(f"  {field}: {before.get(field)!r} -> {mutant.item[field]!r}")
            print(f"  record: {each.left}")
