"""`quoth gate`: stops a change that made things worse."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quoth.cli import options
from quoth.cli.printing import print_json

PASS, WORSE, INCONCLUSIVE = 0, 1, 2


def gate(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder (with --gold), or its scores.")],
    baseline: Annotated[Path, typer.Option("--baseline", metavar="FILE", help="The scores.json to be held against.")],
    gold: Annotated[Path | None, typer.Option("--gold", "-g", metavar="G", help="Labels to score the run by.")] = None,
    split: Annotated[str | None, typer.Option("--split", help="Only this part of the gold: dev or test.")] = None,
    allowed: Annotated[
        float, typer.Option("--allowed", min=0.0, max=1.0, help="How much lower the joint F1 may be and still pass.")
    ] = 0.02,
    as_json: options.Json = False,
) -> int:
    """Pass where the run is surely no worse than the baseline by more than --allowed; fail where it is surely worse.

    Exit codes: 0 pass: the interval of the difference lies above −allowed; 1 worse: the paired test says so; 2
    inconclusive (too few articles to tell), a failed article, or scores that cannot be used.
    """
    from quoth.cli.compare import scored
    from quoth.evals.comparing import compare
    from quoth.views.scores import compare_json, compare_lines

    one, two = scored(baseline, None), scored(run, gold, split)
    found = compare(one, two)
    head = found[0]
    same = head.found.interval.value == 0 and head.found.p == 1.0
    if head.verdict == "worse" and head.found.interval.value < -allowed:
        code = WORSE
    elif two.whole and (same or head.verdict == "better" or head.found.interval.low >= -allowed):
        code = PASS
    else:
        code = INCONCLUSIVE
    word = {PASS: "pass", WORSE: "worse", INCONCLUSIVE: "inconclusive"}[code]
    if as_json:
        print_json({"gate": word, "whole": two.whole, "layers": compare_json(found)})
        return code
    typer.echo(f"gate: {word}" + ("" if two.whole else "; an article or a chunk of the run failed"))
    for line in compare_lines(one, two, found):
        typer.echo(line)
    return code
