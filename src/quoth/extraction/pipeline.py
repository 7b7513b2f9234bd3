"""An article's way, in one screen: read → segment → chunk → prompt → ask → answer → ground → check → merge → record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any

from quoth.articles.article import Article
from quoth.asking import Ask, Call, Message, Outcome, Request
from quoth.errors import PromptError
from quoth.extraction.answers import Answer
from quoth.extraction.chunking import Chunk, chunk
from quoth.extraction.merging import Answered, merge
from quoth.extraction.prompts import Prompt
from quoth.extraction.reading import Reading
from quoth.extraction.rendering import example_reading, example_view, view
from quoth.records import Coverage, Record


@dataclass(frozen=True, slots=True)
class Settings:
    """`chunk_tokens` of text a chunk, `answer_tokens` an answer at most, `context_sentences` shown before a chunk."""

    chunk_tokens: int
    answer_tokens: int
    context_sentences: int = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One attempt at one chunk. `start:end` are the offsets of its own sentences; `raw` is the model's JSON."""

    chunk: int
    attempt: int
    pass_: int
    start: int
    end: int
    outcome: Outcome
    call: Call
    raw: str | None


@dataclass(frozen=True, slots=True)
class Extraction:
    record: Record
    rows: tuple[Row, ...]


OnRow = Callable[[Row], None]


async def extract_article(
    article: Article, ask: Ask, prompt: Prompt, settings: Settings, on_row: OnRow | None = None
) -> Extraction:
    """One article's record, and a row for every attempt at every chunk.  `on_row` hears of each row as it happens.

    A chunk's failure is counted in the record's coverage; raises ModelError, from `ask`, where no chunk can succeed.
    """
    reading = Reading(article)
    chunks = plan(reading, settings)
    asked = await _together(_ask(part, reading, ask, prompt, settings, on_row or (lambda row: None)) for part in chunks)
    record = merge(reading, [answered for each in asked for answered in each.answered], _coverage(asked))
    return Extraction(record, tuple(row for each in asked for row in each.rows))


async def _together(asking: Iterable[Coroutine[Any, Any, _Asked]]) -> list[_Asked]:
    """Waits for every chunk; where one raises, the others are cancelled and its own error is what the caller sees."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each) for each in asking]
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return [task.result() for task in tasks]


def plan(reading: Reading, settings: Settings) -> list[Chunk]:
    """The chunks that an article is sent in."""
    return chunk(reading.article.text, reading.sentences, settings.chunk_tokens, settings.context_sentences)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What came of one chunk: the answers of its parts, its rows, and whether every part was answered."""

    answered: tuple[Answered, ...]
    rows: tuple[Row, ...]
    complete: bool


async def _ask(
    part: Chunk, reading: Reading, ask: Ask, prompt: Prompt, settings: Settings, on_row: OnRow, before: int = 0
) -> _Asked:
    """Asks for one chunk; where the answer was cut off, asks again for each half of the chunk."""
    shown = view(reading, part)
    messages = (*prompt.static_messages, Message("user", prompt.render(shown)))
    label = f"{reading.article.id}#{part.index}"
    reply = await ask(Request(messages, Answer, prompt.schema(shown), settings.answer_tokens, label))
    answer = reply.answer if isinstance(reply.answer, Answer) else None
    start, end = reading.sentences[part.own[0]].start, reading.sentences[part.own[-1]].end
    rows = []
    for number, call in enumerate(reply.calls, start=before + 1):
        final = number == before + len(reply.calls)
        outcome: Outcome = "empty" if final and answer is not None and answer.is_empty else call.outcome
        rows.append(Row(part.index, number, 1, start, end, outcome, call, reply.raw if final else None))
        on_row(rows[-1])
    if answer is not None:
        return _Asked((Answered(part, answer),), tuple(rows), complete=True)
    halves = part.halves(settings.context_sentences) if reply.outcome == "truncated" else None
    if halves is None:
        return _Asked((), tuple(rows), complete=False)
    asked = _Asked((), tuple(rows), complete=True)
    for half in halves:
        more = await _ask(half, reading, ask, prompt, settings, on_row, before + len(asked.rows))
        asked = _Asked((*asked.answered, *more.answered), (*asked.rows, *more.rows), asked.complete and more.complete)
    return asked


def _coverage(asked: list[_Asked]) -> Coverage:
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
        prompt.render({**example_view("Nobody spoke.", "It rained."), "title": "T", "publisher": "P", "published": "D"})
    except Exception as error:  # whatever a template does wrong is the prompt's own fault
        raise PromptError(f"{prompt.path}: template: {' '.join(str(error).split())}") from None
    for number, example in enumerate(prompt.examples, start=1):
        reading, part = example_reading(example.text, example.context)
        record = merge(reading, [Answered(part, example.answer)], Coverage(chunks=1, ok=1, empty=0, failed=0))
        for finding in record.findings:
            if finding.action == "dropped":
                raise PromptError(f"{prompt.path}: example {number}: {finding.rule}: {finding.message}")


__all__ = ("Extraction", "Row", "Settings", "check_examples", "extract_article", "plan")
