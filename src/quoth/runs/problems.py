"""What is wrong with a run folder: every kind of problem counted, the first few of it kept to be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

SHOWN = 20
"""Of each kind so many are told."""

Kind = Literal[
    "manifest",
    "file",
    "torn",
    "line",
    "text",
    "span",
    "reference",
    "textless",
    "recordless",
    "double",
    "order",
    "calls",
    "lost",
    "unread",
    "sums",
]

_AGAIN = "remove its lines from records.jsonl and articles.jsonl, and the same `quoth run` does the article again"
_CHANGED = "something was changed or lost after the run: see the problems above, or take the file from a copy"

ADVICE: dict[Kind, str] = {
    "manifest": "take manifest.json from a copy, or run into another folder",
    "file": "take it from a copy, or run into another folder",
    "torn": "`quoth check` without --no-mend cuts it off, and so does the next `quoth run`",
    "line": "mend or remove it by hand",
    "text": _AGAIN,
    "span": _AGAIN,
    "reference": _AGAIN,
    "textless": "the same `quoth run` does the article again",
    "recordless": "the same `quoth run` does the article again",
    "double": "`quoth check` without --no-mend keeps the last, and so does the next `quoth run`",
    "order": "`quoth check` without --no-mend puts them in order, and so does the next `quoth run`",
    "calls": _AGAIN,
    "lost": "the same `quoth run` does them again",
    "unread": "the same `quoth run` tries them again and writes the file anew",
    "sums": _CHANGED,
}
"""What to do about each kind of problem."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: `where` is a file and line, or a file and an article, inside the folder."""

    kind: Kind
    where: str
    what: str

    @property
    def advice(self) -> str:
        return ADVICE[self.kind]

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.advice}"


class Problems:
    """Counts them all and keeps the first `SHOWN` of each kind."""

    def __init__(self) -> None:
        self._counts: dict[Kind, int] = {}
        self._shown: dict[Kind, list[Problem]] = {}

    def add(self, kind: Kind, where: str, what: str) -> None:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        shown = self._shown.setdefault(kind, [])
        if len(shown) < SHOWN:
            shown.append(Problem(kind, where, what))

    def __getitem__(self, kind: Kind) -> int:
        """How many there are of the kind."""
        return self._counts.get(kind, 0)

    @property
    def total(self) -> int:
        return sum(self._counts.values())

    @property
    def counts(self) -> dict[Kind, int]:
        """How many there are of each kind that there is, in the order in which kinds are told."""
        return {kind: self._counts[kind] for kind in get_args(Kind) if kind in self._counts}

    def shown(self, kind: Kind) -> list[Problem]:
        """The first of the kind, at most `SHOWN`."""
        return self._shown.get(kind, [])
