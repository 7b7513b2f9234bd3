from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.tokens import count_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("The port is shut.", 5),
        ("demilitarisation", 2),
        ("In 2031, 12,345 men", 8),
        ("élan", 2),
        ("Порт закрыт", 5),
        ("a_b\n\n", 4),
    ],
)
def test_words_and_marks_are_counted_by_their_shapes(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


@settings(deadline=None)
@given(st.text(st.one_of(st.sampled_from("ab 1_\n.,é²½ж“”"), st.characters()), max_size=40))
def test_the_count_is_the_sum_over_the_pieces(text: str) -> None:
    """Against the same rule, piece by piece."""

    def tokens(piece: str) -> int:
        if piece[0].isascii() and piece[0].isalpha():
            return 1 + (len(piece) - 1) // 9
        return (len(piece) + 1) // 2 if piece[0].isalpha() else 1

    pieces = re.findall(r"[A-Za-z]+|\d{1,3}|[^\W\d_]+|[^\w\s]+|_+|\n+", text)
    assert count_tokens(text) == sum(map(tokens, pieces))
    assert count_tokens(text) <= len(text) - text.count(" ")
