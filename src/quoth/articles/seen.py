"""A table of digests on disk: what was seen among millions of articles, in memory that does not grow with them."""

from __future__ import annotations

import sqlite3
from hashlib import blake2b


class Seen:
    """Numbers by digest, in a file of SQLite's own that goes when the table is closed, at the latest with the process.

    A few microseconds a look-up; SQLite keeps 2 MB of it in memory and the system the rest in its page cache.
    """

    def __init__(self) -> None:
        # May be made in one thread and used in another, one after the other.
        self._table = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for line in ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF"):
            self._table.execute(line)
        self._table.execute("CREATE TABLE seen (digest BLOB PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID")

    def get(self, key: bytes) -> int | None:
        row = self._table.execute("SELECT value FROM seen WHERE digest = ?", (key,)).fetchone()
        return None if row is None else int(row[0])

    def put(self, key: bytes, value: int) -> None:
        self._table.execute("INSERT OR REPLACE INTO seen VALUES (?, ?)", (key, value))

    def clear(self) -> None:
        self._table.execute("DELETE FROM seen")

    def close(self) -> None:
        self._table.close()


def digest(words: str) -> bytes:
    """Sixteen bytes that stand for a text, lone surrogates and all."""
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).digest()
