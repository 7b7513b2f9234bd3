"""The same work for many items in several processes: results in the order of the items, a bounded number under way."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context
from typing import Any, TypeVar

from quoth.errors import OutputError

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_FEW = 100
"""Items that are done here: a process needs a second or two before it can begin."""
_BATCH = 8
"""Items handed to a process at once."""


def processors() -> int:
    """How many this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def in_order(work: Callable[[_Item], _Result], items: Iterable[_Item], processes: int) -> Iterator[_Result]:
    """`work` of each item. Where processes are used, `work`, the items and the results are pickled.

    Raises what `work` raises, and OutputError where a process is killed.
    """
    rest = iter(items)
    first = list(islice(rest, _FEW + 1))
    if processes < 2 or len(first) <= _FEW:
        yield from map(work, chain(first, rest))
        return
    # Spawned and not forked: a fork would take the threads' locks and the open files with it.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _begin, (work,))
    try:
        yield from _results(pool, chain(first, rest), 3 * processes)
    except BrokenProcessPool:
        raise OutputError("a process of this command was killed: is there memory enough? nothing is written") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _results(pool: ProcessPoolExecutor, items: Iterator[Any], most: int) -> Iterator[Any]:
    under_way: deque[Future[list[Any]]] = deque()
    while batch := list(islice(items, _BATCH)):
        under_way.append(pool.submit(_done, batch))
        if len(under_way) >= most:
            yield from under_way.popleft().result()
    while under_way:
        yield from under_way.popleft().result()


_work: Callable[[Any], Any]
"""Of this process: sent once, and not with every batch."""


def _begin(work: Callable[[Any], Any]) -> None:
    global _work
    # Ctrl-C is the first process's to answer; it ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work = work


def _done(batch: list[Any]) -> list[Any]:
    return [_work(item) for item in batch]
