from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.extraction.attribution.cue_finder import cue_words, cues, finite_cues, has_finite_cue, has_participle


def found(text: str) -> list[tuple[str, str]]:
    return [(text[cue.start : cue.verb_start], text[cue.verb_start : cue.end]) for cue in cues(text, cue_words(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ruiz said so", [("", "said")]),
        ("Ruiz has repeatedly SAID so, adding more", [("has repeatedly ", "SAID"), ("", "adding")]),
        ("it would have also later told", [("have also later ", "told")]),
        ("he did not once again deny it", [("not once again ", "deny")]),
        ("she has, said he", [("", "said")]),
        ("he didn’t\nsay", [("didn’t\n", "say")]),
        ("an oft-told tale, a say-so, ’said", []),
    ],
)
def test_a_cue_is_a_whole_word_with_at_most_three_auxiliaries(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_letters_that_only_look_like_a_cue_are_none() -> None:
    """“ſaid” and “saıd” fold to letters of “said” in a search that ignores case, and are no form of any verb."""
    assert found("he ſaid, she saıd") == []


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(("said", "told", "adding", "According to")), st.text(max_size=60))
def test_the_quick_look_overlooks_no_cue(before: str, cue: str, after: str) -> None:
    text = f"{before} {cue} {after}"
    assert cue_words(text)
    assert has_finite_cue(text) is bool(finite_cues(text))
    assert has_participle(text) is any(each.tense == "ing" for each in cues(text, cue_words(text)))


def test_a_letter_with_a_longer_small_form_moves_no_cue() -> None:
    assert found("İSTANBUL SAID NO") == [("", "SAID")]
