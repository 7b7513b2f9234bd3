"""Reads and writes a second of the answer cache, beside diskcache's plain Cache and its JSONDisk, on one thread.

Plain Cache and JSONDisk commit every value, and a power cut may undo the last commits; ours writes in groups, each of
them on the disk when it is done. Their times stop when the last value is written, ours when `close` has returned.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

import diskcache

import quoth
from quoth.asking import Message, Request
from quoth.llm.cache import AnswerCache, Stored, answer_key
from quoth.llm.stored import text_of


def a_second(count: int, work: Callable[[], object]) -> float:
    """How many of `count` things `work` does in a second."""
    begun = time.perf_counter()
    work()
    return count / (time.perf_counter() - begun)


def ours(folder: Path, answers: dict[str, Stored]) -> tuple[float, float]:
    """Writes and reads a second."""
    cache = AnswerCache(folder)
    cache.open()

    def write() -> None:
        for key, stored in answers.items():
            cache.put(key, stored)
        cache.close()

    writes = a_second(len(answers), write)
    cache.open()
    reads = a_second(len(answers), lambda: [cache.get(key) for key in answers])
    cache.close()
    return writes, reads


def theirs(folder: Path, disk: type[diskcache.Disk], values: Iterable[tuple[str, object]]) -> tuple[float, float]:
    """Writes and reads a second of a cache that is set up as its authors ship it, but with that disk."""
    pairs = list(values)
    with diskcache.Cache(str(folder), disk=disk) as cache:
        writes = a_second(len(pairs), lambda: [cache.set(key, value) for key, value in pairs])
        reads = a_second(len(pairs), lambda: [cache.get(key) for key, _ in pairs])
    return writes, reads


def keys(count: int) -> float:
    """Keys a second, of questions with a static part of 20,000 characters and a chunk of 3,000."""
    rules = Message("system", "Read closely. " * 1430)
    asked = [
        Request((rules, Message("user", f"{number} " + "of words " * 330)), object, {}, 500)  # type: ignore[arg-type]
        for number in range(count)
    ]
    return a_second(count, lambda: [_key(request) for request in asked])


def _key(request: Request) -> str:
    return answer_key(request, engine="e", model="m", schema="{}" * 2000, sampling={"temperature": 0, "seed": 0})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=5000)
    count = parser.parse_args().answers
    claim = {"n": 3, "by": "Ines Dahl", "via": [], "says": "The board will raise fares.", "certainty": "certain"}
    stored = Stored(json.dumps({"claims": [claim] * 15, "conditions": []}), "tiny", 1200, 800, 400, 0.001, time.time())
    named = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(count)]
    print(f"quoth {quoth.__version__}, diskcache {diskcache.__version__}, SQLite {sqlite3.sqlite_version}, ", end="")
    print(f"Python {platform.python_version()}; {count:,} answers of {len(text_of(stored)):,} characters")
    print(f"keys a second: {keys(count):,.0f}")
    with tempfile.TemporaryDirectory() as folder:
        plain = theirs(Path(folder) / "plain", diskcache.Disk, ((key, text_of(stored)) for key in named))
        rows = {
            "ours, as answers": ours(Path(folder) / "ours", dict.fromkeys(named, stored)),
            "plain Cache, as text": plain,
            "JSONDisk, as a dict": theirs(
                Path(folder) / "json", diskcache.JSONDisk, ((key, asdict(stored)) for key in named)
            ),
        }
    for name, (writes, reads) in rows.items():
        print(f"{name:<22}{writes:>10,.0f} writes a second ({writes / plain[0]:.2f} of plain)", end="")
        print(f"{reads:>10,.0f} reads a second ({reads / plain[1]:.2f} of plain)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
