"""`quoth batch`: the questions of a run as request files, answered within a day at half the price."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quoth.cli import options
from quoth.cli.printing import print_json, say
from quoth.errors import OK, PARTIAL

if TYPE_CHECKING:
    from quoth.runs.batch_state import Batches
    from quoth.runs.batches import Batched

verbs = typer.Typer(
    help="Ask in batches, at half the price: make, submit, status, collect.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder that `quoth batch make` was given.")]
Address = Annotated[
    str | None,
    typer.Option("--base-url", metavar="U", help="The endpoint that the batch was made for, if it is not OpenAI."),
]


@verbs.command("make")
def make(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help="Files, folders or patterns: text, HTML, JSONL, JSON, CSV, Parquet."),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The run folder, made if need be.")],
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    like: options.Like = None,
    prompt: options.Prompt = None,
    rules: options.Rules = None,
    text_column: options.TextColumn = "text",
    id_column: options.IdColumn = "id",
    title_column: options.TitleColumn = "title",
    publisher_column: options.PublisherColumn = "publisher",
    published_column: options.PublishedColumn = "published",
    url_column: options.UrlColumn = "url",
    context_tokens: Annotated[
        int | None,
        typer.Option("--context-tokens", min=1, metavar="N", help="What the model reads at once, if less than known."),
    ] = None,
    max_requests: Annotated[
        int, typer.Option("--max-requests", min=1, metavar="N", help="Requests in a file at most.")
    ] = 50_000,
    max_megabytes: Annotated[
        float, typer.Option("--max-megabytes", metavar="N", help="Megabytes of a file at most.")
    ] = 190,
    no_cache: options.NoCache = False,
    as_json: options.Json = False,
) -> int:
    """Write every question whose answer is not known into request files. Asks nobody; needs no key.

    The files, DIR/requests-001.jsonl and on, have the format of OpenAI's Batch API, which vLLM's run-batch reads too.
    The inputs are read again by `collect`: leave them where they are.

    Exit codes: 0 made, or nothing to ask; 1 an article could not be read; 2 the command, an input or the folder
    cannot be used as given; 3 no hosted model can be meant.
    """
    import asyncio

    from quoth.articles import Columns
    from quoth.cli.progress import watching
    from quoth.runs import batches
    from quoth.runs.batch_files import Sizes
    from quoth.runs.batch_setup import Setup

    columns = Columns(text_column, id_column, title_column, publisher_column, published_column, url_column)
    sizes = Sizes(max_requests, max_megabytes)
    setup = Setup(
        tuple(inputs),
        columns,
        model,
        base_url,
        prompt,
        not no_cache,
        context_tokens,
        sizes,
        str(rules) if rules else None,
        like,
    )
    with watching() as progress:
        batched = asyncio.run(batches.make(setup, out, progress=progress))
    _tell(batched, as_json, collected=False)
    return OK if batched.summary.complete else PARTIAL


@verbs.command("submit")
def submit(folder: Folder, base_url: Address = None, as_json: options.Json = False) -> int:
    """Upload the request files and make a batch of each; a file that has one is left.

    Exit codes: 0 submitted; 2 the folder holds no batch; 3 the endpoint or the key cannot be used.
    """
    import asyncio

    from quoth.runs.batch_sending import submit
    from quoth.views.batch import next_line

    batches = asyncio.run(submit(folder, base_url=base_url, say=say))
    if as_json:
        _print_state("submit", batches)
    else:
        say(next_line(batches, str(folder)))
    return OK


@verbs.command("status")
def status(folder: Folder, base_url: Address = None, as_json: options.Json = False) -> int:
    """Ask how the batches stand, and say what to do next.

    Exit codes: 0 all have ended; 1 one is under way or not submitted; 2 the folder holds no batch; 3 the endpoint or
    the key cannot be used.
    """
    import asyncio

    from quoth.cli.printing import console
    from quoth.runs.batch_sending import status
    from quoth.views.batch import status_lines

    batches = asyncio.run(status(folder, base_url=base_url))
    if as_json:
        _print_state("status", batches)
    else:
        screen = console()
        for line in status_lines(batches, str(folder)):
            screen.print(line)
    return OK if all(sent.collected or sent.ended for sent in batches.files) else PARTIAL


@verbs.command("collect")
def collect(
    folder: Folder,
    results: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Result and error files; from the endpoint if left out."),
    ] = None,
    base_url: Address = None,
    as_json: options.Json = False,
) -> int:
    """Take the answers, write the records of what is answered wholly, and ask the rest again in one more file.

    Exit codes: 0 every article has its record; 1 some wait for answers, could not be read, or had a chunk that failed;
    2 the folder or a file cannot be used; 3 the endpoint or the key cannot be used.
    """
    import asyncio

    from quoth.cli.progress import watching
    from quoth.runs import batches

    with watching() as progress:
        batched = asyncio.run(batches.collect(folder, results or (), base_url=base_url, progress=progress))
    _tell(batched, as_json, collected=True)
    return OK if batched.complete else PARTIAL


def _tell(batched: Batched, as_json: bool, *, collected: bool) -> None:
    from quoth.views.batch import batched_lines

    for line in batched_lines(batched, collected=collected):
        say(line)
    if as_json:
        _print("collect" if collected else "make", batched.model_dump(mode="json"))


def _print_state(verb: str, batches: Batches) -> None:
    _print(verb, {"files": [sent.model_dump(mode="json") for sent in batches.files]})


def _print(verb: str, value: dict[str, Any]) -> None:
    print_json({"schema": f"quoth.batch.{verb}/1", **value})
