"""A run folder as its readers see it."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import article, articles, carry, extraction

from quoth.errors import InputError
from quoth.runs.opened import open_run


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    carry(tmp_path / "out", articles(3))
    run = open_run(str(tmp_path / "out"))
    assert list(run.records()) == [extraction(one).record for one in articles(3)]
    assert list(run.articles()) == articles(3)
    assert run.record("a2") == extraction(article(2)).record
    assert run.article("a1") == article(1)
    assert [row.article for row in run.ledger()] == ["a0", "a1", "a2"]
    assert run.contents() == run.manifest.contents
    for record, one in zip(run.records(), run.articles(), strict=True):
        assert all(one.text[span.start : span.end] == span.text for span in record.spans())


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a run folder"):
        open_run(tmp_path)


def test_an_unknown_article_is_named(tmp_path: Path) -> None:
    carry(tmp_path / "out", articles(1))
    with pytest.raises(InputError, match="has no article 'b9'"):
        open_run(tmp_path / "out").record("b9")


def test_a_line_that_is_being_written_is_left_out(tmp_path: Path) -> None:
    carry(tmp_path / "out", articles(2))
    with (tmp_path / "out/records.jsonl").open("ab") as file:
        file.write(b'{"schema":"quoth.rec')
    assert len(list(open_run(tmp_path / "out").records())) == 2


@pytest.mark.parametrize("damage", [b"nonsense\n", b'{"schema":"quoth.record/9"}\n'])
def test_a_damaged_line_is_named_by_its_number(tmp_path: Path, damage: bytes) -> None:
    carry(tmp_path / "out", articles(1))
    with (tmp_path / "out/records.jsonl").open("ab") as file:
        file.write(damage)
    with pytest.raises(InputError, match=r"records\.jsonl:2: "):
        list(open_run(tmp_path / "out").records())
