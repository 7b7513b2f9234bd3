"""Where words go: machine output to standard output, everything for a person about the work to standard error."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console


def say(line: str) -> None:
    """A message to the person, on standard error, with nothing in it that a terminal would obey."""
    from quoth.views.plain import plain

    with suppress(BrokenPipeError):  # nobody reads on: no reason to stop a run
        typer.echo(plain(line), err=True)


def print_json(value: Any) -> None:
    """JSON on standard output, all ASCII: whatever the terminal's encoding, and nothing that a terminal obeys."""
    typer.echo(json.dumps(value, indent=2))


def console() -> Console:
    """For what a person asked to see, on standard output; written whole where it is no terminal."""
    from rich.console import Console

    found = Console(highlight=False, markup=False, emoji=False, soft_wrap=False)
    if not found.is_terminal:
        # Nobody looks at a width of 80 there, and a search is easier in whole lines.
        found = Console(highlight=False, markup=False, emoji=False, width=10_000)
    return found


def has_colours(console: Console) -> bool:
    return console.is_terminal and not console.no_color
