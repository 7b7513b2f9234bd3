"""What a contestant is given, and the window in which it is measured: set-up before it, its own report after it.

Only what every Python has is imported here: a peer's environment holds the peer and not Quoth.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Task:
    """Where the endpoint is, what to send to it, how many calls at once, and a folder of the contestant's own."""

    base_url: str
    key: str
    model: str
    in_flight: int
    input: Path
    folder: Path
    options: dict[str, Any]


def given() -> Task:
    """The task that the command line names: a JSON file."""
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    return Task(**{**told, "input": Path(told["input"]), "folder": Path(told["folder"])})


@dataclass
class Counted:
    """What the contestant itself counts inside its window, where it is not one call for every answer."""

    calls: int | None = None


@contextmanager
def window(task: Task) -> Iterator[Counted]:
    """Measures what is inside, and prints it as one line of JSON, the last of stdout.

    `wall` and `cpu` are seconds, `cpu` user and system time of this process and its children; `peak_rss` is bytes,
    of the whole process or of its largest child; `endpoint` is what the endpoint counted meanwhile.
    """
    counted = Counted()
    _endpoint(task, "_reset", post=True)
    used, clock = _cpu(), time.perf_counter()
    yield counted
    wall, cpu = time.perf_counter() - clock, _cpu() - used
    stats = _endpoint(task, "_stats")
    calls = stats["answered"] if counted.calls is None else counted.calls
    report = {"wall": wall, "cpu": cpu, "peak_rss": _peak_rss(), "calls": calls, "endpoint": stats}
    print(json.dumps(report), flush=True)


def bodies(task: Task) -> list[dict[str, Any]]:
    """Quoth's own requests; what all share is one object, as it is in Quoth's process."""
    shared: dict[str, Any] = {}
    read = []
    with task.input.open(encoding="utf-8") as file:
        for line in file:
            body = json.loads(line)
            form = body["response_format"]
            body["response_format"] = shared.setdefault(json.dumps(form), form)
            for message in body["messages"]:
                message["content"] = shared.setdefault(message["content"], message["content"])
            read.append(body)
    return read


async def side_by_side(items: list[Any], ask: Callable[[Any], Awaitable[object]], in_flight: int) -> None:
    """Asks for every item, `in_flight` at a time: as many workers take the next item each."""
    rest = iter(items)

    async def worker() -> None:
        for item in rest:
            await ask(item)

    await asyncio.gather(*(worker() for _ in range(in_flight)))


def _cpu() -> float:
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in each)


def _peak_rss() -> int:
    """Linux hands the starting process's peak down to ru_maxrss: there the process's own is read where it is told."""
    unit = 1 if sys.platform == "darwin" else 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return max(child, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)
    own = next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)
    return max(child, own)


def _endpoint(task: Task, path: str, post: bool = False) -> Any:
    url = f"{task.base_url.removesuffix('/v1')}/{path}"
    request = urllib.request.Request(url, data=b"{}" if post else None, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.loads(response.read() or b"{}")
