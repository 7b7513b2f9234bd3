"""Work in proportion: a text that repeats itself, or is made to be hard, costs what any text of its length does."""

from __future__ import annotations

import pytest

from quoth.extraction.grounding import Refusal, fuzzy, ground, ground_parts, word_boundaries
from quoth.extraction.grounding.fuzzy import indexed, most_similar
from quoth.extraction.grounding.tokenization import words_of
from quoth.extraction.grounding.word_boundaries import occurrences

HOSTILE = {
    "one letter": "a" * 200_000,
    "one word": "spam " * 40_000,
    "one mark": "e\u0301" * 30_000,
    "brackets": "[" * 100_000,
    "dots": ". " * 100_000,
    "quotes": "'" * 100_000,
    "soft hyphens": "\u00ad" * 100_000,
    "blanks": " " * 200_000,
    "dashes": "- " * 100_000,
    "no word twice": " ".join(f"w{number}x" for number in range(30_000)),
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize(
    "words", ["aaaa aaa aaaa aaaa", "spam " * 60 + "not", "a [b] ... don't — “c”", "w1y w2x w3x w4x"]
)
def test_hostile_texts_come_to_an_end(kind: str, words: str) -> None:
    for find in (ground, ground_parts):
        assert isinstance(find(words, HOSTILE[kind]), Refusal)
    assert isinstance(ground(HOSTILE[kind], words), Refusal)


@pytest.mark.parametrize(("words", "text"), [("a" * 50, "a" * 20_000), ("spam spa", "spam " * 4_000)])
def test_each_word_is_tried_once(words: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []
    monkeypatch.setattr(word_boundaries, "whole_words", lambda *where: tries.append(where))
    assert list(occurrences(words, text)) == []
    assert len(tries) <= len(text.split())


@pytest.mark.parametrize("size", [2_000, 4_000, 8_000])
def test_windows_and_places_do_not_grow_as_a_square(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    windows = []
    window = fuzzy._window
    monkeypatch.setattr(fuzzy, "_window", lambda *given: windows.append(given) or window(*given))  # type: ignore[func-returns-value]
    text = indexed("spam " * size)
    asked = words_of("spam " * 59 + "not")
    assert most_similar(asked, text) is not None
    steps, _ = fuzzy._steps(enumerate(word.form for word in asked), text)
    assert len(windows) <= 12
    assert sum(steps.values()) <= 2 * size


def test_words_too_long_to_compare_are_not_found() -> None:
    text = "the envoy left the town by the old road. " * 200
    refusal = ground(text.replace("old", "odl"), text)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "not_found"
