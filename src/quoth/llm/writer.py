"""The one thread that writes answers: whatever has gathered while it was busy is one transaction, with one fsync."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from quoth.llm.stored import Stored, text_of

PATIENCE = 60.0
"""Seconds that `close` waits for another process to let go of the database before the last answers are given up."""


class AnswerWriter:
    """Takes answers at once and hands them on in groups.

    `start` runs in the writing thread before the first group, `write` with each group of texts by key and whether to
    wait on for a database that another process holds, `end` after the last. `failed` hears why no more is written, and
    how many answers were lost by it.
    """

    def __init__(
        self,
        *,
        start: Callable[[], None],
        write: Callable[[Mapping[str, str], Callable[[], bool]], None],
        end: Callable[[], None],
        failed: Callable[[Exception, int], None],
    ) -> None:
        self._start = start
        self._write = write
        self._end = end
        self._failed = failed
        self._changed = threading.Condition()
        self._pending: dict[str, Stored] = {}
        self._closing: float | None = None
        self._stopped = False
        # A daemon: an interpreter that ends without `close` is not held up, and SQLite undoes what is half written.
        self._thread = threading.Thread(target=self._run, name="quoth-cache", daemon=True)
        self._thread.start()

    def put(self, key: str, stored: Stored) -> None:
        """Takes an answer, to be written soon. After a failure it is dropped."""
        with self._changed:
            if not self._stopped:
                self._pending[key] = stored
                self._changed.notify()

    def pending(self, key: str) -> Stored | None:
        """What was put under the key and is not on the disk yet."""
        return self._pending.get(key)

    def close(self) -> None:
        """Returns when all is written, or given up, and the thread has ended."""
        with self._changed:
            if self._closing is None:
                self._closing = time.monotonic()
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        try:
            try:
                self._start()
                while group := self._next():
                    self._write({key: text_of(stored) for key, stored in group.items()}, self._waits_on)
                    self._forget(group)
            finally:
                lost = self._stop()
                self._end()
        except Exception as problem:  # whatever it is: answers are not kept any more, and the run goes on
            self._failed(problem, lost)

    def _next(self) -> dict[str, Stored]:
        """All that waits; nothing where no more will come."""
        with self._changed:
            while not self._pending and self._closing is None:
                self._changed.wait()
            return dict(self._pending)

    def _forget(self, written: Mapping[str, Stored]) -> None:
        with self._changed:
            for key, stored in written.items():
                if self._pending.get(key) is stored:  # else a newer answer came under the same key
                    del self._pending[key]

    def _stop(self) -> int:
        with self._changed:
            self._stopped = True
            lost = len(self._pending)
            self._pending.clear()
            return lost

    def _waits_on(self) -> bool:
        return self._closing is None or time.monotonic() - self._closing < PATIENCE
