"""Labels planted with known noise: the scorer's sums are the noise's, and a scorer that is wrong is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import scoring


def test_time_memory_and_sums_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = tmp_path / "figures.json"
    assert scoring.main(["--articles", "4", "--items", "9", "--sizes", "2", "4", "--json", str(figures)]) == 0
    told = capsys.readouterr().out
    assert "quoth score, 4 articles" in told
    assert "records to units, align" in told
    assert "memory from 2 to 4 articles" in told
    assert figures.is_file()


def test_other_sums_than_the_planted_end_it(tmp_path: Path) -> None:
    expected = scoring.plant(tmp_path, 2, 9)
    expected.right["strict"] += 1
    with pytest.raises(SystemExit, match=r"strict: right, given, owed are \(\d+, \d+, 18\); the noise"):
        scoring.score(tmp_path, 2, expected)
