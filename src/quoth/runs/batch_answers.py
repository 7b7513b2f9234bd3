"""The journal of a batch's answers: each line that came back, as it came, kept once and looked up by its request."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, Field

from quoth.articles.seen import Seen, digest
from quoth.errors import InputError, OutputError
from quoth.llm.batch_results import TRIES, Result, result_of
from quoth.runs.batch_files import RequestFiles

ANSWERS = "answers.jsonl"
_FINAL = TRIES
"""What is kept of a request: where its line begins, and how often it failed so that another try may mend it."""
_STATES = 8
assert _FINAL < _STATES


class Taken(BaseModel):
    """What the lines of result files came to."""

    model_config = ConfigDict(extra="forbid")

    answers: int = 0
    """Lines that were not known before and stand."""
    again: int = 0
    """New lines that say that a request failed or expired: it is asked again."""
    duplicates: int = 0
    foreign: int = 0
    damaged: int = 0
    files: list[str] = Field(default_factory=list)
    """Request files of which a line came back."""


class Answers:
    """What came back, on disk. Memory does not grow with it."""

    def __init__(self, folder: Path) -> None:
        """Cuts off what a crash left. Raises OutputError where another line is damaged."""
        self._path = folder / ANSWERS
        self._index = Seen()
        self._end = self._read_index()
        self._file: BinaryIO = self._path.open("a+b")

    def get(self, custom_id: str) -> Result | None:
        """The result that stands for a request: None where it is still to be answered, or asked again."""
        known = self._index.get(digest(custom_id))
        if known is None or known % _STATES < _FINAL:
            return None
        return result_of(json.loads(self._line(known // _STATES)))

    def came(self, custom_id: str) -> bool:
        """Whether anything came back for a request, if only that it failed."""
        return self._index.get(digest(custom_id)) is not None

    def take(self, path: Path, requests: RequestFiles, taken: Taken, shown: str) -> Iterator[str]:
        """Reads a result file into the journal, counts in `taken`, and yields a line about what was passed over.

        `shown` is what such a line calls the file.

        Raises InputError where the file cannot be read, OutputError where the disk does not take the answers.
        """
        odd: dict[str, list[int]] = {}
        for number, line in _lines(path):
            kind = self._take_line(line, requests, taken)
            if kind is not None:
                odd.setdefault(kind, []).append(number)
        self.sync()
        for kind, numbers in odd.items():
            setattr(taken, kind, getattr(taken, kind) + len(numbers))
            yield f"{shown}: {_times(len(numbers))} {_WORDS[kind]}, first line {numbers[0]:,}; passed over"

    def sync(self) -> None:
        """Waits until the answers would outlast a loss of power."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._not_written(error) from None

    def close(self) -> None:
        self._file.close()
        self._index.close()

    def _take_line(self, line: bytes, requests: RequestFiles, taken: Taken) -> str | None:
        """What is odd about a line; None where it is kept."""
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            return "damaged"
        result = result_of(value)
        if result is None:
            return "damaged"
        asked_by = requests.asks(result.custom_id)
        if asked_by is None:
            return "foreign"
        # All ASCII, so that a lone surrogate survives.
        kept = json.dumps(value, separators=(",", ":")).encode() + b"\n"
        known = self._index.get(digest(result.custom_id))
        if known is not None and (known % _STATES >= _FINAL or self._line(known // _STATES) == kept):
            return "duplicates"
        self._keep(kept)
        self._note(result, self._end - len(kept), known)
        if result.standing == "final":
            taken.answers += 1
        else:
            taken.again += 1
        if asked_by not in taken.files:
            taken.files.append(asked_by)
        return None

    def _keep(self, line: bytes) -> None:
        try:
            self._file.write(line)
        except OSError as error:
            raise self._not_written(error) from None
        self._end += len(line)

    def _note(self, result: Result, place: int, known: int | None) -> None:
        tries = known % _STATES if known is not None else 0
        state = {"final": _FINAL, "failed": min(tries + 1, _FINAL), "void": tries}[result.standing]
        self._index.put(digest(result.custom_id), place * _STATES + state)

    def _line(self, place: int) -> bytes:
        self._file.flush()
        self._file.seek(place)
        return self._file.readline()

    def _read_index(self) -> int:
        if not self._path.exists():
            return 0
        end = 0
        with self._path.open("rb") as file:
            for line in file:
                result = _result(line)
                if result is None:
                    if file.read(1):
                        raise OutputError(f"{self._path}: a damaged line at byte {end:,}; mend or remove it by hand")
                    os.truncate(self._path, end)
                    break
                self._note(result, end, self._index.get(digest(result.custom_id)))
                end += len(line)
        return end

    def _not_written(self, error: OSError) -> OutputError:
        reason = error.strerror or str(error)
        return OutputError(f"{self._path}: cannot write: {reason}; what is done is kept, the same command goes on")


def _result(line: bytes) -> Result | None:
    try:
        return result_of(json.loads(line)) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None


_WORDS = {
    "damaged": "no result of a batch",
    "foreign": "of another batch",
    "duplicates": "known already",
}


def _times(number: int) -> str:
    return f"{number:,} {'line is' if number == 1 else 'lines are'}"
