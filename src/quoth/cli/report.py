"""`quoth report`: a page of who stands where on what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quoth.cli import options
from quoth.cli.export import Force, Wanted
from quoth.cli.printing import print_json, say


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="PATH", help="DIR/report.html if left out; a folder for more than 500 articles."),
    ] = None,
    title: Annotated[str, typer.Option("--title", help="The heading; the folder's name if left out.")] = "",
    where: Wanted = None,
    force: Force = False,
    as_json: options.Json = False,
) -> None:
    """Make a page: position matrix, actors, terms, contradictions, network, articles; the words are a click away."""
    from quoth.runs.opened import open_run
    from quoth.runs.where import Where
    from quoth.views.report import write_report

    run = open_run(folder)
    written = write_report(run, out or folder / "report.html", Where.parse(where or ()), title=title, force=force)
    if as_json:
        print_json({"page": str(written.page), "articles": written.articles})
    else:
        say(f"{written.page}: {written.articles:,} articles; open it in a browser")
