"""What a crash leaves at the end of an append-only file of JSON lines, and how it is cut off."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quoth.errors import OutputError


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


def whole_lines(path: Path) -> int:
    """How many lines of the file have their line end."""
    if not path.exists():
        return 0
    with path.open("rb") as file:
        return sum(line.endswith(b"\n") for line in file)


def cut_after(path: Path, lines: int) -> None:
    """Cuts off whatever follows the first `lines` lines."""
    if not path.exists():
        return
    end = 0
    with path.open("rb") as file:
        for number, line in enumerate(file):
            if number == lines:
                break
            end += len(line)
    _cut(path, end)


def _cut(path: Path, size: int) -> None:
    if path.stat().st_size > size:
        os.truncate(path, size)
