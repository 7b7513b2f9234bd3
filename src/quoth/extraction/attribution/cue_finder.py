"""Where a text has the cues of `cues.py`: verbs with the auxiliaries and adverbs before them, and "according to".

Words are looked up in a set, never searched for: a pattern of six hundred verbs takes ten times as long.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from quoth.extraction.english.cue_verbs import ACCORDING, AUXILIARIES, FORMS, NAMING_SOURCE

_RUN = re.compile(r"[\w’'-]+")
"""A word as cues count words: "well-known" and "didn’t" are one each."""
_LAST_RUN = re.compile(r"[\w’'-]+\Z")
_FINITE = frozenset(form for form, (_, tense) in FORMS.items() if tense != "ing")
_PARTICIPLES = frozenset(FORMS) - _FINITE
_CUE_WORDS = frozenset(FORMS) | NAMING_SOURCE
_ACCORDING = "according"
_MOST_AUXILIARIES = 3
_LONGEST_LOOKED_UP = 1 + max(map(len, AUXILIARIES))


class Cue(NamedTuple):
    """A form of a cue verb in a text: `text[start:end]`, its auxiliaries and adverbs in `text[start:verb_start]`."""

    start: int
    verb_start: int
    end: int
    form: str
    verb: str
    tense: str


def cue_words(text: str) -> AbstractSet[str]:
    """The words of the text, in lower case, that can be part of a cue; none where there is no cue."""
    lowered = text.lower()
    found = _CUE_WORDS.intersection(_RUN.findall(lowered))
    return found | {_ACCORDING} if _ACCORDING in lowered else found


def has_finite_cue(text: str) -> bool:
    return not _FINITE.isdisjoint(_RUN.findall(text.lower()))


def has_participle(text: str) -> bool:
    return not _PARTICIPLES.isdisjoint(_RUN.findall(text.lower()))


def cues(text: str, words: AbstractSet[str]) -> list[Cue]:
    """Every form of a cue verb, finite ones and participles, in order; `words` are the text's `cue_words`."""
    lowered = _lowered(text)
    found: list[Cue] = []
    for form in words:
        if form not in FORMS:
            continue
        verb, tense = FORMS[form]
        place = lowered.find(form)
        while place >= 0:
            end = place + len(form)
            if not (_in_word(lowered[place - 1 : place]) or _in_word(lowered[end : end + 1])):
                start = place if tense == "ing" else _auxiliaries_start(lowered, place)
                found.append(Cue(start, place, end, form, verb, tense))
            place = lowered.find(form, end)
    return sorted(found)


def finite_cues(text: str) -> list[Cue]:
    """The forms of cue verbs in the text that are no participles, in order."""
    return cues(text, _FINITE.intersection(_RUN.findall(text.lower())))


def according(text: str, words: AbstractSet[str]) -> list[re.Match[str]]:
    """Every "according to" and its like, group `cue`; `words` are the text's `cue_words`."""
    possible = _ACCORDING in words or not NAMING_SOURCE.isdisjoint(words)
    return list(ACCORDING.finditer(text)) if possible else []


def _lowered(text: str) -> str:
    """The text in lower case, as long as before: the few letters whose small form is longer stay as they are."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def _in_word(character: str) -> bool:
    return character.isalnum() or (character != "" and character in "_’'-")


def _auxiliaries_start(lowered: str, verb_start: int) -> int:
    """Where the auxiliaries and adverbs begin that lead up to the verb; the verb's own start where there are none."""
    start = verb_start
    for _ in range(_MOST_AUXILIARIES):
        before = lowered[:start].rstrip()
        last = _LAST_RUN.search(before, max(0, len(before) - _LONGEST_LOOKED_UP))
        if len(before) == start or last is None or last.group() not in AUXILIARIES:
            break
        start = last.start()
    return start
