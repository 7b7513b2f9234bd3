"""How many articles a run will read, where that can be seen at little cost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

_MOST_BYTES = 200 * 2**20
"""Of JSON lines that are counted: a fraction of a second's reading."""


def count(inputs: Sequence[str]) -> int | None:
    """The number of articles and of inputs that cannot be read; None where counting would mean reading everything.

    Each text or page is one, and each line of a JSONL file that is not blank.
    """
    from quoth.articles.inputs import LINES, PAGE, TEXT, expand, extension

    number = size = 0
    for given in inputs:
        if given == "-":
            return None
        for path in expand(given, None):
            if not isinstance(path, Path) or extension(path) in (*TEXT, *PAGE):
                number += 1
                continue
            if extension(path) not in LINES or path.suffix == ".gz":
                return None
            try:
                size += path.stat().st_size
                if size > _MOST_BYTES:
                    return None
                with path.open("rb") as file:
                    number += sum(1 for line in file if line.strip())
            except OSError:
                number += 1
    return number
