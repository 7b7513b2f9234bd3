"""Rules never make a large model's answers worse: its kept answers are put through them with and without."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.rule_authority import OPTIONAL, Answered, acted, earned, joint, kept_answers, labels_of

from quoth.extraction.rules.authority import may_act, measured

_FILE = Path(__file__).parents[2] / "evals" / "strong" / "own-dev.jsonl"


@pytest.fixture(scope="module")
def strong() -> list[Answered]:
    return kept_answers(_FILE, "model", labels_of([]))


def test_the_rules_that_act_never_lower_a_layer(strong: list[Answered]) -> None:
    acting = [rule for rule in OPTIONAL if may_act(rule, "model")]
    shipped, off = joint(strong, acting), joint(strong, ())
    assert {layer: shipped[layer] >= off[layer] for layer in off} == dict.fromkeys(off, True)


def test_a_rule_that_overrules_a_large_model_costs_it_and_has_lost_its_right(strong: list[Answered]) -> None:
    assert joint(strong, OPTIONAL)["all"] < joint(strong, ())["all"]
    count, wrong = acted(strong)["source.heard"]
    assert wrong < count / 2
    assert not may_act("source.heard", "model")


def test_the_committed_table_counts_at_least_what_these_answers_show(strong: list[Answered]) -> None:
    for rule, (count, wrong) in acted(strong).items():
        row = measured()[rule]["model"]
        assert (row.acted >= count, row.wrong >= wrong) == (True, True), rule


def test_who_was_taken_out_stays_out(strong: list[Answered]) -> None:
    rows = earned(strong)
    assert not rows["source.heard"].earned
