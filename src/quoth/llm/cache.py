"""Answers that were paid for once: kept on disk under everything that shaped them, and nothing else."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from quoth.llm.keys import answer_key
from quoth.llm.stored import Stored, stored_of
from quoth.llm.writer import AnswerWriter

if TYPE_CHECKING:
    from diskcache import Cache

__all__ = ["AnswerCache", "Stored", "answer_key", "answers_folder", "cache_folder"]

_log = logging.getLogger("quoth.llm")


def cache_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Where Quoth keeps answers and model files: QUOTH_CACHE_DIR, or the user's cache folder."""
    named = (os.environ if environ is None else environ).get("QUOTH_CACHE_DIR")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("quoth")


def answers_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Where in it the answers are."""
    return cache_folder(environ) / "answers"


class AnswerCache:
    """Stored answers by key. A cache that cannot be read or written says so once, and the run goes on without it.

    `get` is for one thread, the one that called `open`; `put` is for any. `clock` tells seconds since the epoch.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock
        self._store: Cache | None = None
        self._writer: AnswerWriter | None = None
        self._said: set[str] = set()

    def open(self) -> None:
        """Opens the files, made if need be. Never raises for what it finds there: it says so, and keeps nothing."""
        from quoth.llm.store import BROKEN, AnotherLayout, make_durable, open_store, reason_of, write

        try:
            store = self._store = open_store(self._folder)
        except AnotherLayout as other:
            self._say("unusable", f"is not used: {other}; `quoth cache clear` empties it")
            return
        except BROKEN as problem:
            self._say("unusable", f"cannot be used ({reason_of(problem)}): answers are not kept from here on")
            return
        self._writer = AnswerWriter(
            start=lambda: make_durable(store),
            write=lambda texts, waits_on: write(store, texts, waits_on),
            end=store.close,
            failed=self._not_written,
        )

    def get(self, key: str) -> Stored | None:
        """What is stored under the key; None where nothing usable is."""
        if self._store is None:
            return None
        if self._writer and (fresh := self._writer.pending(key)):
            return fresh
        try:
            text = self._store.get(key)
            return None if text is None else stored_of(text)
        except ValueError as problem:
            self._say("damaged", f"holds a value that is no answer ({problem}); it is asked anew: `quoth cache verify`")
        except Exception as problem:
            self._not_read(problem)
        return None

    def put(self, key: str, stored: Stored) -> None:
        """Stores an answer, with the time. Returns at once: one thread does all the writing."""
        if self._writer:
            self._writer.put(key, replace(stored, stored=self._clock()))

    def close(self) -> None:
        """Waits for what is being written, and closes the files. Safe to call twice."""
        writer, self._writer = self._writer, None
        if writer:
            writer.close()
        store, self._store = self._store, None
        if store is not None:
            store.close()

    def _not_read(self, problem: Exception) -> None:
        from quoth.llm.store import BROKEN, Pickled, is_busy, is_not_text, reason_of

        if isinstance(problem, Pickled):
            self._say("pickled", "holds a pickled value, which is never read")
        elif is_not_text(problem):
            self._say("damaged", "holds a value that is no text; it is asked anew: `quoth cache verify`")
        elif is_busy(problem):
            self._say("busy", "is held by another process: what it may know is asked anew")
        elif isinstance(problem, BROKEN):
            self._store = None
            self._say("unusable", f"cannot be read ({reason_of(problem)}): answers are asked anew from here on")
        else:
            raise problem

    def _not_written(self, problem: Exception, lost: int) -> None:
        from quoth.llm.store import reason_of

        lost_ones = f", {lost:,} of this run among them" if lost > 1 else ""
        self._say("unusable", f"takes no more ({reason_of(problem)}): answers are not kept from here on{lost_ones}")

    def _say(self, what: str, line: str) -> None:
        """Once for each thing to be said."""
        if what not in self._said:
            self._said.add(what)
            _log.warning("%s", f"the answer cache in {self._folder} {line}")
