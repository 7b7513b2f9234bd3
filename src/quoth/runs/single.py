"""One article out of Python: `extract(article)`, without a run folder."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from quoth.articles.article import Article
from quoth.extraction.pipeline import Row
from quoth.records import Record
from quoth.runs.lines import LedgerRow
from quoth.runs.progress import Progress, Silent
from quoth.runs.running import Choice, opened


def extract(
    article: Article | str,
    *,
    model: str | None = None,
    base_url: str | None = None,
    prompt: str | None = None,
    cache: bool = True,
    passes: int = 1,
) -> Record:
    """The record of one article, given as an `Article` or as its text.

    The options are those of `quoth run`; the key is read from OPENAI_API_KEY. Each call connects anew, so many
    articles are better given to `quoth run`. A chunk that failed is counted in the record's `coverage`.
    Raises InputError, PromptError or ModelError, with one line that says what to do.
    """
    if isinstance(article, str):
        article = Article(id="article", text=article)
    choice = Choice(model=model, base_url=base_url, prompt=prompt, cache=cache, passes=passes)
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(extract_watched(article, choice, Silent()))
    # In a notebook a loop runs already, and none can be started in its thread.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, extract_watched(article, choice, Silent())).result()


async def extract_watched(
    article: Article, choice: Choice, progress: Progress, on_row: Callable[[LedgerRow], None] = lambda row: None
) -> Record:
    """The record of one article, each call told to `progress` and `on_row`. Raises PromptError or ModelError."""

    def called(row: Row) -> None:
        line = LedgerRow.of(article.id, row)
        progress.called(line)
        on_row(line)

    async with opened(choice, progress) as extractor:
        return (await extractor.extract(article, called)).record
