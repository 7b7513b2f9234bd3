"""The run folder: what a crash, a full disk, another run or another writer does to it."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from making import articles, carry, command, extraction, identity, lines

from quoth.articles.article import Article
from quoth.asking import Remembered
from quoth.errors import OutputError
from quoth.runs import folder as folder_module
from quoth.runs.folder import RunFolder
from quoth.runs.lines import LedgerRow, record_of
from quoth.runs.manifest import PromptUsed
from quoth.runs.tally import Articles

WRITES = 3 * 3
"""Three articles, and of each its ledger rows, its text and its record."""


class Crash(BaseException):
    """Stands for a killed process: nothing of ours runs after it."""


def write(out: Path, some: list[Article]) -> None:
    """What a command does, without closing: as if it were killed behind the last write."""
    folder = RunFolder(out, identity(), command())
    try:
        for one in some:
            if folder.take(one) == "new":
                add(folder, one)
    finally:
        folder._lock.release()


def add(folder: RunFolder, one: Article, *, failed: int = 0) -> None:
    made = extraction(one, failed=failed)
    for row in made.rows:
        folder.add_row(LedgerRow.of(one.id, row, folder.number))
    folder.add(one, made.record)


def crashing(at: int, share: float) -> Callable[..., None]:
    """Writes `share` of what the `at`-th write is given, then crashes."""
    real, seen = folder_module._write_all, 0

    def write_all(file: object, data: bytes) -> None:
        nonlocal seen
        seen += 1
        if seen > at:
            real(file, data[: int(len(data) * share)])  # type: ignore[arg-type]
            raise Crash
        real(file, data)  # type: ignore[arg-type]

    return write_all


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("at", range(WRITES))
def test_a_run_crashed_at_any_write_goes_on_to_the_same_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, share: float
) -> None:
    write(tmp_path / "whole", articles(3))
    with monkeypatch.context() as patch:
        patch.setattr(folder_module, "_write_all", crashing(at, share))
        with pytest.raises(Crash):
            write(tmp_path / "crashed", articles(3))
    write(tmp_path / "crashed", articles(3))
    for name in ("records.jsonl", "articles.jsonl"):
        assert (tmp_path / "crashed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    ledger = [json.loads(line)["article"] for line in lines(tmp_path / "crashed" / "ledger.jsonl")]
    assert set(ledger) == {"a0", "a1", "a2"}
    assert len(ledger) in (3, 4), "the calls of the article that crashed were made, and stay"


@pytest.mark.parametrize("at", [1, 5, 8])
def test_a_killed_process_leaves_a_folder_that_goes_on(tmp_path: Path, at: int) -> None:
    program = f"""
