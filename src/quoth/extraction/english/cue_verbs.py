"""The words that introduce what somebody says, believes, denies, demands or warns: the cues of PARC and PolNeAR."""

from __future__ import annotations

import re

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

AUXILIARIES = frozenset(
    "has have had is are was were also again repeatedly publicly later then further previously recently reportedly "
    "already once now earlier would will does did not never".split()
) | frozenset(
    f"{verb}n{mark}t" for verb in ("did", "does", "do", "has", "have", "had", "would", "will") for mark in "’'"
)
"""Words that stand between a subject and its finite cue verb and belong to the cue."""

ACCORDING = re.compile(
    r"(?<!\w)(?P<cue>according\s+to|as\s+(?:stated|noted|reported|described|announced|claimed|put)\s+by|in\s+the\s+(?:words|view|opinion)\s+of)\s+",
    re.IGNORECASE,
)
NAMING_SOURCE = frozenset("stated noted reported described announced claimed put words view opinion".split())
"""One of these is in every match of ACCORDING that has no "according"."""
