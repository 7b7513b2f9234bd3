"""Puts the verbs together, and turns every error into its line and its exit code."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from quoth import __version__
from quoth.cli import (
    batch,
    cache,
    check,
    compare,
    corpus,
    derive,
    doctor,
    estimate,
    eval_,
    eval_plan,
    eval_report,
    export,
    gate,
    gold,
    models,
    report,
    review,
    rules,
    run,
    schema,
    score,
    show,
    stats,
    try_,
)
from quoth.cli.printing import say
from quoth.errors import INTERRUPTED, QuothError

BROKEN_PIPE = 141
"""What a shell reports of a program that ended because nobody read on."""


class Verbs(TyperGroup):
    """A verb's own number is the exit code; an error of a user's making is one line, never a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except QuothError as error:
            say(f"quoth: {error}")
            code = error.exit_code
        except KeyboardInterrupt:
            say("quoth: interrupted")
            code = INTERRUPTED
        except BrokenPipeError:
            # Python flushes once more at its end: let that go nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = BROKEN_PIPE
        raise typer.Exit(code or 0)


class EvalVerbs(TyperGroup):
    """`quoth eval SUITE …` is `quoth eval run SUITE …`: a first word that is no verb of the group names a suite."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["run", *args]
        return super().parse_args(ctx, args)


# No rich in the help: it would take most of the time that `quoth --help` takes.
app = typer.Typer(
    name="quoth",
    cls=Verbs,
    help="Reads news articles and writes down who claims what, where they stand, and on which conditions.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("run")(run.run)
app.command("try")(try_.try_)
app.command("show")(show.show)
app.command("review")(review.review)
app.command("report")(report.report)
app.command("export")(export.export)
app.command("corpus")(corpus.corpus)
app.command("check")(check.check)
app.command("derive")(derive.derive)
app.command("estimate")(estimate.estimate)
app.command("stats")(stats.stats)
app.command("rules")(rules.rules)
app.command("models")(models.models)
app.command("schema")(schema.schema)
app.command("doctor")(doctor.doctor)
app.command("score")(score.score)
app.command("compare")(compare.compare)
app.command("gate")(gate.gate)
evaluation = typer.Typer(
    cls=EvalVerbs,
    help="Read a suite of labelled articles with a model, score what comes out, and report on it.",
    no_args_is_help=True,
    rich_markup_mode=None,
    subcommand_metavar="SUITE ... | report DIR | plan A B",
)
evaluation.command("run")(eval_.evaluate)
evaluation.command("report")(eval_report.report)
evaluation.command("plan")(eval_plan.plan)
app.add_typer(evaluation, name="eval")
app.add_typer(gold.verbs, name="gold")
app.add_typer(batch.verbs, name="batch")
app.add_typer(cache.verbs, name="cache")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"quoth {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Runs the command and ends the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A name that the terminal's encoding lacks is no reason to end.
            stream.reconfigure(errors="replace")
    app(prog_name="quoth")
