"""The command as a user types it, over a model that answers from a queue."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from quoth.asking import Call, Remembered, Reply, Request
from quoth.errors import ModelError
from quoth.llm.limiter import Gauge
from quoth.llm.profiles import local_profile

TEXT = "Ferry fares\n\nThe board will raise fares in May, its chairwoman Ines Dahl said on Monday.\n"
RAISES = {
    "n": 1,
    "by": "Ines Dahl",
    "via": [],
    "first": None,
    "last": None,
    "says": "The board will raise fares in May.",
    "certainty": "certain",
    "side": "none",
    "about": None,
}


class QueueModel:
    """Gives its answers in turn, the last one for ever: claims, an error to raise, or None for a failed call."""

    name = "tiny"
    endpoint = "http://one:8000/v1"
    notice: str | None = None

    def __init__(self) -> None:
        self.profile = replace(local_profile(), slots=1, chunk_tokens=2000)
        self.answers: deque[list[dict[str, Any]] | ModelError | None] = deque([[RAISES]])
        self.asked: list[Request] = []
        self.opened = self.closed = 0

    async def open(self, progress: Callable[[int, int], None] | None = None) -> None:
        self.opened += 1

    async def aclose(self) -> None:
        self.closed += 1

    def remember(self, known: Mapping[str, Remembered]) -> None:
        self.remembered = known

    @property
    def gauge(self) -> Gauge | None:
        return None

    async def ask(self, request: Request, /) -> Reply:
        self.asked.append(request)
        answer = self.answers.popleft() if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, ModelError):
            raise answer
        if answer is None:
            return Reply(None, None, (Call("failed", self.name, tokens_in=50, error="HTTP 500"),))
        raw = json.dumps({"claims": answer, "conditions": []})
        call = Call("ok", self.name, tokens_in=100, tokens_out=20, cost=0.25)
        return Reply(request.answer.model_validate_json(raw), raw, (call,))


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> QueueModel:
    made = QueueModel()
    monkeypatch.setattr("quoth.llm.connect", lambda *args, **options: made)
    return made


@dataclass
class Ended:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def quoth(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Ended]:
    """Runs the command; a traceback is a failed test."""
    from quoth.cli.app import app

    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QUOTH_CACHE_DIR", str(tmp_path / "cache"))

    def type_in(*words: str | Path, stdin: str = "") -> Ended:
        result = CliRunner().invoke(app, [str(word) for word in words], input=stdin, prog_name="quoth")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)

    return type_in


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A folder of three articles."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    return folder
