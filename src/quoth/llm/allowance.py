"""What one command may spend: money, tokens and minutes. A call that would go beyond is not made."""

from __future__ import annotations

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
    """Counts what was spent and what is being spent. A call in flight counts with the mean of those that ended.

    So the limit is passed by no more than one wave of calls differs from the mean: the first calls, of which no mean is
    known, are counted with `first_guess` (dollars, tokens).
    """

    limits: Limits
    first_guess: tuple[float, int] = (0.0, 0)
    clock: Callable[[], float] = time.monotonic
    cost: float = 0.0
    tokens: int = 0
    ended: int = 0
    in_flight: int = 0
    _began: float = field(default=0.0)

    def begin(self) -> None:
        """The command's minutes count from here."""
        self._began = self.clock()

    def admit(self) -> None:
        """Counts a call that is about to be made. Raises LimitReached where it may not."""
        most = self.limits
        more = self.in_flight + 1
        if most.minutes is not None and self.clock() - self._began >= most.minutes * 60:
            raise LimitReached(
                f"--max-minutes {most.minutes:g} reached: nothing new is asked; the same command goes on"
            )
        if most.cost is not None and self.cost + more * self._mean_cost() > most.cost:
            raise LimitReached(
                f"--max-cost {most.cost:g} reached (${self.cost:.4f} spent): nothing new is asked; "
                "the same command goes on with as much again"
            )
        if most.tokens is not None and self.tokens + more * self._mean_tokens() > most.tokens:
            raise LimitReached(
                f"--max-tokens {most.tokens} reached ({self.tokens:,} used): nothing new is asked; "
                "the same command goes on with as many again"
            )
        self.in_flight += 1

    def settle(self, call: Call | None) -> None:
        """A call that was admitted has ended, or was never made (None)."""
        self.in_flight -= 1
        if call is not None:
            self.ended += 1
            self.cost += call.cost or 0.0
            self.tokens += call.tokens_in + call.tokens_out

    def _mean_cost(self) -> float:
        return self.cost / self.ended if self.ended else self.first_guess[0]

    def _mean_tokens(self) -> float:
        return self.tokens / self.ended if self.ended else self.first_guess[1]
