"""Our figures beside metametric's (Chen et al., "A Unified View of Evaluation Metrics for Structured Prediction", EMNLP
2023), which derives F1 from a similarity of items, phi, and a one-to-one matching of the greatest sum of phi.

Where the definitions meet, the figures are the same: *detection* with phi = 1 where Dice reaches the threshold and 0
elsewhere; *strict* with phi = 1 for the same bounds, which is F1 over sets; *joint* with phi the product of overlap and
attributes.

They part, on purpose, in four ways:

- We mask before we match: a pair under the threshold has no weight. With phi = Dice and a threshold asked afterwards,
  two weak pairs part a good one, and none of the three counts.
- Our F1 counts pairs; phi = Dice sums overlaps. They are one only where phi is 0 or 1.
- We match once, by overlap and holder, and judge bounds and attributes of those pairs; metametric matches anew for each
  phi, which gives an answer that overlaps several labels the one it is right for. So strict and joint are compared
  where at most one label can be met. And of long chains of half overlaps we take the pairs of the same words, where
  phi of 0 or 1 takes one pair more.
- An empty set is 1 to itself there, and adds a right answer to sums over articles; here it adds nothing.
"""

from __future__ import annotations

import metametric.dsl as mm
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from metametric import Metric

from quoth.evals.alignment import THRESHOLD, matched
from quoth.evals.scores import LayerScore, score
from quoth.evals.statistics import Counts, f1
from quoth.evals.units import Layer, Place, Unit, dice

HOLDERS = ("Ana Ruiz", "Omar Hadi")
TARGETS = ("the ceasefire", "a harvest")
ALONE = 0.7
"""Of spans that do not overlap each other, an item can share more than two thirds with one only."""

Items = list[Unit]
examples = settings(max_examples=200, deadline=None)


@st.composite
def overlapping(draw: st.DrawFn, most: int = 4) -> Items:
    """At most four, each with a place of its own, and nothing but places to match by."""
    place = st.tuples(st.integers(0, 20), st.integers(1, 12)).map(lambda drawn: (drawn[0], sum(drawn)))
    return ordered(unit(each) for each in draw(st.lists(place, max_size=most, unique=True)))


@st.composite
def apart(draw: st.DrawFn) -> Items:
    """At most nine whose places do not overlap, with attributes."""
    bounds = sorted(draw(st.sets(st.integers(0, 40), max_size=18)))
    return ordered(
        unit(
            place,
            holder=draw(st.sampled_from(HOLDERS)),
            polarity=draw(st.sampled_from(("support", "oppose"))),
            target=draw(st.sampled_from(TARGETS)),
        )
        for place in zip(bounds[::2], bounds[1::2], strict=False)
    )


def unit(place: Place, **attributes: str) -> Unit:
    return Unit(id=f"{place}", places=(place,), holder="", attributes=attributes)


def ordered(items: object) -> Items:
    return sorted(items, key=lambda each: each.order)  # type: ignore[call-overload, no-any-return]


def ours(gold: Items, predicted: Items, threshold: float, layer: Layer = "stances") -> LayerScore:
    return score(matched(layer, gold, predicted, threshold))


def overlaps(threshold: float) -> Metric[Unit]:
    return mm.from_func(lambda one, two: float(dice(one.places, two.places) >= threshold))


def theirs(metric: Metric[Unit], gold: Items, predicted: Items) -> tuple[float, float, float]:
    """F1, precision and recall of the matching of greatest sum; where a side is empty, the last two are not asked."""
    matching = mm.set_matching[Unit, "<->"](metric)
    right = matching.score(predicted, gold)
    sides = (matching.score_self(predicted), matching.score_self(gold))
    return 2 * right / sum(sides), right / sides[0], right / sides[1]


def assert_same(counts: Counts, expected: tuple[float, float, float]) -> None:
    assert f1([counts]) == pytest.approx(expected[0])
    if counts.given and counts.owed:
        assert (counts.right / counts.given, counts.right / counts.owed) == pytest.approx(expected[1:])


def chain(first: int, length: int) -> list[Place]:
    """Each half over the next."""
    return [(5 * number, 5 * number + 10) for number in range(first, first + length)]


@examples
@example([unit(each) for each in chain(0, 3)], [unit(each) for each in chain(1, 3)])  # more pairs before fatter ones
@given(overlapping(), overlapping())
def test_detection_is_a_matching_of_overlaps_that_reach_the_threshold(gold: Items, predicted: Items) -> None:
    metric = overlaps(THRESHOLD)
    assert_same(ours(gold, predicted, THRESHOLD).detection, theirs(metric, gold, predicted))
    assert_same(ours(predicted, gold, THRESHOLD).detection, theirs(metric, predicted, gold))


