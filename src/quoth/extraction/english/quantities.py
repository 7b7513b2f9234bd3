"""The numbers and dates that words tell: "two", "2", "1.5 million" and "1,500,000" are compared by what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_UNITS = {
    **{
        word: number
        for number, word in enumerate(
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen".split(),
            start=1,
        )
    },
    **{
        word: 10 * number
        for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
    },
}
_ORDINALS = {
    word: number
    for number, word in enumerate(
        "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=3
    )
}
_SCALES = {"hundred": 1e2, "dozen": 12.0, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "billion": 1e9}
_SCALES |= {"bn": 1e9, "trillion": 1e12}
_SHARES = {"half": 0.5, "quarter": 0.25}
_A = ("a",)
_LONGEST_FIGURE = 30
"""Characters; a longer run of digits is no number that an article tells."""
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH_OF = {
    **{month: month for month in _MONTHS},
    **{month[:3]: month for month in _MONTHS if month not in ("march", "may", "june", "july")},
    "sept": "september",
}
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_RELATIVE = frozenset("today tomorrow yesterday tonight".split())
_SEASONS = frozenset("summer winter autumn".split())
_BEFORE_MAY = frozenset("in of on by until since early late last next mid before after this from during to".split())


NUMERIC = frozenset((*_UNITS, *_ORDINALS, *_SCALES, *_SHARES))
"""The words one of which stands in every number that is spelled out."""
DATED = frozenset((*_MONTH_OF, *_DAYS, *_RELATIVE, *_SEASONS))
"""One of these is in every date; a year is a number."""


def numbers(words: tuple[str, ...]) -> Iterator[tuple[int, int, float]]:
    """Each number that lower-case words tell: places of its first word and past its last, and its value.

    "two hundred and fifty", "1.5 million" and "14,000" are one number each; "one" alone is none, being a pronoun too.
    Never raises.
    """
    place = 0
    while place < len(words):
        start, value, place = place, *_number(words, place)
        if value is not None and not (value == 1 and words[start] == "one"):
            yield start, place, value


def _number(words: tuple[str, ...], place: int) -> tuple[float | None, int]:
    """The number that begins at `place`, or None, and the place after it."""
    total, part = 0.0, _simple(words[place])
    if part is None:
        scale = _SCALES.get(words[place])  # "a hundred", "a dozen"
        if scale is None or place == 0 or words[place - 1] not in ("a", "several", "few", "half"):
            return None, place + 1
        part = 0.5 if words[place - 1] == "half" else 1.0
        place -= 1
    place += 1
    if part == _SHARES["half"] and words[place : place + 1] == _A:  # "half a million"
        place += words[place + 1 : place + 2] != () and words[place + 1] in _SCALES
    while place < len(words):
        scale, more = _SCALES.get(words[place]), _UNITS.get(words[place])
        if scale is not None:
            part *= scale
            if scale >= 1e3:
                total, part = total + part, 0.0
        elif more is not None and (_takes_units(total + part, more)):
            part += more
        elif not (words[place] == "and" and total + part >= 100 and _follows(words, place + 1)):
            break
        place += 1
    return total + part, place


def _takes_units(so_far: float, more: int) -> bool:
    """Whether a spelled number goes on: "twenty three", "two hundred ten"; not "three five"."""
    return (so_far >= 100 and so_far % 100 == 0) or (so_far % 100 >= 20 and so_far % 10 == 0 and more < 10)


def _follows(words: tuple[str, ...], place: int) -> bool:
    return place < len(words) and words[place] in _UNITS


def _simple(word: str) -> float | None:
    if word[0].isdigit():
        try:
            return float(word.replace(",", "")) if len(word) <= _LONGEST_FIGURE and word.isascii() else None
        except ValueError:  # "1.2.3"
            return None
    return _UNITS.get(word, _ORDINALS.get(word, _SHARES.get(word)))


def dates(words: tuple[str, ...], capital: Sequence[bool]) -> Iterator[tuple[int, str]]:
    """Each weekday, month, season and "tomorrow", with its place; `capital` says which words open with a capital."""
    for place, word in enumerate(words):
        if word in _DAYS or word in _RELATIVE or word in _SEASONS:
            yield place, word
        elif word in _MONTH_OF and capital[place]:
            near = (words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else "")
            dated = near[0] in _BEFORE_MAY or any(each[:1].isdigit() for each in near)
            if word not in ("may", "march") or dated:
                yield place, _MONTH_OF[word]
