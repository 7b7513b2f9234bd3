"""Conditions: the halves on their own sides, the mood of the words, and no condition stated as a fact."""

from __future__ import annotations

import pytest

from quoth.extraction.rules import RuleOverride
from quoth.records import Record

from .building import findings_of, record_of

ACTS = {each: RuleOverride(action="acts") for each in ("condition.swapped", "condition.halves")}


def condition(text: str, n: int = 1, **more: object) -> Record:
    return record_of(text, {"conditions": [{"n": n, "kind": "prediction", **more}]}, settings=ACTS)


@pytest.mark.parametrize(
    ("text", "antecedent", "consequent", "sense"),
    [
        ("“If they leave, we will stop,” Ana Ruiz said.", "they leave", "we will stop", "if"),
        ("“We will fire unless they leave,” Ana Ruiz said.", "they leave", "We will fire", "unless"),
        ("“We will wait until the port opens,” Ana Ruiz said.", "the port opens", "We will wait", "until"),
        (
            "“We will sign only if the guns stop,” Ana Ruiz said.",
            "the guns stop",
            "We will sign",
            "only_if",
        ),
        (
            "“Either they leave Karsk or we will fire,” Ana Ruiz said.",
            "they leave Karsk",
            "we will fire",
            "unless",
        ),
    ],
)
def test_swapped_halves_go_back_to_their_sides(text: str, antecedent: str, consequent: str, sense: str) -> None:
    record = condition(text, **{"if": consequent, "then": antecedent})
    (found,) = record.conditions
    assert (found.antecedent.text, found.consequent.text, found.sense) == (antecedent, consequent, sense)
    assert [finding.action for finding in findings_of(record, "condition.swapped")] == ["repaired"]
    straight = condition(text, **{"if": antecedent, "then": consequent})
    assert straight.conditions == record.conditions
    assert findings_of(straight, "condition.swapped") == []


def test_a_half_that_the_model_cut_shorter_is_kept() -> None:
    record = condition(
        "“If they refuse, we leave, and they can explain why,” Ana Ruiz said.",
        **{"if": "they refuse", "then": "we leave"},
    )
    assert record.conditions[0].consequent.text == "we leave"


def test_an_elided_antecedent_points_to_the_sentence_before() -> None:
    record = condition("They must leave the port, Ana Ruiz said. “If they don’t, we will fire.”", n=2)
    (finding,) = findings_of(record, "condition.spelled-out")
    assert "They must leave the port" in finding.message
    assert (finding.severity, len(record.conditions)) == ("note", 1)


@pytest.mark.parametrize(
    ("consequent", "kind", "flagged"),
    [
        ("we will release the prisoners", "offer", False),
        ("we will release the prisoners", "threat", True),
        ("we will attack the port", "threat", False),
        ("we will attack the port", "offer", True),
        ("we will not attack the port", "offer", False),
        ("we will stop shelling the port", "offer", False),
        ("we will attack the port", "exchange", True),
        ("we will walk to the port", "offer", False),
        ("we will walk to the port", "threat", False),
    ],
)
def test_a_kind_that_the_words_speak_against_is_flagged(consequent: str, kind: str, flagged: bool) -> None:
    record = condition(f"“If they leave, {consequent},” Ana Ruiz said.", kind=kind)
    assert bool(findings_of(record, "condition.mood")) is flagged
    assert record.conditions[0].kind == kind


def test_what_would_have_been_is_no_threat() -> None:
    text = "“If they had stayed, we would have attacked,” Ana Ruiz said."
    assert findings_of(condition(text, kind="threat"), "condition.mood")
    assert not findings_of(condition(text, kind="counterfactual"), "condition.mood")
