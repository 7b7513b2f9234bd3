"""An article as the extraction reads it: its sentences and whose voices they hold, worked out once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from functools import cached_property

from quoth.articles import segment
from quoth.articles.article import Article, Sentence
from quoth.extraction.conditionals import Conditional, Place, conditionals
from quoth.extraction.speakers import LONGEST_SENTENCE, Speakers


class Reading:
    """One article, segmented. `sentences` holds prose, headings and furniture alike, in order."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.sentences: list[Sentence] = segment(article.text)
        self._starts = [sentence.start for sentence in self.sentences]
        self._conditionals: dict[int, tuple[Conditional, ...]] = {}

    def _within_speech(self, number: int, found: Conditional) -> Conditional:
        """The conditional without "…, officials warned": a half ends where the content that it begins in ends."""
        contents = [part for attribution in self.speakers.attributed(number) for part in attribution.content]

        def clip(half: Place | None) -> Place | None:
            if half is None:
                return None
            return next(((half[0], end) for start, end in contents if start <= half[0] < end < half[1]), half)

        return replace(found, antecedent=clip(found.antecedent), consequent=clip(found.consequent))

    def touched(self, start: int, end: int) -> list[Sentence]:
        """The sentences, headings and furniture that share characters with `start:end`, in order."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_left(self._starts, end)
        return [sentence for sentence in self.sentences[max(0, first) : last] if start < sentence.end]

    @cached_property
    def lowered(self) -> str:
        """The article's text in lower case; its offsets are not the article's where a letter has a longer form."""
        return self.article.text.lower()

    @cached_property
    def speakers(self) -> Speakers:
        return Speakers(self.article.text, self.sentences)

    def conditionals(self, number: int) -> tuple[Conditional, ...]:
        """The conditionals that sentence `number` holds, in order."""
        if number not in self._conditionals:
            sentence = self.sentences[number]
            readable = sentence.end - sentence.start <= LONGEST_SENTENCE
            found = conditionals(self.article.text, sentence.start, sentence.end) if readable else ()
            self._conditionals[number] = tuple(self._within_speech(number, each) for each in found)
        return self._conditionals[number]
