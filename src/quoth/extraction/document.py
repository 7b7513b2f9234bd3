"""An article as the extraction reads it: its sentences and whose voices they hold, worked out once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from functools import cached_property
from typing import Literal

from quoth.articles import segment
from quoth.articles.article import Article, Sentence
from quoth.articles.language import language_of
from quoth.extraction.attribution.speakers import LONGEST_SENTENCE, Speakers
from quoth.extraction.conditions.conditionals import Conditional, Place, conditionals
from quoth.extraction.few_shot_leakage import NOTHING, FewShotText
from quoth.extraction.injection.detector import Attacks

Leads = Literal["model", "text"]
"""Whose reading stands where they differ: the model's, as of a large one, or what the code hears in the text."""
_WORD = re.compile(r"\w+")


class ArticleDocument:
    """One article, segmented. `sentences` holds prose, headings and furniture alike, in order.

    `taught` is what the prompt's examples say, where a model was asked with examples. `leads` says whose reading
    stands where the model's and the text's differ.
    """

    def __init__(self, article: Article, taught: FewShotText = NOTHING, leads: Leads = "text") -> None:
        self.article = article
        self.taught = taught
        self.leads = leads
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

    def numbers(self, start: int, end: int) -> range:
        """The numbers of the sentences that share characters with `start:end`."""
        first = max(0, bisect_right(self._starts, start) - 1)
        return range(first, max(first + 1, bisect_left(self._starts, end)))

    def touched(self, start: int, end: int) -> list[Sentence]:
        """The sentences, headings and furniture that share characters with `start:end`, in order."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_left(self._starts, end)
        return [sentence for sentence in self.sentences[max(0, first) : last] if start < sentence.end]

    @cached_property
    def language(self) -> str | None:
        """The article's language by ISO 639-1; None where it cannot be told."""
        return language_of(self.article.text)

    @property
    def is_english(self) -> bool:
        """Whether what knows English may judge the text: also where a text is too short to tell its language."""
        return self.language in (None, "en")

    @cached_property
    def lowered(self) -> str:
        """The article's text in lower case; its offsets are not the article's where a letter has a longer form."""
        return self.article.text.lower()

    @cached_property
    def lowered_words(self) -> str:
        """The words of the text in lower case, one space between them and at both ends, without any mark."""
        return f" {' '.join(_WORD.findall(self.lowered))} "

    @cached_property
    def attacks(self) -> Attacks:
        """What in the text is meant for a model and not for a reader."""
        return Attacks(self.article.text, self.sentences, self._is_heard)

    def _is_heard(self, number: int, place: Place | None) -> bool:
        """Whether sentence `number` gives its words at `place`, or some of them, to a source that it names."""
        for voice in self.speakers.voices(number):
            if voice.mention is None:
                continue
            if place is None or voice.attribution is None:  # a quotation that runs on is the speaker's whole
                return True
            if any(start <= place[0] and place[1] <= end for start, end in voice.attribution.content):
                return True
        return False

    @cached_property
    def speakers(self) -> Speakers:
        return Speakers(self.article.text, self.sentences, self.is_english)

    def conditionals(self, number: int) -> tuple[Conditional, ...]:
        """The conditionals that sentence `number` holds, in order."""
        if number not in self._conditionals:
            sentence = self.sentences[number]
            readable = self.is_english and sentence.end - sentence.start <= LONGEST_SENTENCE
            found = conditionals(self.article.text, sentence.start, sentence.end) if readable else ()
            self._conditionals[number] = tuple(self._within_speech(number, each) for each in found)
        return self._conditionals[number]
