"""What a paraphrase may say of the words that it paraphrases, and what the record says where it may not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.extraction.rules import RuleOverride

from .building import record_of

REPORT = (
    "Zoria foreign minister Ana Ruiz met Omar Hadi in Karsk on Monday. "
    "Ruiz said that three of the 14,000 prisoners may be freed before Easter, but not by the army. "
    "“We will not accept the plan,” Hadi said. "
    "Oil prices will rise by 1.5 million crowns, Eva Lind warned."
)
PRISONERS, PLAN, PRICES = 2, 3, 4
ACTS = {"proposition.faithful": RuleOverride(action="acts")}


def told(n: int, by: str, says: str) -> tuple[str, list[str]]:
    """The proposition of the record, and the rules of this family that spoke up."""
    record = record_of(REPORT, {"claims": [{"n": n, "by": by, "says": says}]}, settings=ACTS)
    rules = [f.rule.partition(".")[2] for f in record.findings if f.rule.startswith("proposition.")]
    return record.claims[0].proposition, rules


@pytest.mark.parametrize(
    ("n", "by", "says"),
    [
        (PRISONERS, "Ana Ruiz", "3 of the 14,000 prisoners may be released before Easter, but not by the army."),
        (PRISONERS, "Ana Ruiz", "Three prisoners might be freed before Easter."),
        (PLAN, "Omar Hadi", "Hadi's side will not accept the plan."),
        (PLAN, "Omar Hadi", "Omar Hadi refuses the plan."),
        (PLAN, "Omar Hadi", "The plan will be rejected."),
        (PRICES, "Eva Lind", "Oil prices will increase by 1,500,000 crowns."),
    ],
)
def test_other_words_for_the_same_are_kept(n: int, by: str, says: str) -> None:
    assert told(n, by, says) == (says, [])


@pytest.mark.parametrize(
    ("n", "by", "says", "rule"),
    [
        (
            PRISONERS,
            "Ana Ruiz",
            "Three prisoners may not be freed before Easter, nor by the army.",
            "faithful",
        ),
        (
            PRISONERS,
            "Ana Ruiz",
            "Three prisoners may be freed before Easter, but by the army.",
            "faithful",
        ),
        (
            PRISONERS,
            "Ana Ruiz",
            "Four prisoners may be freed before Easter, but not by the army.",
            "faithful",
        ),
        (
            PRISONERS,
            "Ana Ruiz",
            "Three prisoners will be freed before Easter, but not by the army.",
            "faithful",
        ),
        (
            PRISONERS,
            "Ana Ruiz",
            "Three prisoners may be freed after Easter, but not by the army.",
            "faithful",
        ),
        (
            PRISONERS,
            "Ana Ruiz",
            "Three prisoners may be freed before Ramadan, but not by the army.",
            "faithful",
        ),
        (PLAN, "Omar Hadi", "Hadi's side will accept the plan.", "faithful"),
        (PLAN, "Omar Hadi", "Hadi's side will not accept the plan because of unpaid debts.", "faithful"),
        (PRICES, "Eva Lind", "Oil prices will fall by 1.5 million crowns.", "faithful"),
        (PRICES, "Eva Lind", "Oil prices will rise by 1.5 billion crowns.", "faithful"),
        (PRICES, "Eva Lind", "Oil prices will rise by 1.5 million crowns on Friday.", "faithful"),
    ],
)
def test_a_turned_sense_gives_way_to_the_texts_own_words(n: int, by: str, says: str, rule: str) -> None:
    proposition, rules = told(n, by, says)
    assert rules == [rule]
    assert proposition != says
    assert proposition in REPORT


def test_what_an_antecedent_beside_the_content_negates_is_no_addition() -> None:
    text = "If the pay does not come, Omar Hadi said, he would go home."
    says = "Omar Hadi would go home if the pay did not come."
    record = record_of(text, {"claims": [{"n": 1, "by": "Omar Hadi", "says": says}]})
    assert [f for f in record.findings if f.rule.startswith("proposition.")] == []


@given(st.text(max_size=200), st.sampled_from((1, 2, 3, 4)))
def test_whatever_a_model_says_the_claim_stays(says: str, n: int) -> None:
    record = record_of(REPORT, {"claims": [{"n": n, "by": "Ana Ruiz", "says": says}]})
    assert [claim.id for claim in record.claims][:1] == ["c1"] or all(f.action != "repaired" for f in record.findings)


@pytest.mark.parametrize("word", ["not ", "two ", "Ana ", "may ", "9", "a", "million "])
def test_a_page_of_one_word_is_no_paraphrase(word: str) -> None:
    record = record_of(REPORT, {"claims": [{"n": PLAN, "by": "Omar Hadi", "says": word * 50_000}]})
    assert record.claims[0].proposition == "We will not accept the plan"


FIRST_PERSON = (
    "Zoria and Karsk blame each other. Omar Hadi, the spokesman of Zoria’s army, spoke on Monday of a quiet week. "
    "It rained. The hall in Karsk was cold. “I gave no order,” Hadi said. “We fired back, as anybody would,” he said. "
    "“I want peace, and I’ll wait,” he said. “The truce, I believe, holds while Karsk disarms,” he said. He left."
)


@pytest.mark.parametrize(
    ("n", "says", "wrong"),
    [
        (5, "Hadi gave no order.", []),
        (5, "Karsk gave no order.", ["faithful"]),
        (6, "Zoria's army fired back, as anybody would.", []),
        (6, "Zoria's army fired back, as anybody would, and the orchestra was told to keep playing.", ["faithful"]),
        (7, "Hadi wants peace, and Hadi will wait.", []),
        (8, "The truce holds while Karsk disarms.", []),
        (8, "The truce holds while Zoria disarms.", ["faithful"]),
    ],
)
def test_names_stand_for_pronouns_and_for_nothing_else(n: int, says: str, wrong: list[str]) -> None:
    record = record_of(FIRST_PERSON, {"claims": [{"n": n, "by": "Omar Hadi", "says": says}]}, settings=ACTS)
    rules = [f.rule.partition(".")[2] for f in record.findings if f.rule.startswith("proposition.")]
    assert rules == wrong
