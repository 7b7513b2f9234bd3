"""What a program sees of a run under way: JSON lines on standard error, the last one telling how it ended."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer
from pydantic import BaseModel

from quoth.cli.progress import preparing_words
from quoth.errors import INTERRUPTED, QuothError
from quoth.runs.events import EndEvent, ErrorEvent, MessageEvent, ProgressEvent
from quoth.runs.lines import LedgerRow
from quoth.runs.standing import Standing
from quoth.runs.tally import Articles, Summary
from quoth.views.plain import plain

if TYPE_CHECKING:
    from quoth.llm import Gauge

_SECONDS_BETWEEN_LINES = 0.95
"""A little less than a beat, which would else fall just short of its second now and then."""
_SECONDS_OF_SILENCE = 10.0
_DEFECT = 1


@contextmanager
def watching() -> Iterator[JsonWatch]:
    """Tells a run's progress on standard error while it is entered; an error leaves as its line and its exit code."""
    watch = JsonWatch(_to_standard_error)
    try:
        yield watch
    except QuothError as error:
        watch.error(str(error), error.exit_code)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        watch.error("interrupted", INTERRUPTED)
        raise typer.Exit(INTERRUPTED) from None
    except Exception as defect:
        # An error of Quoth's own: its traceback follows, for whoever mends it.
        watch.error(f"an error of Quoth's own: {type(defect).__name__}", _DEFECT)
        raise


class JsonWatch:
    """Writes where a run is, as a JSON object a line. `clock` is in seconds, `now` tells the time of day."""

    def __init__(
        self,
        write: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._write = write
        self._clock = clock
        self._now = now
        self._standing = Standing(clock)
        self._told_at = float("-inf")
        self._told: tuple[object, ...] = ()
        self._preparing = False

    def preparing(self, done: int, total: int) -> None:
        if not self._preparing:
            self.say(preparing_words(total))
        self._preparing = True

    def expect(self, articles: int | None) -> None:
        self._standing.expect(articles)

    def watch(self, gauge: Callable[[], Gauge | None]) -> None:
        self._standing.watch(gauge)

    def called(self, row: LedgerRow) -> None:
        self._standing.called(row)

    def settled(self, articles: Articles) -> None:
        self._standing.settled(articles)

    def beat(self) -> None:
        silent = self._clock() - self._told_at
        if silent < _SECONDS_BETWEEN_LINES:
            return
        figures = self._standing.figures
        state = self._standing.steps, figures.in_flight, figures.allowed, figures.paused > 0
        if state == self._told and silent < _SECONDS_OF_SILENCE:
            return
        self._told, self._told_at = state, self._clock()
        self._tell(ProgressEvent.of(figures, self._now(), self._standing.seconds))

    def say(self, line: str) -> None:
        self._tell(MessageEvent(text=plain(line)))

    def end(self, summary: Summary, exit_code: int) -> None:
        self._tell(EndEvent(summary=summary, exit_code=exit_code))

    def error(self, text: str, exit_code: int) -> None:
        self._tell(ErrorEvent(text=plain(text), exit_code=exit_code))

    def _tell(self, event: BaseModel) -> None:
        self._write(json.dumps(event.model_dump(mode="json"), separators=(",", ":")))


def _to_standard_error(line: str) -> None:
    # Where whoever read it has gone: no reason to stop what is paid for.
    with suppress(OSError):
        typer.echo(line, err=True)
