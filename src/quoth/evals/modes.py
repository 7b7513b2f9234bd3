"""SemEval-2013's four modes of scoring spans with a label (Segura-Bedmar et al. 2013), as nervaluate defines them.

Beside our own scores, so that figures can be held against those of others. A prediction takes the first label that it
matches, else the first that it overlaps: unlike our alignment this depends on the order, here that of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Mode = Literal["strict", "exact", "partial", "type"]
MODES: tuple[Mode, ...] = ("strict", "exact", "partial", "type")
_LEAST_OVERLAP = 0.01
"""Of the label's length, that counts as an overlap: nervaluate's default."""


@dataclass(frozen=True, slots=True, order=True)
class Labelled:
    """A span `start:end`, end exclusive, and its label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How predictions and labels fared, as MUC-5 counts them (Chinchor and Sundheim 1993)."""

    correct: int = 0
    incorrect: int = 0
    partial: int = 0
    missed: int = 0
    spurious: int = 0

    @property
    def actual(self) -> int:
        return self.correct + self.incorrect + self.partial + self.spurious

    @property
    def possible(self) -> int:
        return self.correct + self.incorrect + self.partial + self.missed

    @property
    def f1(self) -> float:
        """A partial match counts half."""
        both = self.actual + self.possible
        return 2 * (self.correct + 0.5 * self.partial) / both if both else 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.correct + other.correct,
            self.incorrect + other.incorrect,
            self.partial + other.partial,
            self.missed + other.missed,
            self.spurious + other.spurious,
        )


def tally(mode: Mode, gold: Sequence[Labelled], predicted: Sequence[Labelled]) -> Tally:
    """One article's tally in one mode."""
    left = sorted(gold)
    correct = half = spurious = 0
    for item in sorted(predicted):
        overlapping = [label for label in left if _overlaps(item, label)]
        right = _right(mode, item, overlapping)
        if right is not None:
            correct += 1
            left.remove(right)
        elif overlapping:
            half += 1
            left.remove(overlapping[0])
        else:
            spurious += 1
    partial, incorrect = (half, 0) if mode == "partial" else (0, half)
    return Tally(correct, incorrect, partial, len(left), spurious)


def _overlaps(item: Labelled, label: Labelled) -> bool:
    shared = min(item.end, label.end) - max(item.start, label.start)
    return shared > 0 and shared >= _LEAST_OVERLAP * (label.end - label.start)


def _right(mode: Mode, item: Labelled, labels: Sequence[Labelled]) -> Labelled | None:
    """The label that makes the prediction correct: in "type", of several the one whose bounds are nearest."""
    fits: Callable[[Labelled], bool]
    if mode == "strict":
        fits = item.__eq__
    elif mode == "type":
        fits = lambda label: label.label == item.label  # noqa: E731
    else:
        fits = lambda label: (label.start, label.end) == (item.start, item.end)  # noqa: E731
    fitting = [label for label in labels if fits(label)]
    return min(fitting, key=lambda label: abs(label.start - item.start) + abs(label.end - item.end), default=None)
