"""One chunk's way to its answers: asked, cut in two where an answer was cut off, asked again for what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quoth.asking import Ask, Call, Message, Outcome, Reply, Request
from quoth.errors import InputError, QuothError
from quoth.extraction import further_passes
from quoth.extraction.answers import Answer
from quoth.extraction.chunking import Chunk
from quoth.extraction.document import ArticleDocument
from quoth.extraction.prompt_rendering import view
from quoth.extraction.prompts import Prompt
from quoth.extraction.record_builder import ChunkAnswer

MOST_PASSES = 3
"""Over a chunk: each costs nearly what the first does, and finds less than the one before."""
_LONGEST_START, _LONGEST_SENTENCE = 256, 256
"""Tokens of an answer at most: some, and as many a sentence. Room for five full claims in a lone sentence, for two or
three in each of many; and an end for a model that rambles about a short chunk."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`chunk_tokens` of text a chunk, `answer_tokens` an answer at most, `context_sentences` shown before a chunk, and
    how many `passes` are made over each.

    `repeat` is the number of a repeat of an experiment: the same questions, other answers.
    """

    chunk_tokens: int
    answer_tokens: int
    context_sentences: int = 2
    passes: int = 1
    repeat: int = 0

    def __post_init__(self) -> None:
        refuse_passes(self.passes)


def refuse_passes(passes: int) -> None:
    """Raises InputError where there are fewer passes than one, or more than can be of use."""
    if not 1 <= passes <= MOST_PASSES:
        raise InputError(f"--passes {passes}: give a number from 1 to {MOST_PASSES}")


@dataclass(frozen=True, slots=True)
class Row:
    """One attempt at one chunk. `start:end` are the offsets of its own sentences; `raw` is the model's JSON.

    Attempts count from 1 in each pass over the chunk.
    """

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


OnRow = Callable[[Row], None]


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """What came of one chunk: the answers of its parts, its rows, and whether every part was answered in every pass."""

    answered: tuple[ChunkAnswer, ...] = ()
    rows: tuple[Row, ...] = ()
    complete: bool = True

    def __add__(self, more: ChunkResult) -> ChunkResult:
        return ChunkResult(self.answered + more.answered, self.rows + more.rows, self.complete and more.complete)


@dataclass(frozen=True, slots=True)
class ChunkExtractor:
    """What every chunk of an article is asked with."""

    document: ArticleDocument
    send: Ask
    prompt: Prompt
    settings: Settings
    on_row: OnRow

    async def ask(self, part: Chunk) -> ChunkResult:
        """Asks for one chunk, then for what was missed in it, as often as there are passes and more was found."""
        asked = latest = await _Pass(self, 1).ask(part)
        for number in range(2, self.settings.passes + 1):
            further = _Pass(self, number, asked.answered)
            parts = [each.chunk for each in latest.answered if _worth_another(each)]
            latest = ChunkResult()
            for each in parts:
                latest += await further.ask(each, len(latest.rows))
            asked += latest
        return asked


def _worth_another(each: ChunkAnswer) -> bool:
    """What points nowhere says nothing of the chunk; and who has found nothing more once finds nothing more again."""
    outcome = outcome_of(each.answer, each.chunk, "ok")
    return outcome == "ok" or (outcome == "empty" and each.pass_ == 1)


@dataclass(frozen=True, slots=True)
class _Pass:
    """One pass over the parts of a chunk; `earlier` are the answers of those before."""

    asking: ChunkExtractor
    number: int
    earlier: tuple[ChunkAnswer, ...] = ()

    async def ask(self, part: Chunk, before: int = 0, *, looped: bool = False) -> ChunkResult:
        """Asks for one part; where the answer was cut off, asks again for each half of it.

        `before` counts the attempts made in this pass. An answer that `looped` is worth one cut: the same words in a
        half of a half loop again.
        """
        try:
            reply = await self.asking.send(self._request(part))
        except QuothError as ending:
            if ending.made is not None:
                self._rows(part, ending.made, ending.made.outcome, before)
            raise
        answer = reply.answer if isinstance(reply.answer, Answer) else None
        outcome = outcome_of(answer, part, reply.outcome)
        rows = self._rows(part, reply, outcome, before)
        if answer is not None:
            return ChunkResult((ChunkAnswer(part, answer, self.number),), rows, complete=outcome != "ungrounded")
        worth = outcome == "truncated" and not (looped and reply.looping)
        halves = part.halves(self.asking.settings.context_sentences) if worth else None
        asked = ChunkResult((), rows, complete=halves is not None)
        for half in halves or ():
            asked += await self.ask(half, before + len(asked.rows), looped=reply.looping)
        return asked

    def _request(self, part: Chunk) -> Request:
        document, prompt = self.asking.document, self.asking.prompt
        shown = view(document, part)
        words = prompt.render(shown)
        judged: Sequence[int] = ()
        if self.number > 1:
            # Behind the same words as in the first pass, so that a provider's prefix cache holds them.
            found = further_passes.shown(further_passes.found_in(self.earlier, document), part)
            words = f"{words}\n\n{prompt.render_again({**shown, 'found': found})}"
            judged = further_passes.judged(self.earlier, part)
        longest = _LONGEST_START + _LONGEST_SENTENCE * len(part.own)
        return Request(
            messages=(*prompt.static_messages, Message("user", words)),
            answer=Answer,
            schema=prompt.schema(shown, judged),
            max_tokens=min(self.asking.settings.answer_tokens, longest),
            label=f"{document.article.id}#{part.index}",
            repeat=self.asking.settings.repeat,
        )

    def _rows(self, part: Chunk, reply: Reply, outcome: Outcome, before: int) -> tuple[Row, ...]:
        sentences = self.asking.document.sentences
        start, end = sentences[part.own[0]].start, sentences[part.own[-1]].end
        last = len(reply.calls) - 1
        rows = tuple(
            Row(
                chunk=part.index,
                attempt=before + number + 1,
                pass_=self.number,
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
            self.asking.on_row(row)
        return rows


def outcome_of(answer: Answer | None, part: Chunk, called: Outcome) -> Outcome:
    """How the chunk ended. An answer of which nothing points into the chunk is about something else."""
    if answer is None:
        return called
    if answer.is_empty:
        return "empty"
    pointers = [item.n for item in answer.claims] + [item.n for item in answer.conditions]
    return called if any(1 <= n <= len(part.own) for n in pointers) else "ungrounded"


__all__: Sequence[str] = ("ChunkExtractor", "ChunkResult", "OnRow", "Row", "Settings", "outcome_of", "refuse_passes")
