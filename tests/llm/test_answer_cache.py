"""An answer is paid for once; what failed is never kept; nothing secret or pickled is ever in the cache."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import os
import pickle
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from quoth.asking import Message, Reply, Request
from quoth.llm.cache import AnswerCache, Stored, _Pickled, answer_key, cache_folder

Ask = Callable[..., list[Reply]]
Question = Callable[..., Request]
KEY = "key-of-ours-1234567890"
STORED = Stored("{}", "tiny", 10, 4, 2, 0.25)


def test_a_second_run_asks_nobody(endpoint: Any, ask: Ask, question: Question, good: str) -> None:
    endpoint.says(good)
    (paid,) = ask(question())
    (free,) = ask(question(label="another article"))
    assert len(endpoint.seen) == 1
    assert (free.answer, free.raw) == (paid.answer, paid.raw)
    (call,) = free.calls
    assert (call.cache_hit, call.outcome, call.tokens_in, call.tokens_out, call.cost) == (True, "ok", 0, 0, 0.0)
    assert call.model == "tiny"


def test_without_a_cache_everything_is_asked(endpoint: Any, ask: Ask, question: Question, good: str) -> None:
    endpoint.says(good)
    endpoint.says(good)
    ask(question(), cache=False)
    ask(question(), cache=False)
    assert len(endpoint.seen) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"messages": (Message("system", "Read closely."), Message("user", "Something else?"))},
        {"messages": (Message("user", "Read closely."), Message("user", "Does she support it?"))},
        {"max_tokens": 51},
        {"repeat": 1},
        {"schema": {"type": "object"}},
    ],
)
def test_whatever_shapes_an_answer_is_in_its_key(question: Question, change: dict[str, Any]) -> None:
    def key(request: Request, **about: str) -> str:
        return answer_key(
            request, **{"engine": "e", "model": "m", "schema": str(request.schema), "sampling": {}, **about}
        )

    plain = question()
    changed = dataclasses.replace(plain, **change)
    assert key(plain) != key(changed)
    assert key(plain) == key(dataclasses.replace(plain, label="another"))
    assert len({key(plain), key(plain, engine="f"), key(plain, model="n")}) == 3


def test_a_repeat_is_another_answer(endpoint: Any, ask: Ask, question: Question, good: str) -> None:
    endpoint.says(good)
    endpoint.says(good)
    ask(question(), question(repeat=1), question(repeat=1))
    assert [seen.body["seed"] for seen in endpoint.seen] == [0, 1]


def test_what_failed_is_asked_again(endpoint: Any, ask: Ask, question: Question, good: str) -> None:
    endpoint.says(good, finish="length")
    endpoint.fails(400)
    endpoint.says(None, refusal="no")
    for _ in range(3):
        endpoint.says("{}")
    endpoint.says(good)
    replies = ask(*[question()] * 5)
    assert [reply.outcome for reply in replies] == ["truncated", "failed", "refused", "failed", "ok"]
    assert len(endpoint.seen) == 7


def test_a_re_asked_answer_is_kept_under_the_first_question(
    endpoint: Any, ask: Ask, question: Question, good: str
) -> None:
    endpoint.says("{}")
    endpoint.says(good)
    first, second = ask(question(), question())
    assert len(first.calls) == 2
    assert second.calls[0].cache_hit
    assert len(endpoint.seen) == 2


def test_an_answer_that_is_valid_no_more_is_asked_for_again(
    endpoint: Any, ask: Ask, question: Question, good: str
) -> None:
    class Stricter(BaseModel):
        reason: int

    endpoint.says(good)
    endpoint.says('{"reason":3}')
    ask(question())
    (reply,) = ask(question(answer=Stricter))
    assert reply.answer == Stricter(reason=3)
    assert len(endpoint.seen) == 2


def test_the_key_is_nowhere_in_the_cache(
    endpoint: Any, ask: Ask, question: Question, good: str, environ: dict[str, str]
) -> None:
    endpoint.says(good)
    ask(question())
    files = [path for path in Path(environ["QUOTH_CACHE_DIR"]).rglob("*") if path.is_file()]
    assert files
    assert b"she said so" in b"".join(path.read_bytes() for path in files)
    assert not any(KEY.encode() in path.read_bytes() for path in files)


def stored_in(folder: Path, *keys: str) -> None:
    cache = AnswerCache(folder)
    cache.open()

    async def put() -> None:
        for key in keys:
            cache.put(key, STORED)

    asyncio.run(put())
    cache.close()


def read_from(folder: Path, key: str) -> Stored | None:
    cache = AnswerCache(folder)
    cache.open()
    try:
        return cache.get(key)
    finally:
        cache.close()


def test_what_is_stored_comes_back(tmp_path: Path) -> None:
    stored_in(tmp_path / "answers", "a", "b")
    assert read_from(tmp_path / "answers", "a") == STORED
    assert read_from(tmp_path / "answers", "c") is None


class Planted:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.system, ("touch ran",)


@pytest.mark.parametrize("where", ["in the row", "in a file", "in the key"])
def test_a_planted_pickle_is_refused(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "answers"
    stored_in(folder, "a")
    monkeypatch.chdir(tmp_path)
    evil = pickle.dumps(Planted())
    with sqlite3.connect(folder / "cache.db") as rows:
        if where == "in the row":
            rows.execute("UPDATE Cache SET mode = 4, value = ?", (evil,))
        elif where == "in a file":
            (folder / "evil.val").write_bytes(evil)
            rows.execute("UPDATE Cache SET mode = 4, value = NULL, filename = 'evil.val'")
        else:
            rows.execute("UPDATE Cache SET key = ?, raw = 0", (evil,))
    rows.close()
    assert read_from(folder, "a") is None
    cache = AnswerCache(folder)
    cache.open()
    if where == "in the key":
        with pytest.raises(_Pickled):
            list(cache._store)
    cache.close()
    assert not (tmp_path / "ran").exists()
    assert len([record for record in caplog.records if record.name == "quoth.llm"]) == (where != "in the key")


def test_only_text_is_ever_stored(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path)
    cache.open()
    for value in ({"a": 1}, b"bytes", 3, None):
        with pytest.raises(TypeError, match="text"):
            cache._store.set("key", value)
    with pytest.raises(TypeError, match="text"):
        cache._store.set(("key",), "value")
    cache.close()


def test_a_value_that_is_no_answer_is_asked_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    stored_in(tmp_path, "a")
    with sqlite3.connect(tmp_path / "cache.db") as rows:
        rows.execute("UPDATE Cache SET value = 'not json'")
    rows.close()
    assert read_from(tmp_path, "a") is None
    assert "holds a value that is no answer" in caplog.text


@pytest.mark.parametrize("broken", ["a database of rubbish", "a file for a folder"])
def test_a_broken_cache_warns_once_and_the_run_goes_on(
    endpoint: Any,
    ask: Ask,
    question: Question,
    good: str,
    environ: dict[str, str],
    broken: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = Path(environ["QUOTH_CACHE_DIR"]) / "answers"
    folder.parent.mkdir()
    if broken == "a file for a folder":
        folder.write_text("here")
    else:
        folder.mkdir()
        (folder / "cache.db").write_bytes(b"rubbish " * 1000)
    caplog.set_level(logging.WARNING)
    for _ in range(2):
        endpoint.says(good)
    replies = ask(question("one"), question("two"))
    assert [reply.outcome for reply in replies] == ["ok", "ok"]
    lines = [record.getMessage() for record in caplog.records if record.name == "quoth.llm"]
    assert len(lines) == 1
    assert "\n" not in lines[0]
    assert str(folder) in lines[0]


def test_a_cache_that_breaks_under_way_warns_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    cache = AnswerCache(tmp_path)
    cache.open()

    def full(*_: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    cache._store.set = full

    async def put() -> None:
        for number in range(3):
            cache.put(str(number), STORED)

    asyncio.run(put())
    assert cache.get("0") is None
    cache.close()
    assert [record.name for record in caplog.records] == ["quoth.llm"]
    assert "disk is full" in caplog.text


def test_nothing_is_evicted(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path)
    cache.open()
    assert cache._store.eviction_policy == "none"
    assert cache._store.size_limit > 2**60
    assert cache._store.cull_limit == 0
    cache.close()


def test_the_folder_is_the_users_choice(tmp_path: Path) -> None:
    assert cache_folder({"QUOTH_CACHE_DIR": str(tmp_path)}) == tmp_path
    assert cache_folder({}).name == "quoth"
