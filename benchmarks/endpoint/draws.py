"""Random numbers that depend on nothing but the seed and what is asked, so that a run can be repeated."""

from __future__ import annotations

import math
from hashlib import blake2b
from statistics import NormalDist

_STANDARD = NormalDist()


def digest_of(body: bytes) -> str:
    """16 hexadecimal digits that stand for a request's body."""
    return blake2b(body, digest_size=8).hexdigest()


def uniform(*parts: object) -> float:
    """A number in (0, 1), the same for the same parts."""
    drawn = blake2b(repr(parts).encode(), digest_size=8).digest()
    return (int.from_bytes(drawn) + 0.5) / 2**64


def log_normal(mean: float, sigma: float, *parts: object) -> float:
    """A draw from the log-normal distribution with this mean; `sigma` is the standard deviation of the logarithm."""
    if mean <= 0 or sigma <= 0:
        return max(0.0, mean)
    return mean * math.exp(sigma * _STANDARD.inv_cdf(uniform(*parts)) - sigma * sigma / 2)
