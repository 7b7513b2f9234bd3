from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quoth.articles import Article
from quoth.extraction.grounding import Refusal, fold, ground
from quoth.records import Span

TEXT = "The envoy said: “We have not accepted the plan — not yet.” The 12 ships left Karsk on Monday. We may leave."


def found(words: str, text: str = TEXT) -> str:
    span = ground(words, text)
    assert isinstance(span, Span), str(span)
    assert text[span.start : span.end] == span.text
    return span.text


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("We have not accepted the plan", "We have not accepted the plan"),
        ('"We have not accepted the plan', "“We have not accepted the plan"),
        ("we HAVE not accepted", "We have not accepted"),
        ("the plan - not yet", "the plan — not yet"),
        ("The  12\nships", "The 12 ships"),
        ("The 12 vessels left Karsk on Monday morning", None),
        ("The 12 ships all left Karsk on Monday", "The 12 ships left Karsk on Monday"),
    ],
)
def test_words_are_found_as_the_article_writes_them(words: str, text: str | None) -> None:
    if text is None:
        assert isinstance(ground(words, TEXT), Refusal)
    else:
        assert found(words) == text


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("We have accepted the plan", "negation"),
        ("The 14 ships left Karsk on Monday", "number"),
        ("The 12 ships left Zoria on Monday", "name"),
        ("We might leave", "modal"),
        ("nobody ever wrote these words here", "not_found"),
        ("  ", "empty"),
        ("“”", "empty"),
    ],
)
def test_a_match_that_turns_the_sense_is_refused_with_its_reason(words: str, reason: str) -> None:
    refusal = ground(words, TEXT)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == reason
    assert not refusal
    assert str(refusal)


def test_words_are_looked_for_within_the_ranges_only_and_the_first_range_wins() -> None:
    text = "Stop the war. Nobody listened. Stop the war."
    assert ground("Stop the war", text, [(14, 30)]) == Refusal("not_found", "Stop the war")
    span = ground("Stop the war", text, [(31, 44), (0, 13)])
    assert isinstance(span, Span)
    assert span.start == 31


def test_half_a_word_is_not_found() -> None:
    assert isinstance(ground("art", "The party met."), Refusal)
    assert isinstance(ground("Art", "The party met."), Refusal)


def test_an_article_will_do_for_a_text() -> None:
    assert ground("left Karsk", Article(id="a", text=TEXT)) == ground("left Karsk", TEXT)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("the office finally", "the o\ufb03ce \ufb01nally shut"),
        ("cooperation treaty", "a co\u00adoperation treaty"),
        ("[Putin] will wait", "“Putin will wait”"),
        ("don't leave...", "they don’t leave… now"),
    ],
)
def test_typography_is_folded(words: str, text: str) -> None:
    assert isinstance(ground(words, text), Span)


WORD = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)


@given(st.lists(WORD, min_size=1, max_size=30), st.data())
def test_planted_words_are_found_where_they_were_planted(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    planted = " ".join(words[first : last + 1])
    span = ground(planted, text)
    assert isinstance(span, Span)
    assert span.text == planted


@given(
    st.text(st.characters(exclude_categories=()), max_size=120),
    st.text(st.characters(exclude_categories=()), max_size=20),
)
def test_any_unicode_is_grounded_exactly_or_refused(text: str, words: str) -> None:
    span = ground(words, text)
    if isinstance(span, Span):
        assert text[span.start : span.end] == span.text


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_folding_keeps_an_offset_for_every_character(text: str) -> None:
    folded, offsets = fold(text)
    assert len(folded) == len(offsets)
    assert offsets == sorted(offsets)
    assume(offsets)
    assert 0 <= offsets[0] <= offsets[-1] < len(text)
