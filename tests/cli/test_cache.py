"""`quoth cache`: what is kept can be looked at, checked, carried to another machine and deleted."""

from __future__ import annotations

import gzip
import json
import pickle
import random
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from quoth.errors import INTERRUPTED, OK, PARTIAL, USAGE
from quoth.llm.cache import AnswerCache, Stored

if TYPE_CHECKING:
    from conftest import Ended

Quoth = Callable[..., "Ended"]
NOON = 1_700_000_000.0
KEYS = [f"{number:064x}" for number in range(1, 7)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the command of these tests keeps its answers."""
    return tmp_path / "cache" / "answers"


def answer(raw: str = '{"a":1}', model: str = "tiny", cost: float | None = 0.25) -> Stored:
    return Stored(raw, model, 100, 40, 20, cost)


def keep(folder: Path, answers: Iterable[tuple[str, Stored]], at: float = NOON) -> None:
    cache = AnswerCache(folder, clock=lambda: at)
    cache.open()
    for key, stored in answers:
        cache.put(key, stored)
    cache.close()


def kept(folder: Path) -> dict[str, dict[str, Any]]:
    with closing(sqlite3.connect(folder / "cache.db")) as rows:
        return {key: json.loads(value) for key, value in rows.execute("SELECT key, value FROM Cache")}


def damage(folder: Path, key: str, change: str, *values: Any) -> None:
    with closing(sqlite3.connect(folder / "cache.db")) as rows, rows:
        assert rows.execute(f"UPDATE Cache SET {change} WHERE key = ?", (*values, key)).rowcount == 1


def exported(key: str, **changes: Any) -> str:
    fields = {"raw": "{}", "model": "m", "tokens_in": 1, "tokens_cached": 0, "tokens_out": 1, "cost": None}
    return json.dumps({"key": key, **fields, "stored": NOON, **changes}) + "\n"


def test_stats_tell_what_is_kept_of_each_model(quoth: Quoth, folder: Path) -> None:
    keep(folder, [(KEYS[0], answer()), (KEYS[1], answer(cost=None))])
    keep(folder, [(KEYS[2], answer(model="big"))], at=NOON + 60)
    on_disk = sum(path.stat().st_size for path in folder.iterdir())
    ended = quoth("cache", "stats", "--json")
    assert ended.code == OK
    told = ended.json
    assert told["schema"] == "quoth.cache-stats/1"
    assert (told["folder"], told["answers"], told["damaged"]) == (str(folder), 3, 0)
    assert (told["oldest"], told["newest"]) == (NOON, NOON + 60)
    assert told["bytes"] == on_disk
    tiny, big = told["models"]
    assert tiny == {
        "model": "tiny",
        "answers": 2,
        "tokens_in": 200,
        "tokens_cached": 80,
        "tokens_out": 40,
        "cost": 0.25,
        "priced": 1,
    }
    assert (big["model"], big["answers"]) == ("big", 1)
    shown = quoth("cache", "stats").out
    assert "3 answers" in shown
    assert "$0.2500 (of 1)" in shown


@pytest.mark.parametrize("verb", [["stats"], ["verify"], ["export", "-"], ["clear"]])
def test_a_cache_that_never_was_is_empty_and_is_not_made(quoth: Quoth, folder: Path, verb: list[str]) -> None:
    assert quoth("cache", *verb).code == OK
    assert not folder.exists()


def test_a_database_that_was_numbered_but_not_made_is_empty(quoth: Quoth, folder: Path) -> None:
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / "cache.db")) as rows:
        rows.execute("PRAGMA user_version = 1")
    for verb in (["stats"], ["verify"], ["export", "-"], ["clear", "--yes"]):
        assert quoth("cache", *verb).code == OK
    keep(folder, [(KEYS[0], answer())])
    assert list(kept(folder)) == [KEYS[0]]


DAMAGE: list[tuple[str, str, list[Any], str]] = [
    ("not JSON", "value = ?", ["rubbish"], "not JSON"),
    ("not UTF-8", "value = CAST(? AS TEXT)", [b"\xff\xfe"], "not JSON"),
    ("a field less", "value = json_remove(value, '$.cost')", [], "no `cost`"),
    ("a field of another type", "value = json_set(value, '$.tokens_in', 'x')", [], "`tokens_in` is text"),
    ("an answer that is no JSON", "value = json_set(value, '$.raw', '{')", [], "`raw` is not JSON"),
    ("a pickle", "mode = 4, value = ?", [pickle.dumps(1)], "no text"),
    ("no value", "value = NULL", [], "no text"),
]


@pytest.mark.parametrize(("change", "values", "told"), [each[1:] for each in DAMAGE], ids=[each[0] for each in DAMAGE])
def test_verify_names_what_is_damaged_and_deletes_it_when_told(
    quoth: Quoth, folder: Path, change: str, values: list[Any], told: str
) -> None:
    keep(folder, [(key, answer()) for key in KEYS[:3]])
    assert quoth("cache", "verify").code == OK
    damage(folder, KEYS[1], change, *values)
    ended = quoth("cache", "verify", "--json")
    assert ended.code == PARTIAL
    (damaged,) = ended.json["damaged"]
    assert damaged["key"] == KEYS[1]
    assert told in damaged["problem"]
    assert ended.json["answers"] == 2
    assert f"{KEYS[1]}: " in quoth("cache", "verify").out
    assert quoth("cache", "stats", "--json").json["damaged"] == 1
    assert quoth("cache", "verify", "--delete-damaged").code == PARTIAL
    assert quoth("cache", "verify").code == OK
    assert sorted(kept(folder)) == [KEYS[0], KEYS[2]]


def test_a_planted_key_is_damage(quoth: Quoth, folder: Path) -> None:
    keep(folder, [(KEYS[0], answer())])
    damage(folder, KEYS[0], "raw = 0, key = ?", pickle.dumps(("a", 1)))
    ended = quoth("cache", "verify", "--delete-damaged", "--json")
    assert "key" in ended.json["damaged"][0]["problem"]
    assert ended.json["deleted"] == 1


def test_verify_tells_a_damaged_database(quoth: Quoth, folder: Path) -> None:
    keep(folder, [(f"{number:064x}", answer('"' + "x" * 3000 + '"')) for number in range(100)])
    path = folder / "cache.db"
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 8192] = b"\xff" * 8192
    path.write_bytes(content)
    ended = quoth("cache", "verify")
    assert ended.code == PARTIAL
    assert "the database itself is damaged" in ended.out


def test_verify_tells_a_file_that_is_no_database(quoth: Quoth, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "cache.db").write_bytes(b"rubbish " * 1000)
    assert quoth("cache", "verify").code == PARTIAL
    ended = quoth("cache", "stats")
    assert ended.code == USAGE
    assert ended.err.count("\n") == 1
    assert "is damaged" in ended.err
    assert quoth("cache", "clear", "--yes").code == OK
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "verb", [["stats"], ["verify"], ["export", "-"], ["import", "-"], ["clear", "--older-than=1d"]]
)
def test_another_layout_is_refused_in_one_line(quoth: Quoth, folder: Path, verb: list[str]) -> None:
    keep(folder, [(KEYS[0], answer())])
    with closing(sqlite3.connect(folder / "cache.db")) as rows:
        rows.execute("PRAGMA user_version = 0")
    ended = quoth("cache", *verb)
    assert ended.code == USAGE
    assert ended.err.count("\n") == 1
    assert "`quoth cache clear` empties it" in ended.err
    assert list(kept(folder)) == [KEYS[0]]
    assert quoth("cache", "clear", "--yes").code == OK
    keep(folder, [(KEYS[1], answer())])
    assert list(kept(folder)) == [KEYS[1]]


@pytest.mark.parametrize("name", ["answers.jsonl", "answers.jsonl.gz"])
def test_what_is_exported_can_be_imported(
    quoth: Quoth, folder: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = answer('{"a":"\\ud83d \u2028"}', cost=None)
    keep(folder, [(KEYS[0], answer()), (KEYS[1], odd)])
    before, file = kept(folder), tmp_path / name
    assert quoth("cache", "export", file).code == OK
    data = gzip.decompress(file.read_bytes()) if name.endswith(".gz") else file.read_bytes()
    assert [json.loads(line)["key"] for line in data.splitlines()] == KEYS[:2]
    monkeypatch.setenv("QUOTH_CACHE_DIR", str(tmp_path / "elsewhere"))
    ended = quoth("cache", "import", file, "--json")
    assert ended.code == OK
    assert (ended.json["added"], ended.json["known"], ended.json["bad"]) == (2, 0, 0)
    assert kept(tmp_path / "elsewhere" / "answers") == before
    assert quoth("cache", "import", file, "--json").json["known"] == 2


def test_export_pipes_into_import(quoth: Quoth, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(folder, [(KEYS[0], answer())])
    lines = quoth("cache", "export", "-").out
    monkeypatch.setenv("QUOTH_CACHE_DIR", str(tmp_path / "elsewhere"))
    assert quoth("cache", "import", "-", stdin=lines).code == OK
    assert kept(tmp_path / "elsewhere" / "answers") == kept(folder)


def test_export_writes_over_nothing_unasked(quoth: Quoth, folder: Path, tmp_path: Path) -> None:
    keep(folder, [(KEYS[0], answer())])
    file = tmp_path / "mine.jsonl"
    file.write_text("mine")
    ended = quoth("cache", "export", file)
    assert ended.code == USAGE
    assert "--force" in ended.err
    assert file.read_text() == "mine"
    assert quoth("cache", "export", file, "--force").code == OK
    assert KEYS[0] in file.read_text()
    assert quoth("cache", "export", tmp_path / "no" / "such" / "folder").code == USAGE
    assert quoth("cache", "export", tmp_path, "--force").code == USAGE
    assert not list(tmp_path.glob(".*.part"))


def test_export_leaves_damaged_ones_out_and_says_so(quoth: Quoth, folder: Path) -> None:
    keep(folder, [(key, answer()) for key in KEYS[:2]])
    damage(folder, KEYS[0], "value = 'rubbish'")
    ended = quoth("cache", "export", "-")
    assert ended.code == PARTIAL
    assert [json.loads(line)["key"] for line in ended.out.splitlines()] == [KEYS[1]]
    assert "1 damaged left out" in ended.err


def test_import_tells_the_lines_that_are_no_answers_and_goes_on(quoth: Quoth, folder: Path) -> None:
    bad = [
        "rubbish\n",
        exported("short"),
        exported(KEYS[1], raw="{"),
        exported(KEYS[1], tokens_out=-1),
        exported(KEYS[1], more=1),
        "[1]\n",
        exported(KEYS[1], stored="today"),
    ]
    ended = quoth("cache", "import", "-", stdin=exported(KEYS[0]) + "".join(bad) + "\n" + exported(KEYS[2]))
    assert ended.code == PARTIAL
    told = [line for line in ended.err.splitlines() if line.startswith("-, line ")]
    assert [line.split(":")[0] for line in told] == [f"-, line {number}" for number in range(2, 9)]
    assert sorted(kept(folder)) == [KEYS[0], KEYS[2]]


def test_import_keeps_what_is_here_unless_told(quoth: Quoth, folder: Path) -> None:
    keep(folder, [(KEYS[0], answer())])
    other = exported(KEYS[0], raw='{"a":2}')
    ended = quoth("cache", "import", "-", stdin=other)
    assert ended.code == PARTIAL
    assert "1 differ" in ended.err
    assert kept(folder)[KEYS[0]]["raw"] == '{"a":1}'
    ended = quoth("cache", "import", "-", "--replace", "--json", stdin=other)
    assert (ended.code, ended.json["replaced"]) == (OK, 1)
    assert kept(folder)[KEYS[0]]["raw"] == '{"a":2}'


@pytest.mark.parametrize("change", ["value = 'rubbish'", "mode = 4, value = NULL, filename = '../../precious'"])
def test_import_mends_what_is_damaged(quoth: Quoth, folder: Path, tmp_path: Path, change: str) -> None:
    precious = tmp_path / "precious"
    precious.write_text("not the cache's")
    keep(folder, [(KEYS[0], answer())])
    damage(folder, KEYS[0], change)
    assert quoth("cache", "import", "-", stdin=exported(KEYS[0])).code == OK
    assert quoth("cache", "verify").code == OK
    assert precious.exists()


def test_a_file_that_is_cut_off_gives_what_it_has(quoth: Quoth, folder: Path, tmp_path: Path) -> None:
    file, drawn = tmp_path / "cut.jsonl.gz", random.Random(1)
    lines = "".join(exported(f"{number:064x}", raw=str(drawn.getrandbits(200))) for number in range(3000))
    whole = gzip.compress(lines.encode())
    file.write_bytes(whole[: len(whole) // 2])
    ended = quoth("cache", "import", file, "--json")
    assert ended.code == PARTIAL
    assert ended.json["bad"] == 1
    assert "after line" in ended.err
    assert 0 < ended.json["added"] == len(kept(folder)) < 3000


def test_clear_deletes_everything_and_gives_the_space_back(quoth: Quoth, folder: Path) -> None:
    keep(folder, [(key, answer('"' + "x" * 100_000 + '"')) for key in KEYS])
    size = (folder / "cache.db").stat().st_size
    damage(folder, KEYS[0], "value = 'rubbish'")
    ended = quoth("cache", "clear", "--yes", "--json")
    assert (ended.code, ended.json["deleted"]) == (OK, 6)
    assert kept(folder) == {}
    assert (folder / "cache.db").stat().st_size < size / 4
    keep(folder, [(KEYS[0], answer())])
    assert quoth("cache", "verify", "--json").json["answers"] == 1


def test_clear_takes_one_models_or_the_old_ones(quoth: Quoth, folder: Path) -> None:
    keep(folder, [(KEYS[0], answer()), (KEYS[1], answer(model="big")), (KEYS[2], answer())])
    keep(folder, [(KEYS[3], answer()), (KEYS[4], answer(model="big"))], at=time.time() - 86_400)
    assert quoth("cache", "clear", "--yes", "--model", "big", "--older-than", "30d", "--json").json["deleted"] == 1
    assert sorted(kept(folder)) == [KEYS[0], KEYS[2], KEYS[3], KEYS[4]]
    assert quoth("cache", "clear", "--yes", "--older-than", "8w", "--json").json["deleted"] == 2
    assert sorted(kept(folder)) == [KEYS[3], KEYS[4]]
    assert quoth("cache", "clear", "--yes", "--model", "none", "--json").json["deleted"] == 0
    assert quoth("cache", "clear", "--yes", "--older-than", "12h", "--json").json["deleted"] == 2


@pytest.mark.parametrize("age", ["", "d", "30", "30m", "-1d", "1.5d", "³d"])
def test_an_age_that_cannot_be_read_deletes_nothing(quoth: Quoth, folder: Path, age: str) -> None:
    keep(folder, [(KEYS[0], answer())])
    ended = quoth("cache", "clear", "--yes", f"--older-than={age}")
    assert ended.code == USAGE
    assert "30d" in ended.err
    assert list(kept(folder)) == [KEYS[0]]


def test_clear_asks_on_a_terminal_and_deletes_nothing_elsewhere(
    quoth: Quoth, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(folder, [(KEYS[0], answer())])
    ended = quoth("cache", "clear", stdin="y\n")
    assert ended.code == USAGE
    assert "--yes" in ended.err
    monkeypatch.setattr("quoth.cli.cache._on_a_terminal", lambda: True)
    assert quoth("cache", "clear", stdin="n\n").code == PARTIAL
    assert quoth("cache", "clear", stdin="").code == INTERRUPTED
    assert list(kept(folder)) == [KEYS[0]]
    ended = quoth("cache", "clear", stdin="y\n")
    assert ended.code == OK
    assert "Delete 1 answer in" in ended.err
    assert kept(folder) == {}


def test_clear_while_a_run_writes_loses_nothing_that_comes_later(quoth: Quoth, folder: Path) -> None:
    cache = AnswerCache(folder)
    cache.open()
    cache.put(KEYS[0], answer())
    cache.get(KEYS[0])
    assert quoth("cache", "clear", "--yes").code == OK
    cache.put(KEYS[1], answer())
    cache.close()
    assert KEYS[1] in kept(folder)


def test_a_file_that_is_not_there_is_one_line(quoth: Quoth, folder: Path, tmp_path: Path) -> None:
    ended = quoth("cache", "import", tmp_path / "none.jsonl")
    assert ended.code == USAGE
    assert ended.err.count("\n") == 1
    assert "none.jsonl" in ended.err
