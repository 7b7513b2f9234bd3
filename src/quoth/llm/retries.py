"""The one policy of retrying a call: which faults, how often, how long between, and when to stop.

A rate limit is scheduling and no failure: the call waits for its turn again, and neither its attempts nor its deadline
are used up by that (see limiter.py).
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from quoth.llm.faults import Fault

if TYPE_CHECKING:
    from tenacity import RetryCallState

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Retries:
    """How often and how long a request is retried, in all; times in seconds."""

    most: int = 8
    first_wait: float = 0.5
    longest_wait: float = 60.0
    deadline: float = 600.0
    """Nothing is retried that would start later than this after the request began, waits for a turn left aside."""
    patience: float = 900.0
    """An endpoint that lets nothing through for so long, whatever limit it names, ends the run."""
    hopeless: int = 20
    """So many requests given up one after the other, with no answer in between, end the run: the endpoint is down."""


@dataclass
class Budget:
    """What one request may still spend on retrying. Its re-asks share it, so that retries never multiply."""

    limits: Retries
    used: int = 0
    began: float = field(default_factory=time.monotonic)
    queued: float = 0.0
    """Seconds spent waiting for a turn, which do not count."""

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.began - self.queued


async def retrying(call: Callable[[], Awaitable[Result]], budget: Budget) -> Result:
    """What `call` returns, retried where its Fault says so.

    Raises the last Fault where the budget is spent; anything that is not a Fault passes through at once.
    """
    try:
        return await call()
    except Fault as fault:
        # Most calls end here or above: the policy is made for those that do not.
        if not fault.retry:
            raise
        first = fault
    return await _again(call, budget, first)


async def _again(call: Callable[[], Awaitable[Result]], budget: Budget, first: Fault) -> Result:
    from tenacity import AsyncRetrying, retry_if_exception, wait_random_exponential

    backoff = wait_random_exponential(multiplier=budget.limits.first_wait, max=budget.limits.longest_wait)
    made: list[Fault] = [first]

    async def attempt() -> Result:
        if made:
            raise made.pop()  # the attempt that was made already
        return await call()

    def wait(state: RetryCallState) -> float:
        fault = state.outcome.exception() if state.outcome else None
        if isinstance(fault, Fault) and fault.pressure == "limited":
            return 0.0  # the limiter holds it back until its turn
        pause = backoff(state)
        if isinstance(fault, Fault) and fault.wait is not None:
            # A little over what was asked, so that waiting callers do not all return at once.
            return fault.wait + min(pause, 1.0)
        return pause

    def stop(state: RetryCallState) -> bool:
        fault = state.outcome.exception() if state.outcome else None
        if isinstance(fault, Fault) and fault.pressure == "limited":
            return False
        if budget.used >= budget.limits.most or budget.elapsed + state.upcoming_sleep > budget.limits.deadline:
            return True
        budget.used += 1
        return False

    policy = AsyncRetrying(
        retry=retry_if_exception(lambda problem: isinstance(problem, Fault) and problem.retry),
        wait=wait,
        stop=stop,
        reraise=True,
    )
    return await policy(attempt)
