"""What a stretch of words says that a paraphrase of it must keep: read off once, in one pass, and kept for a while."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from quoth.extraction.english.lexicon import FUNCTION, MODALS, NEGATIONS, PRONOUNS, stem
from quoth.extraction.english.quantities import DATED, NUMERIC, dates, numbers
from quoth.extraction.grounding.normalization import meant

_TOKEN = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*|\d(?:[\d.,]*\d)?")
_DIGIT = re.compile(r"\d")
_KEPT = 2048
"""Stretches whose reading is kept: each claim is asked of by a dozen rules, and its neighbours by the next claim's."""
_REACH = 4
"""Words behind a negation or a modal verb within which stands what it turns."""


@dataclass(frozen=True, slots=True)
class Senses:
    """`words` are lower case with straight apostrophes; places count words. Everything else is by stem.

    `facts` are the words that carry one, each with its place; `names` are capitalised words, with their place (the
    first word counts as one too: who asks decides). A negation and a modal verb come with the stem of what they turn,
    "" where nothing follows.
    """

    words: tuple[str, ...]
    capital: tuple[bool, ...]
    facts: tuple[tuple[int, str], ...]
    stems: frozenset[str]
    names: tuple[tuple[int, str], ...]
    numbers: tuple[tuple[int, float], ...]
    dates: tuple[tuple[int, str], ...]
    negations: tuple[tuple[int, str], ...]
    modals: tuple[tuple[int, str], ...]
    pronouns: int

    def says(self, stem: str) -> bool:
        """Whether a word of this stem, or of one that only an ending tells apart ("Iran", "Iranian"), is among them."""
        if stem in self.stems:
            return True
        if len(stem) < 4:
            return False
        return stem[:4] in self.stems or (len(stem) == 4 and any(other.startswith(stem) for other in self.stems))


@lru_cache(maxsize=_KEPT)
def senses(text: str) -> Senses:
    """The senses of a stretch of text, in time linear in its length.  Never raises."""
    found = _TOKEN.findall(text := meant(text, halves=True))
    words = tuple(" ".join(found).replace("’", "'").lower().split(" ")) if found else ()
    capital = tuple([word[0].isupper() for word in found])
    stems = tuple(map(stem, words))
    told: tuple[tuple[int, int, float], ...] = ()
    if _DIGIT.search(text) is not None or not NUMERIC.isdisjoint(words):
        told = tuple(numbers(words))
    dated = () if DATED.isdisjoint(words) else tuple(dates(words, capital))
    aside = {place for start, stop, _ in told for place in range(start, stop)} | {place for place, _ in dated}
    shortened = "n't" in text or "n’t" in text
    facts = [
        (place, stems[place])
        for place, word in enumerate(words)
        if word not in FUNCTION and len(word) > 1 and not (shortened and word.endswith("n't"))
    ]
    if aside:
        facts = [fact for fact in facts if fact[0] not in aside]
    negations = [place for place, word in enumerate(words) if word in NEGATIONS or (shortened and word.endswith("n't"))]
    modals = () if MODALS.keys().isdisjoint(words) else [place for place, word in enumerate(words) if word in MODALS]
    return Senses(
        words=words,
        capital=capital,
        facts=tuple(facts),
        stems=frozenset(stems),
        names=tuple((place, each) for place, each in facts if capital[place] and not words[place].startswith("i'")),
        numbers=tuple((start, value) for start, _, value in told),
        dates=dated,
        negations=tuple((place, _turned(words, stems, place)) for place in negations),
        modals=tuple((place, _turned(words, stems, place)) for place in modals if not capital[place] or not place),
        pronouns=0 if PRONOUNS.isdisjoint(words) else sum(word in PRONOUNS for word in words),
    )


def _turned(words: tuple[str, ...], stems: tuple[str, ...], place: int) -> str:
    """The stem of the first word behind `place` that carries a fact."""
    for near in range(place + 1, min(place + 1 + _REACH, len(words))):
        if words[near] not in FUNCTION and words[near] not in NEGATIONS:
            return stems[near]
    return ""
