"""`quoth cache`: the answers that were paid for, looked at, checked, handed on and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quoth.cli import options
from quoth.cli.printing import console, print_json, say
from quoth.errors import OK, PARTIAL, QuothError

if TYPE_CHECKING:
    from quoth.llm.clearing import Choice

_MOST_SAID = 20
_UNITS = {"h": 3600, "d": 86_400, "w": 7 * 86_400}

verbs = typer.Typer(
    help="Look at the answers that were paid for; check, export, import and clear them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@verbs.command("stats")
def stats(as_json: options.Json = False) -> None:
    """Tell how many answers are kept, of which models, since when, and what they took."""
    from quoth.llm.auditing import holdings
    from quoth.views.cache import holding_lines, holding_table

    with _answers() as folder:
        held = holdings(folder)
    if as_json:
        _print("stats", held)
        return
    screen = console()
    for line in holding_lines(held):
        screen.print(line)
    if held.models:
        screen.print(holding_table(held))


@verbs.command("verify")
def verify(
    delete_damaged: Annotated[
        bool, typer.Option("--delete-damaged", help="Delete what is no answer, so that it is asked anew.")
    ] = False,
    as_json: options.Json = False,
) -> int:
    """Read every answer and say which are damaged.

    Exit codes: 0 all are sound; 1 one is damaged, deleted now or not; 2 the cache cannot be used.
    """
    from quoth.llm import auditing
    from quoth.views.cache import verified_lines

    with _answers() as folder:
        verified = auditing.verify(folder, delete_damaged=delete_damaged)
    if as_json:
        _print("verify", verified)
    else:
        screen = console()
        for line in verified_lines(verified):
            screen.print(line)
    return PARTIAL if verified.damaged or verified.database else OK


@verbs.command("export")
def export(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A name in .gz is compressed; - is standard output.")],
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    as_json: options.Json = False,
) -> int:
    """Write every answer as a line of JSON, for another machine or for keeping.

    Exit codes: 0 all are written; 1 damaged ones were left out; 2 nothing was written.
    """
    import sys

    from quoth.llm.exchanging import export_answers, export_to_file
    from quoth.views.cache import answers

    if file == "-" and as_json:
        raise QuothError("the answers and --json both want standard output: name a file")
    with _answers() as folder:
        if file == "-":
            exported = export_answers(folder, sys.stdout.buffer)
        else:
            exported = export_to_file(folder, Path(file), force=force)
    if exported.damaged:
        say(f"{exported.damaged:,} damaged left out: `quoth cache verify` names them")
    if as_json:
        _print("export", exported)
    else:
        say(f"{answers(exported.answers)} exported")
    return PARTIAL if exported.damaged else OK


@verbs.command("import")
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="What `quoth cache export` wrote; - for stdin.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Where another answer is here for the same question, take the new one.")
    ] = False,
    as_json: options.Json = False,
) -> int:
    """Take in exported answers. What is here already stays.

    Exit codes: 0 every line is in the cache; 1 a line is no answer, or another answer for its question stayed; 2 the
    file or the cache cannot be used.
    """
    from quoth.llm.exchanging import import_answers
    from quoth.views.cache import answers

    examples: list[dict[str, str]] = []

    def told(where: str, problem: str) -> None:
        if len(examples) < _MOST_SAID:
            examples.append({"where": where, "problem": problem})
            say(f"{file}, {where}: {problem}")

    with _answers() as folder, _source(file) as source:
        imported = import_answers(folder, source, replace=replace, told=told)
    if imported.bad > len(examples):
        say(f"and {imported.bad - len(examples):,} more lines that are no answers")
    if as_json:
        _print("import", imported, examples=examples)
    else:
        say(f"{answers(imported.added)} added, {imported.known:,} known already, {imported.replaced:,} replaced")
        if imported.different:
            say(f"{imported.different:,} differ from what is here, which stayed; --replace takes them")
    return PARTIAL if imported.bad or imported.different else OK


@verbs.command("clear")
def clear(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    model: Annotated[str | None, typer.Option("--model", "-m", metavar="M", help="Only this model's answers.")] = None,
    older_than: Annotated[
        str | None, typer.Option("--older-than", metavar="AGE", help="Only what is older: 12h, 30d, 8w.")
    ] = None,
    as_json: options.Json = False,
) -> int:
    """Delete answers: all, one model's, or the old ones. They were paid for, so it asks first.

    Exit codes: 0 deleted; 1 the answer was no; 2 nobody could be asked, or the cache cannot be used.
    """
    import time

    from quoth.llm import clearing
    from quoth.views.cache import answers

    choice = clearing.Choice(model, None if older_than is None else time.time() - _seconds(older_than))
    with _answers() as folder:
        count = clearing.chosen(folder, choice)
        what = "the database, which cannot be read," if count is None else answers(count)
        if count != 0 and not yes and not _agreed(f"Delete {what} in {folder}?"):
            say("nothing deleted")
            return PARTIAL
        deleted = _delete(folder, choice, count)
    if as_json:
        _print("clear", deleted=deleted)
    else:
        say("the database is removed" if deleted is None else f"{answers(deleted)} deleted")
    return OK


def _delete(folder: Path, choice: Choice, count: int | None) -> int | None:
    """How many answers were deleted; None where the whole database was removed unread."""
    from quoth.llm import clearing

    if count is not None:
        return clearing.clear(folder, choice)
    clearing.remove(folder)
    return None


def _agreed(question: str) -> bool:
    from quoth.views.plain import plain

    if not _on_a_terminal():
        raise QuothError("nothing deleted: --yes is needed where nobody can be asked")
    try:
        return typer.confirm(plain(question), err=True)
    except typer.Abort:
        raise KeyboardInterrupt from None


def _on_a_terminal() -> bool:
    import sys

    return sys.stdin.isatty()


def _seconds(age: str) -> float:
    number, unit = age[:-1], age[-1:]
    if unit not in _UNITS or not (number.isascii() and number.isdigit()):
        raise QuothError(f"--older-than {age!r}: give hours, days or weeks, as in 12h, 30d or 8w")
    return float(number) * _UNITS[unit]


@contextmanager
def _answers() -> Iterator[Path]:
    """The folder of the answers; what the system says of it is told in one line."""
    from quoth.llm.cache import answers_folder

    folder = answers_folder()
    try:
        yield folder
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise QuothError(f"{problem.filename or folder}: {problem.strerror or problem}") from None


@contextmanager
def _source(file: str) -> Iterator[Any]:
    import sys

    if file == "-":
        yield sys.stdin.buffer
    else:
        with Path(file).open("rb") as opened:
            yield opened


def _print(verb: str, value: Any = None, **more: Any) -> None:
    from dataclasses import asdict

    print_json({"schema": f"quoth.cache-{verb}/1", **(asdict(value) if value is not None else {}), **more})
