"""One answer broken in one place, and how the whole answer then reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from benchmarks.mutations.correct import Correct, Item, Place

Section = Literal["claims", "conditions"]


@dataclass(frozen=True)
class Mutant:
    """`item` stands for the `index`-th of the correct ones, or is one too many, put in before it."""

    kind: str
    correct: Correct
    section: Section
    index: int
    item: Item
    extra: bool = False
    kept: Place | None = None
    """The place in the text whose words were exchanged or taken out: a content without it is not the correct one."""

    def items(self, which: Section) -> list[Item]:
        """The claims or conditions of the broken answer."""
        items = list(self.correct.claims if which == "claims" else self.correct.conditions)
        if which == self.section:
            items[self.index : self.index + (not self.extra)] = [self.item]
        return items

    @property
    def before(self) -> Item | None:
        """The correct item in its place; None where it is one too many."""
        given = self.correct.claims if self.section == "claims" else self.correct.conditions
        return None if self.extra else given[self.index]


Breaker = Callable[[Correct, Sequence[Correct], Random], Iterator[Mutant]]
"""Breaks one correct answer in every way of its kind; the second argument is all the answers of the same corpus."""
