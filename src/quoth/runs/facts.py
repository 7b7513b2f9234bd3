"""What the lines of a run folder say of each article, brought together on disk: memory does not grow with the articles.

The rows of articles under way are mixed in the ledger, and a record may stand far from its text after a crash.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from quoth.articles.seen import digest
from quoth.records import Record
from quoth.runs.coverage_check import Attempt, Told
from quoth.runs.lines import ArticleLine, LedgerRow

_TEXT, _RECORD = -2, -1
"""Stand where the rows of the ledger have their command, from 0: in order, an article's text and record come first."""
_AT_ONCE = 5_000


@dataclass
class Facts:
    """Of one article: the lines of its texts and records, what its last record tells, and its calls by command.

    `other_texts` where two lines of articles.jsonl hold different texts of it.
    """

    id: str
    texts: list[int] = field(default_factory=list)
    other_texts: bool = False
    records: list[int] = field(default_factory=list)
    told: Told | None = None
    tries: dict[int, list[Attempt]] = field(default_factory=dict)


class Gathering:
    """Takes lines in any order, then hands out the facts article by article; in a file that goes when it is closed."""

    def __init__(self) -> None:
        self._table = sqlite3.connect("", isolation_level=None)
        for line in ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF"):
            self._table.execute(line)
        # No index: to sort once at the end is much faster than to keep a million articles in order.
        self._table.execute("CREATE TABLE fact (article BLOB, command, line, a, b, c, d, e, f)")
        self._waiting: list[tuple[Any, ...]] = []

    def close(self) -> None:
        self._table.close()

    def add_text(self, line: ArticleLine, number: int) -> None:
        self._add(line.id, _TEXT, number, digest(line.sha256), None, None, None, None, None)

    def add_record(self, record: Record, number: int) -> None:
        told = record.coverage
        self._add(
            record.article.id,
            _RECORD,
            number,
            record.article.length,
            told.chunks,
            told.ok,
            told.empty,
            told.failed,
            None,
        )

    def add_row(self, row: LedgerRow, number: int) -> None:
        place = (row.chunk, row.pass_, row.attempt, row.start, row.end)
        self._add(row.article, row.command, number, *place, row.outcome)

    def articles(self) -> Iterator[Facts]:
        """Each article that any line told of, once, in the order of their ids."""
        self._write()
        ordered = self._table.execute("SELECT * FROM fact ORDER BY article, command, a, b, c, line")
        for article, rows in groupby(ordered, key=itemgetter(0)):
            yield _facts(article.decode("utf-8", "surrogatepass"), rows)

    def _add(self, article: str, command: int, line: int, *values: object) -> None:
        # As bytes, since an id may hold lone surrogates.
        self._waiting.append((article.encode("utf-8", "surrogatepass"), command, line, *values))
        if len(self._waiting) >= _AT_ONCE:
            self._write()

    def _write(self) -> None:
        self._table.execute("BEGIN")
        self._table.executemany("INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._waiting)
        self._table.execute("COMMIT")
        self._waiting.clear()


def _facts(article: str, rows: Iterator[tuple[Any, ...]]) -> Facts:
    facts = Facts(article)
    texts: set[bytes] = set()
    for _article, command, line, *values in rows:
        if command == _TEXT:
            facts.texts.append(line)
            texts.add(values[0])
        elif command == _RECORD:
            if not facts.records or line > max(facts.records):
                facts.told = Told._make(values[: len(Told._fields)])
            facts.records.append(line)
        else:
            chunk, pass_, attempt, start, end, outcome = values
            facts.tries.setdefault(command, []).append(Attempt(chunk, attempt, start, end, outcome, line, pass_))
    facts.texts.sort()
    facts.records.sort()
    facts.other_texts = len(texts) > 1
    return facts
