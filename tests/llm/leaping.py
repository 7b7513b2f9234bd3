"""An event loop whose clock leaps to the next alarm, so that an hour of waiting is tested in no time."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class EverybodyWaits(AssertionError):
    """Nothing is left that could ever wake anybody."""


class _Leaping(selectors.DefaultSelector):
    """Never sleeps: what it is told to sleep is added to `now`, in seconds."""

    now = 1000.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise EverybodyWaits
            self.now += max(timeout, 0.0)
        return ready


class LeapingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._clock = _Leaping()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now


def leaping(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Runs it on a leaping loop. Raises EverybodyWaits where it would have waited for ever."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(coroutine)


def loop_clock() -> float:
    """Seconds on the running loop's clock, for whatever takes a clock."""
    return asyncio.get_running_loop().time()
