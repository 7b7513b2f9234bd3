"""What a run came to, added up from its ledger line by line: calls, failures, tokens, cost and time by kind."""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from quoth.errors import InputError
from quoth.runs import folder
from quoth.runs.json_lines import objects
from quoth.runs.manifest import Manifest
from quoth.runs.opened import open_run
from quoth.runs.tally import Contents

_FEW = 5
_MOST_KINDS = 200
"""Kinds of failure told apart; what a broken endpoint says in ever new words counts as one more."""
_OTHER = "other failures"
_EXAMPLES = 3
_MOST_UNDER_WAY = 20_000
"""Articles whose calls are added up side by side: far more than a run has under way."""
_STEP = 1.02
"""Of the histogram of seconds: a percentile is right within 1 %."""
_SHORTEST = 0.001
_FIGURE = re.compile(r"\W*\d[\d.,:]*(ms|s|m|%)?\W*")
_IDENTIFIER = re.compile(r"\W*[\w-]*\d{4,}[\w-]*\W*")
_PLACE = re.compile(r"(?<=[a-z])\.\d+\b")
_MISFITS = ("the answer does not fit", "empty answer")


@dataclass
class Used:
    """Calls of one outcome. `cost` is the sum of the priced ones, in US dollars; `unpriced` counts the others."""

    calls: int = 0
    tokens_in: int = 0
    tokens_cached: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    unpriced: int = 0
    seconds: float = 0.0

    def add(self, row: Mapping[str, Any]) -> None:
        self.calls += 1
        self.tokens_in += _amount(row, "tokens_in")
        self.tokens_cached += _amount(row, "tokens_cached")
        self.tokens_out += _amount(row, "tokens_out")
        self.seconds += _amount(row, "seconds")
        if row.get("cost") is None:
            self.unpriced += 1
        else:
            self.cost += _amount(row, "cost")

    def merge(self, other: Used) -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass
class Failure:
    """One kind of failure: how often, and the first few articles that met it."""

    calls: int = 0
    articles: list[str] = field(default_factory=list)


class Histogram:
    """Seconds in classes of 2 %: any number of calls in a few hundred counters."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def add(self, seconds: float) -> None:
        self._counts[round(math.log(max(seconds, _SHORTEST)) / math.log(_STEP))] += 1

    def percentile(self, share: float) -> float | None:
        """The seconds that `share` of the calls did not exceed; None where there was none."""
        wanted = share * self._counts.total()
        passed = 0
        for place in sorted(self._counts):
            passed += self._counts[place]
            if passed >= wanted:
                return _STEP**place
        return None


@dataclass(frozen=True, slots=True)
class CommandTime:
    """One command: seconds by the clock (None where no call of it is known), and what it used."""

    started: str
    state: str
    seconds: float | None
    articles: int
    calls: int
    cost: float


@dataclass
class Account:
    """A run added up. `by_outcome` counts calls that were made; answers out of the cache are `cache_hits`.

    `re_asked` calls followed an answer that did not fit, `tried_again` a call that failed, `cut_in_half` one that was
    cut off. `slowest` and `dearest` hold (article, seconds of its calls) and (article, US dollars).
    """

    folder: str
    manifest: Manifest
    contents: Contents
    unread: Counter[str] = field(default_factory=Counter)
    by_outcome: dict[str, Used] = field(default_factory=lambda: defaultdict(Used))
    by_pass: dict[int, Used] = field(default_factory=lambda: defaultdict(Used))
    failures: dict[str, Failure] = field(default_factory=dict)
    cache_hits: int = 0
    re_asked: int = 0
    tried_again: int = 0
    cut_in_half: int = 0
    latency: Histogram = field(default_factory=Histogram)
    last_heard: dict[int, float] = field(default_factory=dict)
    """When the last call of each command ended, by its place among the commands: a killed one has no end but this."""
    slowest: list[tuple[str, float]] = field(default_factory=list)
    dearest: list[tuple[str, float]] = field(default_factory=list)

    @property
    def used(self) -> Used:
        """All calls that were made."""
        whole = Used()
        for used in self.by_outcome.values():
            whole.merge(used)
        return whole

    @property
    def commands(self) -> list[CommandTime]:
        return [
            CommandTime(
                started=command.started,
                state=command.state,
                seconds=self._clock(place),
                articles=command.articles.done,
                calls=command.spent.calls,
                cost=command.spent.cost,
            )
            for place, command in enumerate(self.manifest.commands)
        ]

    def _clock(self, place: int) -> float | None:
        command = self.manifest.commands[place]
        began = _moment(command.started)
        ended = _moment(command.ended) or self.last_heard.get(place)
        return max(0.0, ended - began) if began is not None and ended is not None else None

    @property
    def wall_seconds(self) -> float:
        """By the clock, of all commands."""
        return sum(command.seconds or 0.0 for command in self.commands)

    @property
    def cost_a_thousand(self) -> float | None:
        """US dollars that 1,000 such articles would cost with nothing in the cache; None where no price is known."""
        used = self.used
        if not self.contents.records or not used.calls or used.unpriced == used.calls:
            return None
        asked = sum(self.by_outcome[name].calls for name in ("ok", "empty") if name in self.by_outcome)
        from_cache = self.cache_hits / asked if asked else 0.0
        return used.cost * (1 + from_cache) / self.contents.records * 1000


def account(path: Path) -> Account:
    """Reads a run folder once, line by line; memory does not grow with it.

    Fields that this Quoth does not know are passed over. Raises InputError where it is no run folder, or at a line
    that is damaged.
    """
    run = open_run(path)
    made = Account(str(path), run.manifest, Contents())
    for record in objects(path / folder.RECORDS):
        try:
            made.contents.add(record)
        except (KeyError, TypeError, AttributeError):
            raise InputError(f"{path / folder.RECORDS}: holds a line that is no record") from None
    for line in objects(path / folder.UNREAD):
        made.unread[str(line.get("kind", "unreadable"))] += 1
    _add_ledger(made, objects(path / folder.LEDGER))
    return made


def _add_ledger(made: Account, rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows stand in the order in which calls ended, so those of the articles under way are mixed."""
    open_: OrderedDict[str, _Article] = OrderedDict()
    for row in rows:
        if row.get("cache_hit"):
            made.cache_hits += 1
            continue
        name = str(row.get("article", ""))
        _add_call(made, row, name)
        article = open_.setdefault(name, _Article(name))
        open_.move_to_end(name)
        article.add(made, row)
        if len(open_) > _MOST_UNDER_WAY:
            open_.popitem(last=False)[1].close(made)
    for article in open_.values():
        article.close(made)


