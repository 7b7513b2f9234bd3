"""The records of a run replaced by others of the same articles: all at once, under the lock, noted in the manifest."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType

from quoth.errors import OutputError
from quoth.extraction.rules import Settings
from quoth.extraction.rules.config import fingerprint
from quoth.runs.folder import LOCK, MANIFEST, RECORDS, now, read_manifest
from quoth.runs.lock import Lock
from quoth.runs.manifest import Derivation, Manifest
from quoth.runs.mending import sync_folder
from quoth.runs.surroundings import software
from quoth.runs.tally import Contents


class Rewriting:
    """Takes the new records in order; `finish` puts them in place, and without it nothing has changed.

    Raises OutputError where the folder is in use or cannot be written.
    """

    def __init__(self, path: Path, settings: Settings) -> None:
        self._path = path
        self._rules = fingerprint(settings)
        self._contents = Contents()
        self._same = True
        self._stack = ExitStack()
        self._part = path / f"{Path(RECORDS).stem}.part"

    def __enter__(self) -> Rewriting:
        with _as_output_error(self._path), ExitStack() as stack:
            lock = Lock(self._path / LOCK)
            stack.callback(lock.release)
            # What was there when the lock was taken; nobody else writes from here on.
            self._manifest = read_manifest(self._path)
            self._old = stack.enter_context((self._path / RECORDS).open("rb"))
            stack.callback(self._part.unlink, missing_ok=True)
            self._file = stack.enter_context(self._part.open("wb"))
            self._stack = stack.pop_all()
        return self

    def add(self, line: bytes) -> None:
        with _as_output_error(self._path):
            self._file.write(line)
            self._same &= line == self._old.readline()
        self._contents.add(json.loads(line))

    def finish(self, articles: int, changed: int, kept: int) -> bool:
        """Whether anything was written: where no record, sum or rule is another, the folder stays as it is.

        The arguments are for the manifest: articles made again, those that changed, and those kept as they were.
        """
        before = self._manifest
        if (
            self._same
            and not self._old.read(1)
            and (before.contents, before.run.rules) == (self._contents, self._rules)
        ):
            return False
        note = Derivation(
            ended=now(), software=software(), rules=self._rules, articles=articles, changed=changed, kept=kept
        )
        run = before.run.model_copy(update={"rules": self._rules})
        after = before.model_copy(
            update={"run": run, "contents": self._contents, "derivations": (*before.derivations, note)}
        )
        with _as_output_error(self._path):
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self._path / RECORDS)
            _write_manifest(self._path, after)
            sync_folder(self._path)
        return True

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _as_output_error(self._path):
            self._stack.close()


def _write_manifest(path: Path, manifest: Manifest) -> None:
    part = path / f"{MANIFEST}.part"
    with part.open("wb") as file:
        file.write(manifest.model_dump_json(by_alias=True, indent=2).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path / MANIFEST)


@contextmanager
def _as_output_error(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise OutputError(f"{path}: cannot be written: {reason}; `quoth derive` again when it can") from None
