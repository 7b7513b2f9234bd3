"""Where each article's rows stand in a ledger: on disk, for millions of calls, in memory that does not grow."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from quoth.articles.seen import digest
from quoth.errors import InputError


class RowPlaces:
    """The rows of a ledger by article. Made by reading the file once; a torn last line is left out.

    Raises InputError at a line that is no row.
    """

    def __init__(self, ledger: Path) -> None:
        self._table = sqlite3.connect("", isolation_level=None)
        for line in ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF"):
            self._table.execute(line)
        self._table.execute("CREATE TABLE rows (article BLOB, command INTEGER, place INTEGER)")
        self._file = ledger.open("rb") if ledger.exists() else None
        self._table.execute("BEGIN")
        self._table.executemany("INSERT INTO rows VALUES (?, ?, ?)", self._places(ledger))
        self._table.execute("COMMIT")
        self._table.execute("CREATE INDEX by_article ON rows (article, command)")

    def _places(self, ledger: Path) -> Iterator[tuple[bytes, int, int]]:
        place = 0
        for number, line in enumerate(self._file or (), 1):
            if not line.endswith(b"\n"):
                return
            try:
                value = json.loads(line)
                yield digest(value["article"]), value["command"], place
            except (ValueError, KeyError, TypeError):
                raise InputError(f"{ledger}:{number}: not a line that Quoth wrote; `quoth check` tells more") from None
            place += len(line)

    def lines(self, article: str) -> list[list[bytes]]:
        """The lines of the article's rows, by command that asked for it, the last command first."""
        found: dict[int, list[bytes]] = {}
        query = "SELECT command, place FROM rows WHERE article = ? ORDER BY command DESC, place"
        for command, place in self._table.execute(query, (digest(article),)):
            assert self._file is not None
            self._file.seek(place)
            found.setdefault(command, []).append(self._file.readline())
        return list(found.values())

    def close(self) -> None:
        self._table.close()
        if self._file is not None:
            self._file.close()
