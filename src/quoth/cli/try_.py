"""`quoth try`: one article, extracted and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from quoth.cli import options
from quoth.cli.printing import console, has_colours, print_json, say
from quoth.errors import OK, PARTIAL

if TYPE_CHECKING:
    from quoth.articles import Article
    from quoth.runs.lines import LedgerRow


def try_(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="An article; of a file of many the first is taken.")],
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    like: options.Like = None,
    prompt: options.Prompt = None,
    rules: options.Rules = None,
    passes: options.Passes = 1,
    no_cache: options.NoCache = False,
    as_json: options.Json = False,
) -> int:
    """Extract one article and show it.

    Each claim is shown in its sentence; nothing is written.
    """
    import asyncio

    from quoth.cli.progress import watching
    from quoth.runs.running import Choice
    from quoth.runs.single import extract_watched
    from quoth.views.article import article_lines
    from quoth.views.run import failure_lines

    article = first_article(file)

    choice = Choice(model, base_url, prompt, cache=not no_cache, rules=rules, passes=passes, like=like)
    rows: list[LedgerRow] = []
    with watching() as progress:
        record = asyncio.run(extract_watched(article, choice, progress, rows.append))
    for reason in failure_lines(rows):
        say(reason)
    if as_json:
        print_json(record.to_dict())
    else:
        screen = console()
        for line in article_lines(record, article, colours=has_colours(screen)):
            screen.print(line)
    return PARTIAL if record.coverage.failed else OK


def first_article(given: str) -> Article:
    """The first article of the input; says what else is there. Raises InputError where there is none."""
    import sys

    from quoth.articles import Article, Unreadable, read
    from quoth.errors import InputError

    items = read([given], stdin=sys.stdin.buffer if given == "-" else None)
    wrong: Unreadable | None = None
    for item in items:
        if isinstance(item, Article):
            if any(isinstance(other, Article) for other in items):
                say(f"{given} holds more than one article: this is the first, {item.id!r}; `quoth run` takes them all")
            return item
        if isinstance(item, Unreadable):
            wrong = wrong or item
    raise InputError(str(wrong) if wrong else f"{given}: holds no article")
