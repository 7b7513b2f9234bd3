"""`quoth export` as a user types it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from views.run_folders import articles, run_folder

if TYPE_CHECKING:
    from conftest import Ended

    Quoth = Callable[..., Ended]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return run_folder(tmp_path / "run", articles())


def test_an_export_lands_in_the_run_unless_told_otherwise(quoth: Quoth, run: Path, tmp_path: Path) -> None:
    ended = quoth("export", run, "--to", "xlsx")
    assert (run / "exports/xlsx.xlsx").is_file()
    assert "4 articles, 10 claims, 6 stances, 1 conditions" in ended.err
    told = quoth("export", run, "--to", "csv", "--out", tmp_path / "tables", "--where", "actor~ruiz", "--json").json
    assert (told["claims"], told["articles"], told["out"]) == (4, 2, str(tmp_path / "tables"))


def test_what_cannot_be_exported_is_said_in_one_line(quoth: Quoth, run: Path) -> None:
    unknown = quoth("export", run, "--to", "spss")
    assert unknown.code == 2
    assert "there are csv, parquet" in unknown.err
    assert quoth("export", run, "--to", "csv", "--where", "speaker=x").code == 2
    assert quoth("export", run.parent, "--to", "csv").code == 2
    quoth("export", run, "--to", "csv")
    again = quoth("export", run, "--to", "csv")
    assert again.code == 2
    assert "--force" in again.err
    assert quoth("export", run, "--to", "csv", "--force").code == 0


def test_a_report_is_one_page_with_a_heading_of_ones_own(quoth: Quoth, run: Path, tmp_path: Path) -> None:
    told = quoth("report", run, "--title", "Truce & talks", "--json").json
    page = run / "report.html"
    assert told == {"page": str(page), "articles": 4}
    content = page.read_text(encoding="utf-8")
    assert '<h1 dir="auto">Truce &amp; talks</h1>' in content
    assert content.count("<script>alert") == 0
    assert quoth("report", run).code == 2
    few = quoth("report", run, "--out", tmp_path / "few.html", "--where", "actor~lind", "--json").json
    assert few["articles"] == 2


def test_a_corpus_is_written_and_used(quoth: Quoth, run: Path) -> None:
    assert "actors: 5 names in 5 groups" in quoth("corpus", run).out
    file = run / "corpus/actors.csv"
    file.write_text(
        file.read_text(encoding="utf-8-sig").replace(
            "Eva Lind,2,Eva Lind,Eva Lind", "Eva Lind,2,Eva Lind,the mediator"
        ),
        encoding="utf-8",
    )
    groups = quoth("corpus", run, "--json").json
    assert [group["name"] for group in groups["actors"] if "Eva Lind" in group["names"]] == ["the mediator"]
    quoth("report", run)
    assert '"the mediator"' in (run / "report.html").read_text(encoding="utf-8")


def test_a_review_of_nothing_is_refused(quoth: Quoth, tmp_path: Path) -> None:
    ended = quoth("review", tmp_path / "none", "--gold", tmp_path / "gold.jsonl")
    assert ended.code == 2
    assert "holds no article to review" in ended.err
