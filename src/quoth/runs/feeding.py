"""Items of a slow, blocking iterator for an event loop: read ahead in one thread, a few at a time."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Feed(Generic[T]):
    """Iterates over `items` asynchronously, at most `ahead` of them read before they are wanted.

    What the iterator raises is raised where it would have been. `close` ends the reading; an item that is being read
    just then is waited for by nobody.
    """

    def __init__(self, items: Iterator[T], ahead: int) -> None:
        self._items = items
        self._read: deque[T] = deque()
        self._room = threading.Semaphore(ahead)
        self._news = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._closed = self._at_end = False
        self._error: BaseException | None = None
        # A daemon: a read that blocks for ever, as of a pipe, keeps no process alive.
        threading.Thread(target=self._read_on, name="quoth-reader", daemon=True).start()

    async def __aiter__(self) -> AsyncIterator[T]:
        while True:
            while self._read and not self._closed:
                item = self._read.popleft()
                self._room.release()
                yield item
            if self._closed or (self._at_end and not self._read):
                break
            self._news.clear()
            if not self._read and not self._at_end:
                await self._news.wait()
        if self._error is not None and not self._closed:
            raise self._error

    def close(self) -> None:
        """No more items come."""
        self._closed = True
        self._room.release()
        self._news.set()

    def _read_on(self) -> None:
        try:
            while not self._closed:
                self._room.acquire()
                if self._closed:
                    return
                self._read.append(next(self._items))
                self._tell()
        except StopIteration:
            pass
        except BaseException as error:
            self._error = error
        finally:
            self._at_end = True
            self._tell()

    def _tell(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._news.set)
        except RuntimeError:
            self._closed = True  # the loop is closed: nobody listens any more
