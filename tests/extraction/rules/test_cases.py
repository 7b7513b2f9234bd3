"""Each rule finds nothing in the good case of its docstring, and speaks up in the bad one."""

from __future__ import annotations

from types import ModuleType

import pytest
from tests.extraction.rules.building import cases, findings_of, record_of

from quoth.extraction.rules import condition, consistency, duplicates, proposition, rule_id, stance
from quoth.extraction.rules.book import (
    CLAIM_RULES,
    CONDITION_DRAFT_RULES,
    CONDITION_RULES,
    STANCE_RULES,
    WHOLE_RULES,
)

FAMILIES: tuple[ModuleType, ...] = (stance, condition, duplicates, proposition, consistency)
RULES = [
    rule
    for rules in (CLAIM_RULES, STANCE_RULES, CONDITION_DRAFT_RULES, CONDITION_RULES, WHOLE_RULES)
    for rule in rules
    if rule.__module__ in {family.__name__ for family in FAMILIES}
]


@pytest.mark.parametrize("rule", RULES, ids=rule_id)
def test_a_rule_tells_its_good_case_from_its_bad_one(rule) -> None:  # type: ignore[no-untyped-def]
    seen = set()
    for kind, text, answer, title in cases(rule):
        found = findings_of(record_of(text, answer, title), rule_id(rule))
        assert bool(found) == (kind == "Bad"), f"{kind}: {text}"
        seen.add(kind)
    assert seen == {"Good", "Bad"}
