"""Where an article quotes: the stretches between quotation marks, curly or straight, over paragraphs too."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

_PARAGRAPH_END = re.compile(r"\n[ \t\r]*\n|\Z")
_MARK = re.compile("[“”„«»\"'](?:(?<!')|')|(?<!\\w)‘(?=\\w)")  # a straight single mark by itself is an apostrophe
_ANY_MARK = (*"“”„«»‘", '"', "''")
_SINGLE_CLOSER = re.compile(r"(?<=[,.?!…])’(?!\w)")
_ANY_SINGLE_CLOSER = re.compile(r"(?<=\S)’(?!\w)")
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
    Straight marks open and close in turn within their paragraph.  Straight single marks are left alone, an apostrophe
    looks the same; curly ones close behind a comma or a stop, or else where no word goes on, before the next one opens.
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
        if character == "‘":
            inside = opened is not None or (found and place < found[-1].end)
            closer = None if inside else _single_closer(text, place, end)
            if closer is not None:
                found.append(Quotation(place, closer, closed=True))
        elif found and place < found[-1].end:  # of a quotation inside one in single marks
            continue
        elif opened is None:
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


def _single_closer(text: str, opened: int, end: int) -> int | None:
    """Where the quotation ends that a curly single mark opens; None where the paragraph has nothing that closes it."""
    following = text.find(" ‘", opened + 1, end)
    limit = following if following >= 0 else end
    closer = _SINGLE_CLOSER.search(text, opened + 1, limit) or _ANY_SINGLE_CLOSER.search(text, opened + 1, limit)
    return closer.end() if closer is not None else None


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
        """`text[start:end]`, as long as before, with every character inside quotations a U+0001 but for the marks.

        Curly single marks are double there.
        """
        return self._masked[start:end]

    @cached_property
    def _masked(self) -> str:
        parts = []
        place = 0
        for quotation in self._found:
            parts.append(self._text[place : quotation.start])
            quoted = self._text[quotation.start : quotation.end]
            if quoted[0] == "‘":  # seen as double marks, which no apostrophe looks like
                quoted = f"“{quoted[1:-1].replace('’', ' ')}”"
            parts.append(_HIDDEN.sub(lambda run: "\x01" * (run.end() - run.start()), quoted))
            place = quotation.end
        return "".join((*parts, self._text[place:]))
