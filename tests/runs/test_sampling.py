"""A sample of articles tells the whole: exactly where it is the whole, within its interval elsewhere."""

from __future__ import annotations

import random

import pytest

from quoth.articles.article import Article
from quoth.runs.sampling import Reservoir, extrapolated


def articles(count: int) -> list[Article]:
    return [Article(id=str(number), text="x" * (number + 1)) for number in range(count)]


def test_the_same_articles_give_the_same_sample() -> None:
    one, two = Reservoir(10), Reservoir(10)
    one.fill(articles(500))
    two.fill(iter(articles(500)))
    assert [article.id for article in one] == [article.id for article in two]
    assert (len(one.kept), one.passed) == (10, 500)


def test_every_part_of_the_inputs_is_drawn_from() -> None:
    kept = Reservoir(300)
    kept.fill(articles(3000))
    thirds = [sum(low <= int(article.id) < low + 1000 for article in kept) for low in (0, 1000, 2000)]
    assert all(70 < third < 130 for third in thirds), thirds


def test_fewer_articles_than_wanted_are_all_kept() -> None:
    kept = Reservoir(10)
    kept.fill(articles(4))
    assert len(kept.kept) == 4
    whole = extrapolated([1.0, 2.0, 3.0, 4.0], [1, 2, 3, 4], 4, 10)
    assert (whole.low, whole.mean, whole.high) == (10, 10, 10)


def test_what_follows_from_the_length_is_told_exactly() -> None:
    lengths = [10, 50, 90, 20]
    told = extrapolated([3 + 2 * x for x in lengths], lengths, 1000, 60_000)
    assert told.mean == pytest.approx(3 * 1000 + 2 * 60_000)
    assert (told.low, told.high) == pytest.approx((told.mean, told.mean))


def test_the_truth_lies_in_the_band_about_nine_times_in_ten() -> None:
    draw = random.Random(4)
    population = [(length, 0.25 * length * draw.uniform(0.5, 1.5)) for length in draw.choices(range(500, 9000), k=2000)]
    truth, length = sum(y for _, y in population), sum(x for x, _ in population)
    inside = 0
    for _ in range(200):
        sample = draw.sample(population, 40)
        told = extrapolated([y for _, y in sample], [x for x, _ in sample], len(population), length)
        inside += told.low <= truth <= told.high
    assert 165 <= inside <= 195


def test_a_sample_of_one_knows_that_it_knows_little() -> None:
    told = extrapolated([30.0], [100], 50, 5000)
    assert (told.low, told.mean, told.high) == (0, 1500, 3000)
