"""JSON lines from either end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quoth.errors import InputError
from quoth.runs.json_lines import newest, objects


def written(path: Path, count: int, width: int) -> Path:
    path.write_text("".join(json.dumps({"n": n, "fill": "ä" * (width * n % 977)}) + "\n" for n in range(count)))
    return path


@pytest.mark.parametrize(("count", "width"), [(0, 1), (1, 1), (7, 1), (400, 31), (3, 976), (2000, 500)])
def test_from_the_end_is_from_the_front_turned_round(tmp_path: Path, count: int, width: int) -> None:
    path = written(tmp_path / "x.jsonl", count, width)
    assert list(newest(path, 10**9)) == list(objects(path))[::-1]


def test_a_line_longer_than_a_block_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("".join(json.dumps({"n": n, "fill": "x" * 200_000}) + "\n" for n in range(3)))
    assert [value["n"] for value in newest(path, 10**9)] == [2, 1, 0]


def test_no_more_is_read_than_was_allowed(tmp_path: Path) -> None:
    path = written(tmp_path / "x.jsonl", 1000, 31)
    seen = [value["n"] for value in newest(path, 20_000)]
    assert seen == list(range(999, 999 - len(seen), -1))
    assert 0 < len(seen) < 50


def test_a_torn_line_and_a_missing_file_are_no_fault(tmp_path: Path) -> None:
    path = written(tmp_path / "x.jsonl", 3, 1)
    with path.open("a") as file:
        file.write('{"n": 3, "fi')
    assert [value["n"] for value in objects(path)] == [0, 1, 2]
    assert [value["n"] for value in newest(path, 10**9)] == [2, 1, 0]
    assert list(objects(tmp_path / "none")) == list(newest(tmp_path / "none", 9)) == []


@pytest.mark.parametrize("line", ["not json", "[1]"])
def test_a_damaged_line_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(f'{{"n": 0}}\n{line}\n{{"n": 2}}\n')
    with pytest.raises(InputError, match=r"x\.jsonl:2: "):
        list(objects(path))
    assert [value["n"] for value in newest(path, 10**9)] == [2, 0]
