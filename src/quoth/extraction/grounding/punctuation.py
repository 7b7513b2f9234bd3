"""Punctuation beside words: what of it belongs to them, where the words asked for had it too."""

from __future__ import annotations

import re

from quoth.extraction.grounding.normalization import fold

EDGES = " .,;:!?'()"
"""What may stand about words, folded, and is not looked for."""
_STOPS = ".,;:!?"
_MOST = 4
"""Marks that may stand on one side of words and belong to them."""
_ELLIPSIS = re.compile(r"…|\.{3,}")


def with_marks(asked: str, text: str, place: tuple[int, int], within: tuple[int, int]) -> tuple[int, int]:
    """The place of words in `text` with the marks beside it that the words asked for, folded, have at their ends.

    A stop inside a closing quotation mark may be another one: “We left,” he said.
    """
    start, end = place
    lead = asked[: len(asked) - len(asked.lstrip(EDGES))]
    tail = asked[len(asked.rstrip(EDGES)) :]
    after = _beside(text[end : min(within[1], end + _MOST)], tail) if tail else 0
    before = _beside(text[max(within[0], start - _MOST) : start][::-1], lead[::-1]) if lead else 0
    return start - before, end + after


def _beside(marks: str, wanted: str) -> int:
    """How many of the `marks`, read away from the words, belong to them as those `wanted` do."""
    if wanted.startswith("..."):
        dots = _ELLIPSIS.match(marks)
        if dots:
            return dots.end()
        wanted = wanted.lstrip(".")
    taken = 0
    for count, mark in enumerate(marks, start=1):
        form = fold(mark).text
        if not form or form not in EDGES or (form == "'" and marks[count : count + 1].isalnum()):
            break
        if form in wanted:
            taken = count
        elif form not in _STOPS:
            break
    return taken
