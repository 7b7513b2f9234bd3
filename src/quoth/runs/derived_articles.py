"""One article of a run made again from the lines that tell of it, and held against the record that is there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from quoth.errors import InputError
from quoth.extraction.document import Leads
from quoth.extraction.few_shot_leakage import FewShotText
from quoth.extraction.record_diff import Change, differences
from quoth.extraction.replay import RawAnswer, Underivable, derived
from quoth.extraction.rules import Settings
from quoth.records import Record
from quoth.runs.coverage_check import Attempt, Contradiction, Told, prove
from quoth.runs.lines import ArticleLine, LedgerRow, record_of, to_line

_ANSWERED = ("ok", "empty", "ungrounded")


@dataclass(frozen=True, slots=True)
class Stored:
    """The lines of one article: its text, its record, and its ledger rows by command, the last command first.

    `where` names the record's line, for whoever has to mend it.
    """

    where: str
    text: bytes
    record: bytes
    rows: list[list[bytes]]


@dataclass(frozen=True, slots=True)
class RederivedArticle:
    """What came of it: the record's line, what is different in it, and why it was kept as it was, where it was."""

    article: str
    line: bytes
    changes: list[Change]
    kept: str | None = None


@dataclass(frozen=True)
class Deriver:
    """Makes articles of one run again: by these rule settings, with what its prompt's examples say.

    `passes` is how many the run made over each chunk. Raises InputError where a line is damaged.
    """

    settings: Settings
    taught: FewShotText
    passes: int
    leads: Leads = "text"

    def __call__(self, stored: Stored) -> RederivedArticle:
        article, record = self._read(stored)
        try:
            answers = self._answers(record, stored.rows)
            new = derived(article.article(), answers, record.coverage, self.settings, self.taught, self.leads)
        except Underivable as reason:
            return RederivedArticle(article.id, stored.record, [], str(reason))
        return RederivedArticle(article.id, stored.record if new == record else to_line(new), differences(record, new))

    def _read(self, stored: Stored) -> tuple[ArticleLine, Record]:
        try:
            article, record = ArticleLine.model_validate(json.loads(stored.text)), record_of(stored.record)
        except ValueError as damage:
            raise InputError(f"{stored.where}: a damaged line, or a damaged text beside it: {_first(damage)}") from None
        if (article.id, article.sha256) != (record.article.id, record.article.sha256):
            raise InputError(f"{stored.where}: its text is not in step with it; `quoth check` tells more, and mends")
        return article, record

    def _answers(self, record: Record, commands: list[list[bytes]]) -> list[RawAnswer]:
        """The answers that the record was made of: those of the last command whose calls come to its coverage."""
        coverage = record.coverage
        told = Told(record.article.length, coverage.chunks, coverage.ok, coverage.empty, coverage.failed)
        for lines in commands:
            rows = _rows(lines)
            attempts = [Attempt(r.chunk, r.attempt, r.start, r.end, r.outcome, 0, r.pass_) for r in rows]
            try:
                prove(attempts, told, self.passes)
            except Contradiction:
                continue
            return [
                RawAnswer(row.chunk, row.pass_, row.start, row.end, row.answer)
                for row in rows
                if row.outcome in _ANSWERED and row.answer is not None
            ]
        if not coverage.chunks:
            return []
        raise Underivable("the ledger has no calls that come to its record; `quoth check` tells more")


def _rows(lines: list[bytes]) -> list[LedgerRow]:
    """In the order in which the answers were put together: by chunk, pass and attempt."""
    try:
        rows = [LedgerRow.model_validate(json.loads(line)) for line in lines]
    except ValueError as damage:
        raise Underivable(f"a row of the ledger is damaged: {_first(damage)}") from None
    return sorted(rows, key=lambda row: (row.chunk, row.pass_, row.attempt))


def _first(damage: ValueError) -> Any:
    """What is wrong, in one line."""
    if not isinstance(damage, ValidationError):
        return damage
    first = damage.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
