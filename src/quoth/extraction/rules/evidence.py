"""Evidence: every claim rests on words of its own chunk, and never on page furniture."""

from __future__ import annotations

from quoth.extraction.drafts import ClaimDraft
from quoth.extraction.rules import Case, Verdict, dropped, flagged, repaired


def own_chunk(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """The sentence that the model points at is one of those it was given to extract from.

    Good: sentence 3 of a chunk of eight.
    Bad: sentence 12 of a chunk of eight, or sentence 0.
    """
    if draft.sentence is None or not draft.content:
        return dropped(f"points at sentence {draft.item.n}, which is not among the chunk's own")
    return None


def neighbour(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """The number is that of the sentence in which the source is heard; a number that is one off is mended.

    Good: sentence 4, where Ana Ruiz speaks.
    Bad: sentence 3, where nobody speaks and Ana Ruiz is not mentioned, while she speaks in sentence 4.
    """
    if draft.moved:
        return repaired(draft, f"{draft.item.by!r} is not heard in sentence {draft.item.n} but in the one beside it")
    return None


def prose(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """The evidence touches no page furniture and no heading.

    Good: “We will not sign,” the envoy said.
    Bad: Advertisement; Published On 3 May; Recommended Stories.
    """
    for span in draft.content:
        for sentence in case.reading.touched(span.start, span.end):
            if not sentence.is_prose:
                return dropped(f"rests on {sentence.furniture or 'a heading'}: {span.text[:60]!r}")
    return None


def words(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """The first and last words that the model copied stand in the sentence it points at.

    Good: first "the corridor", last "by Friday" of: The envoy said the corridor would open by Friday.
    Bad: first "the corridor", last "on Monday" of the same sentence; the code's own cut is taken instead.
    """
    if draft.refused is not None:
        return flagged(f"copied words not found, the sentence's own content is taken: {draft.refused}")
    return None
