"""What a person sees of a run under way: a progress bar on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from quoth.cli.printing import say
from quoth.runs.lines import LedgerRow
from quoth.runs.standing import Figures, Standing
from quoth.runs.tally import Articles, Spending, Summary

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from quoth.llm import Gauge

_SECONDS_BETWEEN_LINES = 5.0
_SECONDS_OF_A_START = 120.0
"""After which a log is read by nobody in particular, and lines come less often."""
_SECONDS_BETWEEN_LINES_THEN = 30.0
_SECONDS_OF_SILENCE = 60.0
"""After which a run in which nothing happens gives a sign of life."""
_BAR = 12


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

    columns = (BarColumn(bar_width=_BAR), TextColumn("{task.fields[line]}", markup=False))
    return Progress(*columns, console=console, transient=True, refresh_per_second=4, redirect_stdout=False)


class Watch:
    """Prints where a run is, as a line now and then. `clock` is in seconds."""

    def __init__(self, write: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._write = write
        self._clock = clock
        self._standing = Standing(clock)
        self._told_at = self._new_at = clock()
        self._told: tuple[int, bool] = (0, False)
        self._preparing = False

    def preparing(self, done: int, total: int) -> None:
        if not self._preparing:
            self._write(preparing_words(total))
        self._preparing = True

    def expect(self, articles: int | None) -> None:
        self._standing.expect(articles)
        self._told_at = self._new_at = self._clock()

    def watch(self, gauge: Callable[[], Gauge | None]) -> None:
        self._standing.watch(gauge)

    def called(self, row: LedgerRow) -> None:
        self._standing.called(row)
        self._new_at = self._clock()
        self._tell()

    def settled(self, articles: Articles) -> None:
        self._standing.settled(articles)
        self._new_at = self._clock()
        self._tell()

    def beat(self) -> None:
        self._tell()

    def say(self, line: str) -> None:
        self._write(line)

    def end(self, summary: Summary, exit_code: int) -> None:
        """Says how the run ended, once it is no longer watched."""
        from quoth.views.run import summary_lines

        for line in summary_lines(summary):
            say(line)

    def line(self, width: int | None = None) -> str:
        """Where the run is, in one line: the most important first, and whole parts only where `width` is given."""
        return fitted(words_of(self._standing.figures), width)

    def _tell(self) -> None:
        """A line where something is new, seldom later on; where nothing is, once a minute what is in flight."""
        now = self._clock()
        early = self._standing.seconds < _SECONDS_OF_A_START
        silent = now - self._told_at
        if silent < (_SECONDS_BETWEEN_LINES if early else _SECONDS_BETWEEN_LINES_THEN):
            return
        figures = self._standing.figures
        state = self._standing.steps, figures.paused > 0
        if state != self._told:
            self._write(fitted(words_of(figures)))
        elif silent >= _SECONDS_OF_SILENCE:
            self._write("; ".join(sign_of_life(figures, now - self._new_at)))
        else:
            return
        self._told, self._told_at = state, now


class LiveWatch(Watch):
    """The same on a terminal: a bar of the articles that are settled, and the line behind it."""

    def __init__(self, bar: Progress) -> None:
        super().__init__(self._above)
        self._bar = bar
        self._task = bar.add_task("", total=None, line="starting")

    def preparing(self, done: int, total: int) -> None:
        self._bar.update(self._task, completed=done, total=total, line=preparing_words(total))

    def expect(self, articles: int | None) -> None:
        super().expect(articles)
        self._tell()

    def _above(self, line: str) -> None:
        from rich.text import Text

        from quoth.views.plain import plain

        self._bar.console.print(Text(plain(line)))

    def _tell(self) -> None:
        figures = self._standing.figures
        line = fitted(words_of(figures), self._bar.console.width - _BAR - 1)
        self._bar.update(self._task, completed=figures.settled, total=figures.total, line=line)


def words_of(figures: Figures) -> list[str]:
    """A run's standing in words, the most important first."""
    words = [_articles(figures)]
    if figures.seconds_left is not None:
        words.append(f"~{_duration(figures.seconds_left)} left")
    if figures.spent.cost:
        words.append(_cost(figures.spent, figures.projected_cost))
    lost = figures.articles.failed + figures.articles.unreadable
    words += [f"{lost:,} without a record"] if lost else []
    if figures.failures:
        words.append(", ".join(f"{number:,} {outcome}" for outcome, number in figures.failures.items()))
    words += _paused(figures)
    words += [f"{figures.chunks:,} chunk{'' if figures.chunks == 1 else 's'}"] if figures.chunks else []
    if figures.spent.calls:
        words.append(f"{figures.tokens_a_second:,.0f} tokens/s")
    words += [f"{figures.in_flight:,}/{figures.allowed:,} calls"] if figures.in_flight is not None else []
    return words


def sign_of_life(figures: Figures, silent: float) -> list[str]:
    """What is said of a run in which nothing happened for so many seconds."""
    words = [_articles(figures), f"nothing new for {_duration(silent)}"]
    if figures.in_flight is not None:
        words.append(f"{figures.in_flight:,} of {figures.allowed:,} calls in flight")
    return words + _paused(figures)


def fitted(words: Sequence[str], width: int | None = None) -> str:
    """One line of those words that fit: the first always, then each that still has room."""
    line = words[0]
    for word in words[1:]:
        if width is None or len(line) + len(word) + 2 <= width:
            line += f"; {word}"
    return line


def preparing_words(total: int) -> str:
    return f"preparing the model file, {total / 1e9:.1f} GB, once on this machine"


def _articles(figures: Figures) -> str:
    return f"{figures.settled:,} of {figures.total:,} articles" if figures.total else f"{figures.settled:,} articles"


def _paused(figures: Figures) -> list[str]:
    return [f"rate-limited, waits {_duration(max(1.0, figures.paused))}"] if figures.paused > 0 else []


def _cost(spent: Spending, projected: float | None) -> str:
    words = f"{'at least ' if spent.unpriced else ''}{_dollars(spent.cost)}"
    return words if projected is None else f"{words} of ~{_dollars(projected)}"


def _dollars(amount: float) -> str:
    return f"${amount:,.2f}" if amount >= 1 else f"${amount:.4f}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
