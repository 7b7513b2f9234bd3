"""A sentence as a simple reader hears it: its reporting verb, its names, what stands in quotation marks.

Uses none of Quoth's own reading, so that runs of two versions get the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

VERBS = """
said says told tells added adds warned warns denied denies called calls insisted insists announced claimed claims
argued promised promises vowed demanded demands rejected rejects accused condemned welcomed urged believes hopes
expects admitted confirmed stressed declared predicted threatened threatens refused refuses agreed asked wrote
reported noted explained
""".split()
LONGEST_NAME = 80
_TAILS = ("", ",", ".", ":", ";", "”", '"', ",”", ".”")
_CUES = {verb + tail: verb for verb in VERBS for tail in _TAILS}
_CUE_WORDS = frozenset(_CUES)
_CONDITIONAL = ("if", "unless", "until")
_CONDITIONAL_WORDS = frozenset(
    opening + form for word in _CONDITIONAL for form in (word, word.capitalize()) for opening in ("", "“", '"')
)
_NAME = re.compile(r"[A-ZÀ-Þ][\w’'-]+(?: (?:(?:of|the|de|al|bin|van) )?[A-ZÀ-Þ][\w’'-]+)*")
_NO_NAME = frozenset(
    """A After All Although An And Any As At Before But By Each For From He Her His How However I If In Instead It Its
    Last Later Many Meanwhile Most No Nobody None Not On One Only Or Our Several She Since So Some That The Their Then
    There These They This Those Three Two Under Unless Until We What When Where Which While Who With Yet You Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September
    October November December""".split()
)
_OPENING = re.compile(rf"(?:{'|'.join(sorted(_NO_NAME))})(?: (?:of |the )?|$)")
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]?")
_FURTHEST = 60
"""Characters between a verb and the name of the one who speaks."""
_NO_NOUNS = frozenset("he she it they who had has have and was were also not".split())
_COUNTS = frozenset("two three several some many senior local".split())


class HeardSentence:
    """One sentence. `cue` is its first reporting verb as it stands there, `verb` the verb itself."""

    __slots__ = ("_names", "cue", "is_quoted", "text", "verb", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = text.split()
        self.cue: str | None = None
        if not _CUE_WORDS.isdisjoint(self.words):
            self.cue = next(word for word in self.words if word in _CUE_WORDS)
        self.verb = _CUES[self.cue] if self.cue else None
        self.is_quoted = "“" in text or '"' in text or "”" in text
        self._names: list[tuple[str, int, int]] | None = None

    @property
    def is_conditional(self) -> bool:
        return not _CONDITIONAL_WORDS.isdisjoint(self.words)

    def names(self) -> list[tuple[str, int, int]]:
        """Runs of capitalised words and their offsets, without an opening word that is no name."""
        if self._names is None:
            self._names = list(_names(self.text))
        return self._names

    def speaker(self) -> str | None:
        """The name outside quotation marks nearest to the verb, else the noun before it; None without a verb."""
        if self.cue is None:
            return None
        place, best, nearest = self.text.index(self.cue), None, _FURTHEST
        quotations = self._quotations()
        for name, start, end in self.names():
            distance = place - end if end <= place else start - place
            if distance < nearest and not any(opening < start < closing for opening, closing in quotations):
                best, nearest = name, distance
        return best or self._noun_before(self.words.index(self.cue))

    def longest_quotation(self) -> str:
        """Without its marks; empty where there is none."""
        quoted = (self.text[start:end].strip(' ,.“”"') for start, end in self._quotations())
        return max(quoted, key=len, default="")

    def _quotations(self) -> list[tuple[int, int]]:
        """Offsets of what stands in quotation marks, with the marks."""
        return [match.span() for match in _QUOTED.finditer(self.text)] if self.is_quoted else []

    def _noun_before(self, cue: int) -> str | None:
        """As in "two diplomats said"."""
        before = [word.strip('“”",.;:') for word in self.words[max(0, cue - 2) : cue]]
        if not before or not before[-1].endswith("s") or before[-1].lower() in _NO_NOUNS:
            return None
        return " ".join(before) if before[0].lower() in _COUNTS else before[-1]


def _names(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _NAME.finditer(text):
        name, (start, end) = match.group(), match.span()
        while name and (opening := _OPENING.match(name)):
            name, start = name[opening.end() :], start + opening.end()
        if name:
            yield name[:LONGEST_NAME], start, end
