"""Numbers, dates and negations are told by what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.extraction.english.lexicon import stem
from quoth.extraction.english.text_features import senses


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("two ships", [2]),
        ("14,000 people", [14000]),
        ("1.5 million tonnes and 1,500,000 tonnes", [1.5e6, 1.5e6]),
        ("two hundred and fifty days", [250]),
        ("twenty-three sailors", [23]),
        ("three hundred thousand", [300000]),
        ("a dozen men, half a million crowns", [12, 500000]),
        ("three, five and seven", [3, 5, 7]),
        ("one of them, no one", []),
        ("the third letter in 2032", [3, 2032]),
        ("3bn crowns", [3e9]),
    ],
)
def test_a_number_is_what_it_means(text: str, told: list[float]) -> None:
    assert [value for _, value in senses(text).numbers] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("on Monday or Tuesday", ["monday", "tuesday"]),
        ("It may open in May", ["may"]),
        ("They march on 3 March", ["march"]),
        ("tomorrow, in Sept. or in winter", ["tomorrow", "september", "winter"]),
        ("He may stay", []),
    ],
)
def test_a_date_is_told_from_a_verb(text: str, told: list[str]) -> None:
    assert [day for _, day in senses(text).dates] == told


def test_a_negation_comes_with_what_it_turns() -> None:
    told = senses("They won’t sign, and nobody will leave without the guns").negations
    assert [turned for _, turned in told] == [stem("sign"), stem("leave"), stem("guns")]


@pytest.mark.parametrize(
    ("one", "other"), [("freed", "freeing"), ("withdrew", "withdrawal"), ("agreement", "agree"), ("stopped", "stop")]
)
def test_forms_of_a_word_are_one(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    read = senses(text)
    assert len(read.words) == len(read.capital)
    for place, _ in (*read.numbers, *read.dates, *read.negations, *read.modals, *read.names, *read.facts):
        assert 0 <= place < len(read.words)
