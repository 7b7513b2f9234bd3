"""Why a prediction met no label: it says again, splits, joins or cuts off what a label holds, or is made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from quoth.evals.alignment import Aligned
from quoth.evals.units import Place, Unit, dice, union

Reason = Literal["duplicate", "split", "merged", "boundary", "spurious"]
_INSIDE = 0.5
"""Share of the characters from which one stretch lies inside another."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """`labels` are what the prediction should have met: those it joins, the one it splits or cuts off, else none.

    A label is so named by the parts that split it or by one other prediction; whichever comes after names none.

    `taken_by` is the prediction that already has the label whose words a duplicate says again.
    """

    predicted: Unit
    reason: Reason
    labels: tuple[Unit, ...] = ()
    taken_by: Unit | None = None


def unmatched(aligned: Aligned) -> list[Unmatched]:
    """Each spurious prediction of a layer, in order, with the first reason that fits."""
    duplicates = {item.id: found for item in aligned.spurious if (found := _duplicate(item, aligned)) is not None}
    rest = [item for item in aligned.spurious if item.id not in duplicates]
    homes = {item.id: _home(item, aligned.missed) for item in rest}
    tenants = Counter(home.id for home in homes.values() if home is not None)
    ends: dict[str, Unmatched] = dict(duplicates)
    for item in rest:
        home = homes[item.id]
        if home is not None and tenants[home.id] > 1:
            ends[item.id] = Unmatched(item, "split", (home,))
    claimed = {label.id for found in ends.values() for label in found.labels}
    for item in rest:
        joined = [label for label in aligned.missed if _is_inside(label, item)]
        if item.id not in ends and len(joined) > 1:
            ends[item.id] = Unmatched(item, "merged", tuple(label for label in joined if label.id not in claimed))
            claimed |= {label.id for label in joined}
    ends |= _boundaries([item for item in rest if item.id not in ends], aligned.missed, claimed)
    return [ends.get(item.id) or Unmatched(item, "spurious") for item in aligned.spurious]


def swallowed(label: Unit, aligned: Aligned) -> Unit | None:
    """The matched prediction that also holds a missed label's words: one item said for two."""
    holding = (pair.predicted for pair in aligned.pairs if _is_inside(label, pair.predicted))
    return next(holding, None)


def _duplicate(item: Unit, aligned: Aligned) -> Unmatched | None:
    """Where the label that it shares most with is one that another prediction has."""
    pair = max(aligned.pairs, key=lambda pair: overlap(item, pair.gold), default=None)
    if pair is None or not (most := overlap(item, pair.gold)):
        return None
    if any(overlap(item, label) > most for label in aligned.missed):
        return None
    return Unmatched(item, "duplicate", taken_by=pair.predicted)


def _home(item: Unit, missed: Sequence[Unit]) -> Unit | None:
    """The missed label that the prediction lies inside, the nearest in size where there are several."""
    inside = [label for label in missed if _is_inside(item, label)]
    return max(inside, key=lambda label: overlap(item, label), default=None)


def overlap(one: Unit, two: Unit) -> float:
    """Their Dice; 0 at once where their outer bounds do not meet, as those of nearly all pairs of an article."""
    if not (one.places and two.places) or (
        one.places[0][0] >= max(end for _, end in two.places) or two.places[0][0] >= max(end for _, end in one.places)
    ):
        return 0.0
    return dice(one.places, two.places)


def _is_inside(part: Unit, whole: Unit) -> bool:
    shared = overlap(part, whole)
    return shared > 0 and shared * (_size(part.places) + _size(whole.places)) / 2 > _INSIDE * _size(part.places)


def _size(places: Sequence[Place]) -> int:
    return sum(end - start for start, end in union(places))


def _boundaries(items: Sequence[Unit], missed: Sequence[Unit], claimed: set[str]) -> dict[str, Unmatched]:
    """Whatever overlaps a missed label: each label goes to the prediction that shares most with it, once."""
    near = sorted(
        (
            (-shared, item.order, label.order, item, label)
            for item in items
            for label in missed
            if (shared := overlap(item, label))
        ),
        key=lambda each: each[:3],
    )
    found: dict[str, Unmatched] = {}
    met = set(claimed)
    for *_, item, label in near:
        if item.id not in found and label.id not in met:
            found[item.id] = Unmatched(item, "boundary", (label,))
            met.add(label.id)
    for *_, item, _label in near:  # what is left cuts off words that another was to find
        found.setdefault(item.id, Unmatched(item, "boundary"))
    return found
