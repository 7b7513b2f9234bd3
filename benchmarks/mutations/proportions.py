"""A share with its 95 % interval."""

from __future__ import annotations

from statistics import NormalDist

_Z = NormalDist().inv_cdf(0.975)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Wilson's score interval at 95 % for `hits` of `n`; the whole of 0 to 1 where there is nothing to count.

    Wilson: Probable Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927).
    """
    if n == 0:
        return 0.0, 1.0
    share = hits / n
    spread = 1 + _Z**2 / n
    middle = (share + _Z**2 / (2 * n)) / spread
    half = _Z * (share * (1 - share) / n + _Z**2 / (4 * n**2)) ** 0.5 / spread
    return max(0.0, middle - half), min(1.0, middle + half)
