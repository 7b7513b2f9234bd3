"""What an endpoint allows a minute: a bucket that refills, and what the x-ratelimit headers tell of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|d|h|m|s)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


@dataclass
class Bucket:
    """Holds `level` of at most `capacity` units and gains `rate` a second. What is asked beyond the level waits."""

    capacity: float
    rate: float
    level: float
    at: float

    @classmethod
    def a_minute(cls, number: float, now: float) -> Bucket:
        """So many a minute, evenly: a second's worth at once at most, so that no window of the server's is passed."""
        capacity = max(1.0, number / 60)
        return cls(capacity, number / 60, capacity, now)

    def seconds_until(self, amount: float, now: float) -> float:
        """When so much is there; an amount beyond the capacity goes when the bucket is full."""
        self._refill(now)
        short = min(amount, self.capacity) - self.level
        # Rounding must never leave a waiting call short by nothing.
        return 0.0 if short <= 1e-9 else short / self.rate if self.rate > 0 else 1.0

    def take(self, amount: float, now: float) -> None:
        self._refill(now)
        self.level = min(self.capacity, self.level - amount)

    def _refill(self, now: float) -> None:
        self.level = min(self.capacity, self.level + max(0.0, now - self.at) * self.rate)
        self.at = now


@dataclass(frozen=True, slots=True)
class Told:
    """One limit as the headers of an answer tell it: `reset` is the seconds until all of it is there again."""

    limit: float
    remaining: float
    reset: float

    def into(self, known: Bucket | None, now: float) -> Bucket:
        """The bucket as it is now known. Answers may come out of order, so what is left is never raised by one."""
        used = self.limit - self.remaining
        rate = used / self.reset if used > 0 and self.reset > 0 else (known.rate if known else self.limit / 60)
        if known is None:
            return Bucket(self.limit, rate, self.remaining, now)
        known.take(0, now)
        known.capacity, known.rate = self.limit, rate
        known.level = min(known.level, self.remaining)
        return known


def learnt(headers: Mapping[str, str], of: Literal["requests", "tokens"]) -> Told | None:
    """The limit of requests or tokens, as OpenAI and those like it send it; None where none is told in full."""
    try:
        limit = float(headers[f"x-ratelimit-limit-{of}"])
        remaining = float(headers[f"x-ratelimit-remaining-{of}"])
        reset = seconds(headers[f"x-ratelimit-reset-{of}"])
    except (KeyError, ValueError):
        return None
    if not 0 < limit < float("inf") or not 0 <= remaining <= limit:
        return None
    return Told(limit, remaining, reset)


def seconds(words: str) -> float:
    """Seconds of "1m30.5s", "20ms", "6h0m0s" or a plain number. Raises ValueError for anything else."""
    words = words.strip()
    parts = _DURATION.findall(words)
    if parts and "".join(number + unit for number, unit in parts) == words:
        return sum(float(number) * _UNITS[unit] for number, unit in parts)
    return max(0.0, float(words))
