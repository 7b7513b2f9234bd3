"""A rule is as good as the share of wrong items among those that it speaks of, and as complete as its share of them."""

from __future__ import annotations

from typing import Any

import pytest

from evals.planting import derived_record, gold, gold_of, kept_of, record, record_of
from evals.test_waterfall import BY, END, FIRST, TEXT, labels
from quoth.evals.alignment import align
from quoth.evals.errors import Read
from quoth.evals.rule_scores import RuleScore, RuleTally
from quoth.evals.units import labels_of

N = 6


def finding(rule: str, subject: str, action: str = "flagged") -> dict[str, Any]:
    return {"rule": rule, "severity": "warning", "subject": subject, "message": "m", "action": action}


def scored(value: dict[str, Any], owed: dict[str, Any] | None = None) -> dict[str, RuleScore]:
    tally = RuleTally()
    tally.add(align(labels_of(gold(owed or gold_of(N))), record(value)), Read("a1", record(value), None))
    return tally.scores()


def test_flags_on_wrong_and_right_items_are_counted() -> None:
    """Four claims are wrong, three by their source and one by its words; two of them and a right one are flagged."""
    value = record_of(N)
    for claim in value["claims"][:3]:
        claim["source"] = {"name": "Igor Nowak", "kind": "person", "mention": None}
    value["claims"][3]["content"] = value["claims"][5]["content"]
    value["findings"] = [finding("a.rule", each) for each in ("c0", "c0", "c1", "c4", "a1")]
    assert scored(value) == {"a.rule": RuleScore(3, pytest.approx(2 / 3), pytest.approx(2 / 4))}


def test_items_at_a_marginal_label_are_not_judged() -> None:
    value, owed = record_of(N), gold_of(N)
    owed["claims"][0]["core"] = False
    value["findings"] = [finding("a.rule", "c0")]
    assert scored(value, owed) == {}


def test_a_rule_that_speaks_of_right_items_only_has_no_recall_to_tell() -> None:
    value = record_of(N)
    value["findings"] = [finding("a.rule", "s0"), finding("b.rule", "k0")]
    assert scored(value) == {"a.rule": RuleScore(1, 0.0, None), "b.rule": RuleScore(1, 0.0, None)}


@pytest.mark.parametrize(("content", "certainty", "precision"), [
    (FIRST, "certain", 0.0), (FIRST, "denied", 1.0), ("closed", "certain", 1.0),
])  # fmt: skip
def test_a_dropped_item_is_judged_as_if_it_had_been_kept(content: str, certainty: str, precision: float) -> None:
    kept = kept_of(TEXT, [(0, END, "ok", {"claims": [{"n": 1, "by": "Boris Nowhere"}, {"n": 2, **BY}]})])
    owed = labels(content)
    owed["claims"][0].update(certainty=certainty, source={"name": "Nowhere", "kind": "person", "mention": None})
    found = derived_record(kept)
    tally = RuleTally()
    tally.add(align(labels_of(gold(owed)), found), Read.of("a1", found, kept))
    assert tally.scores()["source.named"].precision == precision
