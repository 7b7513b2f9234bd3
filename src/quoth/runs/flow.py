"""Many articles at once: read one by one, extracted side by side, written in the order of reading or of ending."""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from quoth.articles.article import Article, Unreadable
from quoth.errors import LimitReached, OutputError, QuothError
from quoth.runs.feeding import Feed
from quoth.runs.folder import RunFolder
from quoth.runs.lines import LedgerRow, UnreadLine
from quoth.runs.manifest import State
from quoth.runs.progress import Progress
from quoth.runs.tally import Articles, Summary

if TYPE_CHECKING:
    from quoth.articles import Notice
    from quoth.extraction.pipeline import Extraction, Row

_SECONDS_A_BEAT = 1.0


class Extract(Protocol):
    """One article's way, the model and the prompt already chosen."""

    async def __call__(self, article: Article, on_row: Callable[[Row], None], /) -> Extraction: ...


@dataclass(eq=False)
class _Way:
    """An article under way."""

    article: Article
    task: asyncio.Task[Extraction | None]


class Flow:
    """Carries articles from a reader through a model into a run folder.

    At most `slots` articles and a few more are under way, so that every slot of the model stays busy. Some four times
    as many are held in memory where their order is kept, so that one slow article does not hold up the others, whose
    records wait for it; `unordered` writes each record when it is there.
    """

    def __init__(
        self,
        items: Iterable[Article | Unreadable | Notice],
        extract: Extract,
        folder: RunFolder,
        *,
        slots: int,
        progress: Progress,
        unordered: bool = False,
    ) -> None:
        under_way = slots + slots // 4 + 1
        self._items = iter(items)
        self._extract = extract
        self._folder = folder
        self._progress = progress
        self._unordered = unordered
        self._turns = asyncio.Semaphore(under_way)
        self._ahead = slots
        self._most = under_way if unordered else 4 * under_way
        self._window: deque[_Way] = deque()
        self._changed = asyncio.Event()
        self._over = asyncio.Event()
        self._feed: Feed[Article | Unreadable | Notice] | None = None
        self._articles = Articles()
        self._interrupts = 0
        self._error: QuothError | None = None
        self._broken_off: QuothError | None = None
        self._defect: Exception | None = None

    async def run(self) -> Summary:
        """Returns the sums, also after a limit was reached and after Ctrl-C.

        The first Ctrl-C (or SIGTERM) finishes the articles under way, the second stops at once. Raises what stopped
        the run (ModelError, OutputError, InputError) once all that was done is written; the folder is closed in every
        case.
        """
        self._main = asyncio.current_task()
        beat = asyncio.create_task(self._beat())
        try:
            with _interrupts(self._interrupt):
                await self._carry()
        except asyncio.CancelledError:
            await self._abandon(beat)
            if self._interrupts < 2:
                self._close("interrupted")
                raise
            assert self._main is not None
            self._main.uncancel()
        except BaseException:
            await self._abandon(beat)
            self._close("stopped", "an error of Quoth's own")
            raise
        await self._quiet(beat)
        return self._close_with_summary()

    async def _carry(self) -> None:
        self._feed = Feed(self._items, ahead=self._ahead)
        try:
            async for item in self._feed:
                if isinstance(item, Article):
                    self._begin(item)
                elif isinstance(item, Unreadable):
                    self._unread(UnreadLine.of(item))
                else:
                    self._progress.say(str(item))
                await self._until(lambda: len(self._window) < self._most)
        except QuothError as error:
            self._broken_off = error  # what was read before is still carried through
        finally:
            self._feed.close()
        await self._until(lambda: not self._window)
        self._error = self._error or self._broken_off

    async def _until(self, enough: Callable[[], bool]) -> None:
        while not enough():
            self._changed.clear()
            await self._changed.wait()
            if self._defect is not None:
                raise self._defect

    def _begin(self, article: Article) -> None:
        standing = self._folder.take(article)
        if standing == "done":
            self._articles.read += 1
            self._articles.skipped += 1
            self._progress.settled(self._articles)
        elif standing == "other text":
            reason = f"the run holds another text of the article {article.id!r}; give it an id of its own"
            self._unread(UnreadLine(origin=article.origin or article.id, reason=reason, kind="unreadable"))
        else:
            way = _Way(article, asyncio.create_task(self._extracted(article)))
            self._window.append(way)
            way.task.add_done_callback(lambda _task: self._settle(way))

    async def _extracted(self, article: Article) -> Extraction | None:
        def on_row(row: Row) -> None:
            # At once, and not with the article: what was paid for outlasts whatever comes.
            line = LedgerRow.of(article.id, row, self._folder.number)
            self._folder.add_row(line)
            self._progress.called(line)

        async with self._turns:
            return None if self._stopping else await self._extract(article, on_row)

    def _settle(self, ended: _Way) -> None:
        """Writes what has ended and whose turn it is; called by each task's end."""
        error = None if ended.task.cancelled() else ended.task.exception()
        if isinstance(error, QuothError):
            # No other article would fare better: nothing new is begun, what is under way ends.
            self._stop(error)
        try:
            if self._unordered:
                self._window.remove(ended)
                self._write(ended)
            else:
                while self._window and self._window[0].task.done():
                    self._write(self._window.popleft())
        except QuothError as unwritten:
            self._stop(unwritten)
        except Exception as defect:
            self._defect = defect
        self._changed.set()

    def _write(self, way: _Way) -> None:
        error = asyncio.CancelledError() if way.task.cancelled() else way.task.exception()
        if isinstance(self._error, OutputError):
            return  # nothing is written behind what could not be: the records stay in order
        if error is None:
            extraction = way.task.result()
            if extraction is None:
                return
            self._folder.add(way.article, extraction.record)
            self._articles.done += 1
        elif isinstance(error, (QuothError, asyncio.CancelledError)):
            return
        else:
            self._articles.failed += 1
            self._say_unread(UnreadLine(origin=way.article.origin or way.article.id, reason=why(error), kind="failed"))
        self._articles.read += 1
        self._progress.settled(self._articles)

    def _unread(self, line: UnreadLine) -> None:
        self._articles.unreadable += 1
        self._say_unread(line)
        self._progress.settled(self._articles)

    def _say_unread(self, line: UnreadLine) -> None:
        self._folder.add_unread(line)
        self._progress.say(f"{line.origin}: {line.reason}")

    @property
    def _stopping(self) -> bool:
        return self._interrupts > 0 or self._error is not None

    def _stop(self, error: QuothError) -> None:
        """Nothing new is begun. The first reason is the one that is told, unless a disk was full meanwhile."""
        if self._error is None or (isinstance(error, OutputError) and not isinstance(self._error, OutputError)):
            self._error = error
        if self._feed is not None:
            self._feed.close()
        if isinstance(error, OutputError):
            # What cannot be written down must not be paid for.
            for way in self._window:
                way.task.cancel()

    def _interrupt(self) -> None:
        self._interrupts += 1
        if self._feed is not None:
            self._feed.close()
        if self._interrupts == 1:
            self._progress.say("finishing the articles under way; press Ctrl-C again to stop at once")
        elif self._main is not None:
            self._main.cancel()

    async def _beat(self) -> None:
        """Once a second: what was written is put on the disk for good, and whoever watches is told the time."""
        while not self._over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), _SECONDS_A_BEAT)
            self._progress.beat()
            try:
                await asyncio.to_thread(self._folder.sync)
            except QuothError as error:
                self._stop(error)

    async def _abandon(self, beat: asyncio.Task[None]) -> None:
        """Stops what is under way; what had ended already is written, and so are the calls of the rest."""
        tasks = [way.task for way in self._window]
        for task in tasks:
            task.cancel()
        # Their ends are seen to by `_settle`, as every end is.
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)
        await self._quiet(beat)

    async def _quiet(self, beat: asyncio.Task[None]) -> None:
        self._over.set()
        await beat

    def _close_with_summary(self) -> Summary:
        limit = self._error if isinstance(self._error, LimitReached) else None
        if self._error is not None and limit is None:
            self._close("stopped", str(self._error))
            raise self._error
        if limit is not None:
            self._progress.say(str(limit))
        state: State = "limited" if limit else "interrupted" if self._interrupts else "finished"
        self._folder.close(state, self._articles, str(limit) if limit else None)
        return Summary(
            folder=str(self._folder.path),
            state=state,
            articles=self._folder.with_languages(self._articles),
            contents=self._folder.contents,
            spent=self._folder.command.spent,
        )

    def _close(self, state: State, error: str | None = None) -> None:
        # What stopped the run is worth telling, not that the disk was full for the last line too.
        with suppress(OutputError):
            self._folder.close(state, self._articles, error)


def why(error: BaseException) -> str:
    """One line that lets a developer find the place."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" in {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    words = " ".join(str(error).split())[:200]
    return f"an error of Quoth's own{place}: {type(error).__name__}: {words}"


@contextmanager
def _interrupts(call: Callable[[], None]) -> Iterator[None]:
    """Hands Ctrl-C and SIGTERM to `call`, where the platform and the thread allow it; elsewhere they end the run."""
    impossible = (NotImplementedError, RuntimeError, ValueError)
    loop = asyncio.get_running_loop()
    heard = (signal.SIGINT, signal.SIGTERM)
    with suppress(*impossible):
        for each in heard:
            loop.add_signal_handler(each, call)
    try:
        yield
    finally:
        with suppress(*impossible):
            for each in heard:
                loop.remove_signal_handler(each)
