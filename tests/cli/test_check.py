"""`quoth check`: what it says and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quoth.errors import OK, PARTIAL, USAGE

if TYPE_CHECKING:
    from conftest import Ended, QueueModel

Quoth = Callable[..., "Ended"]


@pytest.fixture
def out(quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path) -> Path:
    quoth("run", inputs, "--out", tmp_path / "out")
    return tmp_path / "out"


def move_a_span(out: Path) -> None:
    path = out / "records.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    record = json.loads(lines[1])
    for end in ("start", "end"):
        record["claims"][0]["content"][0][end] += 1
    lines[1] = json.dumps(record)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def test_a_sound_folder_is_told_in_one_line(quoth: Quoth, out: Path) -> None:
    ended = quoth("check", out)
    assert ended.code == OK
    assert ended.out == f"{out}: sound: 3 records, 3 chunks = 3 ok + 0 empty + 0 failed, 3 ledger rows\n"
    assert ended.err == ""


def test_a_problem_is_one_line_with_its_place_and_what_to_do(quoth: Quoth, out: Path) -> None:
    move_a_span(out)
    ended = quoth("check", out)
    assert ended.code == PARTIAL
    problem, verdict = ended.out.splitlines()
    assert problem.startswith("records.jsonl:2: article 'b.txt': c1: span ")
    assert problem.endswith("and the same `quoth run` does the article again")
    assert verdict == f"{out}: 1 problem"


def test_following_the_advice_makes_the_folder_sound_again(
    quoth: Quoth, out: Path, inputs: Path, model: QueueModel
) -> None:
    move_a_span(out)
    for name in ("records.jsonl", "articles.jsonl"):
        first, _second, third = (out / name).read_bytes().splitlines(keepends=True)
        (out / name).write_bytes(first + third)
    assert quoth("check", out).code == PARTIAL
    assert quoth("run", inputs, "--out", out).code == OK
    assert quoth("check", out).code == OK


def test_a_torn_line_is_mended_unless_that_is_not_wanted(quoth: Quoth, out: Path) -> None:
    with (out / "ledger.jsonl").open("ab") as file:
        file.write(b'{"command":0')
    ended = quoth("check", out, "--no-mend")
    assert ended.code == PARTIAL
    assert ended.out.startswith("ledger.jsonl: 12 bytes behind the last whole line; `quoth check` without --no-mend")
    ended = quoth("check", out)
    assert ended.code == OK
    assert ended.out.startswith("mended: ledger.jsonl: 12 bytes behind the last whole line cut off\n")
    assert not quoth("check", out).out.startswith("mended")


def test_a_program_gets_every_count_and_the_problems_shown(quoth: Quoth, out: Path) -> None:
    sound = quoth("check", out, "--json")
    assert sound.code == OK
    assert (sound.json["sound"], sound.json["problems"], sound.json["shown"]) == (True, 0, [])
    assert sound.json["contents"]["claims"] == 3
    move_a_span(out)
    ended = quoth("check", out, "--json")
    assert ended.code == PARTIAL
    assert ended.json["kinds"] == {"span": 1}
    assert ended.json["shown"][0]["where"] == "records.jsonl:2"


def test_what_is_no_run_folder_is_refused(quoth: Quoth, out: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path / "in"):
        ended = quoth("check", path)
        assert ended.code == USAGE
        assert ended.err == f"quoth: {path}: not a run folder: it has no manifest.json\n"
    (out / "manifest.json").unlink()
    assert quoth("check", out).code == USAGE


def test_an_id_never_commands_the_terminal(quoth: Quoth, model: QueueModel, tmp_path: Path) -> None:
    path = tmp_path / "evil.jsonl"
    path.write_text(json.dumps({"id": "\x1b[2Ja\u202e", "text": "Fares will rise in May, Ines Dahl said."}) + "\n")
    quoth("run", path, "--out", tmp_path / "out")
    (tmp_path / "out/articles.jsonl").write_bytes(b"")
    ended = quoth("check", tmp_path / "out")
    assert ended.code == PARTIAL
    assert not {"\x1b", "\u202e"} & set(ended.out)
