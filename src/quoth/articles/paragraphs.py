"""Finds the paragraphs of a text: by blank lines, and by single line ends where the text is not hard-wrapped."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

_LINE_END = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029](?:(?<=\r)\n)?")
_OPENERS = "“‘\"'([«„"
_PARAGRAPH_ENDS = "\x0c\x1c\x1d\u2029"
_ENDS_SENTENCE = re.compile(r"[.!?…:。！？｡؟۔।][\"'”’»)\]」』]*$")
_ITEM = re.compile(r"(?:[•▪‣◦●·*–—-]|\d{1,2}[.)])\s+\S")
_SHORTEST_WRAPPED_LINE = 30
"""A line ends before this column because its paragraph does, not because a program wrapped it."""
_LONGEST_WRAPPED_LINE = 160
_WRAPPED_SHARE = 0.34
"""Wrapped English starts about four lines of five in lower case, wrapped German about half; paragraphs hardly ever."""
_ROOM_LEFT = 12
"""Hand-wrapped lines are ragged: a next word must have fitted with this many columns to spare."""


class Line(NamedTuple):
    """A line without white space around it, `text[start:end]`."""

    start: int
    end: int
    indent: int
    after_gap: bool
    """Whether a blank line, a form feed or a paragraph separator stands before it."""


def paragraphs(text: str, stands_alone: Callable[[str], bool]) -> list[tuple[int, int]]:
    """The paragraphs of `text` as trimmed (start, end), in order; they hold every character that is no white space.

    `stands_alone` says of a line whether it is a paragraph of its own even in hard-wrapped text.
    """
    lines = _lines(text)
    width = _wrap_width(text, lines)
    found: list[tuple[int, int]] = []
    joined = False
    for number, line in enumerate(lines):
        joined = bool(number) and not _starts_paragraph(text, lines[number - 1], line, joined, width, stands_alone)
        if joined:
            found[-1] = (found[-1][0], line.end)
        else:
            found.append((line.start, line.end))
    return found


def _lines(text: str) -> list[Line]:
    lines: list[Line] = []
    at, gap = 0, True
    ends = [(found.start(), found.end()) for found in _LINE_END.finditer(text)]
    for stop, following in [*ends, (len(text), len(text))]:
        words = text[at:stop]
        start = at + len(words) - len(words.lstrip())
        if words.strip():
            lines.append(Line(start, at + len(words.rstrip()), start - at, gap))
            gap = False
        else:
            gap = True
        gap = gap or (following > stop and text[stop:following] in _PARAGRAPH_ENDS)
        at = following
    return lines


def _wrap_width(text: str, lines: list[Line]) -> int:
    """The column at which the text was wrapped, or 0 where a line end ends a paragraph."""
    joints = [(before, after) for before, after in pairwise(lines) if not after.after_gap]
    goes_on = [before for before, after in joints if _goes_on(text, before, after)]
    lengths = sorted(line.end - line.start for line in goes_on)
    if not goes_on or len(goes_on) < _WRAPPED_SHARE * len(joints):
        return 0
    if lengths[len(lengths) // 2] > _LONGEST_WRAPPED_LINE:
        return 0
    return lengths[len(lengths) * 9 // 10]


def _goes_on(text: str, before: Line, after: Line, shortest: int = _SHORTEST_WRAPPED_LINE) -> bool:
    first = text[after.start : after.end].lstrip(_OPENERS)[:1]
    if before.end - before.start < shortest or not first.isalpha() or first.isupper():
        return False
    return not _ENDS_SENTENCE.search(text, max(before.start, before.end - 8), before.end)


def _starts_paragraph(
    text: str, before: Line, line: Line, joined: bool, width: int, stands_alone: Callable[[str], bool]
) -> bool:
    """`joined` says whether the line before went on with a paragraph; `width` is 0 where the text is not wrapped."""
    if line.after_gap or (line.indent > before.indent and text[line.start].isupper()):
        return True
    words, words_before = text[line.start : line.end], text[before.start : before.end]
    if not width:
        # One wrapped paragraph among unwrapped ones, as an editor's note pasted in.
        apart = not text[line.start].islower() or not _goes_on(
            text, before, line, 1 if joined else _SHORTEST_WRAPPED_LINE
        )
        return apart or stands_alone(words) or stands_alone(words_before)
    if _ITEM.match(words) or stands_alone(words) or stands_alone(words_before):
        return True
    first_word = words.split(maxsplit=1)[0]
    fitted = before.end - before.start + 1 + len(first_word) + _ROOM_LEFT <= width
    return fitted and not words[0].islower()
