"""How many articles there are, where it is cheap to see."""

from __future__ import annotations

from pathlib import Path

from quoth.runs.counting import count


def test_files_and_lines_are_counted_and_tables_are_not_opened(tmp_path: Path) -> None:
    for name in ("a.txt", "b.html"):
        (tmp_path / name).write_text("Words.")
    (tmp_path / "c.jsonl").write_text('{"text": "One."}\n\n{"text": "Two."}\n')
    assert count([str(tmp_path)]) == 4
    assert count([str(tmp_path / "a.txt"), str(tmp_path / "none.txt")]) == 2
    (tmp_path / "d.csv").write_text("text\nOne.\n")
    assert count([str(tmp_path)]) is None
    assert count(["-"]) is None
