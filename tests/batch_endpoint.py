"""An endpoint on the loopback interface whose model answers by what an article says: now, or in a batch.

A word in the article tells how its chunk is answered: Fickle (invalid at first), Stubborn (never valid), Wordy (cut off
where there is more than one sentence), Shy (refuses), Rude (filtered), Broken (HTTP 400). Anything else: one claim.
"""

from __future__ import annotations

import json
import random
import re
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

MODEL = "gpt-4.1-mini"
"""A model whose price is known."""


def answer(body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """The HTTP status and the body of a chat completion, from the request alone."""
    asked = [message["content"] for message in body["messages"]]
    complained = asked[-1].startswith("This answer is not valid")
    article = next(content for content in reversed(asked) if "[1] " in content)
    words = set(re.findall(r"\w+", article))
    if "Broken" in words:
        return 400, {"error": {"message": "no", "code": "bad", "type": "x"}}
    content, finish, refusal = json.dumps(claims(article)), "stop", None
    if "Stubborn" in words or ("Fickle" in words and not complained):
        content = '{"claims": "none"}'
    elif "Wordy" in words and "[2] " in article:
        content, finish = content[:40], "length"
    elif "Shy" in words:
        content, refusal = "", "I would rather not."
    elif "Rude" in words:
        finish = "content_filter"
    return 200, completion(content, finish, refusal, sum(map(len, asked)) // 4)


def claims(article: str) -> dict[str, Any]:
    last = max(int(number) for number in re.findall(r"^\[(\d+)\] ", article, re.MULTILINE))
    claim = {"n": last, "by": "Ines Dahl", "via": [], "first": None, "last": None, "says": f"Claim {len(article)}."}
    return {"claims": [claim | {"certainty": "certain", "side": "none", "about": None}], "conditions": []}


def completion(content: str, finish: str, refusal: str | None, sent: int) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return {
        "id": "x",
        "object": "chat.completion",
        "created": 1_900_000_000,
        "model": MODEL,
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
        "usage": {"prompt_tokens": sent, "completion_tokens": 20, "total_tokens": sent + 20},
    }


def result_lines(requests: bytes, *, seed: int | None = 0) -> list[bytes]:
    """What a batch writes for a request file, in an order of its own, and the whole from that file alone."""
    lines = []
    for number, line in enumerate(requests.splitlines()):
        request = json.loads(line)
        assert (request["method"], request["url"]) == ("POST", "/v1/chat/completions")
        status, body = answer(request["body"])
        response = {"status_code": status, "request_id": f"r{number}", "body": body}
        result = {"id": f"batch_req_{number}", "custom_id": request["custom_id"], "response": response, "error": None}
        lines.append(json.dumps(result).encode())
    if seed is not None:
        random.Random(seed).shuffle(lines)
    return lines


def answer_files(folder: Path, *names: str, keep: Callable[[int], bool] = lambda number: True) -> Path:
    """Answers request files (all of them, if none is named) as another program would; the path of the results."""
    found = [folder / name for name in names] or sorted(folder.glob("requests-*.jsonl"))
    lines = [line for path in found for line in result_lines(path.read_bytes())]
    return write_lines(
        folder.with_name(f"{folder.name}-results-{'-'.join(path.stem for path in found)}.jsonl"),
        (line for number, line in enumerate(lines) if keep(number)),
    )


def write_lines(path: Path, lines: Iterable[bytes]) -> Path:
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


class BatchEndpoint:
    """Takes chats, files and batches; a batch waits for `finish`. `fails`: statuses for paths, each used once."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.batches: dict[str, dict[str, Any]] = {}
        self.fails: list[tuple[str, int]] = []
        self.breaks_off = False
        """Whether files are cut off in the middle."""
        self.seen: list[tuple[str, str, str]] = []
        """Method, path and Authorization of each request."""
        player = type("Player", (_Player,), {"endpoint": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), player)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def finish(self, state: str = "completed", keep: Callable[[int], bool] = lambda number: True) -> None:
        """Ends every batch under way: requests that are not kept expire."""
        for batch in self.batches.values():
            if batch["status"] != "in_progress":
                continue
            lines = result_lines(self.files[batch["input_file_id"]])
            done = [line for number, line in enumerate(lines) if keep(number)]
            lost = [line for number, line in enumerate(lines) if not keep(number)]
            batch["status"] = state
            batch["output_file_id"] = self.keep_file(done) if done else None
            batch["error_file_id"] = self.keep_file(map(expired, lost)) if lost else None
            batch["request_counts"] = {"total": len(lines), "completed": len(done), "failed": len(lost)}

    def keep_file(self, lines: Iterable[bytes]) -> str:
        name = f"file-{len(self.files) + 1}"
        self.files[name] = b"".join(line + b"\n" for line in lines)
        return name

    def fault(self, path: str) -> int | None:
        for number, (place, status) in enumerate(self.fails):
            if path.endswith(place):
                del self.fails[number]
                return status
        return None

    def take(self, method: str, path: str, sent: bytes, kind: str) -> tuple[int, Any]:
        if path == "/v1/models":
            return 200, {"object": "list", "data": [{"id": MODEL, "object": "model", "owned_by": "us"}]}
        if path == "/v1/chat/completions":
            return answer(json.loads(sent))
        if path == "/v1/files":
            return 200, {"id": self.keep_file([_uploaded(sent, kind)]), "object": "file"}
        if path == "/v1/batches" and method == "POST":
            return 200, self._made(json.loads(sent))
        if path == "/v1/batches":
            newest = list(reversed(self.batches.values()))
            return 200, {"object": "list", "data": newest, "has_more": False}
        name = path.split("/")[3]
        if path.startswith("/v1/batches/") and name in self.batches:
            return 200, self.batches[name]
        if path.endswith("/content") and name in self.files:
            return 200, self.files[name]
        return 404, {"error": {"message": f"nothing at {path}"}}

    def _made(self, asked: dict[str, Any]) -> dict[str, Any]:
        batch = asked | {
            "id": f"batch-{len(self.batches) + 1}",
            "object": "batch",
            "created_at": 1_900_000_000,
            "status": "in_progress",
            "request_counts": {"total": self.files[asked["input_file_id"]].count(b"\n"), "completed": 0, "failed": 0},
        }
        self.batches[batch["id"]] = batch
        return batch


def expired(line: bytes) -> bytes:
    """The line that says that a request was not answered in time."""
    error = {"code": "batch_expired", "message": "This request could not be executed in time."}
    return json.dumps(json.loads(line) | {"response": None, "error": error}).encode()


def _uploaded(sent: bytes, kind: str) -> bytes:
    boundary = kind.partition("boundary=")[2].strip('"').encode()
    part = next(part for part in sent.split(b"--" + boundary) if b'name="file"' in part)
    return part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n").removesuffix(b"\n")


class _Player(BaseHTTPRequestHandler):
    endpoint: BatchEndpoint
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._play("GET", b"")

    def do_POST(self) -> None:
        if self.headers.get("Transfer-Encoding") == "chunked":
            self._play("POST", self._chunks())
        else:
            self._play("POST", self.rfile.read(int(self.headers["Content-Length"])))

    def _chunks(self) -> bytes:
        sent = b""
        while size := int(self.rfile.readline(), 16):
            sent += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return sent

    def _play(self, method: str, sent: bytes) -> None:
        path = self.path.partition("?")[0]
        self.endpoint.seen.append((method, path, self.headers.get("Authorization", "")))
        status = self.endpoint.fault(path)
        if status is None:
            status, body = self.endpoint.take(method, path, sent, self.headers.get("Content-Type", ""))
        else:
            body = {"error": {"message": f"no, {self.headers.get('Authorization')}"}}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.endpoint.breaks_off and path.endswith("/content"):
            data = data[: len(data) // 2]
            self.close_connection = True
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Keeps the test's output clean."""
