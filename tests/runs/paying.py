"""A run of a shipped prompt whose calls used what a rule says, for tests of what is learnt and told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from making import command, extraction, identity

from quoth.articles.article import Article
from quoth.asking import Call
from quoth.extraction.pipeline import Row, Settings
from quoth.extraction.prompts import Prompt, load
from quoth.runs.folder import RunFolder
from quoth.runs.lines import LedgerRow
from quoth.runs.manifest import PromptUsed, SettingsUsed
from quoth.runs.measuring import ChunkSize, Measure
from quoth.runs.tally import Articles

MODEL = "gpt-4.1-mini"
SENTENCE = "The harbour board will raise the ferry fares in May, its chairwoman Ines Dahl said on Monday. "


def fares(number: int, sentences: int) -> Article:
    return Article(id=f"f{number}", text=f"Day {number}. " + SENTENCE * sentences)


def exact(size: ChunkSize) -> list[Call]:
    """A model that counts 2 tokens for one of ours and 50 more, and writes 10 a chunk and 1 a token of its text."""
    written = 10 + size.text
    return [Call("ok", MODEL, 50 + 2 * size.prompt, 30, written, 0.01, 1 + written / 10, started=100.0 + size.text)]


def paid(
    out: Path,
    articles: list[Article],
    calls: Callable[[ChunkSize], list[Call]] = exact,
    prompt: Prompt | None = None,
    chunk_tokens: int = 6000,
) -> Path:
    """A run folder in which every chunk of the articles took these calls."""
    prompt = prompt or load("claims")
    measure = Measure(prompt, Settings(chunk_tokens, 8000))
    used = PromptUsed(name=prompt.name, version=prompt.version, hash=prompt.hash)
    sizes = SettingsUsed(chunk_tokens=chunk_tokens, answer_tokens=8000, context_sentences=2)
    folder = RunFolder(out, identity(model=MODEL, prompt=used, settings=sizes), command())
    for article in articles:
        for size in measure.chunks(article):
            for attempt, call in enumerate(calls(size), 1):
                row = Row(size.index, attempt, 1, size.start, size.end, call.outcome, call, None, "")
                folder.add_row(LedgerRow.of(article.id, row))
        folder.add(article, extraction(article).record)
    folder.close("finished", Articles(read=len(articles), done=len(articles)))
    return out
