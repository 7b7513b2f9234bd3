"""What a program is told of a run under way, one JSON object a line: `quoth run --json-progress`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from quoth.runs.standing import Figures
from quoth.runs.tally import Summary


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ArticlesNow(_Event):
    """Articles so far: `settled == done + skipped + failed + unreadable`; `total` is null where it is not known."""

    total: int | None
    settled: int
    done: int
    skipped: int
    failed: int
    unreadable: int


class ProgressEvent(_Event):
    """Where the run stands; once a second at most, and every ten seconds where nothing is new.

    `chunks` are answered ones, each part of a chunk that was cut in two for itself. `failures` counts attempts by
    outcome; those that the endpoint held back for their number are in `rate_limited` instead and come again.
    `tokens_a_second` goes in and out together, over the last half minute. Costs are in US dollars, null where the
    price is not known or too little is settled; `unpriced` counts calls of unknown price. `calls_in_flight` and
    `calls_allowed` are null before a model is open.
    """

    event: Literal["progress"] = "progress"
    time: datetime
    seconds: float
    seconds_left: float | None
    articles: ArticlesNow
    chunks: int
    calls: int
    cache_hits: int
    tokens_in: int
    tokens_cached: int
    tokens_out: int
    tokens_a_second: float
    cost: float | None
    unpriced: int
    projected_cost: float | None
    calls_in_flight: int | None
    calls_allowed: int | None
    paused_seconds: float
    rate_limited: int
    failures: dict[str, int]

    @classmethod
    def of(cls, figures: Figures, time: datetime, seconds: float) -> ProgressEvent:
        articles, spent = figures.articles, figures.spent
        unknown = spent.unpriced > 0 and spent.unpriced == spent.calls
        return cls(
            time=time,
            seconds=_rounded(seconds),
            seconds_left=None if figures.seconds_left is None else _rounded(figures.seconds_left),
            articles=ArticlesNow(
                total=figures.total,
                settled=figures.settled,
                done=articles.done,
                skipped=articles.skipped,
                failed=articles.failed,
                unreadable=articles.unreadable,
            ),
            chunks=figures.chunks,
            calls=spent.calls,
            cache_hits=spent.cache_hits,
            tokens_in=spent.tokens_in,
            tokens_cached=spent.tokens_cached,
            tokens_out=spent.tokens_out,
            tokens_a_second=_rounded(figures.tokens_a_second),
            cost=None if unknown else spent.cost,
            unpriced=spent.unpriced,
            projected_cost=figures.projected_cost,
            calls_in_flight=figures.in_flight,
            calls_allowed=figures.allowed,
            paused_seconds=_rounded(figures.paused),
            rate_limited=figures.rate_limited,
            failures=figures.failures,
        )


class MessageEvent(_Event):
    """What a person would be told meanwhile."""

    event: Literal["message"] = "message"
    text: str


class EndEvent(_Event):
    """The last line of a command that came to its end, also where a limit or Ctrl-C ended it."""

    event: Literal["end"] = "end"
    summary: Summary
    exit_code: int


class ErrorEvent(_Event):
    """The last line of a command that could not go on."""

    event: Literal["error"] = "error"
    text: str
    exit_code: int


Event = Annotated[ProgressEvent | MessageEvent | EndEvent | ErrorEvent, Field(discriminator="event")]


def event_schema() -> dict[str, Any]:
    """The JSON Schema of any line."""
    return TypeAdapter(Event).json_schema(mode="serialization")


def _rounded(number: float) -> float:
    return round(number, 1)
