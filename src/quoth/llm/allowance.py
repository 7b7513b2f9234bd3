"""What one command may spend: money, tokens and minutes. A call that would go beyond is not made."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from quoth.asking import Call
from quoth.errors import LimitReached


@dataclass(frozen=True, slots=True)
class Limits:
    """US dollars, tokens (in and out together) and minutes of one command; None for no limit."""

    cost: float | None = None
    tokens: int | None = None
    minutes: float | None = None

    @property
    def any(self) -> bool:
        return self.cost is not None or self.tokens is not None or self.minutes is not None


@dataclass
class Allowance:
    """Counts what was spent and what is being spent. A call in flight counts with the mean of those that used anything.

    So the limit is passed by no more than one wave of calls differs from the mean: the first calls, of which no mean is
    known, are counted with `first_guess` (dollars, tokens). For one event loop.
    """

    limits: Limits
    first_guess: tuple[float, int] = (0.0, 0)
    clock: Callable[[], float] = time.monotonic
    cost: float = 0.0
    tokens: int = 0
    in_flight: int = 0
    _measured: int = 0
    _began: float = 0.0
    _settled: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self) -> None:
        """The command's minutes count from here."""
        self._began = self.clock()

    async def admit(self, *, begun: bool = False) -> None:
        """Counts a call that is about to be made; waits where it depends on those in flight whether it may be.

        A question that was `begun` may be asked to its end: its answer so far is paid for. Raises LimitReached where
        the call may not be made, and not before the calls in flight have ended: what they bring is kept.
        """
        while not begun and (reached := self._reached()) is not None:
            if self.in_flight == 0:
                raise LimitReached(reached)
            self._settled.clear()
            await self._settled.wait()
        self.in_flight += 1

    def settle(self, call: Call | None) -> None:
        """A call that was admitted has ended, or was never made (None)."""
        self.in_flight -= 1
        if call is not None and call.tokens_in + call.tokens_out > 0:
            # A call that was refused used nothing, and is no measure of those that are not.
            self._measured += 1
            self.cost += call.cost or 0.0
            self.tokens += call.tokens_in + call.tokens_out
        self._settled.set()

    def _reached(self) -> str | None:
        """Why one call more may not be made beside those in flight; None where it may."""
        most, calls = self.limits, self.in_flight + 1
        if most.minutes is not None and self.clock() - self._began >= most.minutes * 60:
            return f"--max-minutes {most.minutes:g} reached: nothing new is asked; the same command goes on"
        if most.cost is not None and self.cost + calls * self._mean_cost() > most.cost:
            return (
                f"--max-cost {most.cost:g} reached (${self.cost:.4f} spent): nothing new is asked; "
                "the same command goes on with as much again"
            )
        if most.tokens is not None and self.tokens + calls * self._mean_tokens() > most.tokens:
            return (
                f"--max-tokens {most.tokens} reached ({self.tokens:,} used): nothing new is asked; "
                "the same command goes on with as many again"
            )
        return None

    def _mean_cost(self) -> float:
        return self.cost / self._measured if self._measured else self.first_guess[0]

    def _mean_tokens(self) -> float:
        return self.tokens / self._measured if self._measured else self.first_guess[1]
