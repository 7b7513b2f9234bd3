"""Opens OpenTelemetry for `--otel`: where spans go, and how, is said by the OTEL_* variables."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from quoth import __version__
from quoth.errors import QuothError
from quoth.runs.progress import Progress
from quoth.runs.tracing import Traced

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

_GROUP = "opentelemetry_traces_exporter"
_MISSING = "spans may be missing: their receiver cannot be reached or refuses them; see OTEL_EXPORTER_OTLP_*"
_PASSED_OVER = "an OTEL_* variable holds what OpenTelemetry does not understand, and is passed over"
_DEFAULT = {"": "otlp_proto_http", "otlp": "otlp_proto_http"}


@contextmanager
def tracing(inner: Progress) -> Iterator[Progress]:
    """A progress that also makes spans; they are sent before it is left.

    Raises QuothError where OpenTelemetry is not installed or the variables cannot be followed.
    """
    try:
        with _said_once(inner.say, _PASSED_OVER):
            provider = _provider()
    except ModuleNotFoundError:
        raise QuothError("--otel needs OpenTelemetry: pip install quoth[otel]") from None
    with _said_once(inner.say, _MISSING):
        try:
            with Traced(inner, provider.get_tracer("quoth", __version__)) as traced:
                yield traced
        finally:
            provider.shutdown()


def _provider() -> TracerProvider:
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create()
    if str(resource.attributes[SERVICE_NAME]).startswith("unknown_service"):
        resource = resource.merge(Resource({SERVICE_NAME: "quoth"}))
    try:
        provider = TracerProvider(resource=resource)
        for exporter in _exporters():
            provider.add_span_processor(BatchSpanProcessor(exporter))
    except ValueError as error:
        raise QuothError(f"--otel: an OTEL_* variable holds what cannot be used: {error}") from None
    return provider


def _exporters() -> Iterator[SpanExporter]:
    """Those that OTEL_TRACES_EXPORTER names; the one over HTTP where it names none."""
    for name in os.environ.get("OTEL_TRACES_EXPORTER", "").split(","):
        wanted = _DEFAULT.get(name.strip(), name.strip())
        if wanted == "none":
            continue
        found = list(entry_points(group=_GROUP, name=wanted))
        if not found:
            if wanted in _DEFAULT.values():
                raise ModuleNotFoundError(wanted)
            raise QuothError(f"--otel: OTEL_TRACES_EXPORTER={name.strip()}: not installed; give otlp, console or none")
        yield found[0].load()()


@contextmanager
def _said_once(say: Callable[[str], None], words: str) -> Iterator[None]:
    """Has OpenTelemetry's own complaints said as one line of ours: theirs may hold an address with its secrets."""

    class Heard(logging.Handler):
        told = False

        def emit(self, record: logging.LogRecord) -> None:
            if not self.told:
                self.told = True
                say(words)

    logger, heard = logging.getLogger("opentelemetry"), Heard(logging.WARNING)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(heard)
    try:
        yield
    finally:
        logger.removeHandler(heard)
        logger.propagate = propagate
