"""No secret is in anything that a run leaves behind or says, whatever the endpoint echoes of it."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conftest import KEY, Scripted

ANSWER = '{"claims":[{"n":1,"by":"Ines Dahl","via":[],"says":"fares rise in May","side":"none"}],"conditions":[]}'
PASSWORD, TOKEN = "p4ssw0rd-of-ours", "t0ken/of+ours"
FORBIDDEN = [KEY, PASSWORD, TOKEN, "t0ken%2Fof%2Bours", base64.b64encode(f"ada:{PASSWORD}".encode()).decode()]
ECHO = f"key={KEY} 'Bearer {KEY}' {{{KEY}}} at /v1/chat/completions?token=t0ken%2Fof%2Bours ({TOKEN})"
HEADERS = {"WWW-Authenticate": f'Bearer realm="{KEY}"', "X-Request-Id": KEY, "Location": f"/?token={TOKEN}"}


@dataclass
class Ended:
    code: int
    said: str
    left: dict[str, bytes]
    """Every file that was written, by its path."""

    @property
    def leaks(self) -> list[str]:
        found = [secret for secret in FORBIDDEN if secret in self.said]
        return found + [
            name for name, held in self.left.items() for secret in FORBIDDEN if secret.encode() in name.encode() + held
        ]


@pytest.fixture
def quoth(endpoint: Any, tmp_path: Path) -> Callable[..., Ended]:
    """Runs `quoth run` over one article in a process of its own, with an address that holds secrets too."""
    (tmp_path / "a.txt").write_text("Fares rise in May, Ines Dahl said on Monday.\n", encoding="utf-8")

    def go(*words: str, user: str = "", **environ: str) -> Ended:
        address = f"http://{user}{endpoint.address}/v1?token=t0ken%2Fof%2Bours"
        command = ["run", str(tmp_path / "a.txt"), "--out", str(tmp_path / "left/out"), "--base-url", address]
        homes = {name: str(tmp_path / "left/home") for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
        ended = subprocess.run(
            [sys.executable, "-m", "quoth", *command, *words],
            env={
                **os.environ,
                **homes,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "OPENAI_API_KEY": KEY,
                "QUOTH_CACHE_DIR": str(tmp_path / "left/cache"),
                **environ,
            },
            capture_output=True,
            text=True,
            timeout=120,
            cwd=tmp_path,
            check=False,
        )
        files = {str(path): path.read_bytes() for path in (tmp_path / "left").rglob("*") if path.is_file()}
        return Ended(ended.returncode, ended.stdout + ended.stderr, files)

    return go


def fails(endpoint: Any, status: int, body: bytes | None = None) -> None:
    shown = body or json.dumps({"error": {"message": ECHO, "code": KEY, "type": KEY}, "key": KEY}).encode()
    endpoint.script.append(Scripted(status, shown, HEADERS))


def answers(endpoint: Any) -> None:
    message = {"role": "assistant", "content": ANSWER, "key": KEY}
    payload = {"id": KEY, "choices": [{"index": 0, "finish_reason": "stop", "message": message}], "user": ECHO}
    endpoint.script.append(Scripted(200, json.dumps(payload).encode(), HEADERS))


def test_after_a_refusal_that_echoes_it(endpoint: Any, quoth: Callable[..., Ended]) -> None:
    fails(endpoint, 401)
    ended = quoth()
    assert ended.code == 3
    assert "refuses the key" in ended.said
    assert endpoint.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert ended.leaks == []


def test_after_an_error_that_echoes_the_password_of_the_address(endpoint: Any, quoth: Callable[..., Ended]) -> None:
    basic = base64.b64encode(f"ada:{PASSWORD}".encode()).decode()
    fails(endpoint, 400, json.dumps({"error": {"message": f"Basic {basic} {PASSWORD} {KEY}"}}).encode())
    ended = quoth(user=f"ada:{PASSWORD}@")
    assert ended.code == 1
    assert endpoint.seen[0].headers["authorization"] == f"Basic {basic}"
    assert ended.leaks == []


@pytest.mark.parametrize("status", [500, 400, 429, 503])
def test_after_an_error_that_echoes_it(endpoint: Any, quoth: Callable[..., Ended], status: int) -> None:
    fails(endpoint, status)
    fails(endpoint, 400)
    ended = quoth()
    assert ended.code == 1
    kept = b"".join(ended.left.values()).decode("utf-8", "replace")
    assert f"HTTP {status}" in kept
    assert "[key]" in kept
    assert ended.leaks == []


def test_after_an_error_with_status_200_and_after_a_page_that_echo_it(
    endpoint: Any, quoth: Callable[..., Ended]
) -> None:
    fails(endpoint, 200)
    assert quoth().leaks == []
    fails(endpoint, 200, f"<html>{ECHO}</html>".encode())
    ended = quoth("--retry-failed")
    assert ended.code == 1
    assert ended.leaks == []
    assert len(endpoint.seen) == 2


def test_after_a_good_run(endpoint: Any, quoth: Callable[..., Ended]) -> None:
    fails(endpoint, 500)
    answers(endpoint)
    ended = quoth("--json")
    assert ended.code == 0
    assert any(b"Ines Dahl" in held for held in ended.left.values())
    assert ended.leaks == []


def test_also_where_the_sdk_is_told_to_log_all_it_does(endpoint: Any, quoth: Callable[..., Ended]) -> None:
    fails(endpoint, 500)
    answers(endpoint)
    ended = quoth(OPENAI_LOG="debug")
    assert ended.code == 0
    assert ended.leaks == []
    assert "Ines Dahl said" not in ended.said  # nor is the article in it


def test_a_secret_that_is_left_behind_would_be_found(tmp_path: Path) -> None:
    assert Ended(0, f"a {KEY}", {}).leaks
    assert Ended(0, "", {"a": b"..." + KEY.encode()}).leaks
    assert Ended(0, "", {KEY: b""}).leaks
