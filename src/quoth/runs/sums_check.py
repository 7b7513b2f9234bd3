"""Whether the sums in `manifest.json` are those of the lines."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from quoth.runs.folder import MANIFEST, UNREAD
from quoth.runs.lines import LedgerRow
from quoth.runs.manifest import Command, Manifest, State
from quoth.runs.problems import Kind
from quoth.runs.tally import Contents, Spending

_CLOSE = 1e-6
"""Sums of fractions depend on their order a little."""
_TIDY: tuple[State, ...] = ("finished", "interrupted", "limited")
"""Ends of a command whose disk took everything."""


@dataclass
class Added:
    """What the lines of a folder come to."""

    contents: Contents = field(default_factory=Contents)
    rows: int = 0
    by_command: dict[int, Spending] = field(default_factory=dict)
    unread: Counter[str] = field(default_factory=Counter)

    def add_row(self, row: LedgerRow) -> None:
        self.rows += 1
        spent = self.by_command.get(row.command)
        if spent is None:
            spent = self.by_command[row.command] = Spending()
        spent.add(vars(row))

    @property
    def spent(self) -> Spending:
        parts = [part.model_dump() for part in self.by_command.values()]
        return Spending(**{name: sum(part[name] for part in parts) for name in Spending.model_fields})


class SumFault(NamedTuple):
    kind: Kind
    where: str
    what: str


def sum_faults(manifest: Manifest, added: Added) -> Iterator[SumFault]:
    """Every sum that is not that of the lines.

    A killed command wrote no sums, so its own are left out, and so are the folder's where it was the last: the next
    command counts again.
    """
    for number, command in enumerate(manifest.commands):
        yield from _command_faults(number, command, added)
    if not manifest.commands or manifest.commands[-1].state == "running":
        return
    last = manifest.commands[-1]
    yield from _differences("contents", manifest.contents.model_dump(), added.contents.model_dump())
    yield from _differences("spent", manifest.spent.model_dump(), added.spent.model_dump())
    told = (last.articles.failed, last.articles.unreadable)
    found = (added.unread["failed"], added.unread["unreadable"])
    if last.state in _TIDY and told != found:
        what = (
            f"tells of {found[0]} failed and {found[1]} unreadable articles, "
            f"the last command counted {told[0]} and {told[1]}"
        )
        yield SumFault("unread", UNREAD, what)


def _command_faults(number: int, command: Command, added: Added) -> Iterator[SumFault]:
    articles = command.articles
    if articles.read != articles.done + articles.skipped + articles.failed:
        what = (
            f"commands.{number}.articles: {articles.read} read, "
            f"but {articles.done} done, {articles.skipped} skipped and {articles.failed} failed"
        )
        yield SumFault("sums", MANIFEST, what)
    if command.state != "running":
        found = added.by_command.get(number, Spending())
        yield from _differences(f"commands.{number}.spent", command.spent.model_dump(), found.model_dump())


def _differences(name: str, told: dict[str, object], found: dict[str, object]) -> Iterator[SumFault]:
    others = [f"{key} {found[key]} (not {value})" for key, value in told.items() if not _same(value, found[key])]
    if others:
        yield SumFault("sums", MANIFEST, f"{name}: the lines come to {', '.join(others)}")


def _same(told: object, found: object) -> bool:
    if isinstance(told, float) and isinstance(found, (int, float)):
        return math.isclose(told, found, rel_tol=_CLOSE, abs_tol=_CLOSE)
    return told == found
