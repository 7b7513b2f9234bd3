"""`quoth stats`: what a run came to, after it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quoth.cli import options
from quoth.cli.printing import console, print_json


def stats(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run.")],
    as_json: options.Json = False,
) -> None:
    """Tell what a run came to: outcomes, failures, tokens, cost, speed and findings."""
    from quoth.runs.accounting import account
    from quoth.views import stats as view

    made = account(folder)
    if as_json:
        print_json(view.as_json(made))
        return
    screen = console()
    for line in view.report_lines(made):
        screen.print(line)
    screen.print()
    screen.print(view.outcome_table(made))
    screen.print()
    screen.print(view.command_table(made))
    screen.print()
    for lines in (view.speed_lines, view.cost_lines, view.failure_lines, view.finding_lines, view.extreme_lines):
        for line in lines(made):
            screen.print(line)
