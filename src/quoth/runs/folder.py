"""The run folder as its one writer sees it: opened, mended after a crash, added to article by article, closed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

from pydantic import BaseModel, ValidationError

from quoth.articles.article import Article
from quoth.articles.seen import Seen, digest
from quoth.asking import Remembered
from quoth.errors import OutputError
from quoth.records import Record
from quoth.runs.lines import ArticleLine, LedgerRow, UnreadLine, to_line
from quoth.runs.lock import Lock
from quoth.runs.manifest import Command, Identity, Manifest, State
from quoth.runs.mending import Pairs, mended, pair
from quoth.runs.tally import Articles, Contents, Spending

RECORDS = "records.jsonl"
ARTICLES = "articles.jsonl"
LEDGER = "ledger.jsonl"
UNREAD = "unread.jsonl"
MANIFEST = "manifest.json"
LOCK = ".lock"
_PARTS = ("records.part", "articles.part", "manifest.json.part")

Standing = Literal["new", "done", "other text"]

_ANSWERED = ("ok", "empty", "ungrounded")
_FINAL = (*_ANSWERED, "truncated", "refused", "filtered")
"""Ends that asking again would not change: an article that a crash cut short goes on behind them."""
_FINAL_AGAIN = (*_ANSWERED, "truncated")
"""The same where what failed is to be tried again."""


class RunFolder:
    """A folder that one command writes into.

    A ledger row is written as soon as its call has ended and is never taken back: the call was made and paid for. An
    article's text and its record follow, in this order, when all its chunks have ended; what a crash leaves of an
    article without a record is mended when the folder is opened again.
    """

    def __init__(self, path: Path, identity: Identity, command: Command, *, retry_failed: bool = False) -> None:
        """Opens the folder, made if need be; with `retry_failed`, articles of which a chunk failed are new again.

        Raises OutputError, and writes nothing, where it holds another run or other files; and where it is in use or
        cannot be written.
        """
        self.path = path
        self.contents = Contents()
        self.spent = Spending()
        self.remembered: dict[str, Remembered] = {}
        """By key, the questions whose articles are still to be done: what the ledger knows of them."""
        self._known = Seen()
        self._languages: Counter[str] = Counter()
        self._retry_failed = retry_failed
        self._replaced = False
        self._identity = identity
        self._command = command
        with _as_output_error(path):
            refuse_another(path, identity)
            path.mkdir(parents=True, exist_ok=True)
            self._lock = Lock(path / LOCK)
            try:
                # Again, now that nobody else writes.
                earlier = refuse_another(path, identity)
                self._earlier = earlier.commands if earlier else ()
                self._derivations = earlier.derivations if earlier else ()
                self._mend()
                self._write_manifest()
                self._files = {name: (path / name).open("ab", buffering=0) for name in (LEDGER, ARTICLES, RECORDS)}
                # What the last command could not read: this one reads it again.
                self._files[UNREAD] = (path / UNREAD).open("wb", buffering=0)
            except BaseException:
                self._lock.release()
                raise

    @property
    def command(self) -> Command:
        return self._command

    @property
    def commands(self) -> tuple[Command, ...]:
        """All of the folder, this one the last."""
        return (*self._earlier, self._command)

    @property
    def number(self) -> int:
        """Which of the folder's commands this one is, from 0."""
        return len(self._earlier)

    def take(self, article: Article) -> Standing:
        """Whether the article is still to be done."""
        known = self._known.get(digest(article.id))
        if known is None:
            return "new"
        if known >> 1 != _mark(article.sha256):
            return "other text"
        return "new" if known & 1 and self._retry_failed else "done"

    def add_row(self, row: LedgerRow) -> None:
        """Writes a call that was made. Raises OutputError where the disk does not take it."""
        self._append(LEDGER, row)
        self.spent.add(vars(row))
        self._command.spent.add(vars(row))

    def add(self, article: Article, record: Record) -> None:
        """Writes what came of an article, in place of its earlier record if it has one.

        Its rows are to be written before. Raises OutputError where the disk does not take it.
        """
        line = ArticleLine.of(article)
        self._append(ARTICLES, line)
        self._languages[line.language or "unknown"] += 1
        self._append(RECORDS, record)
        self.contents.add_record(record)
        key = digest(article.id)
        self._replaced |= self._known.get(key) is not None
        self._known.put(key, _mark(article.sha256) << 1 | bool(record.coverage.failed))

    def with_languages(self, articles: Articles) -> Articles:
        """The tally of this command, with the languages of the articles that it has added, the commonest first."""
        return articles.model_copy(update={"languages": dict(self._languages.most_common())})

    def add_unread(self, line: UnreadLine) -> None:
        self._append(UNREAD, line)

    def sync(self) -> None:
        """Waits until what was written would outlast a loss of power. May be called in a thread."""
        with _as_output_error(self.path):
            for name in (LEDGER, ARTICLES, RECORDS):
                os.fsync(self._files[name].fileno())

    def close(self, state: State, articles: Articles, error: str | None = None) -> None:
        """Writes how the command ended and lets the folder go."""
        try:
            with _as_output_error(self.path):
                for file in self._files.values():
                    os.fsync(file.fileno())
                if self._replaced:
                    pair(self.path / RECORDS, self.path / ARTICLES)
                    self._count_records()
                self._command = self._command.model_copy(
                    update={
                        "ended": now(),
                        "state": state,
                        "error": error,
                        "articles": self.with_languages(articles),
                    }
                )
                self._write_manifest()
        finally:
            for file in self._files.values():
                file.close()
            self._known.close()
            self._lock.release()

    def _append(self, name: str, value: BaseModel) -> None:
        file = self._files[name]
        with _as_output_error(self.path):
            end = file.seek(0, os.SEEK_END)
            try:
                _write_all(file, to_line(value))
            except OSError:
                # A full disk takes a part of a line: better none of it.
                file.truncate(end)
                raise

    def _mend(self) -> None:
        if not self._count_records():
            if not (self.path / ARTICLES).exists():
                raise OutputError(
                    f"{self.path}: has no {ARTICLES}, only {self.contents.records} records; give --out another folder"
                )
            pair(self.path / RECORDS, self.path / ARTICLES)
            self._count_records()
        mended(self.path / LEDGER, self._see_row)

    def _count_records(self) -> bool:
        """Counts the records and notes whose they are; says whether the articles beside them are the same."""
        self.contents = Contents()
        pairs = Pairs(self.path / ARTICLES)

        def see(record: dict[str, Any]) -> None:
            head, failed = record["article"], record["coverage"]["failed"]
            self.contents.add(record)
            self._known.put(digest(head["id"]), _mark(head["sha256"]) << 1 | bool(failed))
            pairs.see(head["id"])

        self._known.clear()
        try:
            mended(self.path / RECORDS, see)
            if pairs.agree:
                pairs.cut()
            return pairs.agree
        finally:
            pairs.close()

    def _see_row(self, row: dict[str, Any]) -> None:
        self.spent.add(row)
        key, outcome = row["key"], row["outcome"]
        known = self._known.get(digest(row["article"]))
        again = known is not None and bool(known & 1) and self._retry_failed
        if (known is None or again) and outcome in (_FINAL if known is None else _FINAL_AGAIN):
            self.remembered[key] = Remembered(outcome, row["answer"] if outcome in _ANSWERED else None)

    def _write_manifest(self) -> None:
        manifest = Manifest(
            run=self._identity,
            contents=self.contents,
            spent=self.spent,
            commands=(*self._earlier, self._command),
            derivations=self._derivations,
        )
        part = self.path / f"{MANIFEST}.part"
        with part.open("wb") as file:
            file.write(manifest.model_dump_json(by_alias=True, indent=2).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path / MANIFEST)


