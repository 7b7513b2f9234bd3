"""`quoth eval report`: scores, errors and the articles themselves on one HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `quoth eval` or `quoth score --out` wrote.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="The page; DIR/report.html if left out.")
    ] = None,
    run: Annotated[
        Path | None,
        typer.Option("--run", metavar="RUN", help="The run that was scored, for its texts and cues, if not in DIR."),
    ] = None,
    gold: Annotated[
        Path | None, typer.Option("--gold", "-g", metavar="G", help="The labels scored by, for their cues.")
    ] = None,
    repeat: Annotated[int, typer.Option("--repeat", min=1, help="Of several repeats, the one whose items show.")] = 1,
) -> None:
    """Write the report of an evaluation as one HTML page, complete in itself.

    It needs no network and no server, is readable without JavaScript, and prints on A4. What errors.jsonl and
    errors.json add is left out where DIR does not have them.
    """
    from quoth.errors import OutputError
    from quoth.views.report_eval import page, read_scored

    scored = read_scored(folder, run=run, gold=gold, repeat=repeat)
    target = out or (folder if folder.is_dir() else folder.parent) / "report.html"
    try:
        target.write_text(page(scored), encoding="utf-8")
    except OSError as problem:
        raise OutputError(f"{target}: cannot be written: {problem.strerror}") from None
    typer.echo(f"{target}: {len(scored.book.articles)} articles, {target.stat().st_size / 1000:,.0f} kB")
