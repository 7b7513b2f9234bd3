"""How far two annotators of the same articles agree, layer by layer: one's labels scored against the other's.

F1 does not depend on which of the two is called gold: what one misses, the other gives too much. Beside it, for the
attributes of aligned items, Cohen's kappa (Cohen 1960), which takes off what chance alone would agree on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from quoth.evals.alignment import THRESHOLD, matched
from quoth.evals.gold import GoldArticle
from quoth.evals.scores import CONFUSED, score, summed
from quoth.evals.statistics import Interval, interval
from quoth.evals.units import LAYERS, Layer, Unit, units


@dataclass(frozen=True, slots=True)
class LayerAgreement:
    """`one` and `two` are how many items each labelled; `kappas` are by attribute, None where nothing varies."""

    layer: Layer
    one: int
    two: int
    detection: Interval
    joint: Interval
    shares: Mapping[str, tuple[int, int]]
    kappas: Mapping[str, float | None]


def agreement(
    pairs: Sequence[tuple[GoldArticle, GoldArticle]], threshold: float = THRESHOLD
) -> dict[Layer, LayerAgreement]:
    """`pairs` are two labellings of one article each. Marginal labels count like any other here."""
    stories = [one.article.story for one, _ in pairs]
    found: dict[Layer, LayerAgreement] = {}
    for layer in LAYERS:
        scores = [score(matched(layer, _all_core(one, layer), units(two, layer), threshold)) for one, two in pairs]
        whole = summed(scores)
        found[layer] = LayerAgreement(
            layer,
            one=int(whole.detection.owed),
            two=int(whole.detection.given),
            detection=interval([each.detection for each in scores], stories),
            joint=interval([each.joint for each in scores], stories),
            shares=whole.attributes,
            kappas={name: kappa(_table(whole.confusion, name)) for name in whole.attributes if name in CONFUSED},
        )
    return found


def _all_core(labels: GoldArticle, layer: Layer) -> list[Unit]:
    return [replace(unit, core=True) for unit in units(labels, layer)]


def _table(confusion: Counter[tuple[str, str, str]], name: str) -> Counter[tuple[str, str]]:
    return Counter({(one, two): count for (each, one, two), count in confusion.items() if each == name})


def kappa(table: Mapping[tuple[str, str], int]) -> float | None:
    """Cohen's kappa of a confusion table; None where both used one value alone."""
    every = sum(table.values())
    if not every:
        return None
    rows: Counter[str] = Counter()
    columns: Counter[str] = Counter()
    for (one, two), count in table.items():
        rows[one] += count
        columns[two] += count
    seen = sum(count for (one, two), count in table.items() if one == two) / every
    chance = sum(rows[value] * columns[value] for value in rows) / every**2
    return (seen - chance) / (1 - chance) if chance < 1 else None
