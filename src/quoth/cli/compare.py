"""`quoth compare`: whether B is better than A, by how much, and how sure that is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quoth.cli import options
from quoth.cli.printing import print_json

if TYPE_CHECKING:
    from quoth.evals.scorebook import Measure, Scorebook

_SCORED = "A run folder (with --gold), or what `quoth score --out` wrote."


def compare(
    a: Annotated[Path, typer.Argument(metavar="A", help=_SCORED)],
    b: Annotated[Path, typer.Argument(metavar="B", help=_SCORED)],
    gold: Annotated[Path | None, typer.Option("--gold", "-g", metavar="G", help="Labels to score runs by.")] = None,
    split: Annotated[str | None, typer.Option("--split", help="Only this part of the gold: dev or test.")] = None,
    measure: Annotated[str, typer.Option("--measure", help="joint, detection or strict.")] = "joint",
    as_json: options.Json = False,
) -> None:
    """Say whether B is better than A on the same labelled articles: better, worse or inconclusive.

    A paired test: each story's two outputs are swapped at random, over and over (Yeh 2000). The interval is of the
    difference; layers looked at beside the whole are adjusted by Holm.
    """
    from quoth.errors import InputError
    from quoth.evals.comparing import compare as compared
    from quoth.evals.scorebook import MEASURES
    from quoth.views.scores import compare_json, compare_lines

    if measure not in MEASURES:
        raise InputError(f"--measure {measure}: there is joint, detection and strict")
    chosen: Measure = measure
    one, two = scored(a, gold, split), scored(b, gold, split)
    found = compared(one, two, chosen)
    if as_json:
        print_json(compare_json(found))
        return
    for line in compare_lines(one, two, found):
        typer.echo(line)


def scored(path: Path, gold: Path | None, split: str | None = None) -> Scorebook:
    """The scores that a folder holds, else those of a run folder against the gold."""
    from quoth.cli.score import labels_for, records_for
    from quoth.errors import InputError
    from quoth.evals.scorebook import SCORES, alignment_file, read_scorebook, scorebook_in_order
    from quoth.evals.units import labels_of
    from quoth.runs.opened import open_run

    if path.is_file() or (path / SCORES).is_file():
        return read_scorebook(path)
    if gold is None:
        raise InputError(f"{path}: holds no {SCORES}; give --gold to score it as a run folder")
    run = open_run(path)
    labels = labels_for(run, gold, split)
    with alignment_file(None) as tell:
        return scorebook_in_order(path.name, records_for(run, labels), map(labels_of, labels.values()), tell)
