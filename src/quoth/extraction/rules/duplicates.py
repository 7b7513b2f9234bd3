"""Duplicates: the same thing is recorded once."""

from __future__ import annotations

from quoth.extraction.drafts import ClaimDraft
from quoth.extraction.rules import Case, Verdict, dropped
from quoth.records import Condition, Span, Stance


def claim(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """No two claims have the same source and the same words.

    Good: two sources said to say one sentence.
    Bad: the same sentence twice by the same source.
    """
    for other in case.kept:
        if (
            other.source is not None
            and draft.source is not None
            and other.source.name == draft.source.name
            and _same_places(other.content, draft.content)
        ):
            return dropped(f"same source and words as {other.id}", "note")
    return None


def stance(item: Stance, case: Case[Stance]) -> Verdict[Stance] | None:
    """No two stances have the same holder, target, polarity and evidence.

    Good: one holder against two plans.
    Bad: the same position on the same words twice.
    """
    for other in case.kept:
        if (
            other.holder.name == item.holder.name
            and (other.target, other.polarity) == (item.target, item.polarity)
            and _same_places(other.evidence, item.evidence)
        ):
            return dropped(f"same as {other.id}", "note")
    return None


def condition(item: Condition, case: Case[Condition]) -> Verdict[Condition] | None:
    """No two conditions have the same halves.

    Good: “if they leave” and “if they stay”.
    Bad: the same two halves twice.
    """
    for other in case.kept:
        halves = ((other.antecedent, item.antecedent), (other.consequent, item.consequent))
        if all(_same_places(one.spans, two.spans) for one, two in halves):
            return dropped(f"same halves as {other.id}", "note")
    return None


def _same_places(some: tuple[Span, ...], others: tuple[Span, ...]) -> bool:
    """Whether the spans are the same; of one article, so their offsets tell, and quicker than comparing models does."""
    return len(some) == len(others) and all(
        one.start == two.start and one.end == two.end for one, two in zip(some, others, strict=True)
    )
