"""Quoth's own request bodies for a corpus, so that a bare client sends the very same ones."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from quoth.asking import Reply, Request
from quoth.runs.progress import Silent
from quoth.runs.running import Choice, opened


@dataclass(frozen=True)
class Bodies:
    """A JSONL file of chat completion bodies; `distinct` of them differ, the prompts hold `prompt_characters`."""

    path: Path
    model: str
    count: int
    distinct: int
    prompt_characters: int


async def capture(articles: Path, path: Path, base_url: str) -> Bodies:
    """Writes the body of every call that a run over `articles` makes at `base_url`, in order; none is asked.

    Raises ModelError where there is no such endpoint.
    """
    from quoth.articles import Article, read
    from quoth.extraction.pipeline import extract_article

    seen: set[int] = set()
    count = characters = 0
    async with opened(Choice(base_url=base_url, cache=False), Silent()) as extractor:
        with path.open("w", encoding="utf-8") as file:

            async def ask(request: Request, /) -> Reply:
                nonlocal count, characters
                _, body = extractor.model.body(request)
                line = json.dumps(body)
                file.write(line + "\n")
                seen.add(hash(line))
                count += 1
                characters += sum(len(message.content) for message in request.messages)
                return Reply(None, None)

            for article in read([str(articles)]):
                assert isinstance(article, Article), article
                await extract_article(article, ask, extractor.prompt, extractor.settings)
    return Bodies(path, extractor.model.name, count, len(seen), characters)
