"""`quoth check`: whether a run folder can be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quoth.cli import options
from quoth.cli.printing import print_json
from quoth.errors import OK, PARTIAL


def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run.")],
    no_mend: Annotated[bool, typer.Option("--no-mend", help="Only look; change nothing.")] = False,
    as_json: options.Json = False,
) -> int:
    """Prove a run folder line by line, and mend what a crash tore.

    Every span against its text, every record against its article, every chunk against the calls of the ledger, every
    sum against its lines. Asks no model.

    Exit codes: 0 sound, as it was or once mended; 1 problems remain; 2 no run folder.
    """
    from quoth.runs import checking
    from quoth.views import check as view

    checked = checking.check(folder, mend=not no_mend)
    if as_json:
        print_json(view.as_json(checked))
    else:
        for line in view.check_lines(checked):
            typer.echo(line)
    return OK if checked.sound else PARTIAL
