"""Where an article quotes: the stretches between quotation marks of any convention, and speech behind a dash.

The pairs are CLDR's delimiters and what keyboards and wires make of them. A mark that can open and close is read by
where it stands: what opens has a word behind it, what closes has one before it. A mark that nothing closes is no
quotation unless the next paragraph opens anew, as printers do: a forgotten mark moves nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from quoth.extraction.grounding.normalization import PAD, restored, unpadded

_PAIRS = {
    "“": "”“",
    "„": "“”„‟",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "「": "」",
    "『": "』",
    "”": "”",
    '"': '"',
    "＂": "＂",
    "״": "״",
    "``": "''",
    "''": "''",
}
"""What opens, and the marks that close it. “ closes itself only where the article has „ or never a ”."""
_SINGLE = {"‘": "’", "'": "'", "‚": "‘’", "`": "'"}
_MARK = re.compile("``|''|[“”„‟«»‹›「」『』\"＂״]")
_ANY_MARK = re.compile("[“”„«»‹›「『\"＂״‘'`‚]")
_PARAGRAPH_END = re.compile(r"\n[ \t\r]*\n|\Z")
_SPACES = " \t\r\n\u00a0\u202f\u2009"
_NARROW = "\u00a0\u202f\u2009"
"""Spaces that stand inside French marks."""
_SINGLE_OPENER = re.compile(r"(?<![\w'’`.])[‘'`‚](?=[\w…¿¡])(?!'?(?:tis|twas|em|til|cause|n'|\d\ds?\b))", re.IGNORECASE)
_SINGLE_END = re.compile(r"(?<=[,.?!…])['’‘](?!\w)")
_ANY_SINGLE_END = re.compile(r"(?<=\S)['’‘](?!\w)")
_DASH = re.compile(r"[—–―](?:[ \u00a0]+(?=\S)|(?=[\w¿¡]))")
_DASH_INSIDE = re.compile(r"(?<=\S)[ \u00a0]+[—–―][ \u00a0]*(?=\w)|(?<=\w)[—–―](?=[.,;:] )")
_HIDDEN = "\x01"
_PADDED = re.compile(f"{PAD}+([\\w’'])?")


@dataclass(frozen=True, slots=True)
class Quotation:
    """`text[start:end]` with its marks, `left` and `right` characters of them; `closed` is false where a paragraph ends
    inside the quotation."""

    start: int
    end: int
    closed: bool
    left: int = 1
    right: int = 1


def quotations(text: str) -> list[Quotation]:
    """Every quotation, in order, never overlapping; one inside another is part of it. Takes time linear in the text."""
    if _ANY_MARK.search(text) is None and _DASH.search(text) is None:
        return []
    used = Counter(match.group() for match in _MARK.finditer(text))
    pairs = _pairs(used)
    singles = _uses_singles(text, used)
    found: list[Quotation] = []
    start = 0
    for boundary in _PARAGRAPH_END.finditer(text):
        end = boundary.start()
        continued = text[boundary.end() : boundary.end() + 8].lstrip(_SPACES)
        spoken = list(_behind_dashes(text, start, end))
        found += spoken or _in_paragraph(text, start, end, continued, pairs, singles)
        start = boundary.end()
    return found


def _pairs(used: Counter[str]) -> dict[str, str]:
    """The pairs of this article: whether “ opens or closes, and which way the angles point, is told by what it has."""
    pairs = dict(_PAIRS)
    if used["„"] == 0 and used["”"]:
        pairs["“"] = "”"
    if used["„"] and used["”"] == 0:
        pairs.pop("“")
    return pairs


def _uses_singles(text: str, used: Counter[str]) -> bool:
    """Whether straight single marks quote here, and are not apostrophes only: one closes behind a comma or a stop."""
    return any(match.group()[0] == "'" for match in _SINGLE_END.finditer(text)) and "'" in text


def _in_paragraph(
    text: str, start: int, end: int, continued: str, pairs: dict[str, str], singles: bool
) -> list[Quotation]:
    found: list[Quotation] = []
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(text, start, end):
        sign, place = mark.group(), mark.start()
        if opened is not None and sign in pairs[opened.group()] and _may_close(text, mark, opened, end):
            found.append(Quotation(opened.start(), mark.end(), True, len(opened.group()), len(sign)))
            opened = None
        elif sign in pairs and _may_open(text, mark, start, end):
            if opened is None:
                opened = mark
            elif sign == opened.group() and sign not in pairs[sign] and text[place - 1] in _SPACES:
                # The closing mark was forgotten.
                found.append(Quotation(opened.start(), place, False, len(sign), 0))
                opened = mark
    if opened is not None:
        cue = None if continued.startswith(opened.group()) else _CUE_BEHIND.search(text, opened.end(), end)
        found.append(Quotation(opened.start(), cue.start() + 1 if cue else end, False, len(opened.group()), 0))
    return _with_singles(text, start, end, found, singles)


_CUE_BEHIND = re.compile(r"[,?!]\s+(?:\w+\s+){0,6}?(?:said|says|told|added|asked|warned|wrote|replied|insisted)\b")
"""Where speech whose mark nothing closes ends: somebody is heard to say it."""


def _may_open(text: str, mark: re.Match[str], start: int, end: int) -> bool:
    """A word follows, and none stands right before; French puts a narrow space behind the mark."""
    after = text[mark.end() : mark.end() + 1] if mark.end() < end else ""
    before = text[mark.start() - 1 : mark.start()] if mark.start() > start else ""
    if not after or (after in _SPACES and not (after in _NARROW or mark.group() == "«")):
        return False
    return mark.group() in "“„「『``" or not before or not (before.isalnum() or before in ",.!?…")


def _may_close(text: str, mark: re.Match[str], opened: re.Match[str], end: int) -> bool:
    """Something was said, and what follows is no word that the mark stands before."""
    if mark.start() <= opened.end():
        return False
    if mark.group() != opened.group() or mark.group() not in _PAIRS[opened.group()]:
        return True
    before, after = text[mark.start() - 1], text[mark.end() : mark.end() + 1] if mark.end() < end else ""
    return not (before in _SPACES and after.isalnum())


def _with_singles(text: str, start: int, end: int, found: list[Quotation], straight: bool) -> list[Quotation]:
    """Adds quotations in single marks that stand outside the others."""
    place, more = start, []
    while (opener := _SINGLE_OPENER.search(text, place, end)) is not None:
        place = opener.end()
        if (opener.group() == "'" and not straight) or any(one.start <= opener.start() < one.end for one in found):
            continue
        closer = _single_end(text, opener, end)
        if closer is not None:
            more.append(Quotation(opener.start(), closer, True))
            place = closer
    if not more:
        return found
    outer = [one for one in found if not any(two.start < one.start and one.end <= two.end for two in more)]
    return sorted(outer + more, key=lambda one: one.start)


def _single_end(text: str, opener: re.Match[str], end: int) -> int | None:
    """Where a single mark closes: behind a comma or a stop, else where no word goes on, before the next one opens."""
    closers = _SINGLE[opener.group()]
    following = _SINGLE_OPENER.search(text, opener.end(), end)
    limit = following.start() if following is not None else end
    for pattern in (_SINGLE_END, _ANY_SINGLE_END):
        for closer in pattern.finditer(text, opener.end() + 1, limit):
            if closer.group() in closers:
                return closer.end()
    return None


def _behind_dashes(text: str, start: int, end: int) -> Iterator[Quotation]:
    """Speech that a dash opens a paragraph with: "— We do not accept this — said Hale. — It is over."

    The turns of speech and of the reporter are told by the dashes between them; a reporter's begins in lower case.
    Spanish sets no space behind the dash.
    """
    opening = _DASH.match(text, start, end)
    if opening is None:
        return
    place, speaks = opening.start(), True
    for dash in _DASH_INSIDE.finditer(text, opening.end(), end):
        if speaks and text[dash.end()].islower():
            yield Quotation(place, dash.start(), True, 1, 0)
            speaks = False
        elif not speaks:
            place, speaks = dash.start() + len(dash.group()) - len(dash.group().lstrip()), True
    if speaks:
        yield Quotation(place, end, True, 1, 0)


class QuotationMap:
    """Answers for any stretch of one text how much of it is quoted."""

    def __init__(self, text: str) -> None:
        self._text = restored(text)
        self._found = quotations(self._text)
        if PAD in self._text:
            self._found = [replace(one, start=unpadded(self._text, one.start)) for one in self._found]
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
        """`text[start:end]`, as long as before, with every character inside quotations a U+0001.

        Their marks are “ and ” there, whatever the article has; marks that quote nothing are spaces.
        """
        return self._masked[start:end]

    @cached_property
    def _masked(self) -> str:
        parts = []
        place = 0
        for one in self._found:
            parts.append(_unmarked(self._text[place : one.start]))
            inside = one.end - one.start - one.left - one.right
            if one.closed and not one.right:  # speech behind a dash ends with its last word
                inside, closing = inside - 1, "”"
            else:
                closing = _HIDDEN * (one.right - 1) + "”" * bool(one.right)
            parts.append("“" + _HIDDEN * (one.left - 1 + inside) + closing)
            place = one.end
        return "".join((*parts, _unmarked(self._text[place:])))


def _unmarked(words: str) -> str:
    blank = _MARK.sub(lambda mark: " " * len(mark.group()), words)
    return _PADDED.sub(lambda found: (found[1] or " ") * len(found[0]), blank) if PAD in blank else blank
