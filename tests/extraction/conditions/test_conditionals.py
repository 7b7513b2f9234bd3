from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.extraction.conditions.conditionals import conditionals


def read(text: str) -> list[tuple[str, str, str | None, str | None]]:
    return [
        (
            text[slice(*found.marker)],
            found.sense,
            text[slice(*found.antecedent)] if found.antecedent else None,
            text[slice(*found.consequent)] if found.consequent else None,
        )
        for found in conditionals(text, 0, len(text))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“If the troops leave, then we will stop firing.", ("If", "if", "the troops leave", "we will stop firing")),
        ("If they don’t, we will get there by force.”", ("If", "if", "they don’t", "we will get there by force")),
        (
            "He warned that while Zoria wants no war, “if Karsk starts, we are ready right now”.",
            ("if", "if", "Karsk starts", "we are ready right now"),
        ),
        (
            "“Until the fleet withdraws, the war will not end,” said Omar Hadi.",
            ("Until", "until", "the fleet withdraws", "the war will not end"),
        ),
        (
            "Talks will resume only if the prisoners are freed, Ruiz said.",
            ("only if", "only_if", "the prisoners are freed", "Talks will resume"),
        ),
        (
            "Zoria offered gas in return for the release of the crew.",
            ("in return for", "if", "the release of the crew", "Zoria offered gas"),
        ),
        (
            "Unless ships sail, Kolt warned, both towns will starve.",
            ("Unless", "unless", "ships sail", "both towns will starve"),
        ),
        (
            "Either the bridge opens by Monday or the town will starve.",
            ("Either", "unless", "the bridge opens by Monday", "the town will starve"),
        ),
        ("In return, Zoria must promise peace.", ("In return", "if", None, "Zoria must promise peace")),
        (
            "“Stop the shelling or else we will leave,” he said.",
            ("or else", "unless", "Stop the shelling", "we will leave"),
        ),
        ("Failing that, the army will fire.", ("Failing that", "unless", None, "the army will fire")),
        ("Assuming that they leave, we will stop.", ("Assuming that", "if", "they leave", "we will stop")),
        (
            "Should the truce fail, the envoys will go home.",
            ("Should", "if", "the truce fail", "the envoys will go home"),
        ),
        (
            "Ruiz said that if the port reopened, grain would flow.",
            ("if", "if", "the port reopened", "grain would flow"),
        ),
    ],
)
def test_the_halves_are_the_words_on_either_side(text: str, expected: tuple[str, str, str | None, str | None]) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(
    "text", ["Either the truce or the war will end.", "Either side may veto it, or the plan will stand."]
)
def test_two_things_to_choose_from_are_no_condition(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("text", ["He asked if the deal was dead.", "It looked as if they had left.", "What a day."])
def test_whether_is_no_condition(text: str) -> None:
    assert read(text) == []


@given(
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.sampled_from(("if", "Unless", "until", "in return for", "or else")),
    st.text(max_size=60),
)
def test_any_text_is_read_within_its_bounds(before: str, marker: str, after: str) -> None:
    text = f"{before} {marker} {after}"
    for found in conditionals(text, 0, len(text)):
        for half in (found.antecedent, found.consequent):
            assert half is None or 0 <= half[0] < half[1] <= len(text)
