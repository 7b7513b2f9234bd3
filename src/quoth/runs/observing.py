"""What a run's newest calls used, summed up for the estimates of later runs; no word of an article is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from quoth.articles.article import Article
from quoth.errors import PromptError
from quoth.runs import folder
from quoth.runs.fitting import Line, Plane
from quoth.runs.json_lines import newest
from quoth.runs.manifest import Manifest
from quoth.tokens import count_tokens

ANSWERED = ("ok", "empty")
_MOST_ROWS_A_CALL = 4
"""Rows looked at for each answered call that is wanted: a run in which nearly all fails teaches no more than that."""
_MOST_LOOKED_AT = 20
"""Rows passed for each such call: where nearly every answer came from the cache, the search ends there."""
_MOST_BYTES = 64 * 2**20
"""Of the ledger's and of the articles' end: a row is some kilobytes, so this is more than is ever wanted."""
_MOST_MEASURED = 40
"""Articles whose prompts are made again to be counted: some milliseconds each."""


class Observed(BaseModel):
    """Sums over calls that were really made: `chunks` were asked about in `rows` calls of a first pass.

    `calls` of them answered, and `answered_chunks` of the chunks have an answer. The fields with `again_` are those of
    further passes' calls that answered.
    """

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    chunks: float = Field(default=0.0, ge=0)
    answered_chunks: float = Field(default=0.0, ge=0)
    rows: float = Field(default=0.0, ge=0)
    calls: float = Field(default=0.0, ge=0)
    tokens_in: float = Field(default=0.0, ge=0)
    """Of all rows, as is `tokens_out`; the fields with `answered_` are those of the calls that answered."""
    tokens_out: float = Field(default=0.0, ge=0)
    answered_in: float = Field(default=0.0, ge=0)
    answered_out: float = Field(default=0.0, ge=0)
    answered_cached: float = Field(default=0.0, ge=0)
    again_calls: float = Field(default=0.0, ge=0)
    again_in: float = Field(default=0.0, ge=0)
    again_out: float = Field(default=0.0, ge=0)
    prompt: Line = Field(default_factory=Line)
    """Tokens that the model counted, over tokens that we count for the same messages."""
    seconds: Line = Field(default_factory=Line)
    """Seconds of a call, over tokens that the model wrote."""
    output: Plane = Field(default_factory=Plane)

    def merge(self, other: Observed, weight: float = 1.0) -> None:
        """Adds `other`, after its own sums were weighted."""
        for name in type(self).model_fields:
            mine, more = getattr(self, name), getattr(other, name)
            if isinstance(mine, float):
                setattr(self, name, mine * weight + more)
            else:
                mine.merge(more, weight)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was observed, and when the newest call of it began (seconds since the epoch)."""

    observed: Observed
    until: float


def observe(run: Path, manifest: Manifest, most_calls: int, since: float = -1.0, prompts: Iterable[Any] = ()) -> Lesson:
    """Sums up the newest calls of the run folder, at most `most_calls` that answered, and only those begun after
    `since`.

    `prompts` are prompts at hand: where the run's is none of them and none that Quoth ships, its prompt tokens are not
    learnt. Raises OSError where a file cannot be read.
    """
    every = _newest_rows(run / folder.LEDGER, most_calls, since)
    rows = [row for row in every if not _is_further(row)]
    by_article: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_article[row["article"]].append(row)
    observed = Observed()
    for row in every:
        _add_row(observed, row)
    counted = _Prompts.of(manifest, prompts)
    for article in _articles(run / folder.ARTICLES, set(by_article)):
        _add_article(observed, article, by_article[article.id])
        if counted is not None and counted.left:
            counted.add(observed.prompt, article, by_article[article.id])
    observed.chunks = float(len({(row["article"], row["chunk"]) for row in rows}))
    observed.answered_chunks = float(len({(row["article"], row["chunk"]) for row in rows if _teaches(row)}))
    return Lesson(observed, max((row["started"] for row in every), default=since))


