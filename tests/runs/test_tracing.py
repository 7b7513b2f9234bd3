"""A run as OpenTelemetry spans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import Told, articles, call, carry, lines

from quoth.extraction.pipeline import Row
from quoth.runs.lines import LedgerRow
from quoth.runs.progress import Progress
from quoth.runs.tally import Articles
from quoth.runs.tracing import Traced

sdk = pytest.importorskip("opentelemetry.sdk.trace", reason="opentelemetry is not installed: pip install quoth[otel]")
export = pytest.importorskip("opentelemetry.sdk.trace.export")
memory = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")


class Spans:
    """A tracer, and what became of its spans."""

    def __init__(self) -> None:
        self._exporter = memory.InMemorySpanExporter()
        provider = sdk.TracerProvider()
        provider.add_span_processor(export.SimpleSpanProcessor(self._exporter))
        self.tracer = provider.get_tracer("quoth")

    @property
    def ended(self) -> list[Any]:
        return list(self._exporter.get_finished_spans())


def row(outcome: Any = "ok", raw: str | None = None, **changes: object) -> LedgerRow:
    return LedgerRow.of("a7", Row(3, 2, 1, 0, 9, outcome, call(outcome=outcome, **changes), raw, "k"))


def test_a_call_is_a_span_of_its_own_time_under_the_span_of_the_run() -> None:
    spans = Spans()
    with Traced(Told(), spans.tracer) as traced:
        traced.called(row(started=1_900_000_000.5, seconds=2.25, tokens_cached=64))
        traced.settled(Articles(read=2, done=1, skipped=1))
    made, run = spans.ended
    assert (made.name, made.kind.name, run.name) == ("chat tiny", "CLIENT", "quoth run")
    assert made.parent.span_id == run.context.span_id
    assert (made.start_time, made.end_time) == (1_900_000_000_500_000_000, 1_900_000_002_750_000_000)
    assert dict(made.attributes) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "tiny",
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.cache_read.input_tokens": 64,
        "gen_ai.usage.output_tokens": 20,
        "quoth.article": "a7",
        "quoth.chunk": 3,
        "quoth.attempt": 2,
        "quoth.outcome": "ok",
        "quoth.cache_hit": False,
        "quoth.cost": 0.25,
    }
    assert run.attributes["quoth.articles.done"] == 1
    assert run.attributes["quoth.articles.skipped"] == 1
    assert run.attributes["quoth.cost"] == 0.25
    assert run.attributes["gen_ai.usage.input_tokens"] == 100
    assert run.status.status_code.name == made.status.status_code.name == "UNSET"


@pytest.mark.parametrize(
    ("outcome", "error", "kind"),
    [
        ("truncated", "the answer was cut off", "truncated"),
        ("failed", "HTTP 503 from http://one: the mayor said", "503"),
        ("failed", "the answer does not fit the schema: the mayor said", "failed"),
    ],
)
def test_a_failed_call_says_its_kind_and_no_word_more(outcome: str, error: str, kind: str) -> None:
    spans = Spans()
    with Traced(Told(), spans.tracer) as traced:
        traced.called(row(outcome, raw='{"says": "the mayor said"}', error=error, cost=None))
    made, run = spans.ended
    assert (made.attributes["error.type"], made.status.status_code.name) == (kind, "ERROR")
    assert "quoth.cost" not in made.attributes
    for span in (made, run):
        assert "mayor" not in span.to_json()
        assert "http://one" not in span.to_json()


def test_answers_out_of_the_cache_make_no_span() -> None:
    spans = Spans()
    with Traced(Told(), spans.tracer) as traced:
        traced.called(row(cache_hit=True, cost=0.0))
    (run,) = spans.ended
    assert (run.attributes["quoth.calls"], run.attributes["quoth.cache_hits"]) == (0, 1)


def test_a_run_that_an_error_ends_is_marked_without_the_errors_words() -> None:
    spans = Spans()
    with pytest.raises(ValueError, match="the mayor"), Traced(Told(), spans.tracer):
        raise ValueError("the mayor said")
    (run,) = spans.ended
    assert (run.attributes["error.type"], run.status.status_code.name) == ("ValueError", "ERROR")
    assert run.events == ()
    assert "mayor" not in run.to_json()


def test_a_whole_run_has_a_span_for_each_row_of_its_ledger(tmp_path: Path) -> None:
    spans = Spans()
    with Traced(Told(), spans.tracer) as traced:
        carry(tmp_path / "run", articles(3), told=traced)
    *made, run = spans.ended
    assert len(made) == len(lines(tmp_path / "run" / "ledger.jsonl")) > 0
    assert {span.attributes["quoth.article"] for span in made} == {"a0", "a1", "a2"}
    assert run.attributes["quoth.articles.done"] == 3
    assert "mayor" not in "".join(span.to_json() for span in spans.ended)


def test_whoever_watches_is_told_all_that_a_run_tells() -> None:
    class Heard:
        def __init__(self) -> None:
            self.all: list[tuple[object, ...]] = []

        def __getattr__(self, name: str) -> Any:
            return lambda *told: self.all.append((name, *told))

    heard, one, sums = Heard(), row(), Articles(read=1)
    told: list[tuple[Any, ...]] = [
        ("preparing", 1, 2),
        ("expect", 3),
        ("watch", lambda: None),
        ("called", one),
        ("settled", sums),
        ("beat",),
        ("say", "line"),
    ]
    assert {name for name, *_ in told} == {name for name in vars(Progress) if not name.startswith("_")}
    with Traced(heard, Spans().tracer) as traced:
        for name, *words in told:
            getattr(traced, name)(*words)
    assert heard.all == told
