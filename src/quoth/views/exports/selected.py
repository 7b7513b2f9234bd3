"""What is exported: of each article of a run the items that are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from quoth.articles.article import Article
from quoth.corpus import Corpus
from quoth.errors import InputError
from quoth.records import Record
from quoth.runs.opened import Run
from quoth.runs.where import Where


@dataclass(frozen=True)
class Selected:
    """`record` holds the wanted items of `whole`, and `article` the text that their offsets count in.

    `corpus` gives the groups of the whole run's actors and targets, worked out when first asked for.
    """

    record: Record
    whole: Record
    article: Article
    corpus: Callable[[], Corpus]


def selected(run: Run, where: Where) -> Iterator[Selected]:
    """The articles of a run, in its order, those left out that have no wanted item where items are chosen.

    Raises InputError where the run's texts and records don't go together.
    """
    articles = run.articles()
    corpus = cache(lambda: Corpus.of(run.records(), run.path / "corpus"))
    for whole in run.records():
        article = next(articles, None)
        if article is None or article.id != whole.article.id:
            raise InputError(
                f"{run.path}: the text of article {whole.article.id!r} is missing: `quoth check {run.path}` tells more"
            )
        record = where.of(whole)
        if where.tests and not (record.claims or record.stances or record.conditions):
            continue
        yield Selected(record, whole, article, corpus)
