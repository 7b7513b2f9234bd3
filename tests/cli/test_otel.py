"""`quoth run --otel`, as a receiver of spans on this machine sees it."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from conftest import Ended, QueueModel

Quoth = Callable[..., Ended]
_KEY = "sk-never-to-be-seen"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No OTEL_* variable but those that a test sets."""
    pytest.importorskip("opentelemetry.sdk", reason="opentelemetry is not installed: pip install quoth[otel]")
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    for name in ("TRACES_EXPORTER", "SERVICE_NAME", "RESOURCE_ATTRIBUTES", "SDK_DISABLED", "TRACES_SAMPLER"):
        monkeypatch.delenv(f"OTEL_{name}", raising=False)
    return monkeypatch


class Receiver(ThreadingHTTPServer):
    """Keeps the bodies of what is sent to it, and answers each with `status`."""

    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: list[bytes] = []


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(self.server.status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *words: object) -> None: ...


@pytest.fixture
def receiver(settings: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        # A receiver's address may hold a secret of its own.
        settings.setenv(
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", f"http://127.0.0.1:{server.server_port}/v1/traces?k={_KEY}"
        )
        settings.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "5")
        yield server
        server.shutdown()
        thread.join()


def sent(receiver: Receiver) -> list[Any]:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    return [of for body in receiver.bodies for of in ExportTraceServiceRequest.FromString(body).resource_spans]


def test_the_spans_of_a_run_arrive_without_a_word_of_an_article(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", _KEY)
    ended = quoth("run", inputs, "--out", tmp_path / "out", "--otel")
    assert ended.code == 0
    names = [span.name for of in sent(receiver) for scope in of.scope_spans for span in scope.spans]
    assert sorted(names) == ["chat tiny", "chat tiny", "chat tiny", "quoth run"]
    resource = {each.key: each.value.string_value for each in sent(receiver)[0].resource.attributes}
    assert resource["service.name"] == "quoth"
    for word in (_KEY, "Ines Dahl", "raise fares"):
        assert word.encode() not in b"".join(receiver.bodies)


def test_the_services_name_is_the_variables_business(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path, receiver: Receiver, settings: pytest.MonkeyPatch
) -> None:
    settings.setenv("OTEL_SERVICE_NAME", "night desk")
    quoth("run", inputs, "--out", tmp_path / "out", "--otel")
    resource = {each.key: each.value.string_value for each in sent(receiver)[0].resource.attributes}
    assert resource["service.name"] == "night desk"


def test_a_receiver_that_refuses_is_said_once_and_stops_no_run(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path, receiver: Receiver
) -> None:
    receiver.status = 401
    ended = quoth("run", inputs, "--out", tmp_path / "out", "--otel", "--json-progress")
    told = [json.loads(line) for line in ended.err.splitlines()]
    (message,) = [event["text"] for event in told if event["event"] == "message"]
    assert message.startswith("spans may be missing")
    assert (told[-1]["event"], ended.code) == ("end", 0)
    assert _KEY not in ended.err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("OTEL_TRACES_EXPORTER", "pigeon", "OTEL_TRACES_EXPORTER=pigeon: not installed"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "-1", "an OTEL_* variable holds what cannot be used"),
    ],
)
def test_a_variable_that_cannot_be_followed_ends_with_2(
    quoth: Quoth,
    model: QueueModel,
    inputs: Path,
    tmp_path: Path,
    settings: pytest.MonkeyPatch,
    name: str,
    value: str,
    said: str,
) -> None:
    settings.setenv(name, value)
    ended = quoth("run", inputs, "--out", tmp_path / "out", "--otel")
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1


def test_a_variable_that_is_passed_over_is_told(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path, receiver: Receiver, settings: pytest.MonkeyPatch
) -> None:
    settings.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "soon")
    ended = quoth("run", inputs, "--out", tmp_path / "out", "--otel")
    assert (ended.code, ended.err.count("passed over"), len(receiver.bodies)) == (0, 1, 1)


def test_none_sends_nothing(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path, receiver: Receiver, settings: pytest.MonkeyPatch
) -> None:
    settings.setenv("OTEL_TRACES_EXPORTER", "none")
    assert quoth("run", inputs, "--out", tmp_path / "out", "--otel").code == 0
    assert receiver.bodies == []


def test_without_the_extra_one_line_says_what_to_install(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("opentelemetry", "opentelemetry.sdk", "opentelemetry.sdk.resources"):
        monkeypatch.setitem(sys.modules, name, None)
    ended = quoth("run", inputs, "--out", tmp_path / "out", "--otel")
    assert (ended.code, ended.err) == (2, "quoth: --otel needs OpenTelemetry: pip install quoth[otel]\n")
    assert not (tmp_path / "out").exists()
