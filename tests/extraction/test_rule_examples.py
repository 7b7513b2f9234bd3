from __future__ import annotations

from collections.abc import Callable

import pytest

from quoth.extraction.rule_examples import CaseError, explained
from quoth.extraction.rules import rule, rule_id
from quoth.extraction.rules.registry import every_rule


@pytest.mark.parametrize("rule", every_rule(), ids=rule_id)
def test_a_rule_says_nothing_of_its_good_cases_and_something_of_its_bad_ones(rule: Callable[..., object]) -> None:
    told = explained(rule)
    assert {case.good for case in told.cases} == {True, False}, "a rule shows a good case and a bad one"
    for case in told.cases:
        findings = told.findings(case)
        assert bool(findings) is not case.good, f"{case.written}\n{[f.message for f in case.record().findings]}"


@rule("test.without-answer")
def _without_answer() -> None:
    """Something holds.

    Good:
        [1] “We are ready,” Ana Ruiz said.
    """


@rule("test.without-mark")
def _without_mark() -> None:
    """Something holds.

    Bad:
        “We are ready,” Ana Ruiz said.
        {"claims": []}
    """


@pytest.mark.parametrize(("rule", "said"), [(_without_answer, "no answer"), (_without_mark, r"a line without \[n\]")])
def test_a_case_that_cannot_be_read_is_refused(rule: Callable[..., object], said: str) -> None:
    with pytest.raises(CaseError, match=said):
        explained(rule)


def test_a_line_that_is_two_sentences_is_refused() -> None:
    @rule("test.two")
    def two() -> None:
        """Something holds.

        Good:
            [1] The port is closed. The guns are silent.
            {"claims": []}
        """

    (case,) = explained(two).cases
    with pytest.raises(CaseError, match="read as 2 sentences"):
        case.record()
