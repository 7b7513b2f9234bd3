"""What became of a broken answer: its item dropped, repaired to what is correct, flagged, or let through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Literal

from benchmarks.mutations.correct import Correct, Item, answer_of
from benchmarks.mutations.mutant import Mutant, Section
from quoth.extraction.actors.names import same_actor
from quoth.extraction.candidates import claim_candidates
from quoth.extraction.record_builder import ChunkAnswer, merge
from quoth.records import Claim, Condition, Coverage, Finding, Record, Span

Verdict = Literal["dropped", "repaired", "flagged", "missed"]
Standing = Literal["kept", "refused", "spoilt"]
_ONE = Coverage(chunks=1, ok=1, empty=0, failed=0)
_MOSTLY = 0.5
_NEARLY = 0.8
"""Dice coefficients of characters: the same words where one was exchanged, the same words but for a mark or two."""


@dataclass(frozen=True)
class Read:
    """What an answer became: the record, and the ids that each of the answer's items had, dropped ones too."""

    record: Record
    claim_ids: tuple[frozenset[str], ...]
    condition_ids: tuple[frozenset[str], ...]

    def ids(self, section: Section) -> tuple[frozenset[str], ...]:
        return self.claim_ids if section == "claims" else self.condition_ids

    def claims(self, index: int) -> list[Claim]:
        return [claim for claim in self.record.claims if claim.id in self.claim_ids[index]]

    def conditions(self, index: int) -> list[Condition]:
        return [condition for condition in self.record.conditions if condition.id in self.condition_ids[index]]

    def findings(self, ids: frozenset[str]) -> list[Finding]:
        """Those on the items of these ids, and on the stances of these claims."""
        subjects = ids | {f"s{identifier[1:]}" for identifier in ids if identifier.startswith("c")}
        return [finding for finding in self.record.findings if finding.subject in subjects]

    def warned(self, ids: frozenset[str]) -> Counter[str]:
        """How often each rule warned of these items."""
        return Counter(finding.rule for finding in self.findings(ids) if finding.severity != "note")


@dataclass(frozen=True)
class Judged:
    mutant: Mutant
    verdict: Verdict
    rules: tuple[str, ...]
    """Those that dropped or repaired the item, or that newly warned of it."""
    left: str
    """What stands in the record for the item, in a few words."""


def read(correct: Correct, claims: Sequence[Item], conditions: Sequence[Item]) -> Read:
    """Puts an answer through the production way."""
    answer = answer_of(claims, conditions)
    record = merge(correct.reading, [ChunkAnswer(correct.chunk, answer)], _ONE)
    ids: list[set[str]] = []
    for draft in claim_candidates(answer, correct.chunk, correct.reading, 1, (f"c{n}" for n in count(1))):
        # The first draft of an item holds that very item, further ones a copy.
        if len(ids) < len(answer.claims) and draft.item is answer.claims[len(ids)]:
            ids.append(set())
        ids[-1].add(draft.id)
    numbered, numbers = [], count(1)
    for item in answer.conditions:
        numbered.append(frozenset({f"k{next(numbers)}"} if item.kind.strip().lower() != "none" else ()))
    return Read(record, tuple(map(frozenset, ids)), tuple(numbered))


@cache
def unbroken(correct: Correct) -> Read:
    return read(correct, correct.claims, correct.conditions)


def judge(mutant: Mutant) -> Judged | None:
    """None where the correct item does not come through as it is: then nothing can be said of its mutant."""
    before, after = unbroken(mutant.correct), read(mutant.correct, mutant.items("claims"), mutant.items("conditions"))
    if not mutant.extra and standing(mutant.correct, mutant.section, mutant.index) != "kept":
        return None
    ids = after.ids(mutant.section)[mutant.index]
    warned = Counter[str]() if mutant.extra else before.warned(before.ids(mutant.section)[mutant.index])
    left: list[Claim] | list[Condition]
    if mutant.section == "claims":
        left = claims = after.claims(mutant.index)
        right = all(_claim_is_right(claim, mutant, before) for claim in claims)
    else:
        left = conditions = after.conditions(mutant.index)
        right = all(_condition_is_right(condition, mutant, before) for condition in conditions)
    new = after.warned(ids) - warned
    verdict: Verdict = "dropped" if not left else "repaired" if right else "flagged" if new else "missed"
    acted = {finding.rule for finding in after.findings(ids) if finding.action != "flagged"}
    return Judged(mutant, verdict, tuple(sorted(acted | set(new))), " / ".join(map(_told, left)))


