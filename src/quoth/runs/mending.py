"""What a crash leaves in the append-only files of a run folder, and how it is put right."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from quoth.articles.seen import Seen, digest
from quoth.errors import OutputError

_PART = ".part"


def mended(path: Path, see: Callable[[Any], None]) -> int:
    """Hands each line's object to `see` and cuts off a torn last line; returns the number of whole lines.

    Raises OutputError where a line that is not the last is damaged, or one is not what `see` expects: no crash does
    that, and nothing behind it may be thrown away.
    """
    if not path.exists():
        return 0
    good = count = 0
    with path.open("rb") as file:
        for line in file:
            try:
                value = json.loads(line if line.endswith(b"\n") else b"")
            except ValueError:
                if file.read(1):
                    raise OutputError(f"{path}:{count + 1}: a damaged line; mend or remove it by hand") from None
                break
            try:
                see(value)
            except (KeyError, TypeError, AttributeError):
                raise OutputError(
                    f"{path}:{count + 1}: not a line that Quoth wrote; mend or remove it by hand"
                ) from None
            good += len(line)
            count += 1
    _cut(path, good)
    return count


class Pairs:
    """Reads articles beside records: do both files tell of the same articles, each once and in the same order?

    Call `see` with the id of each record in turn, then look at `agree`. Raises OutputError at a damaged line.
    """

    def __init__(self, articles: Path) -> None:
        self.agree = True
        self._path = articles
        self._seen = Seen()
        self._whole = self._line = 0
        self._file: BinaryIO | None = articles.open("rb") if articles.exists() else None

    def see(self, record: str) -> None:
        line = self._file.readline() if self._file else b""
        self._line += 1
        key = digest(record)
        if not line.endswith(b"\n") or self._seen.get(key) is not None or self._id(line) != record:
            self.agree = False
        self._seen.put(key, 1)
        self._whole += len(line)

    def cut(self) -> None:
        """Cuts off the articles without a record that a crash left at the end: they are done again."""
        _cut(self._path, self._whole)

    def close(self) -> None:
        self._seen.close()
        if self._file is not None:
            self._file.close()

    def _id(self, line: bytes) -> str:
        try:
            return _id_of_article(line)
        except (ValueError, KeyError, TypeError):
            raise OutputError(f"{self._path}:{self._line}: a damaged line; mend or remove it by hand") from None


def pair(records: Path, articles: Path) -> None:
    """Keeps of each article its last record, where its text is there too; both files then have the same order.

    Nothing is lost where this is interrupted: the files are replaced when the new ones are on the disk, and paired
    again where only one was.
    """
    last, places = Seen(), Seen()
    try:
        with _lines(records) as lines:
            for number, line in enumerate(lines):
                last.put(digest(_id_of_record(line)), number)
        with _lines(articles) as lines:
            place = 0
            for line in lines:
                places.put(digest(_id_of_article(line)), place)
                place += len(line)
        _copy_pairs(records, articles, last, places)
    finally:
        last.close()
        places.close()
    for path in (records, articles):
        path.with_suffix(_PART).replace(path)
    sync_folder(records.parent)


def _copy_pairs(records: Path, articles: Path, last: Seen, places: Seen) -> None:
    with (
        records.with_suffix(_PART).open("wb") as records_part,
        articles.with_suffix(_PART).open("wb") as articles_part,
        _lines(records) as lines,
        articles.open("rb") as texts,
    ):
        for number, line in enumerate(lines):
            key = digest(_id_of_record(line))
            place = places.get(key)
            if place is None or last.get(key) != number:
                continue
            records_part.write(line)
            texts.seek(place)
            articles_part.write(texts.readline())
        for part in (records_part, articles_part):
            part.flush()
            os.fsync(part.fileno())


def sync_folder(path: Path) -> None:
    """Makes a replaced file's name last through a power loss, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[bytes]]:
    """The whole lines of a file, none where it is not there; a torn last one is left out."""
    if not path.exists():
        yield iter(())
        return
    with path.open("rb") as file:
        yield (line for line in file if line.endswith(b"\n"))


def _id_of_record(line: bytes) -> str:
    return str(json.loads(line)["article"]["id"])


def _id_of_article(line: bytes) -> str:
    return str(json.loads(line)["id"])


def _cut(path: Path, size: int) -> None:
    if path.exists() and path.stat().st_size > size:
        os.truncate(path, size)
