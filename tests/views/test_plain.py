"""The words of others, made safe to print."""

from __future__ import annotations

import unicodedata

from quoth.views.plain import plain


def test_nothing_that_a_terminal_obeys_is_left_and_every_offset_holds() -> None:
    text = "".join(map(chr, [*range(0x3000), *range(0xD800, 0xE000), 0xFEFF, 0x1F600]))
    safe = plain(text)
    assert len(safe) == len(text)
    assert not [sign for sign in safe if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")]
    safe.encode()
    for mark in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
        assert mark not in safe


def test_ordinary_words_stay_as_they_are() -> None:
    text = "“Grüße”, sagte sie – על הגשר, 橋の上で. [not markup] \u200f\u200d"
    assert plain(text) == text
    assert plain("one\ntwo\tthree") == "one two three"
