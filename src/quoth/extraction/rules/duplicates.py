"""Duplicates: the same thing is recorded once."""

from __future__ import annotations

from quoth.extraction.candidates import ClaimCandidate
from quoth.extraction.rules import RuleContext, Verdict, dropped, rule
from quoth.records import Condition, Span, Stance

_NEARLY = 0.95


@rule("duplicates.claim")
def claim(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """No two claims have the same source and the same words, or nearly so: a second pass may cut them otherwise.

    Good:
        [1] Ana Ruiz said the port was open, and Omar Hadi said the port was shut.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}, {"n": 1, "by": "Omar Hadi"}]}
    Bad:
        [1] Ana Ruiz said the port was open.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}, {"n": 1, "by": "Ruiz"}]}
    Bad:
        [1] “The port and the river are open to all ships,” Ana Ruiz said.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}, {"n": 1, "by": "Ruiz", "first": "The port and", "last": "all ships"}]}
    """
    for other in case.kept:
        if (
            candidate.sentence == other.sentence
            and _nearly_same(other.content, candidate.content)
            and other.source is not None
            and candidate.source is not None
            and other.source.name == candidate.source.name
        ):
            return dropped(f"same source and words as {other.id}", "note")
    return None


@rule("duplicates.stance")
def stance(item: Stance, case: RuleContext[Stance]) -> Verdict[Stance] | None:
    """No two stances have the same holder, target and polarity on words that overlap.

    Good:
        [1] Ana Ruiz condemned the blockade and the raid.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the blockade"},
         {"n": 1, "by": "Ana Ruiz", "first": "the raid", "last": "the raid", "side": "oppose", "about": "the raid"}]}
    Bad:
        [1] Ana Ruiz condemned the blockade and the raid.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the raid"},
         {"n": 1, "by": "Ana Ruiz", "first": "the raid", "last": "the raid", "side": "oppose", "about": "the raid"}]}
    """
    for other in case.kept:
        if (
            other.holder.name == item.holder.name
            and (other.target, other.polarity) == (item.target, item.polarity)
            and any(one.overlaps(two) for one in other.evidence for two in item.evidence)
        ):
            return dropped(f"same as {other.id}", "note")
    return None


@rule("duplicates.condition")
def condition(item: Condition, case: RuleContext[Condition]) -> Verdict[Condition] | None:
    """No two conditions have the same halves.

    Good:
        [1] “If they leave, we will stop,” Ana Ruiz said.
        [2] “If they stay, we will fire.”
        {"conditions": [{"n": 1, "kind": "offer"}, {"n": 2, "kind": "threat"}]}
    Bad:
        [1] “If they leave, we will stop,” Ana Ruiz said.
        [2] “If they stay, we will fire.”
        {"conditions": [{"n": 1, "kind": "offer"}, {"n": 1, "kind": "offer"}]}
    """
    for other in case.kept:
        halves = ((other.antecedent, item.antecedent), (other.consequent, item.consequent))
        if all(_same_places(one.spans, two.spans) for one, two in halves):
            return dropped(f"same halves as {other.id}", "note")
    return None


def _nearly_same(some: tuple[Span, ...], others: tuple[Span, ...]) -> bool:
    """Whether the spans share nearly all of their characters (Dice)."""
    shared = sum(max(0, min(one.end, two.end) - max(one.start, two.start)) for one in some for two in others)
    length = sum(len(span.text) for span in (*some, *others))
    return 2 * shared >= _NEARLY * length


def _same_places(some: tuple[Span, ...], others: tuple[Span, ...]) -> bool:
    """Whether the spans are the same; of one article, so their offsets tell, and quicker than comparing models does."""
    return len(some) == len(others) and all(
        one.start == two.start and one.end == two.end for one, two in zip(some, others, strict=True)
    )
