"""What a run kept of an article beside its record: the parts that were asked for, the raw answers, and their drafts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from types import TracebackType
from typing import Any

from pydantic import ValidationError

from quoth.articles.article import Article
from quoth.errors import InputError
from quoth.extraction.answers import Answer
from quoth.extraction.candidates import ClaimCandidate, ConditionCandidate, claim_candidates, condition_candidates
from quoth.extraction.chunking import Chunk
from quoth.extraction.document import ArticleDocument, Leads
from quoth.records import Record
from quoth.runs.coverage_check import Attempt, Contradiction, Told, prove
from quoth.runs.folder import ARTICLES, LEDGER
from quoth.runs.lines import ArticleLine, LedgerRow
from quoth.runs.opened import Run
from quoth.runs.row_places import RowPlaces

_ANSWERED = ("ok", "empty", "ungrounded")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the article (code points) that was asked for and not halved again; `failed` without an answer."""

    start: int
    end: int
    failed: bool


@dataclass(frozen=True)
class Kept:
    """One article's text and the ledger rows that its record was made of, by chunk, pass and attempt."""

    article: Article
    rows: tuple[LedgerRow, ...]
    leads: Leads = "text"

    @cached_property
    def reading(self) -> ArticleDocument:
        return ArticleDocument(self.article, leads=self.leads)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """In order of the text, each once: failed where it failed in any pass."""
        ended: dict[tuple[int, int, int], str] = {}
        for row in self.rows:
            ended[row.start, row.end, row.pass_] = row.outcome
        failed: dict[tuple[int, int], bool] = {}
        for (start, end, _), outcome in ended.items():
            if outcome == "truncated" and any(_holds((start, end), each[:2]) for each in ended):
                continue  # its halves were asked for in its place
            failed[start, end] = failed.get((start, end), False) or outcome not in ("ok", "empty")
        return tuple(Part(*place, failed[place]) for place in sorted(failed))

    @cached_property
    def _answered(self) -> tuple[tuple[Answer, Chunk, int], ...]:
        """The valid answers, each with the sentences it is about and its pass, in the order they were put together."""
        found = []
        for row in self.rows:
            if row.outcome in _ANSWERED and row.answer is not None:
                try:
                    found.append((Answer.model_validate_json(row.answer), self._chunk(row), row.pass_))
                except ValidationError:  # of a run older than this answer's form: its record tells nothing of it
                    continue
        return tuple(found)

    def _chunk(self, row: LedgerRow) -> Chunk:
        sentences = enumerate(self.reading.sentences)
        own = (number for number, each in sentences if each.is_prose and row.start <= each.start < row.end)
        return Chunk(row.chunk, tuple(own))

    @cached_property
    def claims(self) -> dict[str, ClaimCandidate]:
        """Every claim as the model gave it, by id, before any rule has looked at it."""
        ids = (f"c{number}" for number in count(1))
        made = [claim_candidates(answer, chunk, self.reading, pass_, ids) for answer, chunk, pass_ in self._answered]
        return {draft.id: draft for drafts in made for draft in drafts}

    @cached_property
    def conditions(self) -> dict[str, ConditionCandidate]:
        ids = (f"k{number}" for number in count(1))
        made = [condition_candidates(answer, chunk, self.reading, ids) for answer, chunk, _ in self._answered]
        return {draft.id: draft for drafts in made for draft in drafts}

    def fits(self, record: Record) -> bool:
        """Whether the drafts are those that the record was made of: an older Quoth may have counted others."""
        claims = all((draft := self.claims.get(each.id)) and draft.chunk == each.chunk for each in record.claims)
        dropped = {finding.subject for finding in record.findings if finding.action == "dropped"}
        known = {*self.claims, *self.conditions, *(f"s{identifier[1:]}" for identifier in self.claims)}
        return claims and all(each.id in self.conditions for each in record.conditions) and dropped <= known

    @cached_property
    def refused(self) -> tuple[tuple[Chunk, dict[str, Any]], ...]:
        """What was said in answers that were no valid ones: each item as far as it can be read, with its chunk."""
        from pydantic_core import from_json

        found = []
        for row in self.rows:
            if row.outcome in _ANSWERED or row.answer is None:
                continue
            try:
                said = from_json(row.answer, allow_partial=True)
            except ValueError:
                continue
            for layer in ("claims", "conditions"):
                items = said.get(layer) if isinstance(said, dict) else None
                found += [
                    (self._chunk(row), {"layer": layer, **item})
                    for item in (items if isinstance(items, list) else ())
                    if isinstance(item, dict)
                ]
        return tuple(found)

    def sentences(self, places: tuple[tuple[int, int], ...]) -> set[int]:
        """The numbers of the prose sentences that the places touch."""
        return {
            number
            for number, sentence in enumerate(self.reading.sentences)
            if sentence.is_prose and any(start < sentence.end and sentence.start < end for start, end in places)
        }


def _holds(whole: tuple[int, int], part: tuple[int, int]) -> bool:
    return part != whole and whole[0] <= part[0] and part[1] <= whole[1]


class KeptAnswers:
    """A run folder asked for one article at a time: only the places of its lines are held. Close it, or use `with`.

    Raises InputError at a line of the ledger or of the articles that Quoth did not write.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._rows = RowPlaces(run.path / LEDGER)
        self._texts = dict(self._text_places())

    def _text_places(self) -> Iterator[tuple[str, int]]:
        path, place = self._run.path / ARTICLES, 0
        if not path.exists():
            return
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if not line.endswith(b"\n"):
                    return  # being written just now, or torn by a crash
                try:
                    yield json.loads(line)["id"], place
                except (ValueError, KeyError, TypeError):
                    raise InputError(f"{path}:{number}: a damaged line; `quoth check` tells more") from None
                place += len(line)

    def of(self, record: Record) -> Kept | None:
        """What was kept of the record's article; None where the ledger has no calls that come to the record."""
        rows = self._rows_of(record)
        place = self._texts.get(record.article.id)
        if not rows or place is None:
            return None
        with (self._run.path / ARTICLES).open("rb") as file:
            file.seek(place)
            article = ArticleLine.model_validate(json.loads(file.readline())).article()
        kept = Kept(article, rows, self._run.manifest.run.prompt.leads)
        return kept if kept.fits(record) else None

    def _rows_of(self, record: Record) -> tuple[LedgerRow, ...]:
        coverage = record.coverage
        told = Told(record.article.length, coverage.chunks, coverage.ok, coverage.empty, coverage.failed)
        for lines in self._rows.lines(record.article.id):
            try:
                rows = sorted(
                    (LedgerRow.model_validate(json.loads(line)) for line in lines),
                    key=lambda row: (row.chunk, row.pass_, row.attempt),
                )
                attempts = [Attempt(r.chunk, r.attempt, r.start, r.end, r.outcome, 0, r.pass_) for r in rows]
                prove(attempts, told, self._run.manifest.run.settings.passes)
            except (ValueError, Contradiction):  # a damaged row, or a command that did not come to this record
                continue
            return tuple(rows)
        return ()

    def close(self) -> None:
        self._rows.close()

    def __enter__(self) -> KeptAnswers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
