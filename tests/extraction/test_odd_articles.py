"""Articles that are hardly any: a record or nothing comes of them, never a source that nobody gave."""

from __future__ import annotations

import pytest

from .rules.building import record_of


def test_a_text_without_letters_gives_nobody_a_claim() -> None:
    for leads in ("model", "text"):
        record = record_of("12345 67890 --- 123 !!! ???", {"claims": [{"n": 1, "by": "Ana Ruiz"}]}, leads=leads)
        assert record.claims == ()


def test_a_short_text_in_another_script_is_not_judged_as_english() -> None:
    text = "قالت ليلى حداد إن 25 سفينة ستغادر في 3 مايو 2031."
    (claim,) = record_of(text, {"claims": [{"n": 1, "by": "ليلى حداد"}]}).claims
    assert claim.source.mention is not None


def test_digits_of_another_script_are_the_same_numbers() -> None:
    text = "قالت ليلى حداد إن ٢٥ سفينة ستغادر."
    item = {"n": 1, "by": "ليلى حداد", "says": "ستغادر 25 سفينة."}
    (claim,) = record_of(text, {"claims": [item]}, leads="model").claims
    assert claim.proposition == "ستغادر 25 سفينة."


@pytest.mark.parametrize(
    "stuff",
    [
        "“we go ” he said, ",
        "'a b' said, ",
        "— a — b ",
        "Ab: C. ",
        "He wrote:\n\nWe go.\n\n",
        "HALE: We go.\n\n",
        "港口关闭",
    ],
)
def test_half_a_million_characters_of_it_end_in_a_record(stuff: str) -> None:
    text = stuff * (500_000 // len(stuff))
    record = record_of(text, {"claims": [{"n": 1, "by": "he"}]}, leads="model")
    assert record.article.length == len(text)


def test_broken_letters_leave_the_source_right() -> None:
    text = "Ana Ruiz said â€œthe port is openâ€\x9d on Monday."
    (claim,) = record_of(text, {"claims": [{"n": 1, "by": "Ana Ruiz"}]}).claims
    assert claim.source.name == "Ana Ruiz"


def test_two_languages_in_one_article_keep_both_sources() -> None:
    text = "Ana Ruiz said the port was open. «Мы не уйдём», — сказал Пётр Орлов."
    items = [{"n": 1, "by": "Ana Ruiz"}, {"n": 2, "by": "Пётр Орлов"}]
    record = record_of(text, {"claims": items}, leads="model")
    assert [(each.source.name, each.source.mention is not None) for each in record.claims] == [
        ("Ana Ruiz", True),
        ("Пётр Орлов", True),
    ]
