"""How far a missed label came on the way from the text to the alignment, and where it was lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from quoth.evals.alignment import Aligned
from quoth.evals.dropped import content_of, halves_of
from quoth.evals.kept_answers import Kept
from quoth.evals.units import Layer, Place, Unit, dice
from quoth.extraction.actors.names import same_actor, significant
from quoth.extraction.answers import ClaimItem, ConditionItem
from quoth.extraction.candidates import ClaimCandidate, ConditionCandidate
from quoth.extraction.chunking import Chunk
from quoth.records import Record

Stage = Literal["chunked", "emitted", "valid", "grounded", "survived", "matched", "unknown"]
STAGES: tuple[Stage, ...] = ("chunked", "emitted", "valid", "grounded", "survived", "matched")
"""In order. A label is told under the first that it did not reach: "emitted" is one that the model did not give."""
LAYERS: tuple[Layer, ...] = ("claims", "conditions")
"""The layers that a model answers in: stances come with claims."""
_SHARED_WORDS = 0.5


def stages(aligned: Aligned, record: Record | None, kept: Kept | None) -> dict[str, Stage]:
    """By the id of each missed core label, the first stage that it did not reach.

    "unknown" where the run kept no answers that come to its record.
    """
    if aligned.layer not in LAYERS:
        return {}
    missed = [label for label in aligned.missed if label.core]
    if record is None:
        return {label.id: "chunked" for label in missed}
    if kept is None:
        return {label.id: "unknown" for label in missed}
    return {label.id: _lost(label, aligned, record, kept) for label in missed}


def _lost(label: Unit, aligned: Aligned, record: Record, kept: Kept) -> Stage:
    if not any(_overlap(label.places, ((part.start, part.end),)) for part in kept.parts):
        return "chunked"
    drafts = _drafts(label, aligned, kept)
    if not drafts:
        return "valid" if any(_beyond(label, aligned, kept)) else "emitted"
    grounded = [draft for draft in drafts if _overlap(label.places, _places(draft))]
    if not grounded:
        return "grounded"
    recorded = {claim.id for claim in record.claims} | {condition.id for condition in record.conditions}
    return "matched" if any(draft.id in recorded for draft in grounded) else "survived"


Draft = ClaimCandidate | ConditionCandidate


def _drafts(label: Unit, aligned: Aligned, kept: Kept) -> list[Draft]:
    """What the model gave for one of the label's sentences, and that is not taken for another label already.

    Those whose source fits, or whose words meet the label's, before those that only point at the sentence.
    """
    sentences = kept.sentences(label.places)
    taken = {pair.predicted.id for pair in aligned.pairs}
    every: Sequence[Draft] = tuple((kept.claims if aligned.layer == "claims" else kept.conditions).values())
    near = [
        draft
        for draft in every
        if draft.id not in taken
        and draft.sentence is not None
        and (draft.sentence in sentences or _overlap(label.places, _places(draft)))
    ]
    fitting = [draft for draft in near if _fits(draft.item, label) or _overlap(label.places, _places(draft))]
    return fitting or near


def _places(draft: Draft) -> tuple[Place, ...]:
    if isinstance(draft, ClaimCandidate):
        return content_of(draft)
    return tuple(place for half in halves_of(draft).values() for place in half)


def _overlap(some: Sequence[Place], others: Sequence[Place]) -> bool:
    return dice(some, others) > 0


def _fits(item: ClaimItem | ConditionItem, label: Unit) -> bool:
    return bool(item.by and label.holder) and same_actor(item.by or "", label.holder)


def _beyond(label: Unit, aligned: Aligned, kept: Kept) -> Iterator[bool]:
    """Whether something was said of the label that is not valid: it points at no sentence, or its answer was none."""
    every: Sequence[Draft] = tuple((kept.claims if aligned.layer == "claims" else kept.conditions).values())
    text = " ".join(kept.article.text[start:end] for start, end in label.places)
    for draft in every:
        if draft.sentence is None:
            yield _speaks_of(_said(draft.item), text)
    sentences = kept.sentences(label.places)
    for chunk, item in kept.refused:
        if item["layer"] == aligned.layer:
            number = _sentence(item, chunk)
            words = " ".join(value for value in item.values() if isinstance(value, str))
            yield number in sentences if number is not None else _speaks_of(words, text)


def _said(item: ClaimItem | ConditionItem) -> str:
    if isinstance(item, ClaimItem):
        return " ".join(filter(None, (item.says, item.first, item.last)))
    return " ".join(filter(None, (item.if_, item.then)))


def _speaks_of(words: str, text: str) -> bool:
    """Whether half of the telling words of what was said stand in the label's."""
    said = significant(words)
    return bool(said) and len(said & significant(text)) >= _SHARED_WORDS * len(said)


def _sentence(item: dict[str, Any], chunk: Chunk) -> int | None:
    number = item.get("n")
    return chunk.own[number - 1] if isinstance(number, int) and 1 <= number <= len(chunk.own) else None
