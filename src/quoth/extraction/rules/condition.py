"""Conditions: two different halves, both in the text, with a marker that makes them a condition."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from quoth.extraction.drafts import ConditionDraft, named
from quoth.extraction.rules import Case, Verdict, dropped, repaired
from quoth.records import ConditionKind, Span


def own_chunk(draft: ConditionDraft, case: Case[ConditionDraft]) -> Verdict[ConditionDraft] | None:
    """The sentence that the model points at is one of those it was given to extract from.

    Good: sentence 3 of a chunk of eight.
    Bad: sentence 12 of a chunk of eight.
    """
    if draft.sentence is None:
        return dropped(f"points at sentence {draft.item.n}, which is not among the chunk's own")
    return None


def marker(draft: ConditionDraft, case: Case[ConditionDraft]) -> Verdict[ConditionDraft] | None:
    """The sentence holds a word that makes a condition: if, unless, until, only if, in return, or else …

    Good: If the prisoners are freed, we will stop firing.
    Bad: The prisoners are free and the guns are silent.
    """
    if draft.conditional is None:
        return dropped("nothing in the sentence makes a condition", "warning")
    return None


def allowed_kind(draft: ConditionDraft, case: Case[ConditionDraft]) -> Verdict[ConditionDraft] | None:
    """The kind is one that a record can hold.

    Good: threat.
    Bad: warning: recorded as a prediction, and flagged.
    """
    if draft.item.kind.strip().lower() in get_args(ConditionKind):
        return None
    item = draft.item.model_copy(update={"kind": "prediction"})
    return repaired(replace(draft, item=item), f"no such kind as {draft.item.kind[:40]!r}: a prediction", "warning")


def bound_named(draft: ConditionDraft, case: Case[ConditionDraft]) -> Verdict[ConditionDraft] | None:
    """Who is bound is somebody whom the text names.

    Good: bound "Zoria" in an article about Zoria.
    Bad: bound "Boris Nowhere": left out.
    """
    given = draft.item.bound
    if not given or draft.sentence is None or named(given, draft.sentence, case.reading) is not None:
        return None
    item = draft.item.model_copy(update={"bound": None})
    return repaired(replace(draft, item=item), f"the text never names {given[:60]!r}, who was to be bound", "warning")


def halves(draft: ConditionDraft, case: Case[ConditionDraft]) -> Verdict[ConditionDraft] | None:
    """Both halves are the text's own words, on their own side of the marker.

    Good: if "the prisoners are freed" then "we will stop firing".
    Bad: the same halves swapped, or put in other words: repaired to the words around the marker.
    """
    parsed = draft.conditional
    if parsed is None:
        return None
    text = case.reading.article.text
    antecedent = Span.of(text, *parsed.antecedent) if parsed.antecedent else None
    consequent = Span.of(text, *parsed.consequent) if parsed.consequent else None
    agrees = _within(draft.antecedent, antecedent) and _within(draft.consequent, consequent)
    if agrees:
        return None
    mended = replace(draft, antecedent=antecedent or draft.antecedent, consequent=consequent or draft.consequent)
    return repaired(mended, f"halves taken from the words around {text[slice(*parsed.marker)]!r}")


def _within(given: Span | None, read: Span | None) -> bool:
    """Whether what the model copied lies where the sentence has that half; one that it lacks is the model's to find."""
    if given is None:
        return False
    if read is None:
        return True
    shared = min(given.end, read.end) - max(given.start, read.start)
    return shared >= 0.5 * max(given.end - given.start, read.end - read.start)


def two_halves(draft: ConditionDraft, case: Case[ConditionDraft]) -> Verdict[ConditionDraft] | None:
    """Antecedent and consequent are both there, and they are different words.

    Good: “If they leave, we will stop.”
    Bad: “If they leave …” with nothing that follows from it, or the same words for both.
    """
    if draft.antecedent is None or draft.consequent is None:
        return dropped(f"no {'antecedent' if draft.antecedent is None else 'consequent'} in the text")
    if draft.antecedent.overlaps(draft.consequent):
        return dropped("antecedent and consequent share words")
    return None
