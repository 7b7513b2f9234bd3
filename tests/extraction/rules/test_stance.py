"""Stances held against the plain signs of the words that they rest on."""

from __future__ import annotations

import pytest

from .building import findings_of, record_of


def stance_of(text: str, by: str, side: str, about: str, rule: str) -> int:
    answer = {"claims": [{"n": 1, "by": by, "side": side, "about": about}]}
    return len(findings_of(record_of(text, answer), rule))


@pytest.mark.parametrize(
    ("text", "about", "sign"),
    [
        ("Ana Ruiz condemned the raid.", "the raid", "oppose"),
        ("Ana Ruiz welcomed the truce.", "the truce", "support"),
        ("Ana Ruiz hailed the truce.", "the truce", "support"),
        ("Ana Ruiz did not welcome the truce.", "the truce", "oppose"),
        ("Ana Ruiz blamed Zoria for the raid.", "Zoria", "oppose"),
        ("“We reject the plan,” Ana Ruiz said.", "the plan", "oppose"),
        ("“We will never accept or support the plan,” Ana Ruiz said.", "the plan", None),
        ("“The swap is off the table,” Ana Ruiz said.", "the swap", "oppose"),
        ("“The port is a red line,” Ana Ruiz said.", "the port", "oppose"),
        ("Ana Ruiz said the plan was there.", "the plan", None),
    ],
)
def test_neutral_becomes_the_side_that_the_words_plainly_take(text: str, about: str, sign: str | None) -> None:
    answer = {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "neutral", "about": about}]}
    assert [stance.polarity for stance in record_of(text, answer).stances] == ([sign] if sign else [])


@pytest.mark.parametrize(
    ("text", "side", "polarity"),
    [
        ("Ana Ruiz said the plan was the best thing that had happened to Karsk.", "neutral", []),
        ("“We take no side on the plan,” Ana Ruiz said.", "neutral", ["neutral"]),
        ("It was for the court to decide on the plan, Ana Ruiz said on Monday.", "neutral", ["neutral"]),
        ("Ana Ruiz condemned the plan.", "neutral", ["oppose"]),
        ("Ana Ruiz denied that the plan was dead.", "oppose", []),
        ("Ana Ruiz did not deny that the plan was dead.", "oppose", ["oppose"]),
        ("Ana Ruiz said the plan was dead.", "support", ["support"]),
    ],
)
def test_neutral_is_who_declines_a_side_and_a_denial_takes_none(text: str, side: str, polarity: list[str]) -> None:
    record = record_of(text, {"claims": [{"n": 1, "by": "Ana Ruiz", "side": side, "about": "the plan"}]})
    assert len(record.claims) == 1
    assert [stance.polarity for stance in record.stances] == polarity


def test_nobody_is_their_own_target() -> None:
    text = "Ana Ruiz said that she was ready."
    assert stance_of(text, "Ana Ruiz", "support", "herself", "stance.not-oneself")
    assert stance_of(text, "Ana Ruiz", "support", "Ruiz", "stance.not-oneself")


def test_one_position_on_words_that_overlap_is_one_stance() -> None:
    answer = {
        "claims": [
            {"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the raid"},
            {"n": 1, "by": "Ana Ruiz", "first": "the raid", "last": "the raid", "side": "oppose", "about": "the raid"},
        ]
    }
    record = record_of("Ana Ruiz condemned the truce and the raid.", answer)
    assert len(record.claims) == 2
    assert len(record.stances) == 1