def refuse_foreign(path: Path) -> Manifest | None:
    """The manifest of a run folder, None where it is new or empty. Raises OutputError where it holds other files."""
    with _as_output_error(path):
        if not path.exists():
            _refuse_unwritable(path)
            return None
        if not path.is_dir():
            raise OutputError(f"{path}: is a file; give --out a folder")
        names = {entry.name for entry in path.iterdir()} - {LOCK, *_PARTS}
        if not names:
            return None
        if MANIFEST not in names:
            raise OutputError(
                f"{path}: holds other files ({_few(names)}) and no {MANIFEST}; give --out an empty folder"
            )
        return read_manifest(path)


def refuse_another(path: Path, identity: Identity) -> Manifest | None:
    """As `refuse_foreign`, and raises OutputError where the folder holds records of another run."""
    manifest = refuse_foreign(path)
    differences = identity.differences(manifest.run) if manifest else []
    # A folder without records is anybody's: a first try with a wrong model must not block the second.
    if differences and (path / RECORDS).exists() and (path / RECORDS).stat().st_size:
        raise OutputError(
            f"{path}: holds another run, which differs in {'; '.join(differences)}; "
            "give --out another folder, or run with the same settings"
        )
    return manifest


def _refuse_unwritable(path: Path) -> None:
    parent = next(above for above in path.absolute().parents if above.exists())
    if not parent.is_dir():
        raise OutputError(f"{path}: cannot be made: {parent} is a file; give --out another folder")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError(f"{path}: cannot be made: {parent} is closed to you; give --out another folder")


def read_manifest(path: Path) -> Manifest:
    """Raises OutputError where `manifest.json` is damaged or of another kind."""
    try:
        return Manifest.model_validate_json((path / MANIFEST).read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise OutputError(f"{path / MANIFEST}: not a manifest that this Quoth knows: {where}: {first['msg']}") from None


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _mark(sha256: str) -> int:
    """Sixty bits that tell a text from another of the same article."""
    return int(sha256[:15], 16)


def _write_all(file: BinaryIO, data: bytes) -> None:
    # Unbuffered, so a full disk is seen here and not at closing; such a file may take a part only.
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _few(names: Iterable[str]) -> str:
    ordered = sorted(names)
    return ", ".join(ordered[:3]) + (", …" if len(ordered) > 3 else "")


@contextmanager
def _as_output_error(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{path}: cannot write: {reason}; what is done is kept, the same command goes on") from None
