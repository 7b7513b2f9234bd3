"""`quoth export`: a run in the formats of other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quoth.cli import options
from quoth.cli.printing import print_json, say
from quoth.errors import InputError

_WHERE = (
    "Only items of which this holds, as in actor=Ruiz, 'target~truce', 'date>=2031-03-01'; may be repeated, and all "
    "must hold. Fields: actor, target, kind, polarity, certainty, outlet, article, date, finding."
)
Wanted = Annotated[list[str] | None, typer.Option("--where", metavar="CONDITION", help=_WHERE)]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run.")],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="csv, parquet, xlsx, duckdb, graphml, dl (UCINET), dna (Discourse Network Analyzer), jsonld, brat or "
            "labelstudio.",
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PATH", help="Where to write; DIR/exports/FORMAT if left out.")
    ] = None,
    where: Wanted = None,
    force: Force = False,
    as_json: options.Json = False,
) -> None:
    """Write a run's claims, stances and conditions as tables, networks or annotations."""
    from quoth.runs.opened import open_run
    from quoth.runs.where import Where
    from quoth.views.exports import FORMATS, export

    if to not in FORMATS:
        raise InputError(f"--to {to}: there is no such format; there are {', '.join(FORMATS)}")
    run, wanted = open_run(folder), Where.parse(where or ())
    place = out or folder / "exports" / (to + FORMATS[to].suffix)
    written = export(run, to, place, wanted, force=force)
    if as_json:
        print_json({"out": str(place), "format": to, **written})
    else:
        say(f"{place}: " + ", ".join(f"{count:,} {name}" for name, count in written.items()))
