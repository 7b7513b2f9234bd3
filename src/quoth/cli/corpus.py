"""`quoth corpus`: who is the same actor and which targets mean the same, over all articles of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quoth.cli import options
from quoth.cli.printing import console, print_json, say

_SHOWN = 15


def corpus(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run.")],
    as_json: options.Json = False,
) -> None:
    """Group the actors and targets of a run, in files that you can correct: DIR/corpus/actors.csv and targets.csv.

    Change `group` in a file, run this again or make a report: what you changed stays.
    """
    from quoth.corpus import Corpus
    from quoth.runs.opened import open_run
    from quoth.views.plain import plain

    place = folder / "corpus"
    made = Corpus.of(open_run(folder).records(), place)
    made.write(place)
    listed = {layer: groups.listed() for layer, groups in made.layers().items()}
    if as_json:
        print_json({layer: [{"name": g.name, "names": g.names} for g in groups] for layer, groups in listed.items()})
        return
    screen = console()
    for layer, groups in listed.items():
        names = sum(len(group.names) for group in groups)
        corrected = len(made.layers()[layer].corrected)
        screen.print(f"{layer}: {names:,} names in {len(groups):,} groups, {corrected:,} names put elsewhere by hand")
        for group in [each for each in groups if len(each.names) > 1][:_SHOWN]:
            others = ", ".join(f"“{plain(name)}”" for name in group.names if name != group.name)
            screen.print(f"  {plain(group.name)}: also {others}")
    say(f"written to {place}: change `group` there where it is wrong")
