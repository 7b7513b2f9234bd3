"""What a prompt's template is given for one chunk: numbered sentences, who is heard in each, context and header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from quoth.articles.article import Article
from quoth.extraction.chunking import Chunk
from quoth.extraction.document import ArticleDocument, Leads
from quoth.extraction.injection.hidden_text import seen

_NUMBER = re.compile(r"\[(\s*\d{1,4}\s*)\]")
_ROLE = re.compile(r"<(?=\||/?s>|/?(?:start|end)_of_turn>|<?/?SYS>)|\[(?=/?INST\])", re.IGNORECASE)


def as_data(words: str) -> str:
    """The words on one line, with nothing in them that could pass for what a prompt or a chat template writes.

    White space is one space; a number in brackets, as sentences have in front, stands in round ones; the signs that a
    served model takes for the turn of a speaker lose their form; tag letters, which no reader sees, are left out.
    """
    line = seen(" ".join(words.split()))
    if "[" in line:
        line = _NUMBER.sub(r"(\1)", line)
    if "<" in line or "[" in line:
        line = _ROLE.sub(lambda mark: f"{mark.group()} ", line)
    return line


class SentenceView(Mapping[str, Any]):
    """One sentence as a template sees it: {n, text, speakers, conditionals}; no n where it is shown as context.

    What a template never asks for is never worked out: most prompts show no speakers.
    """

    __slots__ = ("_number", "_position", "_reading")

    def __init__(self, document: ArticleDocument, number: int, position: int | None = None) -> None:
        self._reading, self._number, self._position = document, number, position

    @property
    def text(self) -> str:
        """The words as data: see `as_data`."""
        sentence = self._reading.sentences[self._number]
        return as_data(self._reading.article.text[sentence.start : sentence.end])

    @property
    def speakers(self) -> list[str]:
        return list(dict.fromkeys(as_data(voice.name) for voice in self._reading.speakers.voices(self._number)))

    @property
    def conditionals(self) -> int:
        """How many conditionals the sentence holds."""
        return len(self._reading.conditionals(self._number))

    def __getitem__(self, name: str) -> Any:
        if name == "n" and self._position is not None:
            return self._position
        if name in _SHOWN:
            return getattr(self, name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_SHOWN if self._position is None else ("n", *_SHOWN))

    def __len__(self) -> int:
        return len(_SHOWN) + (self._position is not None)


_SHOWN = ("text", "speakers", "conditionals")


def view(document: ArticleDocument, chunk: Chunk) -> dict[str, Any]:
    """The template's variables.

    `sentences`: a list of Shown, numbered from 1; `context`: the sentences before them, without a number; `title`,
    `publisher`, `published`.
    """
    article = document.article
    return {
        "title": article.title and as_data(article.title),
        "publisher": article.publisher and as_data(article.publisher),
        "published": article.published and as_data(article.published),
        "context": [SentenceView(document, number) for number in chunk.context],
        "sentences": [SentenceView(document, number, position) for position, number in enumerate(chunk.own, start=1)],
    }


def example_document(text: str, context: str, leads: Leads = "text") -> tuple[ArticleDocument, Chunk]:
    """An example's sentences as the production code reads them: the context first, then the chunk of its own."""
    whole = f"{context}\n\n{text}" if context else text
    document = ArticleDocument(Article(id="example", text=whole), leads=leads)
    split = len(context) + 2 if context else 0
    prose = [number for number, sentence in enumerate(document.sentences) if sentence.is_prose]
    own = tuple(number for number in prose if document.sentences[number].start >= split)
    return document, Chunk(0, own, tuple(number for number in prose if number not in own))


def example_view(text: str, context: str = "") -> Mapping[str, Any]:
    return view(*example_document(text, context))
