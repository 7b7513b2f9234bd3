"""`quoth derive`: every record of a run made again from its raw answers, and what changed by it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from quoth.articles.article import Article
from quoth.errors import OutputError, PromptError
from quoth.extraction.deriving import RawAnswer, Underivable, derived
from quoth.extraction.differences import Change, differences
from quoth.extraction.rules import AS_WRITTEN, Settings
from quoth.extraction.rules.settings import fingerprint
from quoth.extraction.taught import NOTHING, Taught
from quoth.records import Record
from quoth.runs.coverage_check import Attempt, Contradiction, Told, prove
from quoth.runs.folder import LEDGER, LOCK, MANIFEST, RECORDS
from quoth.runs.lines import LedgerRow, to_line
from quoth.runs.lock import Lock
from quoth.runs.manifest import PromptUsed
from quoth.runs.mending import sync_folder
from quoth.runs.opened import open_run
from quoth.runs.row_places import RowPlaces
from quoth.runs.tally import Contents

_ANSWERED = ("ok", "empty", "ungrounded")


@dataclass
class Derived:
    """Sums over a run: `changes` by (layer, kind, rule), an item under each rule that it names; `kept` are the articles
    whose record stays as it was, with the reason."""

    articles: int = 0
    changed: int = 0
    items: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By layer and kind, each item once."""
    changes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    kept: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    written: bool = False

    @property
    def whole(self) -> bool:
        return not self.kept

    def add(self, found: list[Change]) -> None:
        self.articles += 1
        self.changed += bool(found)
        for change in found:
            self.items[change.layer, change.kind] += 1
            self.changes.update((change.layer, change.kind, rule) for rule in change.rules)


def derive(
    path: Path,
    settings: Settings = AS_WRITTEN,
    *,
    write: bool = False,
    see: Callable[[str, Change], None] = lambda article, change: None,
) -> Derived:
    """Makes every record again and holds it against the one that is there; `see` hears of each change.

    Asks no model and needs no network. With `write`, the new records take the old ones' place, all at once, and the
    manifest's sums become theirs; the raw answers stay, so nothing is lost. An article that cannot be made again keeps
    its record. Raises InputError where `path` is no run folder, OutputError where it cannot be written.
    """
    run = open_run(path)
    found = Derived(written=write)
    contents = Contents()
    taught = _taught(run.manifest.run.prompt, found)
    with (
        _locked(path) if write else nullcontext(),
        closing(RowPlaces(path / LEDGER)) as places,
        _replacing(path / RECORDS) if write else nullcontext() as file,
    ):
        for article, record in zip(run.articles(), run.records(), strict=False):
            new = _again(article, record, places, found, settings, taught)
            changes = differences(record, new)
            found.add(changes)
            for change in changes:
                see(article.id, change)
            if file is not None:
                file.write(to_line(new))
                contents.add_record(new)
    if write:
        _write_sums(path, contents, settings)
    return found


def _taught(used: PromptUsed, found: Derived) -> Taught:
    """What the examples of the run's prompt say, where the prompt is still what it was."""
    from quoth.extraction.prompts import load

    try:
        prompt = load(used.name)
    except PromptError:
        prompt = None
    if prompt is None or prompt.hash != used.hash:
        found.notes.append(
            f"the prompt {used.name!r} is not what it was: no rule can tell what its examples may have taught"
        )
        return NOTHING
    return prompt.taught


def _again(
    article: Article, record: Record, places: RowPlaces, found: Derived, settings: Settings, taught: Taught
) -> Record:
    try:
        answers = _answers(record, places.rows(article.id))
        return derived(article, answers, record.coverage, settings, taught)
    except Underivable as reason:
        found.kept.append((article.id, str(reason)))
        return record


def _answers(record: Record, commands: list[list[LedgerRow]]) -> list[RawAnswer]:
    """The answers that the record was made of: those of the last command whose calls come to its coverage."""
    coverage = record.coverage
    told = Told(record.article.length, coverage.chunks, coverage.ok, coverage.empty, coverage.failed)
    for rows in commands:
        attempts = [Attempt(r.chunk, r.attempt, r.start, r.end, r.outcome, 0) for r in rows if r.pass_ == 1]
        try:
            prove(attempts, told)
        except Contradiction:
            continue
        return [
            RawAnswer(row.chunk, row.pass_, row.start, row.end, row.answer)
            for row in rows
            if row.outcome in _ANSWERED and row.answer is not None
        ]
    if not coverage.chunks:
        return []
    raise Underivable("the ledger has no calls that come to its record; `quoth check` tells more")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        lock = Lock(path / LOCK)
    except OSError as problem:
        raise OutputError(f"{path}: cannot be written: {problem.strerror or problem}") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the path's place when all is written, and not before."""
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError as problem:
        part.unlink(missing_ok=True)
        reason = problem.strerror or str(problem)
        raise OutputError(f"{path}: cannot be written: {reason}; the records are as they were") from None


def _write_sums(path: Path, contents: Contents, settings: Settings) -> None:
    manifest = open_run(path).manifest
    run = manifest.run.model_copy(update={"rules": fingerprint(settings)})
    manifest = manifest.model_copy(update={"contents": contents, "run": run})
    part = path / f"{MANIFEST}.part"
    part.write_bytes(manifest.model_dump_json(by_alias=True, indent=2).encode() + b"\n")
    part.replace(path / MANIFEST)
