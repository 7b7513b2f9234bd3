"""What in an article is meant for a model and not for a reader, by sentence, worked out once an article."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from quoth.articles.article import Sentence
from quoth.extraction.few_shot_leakage import FewShotText
from quoth.extraction.injection.hidden_text import hidden_places, is_veiled, unveiled
from quoth.extraction.injection.patterns import FORGERIES, INSTRUCTIONS, NUMBERED, NUMBERED_WITHIN, Form

Place = tuple[int, int]
IsHeard = Callable[[int, Place | None], bool]
"""Whether somebody in the article is heard saying what sentence `n` holds at a place, None for some place of it."""

_SPACE = re.compile(r"\s")
_BRACKETED = re.compile(r"\[\d{1,4}\]")
_WORD = re.compile(r"\w+")


class Attacks:
    """Sentences are given by their number. An ordinary article costs a few searches, and has none of any kind."""

    def __init__(self, text: str, sentences: Sequence[Sentence], is_heard: IsHeard) -> None:
        self._text, self._sentences, self._is_heard = text, sentences, is_heard
        self._starts = [sentence.start for sentence in sentences]
        self.hidden = hidden_places(text)

    @cached_property
    def instructing(self) -> dict[int, Place | None]:
        """Those that tell a model what to do, and where; None for words that were hidden in other characters."""
        return self._found(INSTRUCTIONS)

    @cached_property
    def forged(self) -> dict[int, Place | None]:
        """Those that hold a mark of a conversation with a model, or what looks like its answer."""
        return self._found(FORGERIES)

    @cached_property
    def numbered(self) -> list[Place]:
        """Numbers in brackets that open a sentence as if it were shown to a model; notes and their marks are none."""
        if "[" not in self._text:
            return []
        times = Counter(_BRACKETED.findall(self._text))
        lines = [match for match in NUMBERED.finditer(self._text) if times[match.group(1)] == 1]
        within = [] if "[1]" in self._text else list(NUMBERED_WITHIN.finditer(self._text))
        return sorted(match.span(1) for match in (*lines, *within))

    @cached_property
    def spoken(self) -> frozenset[int]:
        """Instructing sentences in which somebody of the article is heard saying the instruction to others."""
        return frozenset(
            number for number, place in self.instructing.items() if place is not None and self._is_heard(number, place)
        )

    @cached_property
    def planted(self) -> frozenset[int]:
        """Those that nothing may rest on: instructions that nobody in the article is heard saying, forged answers,
        hidden words, and what follows them in their paragraph and is nobody's either."""
        first = (self.instructing.keys() | self.forged.keys() | self._hiding) - self.spoken
        if not first:
            return frozenset()
        found = set(first)
        spoilt = -1  # the paragraph in which a model was spoken to before
        for number in range(min(first), len(self._sentences)):
            paragraph = self._sentences[number].paragraph
            if number in first:
                spoilt = paragraph
            elif paragraph == spoilt and not self._is_heard(number, None):
                found.add(number)
        return frozenset(found)

    def is_planted(self, at: int) -> bool:
        """Whether the character at this offset stands in a planted sentence."""
        return bisect_right(self._starts, at) - 1 in self.planted

    @cached_property
    def dictated(self) -> FewShotText:
        """The words of the planted sentences."""
        return FewShotText(self._sentence(number)[0] for number in sorted(self.planted))

    @cached_property
    def elsewhere(self) -> str:
        """The words of all other sentences in lower case, a space between them and at both ends."""
        others = (self._words(number) for number in range(len(self._sentences)) if number not in self.planted)
        return f" {' '.join(word for words in others for word in _WORD.findall(words.lower()))} "

    @property
    def _hiding(self) -> set[int]:
        """The sentences that are, for the most part, hidden characters."""
        found = set()
        for (start, end), _ in self.hidden:
            number = max(0, bisect_right(self._starts, start) - 1)
            sentence = self._sentences[number]
            inside = min(end, sentence.end) - max(start, sentence.start)
            if inside > 0 and 2 * inside > sentence.end - sentence.start:
                found.add(number)
        return found

    def _found(self, forms: Sequence[Form]) -> dict[int, Place | None]:
        """The sentences in which one of the forms stands, and where."""
        found: dict[int, Place | None] = {}
        for form in forms:
            for number in self._holding(form.needed[0]):
                read, exact = self._sentence(number)
                if not all(_holds(read, words) for words in form.needed[1:]):
                    continue
                place = form.place(_SPACE.sub(" ", read))
                if place is not None:
                    start = self._sentences[number].start
                    found.setdefault(number, (start + place[0], start + place[1]) if exact else None)
        return found

    def _holding(self, words: Sequence[str]) -> Iterable[int]:
        """The sentences that hold one of the words; of a text that reads otherwise than it stands, all."""
        if not self._as_long:
            return range(len(self._sentences)) if _holds(self._read, words) else ()
        found = set()
        for word in words:
            at = self._read.find(word)
            while at >= 0:
                number = max(0, bisect_right(self._starts, at) - 1)
                found.add(number)
                # A word before the first sentence, or between two, is white space's or the next one's.
                at = self._read.find(word, max(at + 1, self._sentences[number].end))
        return found

    @cached_property
    def _read(self) -> str:
        """The text as a model may read it, in lower case."""
        return (unveiled(self._text) if self._is_veiled else self._text).lower()

    @cached_property
    def _is_veiled(self) -> bool:
        return is_veiled(self._text)

    @cached_property
    def _as_long(self) -> bool:
        return not self._is_veiled and len(self._read) == len(self._text)

    def _sentence(self, number: int) -> tuple[str, bool]:
        """A sentence as a model may read it, in lower case, and whether its offsets are those of the text."""
        if self._as_long:
            sentence = self._sentences[number]
            return self._read[sentence.start : sentence.end], True
        words = self._words(number)
        read = unveiled(words).lower()
        return read, read == words.lower() and len(read) == len(words)

    def _words(self, number: int) -> str:
        sentence = self._sentences[number]
        return self._text[sentence.start : sentence.end]


def _holds(text: str, words: Sequence[str]) -> bool:
    for word in words:  # noqa: SIM110  (half as long as any() of a generator)
        if word in text:
            return True
    return False
