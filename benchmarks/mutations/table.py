"""The bench's figures, as a table that a person reads and as what a program reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.mutations.correct import Correct
from benchmarks.mutations.judging import Judged, Verdict, unbroken
from benchmarks.mutations.proportions import wilson

_VERDICTS: tuple[Verdict, ...] = ("dropped", "repaired", "flagged", "missed")


@dataclass(frozen=True)
class Alarms:
    """What the rules say of correct items: `n` items, refused (dropped) ones, and ones with a warning or an error."""

    n: int
    refused: int
    flagged: int
    refusing: Counter[str]
    flagging: Counter[str]


def alarms(correct: Sequence[Correct]) -> Alarms:
    """Of an item that the unbroken answer says twice, the second is no loss: duplicates are not counted as refused."""
    n = refused = flagged = 0
    refusing: Counter[str] = Counter()
    flagging: Counter[str] = Counter()
    for each in correct:
        seen = unbroken(each)
        lists = [(seen.claim_ids, seen.claims), (seen.condition_ids, seen.conditions)]
        for ids, left_of in lists:
            for index, own in enumerate(ids):
                n += 1
                findings = seen.findings(own)
                dropping = [f.rule for f in findings if f.action == "dropped" and not f.rule.startswith("duplicates.")]
                if dropping and not left_of(index):  # type: ignore[operator]
                    refused += 1
                    refusing.update(dropping)
                elif seen.warned(own):
                    flagged += 1
                    flagging.update(seen.warned(own).keys())
    return Alarms(n, refused, flagged, refusing, flagging)


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
    for told, number, rules in (("refused", seen.refused, seen.refusing), ("flagged", seen.flagged, seen.flagging)):
        low, high = wilson(number, seen.n)
        by = ", ".join(f"{rule} {times}" for rule, times in rules.most_common())
        share = number / max(1, seen.n)
        print(f"correct items of {corpus}: {number} of {seen.n} {told}, {share:.3f} [{low:.3f} – {high:.3f}]  {by}")


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
