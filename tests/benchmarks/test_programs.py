"""Each benchmark that runs Quoth as a process, once and tiny: it ends well and prints its figures."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import cost_of_parts, faults, kill, memory, throughput


@pytest.fixture(autouse=True)
def _environment_as_it_was() -> Iterator[None]:
    """The benchmarks are programs: they set what they need in their own environment."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def test_a_cell_of_the_fault_matrix_holds(tmp_path: Path) -> None:
    cell = faults.try_out("503", "once", tmp_path / "cell", articles=3)
    assert cell.wrong == []
    assert (cell.codes, cell.calls) == ([0, 0], 4)


def test_a_run_that_is_killed_ends_as_one_that_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny = ["--kills", "1", "--articles", "6", "--in-flight", "2", "--latency", "0.05", "--folder", str(tmp_path)]
    assert kill.main(tiny) == 0
    assert "records and texts are the same" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="begun with kills 1"):
        kill.main([*tiny, "--kills", "3"])
    # Nothing is left to be done: the same command compares again, and sees what is missing now.
    records = tmp_path / "killed" / "records.jsonl"
    records.write_bytes(b"".join(records.read_bytes().splitlines(keepends=True)[1:]))
    assert kill.main(tiny) == 1
    told = capsys.readouterr().out
    assert "records.jsonl: 5 lines and 6 undisturbed; 1 differ" in told
    assert "6 articles, 5 records and 0 unread lines" in told


def test_contestants_are_run_and_their_figures_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = tmp_path / "figures.json"
    options = ["--articles", "3", "--size", "600", "--latency", "0", "--repeats", "1", "--json", str(figures)]
    assert throughput.main([*options, "--only", "openai create, aiohttp", "quoth, from cache", "langextract 1000"]) == 0
    told = capsys.readouterr().out
    assert "langextract 1000: left out" in told
    written = {each["name"]: each["reports"] for each in json.loads(figures.read_text())["contestants"]}
    assert list(written) == ["openai create, aiohttp", "quoth, from cache"]
    asked = {name: reports[0]["endpoint"]["received"] for name, reports in written.items()}
    assert asked == {"openai create, aiohttp": 3, "quoth, from cache": 0}


def test_parts_and_memory_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cost_of_parts.main(["--articles", "2", "--size", "600", "--repeats", "1"]) == 0
    assert memory.main(["--few", "1", "--many", "2"]) == 0
    told = capsys.readouterr().out
    assert "ground, rules, merge" in told
    assert "difference: " in told
