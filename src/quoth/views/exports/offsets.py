"""Offsets as other programs count them."""

from __future__ import annotations

from bisect import bisect_left


class Utf16:
    """The place of each character of a text where code units of UTF-16 are counted, as JavaScript and Java do.

    Quoth counts code points: behind each character beyond U+FFFF, an emoji say, their places are one more.
    """

    def __init__(self, text: str) -> None:
        self._wide = [] if text.isascii() else [place for place, sign in enumerate(text) if sign > "\uffff"]

    def __call__(self, offset: int) -> int:
        return offset + bisect_left(self._wide, offset)


def without_returns(text: str) -> str:
    """The text with each carriage return a space, for programs that make one line end of the two characters CR LF."""
    return text.replace("\r", " ")
