"""Whether words are nothing but when and where: "on Monday at the airport", which may close "CONTENT, SOURCE said"."""

from __future__ import annotations

import re

_ADVERB = r"(?:early|late|earlier|later|again|also|here|publicly|recently|separately|today|yesterday)\b"
_PREPOSITION = r"(?:on|in|at|during|by|after|before|from|over|to|of|via)\s+"
_LAST = r"(?:last|this)\s+"
_BEGINS = re.compile(rf"\s*,?\s*(?:{_ADVERB}|{_PREPOSITION}|{_LAST})|\s*[.,]?\s*\Z")
_ONLY_WORDS = re.compile(r"[\w’'.,\s-]*")
_PHRASE = re.compile(rf"(?={_ADVERB}|(?P<preposition>{_PREPOSITION})|(?P<last>{_LAST}))")
_ADVERB_HERE = re.compile(_ADVERB)
_SIX_WORDS = re.compile(r"(?:[\w’'.-]+\s*+){1,6}+")
_WORD = re.compile(r"\w+")


def is_time_or_place(words: str) -> bool:
    """Whether the words are a run of adverbs, "last week" and prepositions with one to six words, or nothing.

    A comma may stand before each and a full stop at the end.  A word that ends as a preposition does ("Boston") counts
    for both.  Takes time linear in the words: it notes where a phrase may end instead of trying every way to cut them.
    """
    if _BEGINS.match(words) is None or _ONLY_WORDS.fullmatch(words) is None:
        return False
    may_end = bytearray(len(words) + 1)
    may_end[0] = 1
    for phrase in _PHRASE.finditer(words):
        start = phrase.start()
        if 1 not in may_end[_without(",", words, start) : start + 1]:
            continue
        first, last = _ends(words, phrase)
        may_end[first : last + 1] = b"\x01" * (last + 1 - first)
    return 1 in may_end[_without(".,", words, len(words)) :]


def _without(marks: str, words: str, end: int) -> int:
    """`end` before the white space, and at most one of the marks, that stands before it."""
    left = len(words[:end].rstrip())
    return len(words[: left - 1].rstrip()) if left and words[left - 1] in marks else left


def _ends(words: str, phrase: re.Match[str]) -> tuple[int, int]:
    """The first and the last place where the phrase that begins here may end; each between them is one too."""
    if phrase["preposition"] is not None:
        place, body = phrase.end("preposition"), _SIX_WORDS
    elif phrase["last"] is not None:
        place, body = phrase.end("last"), _WORD
    else:
        adverb = _ADVERB_HERE.match(words, phrase.start())
        end = adverb.end() if adverb is not None else phrase.start()
        return end, end
    found = body.match(words, place)
    return (place + 1, found.end()) if found is not None else (place + 1, place)
