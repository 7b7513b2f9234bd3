from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.extraction.grounding.normalization import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“a” ‘b’ «c» d’e", '"a" \'b\' "c" d\'e'),
        ("a—b – c -- d", "a - b-c—d"),
        ("a\u00a0 b\n\tc", "a b c"),
        ("a … b[…]c . . . d", "a...b...c...d"),
        ("co\u00adop of\ufb01ce [T]he", "coop ofﬁce the"),
        ("E\u0301tat ẞ Ⅳ ＡＢ", "état ss iv ab"),
        ("co\u00ad\noperation", "cooperation"),
    ],
)
def test_the_same_words_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize(("one", "other"), [("10²", "102"), ("1½", "11/2"), ("can't", "cant"), ("a b", "ab")])
def test_other_words_do_not(one: str, other: str) -> None:
    assert fold(one).text != fold(other).text


@given(st.text(st.characters(exclude_categories=()) | st.sampled_from(' \u00ad\u0301ﬁ…-."“[]\n'), max_size=80))
def test_every_folded_character_has_its_place_in_order(text: str) -> None:
    folded = fold(text)
    places = [folded.place(number, number + 1) for number in range(len(folded.text))]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(
        fold(text[start:end]).text in ("", character) or end - start < 2 or character in fold(text[start:end]).text
        for character, (start, end) in zip(folded.text, places, strict=True)
    )
    if places:
        assert folded.place(0, len(folded.text)) == (places[0][0], places[-1][1])
