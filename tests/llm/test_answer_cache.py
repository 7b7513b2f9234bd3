"""An answer is paid for once; what failed is never kept; nothing secret or pickled is ever in the cache."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import os
import pickle
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from keeping import KEPT, NOON, STORED, lines_in, opened, read_from, stored_in
from pydantic import BaseModel

from quoth.asking import Message, Reply, Request
from quoth.llm.cache import answer_key, cache_folder
from quoth.llm.model import Model
from quoth.llm.store import Pickled, open_store

Ask = Callable[..., list[Reply]]
Question = Callable[..., Request]
KEY = "key-of-ours-1234567890"


def test_a_second_run_asks_nobody(endpoint: Any, ask: Ask, question: Question, good: str) -> None:
    endpoint.says(good)
    (paid,) = ask(question())
    (free,) = ask(question(label="another article"))
    assert len(endpoint.seen) == 1
    assert (free.answer, free.raw) == (paid.answer, paid.raw)
    (call,) = free.calls
    assert (call.cache_hit, call.outcome, call.tokens_in, call.tokens_out, call.cost) == (True, "ok", 0, 0, 0.0)
    assert call.model == "tiny"


def test_an_answer_is_kept_once_its_asker_has_written_it_down(
    endpoint: Any, model: Callable[..., Model], question: Question, good: str
) -> None:
    endpoint.says(good)

    async def before_and_after() -> tuple[bool, bool]:
        async with model() as opened:
            assert opened._cache is not None
            reply = await opened.ask(question())
            # No turn of the loop has passed: here the asker writes its row, and a kill leaves no answer without one.
            before = opened._cache.get(reply.key) is not None
            await asyncio.sleep(0)
            return before, opened._cache.get(reply.key) is not None

    assert asyncio.run(before_and_after()) == (False, True)


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


def test_no_two_questions_make_the_same_key(question: Question) -> None:
    def key(*parts: tuple[str, str]) -> str:
        request = question(messages=tuple(Message(role, text) for role, text in parts))  # type: ignore[arg-type]
        return answer_key(request, engine="e", model="m", schema="s", sampling={})

    asked = [
        [("system", "ab"), ("user", "c")],
        [("system", "a"), ("user", "bc")],
        [("user", "abc")],
        [("system", "ab"), ("user", "c"), ("user", "")],
        [("system", ""), ("system", "ab"), ("user", "c")],
        [("user", "\ud800")],
        [("user", "\udc00")],
        [],
    ]
    assert len({key(*parts) for parts in asked}) == len(asked)


def test_a_key_is_the_same_in_every_process(question: Question) -> None:
    key = answer_key(question(), engine="e", model="m", schema="s", sampling={"temperature": 0, "seed": 1})
    assert key == answer_key(question(), engine="e", model="m", schema="s", sampling={"seed": 1, "temperature": 0})
    assert key == "e97f5f0707a2b1e196924bbe78e2ed80d91b0bc688324ec979f70ff3f262a353"


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


def test_what_is_stored_comes_back_with_its_time(tmp_path: Path) -> None:
    stored_in(tmp_path / "answers", "a", "b")
    assert read_from(tmp_path / "answers", "a") == KEPT
    assert read_from(tmp_path / "answers", "c") is None


def test_a_lone_surrogate_survives(tmp_path: Path) -> None:
    odd = dataclasses.replace(STORED, raw='{"a":"\ud83d"}', cost=None)
    stored_in(tmp_path, "a", answer=odd)
    assert read_from(tmp_path, "a") == dataclasses.replace(odd, stored=NOON)


def test_what_is_on_its_way_to_the_disk_is_known_already(tmp_path: Path) -> None:
    cache = opened(tmp_path)
    with closing(sqlite3.connect(tmp_path / "cache.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        cache.put("a", STORED)
        assert cache.get("a") == KEPT
        other.execute("ROLLBACK")
    cache.close()
    assert read_from(tmp_path, "a") == KEPT


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
    with closing(sqlite3.connect(folder / "cache.db")) as rows, rows:
        if where == "in the row":
            rows.execute("UPDATE Cache SET mode = 4, value = ?", (evil,))
        elif where == "in a file":
            (folder / "evil.val").write_bytes(evil)
            rows.execute("UPDATE Cache SET mode = 4, value = NULL, filename = 'evil.val'")
        else:
            rows.execute("UPDATE Cache SET key = ?, raw = 0", (evil,))
    assert read_from(folder, "a") is None
    with closing(open_store(folder)) as answers:
        if where == "in the key":
            with pytest.raises(Pickled):
                list(answers)
    assert not (tmp_path / "ran").exists()
    assert len(lines_in(caplog)) == (where != "in the key")


def test_only_text_is_ever_stored(tmp_path: Path) -> None:
    with closing(open_store(tmp_path)) as answers:
        for value in ({"a": 1}, b"bytes", 3, None):
            with pytest.raises(TypeError, match="text"):
                answers.set("key", value)
        with pytest.raises(TypeError, match="text"):
            answers.set(("key",), "value")


@pytest.mark.parametrize(
    "value",
    [
        "not json",
        "[]",
        '{"raw":"{}","model":"tiny"}',
        '{"raw":"{}","model":"tiny","tokens_in":"10","tokens_cached":4,"tokens_out":2,"cost":1.0,"stored":1}',
        '{"raw":"{}","model":"tiny","tokens_in":10,"tokens_cached":4,"tokens_out":2,"cost":NaN,"stored":1}',
        b"\xff",
    ],
)
def test_a_value_that_is_no_answer_is_asked_anew(
    tmp_path: Path, value: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    stored_in(tmp_path, "a", "b")
    with closing(sqlite3.connect(tmp_path / "cache.db")) as rows, rows:
        rows.execute("UPDATE Cache SET value = CAST(? AS TEXT) WHERE key = 'a'", (value,))
    cache = opened(tmp_path)
    assert cache.get("a") is None
    assert cache.get("a") is None
    assert cache.get("b") == KEPT
    cache.put("a", STORED)
    cache.close()
    assert read_from(tmp_path, "a") == KEPT
    (line,) = lines_in(caplog)
    assert "asked anew: `quoth cache verify`" in line


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


def test_nothing_is_evicted(tmp_path: Path) -> None:
    with closing(open_store(tmp_path)) as answers:
        assert answers.eviction_policy == "none"
        assert answers.size_limit > 2**60
        assert answers.cull_limit == 0


def test_closing_twice_is_no_error(tmp_path: Path) -> None:
    cache = opened(tmp_path)
    cache.close()
    cache.close()
    cache.put("a", STORED)
    assert cache.get("a") is None


def test_the_folder_is_the_users_choice(tmp_path: Path) -> None:
    assert cache_folder({"QUOTH_CACHE_DIR": str(tmp_path)}) == tmp_path
    assert cache_folder({}).name == "quoth"
