"""The run folder as its one writer sees it: opened, mended after a crash, added to article by article, closed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

from pydantic import BaseModel, ValidationError

from quoth.articles.article import Article
from quoth.errors import OutputError
from quoth.records import Record
from quoth.runs.lines import ArticleLine, LedgerRow, UnreadLine, to_line
from quoth.runs.lock import Lock
from quoth.runs.manifest import Command, Identity, Manifest, State
from quoth.runs.mending import cut_after, mended, whole_lines
from quoth.runs.tally import Articles, Contents, Spending

RECORDS = "records.jsonl"
ARTICLES = "articles.jsonl"
LEDGER = "ledger.jsonl"
UNREAD = "unread.jsonl"
MANIFEST = "manifest.json"
LOCK = ".lock"
_PART = "manifest.json.part"

Standing = Literal["new", "done", "other text"]


class RunFolder:
    """A folder that one command writes into.

    An article's ledger rows, its text and its record are written in this order, so an article with a record has
    everything; what a crash leaves of an article without one is mended when the folder is opened again. Ledger rows
    are never taken back: the calls were made and paid for.
    """

    def __init__(self, path: Path, identity: Identity, command: Command) -> None:
        """Opens the folder, made if need be.

        Raises OutputError, and writes nothing, where it holds another run or other files; and where it is in use or
        cannot be written.
        """
        self.path = path
        self.contents = Contents()
        self.spent = Spending()
        self._known: dict[str, str] = {}
        self._done: set[str] = set()
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
                self._mend()
                self._write_manifest()
                self._files = {name: (path / name).open("ab", buffering=0) for name in (RECORDS, ARTICLES, LEDGER)}
                # What the last command could not read: this one reads it again.
                self._files[UNREAD] = (path / UNREAD).open("wb", buffering=0)
            except BaseException:
                self._lock.release()
                raise

    def take(self, article: Article) -> Standing:
        """Whether the article is still to be done; from now on its id is taken."""
        known = self._known.setdefault(article.id, article.sha256)
        if known != article.sha256:
            return "other text"
        return "done" if article.id in self._done else "new"

    def add(self, article: Article, record: Record, rows: Iterable[LedgerRow]) -> None:
        """Writes what came of an article. Raises OutputError where the disk does not take it."""
        self.add_rows(rows)
        self._append(ARTICLES, [ArticleLine.of(article)])
        self._append(RECORDS, [record])
        self.contents.add(record.to_dict())
        self._done.add(article.id)

    def add_rows(self, rows: Iterable[LedgerRow]) -> None:
        """Writes calls that were made, also those of an article that came to nothing."""
        rows = list(rows)
        self._append(LEDGER, rows)
        for row in rows:
            self.spent.add(row.model_dump())
            self._command.spent.add(row.model_dump())

    def add_unread(self, line: UnreadLine) -> None:
        self._append(UNREAD, [line])

    def close(self, state: State, articles: Articles, error: str | None = None) -> None:
        """Writes how the command ended and lets the folder go."""
        self._command = self._command.model_copy(
            update={"ended": now(), "state": state, "error": error, "articles": articles}
        )
        try:
            with _as_output_error(self.path):
                for file in self._files.values():
                    os.fsync(file.fileno())
                self._write_manifest()
        finally:
            for file in self._files.values():
                file.close()
            self._lock.release()

    @property
    def command(self) -> Command:
        return self._command

    def _append(self, name: str, values: Sequence[BaseModel]) -> None:
        if not values:
            return
        with _as_output_error(self.path):
            _write_all(self._files[name], b"".join(map(to_line, values)))

    def _mend(self) -> None:
        def see(record: dict[str, Any]) -> None:
            head = record["article"]
            self.contents.add(record)
            self._known[head["id"]] = head["sha256"]
            self._done.add(head["id"])

        records = mended(self.path / RECORDS, see)
        articles = whole_lines(self.path / ARTICLES)
        if articles < records:
            raise OutputError(
                f"{self.path}: {ARTICLES} holds {articles} articles for {records} records; give --out another folder"
            )
        # An article whose record was never written is done again.
        cut_after(self.path / ARTICLES, records)
        mended(self.path / LEDGER, self.spent.add)

    def _write_manifest(self) -> None:
        manifest = Manifest(
            run=self._identity,
            contents=self.contents,
            spent=self.spent,
            commands=(*self._earlier, self._command),
        )
        part = self.path / _PART
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
        names = {entry.name for entry in path.iterdir()} - {LOCK, _PART}
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
