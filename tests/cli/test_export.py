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
