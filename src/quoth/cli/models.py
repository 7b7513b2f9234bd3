"""`quoth models`: which models can be asked from here."""

from __future__ import annotations

from dataclasses import asdict

from quoth.cli import options
from quoth.cli.printing import console, print_json


def models(base_url: options.BaseUrl = None, as_json: options.Json = False) -> None:
    """List the models that can be asked from here."""
    from quoth.llm import usable
    from quoth.views.plain import plain

    found = usable(base_url=base_url)
    if as_json:
        print_json([asdict(model) for model in found])
        return
    screen = console()
    width = max((len(model.name) for model in found), default=0)
    for model in found:
        mark = "usable    " if model.usable else "not usable"
        screen.print(f"{plain(model.name):<{width}}  {mark}  {plain(model.detail)}")
