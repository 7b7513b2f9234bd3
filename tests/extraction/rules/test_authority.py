"""A rule drops or repairs only where it was measured to be right."""

from __future__ import annotations

from typing import get_args

import pytest

from quoth.extraction.rules import RuleOverride, rule_id
from quoth.extraction.rules.authority import (
    ALWAYS,
    LEAST_ACTED,
    LEAST_FOR_A_GAIN,
    LEAST_GAIN,
    LEAST_PRECISION,
    READING,
    Leads,
    Measured,
    may_act,
    measured,
)
from quoth.extraction.rules.registry import WHOLE_RULES, every_rule

from .building import record_of

_RULES = [rule_id(rule) for rule in every_rule() if rule not in WHOLE_RULES]


@pytest.mark.parametrize("leads", get_args(Leads))
@pytest.mark.parametrize("rule", _RULES)
def test_who_acts_has_earned_it(rule: str, leads: Leads) -> None:
    if not may_act(rule, leads) or rule in ALWAYS or (leads == "text" and rule in READING):
        return
    row = measured()[rule][leads]
    precise = row.acted >= LEAST_ACTED and row.wrong / row.acted >= LEAST_PRECISION
    assert precise or (row.acted >= LEAST_FOR_A_GAIN and row.f1_with - row.f1_without >= LEAST_GAIN)


def test_the_table_tells_of_rules_that_there_are() -> None:
    assert set(measured()) <= set(_RULES)
    assert set(_RULES) >= ALWAYS | READING
    assert all(0 <= row.wrong <= row.acted for rows in measured().values() for row in rows.values())


@pytest.mark.parametrize(
    ("row", "earned"),
    [
        (Measured(acted=100, wrong=95, f1_with=0.4, f1_without=0.4), True),
        (Measured(acted=100, wrong=94, f1_with=0.4, f1_without=0.4), False),
        (Measured(acted=3, wrong=3, f1_with=0.4, f1_without=0.4), False),
        (Measured(acted=3, wrong=1, f1_with=0.41, f1_without=0.4), True),
        (Measured(acted=3, wrong=1, f1_with=0.4009, f1_without=0.4), False),
        (Measured(acted=2, wrong=2, f1_with=0.41, f1_without=0.4), False),
    ],
)
def test_precision_or_a_gain_earns_it(row: Measured, earned: bool) -> None:
    assert row.earned == earned


def test_who_has_not_earned_it_flags_and_a_user_may_let_it_act() -> None:
    text = "Ana Ruiz met Omar Hadi. The port has been closed since he took office."
    answer = {"claims": [{"n": 2, "by": "Omar Hadi"}]}
    plain = record_of(text, answer, leads="model")
    (finding,) = [each for each in plain.findings if each.rule == "source.reported"]
    assert (finding.action, len(plain.claims)) == ("flagged", 1)
    settings = {"source.reported": RuleOverride(action="acts")}
    assert not record_of(text, answer, leads="model", settings=settings).claims
