"""Every row of the answer cache, read only: its answer, or what is wrong with it. One bad row hides no other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quoth.errors import QuothError
from quoth.llm.keys import is_key
from quoth.llm.stored import Stored, check_raw, stored_of

_SELECT = "SELECT rowid, typeof(key), CAST(key AS BLOB), raw, mode, typeof(value), CAST(value AS BLOB) FROM Cache"
"""As bytes: Python refuses a whole query where SQLite hands it a text that is no UTF-8."""
_RAW = 1
"""How diskcache marks a value that is as it was given, neither pickled nor in a file of its own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. Either `stored` is its answer or `damage` says, in a few words, why it has none."""

    row: int
    key: str
    stored: Stored | None
    damage: str | None


class OtherLayout(QuothError):
    """A database that another version of Quoth, or another program, has made."""


class NotSound(QuothError):
    """A file that is no sound database."""


@contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection | None]:
    """A connection that cannot write; None where no answer was ever stored in that folder.

    Raises QuothError, one line, where the database is of another layout, and where it cannot be read, then or later.
    """
    from quoth.llm.store import AnotherLayout, check_layout, database, has_answers, is_damage, reason_of

    path = database(folder)
    if not path.exists():
        yield None
        return
    rows: sqlite3.Connection | None = None
    try:
        rows = _connected(path)
        yield rows if check_layout(rows) and has_answers(rows) else None
    except AnotherLayout as other:
        raise OtherLayout(f"{path}: cannot be read: {other}; `quoth cache clear` empties it") from None
    except sqlite3.Error as problem:
        if is_damage(problem):
            raise NotSound(f"{path}: is damaged ({reason_of(problem)}); `quoth cache clear` empties it") from None
        raise QuothError(f"{path}: cannot be read: {reason_of(problem)}") from None
    finally:
        if rows is not None:
            rows.close()


def entries(rows: sqlite3.Connection) -> Iterator[Entry]:
    """All rows, the oldest first. Raises sqlite3.Error where the database itself is damaged."""
    return map(_entry_of, rows.execute(f"{_SELECT} ORDER BY rowid"))


def entry_at(rows: sqlite3.Connection, row: int) -> Entry | None:
    """The row with that number, as it is now."""
    found = rows.execute(f"{_SELECT} WHERE rowid = ?", (row,)).fetchone()
    return _entry_of(found) if found else None


def _connected(path: Path) -> sqlite3.Connection:
    address = path.absolute().as_uri()
    rows = sqlite3.connect(f"{address}?mode=ro", uri=True, isolation_level=None)
    try:
        rows.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as problem:
        rows.close()
        if problem.sqlite_errorcode != sqlite3.SQLITE_CANTOPEN or path.with_name(f"{path.name}-wal").exists():
            raise
        # A folder that cannot be written, where SQLite has no place for its index of what is not moved in yet.
        rows = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True, isolation_level=None)
    return rows


def _entry_of(found: tuple[int, str, bytes, Any, Any, str, bytes | None]) -> Entry:
    row, key_type, key_bytes, raw, mode, value_type, value = found
    key = (key_bytes or b"").decode("utf-8", "backslashreplace")
    if not (key_type == "text" and raw and is_key(key)):
        return Entry(row, key[:64], None, "its key is no key of an answer")
    if mode != _RAW or value_type != "text" or value is None:
        return Entry(row, key, None, "it is no text")
    try:
        stored = stored_of(value)
        check_raw(stored)
    except ValueError as problem:
        return Entry(row, key, None, str(problem))
    return Entry(row, key, stored, None)
