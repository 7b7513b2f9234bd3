"""Whether two stretches of words that are nearly the same mean the same: what differs must not turn the sense."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, get_args

from quoth.extraction.english.sense_lexicon import (
    DATES,
    LIGHT,
    MODALS,
    MONTHS,
    NEGATIONS,
    NUMBERS,
    SOFT,
    WEEKDAYS,
    opposites,
)
from quoth.extraction.grounding.refusals import Turn
from quoth.extraction.grounding.tokenization import Word
from quoth.extraction.grounding.word_boundaries import occurrences

_YEAR = re.compile(r"(?:1[5-9]|2[01])\d\d")
_DATED = re.compile(r"\d+[:/]\d")
_SENTENCE_START = re.compile(r"(?:^|[.!?:…]|\n[^\S\n]*\n)[\s\"'“”‘’«»„(\[—–-]*$|[“«„][\s(\[]*$|\s[\"'‘]$")
_LOOKED_BACK = 40
_COMPASS = re.compile("north|south|east|west")
_PRONOUNS = frozenset("i you he she we they me him us them".split())
_ENDING = re.compile(r"(?:ing|ed|es|s|d|e)$")
_SHORTEST_TYPO = 4
_SHORTEST_KNOWN_TYPO = 5
"""Letters of a word that carries the sense, from which a slip of the pen in it can be told from another word."""


@dataclass(frozen=True)
class Wording:
    """Words to compare, and the text that they stand in."""

    words: Sequence[Word]
    text: str

    @cached_property
    def capitals_tell(self) -> bool:
        """Whether a capital tells a name: not where nearly every word has one, as in a headline."""
        long = [word for word in self.words if len(word.raw) > 3]
        return len(long) < 2 or sum(word.is_capitalised for word in long) < 0.8 * len(long)


class Touched(NamedTuple):
    """What the differing words touch: those that were asked for, and those that the text has instead."""

    turn: Turn
    asked: tuple[str, ...]
    found: tuple[str, ...]

    def __str__(self) -> str:
        asked, found = (", ".join(repr(word) for word in words) for words in (self.asked, self.found))
        if asked and found:
            return f"{asked} for {found}"
        return f"{asked} is not there" if asked else f"{found} is left out"


def touched(asked: Wording, found: Wording, article: str) -> Touched | None:
    """The gravest thing that the words which differ touch, or None where the sense is the same.

    `article` is the whole text: a word that it also writes small is no name where it opens a sentence. Spelling,
    inflection and light words (articles, auxiliaries) may differ.
    """
    from rapidfuzz.distance import Levenshtein

    difference = _Difference(asked, found, article)
    blocks = Levenshtein.opcodes([word.form for word in asked.words], [word.form for word in found.words])
    start = (0, 0)
    for block in blocks:
        if block.tag == "equal":
            difference.compare(range(start[0], block.src_start), range(start[1], block.dest_start))
            start = (block.src_end, block.dest_end)
    difference.compare(range(start[0], len(asked.words)), range(start[1], len(found.words)))
    for turn in get_args(Turn):
        if turn in difference.asked_words or turn in difference.found_words:
            return Touched(
                turn, tuple(difference.asked_words.get(turn, ())), tuple(difference.found_words.get(turn, ()))
            )
    return None


@dataclass
class _Difference:
    """Gathers, by what they touch, the words that differ."""

    asked: Wording
    found: Wording
    article: str
    asked_words: dict[Turn, list[str]] = field(default_factory=dict)
    found_words: dict[Turn, list[str]] = field(default_factory=dict)

    def compare(self, asked: Sequence[int], found: Sequence[int]) -> None:
        """Compares the words with these numbers, which stand for each other."""
        ours, theirs = self.asked.words, self.found.words
        if "".join(ours[number].form for number in asked) == "".join(theirs[number].form for number in found):
            return  # also of "cease-fire" and "ceasefire"
        # The window of the text ends where its words do: what would stand for a word asked for there is not seen.
        at_edge = bool(asked) and not found and (asked[0] == 0 or asked[-1] == len(ours) - 1)
        asked, found = list(asked), list(found)
        for number in tuple(asked):
            alike = next((other for other in found if _is_alike(ours[number].spelling, theirs[other].spelling)), None)
            if alike is not None:
                asked.remove(number)
                found.remove(alike)
                self._spelt(number, alike)
        self._replaced(asked, found, at_edge=at_edge)

    def _spelt(self, asked: int, found: int) -> None:
        """Two words that look alike: a slip of the pen, unless either is known to mean another thing."""
        turn, other = _turn(self.asked, asked, self.article), _turn(self.found, found, self.article)
        form, theirs = self.asked.words[asked].spelling, self.found.words[found].spelling
        if _same_side(form, theirs) or (turn is None and other is None):
            return
        ours, other_word = self.asked.words[asked], self.found.words[found]
        if turn == "name" and not (self.asked.capitals_tell and (other or not _opens(self.asked, ours))):
            turn = None
        if other == "name" and turn is None and ours.raw.islower() and _opens(self.found, other_word):
            other = None
        if "name" in (turn, other) and not self.found.capitals_tell and _is_slip_only(form, theirs):
            turn, other = (None if each == "name" else each for each in (turn, other))
        slip = turn is None or (turn != "name" and sorted(form) == sorted(theirs))
        if slip and other != "name" and len(theirs) >= _SHORTEST_KNOWN_TYPO:
            return  # "wuold" is no word, so that it can only be "would"
        self._keep(turn or other, [asked], [found])

    def _replaced(self, asked: Sequence[int], found: Sequence[int], *, at_edge: bool) -> None:
        turns = [(number, _turn(self.asked, number, self.article)) for number in asked]
        others = [(number, _turn(self.found, number, self.article)) for number in found]
        for number, turn in tuple(turns):
            same = next(
                (each for each in others if _same_side(self.asked.words[number].form, self.found.words[each[0]].form)),
                None,
            )
            if same is not None:
                turns.remove((number, turn))
                others.remove(same)
        turns = turns if at_edge else _hard(turns, self.asked, others)
        others = _hard(others, self.found, turns)
        for turn in get_args(Turn):
            ours, theirs = ([number for number, each in side if each == turn] for side in (turns, others))
            self._keep(turn, ours, theirs)
        invented = _heavy(turns, self.asked)
        if invented:
            self._keep("word", invented, _heavy(others, self.found))

    def _keep(self, turn: Turn | None, asked: Sequence[int], found: Sequence[int]) -> None:
        if turn is None:
            return
        if asked:
            self.asked_words.setdefault(turn, []).extend(self.asked.words[number].raw for number in asked)
        if found:
            self.found_words.setdefault(turn, []).extend(self.found.words[number].raw for number in found)


_Turned = list[tuple[int, Turn | None]]


def _hard(turns: _Turned, wording: Wording, others: _Turned) -> _Turned:
    """Without the soft words, unless a word that has an opposite stands in their place."""
    if any(turn == "direction" for _, turn in others):
        return turns
    return [
        (number, None if turn == "direction" and wording.words[number].form in SOFT else turn) for number, turn in turns
    ]


def _heavy(turns: _Turned, wording: Wording) -> list[int]:
    """Those that nothing is known of but that they are no light words."""
    return [number for number, turn in turns if turn is None and wording.words[number].form not in LIGHT]


def _same_side(form: str, other: str) -> bool:
    sides = opposites()
    return not sides.get(form, frozenset()).isdisjoint(sides.get(other, frozenset()))


def _is_alike(form: str, other: str) -> bool:
    """Whether two words are one in another inflection, or one with a slip of the pen that keeps its first letter."""
    from rapidfuzz.distance import OSA

    if form[0] != other[0] or form[0].isdigit():
        return False
    stem = _ENDING.sub("", form)
    if len(stem) >= 3 and stem == _ENDING.sub("", other):
        return True
    longest = max(len(form), len(other))
    return min(len(form), len(other)) >= _SHORTEST_TYPO and OSA.distance(form, other) <= (1 if longest < 8 else 2)


def _is_slip_only(form: str, other: str) -> bool:
    """Whether words are so long and so near each other that they would hardly be two names."""
    from rapidfuzz.distance import OSA

    return min(len(form), len(other)) >= _SHORTEST_KNOWN_TYPO and OSA.distance(form, other) <= 1


def _turn(wording: Wording, number: int, article: str) -> Turn | None:
    """What the word would turn: the first that is true of it."""
    word = wording.words[number]
    named = word.is_capitalised and _is_name(wording, word, article)
    if word.form in NEGATIONS:
        return "negation"
    if _is_date(wording, number, named=named):
        return "date"
    if named and not _COMPASS.match(word.form) and not word.form.isdigit():
        return "name"
    if word.form in MODALS:
        return "modal"
    if word.form in NUMBERS or any(character.isdigit() for character in word.form):
        return "number"
    return "direction" if word.form in opposites() else None


def _is_name(wording: Wording, word: Word, article: str) -> bool:
    """Whether a capital is a name's own, not that of a sentence's first word."""
    if word.form in _PRONOUNS or word.form in LIGHT:
        return False
    if wording.capitals_tell and not _SENTENCE_START.search(
        wording.text, max(0, word.start - _LOOKED_BACK), word.start
    ):
        return True
    known = word.form in NEGATIONS or word.form in MODALS or word.form in opposites()
    small = word.raw.lower()
    return not known and next(occurrences(small, article), None) is None


def _opens(wording: Wording, word: Word) -> bool:
    """Whether the word stands where a sentence or a quotation may begin."""
    return _SENTENCE_START.search(wording.text, max(0, word.start - _LOOKED_BACK), word.start) is not None


def _is_date(wording: Wording, number: int, *, named: bool) -> bool:
    words = wording.words
    form = words[number].form
    beside = [words[each] for each in (number - 1, number + 1) if 0 <= each < len(words)]
    if (form in DATES and (not named or form in WEEKDAYS)) or _YEAR.fullmatch(words[number].raw) or _DATED.match(form):
        return True
    if form in MONTHS and words[number].is_capitalised:
        return named or any(word.form[0].isdigit() for word in beside)
    return form.isdigit() and any(word.form in MONTHS and word.is_capitalised for word in beside)


def loses_sense(gap: Sequence[Word]) -> Touched | None:
    """What words that an ellipsis stands for would turn, or None: a negation or modal where they meet what is kept."""
    ends = (*gap[:2], *gap[-2:]) if len(gap) > 4 else gap
    for turn, known in (("negation", NEGATIONS), ("modal", MODALS)):
        lost = tuple(dict.fromkeys(word.raw for word in ends if word.form in known))
        if lost:
            return Touched(turn, (), lost)  # type: ignore[arg-type]
    return None
