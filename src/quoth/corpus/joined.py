"""Items that are joined step by step into groups (union–find)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

_T = TypeVar("_T", bound=Hashable)


class Joined(Generic[_T]):
    """Each item is in a group of its own until it is joined to another."""

    def __init__(self) -> None:
        self._above: dict[_T, _T] = {}

    def add(self, item: _T) -> None:
        self._above.setdefault(item, item)

    def root(self, item: _T) -> _T:
        """One item of the group, the same for all of it until it is joined further."""
        self.add(item)
        path = []
        while self._above[item] != item:
            path.append(item)
            item = self._above[item]
        for each in path:
            self._above[each] = item
        return item

    def join(self, items: Iterable[_T]) -> None:
        roots = [self.root(item) for item in items]
        for other in roots[1:]:
            self._above[self.root(other)] = self.root(roots[0])

    def groups(self) -> list[list[_T]]:
        """The groups and their items in the order in which the items came."""
        found: dict[_T, list[_T]] = defaultdict(list)
        for item in self._above:
            found[self.root(item)].append(item)
        return list(found.values())