def _add_call(made: Account, row: Mapping[str, Any], name: str) -> None:
    outcome, seconds, started = str(row.get("outcome", "failed")), _amount(row, "seconds"), _amount(row, "started")
    made.by_outcome[outcome].add(row)
    made.by_pass[int(_amount(row, "pass")) or 1].add(row)
    made.latency.add(seconds)
    place = int(_amount(row, "command"))
    made.last_heard[place] = max(made.last_heard.get(place, 0.0), started + seconds)
    if outcome in ("ok", "empty"):
        return
    kind = f"{outcome}: {_kind(str(row.get('error') or 'no reason given'))}"
    if kind not in made.failures and len(made.failures) >= _MOST_KINDS:
        kind = _OTHER
    failure = made.failures.setdefault(kind, Failure())
    failure.calls += 1
    if len(failure.articles) < _EXAMPLES and name not in failure.articles:
        failure.articles.append(name)


class _Article:
    """One article's calls as they pass."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._seconds = self._cost = 0.0
        self._ended: dict[tuple[Any, Any], Mapping[str, Any]] = {}

    def add(self, made: Account, row: Mapping[str, Any]) -> None:
        self._seconds += _amount(row, "seconds")
        self._cost += _amount(row, "cost")
        asked = (row.get("chunk"), row.get("pass"))
        before = self._ended.get(asked) if _amount(row, "attempt") > 1 else None
        if before is not None:
            outcome, error = before.get("outcome"), str(before.get("error") or "")
            if outcome == "truncated":
                made.cut_in_half += 1
            elif outcome not in ("ok", "empty"):
                made.re_asked += error.startswith(_MISFITS)
                made.tried_again += not error.startswith(_MISFITS)
        self._ended[asked] = {"outcome": row.get("outcome"), "error": row.get("error")}

    def close(self, made: Account) -> None:
        for best, value in ((made.slowest, self._seconds), (made.dearest, self._cost)):
            if value > 0:
                best.append((self.name, value))
                best[:] = heapq.nlargest(_FEW, best, key=lambda each: each[1])


def _kind(error: str) -> str:
    """The error's words without what makes every one of a kind different: counts, times, places and identifiers."""
    words: list[str] = []
    for word in error.split():
        changing = _FIGURE.fullmatch(word) or _IDENTIFIER.fullmatch(word)
        if changing and words[-1:] not in (["HTTP"], ["(HTTP"]):
            word = "…"
        words.append(word if "://" in word else _PLACE.sub(".…", word))
    return " ".join(words)


def _amount(row: Mapping[str, Any], name: str) -> Any:
    value = row.get(name)
    return value if isinstance(value, (int, float)) else 0


def _moment(written: str | None) -> float | None:
    """Seconds since the epoch."""
    try:
        return datetime.fromisoformat(written).timestamp() if written else None
    except ValueError:
        return None
