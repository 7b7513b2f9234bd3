"""Deleting answers: all of them, one model's, or the old ones, and giving their space back."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from quoth.errors import QuothError
from quoth.llm.entries import NotSound, OtherLayout, reading
from quoth.llm.stored import stored_of


@dataclass(frozen=True, slots=True)
class Choice:
    """Which answers: those of `model`, and stored before `before` (seconds since the epoch); None means any."""

    model: str | None = None
    before: float | None = None

    @property
    def is_all(self) -> bool:
        return self.model is None and self.before is None


def chosen(folder: Path, choice: Choice) -> int | None:
    """How many answers that are; None where they can be deleted only all together, with a database nobody can read.

    Raises QuothError where the choice needs one that can be read.
    """
    try:
        with reading(folder) as rows:
            if rows is None:
                return 0
            _teach(rows, choice)
            ((count,),) = rows.execute(f"SELECT count(*) FROM Cache WHERE {_condition(choice)}")
            return int(count)
    except (OtherLayout, NotSound):
        if choice.is_all:
            return None
        raise


def clear(folder: Path, choice: Choice) -> int:
    """Deletes the chosen answers, all in one transaction, and gives their space back where nobody else is writing.

    Returns how many there were. Raises QuothError where nothing could be deleted.
    """
    from quoth.llm.store import AnotherLayout, connect, database, reason_of

    if not chosen(folder, choice):
        return 0
    try:
        with closing(connect(folder)) as rows:
            _teach(rows, choice)
            deleted = rows.execute(f"DELETE FROM Cache WHERE {_condition(choice)}").rowcount
            with suppress(sqlite3.Error):  # it is taken up again by the next answers
                rows.execute("VACUUM")
                rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return deleted
    except (sqlite3.Error, AnotherLayout) as problem:
        raise QuothError(f"{database(folder)}: nothing was deleted: {reason_of(problem)}") from None


def remove(folder: Path) -> None:
    """Removes the files of a database that cannot be read. Raises QuothError where one stays."""
    from quoth.llm.store import files

    for path in files(folder):
        try:
            path.unlink(missing_ok=True)
        except OSError as problem:
            raise QuothError(f"{path}: cannot be removed: {problem.strerror}") from None


def _condition(choice: Choice) -> str:
    return "1" if choice.is_all else "chosen(CAST(value AS BLOB))"


def _teach(rows: sqlite3.Connection, choice: Choice) -> None:
    """Lets SQLite ask of every value whether it is meant: what is no answer is of no model, and of no time."""

    def is_chosen(value: bytes | None) -> bool:
        try:
            stored = stored_of(value or b"")
        except ValueError:
            return False
        assert stored.stored is not None
        return (choice.model is None or stored.model == choice.model) and (
            choice.before is None or stored.stored < choice.before
        )

    rows.create_function("chosen", 1, is_chosen)
