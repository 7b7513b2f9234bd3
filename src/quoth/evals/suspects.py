"""Labels that several good runs agree on contradicting: more likely the label's fault than theirs, to be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quoth.evals.alignment import Aligned
from quoth.evals.judging import agrees
from quoth.evals.scores import wrong_halves
from quoth.evals.units import Layer, Place, Unit
from quoth.evals.unmatched import unmatched

LEAST_RUNS = 2


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What a run says against a label: the label's id, or None where the labels say nothing there.

    `said` are all attributes of the prediction, `label` those in which the label is another; both as (name, value).
    """

    article: str
    layer: Layer
    gold: str | None
    places: tuple[Place, ...]
    said: tuple[tuple[str, str], ...]
    label: tuple[tuple[str, str], ...] = ()


def contradictions(article: str, layers: Mapping[Layer, Aligned]) -> set[Contradiction]:
    """Of one article in one run: what was said of a label otherwise, and where nothing is labelled.

    Of a prediction that overlaps a missed label, that label is named.
    """
    found = set()
    for layer, aligned in layers.items():
        for pair in aligned.pairs:
            given = pair.predicted.attributes
            other = [
                (name, label) for name, label in pair.gold.attributes.items() if not agrees(name, label, given[name])
            ]
            if pair.gold.core and (other or wrong_halves(pair)):
                found.add(_contradiction(article, layer, pair.gold.id, pair.predicted, other))
        for reason in unmatched(aligned):
            if reason.reason != "duplicate":  # it says what the label says, only twice
                gold = reason.labels[0].id if reason.labels else None
                found.add(_contradiction(article, layer, gold, reason.predicted, ()))
    return found


def _contradiction(
    article: str, layer: Layer, gold: str | None, item: Unit, label: Iterable[tuple[str, str]]
) -> Contradiction:
    return Contradiction(
        article, layer, gold, item.places, tuple(sorted(item.attributes.items())), tuple(sorted(label))
    )


def suspects(runs: Sequence[set[Contradiction]], least: int | None = None) -> list[dict[str, object]]:
    """What at least so many runs say alike, word for word, against the labels: all of them where `least` is None.

    Nothing from fewer than two runs. As JSON objects, in order of article, layer and place.
    """
    wanted = max(LEAST_RUNS, len(runs) if least is None else least)
    counted = Counter(each for run in runs for each in run)
    agreed = sorted(
        (each for each, count in counted.items() if count >= wanted),
        key=lambda each: (each.article, each.layer, each.places, each.said, each.gold or ""),
    )
    return [
        {
            "article": each.article,
            "layer": each.layer,
            "gold": each.gold,
            "places": each.places,
            "said": dict(each.said),
            "label": dict(each.label),
            "runs": counted[each],
            "detail": _detail(each, counted[each]),
        }
        for each in agreed
    ]


def _detail(each: Contradiction, runs: int) -> str:
    said = dict(each.said)
    if each.label:
        differing = "; ".join(f"{name} {said[name]!r}, not {label!r}" for name, label in each.label)
        return " ".join(f"{runs} runs say {differing}".split())
    if each.gold is not None:
        return f"{runs} runs give {each.gold} other bounds or halves"
    return f"{runs} runs give an item that is not labelled"
