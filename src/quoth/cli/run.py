"""`quoth run`: many articles into a run folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quoth.cli import options
from quoth.cli.printing import print_json
from quoth.errors import INTERRUPTED, LIMIT, OK, PARTIAL


def run(
    inputs: options.Inputs,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The run folder, made if need be.")],
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    like: options.Like = None,
    prompt: options.Prompt = None,
    rules: options.Rules = None,
    passes: options.Passes = 1,
    text_column: options.TextColumn = "text",
    id_column: options.IdColumn = "id",
    title_column: options.TitleColumn = "title",
    publisher_column: options.PublisherColumn = "publisher",
    published_column: options.PublishedColumn = "published",
    url_column: options.UrlColumn = "url",
    in_flight: options.InFlight = None,
    rpm: options.RequestsAMinute = None,
    tpm: options.TokensAMinute = None,
    deadline: options.Deadline = None,
    max_cost: options.MaxCost = None,
    max_tokens: options.MaxTokens = None,
    max_minutes: options.MaxMinutes = None,
    unordered: Annotated[
        bool, typer.Option("--unordered", help="Write records as they are ready, not in the order of the inputs.")
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Do articles again of which a chunk failed; pays for those chunks.")
    ] = False,
    no_cache: options.NoCache = False,
    as_json: options.Json = False,
    progress_as_json: options.JsonProgress = False,
    traced: options.OpenTelemetry = False,
) -> int:
    """Extract many articles into a run folder.

    The same command goes on where it stopped. Ctrl-C finishes the articles under way, a second Ctrl-C stops at once.

    Exit codes: 0 all done; 1 an article could not be read, or a chunk failed; 2 the command, an input or the
    folder cannot be used as given; 3 no model could be used; 4 a limit was reached; 130 interrupted.
    """
    import asyncio
    from contextlib import nullcontext

    from quoth.articles import Columns
    from quoth.cli import json_progress, otel, progress
    from quoth.cli.printing import say
    from quoth.runs import running
    from quoth.runs.opened import open_run
    from quoth.views.run import failure_lines

    with json_progress.watching() if progress_as_json else progress.watching() as watch:
        columns = Columns(text_column, id_column, title_column, publisher_column, published_column, url_column)
        manner = running.Manner(in_flight, rpm, tpm, deadline, max_cost, max_tokens, max_minutes)
        choice = running.Choice(
            model, base_url, prompt, cache=not no_cache, manner=manner, rules=rules, passes=passes, like=like
        )
        with otel.tracing(watch) if traced else nullcontext(watch) as told:
            running_on = running.run(
                inputs, out, choice, columns=columns, progress=told, unordered=unordered, retry_failed=retry_failed
            )
            summary = asyncio.run(running_on)
    code = _ENDS.get(summary.state, OK if summary.complete else PARTIAL)
    if as_json:
        print_json(summary.model_dump(mode="json"))
    watch.end(summary, code)
    if summary.contents.chunks_failed:
        for line in failure_lines(open_run(out).ledger()):
            say(line)
    return code


_ENDS = {"interrupted": INTERRUPTED, "limited": LIMIT}
