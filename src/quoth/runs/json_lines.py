"""Lines of JSON as plain objects, from the front or from the end: for readers that bear fields they do not know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quoth.errors import InputError

_BLOCK = 1 << 16


def objects(path: Path) -> Iterator[dict[str, Any]]:
    """Each line's object, in order; nothing where the file is missing, and a torn last line is left out.

    Raises InputError at a line that is no object.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            try:
                value = json.loads(line)
            except ValueError as error:
                raise InputError(f"{path}:{number}: not a line of JSON: {error}") from None
            if not isinstance(value, dict):
                raise InputError(f"{path}:{number}: not an object of JSON")
            yield value


def newest(path: Path, most_bytes: int) -> Iterator[dict[str, Any]]:
    """The objects of the file's last `most_bytes`, the last line first; what is no object is passed over.

    Nothing where the file is missing. Raises OSError where it cannot be read.
    """
    for line in _backwards(path, most_bytes):
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            yield value


def _backwards(path: Path, most_bytes: int) -> Iterator[bytes]:
    if not path.exists():
        return
    with path.open("rb") as file:
        end = place = file.seek(0, 2)
        least = max(0, end - most_bytes)
        pieces: list[bytes] = []  # of the line whose beginning is still to come, last piece first
        while place > least:
            size = min(_BLOCK, place - least)
            place -= size
            file.seek(place)
            head, *lines = file.read(size).split(b"\n")
            if lines:
                last = lines.pop()
                yield b"".join((last, *reversed(pieces)))
                yield from reversed(lines)
                pieces = []
            pieces.append(head)
        if place == 0:
            yield b"".join(reversed(pieces))
