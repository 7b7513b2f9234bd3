"""Who may call now: as many at once as goes well, and no more a minute than is allowed.

The number of calls in flight grows while they go well and halves where the endpoint is pressed (additive increase,
multiplicative decrease: Chiu and Jain, 1989; the quick start is TCP's). A server that names a time is left alone until
then, to the second. Whoever waits here has failed at nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from quoth.llm.faults import Pressure
from quoth.llm.ratelimits import Bucket, learnt

_FIRST = 16
"""Calls in flight that a run begins with at most."""
_LONGEST_GUESS = 60.0
"""Seconds of pause at most where a server that limits names no time."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """The limiter as a person may see it: calls in flight, how many may be, who waits, and for how many seconds yet."""

    in_flight: int
    allowed: int
    waiting: int
    paused: float


class Limiter:
    """Lets calls through in the order in which they asked; those that come again go first. For one event loop.

    `most` is the number of calls in flight that is never passed; `rpm` and `tpm` are requests and tokens a minute,
    learnt from the endpoint's headers where they are not given.
    """

    def __init__(
        self,
        most: int,
        *,
        rpm: float | None = None,
        tpm: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._allowed = float(min(most, _FIRST))
        self._clock = clock
        self._in_flight = 0
        self._quick_start = True
        self._pressed_at = self._paused_until = float("-inf")
        self._refusals = 0
        self._waiting: deque[tuple[asyncio.Future[None], int]] = deque()
        self._alarm: asyncio.TimerHandle | None = None
        self._given = rpm is not None, tpm is not None
        self._requests = Bucket.a_minute(rpm, clock()) if rpm else None
        self._tokens = Bucket.a_minute(tpm, clock()) if tpm else None

    @property
    def gauge(self) -> Gauge:
        paused = max(0.0, self._paused_until - self._clock())
        return Gauge(self._in_flight, int(self._allowed), len(self._waiting), paused)

    async def enter(self, tokens: int, *, again: bool = False) -> float:
        """Waits for a turn for a call of about so many tokens; returns when it came, on the limiter's clock."""
        if self._waiting or self._seconds_until(tokens) > 0:
            mine = asyncio.get_running_loop().create_future()
            place = (mine, tokens)
            self._waiting.appendleft(place) if again else self._waiting.append(place)
            self._let_through()
            try:
                await mine
            except asyncio.CancelledError:
                if mine.done() and not mine.cancelled():
                    self._in_flight -= 1
                else:
                    self._waiting.remove(place)
                self._let_through()
                raise
        else:
            self._take(tokens)
        return self._clock()

    def leave(
        self,
        entered: float,
        *,
        tokens: int,
        used: int | None = None,
        pressure: Pressure | None = None,
        well: bool = False,
        wait: float | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """A call that entered at `entered` is over: `used` tokens for the `tokens` that were guessed, or unknown."""
        self._in_flight -= 1
        now = self._clock()
        if self._tokens is not None and used is not None:
            self._tokens.take(used - tokens, now)
        if headers is not None:
            self._learn(headers, now)
        if pressure is not None:
            self._press(entered, now, pressure, wait)
        elif well:
            self._refusals = 0
            if self._in_flight + 1 >= int(self._allowed):
                # Grow only where the limit was felt, or an idle hour would end in a flood.
                step = 1.0 if self._quick_start else 1.0 / self._allowed
                self._allowed = min(float(self._most), self._allowed + step)
        self._let_through()

    def _press(self, entered: float, now: float, pressure: Pressure, wait: float | None) -> None:
        if entered > self._pressed_at:
            # Calls of one wave are refused together: that is one sign, not many.
            self._pressed_at = now
            self._allowed = max(1.0, self._allowed / 2)
            self._quick_start = False
            self._refusals += 1
        if pressure == "limited" and wait is None:
            wait = min(_LONGEST_GUESS, 0.5 * 2 ** min(self._refusals, 10))
        if wait is not None:
            self._paused_until = max(self._paused_until, now + wait)

    def _learn(self, headers: Mapping[str, str], now: float) -> None:
        given_requests, given_tokens = self._given
        if not given_requests and (told := learnt(headers, "requests")) is not None:
            self._requests = told.into(self._requests, now)
        if not given_tokens and (told := learnt(headers, "tokens")) is not None:
            self._tokens = told.into(self._tokens, now)

    def _seconds_until(self, tokens: int) -> float:
        """How long until a call of so many tokens may start; infinite where another must end first."""
        if self._in_flight >= int(self._allowed):
            return float("inf")
        now = self._clock()
        waits = [self._paused_until - now]
        if self._requests is not None:
            waits.append(self._requests.seconds_until(1, now))
        if self._tokens is not None:
            waits.append(self._tokens.seconds_until(tokens, now))
        return max(0.0, *waits)

    def _take(self, tokens: int) -> None:
        self._in_flight += 1
        now = self._clock()
        if self._requests is not None:
            self._requests.take(1, now)
        if self._tokens is not None:
            self._tokens.take(tokens, now)

    def _let_through(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        while self._waiting:
            mine, tokens = self._waiting[0]
            if mine.done():  # cancelled while it waited
                self._waiting.popleft()
                continue
            pause = self._seconds_until(tokens)
            if pause > 0:
                if pause != float("inf"):
                    self._alarm = asyncio.get_running_loop().call_later(pause, self._let_through)
                return
            self._waiting.popleft()
            self._take(tokens)
            mine.set_result(None)
