"""One look at everything in a run folder: each line against its model, its neighbours and the sums; changes nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from quoth.articles.seen import Seen, digest
from quoth.records import Record
from quoth.runs.coverage_check import Contradiction, Told, prove
from quoth.runs.facts import Facts, Gathering
from quoth.runs.folder import ARTICLES, LEDGER, RECORDS, UNREAD
from quoth.runs.lines import ArticleLine, LedgerRow, UnreadLine
from quoth.runs.manifest import Command, Manifest
from quoth.runs.problems import Problems
from quoth.runs.record_check import record_faults, text_faults
from quoth.runs.sources import Line, Source
from quoth.runs.sums_check import Added, sum_faults

_Model = TypeVar("_Model", bound=BaseModel)

_MOST = 1 << 62
"""No count or offset comes near; SQLite takes twice that."""


@dataclass
class Proof:
    """What was found: `added` is what the lines come to, `unfinished` counts articles with calls and no record yet."""

    problems: Problems = field(default_factory=Problems)
    added: Added = field(default_factory=Added)
    unfinished: int = 0


def prove_folder(path: Path, manifest: Manifest | None, *, in_use: bool = False) -> Proof:
    """Reads every file of the folder once; `manifest` None where it is damaged.

    `in_use` where a command is writing into it: what is under way is no problem then, and the sums are not looked at.
    Raises OSError where a file cannot be read, and sqlite3.Error where there is no room for the temporary table.
    """
    with ExitStack() as stack:
        # In this order: what a record rests on was written before it.
        sources = {name: stack.enter_context(Source(path / name)) for name in (RECORDS, ARTICLES, LEDGER, UNREAD)}
        proving = _Proving(sources, manifest, in_use)
        stack.callback(proving.close)
        return proving.prove()


class _Proving:
    def __init__(self, sources: dict[str, Source], manifest: Manifest | None, in_use: bool) -> None:
        self._sources = sources
        self._manifest = manifest
        self._in_use = in_use
        self._commands: tuple[Command, ...] = manifest.commands if manifest else ()
        self._passes = manifest.run.settings.passes if manifest else None
        self._proof = Proof()
        self._problems = self._proof.problems
        self._gathering = Gathering()
        self._places = Seen()
        self._idle: Counter[int] = Counter()
        self._idle_example: dict[int, str] = {}

    def close(self) -> None:
        self._gathering.close()
        self._places.close()

    def prove(self) -> Proof:
        self._files()
        self._texts()
        self._records()
        self._rows()
        for _line, unread in self._lines(UNREAD, UnreadLine):
            self._proof.added.unread[unread.kind] += 1
        for facts in self._gathering.articles():
            self._article(facts)
        self._idle_commands()
        if self._manifest is not None and not self._in_use:
            for kind, where, what in sum_faults(self._manifest, self._proof.added):
                self._problems.add(kind, where, what)
        return self._proof

    def _files(self) -> None:
        begun = len(self._commands) == 1 and self._commands[0].state == "running"
        empty = not any(source.whole for source in self._sources.values())
        for source in self._sources.values():
            # The first command may have been killed before it made them.
            if not source.is_there and not (begun and empty):
                self._problems.add("file", source.name, "is missing")
            if source.torn and not self._in_use:
                self._problems.add("torn", source.name, f"{source.torn:,} bytes behind the last whole line")

    def _texts(self) -> None:
        for line, article in self._lines(ARTICLES, ArticleLine):
            self._places.put(digest(article.id), line.place)
            self._gathering.add_text(article, line.number)
            for kind, what in text_faults(article):
                self._problems.add(kind, f"{ARTICLES}:{line.number}", f"article {shown(article.id)}: {what}")

    def _records(self) -> None:
        before = -1
        for line, record in self._lines(RECORDS, Record):
            where, name = f"{RECORDS}:{line.number}", f"article {shown(record.article.id)}"
            self._proof.added.contents.add_record(record)
            self._gathering.add_record(record, line.number)
            place = self._places.get(digest(record.article.id))
            if place is None:
                self._problems.add("textless", where, f"{name} has no text in {ARTICLES}")
                continue
            if place <= before and not self._in_use:
                self._problems.add("order", where, f"{name} stands elsewhere in {ARTICLES}")
            before = place
            article = ArticleLine.model_construct(**json.loads(self._sources[ARTICLES].line_at(place)))
            for kind, what in record_faults(record, article):
                self._problems.add(kind, where, f"{name}: {what}")

    def _rows(self) -> None:
        before = 0
        for line, row in self._lines(LEDGER, LedgerRow):
            self._proof.added.add_row(row)
            where = f"{LEDGER}:{line.number}"
            if row.command < 0 or (self._manifest is not None and row.command >= len(self._commands)):
                self._problems.add("line", where, f"command {row.command} of {len(self._commands)} commands")
                continue
            if row.command < before:
                self._problems.add("line", where, f"a row of command {row.command} behind one of command {before}")
            before = row.command
            self._gathering.add_row(row, line.number)

    def _lines(self, name: str, model: type[_Model]) -> Iterator[tuple[Line, _Model]]:
        """The lines that fit their model; the others are problems."""
        for line in self._sources[name].lines():
            try:
                value = _read(line.data, model)
            except ValidationError as error:
                first = error.errors(include_url=False, include_input=False)[0]
                field = ".".join(map(str, first["loc"]))
                what = f"{field}: {first['msg']}" if field else first["msg"]
                self._problems.add("line", f"{name}:{line.number}", what)
            except (ValueError, RecursionError) as error:
                self._problems.add("line", f"{name}:{line.number}", f"not a line that Quoth wrote: {error}")
            else:
                yield line, value

    def _article(self, facts: Facts) -> None:
        name = f"article {shown(facts.id)}"
        if facts.other_texts:
            self._problems.add(
                "text", f"{ARTICLES}:{facts.texts[-1]}", f"{name} has other words in line {facts.texts[0]}"
            )
        for file, lines in ((ARTICLES, facts.texts), (RECORDS, facts.records)):
            if len(lines) > 1 and not self._in_use:
                self._problems.add("double", f"{file}:{lines[0]}", f"{name} stands in line {lines[-1]} again")
        if facts.told is None:
            if facts.texts and not self._in_use:
                self._problems.add("recordless", f"{ARTICLES}:{facts.texts[0]}", f"{name} has no record in {RECORDS}")
            self._proof.unfinished += bool(facts.tries)
            self._count_idle(facts, -1)
        else:
            self._coverage(facts, facts.told, name)

    def _coverage(self, facts: Facts, told: Told, name: str) -> None:
        """Looks for the command that made the record: the last one whose calls come to what it tells."""
        contradictions: dict[int, Contradiction] = {}
        for command in sorted(facts.tries, reverse=True) or (-1,):
            try:
                prove(facts.tries.get(command, ()), told, self._passes)
            except Contradiction as contradiction:
                contradictions[command] = contradiction
            else:
                self._count_idle(facts, command)
                return
        # Most likely it was made by a command that ended; what a later one left unfinished made none.
        ended = [command for command in contradictions if self._finished(command)]
        found = contradictions[max(ended or contradictions)]
        where = f"{RECORDS}:{facts.records[-1]}" if found.line is None else f"{LEDGER}:{found.line}"
        self._problems.add("calls", where, f"{name}: {found}")

    def _count_idle(self, facts: Facts, maker: int) -> None:
        for command in facts.tries:
            if command > maker:
                self._idle[command] += 1
                self._idle_example.setdefault(command, facts.id)

    def _idle_commands(self) -> None:
        """A command that finished made calls for nothing only where an article broke down on its way."""
        for command, count in sorted(self._idle.items()):
            if self._finished(command) and count > self._commands[command].articles.failed:
                failed = self._commands[command].articles.failed
                example = shown(self._idle_example[command])
                self._problems.add(
                    "lost",
                    LEDGER,
                    f"command {command} finished, and asked about {count:,} articles that have no record of it "
                    f"({example} among them), where {failed:,} failed",
                )

    def _finished(self, command: int) -> bool:
        return 0 <= command < len(self._commands) and self._commands[command].state == "finished"


def _read(data: bytes, model: type[_Model]) -> _Model:
    """Raises ValidationError, or ValueError where the line is no JSON."""
    try:
        value = model.model_validate_json(data)
    except ValidationError:
        # The fast way knows no lone surrogates; and its errors speak of columns.
        value = model.model_validate(json.loads(data))
    if not all(-_MOST < number < _MOST for number in _numbers(value)):
        raise ValueError("a number beyond all sense")
    return value


def _numbers(value: BaseModel) -> tuple[int, ...]:
    """Those that the gathered facts hold."""
    if isinstance(value, LedgerRow):
        return (value.command, value.chunk, value.pass_, value.attempt, value.start, value.end)
    if isinstance(value, Record):
        return (value.article.length, *vars(value.coverage).values())
    return ()


def shown(article: str) -> str:
    """An id as a message shows it: quoted, and not for pages."""
    return repr(article if len(article) <= 80 else article[:79] + "…")
