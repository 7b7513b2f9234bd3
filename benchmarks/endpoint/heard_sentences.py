"""A sentence as a simple reader hears it: its reporting verb, its names, what stands in quotation marks.

Uses none of Quoth's own reading, so that runs of two versions get the same answers: the verbs and what makes a name are
those of the echo that every score is held against.
"""

from __future__ import annotations

import re

from quoth.evals.echo import VERBS, names

_TAILS = ("", ",", ".", ":", ";", "”", '"', ",”", ".”")
_CUES = {verb + tail: verb for verb in VERBS for tail in _TAILS}
_CUE_WORDS = frozenset(_CUES)
_CONDITIONAL = ("if", "unless", "until")
_CONDITIONAL_WORDS = frozenset(
    opening + form for word in _CONDITIONAL for form in (word, word.capitalize()) for opening in ("", "“", '"')
)
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
            self._names = list(names(self.text))
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
