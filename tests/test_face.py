"""The public face: `from quoth import …`."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import quoth
from quoth.asking import Call, Reply, Request
from quoth.errors import ModelError
from quoth.llm.profiles import local_profile
from quoth.runs.opened import open_run
from views.run_folders import articles, run_folder

TEXT = "The board will raise fares in May, its chairwoman Ines Dahl said on Monday.\n"


class OneAnswer:
    """Says the same of every chunk."""

    name, endpoint, notice = "tiny", "here", None
    profile = local_profile()

    async def open(self, progress: object = None) -> None: ...

    async def aclose(self) -> None: ...

    async def ask(self, request: Request, /) -> Reply:
        claim = {"n": 1, "by": "Ines Dahl", "says": "The board will raise fares in May.", "certainty": "certain"}
        raw = json.dumps({"claims": [claim], "conditions": []})
        return Reply(request.answer.model_validate_json(raw), raw, (Call("ok", "tiny"),))


def test_the_public_names_are_all_there_and_no_more() -> None:
    assert set(quoth.__all__) == {"Article", "Record", "Refusal", "__version__", "extract", "ground", "open_run"}
    for name in quoth.__all__:
        assert getattr(quoth, name) is not None
    assert dir(quoth) == sorted(quoth.__all__)
    with pytest.raises(AttributeError, match="'nosuch'"):
        _ = quoth.nosuch  # type: ignore[attr-defined]


def test_the_version_is_the_packages() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert quoth.__version__ == project["project"]["version"]


def test_importing_quoth_imports_nothing_heavy() -> None:
    program = (
        "import sys, quoth; assert not {'openai', 'instructor', 'pydantic', 'typer'} & set(sys.modules); "
        "quoth.Article(id='a', text='b'); quoth.ground; assert not {'openai', 'instructor'} & set(sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


def test_a_text_is_extracted_outside_and_inside_a_running_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quoth.llm.connect", lambda *args, **options: OneAnswer())

    async def in_a_notebook() -> quoth.Record:
        return quoth.extract(TEXT)

    record = quoth.extract(quoth.Article(id="article", text=TEXT))
    assert record.claims[0].source.name == "Ines Dahl"
    assert all(TEXT[span.start : span.end] == span.text for span in record.spans())
    assert asyncio.run(in_a_notebook()) == record


def test_a_model_that_cannot_be_meant_is_an_error_of_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ModelError) as refused:
        quoth.extract(TEXT, model="some-name")
    assert "\n" not in str(refused.value)


def test_ground_finds_words_or_says_why_not() -> None:
    article = quoth.Article(id="a", text=TEXT)
    found = quoth.ground("raise fares", article)
    assert not isinstance(found, quoth.Refusal)
    assert TEXT[found.start : found.end] == "raise fares"
    assert isinstance(quoth.ground("lower fares", article), quoth.Refusal)


def test_a_notebook_shows_a_record_with_every_word_escaped(tmp_path: Path) -> None:
    run = open_run(run_folder(tmp_path / "run", articles()))
    shown = "".join(record._repr_html_() for record in run.records()) + run._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "four: nobody claims anything" in shown
    assert shown.count("<table>") == 7
