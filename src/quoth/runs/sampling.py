"""Measures of many articles summed up: of all of them, or told from a random sample with an interval."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quoth.articles.article import Article
from quoth.runs.fitting import student

_SEED = 20310508
"""Fixed, so that the same articles give the same estimate."""


@dataclass(frozen=True, slots=True)
class Range:
    """What is expected, between the ends of a 90 % band."""

    low: float
    mean: float
    high: float

    def times(self, factor: float) -> Range:
        return Range(self.low * factor, self.mean * factor, self.high * factor)

    def widened(self, low: float, high: float) -> Range:
        """The same with its ends moved by a factor each."""
        return Range(self.low * low, self.mean, self.high * high)

    def by(self, factor: Range) -> Range:
        return Range(self.low * factor.low, self.mean * factor.mean, self.high * factor.high)

    def plus(self, other: Range) -> Range:
        return Range(self.low + other.low, self.mean + other.mean, self.high + other.high)


def exactly(value: float) -> Range:
    return Range(value, value, value)


class Reservoir:
    """At most `size` of the articles that pass, each with the same chance.

    Vitter, "Random sampling with a reservoir", 1985, algorithm R. `passed` counts all of them.
    """

    def __init__(self, size: int) -> None:
        self.passed = 0
        self.kept: list[Article] = []
        self._size = size
        self._random = random.Random(_SEED)

    def fill(self, articles: Iterable[Article]) -> None:
        for article in articles:
            self.passed += 1
            if len(self.kept) < self._size:
                self.kept.append(article)
            elif (place := self._random.randrange(self.passed)) < self._size:
                self.kept[place] = article

    def __iter__(self) -> Iterator[Article]:
        return iter(self.kept)


def extrapolated(values: list[float], lengths: list[int], population: int, length: int) -> Range:
    """The sum of `values` over `population` articles of `length` characters in all, told from a sample of them.

    Regression on the length of the text, which is known of every article (Cochran, "Sampling Techniques", 3rd ed.,
    section 7.3), with the correction for a finite population. Exact where the sample is everything.
    """
    n = len(values)
    if n == population:
        return exactly(sum(values))
    mean, mean_length = sum(values) / n, sum(lengths) / n
    spread = sum((x - mean_length) ** 2 for x in lengths)
    products = sum((x - mean_length) * (y - mean) for x, y in zip(lengths, values, strict=True))
    slope = products / spread if spread and n > 2 else 0.0
    whole = population * (mean + slope * (length / population - mean_length))
    if n < 3:
        return Range(0.0, max(0.0, whole), 2 * max(0.0, whole))
    residuals = sum((y - mean - slope * (x - mean_length)) ** 2 for x, y in zip(lengths, values, strict=True))
    error = population * math.sqrt(residuals / (n - 2) / n * (1 - n / population))
    half = student(n - 2) * error
    return Range(max(0.0, whole - half), max(0.0, whole), max(0.0, whole + half))
