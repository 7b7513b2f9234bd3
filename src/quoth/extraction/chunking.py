"""Windows of whole sentences under a token budget, each with the sentences before it as context that is only read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quoth.articles.article import Sentence
from quoth.tokens import count_tokens

_BESIDE = 4
"""Tokens that a sentence takes beside its words: its number, in brackets, and a line end."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Numbers of the article's sentences: `own` to extract from, `context` before them. `index` counts from 0."""

    index: int
    own: tuple[int, ...]
    context: tuple[int, ...] = ()

    def halves(self, context: int) -> tuple[Chunk, Chunk] | None:
        """Two chunks of the same index with half the sentences each; None where there is one sentence only.

        The second is shown `context` sentences of the first.
        """
        if len(self.own) < 2:
            return None
        middle = len(self.own) // 2
        left = Chunk(self.index, self.own[:middle], self.context)
        right = Chunk(self.index, self.own[middle:], self.own[max(0, middle - context) : middle])
        return left, right


def chunk(text: str, sentences: Sequence[Sentence], budget: int, context: int = 2) -> list[Chunk]:
    """Covers every prose sentence exactly once, in order, in as few windows as the budget (in tokens) allows.

    The windows are of about equal length, and end with a paragraph where one ends nearby.  A sentence over the budget
    is a window of its own.  `context` is how many prose sentences before a window are shown with it.
    """
    prose = [number for number, sentence in enumerate(sentences) if sentence.is_prose]
    words = [text[sentences[number].start : sentences[number].end] for number in prose]
    if prose and sum(len(each) - each.count(" ") + _BESIDE for each in words) <= budget:
        return [Chunk(0, tuple(prose))]  # no token is shorter than a character: there is nothing to count
    lengths = {number: count_tokens(each) + _BESIDE for number, each in zip(prose, words, strict=True)}
    total = sum(lengths.values())
    needed = max(1, -(-total // budget))
    target = total / needed
    windows: list[list[int]] = []
    filled = 0
    for position, number in enumerate(prose):
        starts = not windows or filled + lengths[number] > budget
        if not starts and filled >= target * 0.8 and len(windows) < needed:
            ends_paragraph = sentences[number].paragraph != sentences[prose[position - 1]].paragraph
            starts = ends_paragraph or filled + lengths[number] / 2 > target
        if starts:
            windows.append([])
            filled = 0
        windows[-1].append(number)
        filled += lengths[number]
    chunks: list[Chunk] = []
    before = 0
    for index, window in enumerate(windows):
        chunks.append(Chunk(index, tuple(window), tuple(prose[max(0, before - context) : before])))
        before += len(window)
    return chunks
