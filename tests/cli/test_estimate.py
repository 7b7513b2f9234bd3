"""`quoth estimate` and `quoth stats`: what is printed, for a person and for a program, and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quoth.errors import MODEL, OK, PARTIAL, USAGE

if TYPE_CHECKING:
    from conftest import Ended, QueueModel

Quoth = Callable[..., "Ended"]


def test_models_stand_side_by_side_and_say_what_they_are_told_from(quoth: Quoth, inputs: Path) -> None:
    ended = quoth("estimate", inputs, "-m", "gpt-4.1-mini", "-m", "no-such", "-m", "local")
    assert (ended.code, ended.err) == (OK, "")
    lines = ended.out.splitlines()
    assert lines[0].startswith("3 articles, ")
    assert lines[1].split() == ["gpt-4.1-mini", "no-such", "local"]
    rows = {line[:28].strip(): line[28:] for line in lines[2:]}
    assert rows["chunks"].split() == ["3", "3", "3"]
    assert "$" in rows["cost"]
    assert "not known" in rows["cost"]
    assert "gpt-4.1-mini: shipped constants" in ended.out
    assert "price not known" in ended.out


def test_an_estimate_asks_nobody(quoth: Quoth, model: QueueModel, inputs: Path) -> None:
    assert quoth("estimate", inputs, "--base-url", "http://127.0.0.1:1/v1", "-m", "x").code == OK
    assert (model.opened, model.asked) == (0, [])


def test_an_estimate_for_a_program(quoth: Quoth, inputs: Path) -> None:
    told = quoth("estimate", inputs, "-m", "gpt-4.1-mini", "--sample", "2", "--rpm", "1", "--json").json
    assert (told["schema"], told["articles"], told["sampled"]) == ("quoth.estimate/1", 3, 2)
    (one,) = told["estimates"]
    assert one["calls"]["mean"] == pytest.approx(3)
    assert one["held_up_by"] == "requests a minute"
    assert one["seconds"]["mean"] == pytest.approx(180)
    assert set(one["cost"]) == {"low", "mean", "high"}


def test_a_run_is_an_example_for_the_next(quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path) -> None:
    quoth("run", inputs, "--out", tmp_path / "out", "--prompt", "claims")
    told = quoth("estimate", inputs, "-m", "tiny", "--prompt", "claims", "--like", tmp_path / "out", "--json").json
    (one,) = told["estimates"]
    assert one["ratios"]["calls"] == 3
    assert (one["tokens_in"]["mean"], one["tokens_out"]["mean"]) == pytest.approx((300, 60))


def test_columns_are_those_of_a_run(quoth: Quoth, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"story": "Fares will rise, Ines Dahl said."}) + "\n")
    assert quoth("estimate", path, "--text-column", "story", "-m", "local", "--json").json["articles"] == 1
    line = path.read_text()
    assert quoth("estimate", "-", "--text-column", "story", "-m", "local", "--json", stdin=line).json["articles"] == 1


def test_an_input_that_cannot_be_read_is_named(quoth: Quoth, inputs: Path, tmp_path: Path) -> None:
    ended = quoth("estimate", inputs, tmp_path / "evil\x1b.txt", "-m", "local")
    assert ended.code == PARTIAL
    assert "evil" in ended.err
    assert "\x1b" not in ended.err
    assert "1 input that cannot be read" in ended.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["nosuch.txt"], USAGE),
        (["IN", "--prompt", "nosuch"], USAGE),
        (["IN", "--like", "nosuch"], USAGE),
        (["IN", "--sample", "0"], USAGE),
        (["IN", "--base-url", "nonsense"], MODEL),
    ],
)
def test_what_cannot_be_estimated_ends_with_one_line(
    quoth: Quoth, inputs: Path, words: list[str], code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = quoth("estimate", *(str(inputs) if word == "IN" else word for word in words))
    assert (ended.code, ended.out) == (code, "")
    assert "Traceback" not in ended.err


def test_a_report_says_what_a_run_came_to(quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path) -> None:
    model.answers.appendleft(None)
    quoth("run", inputs, "--out", tmp_path / "out")
    ended = quoth("stats", tmp_path / "out")
    assert ended.code == OK
    assert "articles: 3 with a record" in ended.out
    assert "chunks: 3, of which 2 ok, 0 empty, 1 failed" in ended.out
    rows = [line.split() for line in ended.out.splitlines()]
    assert ["ok", "2", "200", "0", "40", "$0.5000", "0.0"] in rows
    assert "1 × failed: HTTP 500  (as in a.txt)" in ended.out
    assert "1,000 such articles with nothing in the cache: $167" in ended.out


def test_a_report_for_a_program(quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path) -> None:
    quoth("run", inputs, "--out", tmp_path / "out")
    told = quoth("stats", tmp_path / "out", "--json").json
    assert told["schema"] == "quoth.run-report/1"
    assert told["calls"]["ok"]["calls"] == told["together"]["calls"] == 3
    assert told["cost_a_thousand_articles"] == pytest.approx(250)
    assert [one["state"] for one in told["commands"]] == ["finished"]


def test_a_report_never_commands_the_terminal(quoth: Quoth, model: QueueModel, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"id": "evil\x1b]0;owned\x07[bold]", "text": "Fares rise, Ines Dahl said."}) + "\n")
    quoth("run", path, "--out", tmp_path / "out")
    ledger = tmp_path / "out" / "ledger.jsonl"
    row = json.loads(ledger.read_text()) | {"outcome": "failed", "error": "no\x1b[2J \u202ewhy"}
    ledger.write_text(json.dumps(row) + "\n")
    ended = quoth("stats", tmp_path / "out")
    assert "[bold]" in ended.out
    assert not {"\x1b", "\x07", "\u202e"} & set(ended.out)


def test_a_report_of_a_folder_that_is_no_run_ends_with_one_line(quoth: Quoth, inputs: Path) -> None:
    ended = quoth("stats", inputs)
    assert (ended.code, ended.out, len(ended.err.splitlines())) == (USAGE, "", 1)
