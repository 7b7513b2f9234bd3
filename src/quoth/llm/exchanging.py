"""Answers as JSON lines: out of one cache and into another."""

from __future__ import annotations

import gzip
import io
import json
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from quoth.errors import OutputError, QuothError
from quoth.llm.entries import entries, reading
from quoth.llm.keys import is_key
from quoth.llm.stored import Stored, check_raw, checked, json_of, stored_of, text_of, value_of

if TYPE_CHECKING:
    from diskcache import Cache

_GROUP = 1000
"""Lines that are one transaction."""
_LONGEST_LINE = 64 * 2**20
_TRIES = 12
"""At a database that another process holds, of five seconds each."""
_GZIP = b"\x1f\x8b"
_write = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(slots=True)
class Exported:
    answers: int = 0
    damaged: int = 0
    """Rows that hold no answer; they were left out."""


@dataclass(slots=True)
class Imported:
    """What became of the lines. `different` are those whose key has another answer here, which stayed."""

    added: int = 0
    known: int = 0
    different: int = 0
    replaced: int = 0
    bad: int = 0


def export_answers(folder: Path, to: IO[bytes]) -> Exported:
    """Writes every answer, one line each. Raises QuothError where the cache cannot be read."""
    exported = Exported()
    with reading(folder) as rows:
        for entry in entries(rows) if rows else ():
            if entry.stored is None:
                exported.damaged += 1
            else:
                to.write(_write({"key": entry.key, **value_of(entry.stored)}).encode("ascii") + b"\n")
                exported.answers += 1
    return exported


def export_to_file(folder: Path, path: Path, *, force: bool) -> Exported:
    """As `export_answers`, into a file that is there whole or not at all; compressed where its name ends in .gz.

    Raises QuothError where it cannot be written, and where there is one already, unless `force`.
    """
    path = path.resolve()  # a link stays one
    if path.exists() and not path.is_file():
        raise QuothError(f"{path}: is no file; - writes to standard output")
    if path.exists() and not force:
        raise QuothError(f"{path}: is there already; --force writes over it")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            if path.suffix.lower() == ".gz":
                with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
                    exported = export_answers(folder, cast(IO[bytes], packed))
            else:
                exported = export_answers(folder, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as problem:
        raise OutputError(f"{path}: cannot write: {problem.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
    return exported


def import_answers(folder: Path, source: IO[bytes], *, replace: bool, told: Callable[[str, str], None]) -> Imported:
    """Takes in every line that is an answer, a thousand in one transaction. Compressed lines are seen as such.

    `told` hears of every line that is none: where, and what is wrong with it. An answer that is here already is kept
    where another one comes for its key, unless `replace`. Raises QuothError where the cache cannot be used.
    """
    from quoth.llm.store import BROKEN, AnotherLayout, database, make_durable, open_store, reason_of

    imported = Imported()

    def bad(where: str, problem: str) -> None:
        imported.bad += 1
        told(where, problem)

    try:
        with closing(open_store(folder)) as store:
            make_durable(store)
            for group in _groups(_answers(source, bad)):
                _take_in(store, group, replace, imported)
    except AnotherLayout as other:
        raise QuothError(f"{database(folder)}: cannot be used: {other}; `quoth cache clear` empties it") from None
    except BROKEN as problem:
        raise QuothError(
            f"{database(folder)}: cannot be written ({reason_of(problem)}); {imported.added:,} answers were added"
        ) from None
    return imported


def _take_in(store: Cache, group: list[tuple[str, Stored]], replace: bool, imported: Imported) -> None:
    from quoth.llm.store import in_one_transaction

    tries = iter(range(_TRIES))

    def all_of_them() -> list[str]:
        return [_take(store, key, stored, replace) for key, stored in group]

    for became in in_one_transaction(store, all_of_them, lambda: next(tries, None) is not None):
        setattr(imported, became, getattr(imported, became) + 1)


def _take(store: Cache, key: str, stored: Stored, replace: bool) -> str:
    here = _here(store, key)
    if here is not None and here.raw == stored.raw:
        return "known"
    if here is not None and not replace:
        return "different"
    store.set(key, text_of(stored))
    return "added" if here is None else "replaced"


def _here(store: Cache, key: str) -> Stored | None:
    """The answer that is under the key already; what is damaged counts as none, so that an import mends it."""
    from quoth.llm.store import Pickled, is_not_text

    try:
        text = store.get(key)
        return None if text is None else stored_of(text)
    except (ValueError, Pickled):
        return None
    except Exception as problem:
        if is_not_text(problem):
            return None
        raise


def _groups(answers: Iterator[tuple[str, Stored]]) -> Iterator[list[tuple[str, Stored]]]:
    group: list[tuple[str, Stored]] = []
    for answer in answers:
        group.append(answer)
        if len(group) == _GROUP:
            yield group
            group = []
    if group:
        yield group


def _answers(source: IO[bytes], bad: Callable[[str, str], None]) -> Iterator[tuple[str, Stored]]:
    number = 0
    try:
        for number, line in enumerate(_lines(_uncompressed(source)), 1):
            try:
                if line is None:
                    raise ValueError(f"longer than {_LONGEST_LINE // 2**20} MB")
                if line.strip():
                    yield _answer_of(line)
            except ValueError as problem:
                bad(f"line {number}", str(problem))
    except (OSError, EOFError, zlib.error) as problem:
        reason = getattr(problem, "strerror", None) or "damaged or cut off"
        bad(f"after line {number}", f"the file cannot be read on: {reason}")


def _answer_of(line: bytes) -> tuple[str, Stored]:
    value: Any = json_of(line)
    if type(value) is not dict:
        raise ValueError("not a JSON object")
    key = value.pop("key", None)
    if not is_key(key):
        raise ValueError("no `key` of 64 hexadecimal digits")
    stored = checked(value)
    check_raw(stored)
    return key, stored


def _lines(source: IO[bytes]) -> Iterator[bytes | None]:
    """Each line; None for one that is too long to be read at once."""
    while line := source.readline(_LONGEST_LINE):
        if len(line) < _LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = source.readline(_LONGEST_LINE)
        yield None


def _uncompressed(source: IO[bytes]) -> IO[bytes]:
    buffered = source if isinstance(source, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, source))
    lines = gzip.GzipFile(fileobj=buffered) if buffered.peek(2)[:2] == _GZIP else buffered
    return cast(IO[bytes], lines)
