"""An answer cache opened at noon, for the tests of what it keeps."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from quoth.llm.cache import AnswerCache, Stored

STORED = Stored("{}", "tiny", 10, 4, 2, 0.25)
NOON = 1_700_000_000.0
KEPT = dataclasses.replace(STORED, stored=NOON)


def opened(folder: Path) -> AnswerCache:
    cache = AnswerCache(folder, clock=lambda: NOON)
    cache.open()
    return cache


def stored_in(folder: Path, *keys: str, answer: Stored = STORED) -> None:
    cache = opened(folder)
    for key in keys:
        cache.put(key, answer)
    cache.close()


def read_from(folder: Path, key: str) -> Stored | None:
    cache = opened(folder)
    try:
        return cache.get(key)
    finally:
        cache.close()


def lines_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "quoth.llm"]
