"""`quoth score`: a run held against labels made by hand; no model is asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quoth.cli import options
from quoth.cli.printing import print_json
from quoth.errors import OK, PARTIAL

if TYPE_CHECKING:
    from quoth.evals.by_article import ByArticle
    from quoth.evals.gold import GoldArticle
    from quoth.records import Record
    from quoth.runs.opened import Run

Gold = Annotated[
    Path, typer.Option("--gold", "-g", metavar="G", help="A gold file, or a folder of them; `quoth gold check` it.")
]


def score(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")],
    gold: Gold,
    split: Annotated[str | None, typer.Option("--split", help="Only this part of the gold: dev or test.")] = None,
    threshold: Annotated[
        float, typer.Option("--threshold", min=0.01, max=1.0, help="Overlap (Dice) from which two items are the same.")
    ] = 0.5,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Write scores.json, alignment.jsonl, errors.jsonl and errors.json there."
        ),
    ] = None,
    prompt: Annotated[
        str | None, typer.Option("--prompt", metavar="FILE", help="The run's prompt, where Quoth does not ship it.")
    ] = None,
    as_json: options.Json = False,
) -> int:
    """Score a run against gold: joint F1 with its interval, each layer, each attribute, and what went wrong.

    Exit codes: 0 every labelled article has a record and every chunk was answered; 1 some are missing; 2 the run or the
    gold cannot be used.
    """
    from quoth.evals.error_book import ErrorBook
    from quoth.evals.floor import with_floor
    from quoth.evals.kept_answers import KeptAnswers
    from quoth.evals.scorebook import alignment_file, scorebook_in_order, write_scores
    from quoth.evals.units import labels_of
    from quoth.runs.opened import open_run
    from quoth.views.scores import error_lines, score_json, score_lines

    opened = open_run(run)
    labels = labels_for(opened, gold, split)
    records = records_for(opened, labels)
    with ErrorBook(threshold) as wrong:
        with KeptAnswers(opened) as kept, alignment_file(out) as tell:
            book = scorebook_in_order(
                run.name,
                records,
                map(labels_of, labels.values()),
                tell,
                threshold=threshold,
                see=wrong.run(kept.of),
            )
        book = with_floor(book, opened, map(labels_of, labels.values()), prompt)
        if out is not None:
            write_scores(out, book)
            wrong.write(out)
    if as_json:
        print_json(score_json(book) | {"errors": wrong.sums()})
    else:
        for line in (*score_lines(book), *error_lines(wrong)):
            typer.echo(line)
    return OK if book.whole else PARTIAL


def labels_for(run: Run, gold: Path, split: str | None) -> ByArticle[GoldArticle]:
    """The labels of a gold file, with offsets that hold in the run's own texts.

    Raises InputError where the gold has none for the split, or where a text has changed too far.
    """
    from quoth.errors import InputError
    from quoth.evals.anchoring import anchored
    from quoth.evals.by_article import ByArticle
    from quoth.evals.gold import GoldArticle, read_gold

    labels = ByArticle(GoldArticle)
    for each in read_gold(gold):
        if split in (None, each.article.split):
            labels.put(each.article.id, each)
    if not labels:
        raise InputError(f"{gold}: holds no labels{f' of the split {split!r}' if split else ''}")
    for article in run.articles():
        if article.id in labels:
            before = labels[article.id]
            after = anchored(before, article.text, article.sha256)
            if after is not before:
                labels.put(article.id, after)
    return labels


def records_for(run: Run, labels: ByArticle[GoldArticle]) -> ByArticle[Record]:
    """The run's records of the labelled articles."""
    from quoth.evals.by_article import ByArticle
    from quoth.records import Record

    records = ByArticle(Record)
    for record in run.records():
        if record.article.id in labels:
            records.put(record.article.id, record)
    return records
