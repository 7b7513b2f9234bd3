"""Many articles at once: read one by one, extracted side by side, written in the order of reading."""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from quoth.articles.article import Article, Unreadable
from quoth.errors import OutputError, QuothError
from quoth.runs.folder import RunFolder
from quoth.runs.lines import LedgerRow, UnreadLine
from quoth.runs.manifest import State
from quoth.runs.progress import Progress
from quoth.runs.tally import Articles, Summary

if TYPE_CHECKING:
    from quoth.articles import Notice
    from quoth.extraction.pipeline import Extraction, Row


class Extract(Protocol):
    """One article's way, the model and the prompt already chosen."""

    async def __call__(self, article: Article, on_row: Callable[[Row], None], /) -> Extraction: ...


@dataclass(eq=False)
class _Way:
    """An article under way and the calls made for it so far."""

    article: Article
    task: asyncio.Task[Extraction | None]
    rows: list[LedgerRow] = field(default_factory=list)


class Flow:
    """Carries articles from a reader through a model into a run folder.

    At most `slots` articles and a few more are under way, so that every slot of the model stays busy; some four
    times as many are held in memory, so that one slow article does not hold up the others, whose records wait for it.
    """

    def __init__(
        self,
        items: Iterable[Article | Unreadable | Notice],
        extract: Extract,
        folder: RunFolder,
        *,
        slots: int,
        progress: Progress,
    ) -> None:
        under_way = slots + slots // 4 + 1
        self._items = iter(items)
        self._extract = extract
        self._folder = folder
        self._progress = progress
        self._turns = asyncio.Semaphore(under_way)
        self._most = 4 * under_way
        self._window: deque[_Way] = deque()
        self._articles = Articles()
        self._interrupts = 0
        self._error: QuothError | None = None

    async def run(self) -> Summary:
        """Returns the sums, also after Ctrl-C: the first finishes the articles under way, the second stops at once.

        Raises what stopped the run (ModelError, OutputError, InputError) once all that was done is written; the
        folder is closed in every case.
        """
        self._main = asyncio.current_task()
        try:
            with _interrupts(self._interrupt):
                await self._carry()
        except asyncio.CancelledError:
            await self._abandon()
            if self._interrupts < 2:
                self._close("interrupted")
                raise
            assert self._main is not None
            self._main.uncancel()
        except OutputError as error:
            self._error = error
            await self._cancel()
        except BaseException:
            await self._abandon()
            self._close("stopped", "an error of Quoth's own")
            raise
        return self._close_with_summary()

    async def _carry(self) -> None:
        async for item in self._read():
            if isinstance(item, Article):
                self._begin(item)
            elif isinstance(item, Unreadable):
                self._unread(UnreadLine.of(item))
            else:
                self._progress.say(str(item))
            while self._window and (len(self._window) >= self._most or self._window[0].task.done()):
                await self._finish_first()
        while self._window:
            await self._finish_first()

    async def _read(self) -> AsyncIterator[Article | Unreadable | Notice]:
        while not self._stopping:
            try:
                # Reading and cleaning a web page takes a while: the calls go on meanwhile.
                item = await asyncio.to_thread(next, self._items, None)
            except QuothError as error:
                self._error = self._error or error
                return
            if item is None or self._stopping:
                return
            yield item

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
            rows: list[LedgerRow] = []
            task = asyncio.create_task(self._extracted(article, rows))
            self._window.append(_Way(article, task, rows))

    async def _extracted(self, article: Article, rows: list[LedgerRow]) -> Extraction | None:
        def on_row(row: Row) -> None:
            rows.append(LedgerRow.of(article.id, row))
            self._progress.called(rows[-1])

        async with self._turns:
            if self._stopping:
                return None
            try:
                return await self._extract(article, on_row)
            except QuothError as error:
                # No other article would fare better: nothing new is begun, what is under way ends.
                self._error = self._error or error
                raise

    async def _finish_first(self) -> None:
        way = self._window[0]
        await asyncio.wait([way.task])
        self._window.popleft()
        self._write(way)

    def _write(self, way: _Way) -> None:
        error = asyncio.CancelledError() if way.task.cancelled() else way.task.exception()
        if error is None:
            extraction = way.task.result()
            if extraction is None:
                return
            rows = [LedgerRow.of(way.article.id, row) for row in extraction.rows]
            self._folder.add(way.article, extraction.record, rows)
            self._articles.done += 1
        else:
            self._folder.add_rows(way.rows)
            if isinstance(error, (QuothError, asyncio.CancelledError)):
                return
            self._articles.failed += 1
            self._say_unread(UnreadLine(origin=way.article.origin or way.article.id, reason=_why(error), kind="failed"))
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

    def _interrupt(self) -> None:
        self._interrupts += 1
        if self._interrupts == 1:
            self._progress.say("finishing the articles under way; press Ctrl-C again to stop at once")
        elif self._main is not None:
            self._main.cancel()

    async def _cancel(self) -> None:
        for way in self._window:
            way.task.cancel()
        await asyncio.gather(*(way.task for way in self._window), return_exceptions=True)

    async def _abandon(self) -> None:
        """Stops what is under way; what had ended already is written, and so are the calls of the rest."""
        await self._cancel()
        with suppress(OutputError):
            while self._window:
                self._write(self._window.popleft())

    def _close_with_summary(self) -> Summary:
        if self._error is not None:
            self._close("stopped", str(self._error))
            raise self._error
        state: State = "interrupted" if self._interrupts else "finished"
        self._folder.close(state, self._articles)
        return Summary(
            folder=str(self._folder.path),
            state=state,
            articles=self._articles,
            contents=self._folder.contents,
            spent=self._folder.command.spent,
        )

    def _close(self, state: State, error: str | None = None) -> None:
        # What stopped the run is worth telling, not that the disk was full for the last line too.
        with suppress(OutputError):
            self._folder.close(state, self._articles, error)


def _why(error: BaseException) -> str:
    """One line that lets a developer find the place."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" in {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    words = " ".join(str(error).split())[:200]
    return f"an error of Quoth's own{place}: {type(error).__name__}: {words}"


@contextmanager
def _interrupts(call: Callable[[], None]) -> Iterator[None]:
    """Hands Ctrl-C to `call`, where the platform and the thread allow it; elsewhere it cancels the run."""
    impossible = (NotImplementedError, RuntimeError, ValueError)
    loop = asyncio.get_running_loop()
    with suppress(*impossible):
        loop.add_signal_handler(signal.SIGINT, call)
    try:
        yield
    finally:
        with suppress(*impossible):
            loop.remove_signal_handler(signal.SIGINT)
