"""The addresses of files and batches."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from benchmarks.endpoint.answering import Answering, Reply
from benchmarks.endpoint.batches import ENDPOINT, Batch, read_lines
from benchmarks.endpoint.calls import Calls
from benchmarks.endpoint.http_errors import http_error
from benchmarks.endpoint.preparing import Preparing
from benchmarks.endpoint.settings import Settings


@dataclass(frozen=True, slots=True)
class _File:
    id: str
    name: str
    purpose: str
    content: bytes
    created: int = field(default_factory=lambda: int(time.time()))

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": "file",
            "bytes": len(self.content),
            "created_at": self.created,
            "expires_at": None,
            "filename": self.name,
            "purpose": self.purpose,
            "status": "processed",
            "status_details": None,
        }


class BatchRoutes:
    """Keeps files and batches in memory; a batch's lines are answered in the background."""

    def __init__(self, settings: Settings, preparing: Preparing, answering: Answering, calls: Calls) -> None:
        self._settings = settings
        self._preparing = preparing
        self._answering = answering
        self._calls = calls
        self._files: dict[str, _File] = {}
        self._batches: dict[str, Batch] = {}
        self._working: set[asyncio.Task[None]] = set()

    async def upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        given, purpose = form.get("file"), form.get("purpose")
        if not isinstance(given, web.FileField) or not isinstance(purpose, str):
            return _refused(400, "Send multipart/form-data with 'file' and 'purpose'.")
        stored = self._store(given.filename, given.file.read(), purpose)
        return web.json_response(self._files[stored].shown())

    async def file(self, request: web.Request) -> web.Response:
        found = self._files.get(request.match_info["id"])
        return web.json_response(found.shown()) if found else _no_such("File", request)

    async def content(self, request: web.Request) -> web.Response:
        found = self._files.get(request.match_info["id"])
        if found is None:
            return _no_such("File", request)
        return web.Response(body=found.content, content_type="application/octet-stream")

    async def create(self, request: web.Request) -> web.Response:
        try:
            asked = json.loads(await request.read())
            file, endpoint, window = asked["input_file_id"], asked["endpoint"], asked["completion_window"]
        except (ValueError, KeyError, TypeError):
            return _refused(400, "'input_file_id', 'endpoint' and 'completion_window' are required.")
        found = self._files.get(file)
        if found is None or found.purpose != "batch":
            return _refused(400, f"No such File object for a batch: {file}")
        if endpoint != ENDPOINT or window != "24h":
            return _refused(400, f"endpoint must be '{ENDPOINT}' and completion_window '24h'.")
        lines, faults = read_lines(found.content)
        identifier = f"batch_{len(self._batches) + 1:06d}"
        batch = Batch(identifier, file, self._settings, lines, faults, asked.get("metadata"))
        self._batches[identifier] = batch
        if not batch.faults:
            working = asyncio.create_task(batch.work(self._answer))
            self._working.add(working)
            working.add_done_callback(self._working.discard)
        return web.json_response({**batch.shown(), "status": "validating"})

    async def listed(self, request: web.Request) -> web.Response:
        every = [self._shown(batch) for batch in reversed(self._batches.values())]
        ends = {"first_id": every[0]["id"], "last_id": every[-1]["id"]} if every else {}
        return web.json_response({"object": "list", "data": every, "has_more": False, **ends})

    async def shown(self, request: web.Request) -> web.Response:
        batch = self._batches.get(request.match_info["id"])
        return web.json_response(self._shown(batch)) if batch else _no_such("Batch", request)

    async def cancel(self, request: web.Request) -> web.Response:
        batch = self._batches.get(request.match_info["id"])
        if batch is None:
            return _no_such("Batch", request)
        if batch.has_ended or batch.faults:
            return _refused(409, f"Cannot cancel a batch with status '{batch.status}'.")
        batch.cancel()
        return web.json_response(batch.shown())

    def _shown(self, batch: Batch) -> dict[str, Any]:
        batch.end(lambda name, content: self._store(name, content, "batch_output"))
        return batch.shown()

    def _store(self, name: str, content: bytes, purpose: str) -> str:
        identifier = f"file-{len(self._files) + 1:06d}"
        self._files[identifier] = _File(identifier, name, purpose, content)
        return identifier

    def _answer(self, body: bytes) -> Reply:
        """Raises NoChatRequest."""
        reply = self._answering.reply(body, self._preparing.prepare(body), "", batched=True)
        self._calls.batch_lines += 1
        self._calls.billed(reply)
        return reply


def _refused(status: int, message: str) -> web.Response:
    error = http_error(status, message)
    return web.Response(status=status, body=error.body, content_type=error.content_type)


def _no_such(kind: str, request: web.Request) -> web.Response:
    return _refused(404, f"No such {kind} object: {request.match_info['id']}")