import os, signal, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import test_folder as t
from pathlib import Path
real, seen = t.folder_module._write_all, [0]
def write_all(file, data):
    seen[0] += 1
    real(file, data[: len(data) // 2] if seen[0] == {at} else data)
    if seen[0] == {at}:
        os.kill(os.getpid(), signal.SIGKILL)
t.folder_module._write_all = write_all
t.write(Path({str(tmp_path / "killed")!r}), t.articles(3))
"""
    ended = subprocess.run([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert ended.returncode == -signal.SIGKILL
    write(tmp_path / "killed", articles(3))
    write(tmp_path / "whole", articles(3))
    assert (tmp_path / "killed/records.jsonl").read_bytes() == (tmp_path / "whole/records.jsonl").read_bytes()


def test_the_record_is_written_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = RunFolder(tmp_path / "out", identity(), command())
    real, order = folder._append, []
    monkeypatch.setattr(folder, "_append", lambda name, values: (order.append(name), real(name, values)))
    one = articles(1)[0]
    add(folder, one)
    assert order == ["ledger.jsonl", "articles.jsonl", "records.jsonl"]


def test_a_folder_of_another_run_is_refused_by_each_thing_that_differs(tmp_path: Path) -> None:
    carry(tmp_path / "out", articles(1))
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    other = identity(
        model="large",
        endpoint="http://two/v1",
        prompt=PromptUsed(name="claims", version="1", hash="e" * 64),
        answer_schema="f" * 64,
        rules="a" * 64,
    )
    other = other.model_copy(update={"settings": other.settings.model_copy(update={"context_sentences": 5})})
    with pytest.raises(OutputError) as refused:
        RunFolder(tmp_path / "out", other, command())
    said = str(refused.value)
    for words in (
        "model (tiny, not large)",
        "endpoint (one, not two)",
        "prompt (",
        "context_sentences (3, not 5)",
        "answer schema",
        "rules (as written, not aaaaaaaaaaaa)",
    ):
        assert words in said
    assert "chunk_tokens" not in said
    assert "\n" not in said
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_another_port_of_the_same_host_and_a_renamed_prompt_are_the_same_run(tmp_path: Path) -> None:
    carry(tmp_path / "out", articles(1))
    same = identity(endpoint="http://one:9999/other", prompt=PromptUsed(name="mine", version="2", hash="c" * 64))
    RunFolder(tmp_path / "out", same, command()).close("finished", Articles())


def test_a_folder_without_records_is_anybodys(tmp_path: Path) -> None:
    carry(tmp_path / "out", [])
    RunFolder(tmp_path / "out", identity(model="large"), command()).close("finished", Articles())
    assert json.loads((tmp_path / "out/manifest.json").read_text())["run"]["model"] == "large"


def test_a_folder_of_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(OutputError, match=r"holds other files \(thesis\.tex\)"):
        RunFolder(tmp_path, identity(), command())
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file/out"):
        with pytest.raises(OutputError, match="is a file"):
            RunFolder(out, identity(), command())


def test_a_second_writer_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    first = RunFolder(tmp_path / "out", identity(), command())
    with pytest.raises(OutputError, match="another run is writing"):
        RunFolder(tmp_path / "out", identity(), command())
    one = articles(1)[0]
    first.add(one, extraction(one).record)
    first.close("finished", Articles())
    assert len(lines(tmp_path / "out/records.jsonl")) == 1


def test_a_full_disk_ends_the_run_in_one_line_and_the_same_command_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, seen = folder_module._write_all, 0

    def full(file: object, data: bytes) -> None:
        nonlocal seen
        seen += 1
        if seen == 6:
            real(file, data[:7])  # type: ignore[arg-type]
            raise OSError(errno.ENOSPC, "No space left on device")
        real(file, data)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(folder_module, "_write_all", full)
        with pytest.raises(OutputError, match="No space left on device; what is done is kept") as ended:
            carry(tmp_path / "out", articles(3))
    assert "\n" not in str(ended.value)
    assert carry(tmp_path / "out", articles(3)).articles.skipped == 1
    carry(tmp_path / "whole", articles(3))
    assert (tmp_path / "out/records.jsonl").read_bytes() == (tmp_path / "whole/records.jsonl").read_bytes()


def test_a_damaged_line_in_the_middle_is_named_and_nothing_is_thrown_away(tmp_path: Path) -> None:
    carry(tmp_path / "out", articles(3))
    path = tmp_path / "out/records.jsonl"
    whole = lines(path)
    path.write_bytes(whole[0] + b'{"torn\n' + whole[2])
    before = path.read_bytes()
    with pytest.raises(OutputError, match=r"records\.jsonl:2: a damaged line"):
        RunFolder(tmp_path / "out", identity(), command())
    assert path.read_bytes() == before


def test_lost_articles_are_told_and_no_record_is_thrown_away(tmp_path: Path) -> None:
    carry(tmp_path / "out", articles(2))
    (tmp_path / "out/articles.jsonl").unlink()
    with pytest.raises(OutputError, match=r"no articles\.jsonl, only 2 records"):
        RunFolder(tmp_path / "out", identity(), command())
    assert len(lines(tmp_path / "out/records.jsonl")) == 2


def test_a_damaged_manifest_is_named(tmp_path: Path) -> None:
    carry(tmp_path / "out", articles(1))
    (tmp_path / "out/manifest.json").write_text('{"schema": "quoth.manifest/9"}')
    with pytest.raises(OutputError, match=r"manifest\.json: not a manifest that this Quoth knows"):
        RunFolder(tmp_path / "out", identity(), command())


def test_a_lone_surrogate_survives_the_way_to_disk_and_back(tmp_path: Path) -> None:
    odd = Article(id="odd", text="The \ud800 mayor said so.\u2028Yes.")
    carry(tmp_path / "out", [odd])
    assert len(lines(tmp_path / "out/articles.jsonl")) == 1
    record = record_of(lines(tmp_path / "out/records.jsonl")[0])
    assert record.claims[0].content[0].text == odd.text[:12]
    assert carry(tmp_path / "out", [odd]).articles.skipped == 1


def killed(out: Path, *, retry_failed: bool = False) -> RunFolder:
    """A folder whose writer is gone without closing it."""
    folder = RunFolder(out, identity(), command(), retry_failed=retry_failed)
    folder._lock.release()
    return folder


def test_what_the_ledger_knows_of_an_unfinished_article_is_remembered(tmp_path: Path) -> None:
    done, begun = articles(2)
    folder = killed(tmp_path / "out")
    add(folder, done)
    ends = [("ok", '{"claims":[]}'), ("truncated", '{"cl'), ("refused", "no"), ("failed", None), ("ungrounded", "{}")]
    for number, (outcome, raw) in enumerate(ends):
        row = replace(extraction(begun).rows[0], chunk=number, outcome=outcome, raw=raw, key=f"k{number}")  # type: ignore[arg-type]
        folder.add_row(LedgerRow.of(begun.id, row))
    known = killed(tmp_path / "out").remembered
    assert known == {
        "k0": Remembered("ok", '{"claims":[]}'),
        "k1": Remembered("truncated", None),
        "k2": Remembered("refused", None),
        "k4": Remembered("ungrounded", "{}"),
    }


def test_only_what_answered_is_remembered_of_an_article_that_is_tried_again(tmp_path: Path) -> None:
    one = articles(1)[0]
    folder = killed(tmp_path / "out")
    refused = replace(extraction(one).rows[0], outcome="refused", raw=None, key="k1")
    folder.add_row(LedgerRow.of(one.id, refused))
    add(folder, one, failed=1)
    assert killed(tmp_path / "out").remembered == {}
    assert list(killed(tmp_path / "out", retry_failed=True).remembered) == ["a0/0"]


@pytest.mark.parametrize("at", range(4))
def test_a_crash_while_failed_articles_are_done_again_loses_no_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    some = articles(3)
    folder = RunFolder(tmp_path / "out", identity(), command())
    for one in some:
        add(folder, one, failed=int(one.id == "a1"))
    folder.close("finished", Articles())
    with monkeypatch.context() as patch:
        patch.setattr(folder_module, "_write_all", crashing(at, 0.5))
        crash = RunFolder(tmp_path / "out", identity(), command(), retry_failed=True)
        with suppress(Crash):
            for one in some:
                if crash.take(one) == "new":
                    add(crash, one)
        crash._lock.release()
    after = killed(tmp_path / "out")
    assert after.contents.records == 3
    assert {after.take(one) for one in some} == {"done"}
    ids = [json.loads(line)["article"]["id"] for line in lines(tmp_path / "out/records.jsonl")]
    texts = [json.loads(line)["id"] for line in lines(tmp_path / "out/articles.jsonl")]
    assert sorted(ids) == ["a0", "a1", "a2"]
    assert texts == ids


def test_a_crash_between_the_two_files_that_are_replaced_is_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = articles(3)
    folder = RunFolder(tmp_path / "out", identity(), command())
    for one in some:
        add(folder, one, failed=int(one.id == "a1"))
    folder.close("finished", Articles())
    real, replaced = Path.replace, []

    def replace_once(self: Path, target: Path) -> Path:
        if target.name == "articles.jsonl":
            raise Crash
        replaced.append(target.name)
        return real(self, target)

    again = RunFolder(tmp_path / "out", identity(), command(), retry_failed=True)
    add(again, some[1])
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace_once)
        with pytest.raises(Crash):
            again.close("finished", Articles())
    assert replaced == ["records.jsonl"]
    killed(tmp_path / "out")
    ids = [json.loads(line)["article"]["id"] for line in lines(tmp_path / "out/records.jsonl")]
    assert ids == [json.loads(line)["id"] for line in lines(tmp_path / "out/articles.jsonl")] == ["a0", "a2", "a1"]


def test_records_whose_texts_a_loss_of_power_took_are_done_again(tmp_path: Path) -> None:
    carry(tmp_path / "out", articles(3))
    path = tmp_path / "out/articles.jsonl"
    path.write_bytes(b"".join(lines(path)[:2]))
    folder = killed(tmp_path / "out")
    assert [folder.take(one) for one in articles(3)] == ["done", "done", "new"]
    assert list(folder.remembered) == ["a2/0"], "and its calls are not paid for again"
    assert len(lines(tmp_path / "out/records.jsonl")) == 2
