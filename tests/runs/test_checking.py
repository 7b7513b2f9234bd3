"""`check`: every damage to a run folder is found and named, and no sound folder is accused."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from damages import DAMAGES, FILES, MENDED, change_manifest, drop, more, rewritten, text_of, twice
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import Way, articles, carry, command, extraction, identity

from quoth.articles.article import Article, Unreadable
from quoth.errors import LimitReached
from quoth.runs import folder as folder_module
from quoth.runs.checking import check
from quoth.runs.folder import RunFolder
from quoth.runs.lines import LedgerRow
from quoth.runs.opened import open_run
from quoth.runs.tally import Articles
from quoth.views.check import check_lines


def told(out: Path, *, mend: bool = False) -> str:
    return "\n".join(check_lines(check(out, mend=mend)))


def sound(out: Path) -> bool:
    """Without mending, so that nothing was there to be mended."""
    checked = check(out, mend=False)
    assert checked.sound, told(out)
    return not checked.mended


def snapshot(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in (*FILES, "manifest.json")}


def crashed(out: Path, some: list[Article], *, rows_of: Article | None = None) -> None:
    """What a killed command leaves: some articles done, and calls of another."""
    folder = RunFolder(out, identity(), command())
    try:
        for one in some:
            made = extraction(one)
            for row in made.rows:
                folder.add_row(LedgerRow.of(one.id, row, folder.number))
            folder.add(one, made.record)
        if rows_of is not None:
            folder.add_row(LedgerRow.of(rows_of.id, extraction(rows_of).rows[0], folder.number))
    finally:
        folder._lock.release()


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Six articles, one with a failed chunk and one that took three attempts, one that broke down, one unreadable."""
    some = articles(7)
    way = Way(
        {
            "a1": extraction(some[1], failed=2),
            "a3": extraction(some[3], attempts=3),
            "a5": RuntimeError("a defect"),
        }
    )
    carry(tmp_path / "good", [*some[:4], Unreadable("in/x", "no text"), *some[4:]], way)
    return tmp_path / "good"


def test_a_good_folder_is_sound_and_stays_as_it_is(good: Path) -> None:
    before = snapshot(good)
    checked = check(good)
    assert checked.sound
    assert checked.mended == ()
    assert snapshot(good) == before
    assert told(good).endswith("good: sound: 6 records, 8 chunks = 6 ok + 0 empty + 2 failed, 11 ledger rows")


def test_a_folder_of_crash_and_resume_is_sound(tmp_path: Path) -> None:
    some = articles(5)
    crashed(tmp_path, some[:2], rows_of=some[2])
    checked = check(tmp_path)
    assert checked.sound
    assert checked.unfinished == 1
    assert "unfinished: 1 article with calls and no record" in told(tmp_path)
    carry(tmp_path, some)
    assert sound(tmp_path)
    assert check(tmp_path).unfinished == 0


def test_a_folder_of_retry_failed_is_sound_also_while_it_holds_two_records(tmp_path: Path) -> None:
    some = articles(4)
    carry(tmp_path, some, Way({"a1": extraction(some[1], failed=1), "a2": extraction(some[2], failed=2)}))
    folder = RunFolder(tmp_path, identity(), command(), retry_failed=True)
    for row in extraction(some[1]).rows:
        folder.add_row(LedgerRow.of("a1", row, folder.number))
    folder.add(some[1], extraction(some[1]).record)
    folder.add_row(LedgerRow.of("a2", extraction(some[2]).rows[0], folder.number))
    folder._lock.release()
    assert "article 'a1' stands in line 5 again" in told(tmp_path)
    checked = check(tmp_path)
    assert checked.sound, told(tmp_path)
    assert "1 replaced records and 1 texts" in checked.mended[0]
    assert [record.article.id for record in open_run(tmp_path).records()] == ["a0", "a2", "a3", "a1"]
    carry(tmp_path, some, retry_failed=True)
    assert sound(tmp_path)
    assert check(tmp_path).contents.chunks_failed == 0


def test_a_folder_of_records_in_any_order_is_sound(tmp_path: Path) -> None:
    way = Way()
    way.waits = {"a0": asyncio.Event()}
    way.before = lambda one: way.waits["a0"].set() if one.id == "a5" else None
    carry(tmp_path, articles(9), way, slots=3, unordered=True)
    assert next(open_run(tmp_path).records()).article.id != "a0"
    assert sound(tmp_path)


def test_a_limit_leaves_articles_unfinished_and_the_folder_sound(tmp_path: Path) -> None:
    carry(tmp_path, articles(6), Way({"a2": LimitReached("that was all")}))
    assert sound(tmp_path)
    assert check(tmp_path).unfinished == 1


def test_a_new_folder_whose_first_command_was_killed_at_once_is_sound(tmp_path: Path) -> None:
    crashed(tmp_path, [])
    assert sound(tmp_path)
    for name in FILES:
        (tmp_path / name).unlink()
    assert sound(tmp_path)


def test_lone_surrogates_and_ids_of_all_kinds_are_no_problem(tmp_path: Path) -> None:
    some = [Article(id=f"\ud800{n}\x00", text=f"A half \ud83d and {n} more words of it.") for n in range(3)]
    carry(tmp_path, some)
    assert sound(tmp_path)


class Crash(BaseException):
    """Stands for a killed process."""


@pytest.mark.parametrize("what", DAMAGES)
def test_every_damage_is_found_and_named(good: Path, what: str) -> None:
    damage, words = DAMAGES[what]
    damage(good)
    damaged = {path.name: path.read_bytes() for path in good.iterdir()}
    checked = check(good, mend=False)
    assert not checked.sound
    assert words in told(good)
    assert {path.name: path.read_bytes() for path in good.iterdir()} == damaged, "--no-mend changes nothing"


