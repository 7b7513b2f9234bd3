"""`quoth batch`: four commands, their messages and exit codes, against an endpoint that keeps batches."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from batch_endpoint import MODEL, BatchEndpoint, answer_files
from quoth import open_run
from quoth.errors import MODEL as NO_MODEL
from quoth.errors import OK, PARTIAL, USAGE

if TYPE_CHECKING:
    from conftest import Ended

Quoth = Callable[..., "Ended"]
KEY = "key-of-ours-1234567890"


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in (
        ("a", "The board will raise fares, its chairwoman Ines Dahl said on Monday."),
        ("b", "Fickle weather is to be expected, Ines Dahl said."),
        ("c", "Wordy speeches were made, Ines Dahl said. The mayor said no, Ines Dahl said."),
    ):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def out(
    quoth: Quoth, inputs: Path, tmp_path: Path, batch_endpoint: BatchEndpoint, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A batch of the three articles, just made, and a key in the environment."""
    monkeypatch.setenv("QUOTH_MODELS", str(tmp_path / "models.toml"))
    made = quoth("batch", "make", inputs, "--out", tmp_path / "out", "--model", MODEL, "--base-url", batch_endpoint.url)
    assert made.code == OK
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", batch_endpoint.url)
    return tmp_path / "out"


def made(batch_endpoint: BatchEndpoint) -> list[str]:
    return [path for method, path, _ in batch_endpoint.seen if method == "POST"]


def test_make_says_what_was_written_and_what_to_do_next(quoth: Quoth, inputs: Path, tmp_path: Path) -> None:
    ended = quoth("batch", "make", inputs, "--out", tmp_path / "out")
    assert (ended.code, ended.out) == (OK, "")
    assert "requests-001.jsonl: 3 requests, 0.0 MB" in ended.err
    assert f"3 articles waiting; next: quoth batch submit {tmp_path / 'out'}" in ended.err
    again = quoth("batch", "make", inputs, "--out", tmp_path / "out", "--json")
    assert (again.json["schema"], again.json["made"], again.json["waiting"]) == ("quoth.batch.make/1", [], 3)
    assert "waiting for the answers to requests-001.jsonl" in again.err


def test_from_the_articles_to_the_records_by_the_api(
    quoth: Quoth, out: Path, inputs: Path, batch_endpoint: BatchEndpoint, tmp_path: Path
) -> None:
    submitted = quoth("batch", "submit", out)
    assert submitted.code == OK
    assert "requests-001.jsonl: submitted as batch-1" in submitted.err
    assert batch_endpoint.batches["batch-1"]["metadata"]["requests"] == "requests-001.jsonl"
    assert batch_endpoint.batches["batch-1"]["completion_window"] == "24h"
    waiting = quoth("batch", "status", out)
    assert waiting.code == PARTIAL
    assert "requests-001.jsonl: 3 requests, in_progress, 0 done (batch-1)" in waiting.out
    early = quoth("batch", "collect", out)
    assert early.code == PARTIAL
    assert "3 articles waiting for the answers to requests-001.jsonl" in early.err
    for _ in range(2):
        batch_endpoint.finish()
        ended = quoth("batch", "status", out)
        assert (ended.code, ended.out.splitlines()[-1]) == (OK, f"next: quoth batch collect {out}")
        collected = quoth("batch", "collect", out)
        quoth("batch", "submit", out)
    assert collected.code == OK
    assert "nothing left to ask: every answer is known" in collected.err
    assert len(batch_endpoint.batches) == 2
    assert quoth("batch", "status", out, "--json").json["files"][1]["collected"]
    quoth("run", inputs, "--out", tmp_path / "online", "--model", MODEL, "--no-cache")
    assert (out / "records.jsonl").read_bytes() == (tmp_path / "online/records.jsonl").read_bytes()


def test_a_batch_that_expired_leaves_what_was_done_and_the_rest_is_asked_again(
    quoth: Quoth, out: Path, batch_endpoint: BatchEndpoint
) -> None:
    quoth("batch", "submit", out)
    batch_endpoint.finish("expired", keep=lambda number: number == 0)
    ended = quoth("batch", "collect", out, "--json")
    assert (ended.json["taken"]["answers"], ended.json["taken"]["again"]) == (1, 2)
    assert ended.json["made"][0]["requests"] == 2 + (ended.json["summary"]["articles"]["done"] == 0)


@pytest.mark.parametrize("file", ["requests", "batches"])
def test_submitting_goes_on_where_it_was_broken_off(
    quoth: Quoth, out: Path, batch_endpoint: BatchEndpoint, file: str
) -> None:
    path = "/v1/files" if file == "requests" else "/v1/batches"
    # The batch is the one call that is not tried again by itself; a file is, and a key that is refused is not.
    batch_endpoint.fails = [(path, 500 if file == "batches" else 401)]
    assert quoth("batch", "submit", out).code == NO_MODEL
    assert quoth("batch", "submit", out).code == OK
    assert len(batch_endpoint.batches) == 1
    quoth("batch", "submit", out)
    assert made(batch_endpoint).count("/v1/batches") == (2 if file == "batches" else 1)
    assert len(batch_endpoint.files) == 1


