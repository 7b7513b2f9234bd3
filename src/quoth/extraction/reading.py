"""An article as the extraction reads it: its sentences and whose voices they hold, worked out once."""

from __future__ import annotations

from functools import cached_property

from quoth.articles import segment
from quoth.articles.article import Article, Sentence
from quoth.extraction.speakers import Speakers


class Reading:
    """One article, segmented. `sentences` holds prose, headings and furniture alike, in order."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.sentences: list[Sentence] = segment(article.text)

    @cached_property
    def speakers(self) -> Speakers:
        return Speakers(self.article.text, self.sentences)
