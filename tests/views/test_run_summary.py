"""How a command ended, in lines for a person."""

from __future__ import annotations

from quoth.runs.tally import Contents
from quoth.views.run import contents_lines


def test_what_the_rules_did_is_told_the_most_frequent_first() -> None:
    contents = Contents(
        claims=312,
        findings={
            "evidence.prose": {"dropped": 3},
            "source.named": {"dropped": 6},
            "source.heard": {"repaired": 1200},
            "attack.instruction": {"flagged": 1},
        },
    )
    lines = list(contents_lines(contents))
    assert lines[0] == "312 claims, 0 stances, 0 conditions; 9 dropped: 6 source.named, 3 evidence.prose"
    assert "1,200 repaired: 1,200 source.heard" in lines
    assert "1 flagged: 1 attack.instruction" in lines


def test_without_findings_nothing_is_told_of_them() -> None:
    assert len(list(contents_lines(Contents(claims=1)))) == 2
