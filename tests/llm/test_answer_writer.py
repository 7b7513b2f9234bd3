"""What was paid for is on the disk: whatever becomes of the disk, of the process, or of another process's lock."""

from __future__ import annotations

import dataclasses
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from keeping import KEPT, STORED, lines_in, opened, read_from, stored_in

from quoth.llm import store, writer


def test_a_full_disk_is_told_once_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stored_in(tmp_path, "known")
    # SQLite says of this limit what it says of a full disk.
    monkeypatch.setattr(store, "make_durable", lambda answers: answers._sql("PRAGMA max_page_count = 1").fetchall())
    cache = opened(tmp_path)
    for number in range(3):
        cache.put(str(number), dataclasses.replace(STORED, raw='"' + "x" * 100_000 + '"'))
    assert cache.get("known") == KEPT
    cache.close()
    (line,) = lines_in(caplog)
    assert "disk is full" in line
    assert read_from(tmp_path, "known") == KEPT
    assert read_from(tmp_path, "0") is None


def test_a_crash_of_the_writer_hangs_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(*_: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(store, "write", crash)
    stored_in(tmp_path, "a", "b")
    (line,) = lines_in(caplog)
    assert "a bug" in line


def test_what_has_gathered_is_one_durable_transaction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    groups, synchronous, write = [], [], store.write

    def seen(answers: Any, texts: Any, waits_on: Any) -> None:
        groups.append(len(texts))
        synchronous.append(answers._sql("PRAGMA synchronous").fetchone()[0])
        write(answers, texts, waits_on)

    monkeypatch.setattr(store, "write", seen)
    cache = opened(tmp_path)
    with closing(sqlite3.connect(tmp_path / "cache.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for number in range(100):
            cache.put(str(number), STORED)
        other.execute("ROLLBACK")
    cache.close()
    assert sum(groups) == 100
    assert len(groups) <= 3
    assert set(synchronous) == {2}  # FULL: a commit is on the disk when it returns


@pytest.mark.parametrize("patient", [True, False])
def test_a_database_that_another_process_holds_is_waited_for(
    tmp_path: Path, patient: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(store, "_BUSY_SECONDS", 0.01)
    if not patient:
        monkeypatch.setattr(writer, "PATIENCE", 0.05)
    cache = opened(tmp_path)
    other = sqlite3.connect(tmp_path / "cache.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    cache.put("a", STORED)
    cache.put("b", STORED)
    letting_go = threading.Timer(0.2, other.rollback)
    if patient:
        letting_go.start()
    cache.close()
    if patient:
        letting_go.join()
        assert read_from(tmp_path, "a") == KEPT
        assert lines_in(caplog) == []
    else:
        (line,) = lines_in(caplog)
        assert "another process has it locked" in line
        assert "2 of this run" in line
    other.close()


WRITES = """
import sys
from pathlib import Path
from quoth.llm.cache import AnswerCache, Stored
cache = AnswerCache(Path(sys.argv[1]))
cache.open()
for number in range(int(sys.argv[3])):
    key = f"{sys.argv[2]}{number}"
    cache.put(key, Stored('{"a":"' + "x" * 2000 + '"}', "tiny", 1, 0, 1, None))
    while sys.argv[4:] and cache._writer.pending(key):
        pass
    print(key, flush=True)
cache.close()
"""


def start_writing(folder: Path, name: str, answers: int, *durably: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", WRITES, str(folder), name, str(answers), *durably]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    writing = [start_writing(tmp_path, name, 300) for name in ("one-", "two-")]
    assert [process.wait(60) for process in writing if process.communicate(timeout=60)] == [0, 0]
    cache = opened(tmp_path)
    assert all(cache.get(f"{name}{number}") for name in ("one-", "two-") for number in range(300))
    cache.close()


@pytest.mark.parametrize("after", [1, 7, 40])
def test_kill_9_loses_nothing_that_was_written(tmp_path: Path, after: int, caplog: pytest.LogCaptureFixture) -> None:
    process = start_writing(tmp_path, "k", 1_000_000, "durably")
    assert process.stdout
    written = [process.stdout.readline().strip() for _ in range(after)]
    process.send_signal(signal.SIGKILL)
    written += process.communicate(timeout=60)[0].split()
    cache = opened(tmp_path)
    assert all(cache.get(key) for key in written)
    cache.put("after", STORED)
    cache.close()
    with closing(sqlite3.connect(tmp_path / "cache.db")) as rows:
        assert rows.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert lines_in(caplog) == []


@pytest.mark.parametrize(("layout", "made_by"), [(0, "an older Quoth"), (99, "a newer Quoth")])
def test_a_cache_of_another_layout_is_left_alone(
    tmp_path: Path, layout: int, made_by: str, caplog: pytest.LogCaptureFixture
) -> None:
    stored_in(tmp_path, "a")
    with closing(sqlite3.connect(tmp_path / "cache.db")) as rows:
        rows.execute(f"PRAGMA user_version = {layout}")
        rows.execute("PRAGMA journal_mode = DELETE")
    before = (tmp_path / "cache.db").read_bytes()
    cache = opened(tmp_path)
    assert cache.get("a") is None
    cache.put("b", STORED)
    cache.close()
    assert (tmp_path / "cache.db").read_bytes() == before
    (line,) = lines_in(caplog)
    assert made_by in line
    assert "`quoth cache clear` empties it" in line
