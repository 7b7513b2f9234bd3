"""The one policy of retrying a call: which faults, how often, how long between, and when to stop."""

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
    """Nothing is retried that would start later than this after the request began."""


@dataclass
class Budget:
    """What one request may still spend on retrying. Its re-asks share it, so that retries never multiply."""

    limits: Retries
    used: int = 0
    began: float = field(default_factory=time.monotonic)


async def retrying(call: Callable[[], Awaitable[Result]], budget: Budget) -> Result:
    """What `call` returns, retried where its Fault says so.

    Raises the last Fault where the budget is spent; anything that is not a Fault passes through at once.
    """
    from tenacity import AsyncRetrying, retry_if_exception, wait_random_exponential

    backoff = wait_random_exponential(multiplier=budget.limits.first_wait, max=budget.limits.longest_wait)

    def wait(state: RetryCallState) -> float:
        fault = state.outcome.exception() if state.outcome else None
        pause = backoff(state)
        if isinstance(fault, Fault) and fault.wait is not None:
            # A little over what was asked, so that waiting callers do not all return at once.
            return fault.wait + min(pause, 1.0)
        return pause

    def stop(state: RetryCallState) -> bool:
        starts = time.monotonic() + state.upcoming_sleep
        if budget.used >= budget.limits.most or starts - budget.began > budget.limits.deadline:
            return True
        budget.used += 1
        return False

    policy = AsyncRetrying(
        retry=retry_if_exception(lambda problem: isinstance(problem, Fault) and problem.retry),
        wait=wait,
        stop=stop,
        reraise=True,
    )
    async for attempt in policy:
        with attempt:
            return await call()
    raise AssertionError("tenacity ends by returning or raising")
