"""A paraphrase beside the words that it paraphrases: what only one of the two says, and what stands in whose place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from quoth.extraction.drafts import ClaimDraft
from quoth.extraction.reading import Reading
from quoth.extraction.senses import Senses, senses
from quoth.extraction.speakers import LONGEST_SENTENCE
from quoth.extraction.word_senses import TITLES, stem

_WORD = re.compile(r"[^\W\d_]+")
_NOTHING = senses("")


def compared(draft: ClaimDraft) -> tuple[Senses, Senses]:
    """The paraphrase and what it is held against; both empty where there is none or the text is no sentence."""
    said = draft.item.says
    words = " ".join(([draft.cue.text] if draft.cue is not None else []) + [span.text for span in draft.content])
    if not said or len(said) > LONGEST_SENTENCE or len(words) > LONGEST_SENTENCE:
        return _NOTHING, _NOTHING
    return senses(said), senses(words)


class Near:
    """The sentence, its neighbours, the source's names and what stands over the article."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Senses]) -> None:
        self.parts = parts

    def says(self, word: str) -> bool:
        return any(part.says(word) for part in self.parts)

    def tells(self, value: float) -> bool:
        return any(value == each for part in self.parts for _, each in part.numbers)

    def dated(self, day: str) -> bool:
        return any(day == each for part in self.parts for _, each in part.dates)

    def abbreviates(self, word: str) -> bool:
        """Whether the letters of the word are the first of names that follow one another: "UN"."""
        return len(word) < 6 and any(
            word in "".join(each[0] if capital else " " for each, capital in zip(part.words, part.capital, strict=True))
            for part in self.parts
        )


def near_to(draft: ClaimDraft, reading: Reading) -> Near:
    assert draft.sentence is not None
    text = reading.article.text
    sentences = reading.sentences[max(0, draft.sentence - 1) : draft.sentence + 2]
    words = [text[each.start : each.end] for each in sentences if each.end - each.start <= LONGEST_SENTENCE]
    article = reading.article
    over = [article.title, article.publisher, article.published]
    over += [draft.source.name if draft.source else None, draft.voice.phrase if draft.voice else None]
    return Near([senses(each) for each in [*words, " ; ".join(each for each in over if each)]])


def names_only_in(one: Senses, other: Senses, reading: Reading) -> list[tuple[int, str]]:
    """The names of the one, with their places, that the other has not."""
    found = []
    for place, each in one.names:
        word = one.words[place]
        if other.says(each) or word in TITLES:
            continue
        bare = word.removesuffix("'s")
        opens = place == 0 or not one.capital[place - 1]
        if place == 0 and opens and (bare in reading.article.text or bare.capitalize() not in reading.article.text):
            continue  # a sentence's first word has its capital from there
        found.append((place, each))
    return found


def in_the_same_place(one: Senses, place: int, other: Senses, spot: int) -> bool:
    """Whether the run of names around `place` has a neighbour that the run around `spot` has on the same side."""
    before, after = _around(one, place)
    other_before, other_after = _around(other, spot)
    return bool(before and before == other_before) or bool(after and after == other_after)


def _around(some: Senses, place: int) -> tuple[str, str]:
    start, stop = place, place + 1
    while start > 0 and some.capital[start - 1]:
        start -= 1
    while stop < len(some.words) and some.capital[stop]:
        stop += 1
    return some.words[start - 1] if start else "", some.words[stop] if stop < len(some.words) else ""


def turns_the_same(said: Senses, word: str, evidence: Senses, other: str) -> bool:
    """Whether the next telling word is the same, or both are the last and the one before is."""
    one_before, one_after = _beside(said, word)
    before, after = _beside(evidence, other)
    return one_after == after if one_after and after else one_before == before


def _beside(some: Senses, word: str) -> tuple[str, str]:
    place = next(place for place, each in enumerate(some.words) if stem(each) == word)
    before = [each for spot, each in some.facts if spot < place]
    after = [each for spot, each in some.facts if spot > place]
    return before[-1] if before else "", after[0] if after else ""


def word_of(some: Senses, wanted: str) -> str:
    return next(word for word in some.words if stem(word) == wanted)


def is_added(new: list[int], said: Senses, evidence: Senses) -> bool:
    """Whether the new words come on top of what the text says, and do not stand for words of it."""
    lost = sum(not said.says(each) for _, each in evidence.facts)
    if len(new) == 1:
        return lost == 0
    run = longest = 1
    for earlier, later in pairwise(new):
        run = run + 1 if later == earlier + 1 else 1
        longest = max(longest, run)
    if len(new) > lost or 2 * len(new) > len(said.facts):
        return True
    ends = new[-1] == len(said.facts) - 1 and said.says(evidence.facts[-1][1])
    return longest >= 2 and (len(new) >= 3 or ends)


@lru_cache(maxsize=8)
def stems_of(text: str) -> frozenset[str]:
    """The stems of a whole article's words: asked for only where its sentences alone do not settle a name."""
    return frozenset(map(stem, set(_WORD.findall(text))))
