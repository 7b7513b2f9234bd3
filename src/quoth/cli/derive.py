"""`quoth derive`: a run's records made again from its raw answers, and what changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quoth.cli import options
from quoth.cli.printing import print_json
from quoth.errors import OK, PARTIAL

if TYPE_CHECKING:
    from quoth.extraction.record_diff import Change


def derive(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run.")],
    rules: Annotated[
        Path | None,
        typer.Option("--rules", metavar="FILE", help="A file that sets the rules; see `quoth rules`."),
    ] = None,
    prompt: Annotated[
        str | None,
        typer.Option("--prompt", "-p", metavar="P", help="The run's prompt file, where Quoth does not ship it."),
    ] = None,
    items: Annotated[bool, typer.Option("--items", help="Name every item that changed.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Put the new records in the old ones' place.")] = False,
    as_json: options.Json = False,
) -> int:
    """Make a run's records again from its raw answers, by today's code and rules, and tell what changed.

    Asks no model and pays nothing. Items gained, lost, changed, or marked otherwise by a rule's finding; each under the
    rule that made the difference, or under "code".

    Exit codes: 0 every record was made again; 1 some could not be and stay as they were; 2 no run folder, or bad rules.
    """
    from quoth.extraction.rules import AS_WRITTEN
    from quoth.extraction.rules.config import load_settings
    from quoth.runs.deriving import derive as derived
    from quoth.runs.side_by_side import processors
    from quoth.views.derive import change_json, change_line, derive_json, derive_lines

    changed: list[dict[str, object]] = []

    def see(article: str, change: Change) -> None:
        if not items:
            return
        if as_json:
            changed.append(change_json(article, change))
        else:
            typer.echo(change_line(article, change))

    settings = load_settings(rules) if rules is not None else AS_WRITTEN
    found = derived(folder, settings, prompt=prompt, write=write, see=see, processes=processors())
    if as_json:
        print_json(derive_json(found) | ({"named": changed} if items else {}))
    else:
        for line in derive_lines(found):
            typer.echo(line)
    return OK if found.whole else PARTIAL
