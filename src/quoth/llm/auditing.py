"""What the answer cache holds, and whether all of it is sound."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from quoth.errors import QuothError
from quoth.llm.entries import Entry, NotSound, entries, entry_at, reading

_MOST_PROBLEMS = 20


@dataclass(slots=True)
class Holding:
    """The answers of one model, and what the calls that gave them used. `cost`, in US dollars, is of `priced` calls."""

    model: str
    answers: int = 0
    tokens_in: int = 0
    tokens_cached: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    priced: int = 0


@dataclass(slots=True)
class Holdings:
    """What a cache holds. `bytes` are on the disk; `oldest` and `newest` are seconds since the epoch."""

    folder: str
    bytes: int = 0
    answers: int = 0
    damaged: int = 0
    oldest: float | None = None
    newest: float | None = None
    models: list[Holding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Damaged:
    key: str
    problem: str


@dataclass(slots=True)
class Verified:
    """What was checked: `database` holds the complaints of SQLite itself, `deleted` how many damaged rows are gone."""

    folder: str
    answers: int = 0
    damaged: list[Damaged] = field(default_factory=list)
    database: list[str] = field(default_factory=list)
    deleted: int = 0


def holdings(folder: Path) -> Holdings:
    """Counts all that is in the cache. Raises QuothError where it cannot be read."""
    from quoth.llm.store import files

    held = Holdings(str(folder), sum(path.stat().st_size for path in files(folder)))
    by_model: dict[str, Holding] = {}
    with reading(folder) as rows:
        for entry in entries(rows) if rows else ():
            _count(held, by_model, entry)
    held.models = sorted(by_model.values(), key=lambda holding: (-holding.answers, holding.model))
    return held


def verify(folder: Path, *, delete_damaged: bool = False) -> Verified:
    """Reads everything: SQLite checks its own pages, then every row is read as an answer.

    Raises QuothError where the database is of another layout or cannot be written. One that is no database at all is
    told as damage of the database.
    """
    verified = Verified(str(folder))
    damaged_rows: list[int] = []
    try:
        with reading(folder) as rows:
            if rows:
                _check(rows, verified, damaged_rows)
    except NotSound as problem:
        verified.database.append(str(problem))
    if delete_damaged and damaged_rows:
        verified.deleted = _delete(folder, damaged_rows)
    return verified


def _check(rows: sqlite3.Connection, verified: Verified, damaged_rows: list[int]) -> None:
    for (line,) in rows.execute(f"PRAGMA integrity_check({_MOST_PROBLEMS})"):
        verified.database += str(line).splitlines() if line != "ok" else []
    for entry in entries(rows):
        if entry.damage is None:
            verified.answers += 1
        else:
            verified.damaged.append(Damaged(entry.key, entry.damage))
            damaged_rows.append(entry.row)


def _count(held: Holdings, by_model: dict[str, Holding], entry: Entry) -> None:
    stored = entry.stored
    if stored is None or stored.stored is None:
        held.damaged += 1
        return
    held.answers += 1
    held.oldest = stored.stored if held.oldest is None else min(held.oldest, stored.stored)
    held.newest = stored.stored if held.newest is None else max(held.newest, stored.stored)
    holding = by_model.setdefault(stored.model, Holding(stored.model))
    holding.answers += 1
    holding.tokens_in += stored.tokens_in
    holding.tokens_cached += stored.tokens_cached
    holding.tokens_out += stored.tokens_out
    if stored.cost is not None:
        holding.cost += stored.cost
        holding.priced += 1


def _delete(folder: Path, damaged_rows: list[int]) -> int:
    """Deletes them, unless a run has written a good answer there since. Raises QuothError where none can be deleted."""
    from quoth.llm.store import AnotherLayout, connect, database, reason_of

    deleted = 0
    try:
        with closing(connect(folder)) as rows, rows:
            rows.execute("BEGIN IMMEDIATE")
            for row in damaged_rows:
                entry = entry_at(rows, row)
                if entry is not None and entry.damage is not None:
                    rows.execute("DELETE FROM Cache WHERE rowid = ?", (row,))
                    deleted += 1
    except (sqlite3.Error, AnotherLayout) as problem:
        raise QuothError(f"{database(folder)}: nothing was deleted: {reason_of(problem)}") from None
    return deleted
