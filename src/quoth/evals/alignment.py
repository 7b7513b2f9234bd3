"""Which predicted item is which labelled item: mask what shares too little, then match for the greatest sum.

The order is what counts: a maximum-weight matching over unmasked pairs may give two items to each other that share
next to nothing and leave a good pair apart; masked first, it cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quoth.evals.units import Labels, Layer, Unit, dice, units
from quoth.extraction.actors.names import same_actor
from quoth.records import Record

THRESHOLD = 0.5
"""Dice from which two items can be the same: as much shared as not."""
_SAME_HOLDER = 0.25
"""What the same holder adds to a pair's weight: of two predictions on the same words, the one of the same source."""
_CORE = 0.01
"""What a core label adds: between equals, the label that is owed is met first."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A labelled and a predicted item that are taken for the same; `overlap` is their Dice."""

    gold: Unit
    predicted: Unit
    overlap: float


@dataclass(frozen=True, slots=True)
class Aligned:
    """One layer of one article: the pairs, the labels that nothing met, and the predictions that met no label."""

    layer: Layer
    pairs: tuple[Pair, ...]
    missed: tuple[Unit, ...]
    spurious: tuple[Unit, ...]


def align(labels: Labels, record: Record | None, threshold: float = THRESHOLD) -> dict[Layer, Aligned]:
    """Each labelled layer of an article aligned. Without a record (a failed article) every label is missed."""
    return {
        layer: matched(layer, owed, units(record, layer) if record is not None else [], threshold)
        for layer, owed in labels.layers.items()
    }


def matched(layer: Layer, gold: Sequence[Unit], predicted: Sequence[Unit], threshold: float = THRESHOLD) -> Aligned:
    """The matching of greatest weight (Kuhn 1955, Munkres 1957) among the pairs whose Dice reaches the threshold.

    Both are to be in the order of `Unit.order`: with it, ties fall the same way whatever order the items came in.
    """
    overlaps = {
        (row, column): overlap
        for row, label in enumerate(gold)
        for column, item in enumerate(predicted)
        if _near(label, item) and (overlap := dice(label.places, item.places)) >= threshold
    }
    pairs = [
        Pair(gold[row], predicted[column], overlaps[row, column]) for row, column in _best(gold, predicted, overlaps)
    ]
    met = {id(pair.gold) for pair in pairs}
    used = {id(pair.predicted) for pair in pairs}
    return Aligned(
        layer,
        tuple(pairs),
        tuple(label for label in gold if id(label) not in met),
        tuple(item for item in predicted if id(item) not in used),
    )


def _near(one: Unit, two: Unit) -> bool:
    """A quick no: their outer bounds do not meet."""
    return (
        bool(one.places and two.places)
        and one.places[0][0] < max(end for _, end in two.places)
        and (two.places[0][0] < max(end for _, end in one.places))
    )


def _best(
    gold: Sequence[Unit], predicted: Sequence[Unit], overlaps: dict[tuple[int, int], float]
) -> list[tuple[int, int]]:
    if not overlaps:
        return []
    import numpy
    from scipy.optimize import linear_sum_assignment

    weights = numpy.zeros((len(gold), len(predicted)))
    for (row, column), overlap in overlaps.items():
        label, item = gold[row], predicted[column]
        same = bool(label.holder and item.holder) and same_actor(label.holder, item.holder)
        # One for being a pair at all: more pairs before fatter ones, as detection counts them.
        weights[row, column] = 1 + overlap + _SAME_HOLDER * same + _CORE * label.core
    rows, columns = linear_sum_assignment(weights, maximize=True)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if (row, column) in overlaps]
