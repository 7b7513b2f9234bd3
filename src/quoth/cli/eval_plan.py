"""`quoth eval plan`: how many labelled articles would settle which of two runs is better."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quoth.cli import options
from quoth.cli.printing import print_json

if TYPE_CHECKING:
    from quoth.evals.comparing import Compared
    from quoth.evals.scorebook import Measure

_SCORED = "What `quoth eval` or `quoth score --out` wrote, or a run folder (with --gold)."


def plan(
    a: Annotated[Path, typer.Argument(metavar="A", help=_SCORED)],
    b: Annotated[Path, typer.Argument(metavar="B", help=_SCORED)],
    power: Annotated[
        float, typer.Option("--power", min=0.5, max=0.999, help="How likely the difference is to be seen.")
    ] = 0.8,
    gold: Annotated[Path | None, typer.Option("--gold", "-g", metavar="G", help="Labels to score runs by.")] = None,
    split: Annotated[str | None, typer.Option("--split", help="Only this part of the gold: dev or test.")] = None,
    measure: Annotated[str, typer.Option("--measure", help="joint, detection or strict.")] = "joint",
    as_json: options.Json = False,
) -> None:
    """Tell how many labelled articles would settle the difference between A and B, were it as large as it seems.

    The number is of articles like these, in stories of the same size: the error of a difference shrinks with the square
    root of their number. It takes the difference seen for the true one, so it is a rough guess where that is unsure.
    """
    from quoth.cli.compare import scored
    from quoth.errors import InputError
    from quoth.evals.comparing import compare
    from quoth.evals.scorebook import MEASURES

    if measure not in MEASURES:
        raise InputError(f"--measure {measure}: there is joint, detection and strict")
    chosen: Measure = measure
    rows = [_row(each, power) for each in compare(scored(a, gold, split), scored(b, gold, split), chosen)]
    if as_json:
        print_json({"power": power, "measure": measure, "layers": rows})
        return
    typer.echo(
        f"articles that would settle the difference in {measure} F1 with a power of {power:g}, at a level of .05"
    )
    typer.echo(f"{'':14}{'B − A':>9}  {'95 %':^19}{'labelled':>9}{'needed':>9}{'more':>8}")
    for row in rows:
        typer.echo(_line(row))


def _row(each: Compared, power: float) -> dict[str, Any]:
    from quoth.evals.statistics import articles_needed

    bounds = each.found.interval
    return {
        "layer": each.layer or "all layers",
        "difference": bounds.value,
        "low": bounds.low,
        "high": bounds.high,
        "articles": each.found.articles,
        "verdict": each.verdict,
        "articles_needed": articles_needed(each.found, power),
    }


def _line(row: dict[str, Any]) -> str:
    needed, labelled = row["articles_needed"], row["articles"]
    reach = f"{row['low']:+.3f} to {row['high']:+.3f}"
    head = f"{row['layer']:14}{row['difference']:+9.3f}  {reach:^19}{labelled:9,}"
    if needed is None:
        return f"{head}   no number would: there is no difference, or only one story"
    more = needed - labelled
    settled = f"   {row['verdict']} already" if row["verdict"] != "inconclusive" else ""
    return f"{head}{needed:9,}{more:8,}{settled}"
