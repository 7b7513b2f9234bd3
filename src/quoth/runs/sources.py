"""A file of lines as it was when somebody began to look at it, up to its last whole line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple

_BLOCK = 1 << 16


class Line(NamedTuple):
    """`number` counts from 1, `place` is where the line begins, in bytes."""

    number: int
    place: int
    data: bytes


class Source:
    """The whole lines of a file; what is added to it later, or put in its place, is not seen.

    `torn` is how many bytes there are behind the last line end: half a line, or the NUL bytes that a power loss leaves.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self.whole = self.torn = 0
        self._file: BinaryIO | None = path.open("rb") if path.exists() else None
        if self._file is not None:
            size = os.fstat(self._file.fileno()).st_size
            self.whole = _end_of_last_line(self._file, size)
            self.torn = size - self.whole

    def __enter__(self) -> Source:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def is_there(self) -> bool:
        return self._file is not None

    def lines(self) -> Iterator[Line]:
        """Each whole line in turn. Not to be mixed with `line_at`."""
        if self._file is None:
            return
        self._file.seek(0)
        place = 0
        for number, data in enumerate(self._file, 1):
            if place >= self.whole:
                return
            yield Line(number, place, data)
            place += len(data)

    def line_at(self, place: int) -> bytes:
        """The line that begins at a byte."""
        assert self._file is not None
        self._file.seek(place)
        return self._file.readline()


def cut_torn(path: Path) -> int:
    """Cuts off what stands behind the last line end; returns how many bytes that were."""
    with Source(path) as source:
        whole, torn = source.whole, source.torn
    if torn:
        os.truncate(path, whole)
    return torn


def _end_of_last_line(file: BinaryIO, size: int) -> int:
    # In blocks from the end: where a power loss left NUL bytes they may be many.
    place = size
    while place > 0:
        begin = max(0, place - _BLOCK)
        file.seek(begin)
        found = file.read(place - begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        place = begin
    return 0