def standing(correct: Correct, section: Section, index: int) -> Standing:
    """How an item of the unbroken answer comes out: kept, refused, or spoilt (another source, other words).

    Of an item that the answer says twice the second is no loss: it counts as kept.
    """
    seen = unbroken(correct)
    if section == "claims":
        item, claims = correct.claims[index], seen.claims(index)
        content = (correct.content(item),)
        if any(correct.same_source(claim.source.name, item["by"]) for claim in claims):
            return "kept" if any(_dice(claim.content, content) >= _MOSTLY for claim in claims) else "spoilt"
        left = bool(claims)
    else:
        item, conditions = correct.conditions[index], seen.conditions(index)
        for each in conditions:
            halves = ((each.antecedent.text, item["if"]), (each.consequent.text, item["then"]))
            if all(_shared(found, labelled) >= _MOSTLY for found, labelled in halves):
                return "kept"
        left = bool(conditions)
    dropping = [f.rule for f in seen.findings(seen.ids(section)[index]) if f.action == "dropped"]
    twice = dropping and all(rule.startswith("duplicates.") for rule in dropping)
    return "spoilt" if left else "kept" if twice else "refused"


def _shared(some: str, others: str) -> float:
    """The Dice coefficient of the words of two texts."""
    left, right = Counter(some.lower().split()), Counter(others.lower().split())
    return 2 * (left & right).total() / max(1, left.total() + right.total())


def _claim_is_right(claim: Claim, mutant: Mutant, before: Read) -> bool:
    """Whether the claim says what one of the unbroken answer's says, of the same source and in no broken words."""
    given = mutant.before or {}
    broken = mutant.item.get("says") if mutant.item.get("says") != given.get("says") else None
    if broken and claim.proposition == " ".join(broken.split()):
        return False
    if mutant.kept and not any(span.start <= mutant.kept[0] and mutant.kept[1] <= span.end for span in claim.content):
        return False
    known = before.record.claims if mutant.extra else before.claims(mutant.index)
    enough = _NEARLY if mutant.extra else _MOSTLY
    return any(
        same_actor(claim.source.name, right.source.name) and _dice(claim.content, right.content) >= enough
        for right in known
    )


def _condition_is_right(condition: Condition, mutant: Mutant, before: Read) -> bool:
    """Whether each half is the unbroken one's: cut otherwise it may be, but not so that what was broken is left out."""
    halves = (*condition.antecedent.spans, *condition.consequent.spans)
    if mutant.kept and not any(span.start <= mutant.kept[0] and mutant.kept[1] <= span.end for span in halves):
        return False
    known = before.record.conditions if mutant.extra else before.conditions(mutant.index)
    enough = _NEARLY if mutant.extra else _MOSTLY
    return any(
        _dice(condition.antecedent.spans, right.antecedent.spans) >= enough
        and _dice(condition.consequent.spans, right.consequent.spans) >= enough
        for right in known
    )


def _dice(some: Sequence[Span], others: Sequence[Span]) -> float:
    left, right = ({n for span in spans for n in range(span.start, span.end)} for spans in (some, others))
    return 2 * len(left & right) / max(1, len(left) + len(right))


def _told(item: Claim | Condition) -> str:
    if isinstance(item, Condition):
        return f"if {item.antecedent.text!r} then {item.consequent.text!r}"
    return f"{item.source.name}: {' … '.join(span.text for span in item.content)!r} = {item.proposition!r}"
