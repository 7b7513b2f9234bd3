"""What a run folder says of its articles and calls, and what the endpoint says of the same calls."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ANSWERED = frozenset({"ok", "empty", "ungrounded"})
"""Outcomes of a call whose answer can be used."""


@dataclass(frozen=True)
class Folder:
    """The lines of a run folder: records, those it could not read, and the ledger."""

    records: list[dict[str, Any]]
    unread: list[dict[str, Any]]
    ledger: list[dict[str, Any]]
    manifest: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> Folder:
        """A file that is not there has no lines; so has a last line that was cut off by a crash."""
        names = ("records", "unread", "ledger")
        manifest = path / "manifest.json"
        told = json.loads(manifest.read_bytes()) if manifest.exists() else {}
        return cls(*(list(_lines(path / f"{name}.jsonl")) for name in names), told)

    @property
    def calls(self) -> list[dict[str, Any]]:
        """The ledger's rows of calls that were made: not those that the cache or the ledger itself answered."""
        return [row for row in self.ledger if not row["cache_hit"]]

    @property
    def answered(self) -> list[dict[str, Any]]:
        return [row for row in self.calls if row["outcome"] in _ANSWERED]

    def unaccounted(self, articles: int) -> list[str]:
        """What does not hold of a run that has ended: every article has a record or a line, and its chunks add up."""
        wrong = []
        told = len(self.records) + len(self.unread)
        if told != articles:
            wrong.append(f"{articles} articles, {len(self.records)} records and {len(self.unread)} unread lines")
        return [*wrong, *self.wrong_records()]

    def wrong_records(self) -> list[str]:
        """What does not hold of the records, however many there are."""
        wrong = []
        twice = [
            each for each, times in Counter(record["article"]["id"] for record in self.records).items() if times > 1
        ]
        if twice:
            wrong.append(f"{len(twice)} articles have two records")
        for record in self.records:
            cover = record["coverage"]
            if cover["chunks"] != cover["ok"] + cover["empty"] + cover["failed"]:
                wrong.append(f"the coverage of {record['article']['id']} does not add up: {cover}")
        return wrong

    def against(self, stats: Mapping[str, Any], *, tokens: bool = True) -> list[str]:
        """What the ledger and the endpoint's own counts (`_stats`) tell differently.

        `tokens` says whether the endpoint told the true usage of every call that it counts.
        """
        wrong = []
        if len(self.calls) != stats["received"]:
            wrong.append(f"{stats['received']} calls came, the ledger has {len(self.calls)}")
        if len(self.answered) != stats["useful"]:
            wrong.append(f"{stats['useful']} calls were answered, the ledger has {len(self.answered)}")
        if stats["answered_twice"]:
            wrong.append(f"{stats['answered_twice']} questions were answered and paid for twice")
        for name, told in (("tokens_in", "prompt_tokens"), ("tokens_out", "completion_tokens")):
            counted = sum(row[name] for row in self.calls)
            if tokens and counted != stats[told]:
                wrong.append(f"{stats[told]} {told}, the ledger has {counted}")
        return wrong


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield json.loads(line)
