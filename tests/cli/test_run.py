"""`quoth run`: exit codes, messages, and a folder that goes on where it stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quoth import open_run
from quoth.errors import INTERRUPTED, MODEL, OK, PARTIAL, USAGE, ModelError, PromptError

if TYPE_CHECKING:
    from conftest import Ended, QueueModel

Quoth = Callable[..., "Ended"]


def test_a_run_writes_what_was_said_with_the_words_that_show_it(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path
) -> None:
    ended = quoth("run", inputs, "--out", tmp_path / "out")
    assert ended.code == OK
    assert ended.out == "", "nothing for a program unless asked"
    assert "finished: 3 articles read, 3 done" in ended.err
    run = open_run(tmp_path / "out")
    for record, article in zip(run.records(), run.articles(), strict=True):
        (claim,) = record.claims
        assert claim.source.name == "Ines Dahl"
        assert claim.content[0].text.startswith("The board will raise fares")
        assert all(article.text[span.start : span.end] == span.text for span in record.spans())
    assert run.manifest.run.model == "tiny"
    assert run.manifest.run.settings.chunk_tokens == 330, "the prompt's hint, under the model's 2,000"
    assert (model.opened, model.closed) == (1, 1)


def test_the_summary_is_json_for_a_program(quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path) -> None:
    ended = quoth("run", inputs, "--out", tmp_path / "out", "--json")
    assert ended.json["articles"] == {
        "read": 3, "done": 3, "skipped": 0, "failed": 0, "unreadable": 0, "languages": {"en": 3}
    }  # fmt: skip
    assert ended.json["contents"]["claims"] == 3
    assert ended.json["spent"]["cost"] == pytest.approx(0.75)


def test_the_same_command_twice_asks_nothing(quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path) -> None:
    quoth("run", inputs, "--out", tmp_path / "out")
    before = (tmp_path / "out/records.jsonl").read_bytes()
    model.asked.clear()
    ended = quoth("run", inputs, "--out", tmp_path / "out")
    assert (ended.code, model.asked) == (OK, [])
    assert "0 done, 3 done before" in ended.err
    assert (tmp_path / "out/records.jsonl").read_bytes() == before


def test_an_input_that_cannot_be_read_is_named_and_the_rest_goes_on(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path
) -> None:
    (inputs / "b.txt").write_bytes(b"")
    ended = quoth("run", inputs, tmp_path / "none.txt", "--out", tmp_path / "out", "--json")
    assert ended.code == PARTIAL
    assert (ended.json["articles"]["done"], ended.json["articles"]["unreadable"]) == (2, 2)
    for name in ("b.txt", "none.txt"):
        assert len([line for line in ended.err.splitlines() if name in line]) == 1
    assert "2 articles without a record" in quoth("show", tmp_path / "out").out


def test_a_failed_chunk_ends_with_1_and_is_in_the_coverage(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path
) -> None:
    model.answers.appendleft(None)
    ended = quoth("run", inputs, "--out", tmp_path / "out")
    assert ended.code == PARTIAL
    assert "3 chunks: 2 ok, 0 empty, 1 failed" in ended.err
    assert open_run(tmp_path / "out").record("a.txt").coverage.failed == 1


def test_an_article_in_which_nobody_claims_anything_is_done(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path
) -> None:
    model.answers = type(model.answers)([[]])
    ended = quoth("run", inputs, "--out", tmp_path / "out")
    assert ended.code == OK
    assert open_run(tmp_path / "out").record("a.txt").coverage.empty == 1


def test_a_model_that_cannot_be_used_ends_with_3_and_keeps_what_is_done(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path
) -> None:
    model.answers.append(ModelError("http://one:8000/v1 refuses the key"))
    ended = quoth("run", inputs, "--out", tmp_path / "out")
    assert ended.code == MODEL
    assert ended.err.splitlines()[-1] == "quoth: http://one:8000/v1 refuses the key"
    assert len(list(open_run(tmp_path / "out").records())) >= 1


def test_no_model_at_all_makes_no_folder(quoth: Quoth, inputs: Path, tmp_path: Path) -> None:
    ended = quoth("run", inputs, "--out", tmp_path / "out", "--model", "some-name")
    assert ended.code == MODEL
    assert "OPENAI_API_KEY" in ended.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--prompt", "nosuch"], "nosuch"),
        (["--engine", "warp"], "--engine"),
    ],
)
def test_a_command_that_cannot_be_used_ends_with_2(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path, words: list[str], said: str
) -> None:
    ended = quoth("run", inputs, "--out", tmp_path / "out", *words)
    assert ended.code == USAGE == PromptError.exit_code
    assert said in ended.err
    assert "Traceback" not in ended.err
    assert not (tmp_path / "out").exists()
    assert model.asked == []


def test_a_folder_of_other_files_is_refused_before_a_model_is_opened(
    quoth: Quoth, model: QueueModel, inputs: Path
) -> None:
    ended = quoth("run", inputs, "--out", inputs)
    assert ended.code == USAGE
    assert len(ended.err.splitlines()) == 1
    assert model.opened == 0


def test_a_folder_of_another_prompt_is_refused(quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path) -> None:
    quoth("run", inputs, "--out", tmp_path / "out")
    model.asked.clear()
    ended = quoth("run", inputs, "--out", tmp_path / "out", "--prompt", "claims")
    assert ended.code == USAGE
    assert "differs in prompt (" in ended.err
    assert model.asked == []


def test_columns_and_standard_input(quoth: Quoth, model: QueueModel, tmp_path: Path) -> None:
    line = json.dumps({"key": "k1", "story": "Fares will rise, Ines Dahl said."})
    ended = quoth(
        "run", "-", "--out", tmp_path / "out", "--text-column", "story", "--id-column", "key", stdin=f"{line}\n"
    )
    assert ended.code == OK
    assert [record.article.id for record in open_run(tmp_path / "out").records()] == ["k1"]


def test_a_message_never_commands_the_terminal(quoth: Quoth, model: QueueModel, tmp_path: Path) -> None:
    name = tmp_path / "evil\x1b]0;owned\x07.txt"
    ended = quoth("run", name, "--out", tmp_path / "out")
    assert ended.code == PARTIAL
    assert "evil" in ended.err
    assert "\x1b" not in ended.err
    assert "\x07" not in ended.err
    refused = quoth("show", name)
    assert "evil␛]0;owned␇.txt: not a run folder" in refused.err


def test_ctrl_c_finishes_what_is_under_way_and_ends_with_130(inputs: Path, tmp_path: Path) -> None:
    program = f"""
import asyncio, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import conftest, quoth.llm
made = conftest.QueueModel()
ask = made.ask
async def slow(request):
    print("asked", flush=True)
    await asyncio.sleep(1.5)
    return await ask(request)
made.ask = slow
quoth.llm.connect = lambda *args, **options: made
sys.argv = ["quoth", "run", {str(inputs)!r}, "--out", {str(tmp_path / "out")!r}]
quoth.cli.main()
""".replace("import conftest, quoth.llm", "import conftest, quoth.llm, quoth.cli")
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "asked\n"
    process.send_signal(signal.SIGINT)
    err = process.communicate(timeout=60)[1]
    assert process.returncode == INTERRUPTED
    assert "press Ctrl-C again" in err
    assert "interrupted: " in err
    assert "Traceback" not in err
    assert 1 <= len(list(open_run(tmp_path / "out").records())) < 3
