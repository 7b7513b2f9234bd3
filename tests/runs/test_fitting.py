"""Lines and planes from sums: against the definition evaluated the slow way."""

from __future__ import annotations

import random
import statistics

import pytest

from quoth.runs.fitting import Line, Plane, band, student


def line(points: list[tuple[float, float]]) -> Line:
    made = Line()
    for x, y in points:
        made.add(x, y)
    return made


def test_a_line_is_the_least_squares_line() -> None:
    draw = random.Random(1)
    points = [(x, 40 + 1.5 * x + draw.gauss(0, 30)) for x in range(100, 1100, 20)]
    fixed, rate = line(points).fit()
    slope, intercept = statistics.linear_regression(*zip(*points, strict=True))
    assert (fixed, rate) == pytest.approx((intercept, slope))
    residuals = [y - fixed - rate * x for x, y in points]
    mean = statistics.fmean(y for _, y in points)
    slow = (sum(r * r for r in residuals) / (len(points) - 1)) ** 0.5 / mean
    assert line(points).spread() == pytest.approx(slow)


def test_few_points_give_the_ratio_and_no_spread() -> None:
    few = line([(100, 300), (200, 300), (300, 300)])
    assert few.fit() == (0.0, 1.5)
    assert few.spread() is None
    assert Line().fit() == (0.0, 0.0)


def test_points_that_lie_together_give_the_ratio() -> None:
    assert line([(100 + n % 2, 200 + 50 * (n % 3)) for n in range(60)]).fit()[0] == 0.0


def test_nothing_is_ever_less_than_nothing() -> None:
    assert line([(x, 3 * x - 50) for x in range(20, 100)]).fit()[0] == 0.0


def test_sums_added_together_are_the_sums_of_all() -> None:
    points = [(float(x), 2.0 * x + 7) for x in range(60)]
    one, two = line(points[:25]), line(points[25:])
    one.merge(two)
    assert one.model_dump() == pytest.approx(line(points).model_dump())
    halved = line(points)
    halved.merge(Line(), weight=0.5)
    assert halved.n == 30
    assert halved.fit() == pytest.approx((7.0, 2.0))


def test_a_plane_tells_what_a_chunk_takes_from_what_a_token_takes() -> None:
    made = Plane()
    for number in range(40):
        chunks, text = 1 + number % 4, 200 + 37 * number
        made.add(chunks, text, 15 * chunks + 0.75 * text)
    assert made.fit() == pytest.approx((15, 0.75))
    assert made.spread() == pytest.approx(0, abs=1e-6)


def test_chunks_of_one_length_give_the_simple_ratio() -> None:
    made = Plane()
    for number in range(1, 41):
        made.add(number, 300 * number, 100 * number)
    assert made.fit() == pytest.approx((0, 1 / 3))


def test_a_band_narrows_with_what_was_seen_and_what_is_wanted_and_never_below_what_is_known() -> None:
    assert band(0.4, 10, 100) > band(0.4, 100, 100) > band(0.4, 100, 10_000)
    assert band(0.4, 100, 10**9) == pytest.approx(1.66 * 0.4 / 10, rel=0.01)


def test_students_t_is_near_the_tables() -> None:
    for freedom, table in ((3, 2.353), (5, 2.015), (10, 1.812), (30, 1.697)):
        assert student(freedom) == pytest.approx(table, rel=0.02)
