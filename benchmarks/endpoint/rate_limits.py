"""Requests and tokens a minute, as OpenAI counts them: buckets that refill all the time."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class _Bucket:
    limit: int
    clock: Callable[[], float]
    level: float = field(init=False)
    at: float = field(init=False)

    def __post_init__(self) -> None:
        self.level = self.limit
        self.at = self.clock()

    def now(self) -> float:
        """What is left at this moment."""
        time = self.clock()
        self.level = min(self.limit, self.level + (time - self.at) * self.limit / 60)
        self.at = time
        return self.level

    def seconds_until(self, amount: float) -> float:
        return max(0.0, (amount - self.now()) * 60 / self.limit)


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A request that has to wait `seconds`; `said` is the endpoint's message."""

    seconds: float
    said: str


class RateLimits:
    """A refused request takes nothing from either bucket. `clock` gives seconds that never run backwards."""

    def __init__(self, rpm: int | None, tpm: int | None, clock: Callable[[], float]) -> None:
        self._buckets: dict[str, _Bucket] = {}
        if rpm:
            self._buckets["requests"] = _Bucket(rpm, clock)
        if tpm:
            self._buckets["tokens"] = _Bucket(tpm, clock)

    @property
    def any(self) -> bool:
        return bool(self._buckets)

    def take(self, tokens: int, model: str) -> Exceeded | None:
        """Takes one request and its tokens, or says which limit stands in the way and for how long.

        `tokens` is the larger of the prompt's length and the longest answer asked for, which is what OpenAI counts.
        """
        wanted = {"requests": 1.0, "tokens": float(tokens)}
        for name, bucket in self._buckets.items():
            if bucket.now() < wanted[name]:
                seconds = bucket.seconds_until(wanted[name])
                short = "RPM" if name == "requests" else "TPM"
                return Exceeded(
                    seconds,
                    f"Rate limit reached for {model} on {name} per min ({short}): Limit {bucket.limit}, "
                    f"Used {math.ceil(bucket.limit - bucket.level)}, Requested {int(wanted[name])}. "
                    f"Please try again in {shown(seconds)}.",
                )
        for name, bucket in self._buckets.items():
            bucket.level -= wanted[name]
        return None

    def headers(self) -> dict[str, str]:
        """The x-ratelimit headers of this moment."""
        told = {}
        for name, bucket in self._buckets.items():
            told[f"x-ratelimit-limit-{name}"] = str(bucket.limit)
            told[f"x-ratelimit-remaining-{name}"] = str(max(0, math.floor(bucket.now())))
            told[f"x-ratelimit-reset-{name}"] = shown(bucket.seconds_until(bucket.limit))
        return told


def retry_headers(seconds: float) -> dict[str, str]:
    """Whole seconds, rounded up, and milliseconds."""
    return {"retry-after": str(math.ceil(seconds)), "retry-after-ms": str(math.ceil(seconds * 1000))}


def shown(seconds: float) -> str:
    """A duration as OpenAI's headers write it: 12ms, 1.5s, 6m0s, 1h0m3s."""
    if seconds < 1:
        return f"{math.ceil(seconds * 1000)}ms"
    thousandths = math.ceil(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    spelled = f"{rest / 1000:.3f}".rstrip("0").rstrip(".") + "s"
    if hours:
        return f"{hours}h{minutes}m{spelled}"
    return f"{minutes}m{spelled}" if minutes else spelled
