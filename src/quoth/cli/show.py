"""`quoth show`: a run folder for a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quoth.cli import options
from quoth.cli.printing import console, has_colours, print_json, say

if TYPE_CHECKING:
    from quoth.records import Record
    from quoth.runs.opened import Run

_FEW = 3
"""Of so many articles the claims are shown too."""
_MOST_ROWS = 200
"""A longer table helps nobody; `--json` gives every article."""


def show(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run.")],
    article: Annotated[str | None, typer.Argument(metavar="[ARTICLE]", help="An article's id.")] = None,
    as_json: options.Json = False,
) -> None:
    """Show a run, or one of its articles."""
    from quoth.runs.opened import open_run

    run = open_run(folder)
    if article is not None:
        _show_article(run, article, as_json)
    elif as_json:
        print_json(_as_json(run))
    else:
        _show_run(run)


def _show_article(run: Run, article_id: str, as_json: bool) -> None:
    from quoth.extraction.coreference import cast
    from quoth.views.actors import actors_as_json
    from quoth.views.article import article_lines

    record = run.record(article_id)
    if as_json:
        # Beside the record's own fields: the record itself is a contract, and holds no more than it did.
        members = cast(record, run.article(article_id).text)
        print_json(record.to_dict() | {"actors": actors_as_json(members)})
        return
    screen = console()
    for line in article_lines(record, run.article(article_id), colours=has_colours(screen)):
        screen.print(line)


def _show_run(run: Run) -> None:
    from quoth.runs.tally import Contents
    from quoth.views.run import articles_table, run_lines, unread_lines

    contents = Contents()
    shown: list[Record] = []
    for record in run.records():
        contents.add(record.to_dict())
        if len(shown) < _MOST_ROWS:
            shown.append(record)
    screen = console()
    screen.print(articles_table(shown))
    if contents.records > len(shown):
        say(f"the first {len(shown)} of {contents.records:,} articles; --json gives them all")
    for line in (*run_lines(run.manifest, contents), *unread_lines(run.unread())):
        screen.print(line)
    if len(shown) <= _FEW:
        for record in shown:
            screen.print()
            _show_article(run, record.article.id, as_json=False)


def _as_json(run: Run) -> dict[str, Any]:
    from quoth.runs.tally import Contents

    contents, articles = Contents(), []
    for record in run.records():
        contents.add(record.to_dict())
        articles.append(
            {
                "id": record.article.id,
                "title": record.article.title,
                "claims": len(record.claims),
                "stances": len(record.stances),
                "conditions": len(record.conditions),
                "findings": len(record.findings),
                "coverage": record.coverage.model_dump(),
            }
        )
    return {
        "folder": str(run.path),
        "manifest": run.manifest.model_dump(mode="json", by_alias=True),
        "contents": contents.model_dump(),
        "articles": articles,
        "unread": [line.model_dump() for line in run.unread()],
    }
