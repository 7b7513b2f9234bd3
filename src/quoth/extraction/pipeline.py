"""An article's way, in one screen: read → segment → chunk → prompt → ask → answer → ground → check → merge → record."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from typing import Any

from quoth.articles.article import Article
from quoth.asking import Ask
from quoth.errors import PromptError
from quoth.extraction.chunking import Chunk, chunk
from quoth.extraction.document import ArticleDocument
from quoth.extraction.passes import ChunkExtractor, ChunkResult, OnRow, Row, Settings
from quoth.extraction.prompt_rendering import example_document, example_view
from quoth.extraction.prompts import Prompt
from quoth.extraction.record_builder import ChunkAnswer, merge
from quoth.extraction.rules import AS_WRITTEN
from quoth.extraction.rules import Settings as RuleSettings
from quoth.records import Coverage, Record


@dataclass(frozen=True, slots=True)
class Extraction:
    record: Record
    rows: tuple[Row, ...]


async def extract_article(
    article: Article,
    ask: Ask,
    prompt: Prompt,
    settings: Settings,
    on_row: OnRow | None = None,
    rules: RuleSettings = AS_WRITTEN,
) -> Extraction:
    """One article's record, and a row for every attempt at every chunk.  `on_row` hears of each row as it happens.

    A chunk's failure is counted in the record's coverage; raises ModelError, from `ask`, where no chunk can succeed.
    """
    document = ArticleDocument(article, prompt.taught, prompt.leads)
    chunks = plan(document, settings)
    asking = ChunkExtractor(document, ask, prompt, settings, on_row or (lambda row: None))
    asked = await _together(asking.ask(part) for part in chunks)
    record = merge(document, [answered for each in asked for answered in each.answered], _coverage(asked), rules)
    return Extraction(record, tuple(row for each in asked for row in each.rows))


async def _together(asking: Iterable[Coroutine[Any, Any, ChunkResult]]) -> list[ChunkResult]:
    """Waits for every chunk, also where one raises: calls under way are paid for. Then raises the first error."""
    ended = await asyncio.gather(*asking, return_exceptions=True)
    asked = [each for each in ended if isinstance(each, ChunkResult)]
    if len(asked) < len(ended):
        raise next(each for each in ended if isinstance(each, BaseException))
    return asked


def plan(document: ArticleDocument, settings: Settings) -> list[Chunk]:
    """The chunks that an article is sent in."""
    return chunk(document.article.text, document.sentences, settings.chunk_tokens, settings.context_sentences)


def _coverage(asked: list[ChunkResult]) -> Coverage:
    failed = sum(not each.complete for each in asked)
    empty = sum(each.complete and all(answered.answer.is_empty for answered in each.answered) for each in asked)
    return Coverage(chunks=len(asked), ok=len(asked) - failed - empty, empty=empty, failed=failed)


def check_examples(prompt: Prompt) -> None:
    """Puts a prompt's own examples through the production grounding and rules, before any money is spent.

    Raises PromptError where its template shows what is not there, or naming the example and the rule where an example's
    item would be dropped.
    """
    try:
        prompt.render(example_view("Nobody spoke."))
        whole = {**example_view("Nobody spoke.", "It rained."), "title": "T", "publisher": "P", "published": "D"}
        prompt.render(whole)
        for found in ([], [{"n": 1, "by": "A", "words": "W"}]):
            prompt.render_again({**whole, "found": found})
    except Exception as error:  # whatever a template does wrong is the prompt's own fault
        raise PromptError(f"{prompt.path}: template: {' '.join(str(error).split())}") from None
    for number, example in enumerate(prompt.examples, start=1):
        document, part = example_document(example.text, example.context, prompt.leads)
        record = merge(document, [ChunkAnswer(part, example.answer)], Coverage(chunks=1, ok=1, empty=0, failed=0))
        for finding in record.findings:
            # A note is no fault: where a short prompt has "neutral" for no side, no stance is made of it.
            if finding.action == "dropped" and finding.severity != "note":
                raise PromptError(f"{prompt.path}: example {number}: {finding.rule}: {finding.message}")


__all__ = ("Extraction", "OnRow", "Row", "Settings", "check_examples", "extract_article", "plan")
