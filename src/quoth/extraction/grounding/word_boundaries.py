"""Where a word may end: a match never cuts a word, a number or a negation in two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Letters of scripts that put no blank between words, or none between a word and its particle; for a pattern's set."""
MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u0dff\u0f71-\u0fbc\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f"
)
"""Characters that belong to the letter before them; for a pattern's set."""

UNSPACED_LETTER = re.compile(f"[{UNSPACED}]")
_REST_OF_WORD = re.compile(rf"[^\W_{UNSPACED}]+")
_PROCLITICS = re.compile(r"(?<!\w)(?:ו?(?:כש|[שהבכלמ])?ה?|[وف]?[بكل]?(?:ال)?)\Z")
"""Hebrew's and Arabic's "and", "that", "the", "in", "to", "from", written as one with the word that follows."""
_LONGEST_PROCLITICS = 4
_SHORTEST_BEHIND_PROCLITICS = 3
_ONE = ("o", "O")
_NO_ONE = re.compile(r"(?<![^\W_])[Nn][Oo][\s-][Oo][Nn][Ee](?![^\W_])")
_JOINERS = "\u00ad\u200d\u2060"
_WITHIN_NUMBERS = ".,:/"
_APOSTROPHES = "'’ʼ"
_JOINING = _WITHIN_NUMBERS + _APOSTROPHES


def whole_words(text: str, start: int, end: int) -> bool:
    """Whether neither end of `text[start:end]` cuts a word: "art" is not found in "party".

    Nor "12" in "12,000", "can" in "can't", "one" in "no one", or a letter without the accent that follows it. Between
    the letters of a script without blanks between words every place is an edge; Hebrew and Arabic write small words as
    one with the next.
    """
    if text[start : start + 1] in _ONE and _NO_ONE.match(text, max(0, start - 3)):
        return False
    opens = start == 0 or text[start - 1] == " "
    closes = end == len(text) or text[end] == " "
    opens = (
        opens or not _cuts(text, start) or (end - start >= _SHORTEST_BEHIND_PROCLITICS and _is_prefixed(text, start))
    )
    return opens and (closes or not _cuts(text, end))


def _is_prefixed(text: str, place: int) -> bool:
    if not "\u05d0" <= text[place] <= "\u06ff":
        return False
    return _PROCLITICS.search(text[max(0, place - _LONGEST_PROCLITICS - 1) : place]) is not None


def _cuts(text: str, place: int) -> bool:
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if before == " " or after == " ":
        return False
    if after.isascii():
        if not after.isalnum() and after not in _JOINING:
            return False
    elif unicodedata.category(after)[0] == "M":
        return True
    if after.isalnum():
        if before.isalnum():
            return not (UNSPACED_LETTER.match(before) or UNSPACED_LETTER.match(after))
        return _goes_on(text, place) and not UNSPACED_LETTER.match(after)
    return before.isalnum() and _goes_on(text, place + 1)


def _goes_on(text: str, place: int) -> bool:
    """Whether the character before `place`, which is neither letter nor digit, joins what stands on its sides."""
    joint, left, right = text[place - 1], text[place - 2 : place - 1], text[place : place + 1]
    if not (left and right):
        return False
    if joint in _JOINERS:
        return left.isalnum() and right.isalnum()
    if joint in _WITHIN_NUMBERS:
        return left.isdigit() and right.isdigit()
    if joint in _APOSTROPHES:
        return left in "nN" and right in "tT" and not text[place + 1 : place + 2].isalnum()
    return unicodedata.category(joint)[0] == "M" and right.isalnum()


def occurrences(words: str, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where `words` stand in `text[start:end]` as whole words, in order; never more tries than the text has words."""
    place = text.find(words, start, end)
    while place >= 0:
        if whole_words(text, place, place + len(words)):
            yield place, place + len(words)
        rest = _REST_OF_WORD.match(text, place)
        place = text.find(words, rest.end() if rest else place + 1, end)
