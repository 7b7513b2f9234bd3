"""Values by article id, kept on disk: thousands of labelled articles are scored in the memory of a few."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from pydantic import BaseModel

from quoth.runs.lines import to_line

_Model = TypeVar("_Model", bound=BaseModel)


class ByArticle(Mapping[str, _Model], Generic[_Model]):
    """A mapping in the order of the ids, whose values are read anew at each look-up.

    Only the ids are in memory. The values lie in a file of SQLite's own that goes with the mapping.
    """

    def __init__(self, model: type[_Model]) -> None:
        self._model = model
        self._rows: dict[str, int] = {}
        self._table = sqlite3.connect("", isolation_level=None)
        for line in ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF"):
            self._table.execute(line)
        self._table.execute("CREATE TABLE lines (number INTEGER PRIMARY KEY, line BLOB NOT NULL)")

    def put(self, article: str, value: _Model) -> None:
        """Keeps the value, in place of an earlier one of the same article."""
        row = self._rows.setdefault(article, len(self._rows))
        self._table.execute("INSERT OR REPLACE INTO lines VALUES (?, ?)", (row, to_line(value)))

    def __getitem__(self, article: str) -> _Model:
        query = "SELECT line FROM lines WHERE number = ?"
        return self._model.model_validate(json.loads(self._table.execute(query, (self._rows[article],)).fetchone()[0]))

    def __contains__(self, article: object) -> bool:
        return article in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._rows))

    def __len__(self) -> int:
        return len(self._rows)
