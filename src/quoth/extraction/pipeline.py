"""An article's way, in one screen: read → segment → chunk → prompt → ask → answer → ground → check → merge → record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any

from quoth.articles.article import Article
from quoth.asking import Ask, Call, Message, Outcome, Reply, Request
from quoth.errors import PromptError, QuothError
from quoth.extraction.answers import Answer
from quoth.extraction.chunking import Chunk, chunk
from quoth.extraction.merging import Answered, merge
from quoth.extraction.prompts import Prompt
from quoth.extraction.reading import Reading
from quoth.extraction.rendering import example_reading, example_view, view
from quoth.extraction.rules import AS_WRITTEN
from quoth.extraction.rules import Settings as RuleSettings
from quoth.records import Coverage, Record


@dataclass(frozen=True, slots=True)
class Settings:
    """`chunk_tokens` of text a chunk, `answer_tokens` an answer at most, `context_sentences` shown before a chunk.

    `repeat` is the number of a repeat of an experiment: the same questions, other answers.
    """

    chunk_tokens: int
    answer_tokens: int
    context_sentences: int = 2
    repeat: int = 0


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
    key: str
    """What tells the question from every other."""


@dataclass(frozen=True, slots=True)
class Extraction:
    record: Record
    rows: tuple[Row, ...]


OnRow = Callable[[Row], None]


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
    reading = Reading(article, prompt.taught)
    chunks = plan(reading, settings)
    way = _Way(reading, ask, prompt, settings, on_row or (lambda row: None))
    asked = await _together(way.ask(part) for part in chunks)
    record = merge(reading, [answered for each in asked for answered in each.answered], _coverage(asked), rules)
    return Extraction(record, tuple(row for each in asked for row in each.rows))


async def _together(asking: Iterable[Coroutine[Any, Any, _Asked]]) -> list[_Asked]:
    """Waits for every chunk, also where one raises: calls under way are paid for. Then raises the first error."""
    ended = await asyncio.gather(*asking, return_exceptions=True)
    asked = [each for each in ended if isinstance(each, _Asked)]
    if len(asked) < len(ended):
        raise next(each for each in ended if isinstance(each, BaseException))
    return asked


def plan(reading: Reading, settings: Settings) -> list[Chunk]:
    """The chunks that an article is sent in."""
    return chunk(reading.article.text, reading.sentences, settings.chunk_tokens, settings.context_sentences)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What came of one chunk: the answers of its parts, its rows, and whether every part was answered."""

    answered: tuple[Answered, ...]
    rows: tuple[Row, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """What every chunk of an article is asked with."""

    reading: Reading
    send: Ask
    prompt: Prompt
    settings: Settings
    on_row: OnRow

    async def ask(self, part: Chunk, before: int = 0, *, looped: bool = False) -> _Asked:
        """Asks for one chunk; where the answer was cut off, asks again for each half of the chunk.

        `before` counts the attempts made at it. An answer that `looped` is worth one cut: the same words in a half of
        a half loop again.
        """
        try:
            reply = await self.send(self._request(part))
        except QuothError as ending:
            if ending.made is not None:
                self._rows(part, ending.made, ending.made.outcome, before)
            raise
        answer = reply.answer if isinstance(reply.answer, Answer) else None
        outcome = _outcome(answer, part, reply.outcome)
        rows = self._rows(part, reply, outcome, before)
        if answer is not None:
            return _Asked((Answered(part, answer),), rows, complete=outcome != "ungrounded")
        worth = outcome == "truncated" and not (looped and reply.looping)
        halves = part.halves(self.settings.context_sentences) if worth else None
        asked = _Asked((), rows, complete=halves is not None)
        for half in halves or ():
            more = await self.ask(half, before + len(asked.rows), looped=reply.looping)
            asked = _Asked(asked.answered + more.answered, asked.rows + more.rows, asked.complete and more.complete)
        return asked

    def _request(self, part: Chunk) -> Request:
        shown = view(self.reading, part)
        return Request(
            messages=(*self.prompt.static_messages, Message("user", self.prompt.render(shown))),
            answer=Answer,
            schema=self.prompt.schema(shown),
            max_tokens=min(self.settings.answer_tokens, _LONGEST_START + _LONGEST_SENTENCE * len(part.own)),
            label=f"{self.reading.article.id}#{part.index}",
            repeat=self.settings.repeat,
        )

    def _rows(self, part: Chunk, reply: Reply, outcome: Outcome, before: int) -> tuple[Row, ...]:
        sentences = self.reading.sentences
        start, end = sentences[part.own[0]].start, sentences[part.own[-1]].end
        last = len(reply.calls) - 1
        rows = tuple(
            Row(
                chunk=part.index,
                attempt=before + number + 1,
                pass_=1,
                start=start,
                end=end,
                outcome=outcome if number == last else call.outcome,
                call=call,
                raw=reply.raw if number == last else None,
                key=reply.key,
            )
            for number, call in enumerate(reply.calls)
        )
        for row in rows:
            self.on_row(row)
        return rows


_LONGEST_START, _LONGEST_SENTENCE = 256, 256
"""Tokens of an answer at most: some, and as many a sentence. Room for five full claims in a lone sentence, for two or
three in each of many; and an end for a model that rambles about a short chunk."""


def _outcome(answer: Answer | None, part: Chunk, called: Outcome) -> Outcome:
    """How the chunk ended. An answer of which nothing points into the chunk is about something else."""
    if answer is None:
        return called
    if answer.is_empty:
        return "empty"
    pointers = [item.n for item in answer.claims] + [item.n for item in answer.conditions]
    return called if any(1 <= n <= len(part.own) for n in pointers) else "ungrounded"


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
