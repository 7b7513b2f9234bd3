"""When an endpoint is asked no more: it refuses for too long, or is down, or says that no call can succeed."""

from __future__ import annotations

import time
from collections.abc import Callable

from quoth.errors import ModelError
from quoth.llm.faults import Fault
from quoth.llm.retries import Retries


class AskedNoMore(ModelError):
    """Another question has found out that no call can succeed, and says so to this one."""


class Patience:
    """What was heard from one endpoint by all who ask it. `clock` tells seconds, and is never set back."""

    def __init__(self, retries: Retries, clock: Callable[[], float] = time.monotonic) -> None:
        self._retries = retries
        self._clock = clock
        self._refused_since: float | None = None
        self._given_up = 0
        self._end: tuple[float, str] | None = None

    def answered(self) -> None:
        self._refused_since, self._given_up = None, 0

    def failed(self, fault: Fault) -> None:
        """One call failed. Raises ModelError where the endpoint has been refusing every call for too long, or will."""
        if fault.pressure is None:
            return
        most, now = self._retries.patience, self._clock()
        if fault.wait is not None and fault.wait > most:
            raise ModelError(f"{fault}: it asks to wait for {fault.wait / 60:.0f} minutes; the same command goes on")
        if fault.pressure == "limited":
            # From the first refusal on: before it nothing may have been asked for hours.
            self._refused_since = now if self._refused_since is None else self._refused_since
            silent = now - self._refused_since
            if silent > most:
                raise ModelError(
                    f"nothing was answered for {silent / 60:.0f} minutes: {fault}; the same command goes on"
                )

    def gave_up(self, fault: Fault) -> None:
        """One request failed for good. Raises ModelError after so many that the endpoint is down, not the articles."""
        if not fault.retry:
            return
        self._given_up += 1
        if self._given_up >= self._retries.hopeless:
            raise ModelError(
                f"the last {self._given_up} requests all failed, each tried again and again: {fault}; "
                "the same command goes on"
            )

    def bearable(self, wait: float | None) -> float | None:
        """The wait that a server asks for; None where nobody is to wait for so long."""
        return None if wait is None or wait > self._retries.patience else wait

    def end(self, error: ModelError) -> None:
        """No call can succeed, for the reason given: what is being asked is not asked on."""
        self._end = self._clock(), str(error)

    def check(self, began: float) -> None:
        """Raises AskedNoMore where the end came after a question began. A later question finds out for itself."""
        if self._end is not None and began <= self._end[0]:
            raise AskedNoMore(self._end[1])
