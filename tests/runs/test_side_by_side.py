"""Work in several processes comes back whole and in order."""

from __future__ import annotations

import math

import pytest

from quoth.runs.side_by_side import in_order


def test_results_come_in_the_order_of_the_items_from_other_processes_too() -> None:
    numbers = range(400)
    assert list(in_order(math.factorial, iter(numbers), 2)) == [math.factorial(number) for number in numbers]


def test_an_error_of_the_work_is_the_callers() -> None:
    with pytest.raises(ValueError, match="negative"):
        list(in_order(math.factorial, [1] * 300 + [-1], 2))


def test_few_items_need_no_process() -> None:
    here: list[int] = []
    assert list(in_order(here.append, range(20), 8)) == [None] * 20
    assert here == list(range(20))
