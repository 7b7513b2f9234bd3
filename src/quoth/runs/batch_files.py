"""Request files in the OpenAI Batch format: numbered, bounded in size, and looked up by the name of a request."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from quoth.articles.seen import Seen, digest
from quoth.errors import InputError, OutputError
from quoth.runs.mending import sync_folder

_NAME = re.compile(r"requests-(\d+)\.jsonl")
_PART = ".part"
_URL = "/v1/chat/completions"
_MEGABYTE = 1_000_000
# Line ends for some readers of lines, which JSON need not escape.
_LINE_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a request file may be. OpenAI takes 50,000 requests and 200 MB."""

    requests: int = 50_000
    megabytes: float = 190

    def __post_init__(self) -> None:
        """Raises InputError where a file could not hold one request."""
        for option, value in (("--max-requests", self.requests), ("--max-megabytes", self.megabytes)):
            if not value > 0:
                raise InputError(f"{option} {value}: give a number above 0, or leave it out")

    @property
    def bytes(self) -> int:
        return int(self.megabytes * _MEGABYTE)


@dataclass(slots=True)
class Written:
    """A request file: its name, and how much is in it."""

    file: str
    requests: int = 0
    bytes: int = 0


def request_line(custom_id: str, body: Mapping[str, Any]) -> bytes:
    """The line that asks one question. Raises UnicodeEncodeError where a text holds what cannot be sent."""
    request = {"custom_id": custom_id, "method": "POST", "url": _URL, "body": body}
    return json.dumps(request, ensure_ascii=False, separators=(",", ":")).translate(_LINE_ENDS).encode() + b"\n"


def request_files(folder: Path) -> list[Path]:
    """The request files of a folder, in the order of their numbers."""
    if not folder.is_dir():
        return []
    numbered = [(number, path) for path in folder.iterdir() if (number := number_of(path.name)) is not None]
    return [path for _, path in sorted(numbered)]


def number_of(name: str) -> int | None:
    """The number in a request file's name; None for the name of another file."""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else None


def requests_of(path: Path) -> Iterator[str]:
    """The name of each request in a file. Raises OutputError at a line that is no request."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield str(json.loads(line)["custom_id"])
            except (ValueError, KeyError, TypeError):
                raise OutputError(
                    f"{path}:{number}: not a request that Quoth wrote; move the file away, and it is made anew"
                ) from None


class RequestFiles:
    """The request files of one batch: those that are there, and those to come, which are kept by `write` only.

    The newest file that asks a question counts as the one that asks it. Memory does not grow with the requests.
    """

    def __init__(self, folder: Path, sizes: Sizes) -> None:
        """Raises OutputError where a file is damaged."""
        self._folder = folder
        self._sizes = sizes
        self._numbers = Seen()
        self._file: BinaryIO | None = None
        self.begun: list[Written] = []
        for part in folder.glob(f"requests-*.jsonl{_PART}"):
            part.unlink()  # of a command that was broken off
        for path in request_files(folder):
            self._last = number_of(path.name) or 0
            for name in requests_of(path):
                self._numbers.put(digest(name), self._last)

    _last = 0

    def asks(self, custom_id: str) -> str | None:
        """The name of the file that asks it; None where none does."""
        number = self._numbers.get(digest(custom_id))
        return None if number is None else _name(number)

    def add(self, custom_id: str, line: bytes) -> None:
        """Puts a request into the file to come, or into one more where that is full."""
        if self._file is None or self._full(line):
            self._begin()
        assert self._file is not None
        self._file.write(line)
        self.begun[-1].requests += 1
        self.begun[-1].bytes += len(line)
        self._numbers.put(digest(custom_id), self._last)

    def write(self) -> list[Written]:
        """Makes the files to come final, in their order, and says which they are."""
        self._end()
        for each in self.begun:
            path = self._folder / each.file
            path.with_name(path.name + _PART).replace(path)
        if self.begun:
            sync_folder(self._folder)
        written, self.begun = self.begun, []
        return written

    def close(self) -> None:
        """Lets go; files to come that were not written are dropped."""
        self._end()
        for each in self.begun:
            (self._folder / (each.file + _PART)).unlink(missing_ok=True)
        self._numbers.close()

    def _full(self, line: bytes) -> bool:
        now = self.begun[-1]
        return now.requests >= self._sizes.requests or now.bytes + len(line) > self._sizes.bytes

    def _begin(self) -> None:
        self._end()
        self._last += 1
        self.begun.append(Written(_name(self._last)))
        self._file = (self._folder / (self.begun[-1].file + _PART)).open("wb")

    def _end(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with file:
                file.flush()
                os.fsync(file.fileno())


def _name(number: int) -> str:
    return f"requests-{number:03d}.jsonl"
