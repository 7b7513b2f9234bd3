"""Where a text has the cues of `cues.py`: verbs with the auxiliaries and adverbs before them, and "according to"."""

from __future__ import annotations

import re
from typing import NamedTuple

from quoth.extraction.cues import ACCORDING, AUXILIARIES, FORMS, NAMING_SOURCE

_RUN = re.compile(r"[\w’'-]+")
"""A word as cues count words: "well-known" and "didn’t" are one each."""
_FINITE = frozenset(form for form, (_, tense) in FORMS.items() if tense != "ing")
_CUE_WORDS = frozenset(FORMS) | NAMING_SOURCE
_MOST_AUXILIARIES = 3


class Cue(NamedTuple):
    """A form of a cue verb in a text: `text[start:end]`, its auxiliaries and adverbs in `text[start:verb_start]`."""

    start: int
    verb_start: int
    end: int
    form: str
    verb: str
    tense: str


def may_attribute(text: str) -> bool:
    """Whether any word of the text can be part of a cue: quick, and True for whatever has one."""
    lowered = text.lower()
    return not _CUE_WORDS.isdisjoint(_RUN.findall(lowered)) or "according" in lowered


def has_finite_cue(text: str) -> bool:
    return not _FINITE.isdisjoint(_RUN.findall(text.lower()))


def cues(text: str) -> list[Cue]:
    """Every form of a cue verb, finite ones and participles, in order; words are looked up, not searched for."""
    found: list[Cue] = []
    auxiliaries: list[int] = []  # where the words begin that lead up to the next word
    last = 0
    for run in _RUN.finditer(text):
        start, end = run.span()
        word = run.group().lower()
        if auxiliaries and not text[last:start].isspace():
            auxiliaries = []
        last = end
        if word in AUXILIARIES:
            auxiliaries.append(start)
            continue
        form = FORMS.get(word)
        if form is not None:
            verb, tense = form
            leading = auxiliaries[-_MOST_AUXILIARIES:] if tense != "ing" else ()
            found.append(Cue(leading[0] if leading else start, start, end, word, verb, tense))
        auxiliaries = []
    return found


def finite_cues(text: str) -> list[Cue]:
    """The same without participles."""
    return [cue for cue in cues(text) if cue.tense != "ing"] if has_finite_cue(text) else []


def according(text: str) -> list[re.Match[str]]:
    """Every "according to" and its like, group `cue`."""
    lowered = text.lower()
    possible = "according" in lowered or not NAMING_SOURCE.isdisjoint(_RUN.findall(lowered))
    return list(ACCORDING.finditer(text)) if possible else []
