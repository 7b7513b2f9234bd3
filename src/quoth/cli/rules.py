"""`quoth rules`: the rule book, and one rule with its cases."""

from __future__ import annotations

from typing import Annotated

import typer

from quoth.cli import options
from quoth.cli.printing import console, print_json
from quoth.errors import OK


def rules(
    rule: Annotated[str | None, typer.Argument(metavar="[ID]", help="A rule's id, as in a finding.")] = None,
    as_json: options.Json = False,
) -> int:
    """List the rules that every answer goes through, or explain one with its cases.

    Exit codes: 0; 2 no rule is called so.
    """
    from quoth.errors import RulesError
    from quoth.extraction.rules import rule_id
    from quoth.extraction.rules.config import unknown
    from quoth.extraction.rules.registry import every_rule
    from quoth.views import rules as view

    meant = [each for each in every_rule() if rule in (None, rule_id(each))]
    if not meant:
        raise RulesError(unknown(str(rule)))
    if as_json:
        print_json(view.as_json(meant) if rule is None else view.as_json(meant)[0])
        return OK
    screen = console()
    for line in view.rule_lines(meant) if rule is None else view.one_rule_lines(meant[0]):
        screen.print(line)
    return OK
