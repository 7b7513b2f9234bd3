"""Labels that every run contradicts in the same words are named; what only one run says is not."""

from __future__ import annotations

import copy
from typing import Any

from evals.planting import gold, gold_of, record, record_of
from quoth.evals.alignment import align
from quoth.evals.suspects import contradictions, suspects
from quoth.evals.units import labels_of

N = 4


def said(value: dict[str, Any]) -> Any:
    return contradictions("a1", align(labels_of(gold(gold_of(N))), record(value)))


def flipped(*numbers: int) -> dict[str, Any]:
    value = record_of(N)
    for number in numbers:
        value["stances"][number]["polarity"] = "oppose"
    return value


def test_what_every_run_says_against_a_label_is_a_suspect() -> None:
    (found,) = suspects([said(flipped(0, 1)), said(flipped(1, 2))])
    assert (found["article"], found["layer"], found["gold"], found["runs"]) == ("a1", "stances", "s1", 2)
    assert found["label"] == {"polarity": "support"}
    assert "2 runs say polarity 'oppose', not 'support'" in str(found["detail"])


def test_some_of_many_runs_may_do() -> None:
    runs = [said(flipped(1)), said(flipped(1)), said(flipped())]
    assert suspects(runs) == []
    assert [each["gold"] for each in suspects(runs, least=2)] == ["s1"]


def test_one_run_makes_no_suspect() -> None:
    assert suspects([said(flipped(1))]) == []
    assert suspects([said(flipped(1))], least=1) == []


def test_an_item_where_nothing_is_labelled_is_a_suspect_and_a_double_is_not() -> None:
    value = record_of(N + 1)
    value["stances"], value["conditions"] = [], []
    value["claims"].append({**copy.deepcopy(value["claims"][0]), "id": "c9"})
    (found,) = suspects([said(value), said(value)])
    assert (found["layer"], found["gold"], found["label"]) == ("claims", None, {})
