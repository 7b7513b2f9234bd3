"""What a run has above its echo floor, and that scores without a floor are read as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.planting import gold, gold_of
from evals.test_scorebook import Spoil, book, flipped, kept, once, whole
from quoth.evals.comparing import compare
from quoth.evals.floor import above_floor, no_better
from quoth.evals.scorebook import Scorebook, read_scorebook, scorebook
from quoth.evals.units import labels_of
from quoth.views.report_eval import page, read_scored
from quoth.views.scores import score_json, score_lines

BASELINE = Path(__file__).parents[2] / "evals" / "baselines" / "own-dev-local.json"


def floored(run: Spoil, echo: Spoil) -> Scorebook:
    return book("run", run).model_copy(update={"echo": book("echo", echo).articles})


def test_each_layer_is_held_against_the_echos() -> None:
    every = above_floor(floored(whole, flipped))
    assert [each.layer for each in every] == [None, "claims", "stances", "conditions"]
    # Of six stances an article the echo has one, two or three wrong in turn.
    assert [round(each.joint.value, 3) for each in every] == [0.889, 1.0, 0.667, 1.0]
    assert [round(each.difference.value, 3) for each in every] == [0.111, 0.0, 0.333, 0.0]
    assert all(each.found.value == 1 for each in every)


@pytest.mark.parametrize(
    ("run", "echo", "told"),
    [
        (whole, flipped, False),
        (flipped, whole, True),
        (whole, whole, True),
        (whole, once, True),  # one item of all is no sure difference
    ],
)
def test_only_what_is_surely_above_its_floor_is_spared_the_warning(run: Spoil, echo: Spoil, told: bool) -> None:
    found = floored(run, echo)
    assert (no_better(found) is not None) == told
    assert any(line.startswith("no better than an echo") for line in score_lines(found)) == told
    assert (score_json(found)["echo"]["warning"] is not None) == told


def test_the_interval_is_that_of_a_comparison() -> None:
    found = floored(once, flipped)
    assert found.floor is not None
    compared = compare(found.floor, found)
    assert [each.difference for each in above_floor(found)] == [each.found.interval for each in compared]


def test_scores_with_a_floor_are_read_back_and_compared_with_some_that_lack_it(tmp_path: Path) -> None:
    found = floored(whole, flipped)
    assert read_scorebook(kept(tmp_path, found)) == found
    assert compare(book("old", flipped), found)[0].verdict == "better"


def test_older_scores_are_read_and_said_to_have_no_floor(tmp_path: Path) -> None:
    old = read_scorebook(BASELINE)
    assert (old.echo, old.no_echo, old.floor, above_floor(old), no_better(old)) == (None, None, None, [], None)
    assert not any("echo" in line for line in score_lines(old))
    kept(tmp_path, old)
    assert "No echo floor: the scores were made without one" in page(read_scored(tmp_path))


def test_the_page_shows_the_floor_of_every_layer(tmp_path: Path) -> None:
    kept(tmp_path, floored(whole, flipped))
    shown = page(read_scored(tmp_path))
    assert shown.count("<b>0.667</b>") == 1
    assert "<b>+0.333</b>" in shown
    assert "o better than an echo" not in shown


def test_of_one_layer_there_is_one_floor() -> None:
    labels = [labels_of(gold(gold_of(6, f"a{number}", f"s{number}")), ["claims"]) for number in range(3)]
    found = scorebook("run", {}, labels)[0]
    every = above_floor(found.model_copy(update={"echo": found.articles}))
    assert [each.layer for each in every] == ["claims"]
