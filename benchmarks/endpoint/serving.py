"""Runs an endpoint on the loopback interface: in this process until it is ended, or beside a test in a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from benchmarks.endpoint.fault_rules import parse
from benchmarks.endpoint.server import Server
from benchmarks.endpoint.settings import Settings

_HOST = "127.0.0.1"


@asynccontextmanager
async def listening(settings: Settings) -> AsyncIterator[tuple[Server, str]]:
    """A server that answers in the running loop, and its base URL. Raises OSError where the port is taken."""
    server = Server(settings)
    # A caller that hangs up ends its handler: a fault that never answers would wait for ever.
    runner = web.AppRunner(server.application(), handler_cancellation=True, access_log=None, shutdown_timeout=0)
    await runner.setup()
    try:
        await web.TCPSite(runner, _HOST, settings.port, backlog=2048).start()
        yield server, f"http://{_HOST}:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


@dataclass(frozen=True)
class Running:
    """An endpoint in a thread of its own. `url` is its base URL, ending in /v1."""

    url: str
    _server: Server
    _loop: asyncio.AbstractEventLoop

    def stats(self) -> dict[str, Any]:
        """What GET /_stats tells."""
        told: dict[str, Any] = self._in_loop(self._server.stats)
        return told

    def reset(self) -> None:
        """As POST /_reset: counts, log, prefix cache, limits, files and batches start afresh; the faults stay."""
        self._in_loop(self._server.reset)

    def set_faults(self, *faults: str) -> None:
        """As POST /_faults: these rules instead of the others. Raises ValueError."""
        for text in faults:
            parse(text)
        self._in_loop(lambda: self._server.set_faults(faults))

    def _in_loop(self, call: Any) -> Any:
        async def called() -> Any:
            return call()

        return asyncio.run_coroutine_threadsafe(called(), self._loop).result()


@contextmanager
def serving(settings: Settings | None = None) -> Iterator[Running]:
    """An endpoint beside the caller, for as long as the block lasts. Raises OSError, ValueError for a fault rule."""
    started: list[Running] = []
    problems: list[BaseException] = []
    ready, over = threading.Event(), threading.Event()

    async def serve() -> None:
        try:
            async with listening(settings or Settings()) as (server, url):
                started.append(Running(url, server, asyncio.get_running_loop()))
                ready.set()
                await asyncio.to_thread(over.wait)
        except Exception as problem:
            problems.append(problem)
        finally:
            ready.set()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="simulated-endpoint", daemon=True)
    thread.start()
    ready.wait()
    try:
        if problems:
            raise problems[0]
        yield started[0]
    finally:
        over.set()
        thread.join()
