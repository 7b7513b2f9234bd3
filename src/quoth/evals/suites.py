"""A suite: which labelled articles are to be read, and with which prompt and model, as a TOML file says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from quoth.articles.article import Article
from quoth.errors import InputError
from quoth.evals.anchoring import anchored
from quoth.evals.corpora import CORPORA, corpus_at
from quoth.evals.gold import read_gold
from quoth.evals.units import Labels, labels_of

_TABLES = {
    "gold": {"labels", "articles", "split"},
    "corpus": {"name", "most"},
    "run": {"prompt", "model"},
}


@dataclass(frozen=True, slots=True)
class Suite:
    """`labels` and `articles` are our own gold and its texts; `corpus` is one of others, in a folder that is named."""

    name: str
    labels: Path | None = None
    articles: Path | None = None
    split: str | None = None
    corpus: str | None = None
    most: int | None = None
    prompt: str | None = None
    model: str | None = None

    def labelled(self, corpora: dict[str, str]) -> Iterator[tuple[Article, Labels]]:
        """The articles and what is owed of each. `corpora` are folders by the name of the corpus.

        Raises InputError where a text or a corpus is not there.
        """
        found = self._of_corpus(corpora) if self.corpus is not None else self._of_gold()
        return islice(found, self.most)

    def _of_gold(self) -> Iterator[tuple[Article, Labels]]:
        assert self.labels is not None
        assert self.articles is not None
        for gold in read_gold(self.labels):
            if self.split in (None, gold.article.split):
                article = read_text(self.articles, gold.article.id)
                yield article, labels_of(anchored(gold, article.text, article.sha256))

    def _of_corpus(self, corpora: dict[str, str]) -> Iterator[tuple[Article, Labels]]:
        assert self.corpus is not None
        if self.corpus not in corpora:
            raise InputError(f"{self.name}: needs a corpus of others: --corpus {self.corpus}=FOLDER")
        corpus, folder = corpus_at(f"{self.corpus}={corpora[self.corpus]}")
        return corpus.read(folder)


def load_suite(path: Path) -> Suite:
    """The suite of a TOML file; paths in it are from its own folder. Raises InputError, one line."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise InputError(f"{path}: cannot be read: {problem.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise InputError(f"{path}: not TOML: {problem}") from None
    for table, value in given.items():
        known = _TABLES.get(table)
        if known is None or not isinstance(value, dict) or set(value) - known:
            raise InputError(f"{path}: {table}: a suite has the tables gold (labels, articles, split), corpus and run")
    gold, corpus, run = given.get("gold"), given.get("corpus"), given.get("run", {})
    if (gold is None) == (corpus is None):
        raise InputError(f"{path}: give either [gold] or [corpus]")
    if corpus is not None and corpus.get("name") not in CORPORA:
        raise InputError(f"{path}: corpus.name: there is {', '.join(CORPORA)}")
    return _suite(path, gold or {}, corpus or {}, run)


def _suite(path: Path, gold: dict[str, Any], corpus: dict[str, Any], run: dict[str, Any]) -> Suite:
    if gold and not {"labels", "articles"} <= set(gold):
        raise InputError(f"{path}: [gold] needs labels and articles")
    return Suite(
        name=path.stem,
        labels=path.parent / gold["labels"] if gold else None,
        articles=path.parent / gold["articles"] if gold else None,
        split=gold.get("split"),
        corpus=corpus.get("name"),
        most=corpus.get("most"),
        prompt=run.get("prompt"),
        model=run.get("model"),
    )


def read_text(folder: Path, article: str) -> Article:
    """The text of a labelled article, character for character. Raises InputError where no file has the name."""
    for path in (folder / article, folder / f"{article}.txt"):
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                return Article(id=article, text=file.read())
    raise InputError(f"{article}: no such text in {folder}")
