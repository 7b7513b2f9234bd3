"""Tells headlines and subheadings from prose among a text's paragraphs.

A heading says nothing for anybody, so prose taken for one would be lost: in doubt a paragraph is prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from quoth.articles.layout import says_more_than_a_heading

_MARKDOWN = re.compile(r"#{1,6} +\S")
_ITEM = re.compile(r"(?:[•▪‣◦●·*–—-]|\(?(?:\d{1,3}|[a-z])[.)])\s")
_ENDS = tuple(".!?…:;,。！？｡؟۔।–—-")
_CLOSERS = "\"'”’»)]」』"
_QUESTION = re.compile(r"[^.!?…。？]*\?[’']?")
_ASKED_IN_PROSE = re.compile(
    r"[A-Z .-]{2,}:|(?:But|And|So|Or|Yet|Then|Now|Well|Also)\b|.*\b(?:he|she|they|says?|said|asked|asks)\b"
)
_SPEAKS = re.compile(r"(?:I|We|He|She|They|It|You)(?:[’'](?:m|re|s|ve|d|ll))? .*")
_SPEECH = re.compile(r"[“\"][^“”\"]*[”\"](?:$| ?[–—―-])")
"""A quotation, alone or with its speaker after a dash."""
_SMALL_LETTERS = re.compile("[a-z]+")
_LETTERS = re.compile(r"(?<!\w)[^\W\d_][\w'’-]*")
_SMALL_WORDS = frozenset(
    {
        "a",
        "an",
        "the",
        "and",
        "or",
        "but",
        "nor",
        "of",
        "in",
        "on",
        "at",
        "to",
        "by",
        "for",
        "as",
        "vs",
        "v",
        "up",
        "if",
        "is",
        "de",
        "la",
        "le",
        "du",
        "al",
        "el",
        "s",
        "t",
    }
)
"""That a headline with capitals leaves small; a short verb such as `met` in lower case makes prose of it."""
_LONGEST = {"headline": 25, "subheading": 14, "question": 12}
"""In words."""
_LONGEST_UNSPACED = 40
"""In characters, for a script without spaces or capitals."""
_LONGEST_RUN = 3


def headings(paragraphs: Sequence[str], kinds: Sequence[str | None]) -> list[bool]:
    """Which paragraphs are headlines or subheadings; `kinds` names those that are furniture.

    `paragraphs` are given with white space collapsed to single spaces.
    """
    found = [False] * len(paragraphs)
    body = [number for number, kind in enumerate(kinds) if kind is None]
    listed = False  # a list after a colon is what the article says
    for place, number in enumerate(body[:-1]):
        words = paragraphs[number]
        found[number] = not listed and _is_heading(words, place == 0)
        listed = words.endswith((":", "：")) or (listed and not _ends(words))
    _drop_runs(found, body)
    _drop_unpunctuated(paragraphs, found, body)
    return found


def _is_heading(words: str, first: bool) -> bool:
    if len(words) > 250 or not any(character.isalpha() for character in words):
        return False
    if _MARKDOWN.match(words):
        return True
    if says_more_than_a_heading(words):
        return False
    asks = words.endswith(("?", "?’", "?'"))
    if not first and not asks and _ends(words):  # most of all prose: the quick answer goes before the slow ones
        return False
    if _ITEM.match(words) or _SPEECH.match(words):
        return False
    size = len(words.split())
    if len(words) > _LONGEST_UNSPACED and _is_unspaced(words):
        return False
    if first and size <= _LONGEST["headline"] and (words.endswith((";", "?")) or _is_title_case(words)):
        return words[0] not in '“"'
    if asks:
        asked = _QUESTION.fullmatch(words) and not _ASKED_IN_PROSE.match(words) and words[0].isupper()
        return bool(asked) and size <= _LONGEST["question"]
    if _ends(words) or words[0].islower() or _SPEAKS.match(words):
        return False
    return size <= _LONGEST["headline" if first else "subheading"]


def _ends(words: str) -> bool:
    """Whether the words end as a sentence or a clause does, closing marks left aside."""
    return words.rstrip(_CLOSERS).endswith(_ENDS)


def _is_unspaced(words: str) -> bool:
    least = len(words) / 4
    if sum(map(len, _SMALL_LETTERS.findall(words))) >= least:  # nearly always, and quicker than letter by letter
        return False
    return sum(character.islower() or character.isupper() for character in words) < least


def _is_title_case(words: str) -> bool:
    """Whether nearly every longer word has a capital, as in a headline that ends in a full stop."""
    found = _LETTERS.findall(words)
    if any(len(word) <= 3 and word.islower() and word not in _SMALL_WORDS for word in found):
        return False
    longer = [word for word in found if len(word) > 3]
    return len(longer) > 2 and sum(word[0].isupper() for word in longer) >= 0.85 * len(longer)


def _drop_runs(found: list[bool], body: Sequence[int]) -> None:
    """Many short paragraphs on end are verse, posts or a list: what the article says, not its headings."""
    run: list[int] = []
    for number in [*body, None]:
        if number is not None and found[number]:
            run.append(number)
            continue
        if len(run) > _LONGEST_RUN:
            for heading in run:
                found[heading] = False
        run = []


def _drop_unpunctuated(paragraphs: Sequence[str], found: list[bool], body: Sequence[int]) -> None:
    """A text most of whose paragraphs look like headings is one written without full stops."""
    marked = [number for number in body if found[number] and not _MARKDOWN.match(paragraphs[number])]
    if len(body) >= 4 and len(marked) > len(body) / 2:
        for number in marked:
            found[number] = False