def _newest_rows(ledger: Path, most_calls: int, since: float) -> list[dict[str, Any]]:
    """Calls that were made, the newest first. A row that lacks what is needed here is passed over."""
    found: list[dict[str, Any]] = []
    answered = 0
    for row in islice(newest(ledger, _MOST_BYTES), _MOST_LOOKED_AT * most_calls):
        if not _is_call(row):
            continue
        if row["started"] <= since or answered >= most_calls or len(found) >= _MOST_ROWS_A_CALL * most_calls:
            # The ledger is in the order in which calls ended, so an earlier row may have begun later; that one call is
            # lost is no matter.
            break
        found.append(row)
        answered += row["outcome"] in ANSWERED
    return found


def _is_call(row: dict[str, Any]) -> bool:
    numbers = ("chunk", "start", "end", "attempt", "tokens_in", "tokens_cached", "tokens_out", "seconds", "started")
    right = all(isinstance(row.get(name), (int, float)) and row[name] >= 0 for name in numbers)
    return right and isinstance(row.get("article"), str) and not row.get("cache_hit") and "outcome" in row


def _is_further(row: dict[str, Any]) -> bool:
    """Whether the call was of a pass after the first."""
    number = row.get("pass", 1)
    return isinstance(number, int) and number > 1


def _teaches(row: dict[str, Any]) -> bool:
    """Whether the call answered; an endpoint that reports no usage teaches nothing about tokens."""
    return row["outcome"] in ANSWERED and row["tokens_in"] > 0


def _add_row(observed: Observed, row: dict[str, Any]) -> None:
    if _is_further(row):
        if _teaches(row):
            observed.again_calls += 1
            observed.again_in += row["tokens_in"]
            observed.again_out += row["tokens_out"]
        return
    observed.rows += 1
    observed.tokens_in += row["tokens_in"]
    observed.tokens_out += row["tokens_out"]
    if _teaches(row):
        observed.calls += 1
        observed.answered_in += row["tokens_in"]
        observed.answered_out += row["tokens_out"]
        observed.answered_cached += row["tokens_cached"]
        observed.seconds.add(row["tokens_out"], row["seconds"])


def _articles(path: Path, wanted: set[str]) -> Iterable[Article]:
    """The articles of these ids, searched from the file's end, where those of the newest calls lie."""
    left = set(wanted)
    for line in newest(path, _MOST_BYTES):
        if not left:
            return
        name, text = line.get("id"), line.get("text")
        if name in left and isinstance(text, str):
            left.discard(name)
            yield Article(
                id=str(name),
                text=text,
                title=line.get("title"),
                publisher=line.get("publisher"),
                published=line.get("published"),
            )


def _add_article(observed: Observed, article: Article, rows: list[dict[str, Any]]) -> None:
    """One point for the article: chunks answered, tokens of their text, tokens written for them."""
    answered = [row for row in rows if _teaches(row)]
    if not answered:
        return
    spans = {(row["start"], row["end"]) for row in answered}
    text = sum(count_tokens(article.text[start:end]) for start, end in spans)
    observed.output.add(len({row["chunk"] for row in answered}), text, sum(row["tokens_out"] for row in answered))


class _Prompts:
    """Counts anew what the calls of an article sent."""

    def __init__(self, measure: Any) -> None:
        self._measure = measure
        self.left = _MOST_MEASURED

    @classmethod
    def of(cls, manifest: Manifest, prompts: Iterable[Any]) -> _Prompts | None:
        from quoth.extraction.pipeline import Settings
        from quoth.extraction.prompts import load
        from quoth.runs.measuring import Measure

        used, sizes = manifest.run.prompt, manifest.run.settings
        found = next((prompt for prompt in prompts if prompt.hash == used.hash), None)
        if found is None:
            try:
                found = load(f"{used.name}/{used.version}")
            except PromptError:
                return None
            if found.hash != used.hash:
                return None
        settings = Settings(sizes.chunk_tokens, sizes.answer_tokens, sizes.context_sentences)
        return cls(Measure(found, settings))

    def add(self, line: Line, article: Article, rows: list[dict[str, Any]]) -> None:
        """A point for each first attempt that answered: what is sent back with a complaint is longer, and a chunk cut
        in half is another one."""
        self.left -= 1
        sizes = {(size.index, size.start, size.end): size for size in self._measure.chunks(article)}
        for row in rows:
            size = sizes.get((row["chunk"], row["start"], row["end"]))
            if size is not None and row["attempt"] == 1 and _teaches(row):
                line.add(size.prompt, row["tokens_in"])
