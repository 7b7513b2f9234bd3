"""Where an article quotes: the stretches between quotation marks, curly or straight, over paragraphs too."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

_PARAGRAPH_END = re.compile(r"\n[ \t\r]*\n|\Z")
_MARK = re.compile("[“”„«»\"'](?:(?<!')|')")  # a single mark by itself is an apostrophe
_ANY_MARK = (*"“”„«»", '"', "''")
_HIDDEN = re.compile("[^“”„«»\"']+")
_STRAIGHT = ('"', "''")
_OPENERS, _CLOSERS = "“„«", "”»"


@dataclass(frozen=True, slots=True)
class Quotation:
    """`text[start:end]` with its marks; `closed` is false where a paragraph ends inside the quotation."""

    start: int
    end: int
    closed: bool


def quotations(text: str) -> list[Quotation]:
    """Every quotation in double marks, in order, never overlapping.

    A paragraph that ends inside a quotation ends it: by the printers' convention the next paragraph opens it anew.
    Straight marks open and close in turn within their paragraph.  Single marks are left alone: an apostrophe looks
    the same.
    """
    found: list[Quotation] = []
    if not any(mark in text for mark in _ANY_MARK):
        return found
    start = 0
    for boundary in _PARAGRAPH_END.finditer(text):
        found += _in_paragraph(text, start, boundary.start())
        start = boundary.end()
    return found


def _in_paragraph(text: str, start: int, end: int) -> list[Quotation]:
    found: list[Quotation] = []
    opened: int | None = None
    for mark in _MARK.finditer(text, start, end):
        character, place = mark.group(), mark.start()
        if opened is None:
            if character not in _CLOSERS:
                opened = place
        elif character in _CLOSERS or (character in _STRAIGHT and text.startswith(character, opened)):
            found.append(Quotation(opened, mark.end(), closed=True))
            opened = None
        elif character in _OPENERS and place and text[place - 1].isspace():
            found.append(Quotation(opened, place, closed=False))  # the closing mark was forgotten
            opened = place
    if opened is not None and opened < end - 1:
        found.append(Quotation(opened, end, closed=False))
    return found


class QuotationMap:
    """Answers for any stretch of one text how much of it is quoted."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = quotations(text)
        self._starts = [quotation.start for quotation in self._found]

    def within(self, start: int, end: int) -> list[tuple[int, int]]:
        """The quoted parts of `start:end`, clipped to it."""
        if not self._found:
            return []
        first = max(0, bisect_right(self._starts, start) - 1)
        parts = []
        for number in range(first, len(self._found)):
            quotation = self._found[number]
            if quotation.start >= end:
                break
            left, right = max(start, quotation.start), min(end, quotation.end)
            if left < right:
                parts.append((left, right))
        return parts

    def quoted(self, start: int, end: int) -> int:
        """How many characters of `start:end` stand inside quotations, the marks included."""
        return sum(right - left for left, right in self.within(start, end))

    def masked(self, start: int, end: int) -> str:
        """`text[start:end]`, as long as before, with every character inside quotations a U+0001 but for the marks."""
        return self._masked[start:end]

    @cached_property
    def _masked(self) -> str:
        parts = []
        place = 0
        for quotation in self._found:
            parts.append(self._text[place : quotation.start])
            quoted = self._text[quotation.start : quotation.end]
            parts.append(_HIDDEN.sub(lambda run: "\x01" * (run.end() - run.start()), quoted))
            place = quotation.end
        return "".join((*parts, self._text[place:]))
