"""`quoth check`: proves a run folder, and mends what a crash tore."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from quoth.errors import InputError, OutputError
from quoth.runs.folder import ARTICLES, LEDGER, LOCK, MANIFEST, RECORDS, UNREAD, read_manifest
from quoth.runs.lock import Lock
from quoth.runs.manifest import Manifest
from quoth.runs.mending import Pairs, mended, pair
from quoth.runs.problems import Kind, Problems
from quoth.runs.proving import Proof, prove_folder
from quoth.runs.sources import cut_torn
from quoth.runs.tally import Contents

Hold = Literal["ours", "in use", "closed"]
"""Whose the folder is while it is checked; "closed" where it cannot be written into."""

_UNPAIRED: tuple[Kind, ...] = ("double", "order", "recordless")
_NOT_TO_PAIR: tuple[Kind, ...] = ("manifest", "file", "torn", "line", "text", "textless")
"""Where one of these is found too, to pair records and texts might throw away what is left of one."""


@dataclass(frozen=True)
class Checked:
    """What a check found and mended: `contents` and `rows` are counted from the lines.

    `unfinished` counts the articles with calls and no record, of a command that did not finish.
    """

    folder: str
    hold: Hold
    contents: Contents
    rows: int
    unfinished: int
    mended: tuple[str, ...]
    problems: Problems

    @property
    def sound(self) -> bool:
        return not self.problems.total


def check(path: Path, *, mend: bool = True) -> Checked:
    """Proves every line of a run folder; with `mend`, first cuts off torn lines and pairs records and texts again.

    A folder that a command is writing into, or that is closed to us, is looked at and left as it is. Nothing whole is
    ever taken away but a text without a record after a crash, and what a later line replaces.
    Raises InputError where `path` is no run folder, and OutputError where the disk or a file fails.
    """
    if not (path / MANIFEST).is_file():
        raise InputError(f"{path}: not a run folder: it has no {MANIFEST}")
    try:
        with _held(path, mend) as hold:
            mending = mend and hold == "ours"
            done = _cut_torn(path) if mending else []
            proof, manifest = _prove(path, hold)
            if mending and _may_pair(proof.problems, manifest):
                done.append(_paired(path))
                proof, manifest = _prove(path, hold)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{error.filename or path}: cannot be checked: {reason}; see to it and check again") from None
    except sqlite3.Error as error:
        raise OutputError(f"{path}: cannot be checked: {error}; point SQLITE_TMPDIR at a disk with more room") from None
    return Checked(
        str(path), hold, proof.added.contents, proof.added.rows, proof.unfinished, tuple(done), proof.problems
    )


@contextmanager
def _held(path: Path, mend: bool) -> Iterator[Hold]:
    lock: Lock | None = None
    hold: Hold = "ours"
    if mend or (path / LOCK).exists():
        try:
            lock = Lock(path / LOCK)
        except OutputError:
            hold = "in use"
        except OSError:
            hold = "closed"
    try:
        yield hold
    finally:
        if lock is not None:
            lock.release()


def _prove(path: Path, hold: Hold) -> tuple[Proof, Manifest | None]:
    manifest, damage = None, None
    try:
        manifest = read_manifest(path)
    except OutputError as error:
        damage = str(error).removeprefix(f"{path / MANIFEST}: ")
    proof = prove_folder(path, manifest, in_use=hold == "in use")
    if damage is not None:
        proof.problems.add("manifest", MANIFEST, damage)
    return proof, manifest


def _cut_torn(path: Path) -> list[str]:
    done = []
    for name in (RECORDS, ARTICLES, LEDGER, UNREAD):
        torn = cut_torn(path / name)
        if torn:
            done.append(f"{name}: {torn:,} bytes behind the last whole line cut off")
    return done


def _may_pair(problems: Problems, manifest: Manifest | None) -> bool:
    """Whether pairing takes away nothing but what a crash, or a disk that was full, explains."""
    if manifest is None or any(problems[kind] for kind in _NOT_TO_PAIR):
        return False
    cut_short = bool(manifest.commands) and manifest.commands[-1].state in ("running", "stopped")
    return any(problems[kind] for kind in _UNPAIRED) and (cut_short or not problems["recordless"])


def _paired(path: Path) -> str:
    """Pairs records and texts as the next `quoth run` would; says what that took away."""
    before = _sizes(path)
    pairs = Pairs(path / ARTICLES)
    try:
        mended(path / RECORDS, lambda record: pairs.see(record["article"]["id"]))
        if pairs.agree:
            pairs.cut()
    finally:
        pairs.close()
    if not pairs.agree:
        pair(path / RECORDS, path / ARTICLES)
    records, texts = (old - new for old, new in zip(before, _sizes(path), strict=True))
    return (
        f"{RECORDS} and {ARTICLES}: in step again; {records:,} replaced records and "
        f"{texts:,} texts replaced or without a record taken out"
    )


def _sizes(path: Path) -> tuple[int, int]:
    """Lines of records and of texts."""
    sizes = []
    for name in (RECORDS, ARTICLES):
        with (path / name).open("rb") as file:
            sizes.append(sum(1 for _ in file))
    return sizes[0], sizes[1]
