"""What a person sees of a run under way: a progress bar on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from quoth.cli.printing import say
from quoth.runs.lines import LedgerRow
from quoth.runs.tally import Articles, Spending
from quoth.views.run import cost_words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from quoth.llm import Gauge

_SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def watching() -> Iterator[Watch]:
    """Shows a run's progress on standard error while it is entered."""
    if not sys.stderr.isatty():
        yield Watch(say)
        return
    from rich.console import Console

    with bar_on(Console(stderr=True, highlight=False, markup=False, emoji=False)) as bar:
        yield LiveWatch(bar)


def bar_on(console: Console) -> Progress:
    """A bar and a line of words behind it, drawn four times a second; gone when the run has ended."""
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (BarColumn(bar_width=24), TextColumn("{task.fields[line]}", markup=False))
    return Progress(*columns, console=console, transient=True, refresh_per_second=4, redirect_stdout=False)


class Watch:
    """Counts what a run tells, and prints a line at most every few seconds. `clock` is in seconds."""

    def __init__(self, write: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._write = write
        self._clock = clock
        self._begun = self._told = clock()
        self._total: int | None = None
        self._articles = Articles()
        self._spent = Spending()
        self._failed_calls = 0
        self._preparing = False
        self._gauge: Callable[[], Gauge | None] = lambda: None

    def preparing(self, done: int, total: int) -> None:
        if not self._preparing:
            self._write(f"preparing the model file, {total / 1e9:.1f} GB, once on this machine")
        self._preparing = True

    def expect(self, articles: int | None) -> None:
        self._total = articles
        self._begun = self._clock()

    def watch(self, gauge: Callable[[], Gauge | None]) -> None:
        self._gauge = gauge

    def called(self, row: LedgerRow) -> None:
        self._spent.add(vars(row))
        self._failed_calls += row.outcome not in ("ok", "empty")
        self._tell()

    def settled(self, articles: Articles) -> None:
        self._articles = articles.model_copy()
        self._tell()

    def beat(self) -> None:
        self._tell()

    def say(self, line: str) -> None:
        self._write(line)

    def line(self) -> str:
        """Where the run is, in one line."""
        settled = self._articles.read + self._articles.unreadable
        words = [f"{settled:,} of {self._total:,} articles" if self._total else f"{settled:,} articles"]
        spent = self._spent
        words.append(f"{_short(spent.tokens_in)} tokens in, {_short(spent.tokens_out)} out")
        if spent.cost:
            words.append(cost_words(spent))
        lost = self._articles.failed + self._articles.unreadable
        words += [f"{lost:,} without a record"] if lost else []
        words += [f"calls failed: {self._failed_calls:,}"] if self._failed_calls else []
        left = self._seconds_left(settled)
        words += [f"about {_duration(left)} left"] if left is not None else []
        return "; ".join(words)

    def _tell(self) -> None:
        if self._clock() - self._told >= _SECONDS_BETWEEN_LINES:
            self._told = self._clock()
            self._write(self.line())

    def _seconds_left(self, settled: int) -> float | None:
        # Those skipped took no time: they say nothing of how long the rest will take.
        worked = settled - self._articles.skipped
        if not self._total or not worked:
            return None
        return max(0, self._total - settled) * (self._clock() - self._begun) / worked


class LiveWatch(Watch):
    """The same on a terminal: a bar of the articles that are settled, and the line behind it."""

    def __init__(self, bar: Progress) -> None:
        super().__init__(self._above)
        self._bar = bar
        self._task = bar.add_task("", total=None, line="starting")

    def preparing(self, done: int, total: int) -> None:
        self._bar.update(self._task, completed=done, total=total, line="preparing the model file, once on this machine")

    def expect(self, articles: int | None) -> None:
        super().expect(articles)
        self._tell()

    def _above(self, line: str) -> None:
        from rich.text import Text

        from quoth.views.plain import plain

        self._bar.console.print(Text(plain(line)))

    def _tell(self) -> None:
        settled = self._articles.read + self._articles.unreadable
        self._bar.update(self._task, completed=settled, total=self._total, line=self.line())


def _short(number: int) -> str:
    return f"{number:,}" if number < 100_000 else f"{number / 1e6:,.2f} M"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
