"""Items that a rule dropped, as units, so that they can be held against labels as if they had been kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quoth.evals.kept_answers import Kept
from quoth.evals.units import Layer, Place, Unit
from quoth.extraction.candidates import ClaimCandidate, ConditionCandidate, certainty_of, quotation_of
from quoth.records import Finding, Record


@dataclass(frozen=True, slots=True)
class Dropped:
    """`unit` has no places where the model pointed at nothing; `finding` is the rule's, its claim's for a stance."""

    unit: Unit
    finding: Finding


def dropped_items(record: Record, kept: Kept) -> dict[Layer, list[Dropped]]:
    """What rules dropped of an article, by layer, in order of ids. A stance goes with its claim."""
    by_subject: dict[str, Finding] = {}
    for finding in record.findings:
        if finding.action == "dropped":
            by_subject.setdefault(finding.subject, finding)
    claims = [
        Dropped(_claim(draft, kept), by_subject[draft.id]) for draft in kept.claims.values() if draft.id in by_subject
    ]
    conditions = [
        Dropped(_condition(draft, kept), by_subject[draft.id])
        for draft in kept.conditions.values()
        if draft.id in by_subject
    ]
    return {"claims": claims, "stances": _stances(record, kept, by_subject), "conditions": conditions}


def _claim(draft: ClaimCandidate, kept: Kept) -> Unit:
    source = draft.source.name if draft.source is not None else draft.item.by
    chain = draft.item.via or (draft.voice.via if draft.voice is not None else ())
    return Unit(
        id=draft.id,
        places=content_of(draft),
        holder=source,
        attributes={
            "source": source,
            "chain": " > ".join(chain),
            "quotation": quotation_of(draft.content, kept.reading),
            "certainty": certainty_of(draft),
        },
    )


def _stances(record: Record, kept: Kept, by_subject: Mapping[str, Finding]) -> list[Dropped]:
    claims = {claim.id: claim for claim in record.claims}
    found = []
    for draft in kept.claims.values():
        identifier = f"s{draft.id[1:]}"
        finding = by_subject.get(identifier) or by_subject.get(draft.id)
        side, about = draft.item.side.strip().lower(), (draft.item.about or "").strip()
        if finding is None or side in ("", "none") or not about:
            continue
        claim = claims.get(draft.id)  # as the rules mended it, where it was kept
        unit = _claim(draft, kept)
        holder = claim.source.name if claim is not None else unit.holder
        places = tuple((span.start, span.end) for span in claim.content) if claim is not None else unit.places
        attributes = {"holder": holder, "target": about, "polarity": side}
        found.append(Dropped(Unit(identifier, places, holder, attributes), finding))
    return found


def _condition(draft: ConditionCandidate, kept: Kept) -> Unit:
    halves = halves_of(draft)
    return Unit(
        id=draft.id,
        places=tuple(sorted({place for half in halves.values() for place in half})),
        holder=draft.item.by or "",
        attributes={
            "kind": draft.item.kind.strip().lower(),
            "sense": draft.conditional.sense if draft.conditional is not None else "",
            "bound": draft.item.bound or "",
        },
        roles=halves,
    )


def content_of(draft: ClaimCandidate) -> tuple[Place, ...]:
    return tuple((span.start, span.end) for span in draft.content)


def halves_of(draft: ConditionCandidate) -> dict[str, tuple[Place, ...]]:
    """The halves that the model copied, else those that the sentence has."""
    read = draft.conditional
    given = {
        "antecedent": (draft.antecedent, read.antecedent if read is not None else None),
        "consequent": (draft.consequent, read.consequent if read is not None else None),
    }
    return {
        role: ((span.start, span.end),) if span is not None else (place,) if place is not None else ()
        for role, (span, place) in given.items()
    }
