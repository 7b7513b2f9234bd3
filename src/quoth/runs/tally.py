"""What a run adds up to: articles, chunks, claims and findings, and what the calls used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from quoth.records import Record


class _Sums(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Contents(_Sums):
    """Sums over the records of a folder; `findings` counts by rule and action.

    `claims_again` are those of the claims that a further pass over their chunk added.
    """

    records: int = 0
    chunks: int = 0
    chunks_ok: int = 0
    chunks_empty: int = 0
    chunks_failed: int = 0
    claims: int = 0
    claims_again: int = 0
    stances: int = 0
    conditions: int = 0
    findings: dict[str, dict[str, int]] = Field(default_factory=dict)

    def add(self, record: Mapping[str, Any]) -> None:
        """Adds a record, given as the object of its JSON line: resuming counts a million of them."""
        self._count(record["coverage"], record)
        self.claims_again += sum(claim["pass"] > 1 for claim in record["claims"])
        for finding in record["findings"]:
            self._count_finding(finding["rule"], finding["action"])

    def add_record(self, record: Record) -> None:
        """Adds a record that was just made."""
        self._count(vars(record.coverage), vars(record))
        self.claims_again += sum(claim.pass_ > 1 for claim in record.claims)
        for finding in record.findings:
            self._count_finding(finding.rule, finding.action)

    def _count(self, coverage: Mapping[str, int], record: Mapping[str, Any]) -> None:
        self.records += 1
        self.chunks += coverage["chunks"]
        self.chunks_ok += coverage["ok"]
        self.chunks_empty += coverage["empty"]
        self.chunks_failed += coverage["failed"]
        self.claims += len(record["claims"])
        self.stances += len(record["stances"])
        self.conditions += len(record["conditions"])

    def _count_finding(self, rule: str, action: str) -> None:
        actions = self.findings.setdefault(rule, {})
        actions[action] = actions.get(action, 0) + 1


class Spending(_Sums):
    """Sums over the rows of a ledger. Answers out of the cache count under `cache_hits` and use nothing.

    `cost` is in US dollars, the sum over the calls whose price is known; `unpriced` counts the others.
    `seconds` is the time that the calls took, which overlap, so it is more than the clock shows. What further passes
    took is in all of these, and by itself in `calls_again`, `tokens_again` (in and out together) and `cost_again`.
    """

    calls: int = 0
    cache_hits: int = 0
    tokens_in: int = 0
    tokens_cached: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    unpriced: int = 0
    seconds: float = 0.0
    calls_again: int = 0
    tokens_again: int = 0
    cost_again: float = 0.0

    def add(self, row: Mapping[str, Any]) -> None:
        """Adds a ledger row, given as the object of its JSON line, or as the attributes of its model."""
        if row["cache_hit"]:
            self.cache_hits += 1
            return
        self.calls += 1
        self.tokens_in += row["tokens_in"]
        self.tokens_cached += row["tokens_cached"]
        self.tokens_out += row["tokens_out"]
        self.seconds += row["seconds"]
        if row["cost"] is None:
            self.unpriced += 1
        else:
            self.cost += row["cost"]
        if row["pass_" if "pass_" in row else "pass"] > 1:
            self.calls_again += 1
            self.tokens_again += row["tokens_in"] + row["tokens_out"]
            self.cost_again += row["cost"] or 0.0


class Articles(_Sums):
    """What became of the articles that one command read: `read == done + skipped + failed` once it has ended.

    `done` have a new record, `skipped` had one already, `failed` broke down on the way; `unreadable` were never read.
    `languages` counts those done by ISO 639-1, "unknown" where it cannot be told.
    """

    read: int = 0
    done: int = 0
    skipped: int = 0
    failed: int = 0
    unreadable: int = 0
    languages: dict[str, int] = Field(default_factory=dict)


class Summary(_Sums):
    """How a command ended: its own articles and spending, and what the whole folder now holds."""

    folder: str
    state: str
    articles: Articles
    contents: Contents
    spent: Spending

    @property
    def complete(self) -> bool:
        """Whether every article was read and every chunk answered."""
        return not (self.articles.failed or self.articles.unreadable or self.contents.chunks_failed)
