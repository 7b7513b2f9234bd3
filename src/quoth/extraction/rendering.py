"""What a prompt's template is given for one chunk: numbered sentences, who is heard in each, context and header."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from quoth.articles.article import Article
from quoth.extraction.chunking import Chunk
from quoth.extraction.reading import Reading


def view(reading: Reading, chunk: Chunk) -> dict[str, Any]:
    """The template's variables.

    `sentences`: list of {n, text, speakers, conditionals}, the last being how many conditionals the sentence holds;
    `context`: list of the same without n; `title`, `publisher`, `published`.
    White space inside a sentence is one space; nothing else is changed.
    """
    article = reading.article
    return {
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published,
        "context": [_shown(reading, number) for number in chunk.context],
        "sentences": [{"n": position, **_shown(reading, number)} for position, number in enumerate(chunk.own, start=1)],
    }


def _shown(reading: Reading, number: int) -> dict[str, Any]:
    sentence = reading.sentences[number]
    words = re.sub(r"\s+", " ", reading.article.text[sentence.start : sentence.end])
    names = dict.fromkeys(voice.name for voice in reading.speakers.voices(number))
    return {"text": words, "speakers": list(names), "conditionals": len(reading.conditionals(number))}


def example_reading(text: str, context: str) -> tuple[Reading, Chunk]:
    """An example's sentences as the production code reads them: the context first, then the chunk of its own."""
    whole = f"{context}\n\n{text}" if context else text
    reading = Reading(Article(id="example", text=whole))
    split = len(context) + 2 if context else 0
    prose = [number for number, sentence in enumerate(reading.sentences) if sentence.is_prose]
    own = tuple(number for number in prose if reading.sentences[number].start >= split)
    return reading, Chunk(0, own, tuple(number for number in prose if number not in own))


def example_view(text: str, context: str = "") -> Mapping[str, Any]:
    return view(*example_reading(text, context))