@pytest.mark.parametrize("what", MENDED)
def test_what_can_be_put_right_without_a_loss_is_put_right(good: Path, what: str) -> None:
    before = snapshot(good)
    damage, words = MENDED[what]
    damage(good)
    checked = check(good)
    assert checked.sound, told(good)
    assert words in checked.mended[0]
    assert snapshot(good) == before
    assert sound(good)


@pytest.mark.parametrize(
    "what", ["a record left out", "a text left out", "two texts of an article", "no records.jsonl", "garbage"]
)
def test_what_would_take_away_something_whole_is_left_to_the_person(good: Path, what: str) -> None:
    DAMAGES[what][0](good)
    damaged = {path.name: path.read_bytes() for path in good.iterdir()}
    checked = check(good)
    assert not checked.sound
    assert not checked.mended
    assert {path.name: path.read_bytes() for path in good.iterdir()} == damaged


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from((*FILES, "manifest.json")), share=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_anywhere_is_found(good: Path, tmp_path: Path, name: str, share: float) -> None:
    out = tmp_path / "cut"
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(good, out)
    data = (out / name).read_bytes()
    (out / name).write_bytes(data[: int(len(data.rstrip()) * share)])
    assert not check(out, mend=False).sound
    assert not check(out).sound, "half a line can be cut off, but what it told is lost"


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("at", range(9))
def test_what_a_crash_at_any_write_leaves_is_mended_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, share: float
) -> None:
    real, seen = folder_module._write_all, 0

    def write_all(file: Any, data: bytes) -> None:
        nonlocal seen
        seen += 1
        if seen > at:
            real(file, data[: int(len(data) * share)])
            raise Crash
        real(file, data)

    with monkeypatch.context() as patch:
        patch.setattr(folder_module, "_write_all", write_all)
        with pytest.raises(Crash):
            crashed(tmp_path / "crashed", articles(3))
    checked = check(tmp_path / "crashed")
    assert checked.sound, told(tmp_path / "crashed")
    assert sound(tmp_path / "crashed")
    carry(tmp_path / "crashed", articles(3))
    carry(tmp_path / "whole", articles(3))
    assert sound(tmp_path / "crashed")
    for name in ("records.jsonl", "articles.jsonl"):
        assert (tmp_path / "crashed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_a_folder_in_use_is_looked_at_and_left_alone(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path, identity(), command())
    some = articles(3)
    for one in some[:2]:
        made = extraction(one)
        for row in made.rows:
            folder.add_row(LedgerRow.of(one.id, row, folder.number))
        folder.add(one, made.record)
    folder.add_row(LedgerRow.of(some[2].id, extraction(some[2]).rows[0], folder.number))
    twice("articles.jsonl", 1)(tmp_path)
    more("records.jsonl", b'{"half')(tmp_path)
    before = snapshot(tmp_path)
    checked = check(tmp_path)
    assert checked.hold == "in use"
    assert checked.sound, told(tmp_path)
    assert "in use: a command is writing into" in told(tmp_path, mend=True)
    assert snapshot(tmp_path) == before
    flip_span_of_first(tmp_path)
    assert check(tmp_path).problems["span"] == 1, "real damage is told all the same"
    folder.close("finished", Articles(read=2, done=2))


def flip_span_of_first(out: Path) -> None:
    rewritten(out / "articles.jsonl", 0, text_of)
    (out / "records.jsonl").write_bytes(
        (out / "records.jsonl").read_bytes().replace(b"The mayor sa", b"The major sa", 1)
    )
    rewritten(out / "records.jsonl", 1, lambda r: r["claims"][0]["content"][0].update(text="x" * 12))


def test_a_folder_that_is_closed_to_us_is_looked_at(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("quoth.runs.checking.Lock", refuse)
    assert check(good).sound
    more("records.jsonl", b"{")(good)
    assert check(good).hold == "closed"
    assert "cannot be written into" in told(good, mend=True)


def test_of_each_kind_the_first_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    carry(tmp_path, articles(30))
    for number in range(30):
        rewritten(tmp_path / "articles.jsonl", number, text_of)
    problems = check(tmp_path).problems
    assert problems.counts == {"text": 30, "span": 30}
    assert len(problems.shown("span")) == 20
    shown = told(tmp_path).splitlines()
    assert "and 10 more of this kind (span)" in shown
    assert shown[-1].endswith("60 problems")


def test_a_killed_commands_sums_are_stale_and_no_problem(tmp_path: Path) -> None:
    some = articles(4)
    crashed(tmp_path, some[:2])
    manifest = json.loads((tmp_path / "manifest.json").read_bytes())
    assert manifest["contents"]["records"] == 0
    assert sound(tmp_path)
    carry(tmp_path, some)
    change_manifest(lambda m: m["commands"][1]["spent"].update(calls=9))(tmp_path)
    assert "commands.1.spent: the lines come to calls 2 (not 9)" in told(tmp_path)


def test_an_older_record_stays_explained_where_a_retry_was_killed(tmp_path: Path) -> None:
    some = articles(2)
    carry(tmp_path, some, Way({"a1": extraction(some[1], failed=2)}))
    folder = RunFolder(tmp_path, identity(), command(), retry_failed=True)
    folder.add_row(LedgerRow.of("a1", extraction(some[1]).rows[0], folder.number))
    folder._lock.release()
    assert sound(tmp_path)
    drop("ledger.jsonl", 2)(tmp_path)
    assert check(tmp_path).problems["calls"] == 1
