"""Finds the files that files, folders and patterns stand for."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from quoth.articles.article import Unreadable

TEXT = (".txt", ".text", ".md")
PAGE = (".html", ".htm", ".xhtml")
LINES = (".jsonl", ".ndjson")
DOCUMENT = (".json",)
TABLE = (".csv", ".tsv")
PARQUET = (".parquet",)
SUPPORTED = (*TEXT, *PAGE, *LINES, *DOCUMENT, *TABLE, *PARQUET)
_NOT_ARTICLES = ("readme*", "license*", "licence*", "notice*", "changelog*", "thumbs.db", "desktop.ini", "_success")


def extension(path: Path) -> str:
    """The ending that says how the file is read, in lower case and without `.gz`."""
    return (Path(path.stem) if path.suffix.lower() == ".gz" else path).suffix.lower()


def unsupported(path: Path) -> Unreadable:
    ending = extension(path)
    kind = f"files that end in {ending} are" if ending else "a file without an ending is"
    return Unreadable(str(path), f"{kind} not supported: give {', '.join(SUPPORTED)}, or one of these with .gz")


def expand(given: str, pattern: str | None) -> Iterator[Path | Unreadable]:
    """The files of one input, sorted within each folder; hidden files in a folder are left out.

    `pattern` keeps, of a folder's files, those whose name or whose path inside the folder matches it.
    """
    path = Path(given)
    if os.path.isdir(given):  # noqa: PTH112  (a name with a NUL is no folder; Path.is_dir says so only from 3.13)
        yield from _folder(path, pattern)
    elif glob.has_magic(given) and not os.path.lexists(given):
        yield from _matches(given)
    elif extension(path) not in SUPPORTED and os.path.lexists(given):
        yield unsupported(path)
    else:
        yield path


def _matches(given: str) -> Iterator[Path | Unreadable]:
    found = glob.iglob(given, recursive=True)  # noqa: PTH207  (Path.glob takes no absolute pattern)
    files = sorted(name for name in found if not Path(name).is_dir())
    if not files:
        yield Unreadable(given, "the pattern matches no file: check it, and quote it so that the shell leaves it alone")
    for name in files:
        path = Path(name)
        yield path if extension(path) in SUPPORTED else unsupported(path)


def _folder(top: Path, pattern: str | None) -> Iterator[Path | Unreadable]:
    empty = True
    refused: list[Unreadable] = []
    for folder, folders, names in os.walk(top, onerror=lambda error: refused.append(_closed(error))):
        yield from refused
        refused.clear()
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if name.startswith(".") or any(fnmatch(name.lower(), known) for known in _NOT_ARTICLES):
                continue
            if pattern and not (fnmatch(name, pattern) or fnmatch(path.relative_to(top).as_posix(), pattern)):
                continue
            empty = False
            yield path if extension(path) in SUPPORTED else unsupported(path)
    yield from refused
    if empty and not refused:
        wanted = f"no file that matches {pattern!r}" if pattern else "no articles"
        yield Unreadable(str(top), f"the folder holds {wanted}: give one with {', '.join(SUPPORTED)} files")


def _closed(error: OSError) -> Unreadable:
    return Unreadable(str(error.filename), "no permission to list the folder: change its permissions, or leave it out")
