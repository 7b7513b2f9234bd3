"""What the manifest says of a run, and what it must never say."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from making import article, articles, carry

from quoth.runs.lines import ArticleLine
from quoth.runs.manifest import endpoint_family, without_secrets
from quoth.runs.opened import open_run
from quoth.runs.surroundings import checkout, code_digest, software
from quoth.views.run import summary_lines


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


ENGLISH = "The minister said that the port would be closed until the talks of the two sides had ended."
GERMAN = "Der Minister sagte, der Hafen bleibe geschlossen, bis die Gespräche beendet seien, und das sei gut."


def test_the_languages_of_a_commands_articles_are_counted_and_told(tmp_path: Path) -> None:
    english = [article(0, ENGLISH), article(1, ENGLISH)]
    carry(tmp_path / "out", english)
    summary = carry(tmp_path / "out", [*english, article(2, GERMAN), article(3, "Nobody answered.")])
    counted = {"de": 1, "unknown": 1}
    assert [one.articles.languages for one in open_run(tmp_path / "out").manifest.commands] == [{"en": 2}, counted]
    assert summary.articles.languages == counted
    assert "languages: de 1, unknown 1" in list(summary_lines(summary))


def test_an_article_line_has_its_language_and_one_older_than_the_field_is_read(tmp_path: Path) -> None:
    carry(tmp_path / "out", [article(1, GERMAN)])
    line = json.loads((tmp_path / "out/articles.jsonl").read_bytes())
    assert line.pop("language") == "de"
    assert ArticleLine.model_validate(line).language is None


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
