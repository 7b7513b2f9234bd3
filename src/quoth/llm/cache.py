"""Answers that were paid for once: kept on disk under everything that shaped them, and nothing else."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sqlite3
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from quoth.asking import Request

_log = logging.getLogger("quoth.llm")
_NO_LIMIT = 2**62


def cache_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Where Quoth keeps answers and model files: QUOTH_CACHE_DIR, or the user's cache folder."""
    named = (os.environ if environ is None else environ).get("QUOTH_CACHE_DIR")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("quoth")


@dataclass(frozen=True, slots=True)
class Stored:
    """A validated answer as the model wrote it, and what the call that paid for it used."""

    raw: str
    model: str
    tokens_in: int
    tokens_cached: int
    tokens_out: int
    cost: float | None


def answer_key(request: Request, *, engine: str, model: str, schema: str, sampling: Mapping[str, Any]) -> str:
    """SHA-256 of all that shapes an answer. `engine` says who runs the model, without any secret."""
    shape = {
        "engine": engine,
        "model": model,
        "messages": [[message.role, message.content] for message in request.messages],
        "schema": schema,
        "max_tokens": request.max_tokens,
        "sampling": dict(sampling),
        "repeat": request.repeat,
    }
    # ASCII, so that a lone surrogate in a text cannot fail to encode.
    return hashlib.sha256(json.dumps(shape, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()


class AnswerCache:
    """Stored answers by key. A cache that cannot be read or written says so once, and the run goes on without it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store: Any = None
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="quoth-cache")
        self._warned = False
        self._pending: dict[str, str] = {}

    def open(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._store = _open_store(self._folder)
        except _broken_store() as problem:
            self._give_up(problem)

    def get(self, key: str) -> Stored | None:
        """What is stored under the key; None where nothing usable is."""
        if self._store is None:
            return None
        try:
            text = self._pending.get(key) or self._store.get(key)
            return None if text is None else Stored(**json.loads(text))
        except _Pickled:
            self._warn(f"the answer cache in {self._folder} holds a pickled value, which is never read")
        except (ValueError, TypeError):
            self._warn(f"the answer cache in {self._folder} holds a value that is no answer; it is asked anew")
        except _broken_store() as problem:
            self._give_up(problem)
        return None

    def put(self, key: str, stored: Stored) -> None:
        """Stores an answer; one thread does all the writing."""
        if self._store is not None:
            text = self._pending[key] = json.dumps(asdict(stored), separators=(",", ":"))
            self._writer.submit(self._write, key, text)

    def close(self) -> None:
        """Waits for what is being written, and closes the files."""
        if self._store is not None:
            self._writer.submit(self._store.close)
            self._store.close()
        self._writer.shutdown(wait=True)
        self._store = None

    def _write(self, key: str, text: str) -> None:
        store = self._store
        if store is None:
            return
        try:
            store.set(key, text)
            self._pending.pop(key, None)
        except _broken_store() as problem:
            self._give_up(problem)

    def _give_up(self, problem: Exception) -> None:
        self._store = None
        reason = getattr(problem, "strerror", None) or str(problem) or type(problem).__name__
        self._warn(f"the answer cache in {self._folder} cannot be used ({reason}): answers are not kept from here on")

    def _warn(self, line: str) -> None:
        if not self._warned:
            self._warned = True
            _log.warning("%s", line)


class _Pickled(Exception):
    """A value that only unpickling could read: running whatever somebody wrote into the file."""


@lru_cache(maxsize=1)
def _broken_store() -> tuple[type[Exception], ...]:
    from diskcache import Timeout

    return (sqlite3.Error, OSError, Timeout)


@lru_cache(maxsize=1)
def _text_disk() -> type:
    from diskcache import Disk
    from diskcache.core import MODE_RAW

    class TextDisk(Disk):  # type: ignore[misc]
        """Stores text only and never unpickles (CVE-2025-69872): diskcache reads keys by `get`, values by `fetch`."""

        def put(self, key: Any) -> Any:
            if type(key) is not str:
                raise TypeError(f"a cache key is text, not {type(key).__name__}")
            return super().put(key)

        def get(self, key: Any, raw: Any) -> Any:
            if not raw or type(key) is not str:
                raise _Pickled
            return key

        def store(self, value: Any, read: Any, key: Any = None) -> Any:
            if type(value) is not str:
                raise TypeError(f"a cached answer is text, not {type(value).__name__}")
            return super().store(value, read, key)

        def fetch(self, mode: Any, filename: Any, value: Any, read: Any) -> Any:
            if mode != MODE_RAW or type(value) is not str:
                raise _Pickled
            return value

    return TextDisk


def _open_store(folder: Path) -> Any:
    from diskcache import Cache

    return Cache(
        str(folder),
        disk=_text_disk(),
        disk_min_file_size=_NO_LIMIT,  # every answer in the database itself, none in files beside it
        eviction_policy="none",
        size_limit=_NO_LIMIT,  # answers were paid for: the default of 1 GB would drop them
        cull_limit=0,
        statistics=0,
    )