def test_a_batch_that_was_made_but_not_noted_is_found(quoth: Quoth, out: Path, batch_endpoint: BatchEndpoint) -> None:
    quoth("batch", "submit", out)
    noted = json.loads((out / "batches.json").read_text(encoding="utf-8"))
    noted["files"][0] |= {"batch": None, "state": None}
    (out / "batches.json").write_text(json.dumps(noted), encoding="utf-8")
    again = quoth("batch", "submit", out)
    assert "submitted as batch-1" in again.err
    assert len(batch_endpoint.batches) == 1


def test_a_batch_that_failed_as_a_whole_is_submitted_again(
    quoth: Quoth, out: Path, batch_endpoint: BatchEndpoint
) -> None:
    quoth("batch", "submit", out)
    errors = {"object": "list", "data": [{"code": "token_limit_exceeded", "message": "Too many\ntokens waiting"}]}
    batch_endpoint.batches["batch-1"] |= {"status": "failed", "errors": errors}
    ended = quoth("batch", "status", out)
    assert "failed, 0 done (batch-1): Too many tokens waiting" in ended.out
    assert ended.out.splitlines()[-1] == f"next: quoth batch submit {out}"
    quoth("batch", "submit", out)
    assert list(batch_endpoint.batches) == ["batch-1", "batch-2"]


def test_a_download_that_breaks_off_is_gone_on_with(quoth: Quoth, out: Path, batch_endpoint: BatchEndpoint) -> None:
    quoth("batch", "submit", out)
    batch_endpoint.finish()
    batch_endpoint.breaks_off = True
    broken = quoth("batch", "collect", out)
    assert (broken.code, len(broken.err.splitlines())) == (NO_MODEL, 1)
    assert "the connection broke off; the same command goes on" in broken.err
    batch_endpoint.breaks_off = False
    assert quoth("batch", "collect", out, "--json").json["taken"]["answers"] == 3
    assert not list(out.glob("*.part"))


def test_files_need_no_network_and_no_key(
    quoth: Quoth, out: Path, batch_endpoint: BatchEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name)
    first = quoth("batch", "collect", out, answer_files(out, "requests-001.jsonl"))
    assert first.code == PARTIAL
    assert "3 new answers" in first.err
    assert "requests-002.jsonl: 3 requests" in first.err
    last = quoth("batch", "collect", out, answer_files(out, "requests-002.jsonl"))
    assert last.code == OK
    assert batch_endpoint.seen == []
    assert len(list(open_run(out).records())) == 3


def test_a_file_that_came_by_hand_leaves_a_batch_under_way_alone(
    quoth: Quoth, out: Path, batch_endpoint: BatchEndpoint
) -> None:
    quoth("batch", "submit", out)
    part = answer_files(out, keep=lambda number: number == 0)
    ended = quoth("batch", "collect", out, part, "--json")
    assert "requests-001.jsonl" in ended.json["open_files"]
    batch_endpoint.finish()
    ended = quoth("batch", "collect", out, "--json")
    assert (ended.json["taken"]["answers"], ended.json["taken"]["duplicates"]) == (2, 1)


def test_the_key_goes_nowhere_but_to_its_endpoint(
    quoth: Quoth, out: Path, batch_endpoint: BatchEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_endpoint.fails = [("/v1/files", 401)]
    refused = quoth("batch", "submit", out)
    assert refused.code == NO_MODEL
    assert len(refused.err.splitlines()) == 1
    assert "refuses the key (HTTP 401)" in refused.err
    quoth("batch", "submit", out)
    batch_endpoint.finish()
    quoth("batch", "collect", out)
    assert {key for _, _, key in batch_endpoint.seen} == {f"Bearer {KEY}"}
    assert not [path for path in out.rglob("*") if KEY.encode() in path.read_bytes()]
    monkeypatch.delenv("OPENAI_BASE_URL")
    before = len(batch_endpoint.seen)
    elsewhere = quoth("batch", "submit", out)
    assert elsewhere.code == NO_MODEL
    assert f"give --base-url {batch_endpoint.url}, so that your key may go there" in elsewhere.err
    assert len(batch_endpoint.seen) == before
    assert quoth("batch", "submit", out, "--base-url", batch_endpoint.url).code == OK


def test_openai_wants_a_key(quoth: Quoth, inputs: Path, tmp_path: Path) -> None:
    quoth("batch", "make", inputs, "--out", tmp_path / "out")
    ended = quoth("batch", "submit", tmp_path / "out")
    assert (ended.code, len(ended.err.splitlines())) == (NO_MODEL, 1)
    assert "set OPENAI_API_KEY" in ended.err


def test_an_endpoint_without_batches_is_said(quoth: Quoth, out: Path, batch_endpoint: BatchEndpoint) -> None:
    batch_endpoint.fails = [("/v1/files", 404)]
    ended = quoth("batch", "submit", out)
    assert ended.code == NO_MODEL
    assert "has no files (HTTP 404)" in ended.err


@pytest.mark.parametrize("verb", ["submit", "status", "collect"])
def test_a_folder_without_a_batch_is_refused(quoth: Quoth, tmp_path: Path, verb: str) -> None:
    ended = quoth("batch", verb, tmp_path / "none")
    assert (ended.code, len(ended.err.splitlines())) == (USAGE, 1)
    assert "holds no batch; `quoth batch make INPUT..." in ended.err
    assert not (tmp_path / "none").exists()
