"""A run folder as its readers see it: `open_run(folder)`, read-only, also while a run writes into it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cached_property
from html import escape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from quoth.articles.article import Article
from quoth.errors import InputError, OutputError
from quoth.markup import html_table
from quoth.records import Record
from quoth.runs import folder
from quoth.runs.lines import ArticleLine, LedgerRow, UnreadLine
from quoth.runs.manifest import Manifest
from quoth.runs.tally import Contents

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from quoth.runs.tables import Table

_T = TypeVar("_T")
_SHOWN = 20
"""Articles that a notebook shows of a run."""


def open_run(path: str | Path) -> Run:
    """Raises InputError where `path` is no run folder."""
    return Run(Path(path))


class Run:
    """What a run wrote. The iterators read the files line by line and raise InputError at a damaged line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not (path / folder.MANIFEST).is_file():
            raise InputError(f"{path}: not a run folder: it has no {folder.MANIFEST}")

    @cached_property
    def manifest(self) -> Manifest:
        """As it was when first asked for. Raises InputError where it is damaged."""
        try:
            return folder.read_manifest(self.path)
        except OutputError as error:
            raise InputError(str(error)) from None

    def records(self) -> Iterator[Record]:
        """The records, in the order of the inputs."""
        return self._lines(folder.RECORDS, Record.model_validate)

    def articles(self) -> Iterator[Article]:
        """The articles of the records, in the same order, with the text that the records' offsets count in."""
        return self._lines(folder.ARTICLES, lambda value: ArticleLine.model_validate(value).article())

    def ledger(self) -> Iterator[LedgerRow]:
        """Every call, those included that came to no record."""
        return self._lines(folder.LEDGER, LedgerRow.model_validate)

    def unread(self) -> Iterator[UnreadLine]:
        """What the last command could not read or carry through."""
        return self._lines(folder.UNREAD, UnreadLine.model_validate)

    def record(self, article_id: str) -> Record:
        """Raises InputError where the run has no record of the article."""
        return self._one(self.records(), lambda record: record.article.id, article_id)

    def article(self, article_id: str) -> Article:
        """Raises InputError where the run has no text of the article."""
        return self._one(self.articles(), lambda article: article.id, article_id)

    def to_arrow(self) -> dict[Table, pa.Table]:
        """Articles, claims, stances, conditions and findings as tables; `runs.tables.COLUMNS` names their columns."""
        from quoth.runs.tables import to_arrow

        return to_arrow(self.records())

    def to_polars(self) -> dict[Table, pl.DataFrame]:
        """The same tables for Polars, which must be installed."""
        import polars

        return {name: polars.DataFrame(table) for name, table in self.to_arrow().items()}

    def to_pandas(self) -> dict[Table, pd.DataFrame]:
        """The same tables for pandas, which must be installed."""
        return {name: table.to_pandas() for name, table in self.to_arrow().items()}

    def _repr_html_(self) -> str:
        """What a notebook shows: the first articles, and how much there is."""
        shown = list(islice(self.records(), _SHOWN))
        rows = (
            (r.article.id, r.article.title, r.article.publisher, len(r.claims), len(r.stances), len(r.conditions))
            for r in shown
        )
        columns = ("article", "title", "outlet", "claims", "stances", "conditions")
        more = f", the first {_SHOWN} articles" if len(shown) == _SHOWN else ""
        return html_table(f"{self.path}{more}", columns, rows) or f"<p>{escape(str(self.path))}: no records</p>"

    def contents(self) -> Contents:
        """The sums over the records as they are now, while the manifest's are as of its command's end."""
        contents = Contents()
        for record in self.records():
            contents.add(record.to_dict())
        return contents

    def _one(self, values: Iterator[_T], id_of: Callable[[_T], str], wanted: str) -> _T:
        for value in values:
            if id_of(value) == wanted:
                return value
        raise InputError(f"{self.path}: has no article {wanted!r}; `quoth show {self.path}` lists those it has")

    def _lines(self, name: str, make: Callable[[Any], _T]) -> Iterator[_T]:
        path = self.path / name
        if not path.exists():
            return
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if not line.endswith(b"\n"):
                    # Being written just now, or torn by a crash: the next `quoth run` mends it.
                    return
                try:
                    yield make(json.loads(line))
                except ValidationError as error:
                    first = error.errors()[0]
                    where = ".".join(map(str, first["loc"]))
                    raise InputError(f"{path}:{number}: {where}: {first['msg']}") from None
                except ValueError as error:
                    raise InputError(f"{path}:{number}: not a line of JSON: {error}") from None
