"""Words broken in one place: a negation put in or taken out, a number, a date or a name exchanged for another."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from quoth.extraction.actors.kinds import kind_of
from quoth.extraction.actors.names import same_actor


@dataclass(frozen=True)
class Edit:
    """The broken words; `start:end` is the place in the unbroken ones that was exchanged, empty for an insertion."""

    words: str
    start: int
    end: int


_AUXILIARY = "will|would|shall|should|may|might|could|can|must|is|are|was|were|has|have|had|does|did|do"
_TAKEN_OUT: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        (r"\bcannot\b", "can"),
        (r"\bcan[’']t\b", "can"),
        (r"\bwon[’']t\b", "will"),
        (r"(?<=do|es|id|is|re|as|ld|ve|ad)n[’']t\b", ""),
        (r"\s+not\b(?!\s+only)", ""),
        (r"\bnever\s+", ""),
        (r"\bno\s+(?!longer|matter)", "some "),
        (r"\bnobody\b", "everybody"),
        (r"\bnothing\b", "everything"),
        (r"\bwithout\b", "with"),
    )
)
_PUT_IN = re.compile(rf"\b(?:{_AUXILIARY})\b(?!\s+(?:not|never|no)\b|[’'])", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d.,:])(?:19|20)\d\d(?![\d:]|[.,]\d)")
_DIGITS = re.compile(r"(?<![\w:.,])\d(?:[\d.,]*\d)?(?!\w|:\d)")
_COUNTS = "two three four five six seven eight nine ten eleven twelve".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = "hundred thousand million billion".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April June July August September October November December".split()
_TIMES = "today tomorrow yesterday tonight".split()
_FEASTS = "Easter Christmas".split()


def negations(words: str, chance: random.Random) -> Iterator[Edit]:
    """Every negation taken out, then one put in after every auxiliary."""
    for pattern, instead in _TAKEN_OUT:
        for found in pattern.finditer(words):
            yield Edit(words[: found.start()] + instead + words[found.end() :], found.start(), found.end())
    for found in _PUT_IN.finditer(words):
        yield Edit(f"{words[: found.end()]} not{words[found.end() :]}", found.end(), found.end())


def denials(words: str, chance: random.Random) -> Iterator[Edit]:
    """The same, and where no place can be found the whole denied."""
    found = list(negations(words, chance))
    yield from found or [Edit(f"It is not true that {words[:1].lower()}{words[1:]}", 0, 0)]


def numbers(words: str, chance: random.Random) -> Iterator[Edit]:
    """Every number in digits with another first digit, every number word exchanged for one of its like."""
    years = {found.span() for found in _YEAR.finditer(words)}
    for found in _DIGITS.finditer(words):
        if found.span() not in years:
            digit = chance.choice([each for each in "123456789" if each != found.group()[0]])
            yield Edit(words[: found.start()] + digit + words[found.start() + 1 :], *found.span())
    for like in (_COUNTS, _TENS, _SCALES):
        yield from _exchanged(words, like, chance)


def dates(words: str, chance: random.Random) -> Iterator[Edit]:
    """Every year, weekday, month, feast and day told from today exchanged for another."""
    for found in _YEAR.finditer(words):
        other = str(int(found.group()) + chance.choice([-2, -1, 1, 2]))
        yield Edit(words[: found.start()] + other + words[found.end() :], *found.span())
    for like in (_DAYS, _MONTHS, _TIMES, _FEASTS):
        yield from _exchanged(words, like, chance)


def _exchanged(words: str, like: Sequence[str], chance: random.Random) -> Iterator[Edit]:
    for found in re.finditer(rf"\b(?:{'|'.join(like)})\b", words):
        other = chance.choice([each for each in like if each != found.group()])
        yield Edit(words[: found.start()] + other + words[found.end() :], *found.span())


def names(words: str, chance: random.Random, known: Sequence[str]) -> Iterator[Edit]:
    """Every name of `known` exchanged for another of them, one of its kind where there is one."""
    if not known:
        return
    listed = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    for found in re.finditer(rf"(?<!\w)(?:{listed})(?!\w)", words):
        name = found.group()
        others = [each for each in known if not same_actor(each, name) and each not in words]
        alike = [each for each in others if kind_of(each) == kind_of(name)]
        if others:
            other = chance.choice(alike or others)
            yield Edit(words[: found.start()] + other + words[found.end() :], *found.span())


Editor = Callable[[str, random.Random], Iterator[Edit]]
