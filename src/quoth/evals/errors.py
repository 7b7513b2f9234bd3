"""What went wrong, item by item: every label and every prediction that is not right, with one kind of error each.

A label or prediction that met nothing has exactly one kind, the first that fits; an aligned pair has one for each
attribute that is wrong. Marginal labels are never in error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from quoth.evals.alignment import THRESHOLD, Aligned, Pair, matched
from quoth.evals.dropped import Dropped, dropped_items
from quoth.evals.judging import JOINT, agrees
from quoth.evals.kept_answers import Kept
from quoth.evals.scores import is_swapped, wrong_halves
from quoth.evals.units import Layer, Unit
from quoth.evals.unmatched import Unmatched, swallowed, unmatched
from quoth.extraction.actors.names import same_actor
from quoth.records import Record

Kind = Literal[
    "failed", "chunk_edge", "refused", "missed",
    "duplicate", "split", "merged", "boundary", "spurious",
    "addressee", "source", "negation", "polarity", "target", "swapped", "half", "kind", "sense", "quotation",
    "certainty", "chain", "bound",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Those of a label that nothing met, of a prediction that met nothing, and of the attributes of a pair."""
_NAMED_AFTER_THEMSELVES: tuple[Kind, ...] = (
    "polarity", "target", "kind", "sense", "quotation", "certainty", "chain", "bound",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Error:
    """`gold` and `predicted` name the items that are wrong; items that are only spoken of stand in `detail`.

    `rule` is the one that dropped what was said of a label, `stage` how far a missed label came (`waterfall`).
    """

    article: str
    layer: Layer
    kind: Kind
    gold: str | None
    predicted: str | None
    rule: str | None = None
    stage: str | None = None
    detail: str = ""

    def line(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True)
class Read:
    """One article as it was read: its record, what the run kept of it, and what rules dropped; all of it may lack."""

    article: str
    record: Record | None
    kept: Kept | None
    threshold: float = THRESHOLD
    dropped: Mapping[Layer, Sequence[Dropped]] = field(default_factory=dict)

    @classmethod
    def of(cls, article: str, record: Record | None, kept: Kept | None, threshold: float = THRESHOLD) -> Read:
        dropped = dropped_items(record, kept) if record is not None and kept is not None else {}
        return cls(article, record, kept, threshold, dropped)


@dataclass(frozen=True, slots=True)
class Explained:
    """One layer of one article: its errors, and why each spurious prediction met no label."""

    aligned: Aligned
    errors: tuple[Error, ...]
    unmatched: tuple[Unmatched, ...]


def explained(aligned: Aligned, read: Read, stages: Mapping[str, str] | None = None) -> Explained:
    """The errors of one layer: of labels first, then of predictions, then of pairs. `stages` are by label."""
    reasons = unmatched(aligned)
    early = {error.gold: error for error in _of_labels(aligned, read)}
    linked = [error for reason in reasons for error in _of_prediction(reason, aligned.layer, read.article, early)]
    told = {error.gold for error in linked} | set(early)
    late = [_missed(label, aligned, read.article) for label in aligned.missed if label.core and label.id not in told]
    errors = [_staged(error, stages or {}) for error in (*early.values(), *late, *linked)]
    errors += [error for pair in aligned.pairs if pair.gold.core for error in _of_pair(pair, aligned.layer, read)]
    return Explained(aligned, tuple(errors), tuple(reasons))


def _staged(error: Error, stages: Mapping[str, str]) -> Error:
    stage = stages.get(error.gold) if error.gold is not None else None
    if stage is None:
        return error
    return replace(
        error, stage=stage, detail=_LOST.get(stage, error.detail) if error.kind == "missed" else error.detail
    )


_LOST = {
    "chunked": "no chunk held it",
    "emitted": "the model gave nothing of it",
    "valid": "what the model gave of it points at no sentence",
    "grounded": "what the model gave of its sentence holds none of its words",
    "survived": "a rule dropped what the model gave of it, which overlapped it too little",
    "matched": "what overlaps it is taken for others, or overlaps others more",
}
"""What to say of a missed label that was lost at a stage."""


def _of_labels(aligned: Aligned, read: Read) -> Iterator[Error]:
    """The missed labels of which something is known from the run itself: their part failed, or a rule refused them."""
    missed = [label for label in aligned.missed if label.core]
    items = {each.unit.id: each for each in read.dropped.get(aligned.layer, ())}
    units = sorted((each.unit for each in items.values()), key=lambda unit: unit.order)
    refused = {pair.gold.id: pair.predicted for pair in matched(aligned.layer, missed, units, read.threshold).pairs}
    for label in missed:
        failure = _failure(label, read)
        if failure is not None:
            yield Error(read.article, aligned.layer, "failed", label.id, None, detail=failure)
        elif (edge := _edge(label, read.kept)) is not None:
            yield Error(read.article, aligned.layer, "chunk_edge", label.id, None, detail=edge)
        elif label.id in refused:
            finding = items[refused[label.id].id].finding
            detail = f"{refused[label.id].id} was dropped: {finding.message}"
            yield Error(read.article, aligned.layer, "refused", label.id, None, rule=finding.rule, detail=_one(detail))


def _failure(label: Unit, read: Read) -> str | None:
    """Why nobody could have found the label; None where it was read."""
    if read.record is None:
        return "the run has no record of the article"
    if read.record.coverage.chunks and read.record.coverage.failed == read.record.coverage.chunks:
        return "every chunk of the article failed"
    for part in read.kept.parts if read.kept is not None else ():
        if part.failed and any(start < part.end and part.start < end for start, end in label.places):
            return f"the chunk at {part.start}:{part.end} failed"
    return None


def _edge(label: Unit, kept: Kept | None) -> str | None:
    """Whether the label lies across two parts, or is the first or last thing that a part says at an inner border."""
    if kept is None or len(kept.parts) < 2 or not label.places:
        return None
    text, first, last = kept.article.text, label.places[0][0], max(end for _, end in label.places)
    for left, right in zip(kept.parts, kept.parts[1:], strict=False):
        if first < left.end and right.start < last:
            return f"lies across the chunks at {left.start}:{left.end} and {right.start}:{right.end}"
        before, after = text[last : left.end], text[right.start : first]
        if (left.start <= first and last <= left.end and not _has_words(before)) or (
            right.start <= first and last <= right.end and not _has_words(after)
        ):
            return f"touches the border of two chunks at {left.end}:{right.start}"
    return None


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _missed(label: Unit, aligned: Aligned, article: str) -> Error:
    within = swallowed(label, aligned)
    if within is not None:
        other = next(pair.gold.id for pair in aligned.pairs if pair.predicted is within)
        detail = f"lies in {within.id}, which is taken for {other}"
        return Error(article, aligned.layer, "merged", label.id, None, detail=detail)
    return Error(article, aligned.layer, "missed", label.id, None, detail="no prediction met it")


def _of_prediction(reason: Unmatched, layer: Layer, article: str, early: Mapping[str | None, Error]) -> Iterator[Error]:
    """One line, or one for each label that a merged prediction joins; labels told of already are only named."""
    item = reason.predicted
    free: list[str | None] = [label.id for label in reason.labels if label.core and label.id not in early]
    detail = _reason(reason)
    for gold in free or [None]:
        yield Error(article, layer, reason.reason, gold, item.id, detail=detail)


def _reason(found: Unmatched) -> str:
    named = ", ".join(label.id for label in found.labels)
    if found.reason == "duplicate" and found.taken_by is not None:
        return f"says again what {found.taken_by.id} is taken for"
    if found.reason == "split":
        return f"one of several predictions inside {named}"
    if found.reason == "merged":
        return f"one prediction over {named}" if named else "one prediction over labels that others are nearer to"
    if found.reason == "boundary":
        return f"overlaps {named} too little" if named else "overlaps a label that another prediction is nearer to"
    return "overlaps no label"


def _of_pair(pair: Pair, layer: Layer, read: Read) -> Iterator[Error]:
    def error(kind: Kind, detail: str) -> Error:
        return Error(read.article, layer, kind, pair.gold.id, pair.predicted.id, detail=_one(detail))

    wrong = [
        (name, label, given)
        for name, label in pair.gold.attributes.items()
        if not agrees(name, label, given := pair.predicted.attributes[name])
    ]
    for name, label, given in wrong:
        detail = f"{name} {given!r}, the label has {label!r}"
        if name in ("source", "holder"):
            yield error("addressee" if _is_told(given, pair, read.kept) else "source", detail)
        elif name == "certainty" and "denied" in (label, given):
            yield error("negation", detail)
        else:
            for kind in _NAMED_AFTER_THEMSELVES:
                if kind == name:
                    yield error(kind, detail)
    if is_swapped(pair):
        yield error("swapped", "the antecedent stands where the label has the consequent")
    elif halves := wrong_halves(pair):
        yield error("half", f"{' and '.join(halves)}: other words than the label's")


def _is_told(name: str, pair: Pair, kept: Kept | None) -> bool:
    """Whether the sentences of the item, or the one behind them, tell it to this name."""
    if kept is None:
        return False
    numbers = kept.sentences((*pair.gold.places, *pair.predicted.places))
    text, speakers = kept.article.text, kept.reading.speakers
    behind = {number + 1 for number in numbers if number + 1 < len(kept.reading.sentences)}
    return any(
        attribution.addressee is not None and same_actor(text[slice(*attribution.addressee)], name)
        for number in sorted(numbers | behind)
        for attribution in speakers.attributed(number)
    )


def _one(detail: str) -> str:
    return " ".join(detail.split())


def is_joint_kind(layer: Layer, kind: Kind) -> bool:
    """Whether an error of the kind costs joint F1: all do but those of attributes that only describe an item."""
    attributes = _ATTRIBUTES.get(kind)
    return attributes is None or not attributes.isdisjoint(JOINT[layer])


_ATTRIBUTES: Mapping[Kind, frozenset[str]] = {
    "addressee": frozenset(("source", "holder")),
    "source": frozenset(("source", "holder")),
    "negation": frozenset(("certainty",)),
    **{kind: frozenset((kind,)) for kind in _NAMED_AFTER_THEMSELVES},
}
"""What a kind of error is about; kinds that are not there are about the item as a whole."""
