from __future__ import annotations

import sys

import pytest

from benchmarks import grounding


def test_what_is_found_and_refused_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    few = ["--planted", "20", "--mutants", "6", "--peer-spans", "2", "--no-megabytes"]
    assert grounding.main([*few, "--peer", sys.executable]) == 0
    told = capsys.readouterr().out
    assert "20 planted quotes: 100.00 % at their exact offsets" in told
    assert "6 mutants: 6 refused" in told
    assert "40 quotes" in told
    assert "langextract: ModuleNotFoundError" in told
