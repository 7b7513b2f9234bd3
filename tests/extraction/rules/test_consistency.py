"""What an article says on both sides: noticed with both places, and left to the reader."""

from __future__ import annotations

import pytest

from .building import findings_of, record_of


@pytest.mark.parametrize(
    ("text", "contradict"),
    [
        ("Ana Ruiz said that Karsk had been taken. Omar Hadi denied that Karsk had been taken.", True),
        ("Ana Ruiz said that the port of Karsk was open. Omar Hadi said that the port of Karsk was not open.", True),
        ("Ana Ruiz said that oil prices would rise. Omar Hadi said that oil prices would fall.", True),
        ("Ana Ruiz said that Karsk had been taken. Omar Hadi said that Karsk had been taken.", False),
        ("Ana Ruiz said that the port was open. Omar Hadi said that the bridge was not safe.", False),
        ("Ana Ruiz denied that Karsk had been taken. Omar Hadi said that Karsk had not been taken.", False),
    ],
)
def test_two_sources_that_contradict_each_other_are_told(text: str, contradict: bool) -> None:
    record = record_of(text, {"claims": [{"n": 1, "by": "Ana Ruiz"}, {"n": 2, "by": "Omar Hadi"}]})
    found = findings_of(record, "consistency.contradiction")
    assert [finding.subject for finding in found] == (["c2"] if contradict else [])
    assert len(record.claims) == 2
    for finding in found:
        place = record.claims[0].content[0]
        assert "c1" in finding.message
        assert f"{place.start}:{place.end}" in finding.message


def test_nobody_contradicts_themselves_to_another() -> None:
    text = "Ana Ruiz said that Karsk had been taken. Ana Ruiz denied that Karsk had been taken."
    record = record_of(text, {"claims": [{"n": 1, "by": "Ana Ruiz"}, {"n": 2, "by": "Ruiz"}]})
    assert findings_of(record, "consistency.contradiction") == []


def test_for_and_against_is_told_with_both_places() -> None:
    text = "Ana Ruiz condemned the truce. Omar Hadi laughed. Ana Ruiz praised the truce."
    answer = {
        "claims": [
            {"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the truce"},
            {"n": 3, "by": "Ana Ruiz", "side": "support", "about": "truce"},
        ]
    }
    record = record_of(text, answer)
    (finding,) = findings_of(record, "consistency.for-and-against")
    for stance in record.stances:
        assert f"{stance.id} at {stance.evidence[0].start}:{stance.evidence[0].end}" in finding.message
