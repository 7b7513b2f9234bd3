"""How sure a score is, and whether two scores differ: intervals and tests over articles, clustered by story.

F1, precision and recall are ratios of sums over articles, so an article's influence on them is linearised (Cochran
1977, 6.8) and the variance taken between clusters, the independent draws: articles of one story fail together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Floats = NDArray[float64]

FEW = 30
"""Articles under which an interval is a rough guess, and is said to be."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What an article adds: `right` predictions that met a label, `given` predictions, `owed` labels."""

    right: float
    given: float
    owed: float


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and the interval that covers it at `level`; `clusters` are the independent draws behind it."""

    value: float
    low: float
    high: float
    clusters: int
    level: float = 0.95


def f1(counts: Sequence[Counts]) -> float:
    """2·right / (given + owed); 1 where nothing was owed and nothing given."""
    total = sum(each.given + each.owed for each in counts)
    return 2 * sum(each.right for each in counts) / total if total else 1.0


def interval(counts: Sequence[Counts], clusters: Sequence[str], level: float = 0.95) -> Interval:
    """The linearised t interval of F1; `clusters` names the story of each article.

    Not wider than 0 to 1. With one cluster, or none, nothing is known: 0 to 1.
    """
    import numpy
    from scipy.stats import t

    value = f1(counts)
    influence = _by_cluster(_influences(counts), clusters)
    number = len(influence)
    if number < 2:
        return Interval(value, 0.0, 1.0, number, level)
    error = math.sqrt(number / (number - 1) * float(numpy.sum(numpy.square(influence))))
    reach = float(t.ppf(0.5 + level / 2, number - 1)) * error
    return Interval(value, max(0.0, value - reach), min(1.0, value + reach), number, level)


def bootstrapped(
    counts: Sequence[Counts], clusters: Sequence[str], level: float = 0.95, draws: int = 2000, seed: int = 0
) -> Interval:
    """The percentile bootstrap over clusters (Efron 1979; Davison and Hinkley 1997, 3.8), as the alternative."""
    import numpy

    sums = _sums_by_cluster(counts, clusters)
    if len(sums) < 2:
        return Interval(f1(counts), 0.0, 1.0, len(sums), level)
    random = numpy.random.default_rng(seed)
    drawn = sums[random.integers(0, len(sums), size=(draws, len(sums)))].sum(axis=1)
    low, high = numpy.quantile(_ratio(drawn), [0.5 - level / 2, 0.5 + level / 2])
    return Interval(f1(counts), float(low), float(high), len(sums), level)


@dataclass(frozen=True, slots=True)
class Difference:
    """B less A on the same articles: the interval of the difference, and how often chance alone does as much."""

    interval: Interval
    p: float
    articles: int


def difference(
    a: Sequence[Counts],
    b: Sequence[Counts],
    clusters: Sequence[str],
    *,
    level: float = 0.95,
    draws: int = 9999,
    seed: int = 0,
) -> Difference:
    """F1 of B less F1 of A, article by article the same ones.

    The interval is linearised t on the paired influences. `p` is of the approximate randomisation test (Noreen 1989;
    Yeh 2000): each story's two outputs are swapped or not, at random or, with few stories, in every possible way.
    """
    import numpy
    from scipy.stats import t

    value = f1(b) - f1(a)
    paired = _by_cluster(_influences(b) - _influences(a), clusters)
    number = len(paired)
    if number < 2:
        return Difference(Interval(value, -1.0, 1.0, number, level), 1.0, len(a))
    error = math.sqrt(number / (number - 1) * float(numpy.sum(numpy.square(paired))))
    reach = float(t.ppf(0.5 + level / 2, number - 1)) * error
    bounds = Interval(value, max(-1.0, value - reach), min(1.0, value + reach), number, level)
    one, two = _sums_by_cluster(a, clusters), _sums_by_cluster(b, clusters)
    return Difference(bounds, _swapped(one, two, abs(value), draws, seed), len(a))


_ALL_WAYS = 13
"""Clusters up to which every way of swapping is tried: 8,192 of them."""


def _swapped(one: Floats, two: Floats, seen: float, draws: int, seed: int) -> float:
    import numpy

    number = len(one)
    every = number <= _ALL_WAYS
    if every:
        swaps = (numpy.arange(2**number)[:, None] >> numpy.arange(number)) & 1
    else:
        swaps = numpy.random.default_rng(seed).integers(0, 2, size=(draws, number))
    moved = two - one
    a = one.sum(axis=0) + swaps @ moved
    b = two.sum(axis=0) - swaps @ moved
    as_much = int((numpy.abs(_ratio(b) - _ratio(a)) >= seen - 1e-12).sum())
    return as_much / len(swaps) if every else (as_much + 1) / (draws + 1)


def holm(ps: Sequence[float]) -> list[float]:
    """The p of each of several tests, adjusted so that one false alarm among all is as rare as in one (Holm 1979)."""
    order = sorted(range(len(ps)), key=ps.__getitem__)
    adjusted = [0.0] * len(ps)
    most = 0.0
    for rank, number in enumerate(order):
        most = max(most, min(1.0, (len(ps) - rank) * ps[number]))
        adjusted[number] = most
    return adjusted


def articles_needed(found: Difference, power: float = 0.8, level: float = 0.95) -> int | None:
    """About how many labelled articles would settle a difference of the size seen; None where it is nought.

    The error shrinks with the square root of the articles: n · ((z of level + z of power) · error / difference)².
    """
    from scipy.stats import norm, t

    if not found.interval.value or found.interval.clusters < 2:
        return None
    width = found.interval.high - found.interval.low
    error = width / 2 / float(t.ppf(0.5 + level / 2, found.interval.clusters - 1))
    wanted = float(norm.ppf(0.5 + level / 2) + norm.ppf(power))
    return max(found.articles, math.ceil(found.articles * (wanted * error / found.interval.value) ** 2))


def _influences(counts: Sequence[Counts]) -> Floats:
    """How much each article moves F1 = 2R / (G + O): (2r - F·(g + o)) / (G + O)."""
    import numpy

    rows = numpy.array([(each.right, each.given + each.owed) for each in counts], dtype=float).reshape(-1, 2)
    total = rows[:, 1].sum()
    moved: Floats = (2 * rows[:, 0] - f1(counts) * rows[:, 1]) / total if total else numpy.zeros(len(rows))
    return moved


def _by_cluster(values: Floats, clusters: Sequence[str]) -> Floats:
    """The sum of each cluster, in the order of their names."""
    import numpy

    _, member = numpy.unique(numpy.array(clusters), return_inverse=True)
    return numpy.bincount(member, weights=values).astype(float)


def _sums_by_cluster(counts: Sequence[Counts], clusters: Sequence[str]) -> Floats:
    """(clusters, 2): right, and given plus owed."""
    import numpy

    right = _by_cluster(numpy.array([each.right for each in counts], dtype=float), clusters)
    both = _by_cluster(numpy.array([each.given + each.owed for each in counts], dtype=float), clusters)
    return numpy.stack([right, both], axis=1)


def _ratio(sums: Floats) -> Floats:
    import numpy

    both = sums[..., 1]
    ratios: Floats = numpy.where(both > 0, 2 * sums[..., 0] / numpy.where(both > 0, both, 1), 1.0)
    return ratios
