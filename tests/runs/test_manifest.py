"""What the manifest says of a run, and what it must never say."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from making import articles, carry

from quoth.runs.manifest import endpoint_family, without_secrets
from quoth.runs.opened import open_run
from quoth.runs.surroundings import checkout, code_digest, software


@pytest.mark.parametrize(
    ("endpoint", "shown"),
    [
        ("https://user:secret@api.example.org/v1?key=secret#secret", "https://api.example.org/v1"),
        ("http://localhost:8000/v1", "http://localhost:8000/v1"),
        ("in this process", "in this process"),
    ],
)
def test_an_endpoint_is_shown_without_secrets(endpoint: str, shown: str) -> None:
    assert without_secrets(endpoint) == shown


def test_an_endpoint_is_told_by_its_host() -> None:
    assert endpoint_family("http://gpu-3:8000/v1") == endpoint_family("https://gpu-3/v1") == "gpu-3"
    assert endpoint_family("in this process") == "in this process"


def test_the_manifest_says_how_each_command_ended(tmp_path: Path) -> None:
    carry(tmp_path / "out", articles(2))
    carry(tmp_path / "out", articles(3))
    manifest = open_run(tmp_path / "out").manifest
    assert manifest.run.prompt.hash == "c" * 64
    assert [(one.state, one.articles.done, one.spent.calls) for one in manifest.commands] == [
        ("finished", 2, 2),
        ("finished", 1, 1),
    ]
    assert all(one.ended is not None for one in manifest.commands)
    assert (manifest.contents.claims, manifest.spent.tokens_in) == (3, 300)


def test_the_code_digest_follows_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "b.py").write_bytes(b"2")
    (tmp_path / "a.py").write_bytes(b"1")
    (tmp_path / "notes.txt").write_bytes(b"no code")
    first = code_digest(tmp_path)
    assert first == hashlib.sha256(b"a.py\x001\x001b.py\x001\x002").hexdigest()
    (tmp_path / "a.py").write_bytes(b"3")
    assert code_digest(tmp_path) != first


def test_a_folder_outside_a_checkout_has_no_git_state(tmp_path: Path) -> None:
    assert checkout(tmp_path / "src/quoth") is None


def test_the_software_is_named() -> None:
    found = software()
    assert set(found.packages) >= {"openai", "pydantic"}
    assert len(found.code) == 64
