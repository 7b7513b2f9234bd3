"""A real HTTP server on the loopback interface that answers like an OpenAI-compatible endpoint, from a script."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict

from quoth.asking import Message, Reply, Request
from quoth.llm import Model, connect
from quoth.llm.retries import Retries

KEY = "key-of-ours-1234567890"


@dataclass
class Scripted:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False
    seconds: float = 0.0


@dataclass
class Seen:
    """A chat request as it came over the wire."""

    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def contents(self) -> list[str]:
        return [message["content"] for message in self.body["messages"]]


class Endpoint:
    """Plays its script one chat request after the other; what is asked beyond the script answers 400."""

    def __init__(self) -> None:
        self.script: deque[Scripted] = deque()
        self.seen: list[Seen] = []
        self.models: list[dict[str, Any]] | int = [{"id": "tiny", "object": "model", "owned_by": "us"}]
        self.list_body: bytes | None = None
        self.slots: int | None = None
        self.list_seen: list[dict[str, str]] = []
        self.hung_up = threading.Event()
        self.gone = False
        self.in_flight = 0
        self.most_in_flight = 0
        self._counting = threading.Lock()
        player = type("Player", (Player,), {"endpoint": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), player)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.address}/v1"

    def close(self) -> None:
        """Is gone: new connections are refused, those that are open are dropped."""
        self.gone = True
        self._server.shutdown()
        self._server.server_close()

    def says(
        self,
        content: str | None,
        *,
        finish: str = "stop",
        refusal: str | None = None,
        used: tuple[int, int, int] = (100, 40, 20),
        seconds: float = 0.0,
    ) -> None:
        """Adds an answer; `used` is prompt tokens, those of them cached, and completion tokens."""
        body = {
            "id": "x",
            "object": "chat.completion",
            "created": 0,
            "model": "tiny",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": finish,
                    "message": {"role": "assistant", "content": content, "refusal": refusal},
                }
            ],
            "usage": {
                "prompt_tokens": used[0],
                "completion_tokens": used[2],
                "total_tokens": used[0] + used[2],
                "prompt_tokens_details": {"cached_tokens": used[1]},
            },
        }
        self.script.append(Scripted(200, json.dumps(body).encode(), seconds=seconds))

    def fails(self, status: int, message: str = "no", *, code: str | None = None, **headers: str) -> None:
        body = {"error": {"message": message, "code": code, "type": "x"}}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.script.append(Scripted(status, json.dumps(body).encode(), named))

    def sends(self, body: bytes, content_type: str) -> None:
        self.script.append(Scripted(200, body, {"Content-Type": content_type}))

    def hangs_up(self) -> None:
        self.script.append(Scripted(0, b"", drop=True))


class Player(BaseHTTPRequestHandler):
    """Answers one connection of the endpoint that it was made for."""

    endpoint: Endpoint
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.endswith("/props"):
            told = json.dumps({"total_slots": self.endpoint.slots}).encode()
            self._answer(Scripted(200 if self.endpoint.slots else 404, told))
            return
        self.endpoint.list_seen.append(self._lower())
        if self.endpoint.list_body is not None:
            self._answer(Scripted(200, self.endpoint.list_body))
        elif isinstance(self.endpoint.models, int):
            echoed = f"refused: {self.headers.get('Authorization')}"
            self._answer(Scripted(self.endpoint.models, json.dumps({"error": {"message": echoed}}).encode()))
        else:
            self._answer(Scripted(200, json.dumps({"object": "list", "data": self.endpoint.models}).encode()))

    def do_POST(self) -> None:
        if self.endpoint.gone:
            self.close_connection = True
            return
        with self.endpoint._counting:
            self.endpoint.in_flight += 1
            self.endpoint.most_in_flight = max(self.endpoint.most_in_flight, self.endpoint.in_flight)
        try:
            self._play()
        finally:
            with self.endpoint._counting:
                self.endpoint.in_flight -= 1

    def _play(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.endpoint.seen.append(Seen(self._lower(), body))
        script = self.endpoint.script
        scripted = script.popleft() if script else Scripted(400, b'{"error": "no script"}')
        if scripted.drop:
            self.close_connection = True
            return
        until = time.monotonic() + scripted.seconds
        while time.monotonic() < until:
            if self._hung_up():
                self.endpoint.hung_up.set()
                return
            time.sleep(0.02)
        self._answer(scripted)

    def _hung_up(self) -> bool:
        self.connection.setblocking(False)
        try:
            return self.connection.recv(1) == b""
        except BlockingIOError:
            return False
        finally:
            self.connection.setblocking(True)

    def _answer(self, scripted: Scripted) -> None:
        self.send_response(scripted.status)
        headers = {"Content-Type": "application/json", **scripted.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(scripted.body)))
        self.end_headers()
        self.wfile.write(scripted.body)

    def _lower(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def log_message(self, *_: Any) -> None:
        """Keeps the test's output clean."""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    server = Endpoint()
    yield server
    server.close()


class Verdict(BaseModel):
    """What the tests ask for; its schema names `stance` first, out of the alphabet, to see the order kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    reason: str
    stance: Literal["support", "oppose"]


VERDICT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["stance", "reason"],
    "properties": {
        "stance": {"enum": ["support", "oppose"]},
        "reason": {"type": "string", "maxLength": 60},
    },
}
GOOD = '{"reason":"she said so","stance":"support"}'


@pytest.fixture
def good() -> str:
    return GOOD


@pytest.fixture
def verdict() -> Verdict:
    """The answer that `good` holds."""
    return Verdict(reason="she said so", stance="support")


@pytest.fixture
def question() -> Callable[..., Request]:
    def make(text: str = "Does she support it?", **changes: Any) -> Request:
        values: dict[str, Any] = {
            "messages": (Message("system", "Read closely."), Message("user", text)),
            "answer": Verdict,
            "schema": VERDICT_SCHEMA,
            "max_tokens": 50,
            **changes,
        }
        return Request(**values)

    return make


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        "OPENAI_API_KEY": KEY,
        "QUOTH_CACHE_DIR": str(tmp_path / "cache"),
        "QUOTH_MODELS": str(tmp_path / "models.toml"),
    }


@pytest.fixture
def model(endpoint: Endpoint, environ: dict[str, str]) -> Callable[..., Model]:
    """A model at the endpoint whose retries wait next to nothing."""

    def make(name: str | None = "tiny", **options: Any) -> Model:
        made = connect(name, **{"base_url": endpoint.url, "environ": environ, **options})
        made._retries = Retries(first_wait=0.001, longest_wait=0.002)
        return made

    return make


@pytest.fixture
def ask(model: Callable[..., Model]) -> Callable[..., list[Reply]]:
    """Opens a model, asks it the questions one after the other, and closes it."""

    def go(*questions: Request, **options: Any) -> list[Reply]:
        async def all_of_them() -> list[Reply]:
            async with model(**options) as opened:
                return [await opened.ask(question) for question in questions]

        return asyncio.run(all_of_them())

    return go
