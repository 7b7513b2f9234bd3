"""`quoth eval`: a suite of labelled articles read by a model, and scored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quoth.cli import options
from quoth.cli.printing import print_json
from quoth.errors import OK, PARTIAL, InputError

if TYPE_CHECKING:
    from quoth.evals.error_book import ErrorBook
    from quoth.evals.scorebook import Scorebook
    from quoth.evals.units import Labels
    from quoth.runs.running import Choice


def evaluate(
    suite: Annotated[Path, typer.Argument(metavar="SUITE", help="A TOML file; evals/suites has some.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Runs, scores and alignment go there.")],
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    like: options.Like = None,
    prompt: options.Prompt = None,
    corpus: Annotated[
        list[str] | None, typer.Option("--corpus", metavar="NAME=FOLDER", help="Where a corpus of others lies.")
    ] = None,
    repeats: Annotated[int, typer.Option("--repeats", min=1, max=20, help="Ask everything so often.")] = 1,
    most: Annotated[int | None, typer.Option("--most", min=1, help="Only the first so many articles.")] = None,
    max_cost: options.MaxCost = None,
    as_json: options.Json = False,
) -> int:
    """Read a suite's labelled articles with a model and a prompt, and score what comes out.

    The same command goes on where it stopped. DIR holds a run folder a repeat, scores.json, which `quoth compare` and
    `quoth gate` read, alignment.jsonl, and errors.jsonl and errors.json, which tell what went wrong.

    Exit codes: 0 every article was read; 1 a chunk or an article failed; 2 the suite cannot be used; 3 no model.
    """
    from quoth.evals.error_book import ErrorBook
    from quoth.evals.floor import with_floor
    from quoth.evals.scorebook import averaged, write_scorebook
    from quoth.evals.suites import load_suite
    from quoth.runs.opened import open_run
    from quoth.runs.running import Choice, Manner
    from quoth.views.scores import error_lines, repeat_lines, score_json, score_lines

    chosen = load_suite(suite)
    labelled = list(chosen.labelled(dict(_named(each) for each in corpus or ())))[:most]
    if not labelled:
        raise InputError(f"{suite}: holds no labelled article")
    inputs = _inputs(out, [{"id": article.id, "title": article.title, "text": article.text} for article, _ in labelled])
    owed = sorted((labels for _, labels in labelled), key=lambda each: each.article)
    books: list[Scorebook] = []
    alignments: list[dict[str, object]] = []
    with ErrorBook(runs=repeats) as wrong:
        for repeat in range(repeats):
            manner = Manner(max_cost=max_cost)
            choice = Choice(
                model or chosen.model, base_url, prompt or chosen.prompt, manner=manner, like=like, repeat=repeat
            )
            folder = out / f"run-{repeat + 1}"
            _run(inputs, folder, choice)
            book, alignment = _scored(chosen.name, folder, owed, wrong, repeat + 1)
            # The echo says the same in every repeat.
            books.append(with_floor(book, open_run(folder), owed, choice.prompt) if not books else book)
            alignments += [{"repeat": repeat + 1, **line} for line in alignment]
        book = averaged(books)
        write_scorebook(out, book, alignments)
        wrong.write(out)
    if as_json:
        print_json(score_json(book) | {"repeats": [score_json(each) for each in books], "errors": wrong.sums()})
    else:
        for line in (*score_lines(book), *error_lines(wrong), *repeat_lines(books)):
            typer.echo(line)
    return OK if book.whole else PARTIAL


def _run(inputs: Path, folder: Path, choice: Choice) -> None:
    import asyncio

    from quoth.cli import progress
    from quoth.runs import running

    with progress.watching() as watch:
        watch.end(asyncio.run(running.run([str(inputs)], folder, choice, progress=watch)), OK)


def _named(given: str) -> tuple[str, str]:
    from quoth.evals.corpora import corpus_at

    corpus, folder = corpus_at(given)
    return corpus.name, str(folder)


def _inputs(out: Path, articles: Sequence[dict[str, str | None]]) -> Path:
    """The articles as one file of the folder. Raises OutputError where it cannot be written."""
    from quoth.errors import OutputError

    path = out / "articles.jsonl"
    try:
        out.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(each) + "\n" for each in articles), encoding="utf-8")
    except OSError as problem:
        raise OutputError(f"{out}: cannot be written: {problem.strerror}") from None
    return path


def _scored(
    name: str, folder: Path, labels: Sequence[Labels], wrong: ErrorBook, repeat: int
) -> tuple[Scorebook, list[dict[str, object]]]:
    from quoth.evals.kept_answers import KeptAnswers
    from quoth.evals.scorebook import scorebook
    from quoth.runs.opened import open_run

    run = open_run(folder)
    records = {record.article.id: record for record in run.records()}
    with KeptAnswers(run) as kept:
        return scorebook(name, records, labels, see=wrong.run(kept.of, repeat=repeat))
