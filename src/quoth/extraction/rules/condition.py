"""Conditions: two different halves, both in the text, with a marker that makes them a condition."""

from __future__ import annotations

from dataclasses import replace

from quoth.extraction.drafts import ConditionDraft
from quoth.extraction.rules import Case, Verdict, dropped, repaired
from quoth.records import Span


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


def meant(draft: ConditionDraft, case: Case[ConditionDraft]) -> Verdict[ConditionDraft] | None:
    """The model takes the sentence for a condition at all.

    Good: offer, for: If the prisoners are freed, we will stop firing.
    Bad: none, for: Nobody knows if the prisoners are free.
    """
    if draft.item.kind.strip().lower() == "none":
        return dropped("the model reads no condition here", "note")
    return None


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
    if draft.item.if_ is None and draft.item.then is None:  # the prompt asked for the pointer only
        return Verdict("repaired", "note", f"halves read around {text[slice(*parsed.marker)]!r}", mended)
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
