"""Intervals and tests against their definitions, worked out the slow way, and against chance itself."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

import pytest

from quoth.evals.statistics import Counts, articles_needed, bootstrapped, difference, f1, holm, interval

SAMPLE = [Counts(3, 5, 4), Counts(6, 8, 9), Counts(2, 2, 6), Counts(9, 12, 10), Counts(4, 9, 5), Counts(7, 7, 8)]
OTHER = [Counts(4, 5, 4), Counts(6, 7, 9), Counts(3, 4, 6), Counts(9, 10, 10), Counts(4, 6, 5), Counts(8, 9, 8)]
STORIES = ["a", "a", "b", "c", "d", "e"]


def test_f1_is_of_the_sums() -> None:
    assert f1(SAMPLE) == pytest.approx(2 * 31 / (43 + 42))
    assert f1([]) == 1.0
    assert f1([Counts(0, 0, 5)]) == 0.0


def test_the_linearised_variance_is_near_the_jackknife_of_clusters() -> None:
    """Two estimates of one thing: what each story moves, by derivative and by leaving it out."""
    whole = interval(SAMPLE, STORIES)
    names = sorted(set(STORIES))
    without = [f1([each for each, story in zip(SAMPLE, STORIES, strict=True) if story != name]) for name in names]
    mean = sum(without) / len(without)
    jackknife = ((len(names) - 1) / len(names) * sum((value - mean) ** 2 for value in without)) ** 0.5
    error = (whole.high - whole.low) / 2 / 2.776  # t of four degrees of freedom
    assert error == pytest.approx(jackknife, rel=0.25)
    assert whole.clusters == 5


def test_a_story_told_twice_is_one_draw() -> None:
    once = interval(SAMPLE, [str(number) for number in range(6)])
    twice = interval(SAMPLE * 2, [str(number) for number in range(6)] * 2)
    as_if_independent = interval(SAMPLE * 2, [str(number) for number in range(12)])
    assert (twice.low, twice.high) == pytest.approx((once.low, once.high))
    assert as_if_independent.high - as_if_independent.low < twice.high - twice.low


def test_one_story_tells_nothing_of_how_sure_it_is() -> None:
    assert (interval(SAMPLE, ["a"] * 6).low, interval(SAMPLE, ["a"] * 6).high) == (0.0, 1.0)
    assert difference(SAMPLE, OTHER, ["a"] * 6).p == 1.0


def test_the_bootstrap_tells_about_the_same() -> None:
    linear, drawn = interval(SAMPLE * 5, list(map(str, range(30)))), bootstrapped(SAMPLE * 5, list(map(str, range(30))))
    assert (drawn.low, drawn.high) == pytest.approx((linear.low, linear.high), abs=0.02)


def _p_by_every_swap(a: Sequence[Counts], b: Sequence[Counts], stories: Sequence[str]) -> float:
    names = sorted(set(stories))
    seen = abs(f1(b) - f1(a))
    as_much = 0
    for ways in itertools.product((False, True), repeat=len(names)):
        swap = dict(zip(names, ways, strict=True))
        one = [y if swap[story] else x for x, y, story in zip(a, b, stories, strict=True)]
        two = [x if swap[story] else y for x, y, story in zip(a, b, stories, strict=True)]
        as_much += abs(f1(two) - f1(one)) >= seen - 1e-12
    return as_much / 2 ** len(names)


def test_the_randomisation_test_is_its_definition() -> None:
    assert difference(SAMPLE, OTHER, STORIES).p == pytest.approx(_p_by_every_swap(SAMPLE, OTHER, STORIES))


def test_the_same_twice_is_no_difference() -> None:
    found = difference(SAMPLE, SAMPLE, STORIES)
    assert (found.interval.value, found.p) == (0.0, 1.0)
    assert articles_needed(found) is None


def test_swapping_the_systems_swaps_the_sign_alone() -> None:
    one, two = difference(SAMPLE, OTHER, STORIES), difference(OTHER, SAMPLE, STORIES)
    assert one.interval.value == pytest.approx(-two.interval.value)
    assert (one.interval.low, one.p) == pytest.approx((-two.interval.high, two.p))


@pytest.mark.parametrize(("articles", "stories"), [(12, 12), (40, 20)])
def test_no_difference_is_called_one_as_rarely_as_promised(articles: int, stories: int) -> None:
    """400 pairs of systems that are equally good: some 5 % are told apart, and 95 % of intervals hold the truth."""
    chance = random.Random(11)
    told = covered = 0
    trials = 400
    for trial in range(trials):
        a, b, names = _equally_good(chance, articles, stories)
        found = difference(a, b, names, draws=499, seed=trial)
        told += found.p <= 0.05
        covered += found.interval.low <= 0 <= found.interval.high
    assert 0.02 <= told / trials <= 0.08
    assert covered / trials >= 0.92


def _equally_good(chance: random.Random, articles: int, stories: int) -> tuple[list[Counts], list[Counts], list[str]]:
    a, b, names = [], [], []
    ease = [chance.betavariate(6, 4) for _ in range(stories)]
    for number in range(articles):
        story = number * stories // articles
        owed = chance.randint(5, 30)
        for system in (a, b):
            right = sum(chance.random() < ease[story] for _ in range(owed))
            system.append(Counts(right, right + sum(chance.random() < 0.3 for _ in range(owed)), owed))
        names.append(str(story))
    return a, b, names


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


def test_more_articles_settle_a_smaller_difference() -> None:
    clear = articles_needed(difference(SAMPLE, OTHER, STORIES))
    hardly = difference(SAMPLE, [Counts(2, 5, 4), *SAMPLE[1:4], Counts(6, 9, 5), SAMPLE[5]], STORIES)
    slight, surer = articles_needed(hardly), articles_needed(hardly, power=0.95)
    assert clear is not None
    assert slight is not None
    assert surer is not None
    assert 6 <= clear < slight < surer
