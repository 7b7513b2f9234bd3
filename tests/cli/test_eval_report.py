"""`quoth eval report` and `quoth eval plan` as they are typed, beside `quoth eval SUITE`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ended
from views.scored_folder import scored_folder, write_errors


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = scored_folder(tmp_path / "scored")
    write_errors(made)
    return made


def test_the_report_is_written_beside_the_scores_or_where_it_is_wanted(
    quoth: Callable[..., Ended], folder: Path, tmp_path: Path
) -> None:
    ended = quoth("eval", "report", folder)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"{folder / 'report.html'}: 2 articles")
    assert quoth("eval", "report", folder, "--out", tmp_path / "one.html").code == 0
    assert (tmp_path / "one.html").read_bytes() == (folder / "report.html").read_bytes()
    assert (tmp_path / "one.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("eval", "report", "{}/nosuch"), "holds no scores.json"),
        (("eval", "report", "{}/scored", "--out", "{}"), "cannot be written"),
        (("eval", "report", "{}/scored", "--run", "{}"), "has no articles.jsonl"),
        (("eval", "report", "{}/scored", "--repeat", "2"), "--repeat 2"),
        (("eval", "plan", "{}/scored", "{}/nosuch"), "holds no scores.json"),
        (("eval", "plan", "{}/scored", "{}/scored", "--measure", "x"), "--measure x"),
        (("eval", "{}/nosuch.toml", "--out", "{}/out"), "nosuch.toml: cannot be read"),
        (("eval", "--out", "{}/out", "{}/nosuch.toml"), "nosuch.toml: cannot be read"),
        (("eval", "run", "{}/nosuch.toml", "--out", "{}/out"), "nosuch.toml: cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    quoth: Callable[..., Ended], folder: Path, tmp_path: Path, words: tuple[str, ...], problem: str
) -> None:
    ended = quoth(*(word.format(tmp_path) for word in words))
    assert ended.code == 2
    assert problem in ended.err
    assert ended.err.count("\n") == 1


def test_the_plan_says_how_many_articles_would_settle_it(quoth: Callable[..., Ended], tmp_path: Path) -> None:
    from evals.test_scorebook import book, flipped, whole
    from quoth.evals.scorebook import write_scorebook

    def half(number: int, value: dict) -> None:  # type: ignore[type-arg]
        if number == 0:
            flipped(number, value)

    write_scorebook(tmp_path / "a", book("a", half), ())
    write_scorebook(tmp_path / "b", book("b", whole), ())
    ended = quoth("eval", "plan", tmp_path / "a", tmp_path / "b", "--json")
    found = {row["layer"]: row for row in ended.json["layers"]}
    assert found["all layers"]["articles"] == 12
    assert found["all layers"]["articles_needed"] > 12
    assert found["claims"]["articles_needed"] is None
    surer = quoth("eval", "plan", tmp_path / "a", tmp_path / "b", "--power", "0.95", "--json").json["layers"][0]
    assert surer["articles_needed"] > found["all layers"]["articles_needed"]
    lines = quoth("eval", "plan", tmp_path / "a", tmp_path / "b").out.splitlines()
    assert "power of 0.8" in lines[0]
    assert f" {found['all layers']['articles_needed']} " in f"{lines[2]} "
    assert "no number would" in lines[3]


def test_the_help_names_the_three_ways(quoth: Callable[..., Ended]) -> None:
    ended = quoth("eval", "--help")
    assert ended.code == 0
    for words in ("SUITE", "report", "plan"):
        assert words in ended.out
