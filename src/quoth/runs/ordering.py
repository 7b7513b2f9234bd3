"""Puts the records of a run folder, and the articles beside them, into the order of the inputs."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from quoth.runs.mending import sync_folder

_PLACE_BITS = 44
"""Of a number that sorts lines: 17 TB of file."""


def put_in_order(records: Path, articles: Path, position: Callable[[str], int | None]) -> None:
    """Sorts both files by their articles' `position`, by id; those that have none follow, in the order they had.

    The files are replaced when the new ones are on the disk; a crash between the two is mended when the folder is
    opened again. Some 40 bytes of memory a record.
    """
    for path, ids in ((records, _ids_of_records), (articles, _ids_of_articles)):
        _write_sorted(path, ids(path), position)
    for path in (records, articles):
        path.with_suffix(".part").replace(path)
    sync_folder(records.parent)


def _write_sorted(path: Path, lines: Iterator[tuple[str, int]], position: Callable[[str], int | None]) -> None:
    placed: list[int] = []
    rest: list[int] = []
    for identity, place in lines:
        at = position(identity)
        if at is None:
            rest.append(place)
        else:
            placed.append(at << _PLACE_BITS | place)
    placed.sort()
    with path.with_suffix(".part").open("wb") as part, path.open("rb") as file:
        for numbers, mask in ((placed, (1 << _PLACE_BITS) - 1), (rest, -1)):
            for number in numbers:
                file.seek(number & mask)
                part.write(file.readline())
        part.flush()
        os.fsync(part.fileno())


def _ids_of_records(path: Path) -> Iterator[tuple[str, int]]:
    return ((str(value["article"]["id"]), place) for value, place in _lines(path))


def _ids_of_articles(path: Path) -> Iterator[tuple[str, int]]:
    return ((str(value["id"]), place) for value, place in _lines(path))


def _lines(path: Path) -> Iterator[tuple[dict[str, dict[str, object]], int]]:
    place = 0
    with path.open("rb") as file:
        for line in file:
            yield json.loads(line), place
            place += len(line)
