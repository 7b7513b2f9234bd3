"""OpenAI's batches: a file of requests in, a file of answers and a file of errors out, after a while."""

from __future__ import annotations

import asyncio
import json
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.endpoint.answering import Reply
from benchmarks.endpoint.chat_request import NoChatRequest
from benchmarks.endpoint.http_errors import http_error
from benchmarks.endpoint.settings import Settings

ENDPOINT = "/v1/chat/completions"
_MOST_LINES = 50_000
_LINES_AT_ONCE = 20
_WINDOW = 24 * 3600
_EXPIRED = {
    "code": "batch_expired",
    "message": "This request could not be executed before the completion window expired.",
}

Answer = Callable[[bytes], Reply]
"""The reply to a request's body; raises NoChatRequest."""


@dataclass(frozen=True, slots=True)
class Line:
    """One request of an input file."""

    custom_id: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an input file; `line` from 1 on."""

    code: str
    message: str
    line: int | None = None


def read_lines(content: bytes) -> tuple[list[Line], list[Fault]]:
    """The requests of an input file, and what is wrong with it."""
    lines: list[Line] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for number, written in enumerate(content.splitlines(), start=1):
        if not written.strip():
            continue
        try:
            told = json.loads(written)
            custom_id, body, url = str(told["custom_id"]), told["body"], told["url"]
        except ValueError:
            faults.append(Fault("invalid_json_line", "This line is not parseable as valid JSON.", number))
            continue
        except (KeyError, TypeError):
            faults.append(Fault("missing_required_parameter", "custom_id, method, url and body are required.", number))
            continue
        if custom_id in seen:
            faults.append(
                Fault("duplicate_custom_id", f"The custom_id {custom_id!r} stands in more than one line.", number)
            )
        if url != ENDPOINT or told.get("method") != "POST":
            faults.append(Fault("mismatched_endpoint", f"Method and url must be POST {ENDPOINT}.", number))
        seen.add(custom_id)
        lines.append(Line(custom_id, json.dumps(body, ensure_ascii=False).encode()))
    if not lines and not faults:
        faults.append(Fault("empty_file", "The input file holds no requests."))
    if len(lines) > _MOST_LINES:
        faults.append(Fault("too_many_tasks", f"The input file holds more than {_MOST_LINES} requests."))
    return lines, faults


@dataclass
class Batch:
    """One batch. Its state is worked out from the time that has passed since it was made."""

    id: str
    input_file_id: str
    settings: Settings
    lines: list[Line]
    faults: list[Fault]
    metadata: Any = None
    created: float = field(default_factory=time.time)
    output_file_id: str | None = None
    error_file_id: str | None = None
    _good: list[bytes] = field(default_factory=list)
    _bad: list[bytes] = field(default_factory=list)
    _worked: bool = False
    _cancelled: float | None = None
    _ended: float | None = None

    def __post_init__(self) -> None:
        if self.settings.batch_end == "failed":
            self.faults.append(Fault("invalid_request", "The batch was refused on request."))
        # Results come in no order that a client may count on.
        random.Random(f"{self.settings.seed} {self.id}").shuffle(self.lines)

    async def work(self, answer: Answer) -> None:
        """Answers the lines, a few at a time, so that other calls are answered meanwhile."""
        end, share = self.settings.batch_end, self.settings.batch_answered
        answered = len(self.lines) if end == "completed" else math.ceil(share * len(self.lines))
        for place, line in enumerate(self.lines):
            if self._cancelled is not None:
                return
            if place % _LINES_AT_ONCE == 0:
                await asyncio.sleep(0)
            if place < answered:
                status, body = _answer_of(line, answer)
            elif end == "expired":
                self._bad.append(_result(self.id, place, line, None, None, _EXPIRED))
                continue
            else:
                status, body = 500, http_error(500, "The server had an error.", kind="server_error").body
            (self._good if status == 200 else self._bad).append(_result(self.id, place, line, status, body, None))
        self._worked = True

    def cancel(self) -> None:
        if self.status in ("validating", "in_progress", "finalizing"):
            self._keep_what_was_done()
            self._cancelled = time.time()

    def _keep_what_was_done(self) -> None:
        done = self._share()
        self._good = self._good[: int(done * len(self._good))]
        self._bad = self._bad[: int(done * len(self._bad))]

    def _share(self) -> float:
        """The share of its time that has passed."""
        seconds = self.settings.batch_seconds
        return 1.0 if seconds <= 0 else min(1.0, (time.time() - self.created) / seconds)

    @property
    def status(self) -> str:
        if self.faults:
            return "validating" if self._share() < 0.1 else "failed"
        if self._cancelled is not None:
            return "cancelled" if self._ended else "cancelling"
        share = self._share()
        if share >= 1 and self._worked:
            return "expired" if self.settings.batch_end == "expired" else "completed"
        return "validating" if share < 0.1 else "finalizing" if share >= 0.9 and self._worked else "in_progress"

    @property
    def has_ended(self) -> bool:
        return self.status in ("completed", "expired") or self._cancelled is not None

    def end(self, store: Callable[[str, bytes], str]) -> None:
        """Writes its files once it has ended; `store` gives a file's id for its name and content."""
        if self._ended is not None or not self.has_ended:
            return
        if self._good:
            self.output_file_id = store(f"{self.id}_output.jsonl", b"".join(self._good))
        if self._bad:
            self.error_file_id = store(f"{self.id}_error.jsonl", b"".join(self._bad))
        self._ended = time.time()

    def shown(self) -> dict[str, Any]:
        """The batch object."""
        status, created = self.status, int(self.created)
        ended = int(self._ended or time.time())
        share = 1.0 if self.has_ended else self._share()
        errors = [
            {"code": each.code, "message": each.message, "line": each.line, "param": None} for each in self.faults
        ]
        return {
            "id": self.id,
            "object": "batch",
            "endpoint": ENDPOINT,
            "errors": {"object": "list", "data": errors} if status == "failed" else None,
            "input_file_id": self.input_file_id,
            "completion_window": "24h",
            "status": status,
            "output_file_id": self.output_file_id,
            "error_file_id": self.error_file_id,
            "created_at": created,
            "in_progress_at": None if status in ("validating", "failed") else created,
            "expires_at": created + _WINDOW,
            "finalizing_at": ended if status in ("finalizing", "completed") else None,
            "completed_at": ended if status == "completed" else None,
            "failed_at": ended if status == "failed" else None,
            "expired_at": ended if status == "expired" else None,
            "cancelling_at": int(self._cancelled) if self._cancelled else None,
            "cancelled_at": ended if status == "cancelled" else None,
            "request_counts": {
                "total": 0 if self.faults or status == "validating" else len(self.lines),
                "completed": int(share * len(self._good)),
                "failed": int(share * len(self._bad)),
            },
            "metadata": self.metadata,
        }


def _answer_of(line: Line, answer: Answer) -> tuple[int, bytes]:
    try:
        reply = answer(line.body)
    except NoChatRequest as problem:
        return 400, http_error(400, str(problem)).body
    return reply.status, reply.body


def _result(
    batch: str, place: int, line: Line, status: int | None, body: bytes | None, error: dict[str, str] | None
) -> bytes:
    response: dict[str, Any] | None = None
    if body is not None:
        try:
            told = json.loads(body)
        except ValueError:  # a page of HTML
            told = body.decode()
        response = {"status_code": status, "request_id": f"req_{batch}_{place}", "body": told}
    written = {"id": f"batch_req_{batch}_{place}", "custom_id": line.custom_id, "response": response, "error": error}
    return json.dumps(written, ensure_ascii=False).encode() + b"\n"
