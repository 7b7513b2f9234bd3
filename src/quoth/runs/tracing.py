"""A run as OpenTelemetry spans: one for the run, and one for each call to the model, made of its ledger row.

The names are those of the semantic conventions for generative AI, with Quoth's own beside them. A span holds numbers,
names and ids only: no word of an article, of an answer or of an endpoint's error.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from quoth.runs.lines import LedgerRow
from quoth.runs.progress import Progress
from quoth.runs.standing import http_status
from quoth.runs.tally import Articles, Spending

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

    from quoth.llm import Gauge

_NANOSECONDS = 1_000_000_000
_ANSWERED = ("ok", "empty")


class Traced:
    """Passes all that it is told on to `inner`, and makes spans of it while it is entered.

    An answer out of the cache makes no span: nothing was called. A call's span begins and ends when the call did,
    though it is made afterwards.
    """

    def __init__(self, inner: Progress, tracer: Tracer) -> None:
        self._inner = inner
        self._tracer = tracer
        self._articles = Articles()
        self._spent = Spending()
        self._run: Span | None = None

    def __enter__(self) -> Traced:
        self._run = self._tracer.start_span("quoth run")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._run is not None
        for name, number in self._articles.model_dump().items():
            self._run.set_attribute(f"quoth.articles.{name}", number)
        for name in ("calls", "cache_hits", "unpriced", "cost"):
            self._run.set_attribute(f"quoth.{name}", getattr(self._spent, name))
        self._run.set_attribute("gen_ai.usage.input_tokens", self._spent.tokens_in)
        self._run.set_attribute("gen_ai.usage.output_tokens", self._spent.tokens_out)
        if kind is not None:
            _mark(self._run, kind.__name__)
        self._run.end()

    def preparing(self, done: int, total: int) -> None:
        self._inner.preparing(done, total)

    def expect(self, articles: int | None) -> None:
        self._inner.expect(articles)

    def watch(self, gauge: Callable[[], Gauge | None]) -> None:
        self._inner.watch(gauge)

    def called(self, row: LedgerRow) -> None:
        self._spent.add(vars(row))
        if not row.cache_hit:
            self._make_span(row)
        self._inner.called(row)

    def settled(self, articles: Articles) -> None:
        self._articles = articles.model_copy()
        self._inner.settled(articles)

    def beat(self) -> None:
        self._inner.beat()

    def say(self, line: str) -> None:
        self._inner.say(line)

    def _make_span(self, row: LedgerRow) -> None:
        from opentelemetry.trace import SpanKind, set_span_in_context

        began = int(row.started * _NANOSECONDS)
        span = self._tracer.start_span(
            f"chat {row.model}",
            context=None if self._run is None else set_span_in_context(self._run),
            kind=SpanKind.CLIENT,
            attributes=attributes_of(row),
            start_time=began,
        )
        if row.outcome not in _ANSWERED:
            _mark(span, str(http_status(row) or row.outcome))
        span.end(end_time=began + int(row.seconds * _NANOSECONDS))


def attributes_of(row: LedgerRow) -> dict[str, str | int | float | bool]:
    """What a call's span says of it."""
    attributes: dict[str, str | int | float | bool] = {
        "gen_ai.operation.name": "chat",
        # Which protocol was spoken: who stands behind an endpoint is not known.
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": row.model,
        "gen_ai.usage.input_tokens": row.tokens_in,
        "gen_ai.usage.cache_read.input_tokens": row.tokens_cached,
        "gen_ai.usage.output_tokens": row.tokens_out,
        "quoth.article": row.article,
        "quoth.chunk": row.chunk,
        "quoth.attempt": row.attempt,
        "quoth.outcome": row.outcome,
        "quoth.cache_hit": row.cache_hit,
    }
    if row.cost is not None:
        attributes["quoth.cost"] = row.cost
    return attributes


def _mark(span: Span, error: str) -> None:
    """Marks a span as that of an error. Only its kind: an error's text may hold what an endpoint said."""
    from opentelemetry.trace import StatusCode

    span.set_attribute("error.type", error)
    span.set_status(StatusCode.ERROR)
