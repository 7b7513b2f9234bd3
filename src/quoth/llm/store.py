"""The database of the answer cache: diskcache over SQLite, text only, nothing evicted, its layout numbered."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from diskcache import Cache, Disk, Timeout
from diskcache.core import DBNAME, MODE_RAW

Result = TypeVar("Result")

_PAGES = 1024
"""Of 4 kB, kept in memory by each connection; the system keeps what else was read."""
LAYOUT = 1
"""Of the keys and values: SQLite's `user_version`. Caches of Quoth 0.1 have none, which reads as 0."""
BROKEN = (sqlite3.Error, OSError, Timeout)
"""What a database raises that cannot be read or written."""

_BUSY_SECONDS = 5.0
"""How long SQLite itself waits for another process, at each try."""
_PATIENT_SECONDS = 60.0
_NO_LIMIT = 2**62
_FULL = 2
_FRESH = 0


class AnotherLayout(Exception):
    """A database that another version of Quoth, or another program, has made; its text says so."""


class Pickled(Exception):
    """A value that only unpickling could read: running whatever somebody wrote into the file."""


class TextDisk(Disk):  # type: ignore[misc]
    """Stores text only and never unpickles (CVE-2025-69872): diskcache reads keys by `get`, values by `fetch`."""

    def put(self, key: Any) -> Any:
        if type(key) is not str:
            raise TypeError(f"a cache key is text, not {type(key).__name__}")
        return key, True

    def get(self, key: Any, raw: Any) -> Any:
        if not raw or type(key) is not str:
            raise Pickled
        return key

    def store(self, value: Any, read: Any, key: Any = None) -> Any:
        if type(value) is not str:
            raise TypeError(f"a cached answer is text, not {type(value).__name__}")
        return 0, MODE_RAW, None, value

    def fetch(self, mode: Any, filename: Any, value: Any, read: Any) -> Any:
        if mode != MODE_RAW or type(value) is not str:
            raise Pickled
        return value

    def remove(self, file_path: Any) -> None:
        """Nothing: no value lies in a file of its own, so a file that a row names is not the cache's to delete."""


def database(folder: Path) -> Path:
    """The file that holds the answers; beside it SQLite keeps what it has not yet moved in."""
    return folder / str(DBNAME)


def files(folder: Path) -> list[Path]:
    """The database and what SQLite keeps beside it, those that are there."""
    path = database(folder)
    beside = (path.with_name(path.name + ending) for ending in ("", "-wal", "-shm", "-journal"))
    return [found for found in beside if found.exists()]


def connect(folder: Path) -> sqlite3.Connection:
    """A connection past diskcache that may change rows, durably. Raises sqlite3.Error and AnotherLayout."""
    rows = sqlite3.connect(database(folder), timeout=_PATIENT_SECONDS, isolation_level=None)
    try:
        rows.execute(f"PRAGMA synchronous = {_FULL}")
        check_layout(rows)
    except BaseException:
        rows.close()
        raise
    return rows


def open_store(folder: Path) -> Cache:
    """The store in that folder, made if need be.

    Raises AnotherLayout, having written nothing, where it is not of ours, and one of BROKEN where it cannot be used.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _claim(database(folder))
    return Cache(
        str(folder),
        timeout=_BUSY_SECONDS,
        disk=TextDisk,
        disk_min_file_size=_NO_LIMIT,  # every answer in the database itself, none in files beside it
        eviction_policy="none",
        size_limit=_NO_LIMIT,  # answers were paid for: the default of 1 GB would drop them
        cull_limit=0,
        statistics=0,  # with them every read would be a write too
        sqlite_mmap_size=0,  # pages mapped and pages kept count as memory: a run's would grow with its answers
        sqlite_cache_size=_PAGES,
        sqlite_auto_vacuum=0,  # nothing is deleted but by `quoth cache clear`, which gives the space back itself
    )


def make_durable(store: Cache) -> None:
    """From now on a commit of this thread is on the disk when it returns, whatever becomes of the power.

    Of this thread only, as it belongs to a connection: opening a store makes some forty small commits that need no
    such care.
    """
    store.reset("sqlite_synchronous", _FULL, update=False)


def write(store: Cache, texts: Mapping[str, str], waits_on: Callable[[], bool]) -> None:
    """Stores every text under its key, all in one transaction or none; as `in_one_transaction` in all else."""

    def all_of_them() -> None:
        for key, text in texts.items():
            store.set(key, text)

    in_one_transaction(store, all_of_them, waits_on)


def in_one_transaction(store: Cache, work: Callable[[], Result], waits_on: Callable[[], bool]) -> Result:
    """What `work` returns, all of its writing done or none of it.

    While another process holds the database, `waits_on` is asked whether to try again. Raises one of BROKEN.
    """
    while True:
        try:
            with store.transact():
                return work()
        except Timeout as problem:
            # diskcache says Timeout of whatever kept a transaction from beginning: a full disk too.
            cause = problem.__context__
            if isinstance(cause, sqlite3.Error) and not is_busy(cause):
                raise cause from None
            if not waits_on():
                raise


def is_busy(problem: BaseException) -> bool:
    """Whether another process had the database, so that a later try may well succeed."""
    if isinstance(problem, Timeout):
        return True
    code = getattr(problem, "sqlite_errorcode", 0) or 0
    return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_not_text(problem: BaseException) -> bool:
    """Whether Python could not decode one value: the database is as good as it was."""
    return isinstance(problem, sqlite3.OperationalError) and str(problem).startswith("Could not decode to UTF-8")


def reason_of(problem: BaseException) -> str:
    """Why a database failed, in a few words: the first cause, as undoing what failed may fail in its turn."""
    while isinstance(problem.__context__, BROKEN):
        problem = problem.__context__
    if is_busy(problem):
        return "another process has it locked"
    if isinstance(problem, OSError) and problem.errno:
        return os.strerror(problem.errno)
    return " ".join(str(problem).split()) or type(problem).__name__


def check_layout(rows: sqlite3.Connection) -> bool:
    """Whether the database has this layout; False where it has nothing at all yet. Raises AnotherLayout."""
    ((layout,),) = rows.execute("PRAGMA user_version")
    if layout == LAYOUT:
        return True
    ((tables,),) = rows.execute("SELECT count(*) FROM sqlite_master")
    if layout == _FRESH and not tables:
        return False
    made_by = "a newer Quoth" if layout > LAYOUT else "an older Quoth or another program"
    raise AnotherLayout(f"its layout is that of {made_by} ({layout}, where this one reads {LAYOUT})")


def has_answers(rows: sqlite3.Connection) -> bool:
    """Whether there is a table of answers: a process can be killed between numbering a database and making it."""
    return rows.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'Cache'").fetchone() is not None


def is_damage(problem: sqlite3.Error) -> bool:
    """Whether the file is no sound database, which no later try will change."""
    return (getattr(problem, "sqlite_errorcode", 0) or 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _claim(path: Path) -> None:
    """Gives a new database its number, before it has anything that another process could take for an older layout."""
    with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as rows:
        if check_layout(rows):
            return
        rows.execute("BEGIN IMMEDIATE")
        if not check_layout(rows):
            rows.execute(f"PRAGMA user_version = {LAYOUT}")
        rows.execute("COMMIT")
