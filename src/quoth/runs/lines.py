"""What the lines of a run folder's files hold: `articles.jsonl`, `ledger.jsonl` and `unread.jsonl`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from quoth.articles.article import Article, Unreadable
from quoth.articles.language import language_of
from quoth.records import ArticleHead, Record

if TYPE_CHECKING:
    from quoth.extraction.pipeline import Row


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class ArticleLine(ArticleHead):
    """A line of `articles.jsonl`: the text that the record's offsets count in, and where it was read."""

    text: str
    origin: str | None
    language: str | None = None
    """ISO 639-1; null where it cannot be told, and in a folder older than this field."""

    @classmethod
    def of(cls, article: Article) -> ArticleLine:
        return cls(
            **dict(article.head),
            text=article.text,
            origin=article.origin,
            language=language_of(article.text),
        )

    def article(self) -> Article:
        return Article(
            id=self.id,
            text=self.text,
            title=self.title,
            publisher=self.publisher,
            published=self.published,
            url=self.url,
            origin=self.origin,
        )


class LedgerRow(_Line):
    """A line of `ledger.jsonl`: one attempt at one chunk, what it used, how it ended and what the model said.

    `command` counts the commands of the manifest from 0; `key` tells the question from every other, so that nobody
    pays for its answer twice. `start` and `end` are the chunk's place in the article (code points); `seconds` is how
    long the call took, `started` is seconds since the epoch, `cost` is in US dollars or null where the price is not
    known.
    """

    command: int
    article: str
    chunk: int
    attempt: int
    pass_: int = Field(alias="pass")
    start: int
    end: int
    outcome: str
    model: str
    tokens_in: int
    tokens_cached: int
    tokens_out: int
    cost: float | None
    seconds: float
    started: float
    cache_hit: bool
    error: str | None
    estimated: bool = False
    """Whether the tokens were counted here, because the endpoint told none that can be true."""
    unwrapped: tuple[str, ...] = ()
    """What stood around the answer and was taken off: "code fence", "think block", "prose", "event stream" …"""
    key: str
    answer: str | None

    @classmethod
    def of(cls, article: str, row: Row, command: int = 0) -> LedgerRow:
        call = row.call
        # Not validated: every value is of our own making, and there is a row for every call.
        return cls.model_construct(
            command=command,
            article=article,
            chunk=row.chunk,
            attempt=row.attempt,
            pass_=row.pass_,
            start=row.start,
            end=row.end,
            outcome=row.outcome,
            model=call.model,
            tokens_in=call.tokens_in,
            tokens_cached=call.tokens_cached,
            tokens_out=call.tokens_out,
            cost=call.cost,
            seconds=call.seconds,
            started=call.started,
            cache_hit=call.cache_hit,
            error=call.error,
            estimated=call.estimated,
            unwrapped=call.unwrapped,
            key=row.key,
            answer=row.raw,
        )


class UnreadLine(_Line):
    """A line of `unread.jsonl`: an article that has no record, because it could not be read or its way broke down."""

    origin: str
    reason: str
    kind: Literal["unreadable", "failed"]

    @classmethod
    def of(cls, unreadable: Unreadable) -> UnreadLine:
        return cls(origin=unreadable.origin, reason=unreadable.reason, kind="unreadable")


def to_line(value: BaseModel) -> bytes:
    """One line of JSON in UTF-8, its line end included."""
    try:
        text = value.model_dump_json(by_alias=True)
    except ValueError:
        # A lone surrogate: UTF-8 cannot hold it, JSON can spell it.
        text = json.dumps(value.model_dump(mode="json", by_alias=True), separators=(",", ":"))
    return text.encode() + b"\n"


def record_of(line: bytes | str) -> Record:
    """The record that a line of `records.jsonl` holds. Raises pydantic's ValidationError."""
    return Record.model_validate(json.loads(line))
