"""What an alignment is worth: detection, attributes of what was found, joint F1, and the halves of conditions.

A marginal label is neither owed nor punished: nobody misses it, and a prediction that met it is left out of the sums.
The labels of an article that has no record are missed: coverage is part of the score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from quoth.evals.alignment import Aligned, Pair
from quoth.evals.judging import JOINT, agrees
from quoth.evals.statistics import Counts
from quoth.evals.units import Layer, Place, dice, union

ROLES = ("antecedent", "consequent")


@dataclass(slots=True)
class LayerScore:
    """One layer of one article.

    `detection` counts pairs whose evidence overlaps enough, `strict` those whose bounds are the same, `joint` those
    whose telling attributes are right as well. `attributes` counts each attribute of the pairs, right and all;
    `confusion` holds (attribute, label, prediction). `roles` counts the halves of aligned conditions, `swapped` those
    that changed places.
    """

    detection: Counts
    strict: Counts
    joint: Counts
    attributes: dict[str, tuple[int, int]] = field(default_factory=dict)
    confusion: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    roles: dict[str, tuple[int, int]] = field(default_factory=dict)
    swapped: int = 0


CONFUSED = ("quotation", "certainty", "polarity", "kind", "sense")
"""Attributes with few values, of which a table can be made."""

_SAME_HALF = 0.5
"""Dice from which a half is the labelled one."""


def score(aligned: Aligned) -> LayerScore:
    """The sums of one layer of one article."""
    owed = [pair for pair in aligned.pairs if pair.gold.core]
    missed = sum(label.core for label in aligned.missed)
    given = len(owed) + len(aligned.spurious)

    def counts(right: Sequence[Pair]) -> Counts:
        return Counts(len(right), given, len(owed) + missed)

    found = LayerScore(
        detection=counts(owed),
        strict=counts([pair for pair in owed if same_bounds(pair.gold.places, pair.predicted.places)]),
        joint=counts([pair for pair in owed if is_joint(aligned.layer, pair)]),
    )
    for pair in owed:
        _add_attributes(found, pair)
        _add_roles(found, pair)
    return found


def is_joint(layer: Layer, pair: Pair) -> bool:
    """Whether an aligned pair is right in all that makes the item useful; of a condition, both halves are."""
    return not wrong_halves(pair) and all(
        agrees(name, pair.gold.attributes[name], pair.predicted.attributes[name])
        for name in JOINT[layer]
        if name in pair.gold.attributes
    )


def same_bounds(some: Sequence[Place], others: Sequence[Place]) -> bool:
    return union(some) == union(others)


def is_swapped(pair: Pair) -> bool:
    """Whether the predicted halves lie on the labelled ones crosswise more than straight."""
    gold, given = pair.gold.roles, pair.predicted.roles
    if not gold or not given:
        return False
    straight = sum(dice(gold[role], given[role]) for role in ROLES)
    crossed = dice(gold["antecedent"], given["consequent"]) + dice(gold["consequent"], given["antecedent"])
    return crossed > straight


def wrong_halves(pair: Pair) -> tuple[str, ...]:
    """The halves that are not the labelled ones: both where they are swapped, none of an item that has no halves."""
    gold, given = pair.gold.roles, pair.predicted.roles
    if not gold:
        return ()
    swapped = is_swapped(pair)
    return tuple(role for role in ROLES if swapped or dice(gold[role], given[role]) < _SAME_HALF)


def _add_attributes(found: LayerScore, pair: Pair) -> None:
    for name, label in pair.gold.attributes.items():
        given = pair.predicted.attributes[name]
        right, every = found.attributes.get(name, (0, 0))
        found.attributes[name] = (right + agrees(name, label, given), every + 1)
        if name in CONFUSED:
            found.confusion[name, label, given] += 1


def _add_roles(found: LayerScore, pair: Pair) -> None:
    found.swapped += is_swapped(pair)
    wrong = wrong_halves(pair)
    for role in ROLES if pair.gold.roles else ():
        right, every = found.roles.get(role, (0, 0))
        found.roles[role] = (right + (role not in wrong), every + 1)


def summed(scores: Sequence[LayerScore]) -> LayerScore:
    """The micro sums over articles."""
    nothing = Counts(0, 0, 0)
    whole = LayerScore(nothing, nothing, nothing)
    for each in scores:
        whole.detection = _plus(whole.detection, each.detection)
        whole.strict = _plus(whole.strict, each.strict)
        whole.joint = _plus(whole.joint, each.joint)
        _merge(whole.attributes, each.attributes)
        _merge(whole.roles, each.roles)
        whole.confusion.update(each.confusion)
        whole.swapped += each.swapped
    return whole


def _plus(one: Counts, two: Counts) -> Counts:
    return Counts(one.right + two.right, one.given + two.given, one.owed + two.owed)


def _merge(whole: dict[str, tuple[int, int]], part: Mapping[str, tuple[int, int]]) -> None:
    for name, (right, every) in part.items():
        before = whole.get(name, (0, 0))
        whole[name] = (before[0] + right, before[1] + every)
