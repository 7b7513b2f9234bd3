"""`quoth try`, `show`, `schema`, `models`, `doctor` and the command itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quoth import __version__
from quoth.cli.doctor import checked
from quoth.errors import MODEL, OK, PARTIAL, USAGE
from quoth.llm import ModelStatus
from quoth.records import Record
from quoth.views.schemas import SCHEMAS

if TYPE_CHECKING:
    from conftest import Ended, QueueModel

Quoth = Callable[..., "Ended"]


def test_try_shows_each_claim_in_its_sentence(quoth: Quoth, model: QueueModel, inputs: Path) -> None:
    ended = quoth("try", inputs / "a.txt")
    assert ended.code == OK
    assert "Ines Dahl (person)" in ended.out
    assert "[The board will raise fares in May]" in ended.out
    assert "says: The board will raise fares in May." in ended.out


def test_try_prints_the_record_for_a_program(quoth: Quoth, model: QueueModel, inputs: Path) -> None:
    ended = quoth("try", inputs / "a.txt", "--json")
    assert Record.model_validate(ended.json).claims[0].source.name == "Ines Dahl"


def test_try_reads_standard_input(quoth: Quoth, model: QueueModel, inputs: Path) -> None:
    ended = quoth("try", "-", "--json", stdin=(inputs / "a.txt").read_text())
    assert len(ended.json["claims"]) == 1


def test_try_takes_the_first_of_many_and_says_so(quoth: Quoth, model: QueueModel, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps({"id": f"x{n}", "text": f"Fares rise {n}, she said."}) + "\n" for n in range(3)))
    ended = quoth("try", path, "--json")
    assert ended.json["article"]["id"] == "x0"
    assert "more than one article: this is the first, 'x0'" in ended.err
    assert len(model.asked) == 1


def test_try_ends_with_1_where_a_chunk_failed(quoth: Quoth, model: QueueModel, inputs: Path) -> None:
    model.answers.appendleft(None)
    ended = quoth("try", inputs / "a.txt")
    assert ended.code == PARTIAL
    assert "1 of 1 chunk failed" in ended.out


def test_try_names_what_cannot_be_read(quoth: Quoth, model: QueueModel, tmp_path: Path) -> None:
    ended = quoth("try", tmp_path / "none.txt")
    assert ended.code == USAGE
    assert ended.err.startswith("quoth: ")
    assert len(ended.err.splitlines()) == 1
    assert model.opened == 0


def test_what_an_article_holds_never_commands_the_terminal(quoth: Quoth, model: QueueModel, tmp_path: Path) -> None:
    path = tmp_path / "evil.txt"
    path.write_text("[bold]Fares[/bold] \x1b[2J\x1b]0;owned\x07 will \u202erise\u202c in May, Ines Dahl said.\n")
    for words in (["try", path], ["try", path, "--json"]):
        out = quoth(*words).out
        assert "Ines Dahl" in out
        assert not {"\x1b", "\x07", "\u202e"} & set(out)
    assert "[bold]Fares[/bold] ␛[2J␛]0;owned␇ will �rise� in May" in quoth("try", path).out


def test_show_lists_the_articles_and_their_sums(quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path) -> None:
    for name in ("d", "e"):
        (inputs / f"{name}.txt").write_text((inputs / "a.txt").read_text())
    quoth("run", inputs, "--out", tmp_path / "out")
    ended = quoth("show", tmp_path / "out")
    rows = [line.split() for line in ended.out.splitlines()]
    assert ["a.txt", "1", "0", "0", "1", "0", "0"] in rows
    assert "5 articles done; the last command finished" in ended.out
    assert "5 claims, 0 stances, 0 conditions" in ended.out
    assert "says:" not in ended.out, "of many articles the claims are not shown"


def test_show_prints_one_article_as_try_does(quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path) -> None:
    quoth("run", inputs, "--out", tmp_path / "out")
    assert quoth("show", tmp_path / "out", "b.txt").out == quoth("try", inputs / "b.txt").out
    assert "Ines Dahl (person), named 1 time" in quoth("show", tmp_path / "out", "b.txt").out
    assert quoth("show", tmp_path / "out").out.count("says:") == 3, "of few articles the claims are shown too"


def test_show_for_a_program(quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path) -> None:
    quoth("run", inputs, "--out", tmp_path / "out")
    whole = quoth("show", tmp_path / "out", "--json").json
    assert [article["id"] for article in whole["articles"]] == ["a.txt", "b.txt", "c.txt"]
    assert whole["manifest"]["schema"] == "quoth.manifest/1"
    assert whole["contents"]["claims"] == 3
    one = quoth("show", tmp_path / "out", "b.txt", "--json").json
    (actor,) = one.pop("actors")
    assert (actor["name"], actor["acts_for"]) == ("Ines Dahl", [])
    assert [mention["text"] for mention in actor["mentions"]] == ["Ines Dahl"]
    assert one == json.loads((tmp_path / "out/records.jsonl").read_text().splitlines()[1])


def test_show_names_an_unknown_article_and_a_folder_that_is_no_run(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path
) -> None:
    quoth("run", inputs, "--out", tmp_path / "out")
    for words in ([tmp_path / "out", "z.txt"], [inputs]):
        ended = quoth("show", *words)
        assert (ended.code, ended.out) == (USAGE, "")
        assert len(ended.err.splitlines()) == 1


def test_schema_lists_and_prints(quoth: Quoth, tmp_path: Path) -> None:
    assert quoth("schema").out.split() == list(SCHEMAS)
    assert "claims" in quoth("schema", "record").json["properties"]
    assert quoth("schema", "nosuch").code == USAGE
    assert len(quoth("schema", "--write", tmp_path / "made").out.splitlines()) == len(SCHEMAS)
    (tmp_path / "file").write_text("")
    assert quoth("schema", "--write", tmp_path / "file").code == USAGE


def test_models_says_what_can_be_asked(quoth: Quoth, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [ModelStatus("local", True, "digest checked"), ModelStatus("endpoint", False, "no OPENAI_API_KEY")]
    monkeypatch.setattr("quoth.llm.usable", lambda *args, **options: found)
    out = quoth("models").out.splitlines()
    assert out[0].split("  ")[0] == "local"
    assert "not usable" in out[1]
    assert quoth("models", "--json").json[0] == {"name": "local", "usable": True, "detail": "digest checked"}


@pytest.mark.parametrize(("usable", "code"), [(True, OK), (False, MODEL)])
def test_doctor_ends_with_0_where_something_can_run(
    quoth: Quoth, monkeypatch: pytest.MonkeyPatch, usable: bool, code: int
) -> None:
    monkeypatch.setattr("quoth.llm.usable", lambda *args, **options: [ModelStatus("local", usable, "so it is")])
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-of-ours")
    ended = quoth("doctor")
    assert ended.code == code
    assert "OPENAI_API_KEY is set" in ended.out
    assert "sk-secret-of-ours" not in ended.out
    names = [check["name"] for check in quoth("doctor", "--json").json]
    assert {"python", "packages", "cache", "key", "model local"} <= set(names)


def test_doctor_names_the_users_table_of_prices(quoth: Quoth, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    table = tmp_path / "mine.toml"
    monkeypatch.setenv("QUOTH_MODELS", str(table))
    prices = {check["name"]: check for check in quoth("doctor", "--json").json}["prices"]
    assert (prices["ok"], str(table) in prices["detail"]) == (None, True)
    table.write_text("not toml")
    prices = {check["name"]: check for check in quoth("doctor", "--json").json}["prices"]
    assert prices["ok"] is False
    assert "mine.toml: cannot be read as a table of models" in prices["detail"]


def test_doctor_names_a_cache_that_cannot_be_written(quoth: Quoth, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    checks = {check.name: check for check in checked({"QUOTH_CACHE_DIR": str(tmp_path / "file/cache")})}
    assert checks["cache"].ok is False
    assert "QUOTH_CACHE_DIR" in checks["cache"].detail


def test_version_and_unknown_verbs(quoth: Quoth) -> None:
    assert quoth("--version").out == f"quoth {__version__}\n"
    assert quoth("nosuch").code == USAGE
    assert quoth("run").code == USAGE


def test_help_loads_nothing_heavy() -> None:
    program = """
import sys
from quoth.cli import main
sys.argv = ["quoth", "--help"]
try:
    main()
except SystemExit as ended:
    assert ended.code == 0
heavy = {"openai", "instructor", "pydantic", "rich", "trafilatura", "pyarrow", "jinja2", "asyncio"} & set(sys.modules)
assert not heavy, heavy
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert "try" in ended.stdout


def test_a_reader_that_stops_is_no_error() -> None:
    program = "import sys; sys.argv = ['quoth', 'schema', 'record']; from quoth.cli import main; main()"
    read, write = os.pipe()
    os.close(read)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", program], env=environment, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert (ended.returncode, ended.stderr) == (141, b"")
