"""Whether a form of a cue verb is one where it stands: no noun, no infinitive, no relative clause and no passive.

What stands before a verb is looked up by its last word, never searched for from the start of the sentence.
"""

from __future__ import annotations

import re

from quoth.extraction.attribution.cue_finder import Cue
from quoth.extraction.english.cue_verbs import SAYING

_NOT_FOLLOWED_BY = re.compile(
    r"\s+(?:by\b(?!\s+(?:(?:tele)?phone|(?:e-?mail|letter|video|radio|text))\b)|to\s+have\b|to\s+be\b|as\s+an?\b|of\b)"
)
_THAT = re.compile(r"\s+that\b")
_ADVERBIAL_FOLLOWS = re.compile(r"\s+(?:to|in|on|with|for|at)\b")
_CLAUSE = re.compile(
    r"\s*(?:,?\s*[“\"]|that\b|[A-Z]|(?:he|she|it|they|we|there|his|her|its|their|the|an?|this|these|those|no|any)\b)"
)
_NOUNY = frozenset(
    "answer blame call claim comment complain cry demand doubt estimate favor favour fear find forecast hint hope note "
    "pledge point promise quip reply report request rule state stress support tweet view voice "
    "vow want welcome wonder worry repeat signal whisper write air".split()
)
_UNSPOKEN = frozenset("who which that what to whom is are was were be been being as widely".split())
_WHAT = re.compile(r"\bwhat\s+(?:\S+\s+){1,3}$", re.IGNORECASE)
_DETERMINERS = frozenset("the an a its their his her such of in any newly so".split())
_BEFORE_NOUN = frozenset(
    "the a an this that these those its his her their our my your any some no such all new of in on for with to own "
    "more many several other".split()
)
_PLURAL = re.compile(
    r"(?:[^s’']s|\b(?:they|we|I|some|many|others|people|police|most|both)|\band\s[A-Z]\S+)\s+$", re.IGNORECASE
)
_SEVERAL = re.compile(r"\b(?:some|many|most|others|analysts|officials)\b", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\b", re.IGNORECASE)
_ABBREVIATION = re.compile(r"\b[A-Z]{2,}\s+\Z")
"""Before a verb: "WHO said", "US says", which are no "who" and no "us"."""
_LAST_WORD = re.compile(r"\w+\Z")
_LONE_S = re.compile(r"\bs’\Z", re.IGNORECASE)
_LONGEST_LOOKED_UP = 16
"""Characters: longer than any word that is looked up before a verb."""


def attributes(words: str, cue: Cue) -> bool:
    """Whether the form `cue` is a finite verb in the sentence `words` that can say what somebody says."""
    before = words[: cue.start]
    last = "" if _ABBREVIATION.search(before) else _last_word(before)
    auxiliary = words[cue.start : cue.verb_start]
    if _NOT_FOLLOWED_BY.match(words, cue.end) or last in _UNSPOKEN:
        return False
    if "what" in before.lower() and _WHAT.search(before):
        return False
    if cue.form in ("known", "written", "echoed") and not auxiliary:
        return False
    if cue.tense == "base" and _THAT.match(words, cue.end):
        return True
    if auxiliary:
        return cue.tense != "past" or _PASSIVE.search(auxiliary) is None
    if cue.tense == "past":
        return last not in _DETERMINERS and (cue.verb in SAYING or _ADVERBIAL_FOLLOWS.match(words, cue.end) is None)
    return _is_present(words, cue, before, last)


def _is_present(words: str, cue: Cue, before: str, last: str) -> bool:
    """The same for "say" and "says" without an auxiliary, which may be nouns as well."""
    if last in _BEFORE_NOUN or _possessive(before):
        return False
    clause_follows = _CLAUSE.match(words, cue.end) is not None
    if cue.tense == "base" and _PLURAL.search(_last_two(before)) is None:
        return clause_follows and cue.verb not in _NOUNY and _SEVERAL.search(before) is not None
    return cue.verb not in _NOUNY or clause_follows


def _last_word(before: str) -> str:
    """The word before the white space that ends `before`, in lower case; empty where there is none."""
    bare = before.rstrip()
    if not bare or len(bare) == len(before):
        return ""
    word = bare[-_LONGEST_LOOKED_UP:].split()[-1]
    if not word.isalpha():
        found = _LAST_WORD.search(word)
        word = found.group() if found is not None else ""
    return word.lower()


def _last_two(before: str) -> str:
    """The last two words with the white space around them, or all of it where there are no more."""
    parts = before.rsplit(None, 2)
    return before[len(parts[0]) :] if len(parts) == 3 else before


def _possessive(before: str) -> bool:
    """Whether an owner stands before the space that ends `before`: "Karsk’s", or "s’" by itself."""
    bare = before.rstrip()
    return len(bare) < len(before) and (bare.lower().endswith(("’s", "'s")) or _LONE_S.search(bare[-3:]) is not None)
