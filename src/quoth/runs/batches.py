"""A batch: questions into request files, answers out of result files, and records of what is answered wholly."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from quoth.articles import read
from quoth.errors import OutputError, QuothError
from quoth.runs.batch_answers import Answers, Taken
from quoth.runs.batch_files import RequestFiles, request_files, requests_of
from quoth.runs.batch_passing import Pass
from quoth.runs.batch_sending import fetch, manifest_of_batch
from quoth.runs.batch_setup import Setup, opened_offline, setup_of
from quoth.runs.batch_state import Batches, load_batches
from quoth.runs.counting import count
from quoth.runs.folder import RunFolder, now, refuse_foreign
from quoth.runs.manifest import Command, Identity, Manifest
from quoth.runs.progress import Progress, Silent
from quoth.runs.surroundings import software
from quoth.runs.tally import Articles, Summary

if TYPE_CHECKING:
    from quoth.runs.running import Extractor


class FileMade(BaseModel):
    """A request file that a command wrote."""

    file: str
    requests: int
    bytes: int


class Batched(BaseModel):
    """How `make` or `collect` ended. `waiting` articles have questions whose answers are still to come."""

    model_config = ConfigDict(extra="forbid")

    summary: Summary
    waiting: int
    unheard: int
    """Articles of which a chunk was never asked before."""
    made: list[FileMade]
    open_files: list[str]
    """Request files whose answers are still to come, those just made among them."""
    taken: Taken = Field(default_factory=Taken)

    @property
    def complete(self) -> bool:
        return self.summary.complete and not self.waiting


async def make(setup: Setup, out: Path, *, progress: Progress | None = None) -> Batched:
    """Writes what is known already into the run folder `out`, and what is to be asked into request files in it.

    Needs no network and no key. Raises InputError, PromptError, ModelError or OutputError, one line each.
    """
    progress = progress or Silent()
    manifest = refuse_foreign(out)
    async with opened_offline(setup) as extractor:
        settled = setup.settled(extractor).after(manifest)
        with _opened(out, settled, "make", extractor) as batch:
            return await batch.go_through(progress, Taken())


async def collect(
    out: Path, results: Sequence[Path] = (), *, base_url: str | None = None, progress: Progress | None = None
) -> Batched:
    """Takes answers, writes the records of what is answered wholly, and puts what is not into a request file again.

    The answers are those of the files `results`, in any order, for which nothing else is needed; or, where none is
    given, those of the batches that were submitted and have ended, from their endpoint.
    Raises InputError, PromptError, ModelError or OutputError, one line each.
    """
    progress = progress or Silent()
    manifest = manifest_of_batch(out)
    setup = setup_of(manifest)
    assert setup is not None
    async with opened_offline(setup) as extractor:
        with _opened(out, setup, "collect", extractor) as batch:
            taken = Taken()

            def take(path: Path, shown: str) -> None:
                for line in batch.answers.take(path, batch.requests, taken, shown):
                    progress.say(line)

            for path in results:
                take(path, str(path))
            batch.collected(taken.files)
            if not results:
                await fetch(out, batch.batches, manifest, base_url, take)
            return await batch.go_through(progress, taken)


class _Batch:
    """An open batch: its run folder, request files, answers, and what was submitted."""

    def __init__(self, out: Path, setup: Setup, folder: RunFolder, extractor: Extractor) -> None:
        self.out = out
        self._setup = setup
        self._folder = folder
        self._extractor = extractor
        self.articles = Articles()
        self.requests = RequestFiles(out, setup.sizes)
        self.answers = Answers(out)
        self.batches: Batches = load_batches(out)

    def collected(self, files: Sequence[str]) -> None:
        """Answers of these request files came, in files: what is missing is asked again, unless it is under way."""
        for sent in self.batches.files:
            if sent.file in files and not sent.collected:
                under_way = sent.submitted and not sent.ended
                sent.collected = not under_way or all(map(self.answers.came, requests_of(self.out / sent.file)))
        self.batches.save(self.out)

    async def go_through(self, progress: Progress, taken: Taken) -> Batched:
        """One pass over the articles, and the request files that come of it."""
        progress.expect(count(self._setup.inputs))
        items = read(self._setup.inputs, columns=self._setup.columns)
        passing = Pass(self._extractor, self._folder, self.answers, self.requests, self.batches.open_files, progress)
        self.articles = passing.articles
        with closing(passing):
            await passing.over(items)
            made = self.requests.write()
            self.batches.adopt(self.out)
            self.batches.save(self.out)
            passing.put_in_order()
        return Batched(
            summary=Summary(
                folder=str(self.out),
                state="finished",
                articles=self._folder.with_languages(passing.articles),
                contents=self._folder.contents,
                spent=self._folder.command.spent,
            ),
            waiting=passing.waiting,
            unheard=passing.unheard,
            made=[FileMade(file=each.file, requests=each.requests, bytes=each.bytes) for each in made],
            open_files=sorted(self.batches.open_files),
            taken=taken,
        )

    def close(self) -> None:
        self.requests.close()
        self.answers.close()


@contextmanager
def _opened(out: Path, setup: Setup, verb: str, extractor: Extractor) -> Iterator[_Batch]:
    """Raises OutputError where the folder cannot be used, or holds requests that were made otherwise."""
    manifest = refuse_foreign(out)
    _refuse_other_requests(out, manifest, extractor.identity)
    command = Command(
        started=now(),
        inputs=setup.inputs,
        columns=asdict(setup.columns),
        options=setup.options(verb),
        software=software(),
    )
    folder = RunFolder(out, extractor.identity, command)
    extractor.model.remember(folder.remembered)
    try:
        batch = _Batch(out, setup, folder, extractor)
        with closing(batch):
            yield batch
    except BaseException as problem:
        known = _as_output_error(out, problem)
        interrupted = isinstance(problem, (asyncio.CancelledError, KeyboardInterrupt))
        with suppress(OutputError):
            words = str(known) if isinstance(known, QuothError) else None
            folder.close("interrupted" if interrupted else "stopped", Articles(), words)
        if known is problem:
            raise
        raise known from None
    folder.close("finished", batch.articles)


def _refuse_other_requests(out: Path, manifest: Manifest | None, identity: Identity) -> None:
    differences = identity.differences(manifest.run) if manifest else []
    if differences and request_files(out):
        raise OutputError(
            f"{out}: its request files were made otherwise, with another {'; '.join(differences)}; "
            "give --out another folder, or the same settings"
        )


def _as_output_error(out: Path, problem: BaseException) -> BaseException:
    """A full disk has many places to be met, and one line to be said in."""
    if not isinstance(problem, OSError):
        return problem
    reason = problem.strerror or str(problem)
    return OutputError(f"{out}: cannot write: {reason}; what is done is kept, the same command goes on")
