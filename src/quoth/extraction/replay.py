"""A record made again from the raw answers that a run kept: no model is asked, only the code and the rules are new."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from quoth.articles.article import Article
from quoth.extraction.answers import Answer
from quoth.extraction.chunking import Chunk
from quoth.extraction.document import ArticleDocument, Leads
from quoth.extraction.few_shot_leakage import NOTHING, FewShotText
from quoth.extraction.record_builder import ChunkAnswer, merge
from quoth.extraction.rules import AS_WRITTEN, Settings
from quoth.records import Coverage, Record


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """What a model said of the sentences in `start:end` (code points): a chunk, or the part of one asked for."""

    chunk: int
    pass_: int
    start: int
    end: int
    raw: str


class Underivable(Exception):
    """Why a record cannot be made again; one line."""


def derived(
    article: Article,
    answers: Sequence[RawAnswer],
    coverage: Coverage,
    settings: Settings = AS_WRITTEN,
    taught: FewShotText = NOTHING,
    leads: Leads = "text",
) -> Record:
    """The record of an article from its answers, in the order in which they were given.

    `taught` is what the examples of the prompt say, `leads` whose reading stands; `coverage` is of the calls, which no
    rule changes. Raises Underivable where an answer is not valid any more, or where the text is now cut into other
    sentences, so that the numbers in the answer mean others.
    """
    document = ArticleDocument(article, taught, leads)
    answered = [ChunkAnswer(_chunk(document, each), _answer(each), each.pass_) for each in answers]
    return merge(document, answered, coverage, settings)


def _answer(given: RawAnswer) -> Answer:
    try:
        return Answer.model_validate_json(given.raw)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the answer"
        raise Underivable(f"the answer of chunk {given.chunk} is not valid any more: {place}: {first['msg']}") from None


def _chunk(document: ArticleDocument, given: RawAnswer) -> Chunk:
    """The prose sentences of the stretch: the first begins where it begins, the last ends where it ends."""
    sentences = document.sentences
    first = bisect_left(sentences, given.start, key=lambda sentence: sentence.start)
    own = []
    for number in range(first, len(sentences)):
        if sentences[number].start >= given.end:
            break
        if sentences[number].is_prose:
            own.append(number)
    if not own or (sentences[own[0]].start, sentences[own[-1]].end) != (given.start, given.end):
        raise Underivable(f"chunk {given.chunk} at {given.start}:{given.end} is now cut into other sentences")
    return Chunk(given.chunk, tuple(own))
