"""One pass of a batch over its articles: each answered wholly gets its rows and its record, each other one waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from quoth.articles import Article, Notice, Unreadable
from quoth.articles.seen import Seen, digest
from quoth.errors import QuothError
from quoth.runs import folder as run_folder
from quoth.runs.batch_answers import Answers
from quoth.runs.batch_asking import BatchAsk
from quoth.runs.batch_files import RequestFiles
from quoth.runs.batch_setup import VERB
from quoth.runs.flow import why
from quoth.runs.folder import RunFolder
from quoth.runs.json_lines import objects
from quoth.runs.lines import LedgerRow, UnreadLine
from quoth.runs.ordering import put_in_order
from quoth.runs.progress import Progress
from quoth.runs.tally import Articles

if TYPE_CHECKING:
    from quoth.extraction.pipeline import Extraction
    from quoth.runs.running import Extractor

_SECONDS_A_SYNC = 1.0


class Pass:
    """Goes through the articles one by one. `articles` are counted as in a run; `waiting` have no record yet."""

    def __init__(
        self,
        extractor: Extractor,
        folder: RunFolder,
        answers: Answers,
        requests: RequestFiles,
        open_files: frozenset[str],
        progress: Progress,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.articles = Articles()
        self.waiting = 0
        self.unheard = 0
        self._extractor = extractor
        self._folder = folder
        self._progress = progress
        self._clock = clock
        self._synced = clock()
        self._paid = _paid(folder)
        begun = requests.begun

        def is_open(file: str) -> bool:
            # What this pass has noted is to be answered too.
            return file in open_files or any(each.file == file for each in begun)

        self._ask = BatchAsk(extractor.model, answers, requests, is_open, self._paid)
        self._positions = Seen()
        self._read = 0
        self._out_of_order = False

    async def over(self, items: Iterable[Article | Unreadable | Notice]) -> None:
        """Raises OutputError where the disk does not take what is written."""
        for item in items:
            if isinstance(item, Article):
                await self._see(item)
            elif isinstance(item, Unreadable):
                self._unread(UnreadLine.of(item))
            else:
                self._progress.say(str(item))
            self._progress.settled(self.articles)
            if self._clock() - self._synced > _SECONDS_A_SYNC:
                self._folder.sync()
                self._synced = self._clock()

    def put_in_order(self) -> None:
        """Sorts the records into the order of the inputs, where an earlier pass has written later ones."""
        if self._out_of_order:
            self._folder.sync()
            path = self._folder.path
            put_in_order(
                path / run_folder.RECORDS, path / run_folder.ARTICLES, lambda name: self._positions.get(digest(name))
            )

    def close(self) -> None:
        self._positions.close()
        self._paid.close()

    async def _see(self, article: Article) -> None:
        self._read += 1
        self._positions.put(digest(article.id), self._read)
        standing = self._folder.take(article)
        if standing == "done":
            self._out_of_order |= self.articles.done > 0
            self.articles.read += 1
            self.articles.skipped += 1
        elif standing == "other text":
            reason = f"the run holds another text of the article {article.id!r}; give it an id of its own"
            self._unread(UnreadLine(origin=article.origin or article.id, reason=reason, kind="unreadable"))
        else:
            await self._extract(article)

    async def _extract(self, article: Article) -> None:
        self._ask.begin()
        try:
            extraction = await self._extractor.extract(article, ask=self._ask)
        except QuothError:
            raise
        except Exception as defect:
            self.articles.read += 1
            self.articles.failed += 1
            self._say_unread(UnreadLine(origin=article.origin or article.id, reason=why(defect), kind="failed"))
            return
        asked = self._ask.asked
        if asked.waiting:
            self.waiting += 1
            self.unheard += asked.unheard > 0
        else:
            self._write(article, extraction)

    def _write(self, article: Article, extraction: Extraction) -> None:
        for row in extraction.rows:
            line = LedgerRow.of(article.id, row, self._folder.number)
            self._folder.add_row(line)
            if not line.cache_hit:
                self._paid.put(digest(line.key), 1)
            self._progress.called(line)
        self._folder.add(article, extraction.record)
        self.articles.read += 1
        self.articles.done += 1

    def _unread(self, line: UnreadLine) -> None:
        self.articles.unreadable += 1
        self._say_unread(line)

    def _say_unread(self, line: UnreadLine) -> None:
        self._folder.add_unread(line)
        self._progress.say(f"{line.origin}: {line.reason}")


def _paid(folder: RunFolder) -> Seen:
    """The keys of the questions that a batch command of the folder has written rows of."""
    batches = {number for number, command in enumerate(folder.commands) if VERB in command.options}
    paid = Seen()
    for row in objects(folder.path / run_folder.LEDGER):
        if row.get("command") in batches and not row.get("cache_hit"):
            paid.put(digest(str(row.get("key"))), 1)
    return paid
