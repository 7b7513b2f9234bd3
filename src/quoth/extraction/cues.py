"""The words that introduce what somebody says, believes, denies, demands or warns: the cues of PARC and PolNeAR."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Verbs whose object is what is said; each by its stem forms: third person, past, participle are derived below.
_SAYING = """
acknowledge add admit affirm allege announce answer argue ask assert assure believe boast caution claim comment
complain concede
conclude confirm contend counter cry declare describe disclose echo emphasise emphasize estimate expect explain
fear find
forecast hint hope imply indicate inform insist instruct joke know lament maintain mention note observe opine pledge
point portray posit predict proclaim promise propose protest quip reaffirm recall recommend recount reiterate remark
remind repeat reply report respond restate retort reveal say scoff shout signal speculate stipulate state stress
suggest suspect swear tell testify think threaten tweet underline underscore urge view voice vow warn whisper
wonder worry write
"""
# Verbs whose object is whom or what a stance is taken on.
_JUDGING = """
accept accuse agree applaud back blame call condemn criticise criticize decry defend demand denounce deny
disagree dismiss dispute
doubt endorse favour favor hail insist oppose praise refuse refute reject request rule seek slam support
want welcome
"""
_IRREGULAR = {
    "say": ("said",), "tell": ("told",), "think": ("thought",), "write": ("wrote", "written"), "find": ("found",),
    "swear": ("swore", "sworn"), "know": ("knew", "known"), "seek": ("sought",), "forecast": ("forecast",),
}  # fmt: skip
_DOUBLING = {"admit": "admitt", "quip": "quipp", "slam": "slamm"}


def _forms(verb: str) -> dict[str, str]:
    """Each form of the verb with its tense: `base`, `s`, `past` or `ing`."""
    stem = _DOUBLING.get(verb, verb)
    if verb.endswith(("s", "sh", "ch", "x", "z")):
        third = verb + "es"
    elif verb.endswith("y") and verb[-2] not in "aeiou":
        third = verb[:-1] + "ies"
    else:
        third = verb + "s"
    if stem.endswith("e"):
        past, ing = stem + "d", stem[:-1] + "ing"
    elif stem.endswith("y") and stem[-2] not in "aeiou":
        past, ing = stem[:-1] + "ied", stem + "ing"
    else:
        past, ing = stem + "ed", stem + "ing"
    forms = {verb: "base", third: "s", ing: "ing"}
    for form in _IRREGULAR.get(verb, (past,)):
        forms[form] = "past"
    return forms


SAYING = frozenset(_SAYING.split())
JUDGING = frozenset(_JUDGING.split())
FORMS: dict[str, tuple[str, str]] = {
    form: (verb, tense) for verb in sorted(SAYING | JUDGING) for form, tense in _forms(verb).items()
}
"""Form of a cue verb to the verb and its tense."""

DENYING = frozenset({"deny", "refute", "dispute", "reject", "dismiss"})
GUESSING = frozenset(
    {"believe", "expect", "fear", "forecast", "hope", "predict", "speculate", "suspect", "think", "estimate"}
)

_FINITE = frozenset(form for form, (_, tense) in FORMS.items() if tense != "ing")
_PARTICIPLES = frozenset(form for form, (_, tense) in FORMS.items() if tense == "ing")
_AUXILIARIES = frozenset(
    "has have had is are was were also again repeatedly publicly later then further previously recently reportedly "
    "already once now earlier would will does did not never".split()
) | frozenset(f"{verb}n{mark}t" for verb in "did does do has have had would will".split() for mark in "’'")
_MOST_AUXILIARIES = 3
_WORD = re.compile(r"[\w’'-]+")
# The words are looked up one by one before a pattern is tried: with some 350 forms it is slow where it does not match.
_VERB = re.compile(r"(?P<auxiliary>(?:[\w’']+\s+){0,3})(?P<verb>[\w’'-]+)")
_PARTICIPLE = re.compile(r"(?P<verb>[\w’'-]+)")


def finite_verbs(words: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """Each finite cue verb in `words[start:end]` with the auxiliaries and adverbs before it.

    Its groups are `verb` and `auxiliary`, at most three words, each with the white space behind it.
    """
    auxiliaries: list[int] = []  # where those begin that stand in one run before this word
    last = start
    for word in _WORD.finditer(words, start, len(words) if end is None else end):
        lowered = word.group().lower()
        if auxiliaries and not words[last : word.start()].isspace():
            auxiliaries = []
        if lowered in _FINITE:
            match = _VERB.match(words, auxiliaries[0] if auxiliaries else word.start(), word.end())
            assert match is not None
            yield match
            auxiliaries = []
        elif lowered in _AUXILIARIES:
            auxiliaries = [*auxiliaries, word.start()][-_MOST_AUXILIARIES:]
        else:
            auxiliaries = []
        last = word.end()


def has_finite_verb(words: str) -> bool:
    return any(word.lower() in _FINITE for word in _WORD.findall(words))


def participles(words: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """Each participle of a cue verb in `words[start:end]`, its group `verb`."""
    for word in _WORD.finditer(words, start, len(words) if end is None else end):
        if word.group().lower() in _PARTICIPLES:
            match = _PARTICIPLE.match(words, word.start(), word.end())
            assert match is not None
            yield match


_ACCORDING = re.compile(
    r"(?<!\w)(?P<cue>according\s+to|as\s+(?:stated|noted|reported|described|announced|claimed|put)\s+by|in\s+the\s+(?:words|view|opinion)\s+of)\s+",
    re.IGNORECASE,
)
_OF_ACCORDING = tuple("according stated noted reported described announced claimed put words view opinion".split())


def according(words: str) -> Iterator[re.Match[str]]:
    """Each "according to" and its like, its group `cue`."""
    lowered = words.lower()
    return _ACCORDING.finditer(words) if any(word in lowered for word in _OF_ACCORDING) else iter(())