@examples
@given(overlapping(), overlapping())
def test_a_linear_program_finds_as_many(gold: Items, predicted: Items) -> None:
    """Its matching for structures with variables is solved in another way than ours and its own for sets."""
    if gold and predicted:
        solved = mm.latent_set_matching[Unit, "<->"](overlaps(THRESHOLD)).score(predicted, gold)
        assert ours(gold, predicted, THRESHOLD).detection.right == pytest.approx(solved)


@examples
@given(apart(), apart())
def test_strict_is_f1_over_sets_of_bounds(gold: Items, predicted: Items) -> None:
    places: tuple[set[object], set[object]] = ({each.places for each in gold}, {each.places for each in predicted})
    metric = mm.normalize["dice"](mm.set_matching[tuple, "<->"](mm.discrete[tuple]))
    found = ours(gold, predicted, THRESHOLD).strict
    assert f1([found]) == pytest.approx(metric.score(places[1], places[0]))
    assert f1([ours(predicted, gold, THRESHOLD).strict]) == pytest.approx(metric.score(places[0], places[1]))
    assert found.right == len(places[0] & places[1])


@examples
@given(overlapping(most=9), overlapping(most=9))
def test_at_a_threshold_of_one_detection_is_strict(gold: Items, predicted: Items) -> None:
    """Then overlapping items are no matter: only the same bounds can be a pair."""
    metric = mm.normalize["dice"](mm.set_matching[tuple, "<->"](mm.discrete[tuple]))
    found = ours(gold, predicted, 1.0)
    assert found.detection == found.strict
    assert f1([found.strict]) == pytest.approx(metric.score({p.places for p in predicted}, {g.places for g in gold}))


@examples
@given(apart(), apart())
def test_joint_is_a_product_of_overlap_and_attributes(gold: Items, predicted: Items) -> None:
    """The targets share no telling word and the holders no name, so that ours agree where they are the same."""
    attributes = mm.preprocess(lambda each: tuple(sorted(each.attributes.items())), mm.discrete[tuple])
    near = overlaps(ALONE)
    product = mm.from_func(lambda one, two: near.score(one, two) * attributes.score(one, two))
    assert_same(ours(gold, predicted, ALONE).joint, theirs(product, gold, predicted))
    assert_same(ours(predicted, gold, ALONE).joint, theirs(product, predicted, gold))


@examples
@given(st.lists(st.tuples(overlapping(), overlapping()), min_size=1, max_size=5))
def test_micro_sums_are_the_same_where_no_side_is_empty(articles: list[tuple[Items, Items]]) -> None:
    full = [(gold, predicted) for gold, predicted in articles if gold and predicted]
    if full:
        suite = mm.family(mm.set_matching[Unit, "<->"](overlaps(THRESHOLD)), mm.micro_average(["f1"])).new()
        for gold, predicted in full:
            suite.update_single(predicted, gold)
        counts = [ours(gold, predicted, THRESHOLD).detection for gold, predicted in full]
        assert f1(counts) == pytest.approx(suite.compute()["f1"])


def test_they_part_where_weak_pairs_outweigh_a_good_one() -> None:
    gold, predicted = ordered([unit((0, 20)), unit((19, 25))]), ordered([unit((5, 25)), unit((0, 6))])
    masked_after = [
        match
        for match in mm.set_matching[Unit, "<->"](mm.from_func(lambda a, b: dice(a.places, b.places)))
        .compute(predicted, gold)[1]
        .matches
        if not match.pred_path.is_root() and match.score >= THRESHOLD
    ]
    assert masked_after == []
    assert ours(gold, predicted, THRESHOLD).detection == Counts(1, 2, 2)


def test_they_part_where_a_chain_of_half_overlaps_gives_one_pair_more() -> None:
    """Three predictions say their labels' very words, and of the same holder: they are kept together."""

    same = chain(1, 3)
    gold, predicted = (
        [Unit(f"{place}", (place,), "Ana Ruiz" if place in same else "") for place in chain(first, 4)]
        for first in (0, 1)
    )
    assert theirs(overlaps(THRESHOLD), gold, predicted)[0] == 1.0
    found = ours(gold, predicted, THRESHOLD, "claims")
    assert (found.detection.right, found.strict.right) == (3, 3)
