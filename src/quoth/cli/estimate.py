"""`quoth estimate`: what a run would take, before it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quoth.cli import options
from quoth.cli.printing import console, print_json, say
from quoth.errors import OK, PARTIAL

if TYPE_CHECKING:
    from quoth.runs.estimating import Estimated


def estimate(
    inputs: options.Inputs,
    models: Annotated[
        list[str] | None,
        typer.Option(
            "--model", "-m", metavar="M", help="As in `quoth run`; several are set side by side.", show_default=False
        ),
    ] = None,
    base_url: options.BaseUrl = None,
    prompt: options.Prompt = None,
    passes: options.Passes = 1,
    text_column: options.TextColumn = "text",
    id_column: options.IdColumn = "id",
    title_column: options.TitleColumn = "title",
    publisher_column: options.PublisherColumn = "publisher",
    published_column: options.PublishedColumn = "published",
    url_column: options.UrlColumn = "url",
    rpm: Annotated[
        int | None, typer.Option("--rpm", min=1, metavar="N", help="Requests a minute that the endpoint allows.")
    ] = None,
    tpm: Annotated[
        int | None, typer.Option("--tpm", min=1, metavar="N", help="Tokens a minute that the endpoint allows.")
    ] = None,
    in_flight: Annotated[
        int | None, typer.Option("--in-flight", min=1, metavar="N", help="Calls in flight at once.")
    ] = None,
    like: Annotated[
        str | None,
        typer.Option(
            "--like",
            metavar="DIR|NAME",
            help="A run folder whose calls show what is to come, or a known model whose limits and price one has.",
        ),
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option("--sample", min=1, metavar="N", help="Measure N articles drawn at random, and tell the rest."),
    ] = None,
    as_json: options.Json = False,
) -> int:
    """Tell what a run would take, without asking a model: chunks, tokens, cost and time.

    Needs no key and no network. All articles are measured, a few milliseconds each; of many, --sample 300 is enough.

    Exit codes: 0 told; 1 told, but an article could not be read; 2 the command, the inputs or the prompt cannot be
    used; 3 no such model can be meant.
    """
    import sys

    from quoth.articles import Columns
    from quoth.runs import estimating

    columns = Columns(text_column, id_column, title_column, publisher_column, published_column, url_column)
    folder = like is not None and (Path(like).exists() or len(Path(like).parts) > 1)
    estimated = estimating.estimate(
        inputs,
        models or [None],
        base_url=base_url,
        prompt=prompt,
        passes=passes,
        columns=columns,
        limits=estimating.Limits(rpm, tpm, in_flight),
        like=Path(like) if like is not None and folder else None,
        model_like=None if folder else like,
        sample=sample,
        stdin=sys.stdin.buffer if "-" in inputs else None,
    )
    for line in estimated.examples:
        say(line)
    if estimated.unreadable > len(estimated.examples):
        say(f"and {estimated.unreadable - len(estimated.examples):,} more that cannot be read")
    if as_json:
        print_json(_as_json(estimated))
    else:
        _show(estimated)
    return PARTIAL if estimated.unreadable else OK


def _show(estimated: Estimated) -> None:
    from quoth.views.estimate import estimate_table, heading, origin_lines

    screen = console()
    screen.print(heading(estimated))
    screen.print(estimate_table(estimated))
    for line in origin_lines(estimated):
        screen.print(line)


def _as_json(estimated: Estimated) -> dict[str, Any]:
    from dataclasses import asdict

    return {"schema": "quoth.estimate/1", **asdict(estimated)}
