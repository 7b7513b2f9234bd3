"""Correct answers out of PolNeAR: its hand-labelled sources and contents as number, name, first and last words.

Newell, Cheang, Margolin and Ruths: An Attribution Relations Corpus for Political News, LREC 2018.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.attribution import Label, labels
from benchmarks.mutations.correct import Correct, Item, Place, chunks, read_article
from quoth.extraction.actors.names import PRONOUNS
from quoth.extraction.chunking import Chunk
from quoth.extraction.document import ArticleDocument
from quoth.extraction.prompts import Prompt

_LONGEST_NAME = 6
"""Words: a longer source is a clause, and what a model would call it is not known."""
_EDGE_WORDS = 3


def polnear_answers(folder: Path, prompt: Prompt) -> list[Correct]:
    """An answer for each chunk of each article under `folder` (text/, attributions/); empty where there are none."""
    found = []
    for file in sorted((folder / "text").glob("*.txt")):
        annotated = sorted((folder / "attributions").glob(f"{file.stem}_*.ann"))  # the first annotator's
        if not annotated:
            continue
        reading = read_article(file, file.stem, prompt)
        gold = labels(annotated[0])
        for chunk in chunks(reading):
            claims = tuple(_claims(reading, chunk, gold))
            if claims:
                found.append(Correct("polnear", reading, chunk, claims))
    return found


def _claims(reading: ArticleDocument, chunk: Chunk, gold: list[Label]) -> Iterator[Item]:
    """An item for each label with a source that is no pronoun, and a content that is one piece of one sentence."""
    text = reading.article.text
    seen: set[tuple[str, Place]] = set()
    for label in sorted(gold, key=lambda each: each.content):
        if len(label.content) != 1 or not label.source:
            continue
        by = " ".join(text[slice(*label.source[0])].split())
        number = _sentence(reading, chunk, label.content[0])
        long = len(by.split()) > _LONGEST_NAME
        if number is None or long or by.lower() in PRONOUNS or (by, label.content[0]) in seen:
            continue
        words = text[slice(*label.content[0])].split()
        whole = not _cuts_a_word(text, label.content[0])  # a few labels begin inside a word
        if len(words) >= 2 and whole:
            seen.add((by, label.content[0]))
            first, last = " ".join(words[:_EDGE_WORDS]), " ".join(words[-_EDGE_WORDS:])
            yield {"n": number, "by": by, "via": [], "first": first, "last": last}


def _cuts_a_word(text: str, place: Place) -> bool:
    start, end = place
    return any(len(text[at - 1 : at + 1]) == 2 and text[at - 1 : at + 1].isalnum() for at in (start, end) if at)


def _sentence(reading: ArticleDocument, chunk: Chunk, place: Place) -> int | None:
    """The number in the chunk of the sentence that holds the whole place."""
    for number, position in enumerate(chunk.own, start=1):
        sentence = reading.sentences[position]
        if sentence.start <= place[0] and place[1] <= sentence.end:
            return number
    return None
