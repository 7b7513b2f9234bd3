"""Whether B is better than A on the same labelled articles: better, worse or inconclusive, and what would settle it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from quoth.errors import InputError
from quoth.evals.scorebook import Measure, Scorebook
from quoth.evals.statistics import Difference, articles_needed, difference, f1, holm
from quoth.evals.units import Layer

Verdict = Literal["better", "worse", "inconclusive"]
LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure of B against A. `adjusted` is Holm's p where several layers are looked at."""

    measure: Measure
    layer: Layer | None
    a: float
    b: float
    found: Difference
    adjusted: float
    verdict: Verdict
    needed: int | None
    """About how many labelled articles would settle it; None where it is settled, or where there is no difference."""


def compare(a: Scorebook, b: Scorebook, measure: Measure = "joint", seed: int = 0) -> list[Compared]:
    """All layers together first, which the verdict is about; then each layer, adjusted among themselves by Holm.

    Raises InputError where the two were not scored against the same labels in the same way.
    """
    _refuse_unlike(a, b)
    layers: list[Layer | None] = [None, *(layer for layer in a.layers if len(a.layers) > 1)]
    found = [difference(a.counts(measure, layer), b.counts(measure, layer), a.stories, seed=seed) for layer in layers]
    adjusted = [found[0].p, *holm([each.p for each in found[1:]])]
    return [_compared(a, b, measure, layer, each, p) for layer, each, p in zip(layers, found, adjusted, strict=True)]


def _compared(
    a: Scorebook, b: Scorebook, measure: Measure, layer: Layer | None, found: Difference, adjusted: float
) -> Compared:
    settled = adjusted <= LEVEL and found.interval.value != 0
    verdict: Verdict = "inconclusive" if not settled else "better" if found.interval.value > 0 else "worse"
    return Compared(
        measure,
        layer,
        f1(a.counts(measure, layer)),
        f1(b.counts(measure, layer)),
        found,
        adjusted,
        verdict,
        None if settled else articles_needed(found),
    )


def _refuse_unlike(a: Scorebook, b: Scorebook) -> None:
    if a.gold != b.gold:
        raise InputError(f"{a.name} and {b.name} were not scored against the same labels: score both against one gold")
    if (a.threshold, a.layers) != (b.threshold, b.layers):
        raise InputError(f"{a.name} and {b.name} were scored with other thresholds or layers: score both alike")


def fixed_and_broken(a: Scorebook, b: Scorebook, measure: Measure = "joint") -> Sequence[tuple[str, int, int]]:
    """Of each article in which they differ: its id, and what B has right more and A has right more; most first."""
    changes = []
    for one, two in zip(a.articles, b.articles, strict=True):
        gained = sum(max(0, two.counts(measure, layer).right - one.counts(measure, layer).right) for layer in a.layers)
        lost = sum(max(0, one.counts(measure, layer).right - two.counts(measure, layer).right) for layer in a.layers)
        if gained or lost:
            changes.append((one.id, int(gained), int(lost)))
    return sorted(changes, key=lambda change: (-change[1] - change[2], change[0]))
