"""One real extraction with the embedded model, through the command line: what a newcomer runs first."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from quoth.records import Record

ARTICLE = Path(__file__).parents[2] / "examples" / "demo" / "strait.txt"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run folder of the shortest example. The command's own output is shown as it comes (pytest -s)."""
    out = tmp_path_factory.mktemp("real") / "run"
    command = [sys.executable, "-m", "quoth", "run", str(ARTICLE), "--out", str(out), "--model", "local"]
    # Without the cache of answers, so that the model is really asked; its file stays where every run has it.
    done = subprocess.run([*command, "--no-cache"])
    assert done.returncode == 0
    return out


def only_record(folder: Path) -> Record:
    (line,) = (folder / "records.jsonl").read_text(encoding="utf-8").splitlines()
    return Record.model_validate_json(line)


@pytest.mark.model
def test_the_embedded_model_finds_claims_and_every_span_is_the_files_own_words(folder: Path) -> None:
    with ARTICLE.open(encoding="utf-8", newline="") as file:
        text = file.read()
    record = only_record(folder)
    assert record.article.id == "strait.txt"
    assert record.article.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert record.claims
    assert [span for span in record.spans() if text[span.start : span.end] != span.text] == []
    assert any("Kolt" in claim.source.name for claim in record.claims)


@pytest.mark.model
def test_every_chunk_was_answered_and_stands_in_the_ledger(folder: Path) -> None:
    coverage = only_record(folder).coverage
    rows = [json.loads(line) for line in (folder / "ledger.jsonl").read_text(encoding="utf-8").splitlines()]
    assert coverage.chunks > 0
    assert coverage.failed == 0
    answered = {row["chunk"] for row in rows if row["article"] == "strait.txt" and row["outcome"] in ("ok", "empty")}
    assert len(answered) == coverage.chunks
    assert not any(row["cache_hit"] for row in rows)


@pytest.mark.model
def test_the_manifest_is_there(folder: Path) -> None:
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
