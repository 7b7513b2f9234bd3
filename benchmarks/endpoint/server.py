"""The endpoint's addresses: models and chat completions, and what a test asks about them."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp import web

from benchmarks.endpoint.answering import Answering, Reply, error_reply
from benchmarks.endpoint.batch_routes import BatchRoutes
from benchmarks.endpoint.calls import Call, Calls
from benchmarks.endpoint.chat_request import NoChatRequest
from benchmarks.endpoint.http_errors import http_error, overloaded, rate_limited
from benchmarks.endpoint.preparing import Prepared, Preparing
from benchmarks.endpoint.rate_limits import RateLimits, retry_headers
from benchmarks.endpoint.sending import send
from benchmarks.endpoint.settings import Settings

_LARGEST_BODY = 2**28


class Server:
    """One endpoint's state and its handlers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._faults = settings.faults
        self._preparing = Preparing(settings)
        self._start_afresh()

    def stats(self) -> dict[str, Any]:
        return self._calls.stats()

    def reset(self) -> None:
        """Counts, log, prefix cache, limits, files and batches start afresh; the fault rules stay, counted anew."""
        self._start_afresh()

    def set_faults(self, faults: Sequence[str]) -> None:
        """Raises ValueError for what is no rule."""
        self._answering.set_faults(faults)
        self._faults = tuple(faults)

    def _start_afresh(self) -> None:
        self._calls = Calls()
        self._answering = Answering(self._settings, self._faults)
        self._limits = RateLimits(self._settings.rpm, self._settings.tpm, time.monotonic)
        self._batches = BatchRoutes(self._settings, self._preparing, self._answering, self._calls)

    def application(self) -> web.Application:
        application = web.Application(client_max_size=_LARGEST_BODY)
        application.add_routes(
            [
                web.post("/v1/chat/completions", self._chat),
                web.get("/v1/models", self._models),
                web.post("/v1/files", self._of_batches("upload")),
                web.get("/v1/files/{id}", self._of_batches("file")),
                web.get("/v1/files/{id}/content", self._of_batches("content")),
                web.post("/v1/batches", self._of_batches("create")),
                web.get("/v1/batches", self._of_batches("listed")),
                web.get("/v1/batches/{id}", self._of_batches("shown")),
                web.post("/v1/batches/{id}/cancel", self._of_batches("cancel")),
                web.get("/_stats", self._told_stats),
                web.get("/_log", self._told_log),
                web.post("/_reset", self._reset),
                web.post("/_faults", self._set_faults),
            ]
        )
        return application

    def _of_batches(self, name: str) -> Callable[[web.Request], Awaitable[web.Response]]:
        """A handler that outlives a reset: the files and batches of the moment are asked."""

        async def handler(request: web.Request) -> web.Response:
            answered: web.Response = await getattr(self._batches, name)(request)
            return answered

        return handler

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        calls = self._calls  # a reset while this call is under way leaves it to the old counts
        with calls.call() as call:
            reply = self._reply(request, await request.read(), call, calls)
            calls.billed(reply)
            if reply.rule is not None:
                call.outcome = reply.outcome
            try:
                response, whole = await send(request, reply, self._settings.first_byte, self._limits.headers)
            except ConnectionError:
                return web.Response()
            if whole:
                calls.sent(call, reply)
        return response

    def _reply(self, request: web.Request, body: bytes, call: Call, calls: Calls) -> Reply:
        try:
            asked = self._preparing.prepare(body)
        except NoChatRequest as problem:
            return error_reply(http_error(400, str(problem)), "no_chat_request")
        calls.asked(call, asked.digest)
        most = self._settings.max_concurrency
        if most is not None and calls.in_flight > most:
            return error_reply(overloaded(), "too_many_at_once")
        if self._limits.any and (refused := self._limited(asked)) is not None:
            return refused
        key = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return self._answering.reply(body, asked, key)

    def _limited(self, asked: Prepared) -> Reply | None:
        exceeded = self._limits.take(max(asked.prompt_tokens, asked.max_tokens or 0), asked.model)
        if exceeded is None:
            return None
        return error_reply(rate_limited(exceeded.said), "limited", retry_headers(exceeded.seconds))

    async def _models(self, request: web.Request) -> web.Response:
        listed = [
            {"id": name, "object": "model", "created": 0, "owned_by": "simulated"} for name in self._settings.models
        ]
        return web.json_response({"object": "list", "data": listed})

    async def _told_stats(self, request: web.Request) -> web.Response:
        return web.json_response(self.stats())

    async def _told_log(self, request: web.Request) -> web.Response:
        try:
            since = int(request.query.get("since", "0"))
        except ValueError:
            return web.json_response({"error": "since is no number"}, status=400)
        return web.Response(text=self._calls.log(since), content_type="application/x-ndjson")

    async def _reset(self, request: web.Request) -> web.Response:
        self.reset()
        return web.json_response(self.stats())

    async def _set_faults(self, request: web.Request) -> web.Response:
        try:
            given = json.loads(await request.read())
            faults = tuple(given["faults"] if isinstance(given, dict) else given)
            self.set_faults(faults)
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            said = str(problem) if type(problem) is ValueError else 'send {"faults": ["NAME=WHEN"]}'
            return web.json_response({"error": said}, status=400)
        return web.json_response({"faults": list(faults)})
