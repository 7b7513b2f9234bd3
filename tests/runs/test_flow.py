"""Many articles at once: order, resuming, failures, interruption, and sums that agree."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import Told, Way, article, articles, carry, extraction, lines

from quoth.articles import Notice
from quoth.articles.article import Article, Unreadable
from quoth.errors import InputError, LimitReached, ModelError
from quoth.runs.opened import open_run


def ids(out: Path) -> list[str]:
    return [record.article.id for record in open_run(out).records()]


def test_records_come_in_the_order_of_the_inputs_whatever_is_ready_first(tmp_path: Path) -> None:
    way = Way()
    way.waits = {"a0": asyncio.Event()}

    def release(one: Article) -> None:
        if one.id == "a5":
            way.waits["a0"].set()

    way.before = release
    carry(tmp_path / "out", articles(12), way, slots=2)
    assert ids(tmp_path / "out") == [f"a{n}" for n in range(12)]
    assert [one.id for one in open_run(tmp_path / "out").articles()] == ids(tmp_path / "out")


def test_slots_are_kept_busy_and_memory_is_bounded(tmp_path: Path) -> None:
    read = 0

    def many() -> Iterator[Article]:
        nonlocal read
        for one in articles(200):
            read += 1
            yield one

    way, ahead = Way(), []
    way.seconds = 0.01
    way.before = lambda one: ahead.append(read - int(one.id[1:]))
    carry(tmp_path / "out", many(), way, slots=4)
    assert 4 <= way.most_at_once <= 6
    assert max(ahead) <= 4 * 6 + 4 + 2, "articles are read as they are needed, not all at once"


def test_the_same_command_twice_asks_nothing(tmp_path: Path) -> None:
    carry(tmp_path / "out", articles(4))
    before = {name: (tmp_path / "out" / name).read_bytes() for name in ("records.jsonl", "ledger.jsonl")}
    way = Way()
    second = carry(tmp_path / "out", articles(4), way)
    assert way.begun == []
    assert (second.articles.skipped, second.articles.done, second.spent.calls) == (4, 0, 0)
    assert (second.contents.records, second.contents.claims) == (4, 4)
    assert {name: (tmp_path / "out" / name).read_bytes() for name in before} == before
    assert second.complete


def test_more_articles_are_added_to_those_that_are_there(tmp_path: Path) -> None:
    carry(tmp_path / "out", articles(2))
    way = Way()
    carry(tmp_path / "out", articles(4), way)
    assert way.begun == ["a2", "a3"]
    manifest = open_run(tmp_path / "out").manifest
    assert [done.articles.done for done in manifest.commands] == [2, 2]
    assert (manifest.contents.records, manifest.spent.calls) == (4, 4)


def test_an_article_whose_text_changed_is_told_and_not_written_twice(tmp_path: Path) -> None:
    carry(tmp_path / "out", [article(1)])
    told = Told()
    summary = carry(tmp_path / "out", [article(1, "The mayor said something else.")], told=told)
    assert summary.articles.unreadable == 1
    assert not summary.complete
    assert "another text of the article 'a1'" in told.lines[0]
    assert ids(tmp_path / "out") == ["a1"]


def test_an_error_in_one_article_is_one_line_and_the_run_goes_on(tmp_path: Path) -> None:
    told = Told()
    way = Way({"a1": KeyError("speaker\nof two lines")})
    summary = carry(tmp_path / "out", articles(3), way, told=told)
    assert ids(tmp_path / "out") == ["a0", "a2"]
    assert (summary.articles.done, summary.articles.failed, summary.complete) == (2, 1, False)
    assert len(told.lines) == 1
    assert told.lines[0].startswith("in/a1.txt: an error of Quoth's own in making.py:")
    assert "KeyError" in told.lines[0]
    assert "\n" not in told.lines[0]
    assert [(line.origin, line.kind) for line in open_run(tmp_path / "out").unread()] == [("in/a1.txt", "failed")]
    assert summary.spent.calls == 3, "the call of the article that broke down was made all the same"
    assert carry(tmp_path / "out", articles(3)).articles.done == 1, "the next command tries it again"
    assert list(open_run(tmp_path / "out").unread()) == []


def test_what_cannot_be_read_is_counted_and_named(tmp_path: Path) -> None:
    told = Told()
    items = [Unreadable("in/b.bin", "holds no text"), article(1), Notice("in/c.txt", "has an odd date")]
    summary = carry(tmp_path / "out", items, told=told)
    assert (summary.articles.read, summary.articles.unreadable, summary.complete) == (1, 1, False)
    assert told.lines == ["in/b.bin: holds no text", "in/c.txt: has an odd date"]
    assert [line.reason for line in open_run(tmp_path / "out").unread()] == ["holds no text"]


def test_a_failed_chunk_makes_the_run_incomplete_now_and_when_it_is_asked_again(tmp_path: Path) -> None:
    one = article(1)
    summary = carry(tmp_path / "out", [one], Way({"a1": extraction(one, failed=2)}))
    assert (summary.contents.chunks, summary.contents.chunks_failed, summary.complete) == (3, 2, False)
    assert not carry(tmp_path / "out", [one]).complete


def test_the_ledger_adds_up(tmp_path: Path) -> None:
    some = articles(3)
    way = Way({"a0": extraction(some[0], attempts=3), "a2": extraction(some[2], failed=1)})
    summary = carry(tmp_path / "out", some, way)
    run = open_run(tmp_path / "out")
    rows = list(run.ledger())
    rows.sort(key=lambda row: row.article)
    assert [(row.article, row.chunk, row.attempt) for row in rows] == [
        ("a0", 0, 3) if n == 2 else ("a0", 0, n + 1) for n in range(3)
    ] + [("a1", 0, 1), ("a2", 0, 1), ("a2", 1, 1)]
    assert sum(row.tokens_in for row in rows) == summary.spent.tokens_in == run.manifest.spent.tokens_in == 600
    assert summary.spent.cost == pytest.approx(4 * 0.25)
    assert summary.spent.unpriced == 2
    ended = {(row.article, row.chunk): row.outcome for row in rows}
    assert len(ended) == summary.contents.chunks
    assert sum(outcome == "failed" for outcome in ended.values()) == summary.contents.chunks_failed
    assert rows[2].answer == '{"claims":[]}'
    assert summary.contents.findings == {"unmarked-condition": {"dropped": 3}}


def test_a_model_that_cannot_be_used_stops_the_run_and_keeps_what_is_done(tmp_path: Path) -> None:
    way = Way({"a3": ModelError("http://one:8000/v1 refuses the key")})
    with pytest.raises(ModelError, match="refuses the key"):
        carry(tmp_path / "out", articles(50), way, slots=1)
    assert ids(tmp_path / "out")[:3] == ["a0", "a1", "a2"]
    assert "a3" not in ids(tmp_path / "out")
    assert len(way.begun) <= 6, "nothing new is begun"
    last = open_run(tmp_path / "out").manifest.commands[-1]
    assert (last.state, last.error) == ("stopped", "http://one:8000/v1 refuses the key")
    assert carry(tmp_path / "out", articles(50)).contents.records == 50


def test_inputs_that_break_off_keep_what_was_read(tmp_path: Path) -> None:
    def broken() -> Iterator[Article]:
        yield article(0)
        raise InputError("in: the disk is gone")

    with pytest.raises(InputError, match="the disk is gone"):
        carry(tmp_path / "out", broken())
    assert ids(tmp_path / "out") == ["a0"]


def test_the_first_interrupt_finishes_what_is_under_way(tmp_path: Path) -> None:
    told, way = Told(), Way()
    way.seconds = 0.02

    def interrupt(one: Article) -> None:
        if one.id == "a4":
            os.kill(os.getpid(), signal.SIGINT)

    way.before = interrupt
    summary = carry(tmp_path / "out", articles(100), way, slots=2, told=told)
    assert summary.state == "interrupted"
    assert "a4" in ids(tmp_path / "out")
    assert sorted(way.begun) == sorted(ids(tmp_path / "out")), "whatever was begun was finished"
    assert len(way.begun) <= 8, "what was read but not begun stays for the next command"
    assert summary.articles.read == summary.articles.done == len(way.begun)
    assert "press Ctrl-C again" in told.lines[0]
    assert carry(tmp_path / "out", articles(100)).contents.records == 100


def test_the_second_interrupt_stops_at_once_and_loses_no_call(tmp_path: Path) -> None:
    way = Way()
    way.waits = {"a1": asyncio.Event()}

    def interrupt(one: Article) -> None:
        if one.id == "a2":
            os.kill(os.getpid(), signal.SIGINT)
            asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGINT)

    way.before = interrupt
    summary = carry(tmp_path / "out", articles(100), way, slots=4)
    assert summary.state == "interrupted"
    assert "a1" in way.begun
    assert "a1" not in ids(tmp_path / "out")
    assert {row.article for row in open_run(tmp_path / "out").ledger()} == set(way.begun)
    assert open_run(tmp_path / "out").manifest.commands[-1].state == "interrupted"
    assert carry(tmp_path / "out", articles(100)).contents.records == 100


def test_a_cancelled_run_closes_its_folder(tmp_path: Path) -> None:
    way = Way()
    way.waits = {"a0": asyncio.Event()}

    async def cancelled() -> None:
        from making import command, identity

        from quoth.runs.flow import Flow
        from quoth.runs.folder import RunFolder

        folder = RunFolder(tmp_path / "out", identity(), command())
        task = asyncio.create_task(Flow(articles(3), way, folder, slots=2, progress=Told()).run())
        while len(way.begun) < 3:
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.01)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())
    assert json.loads((tmp_path / "out/manifest.json").read_text())["commands"][-1]["state"] == "interrupted"
    assert ids(tmp_path / "out") == ["a1", "a2"], "what had ended behind a slow article is kept"
    assert carry(tmp_path / "out", articles(3)).articles.done == 1


def test_every_file_ends_with_a_line_end(tmp_path: Path) -> None:
    carry(tmp_path / "out", articles(2))
    for name in ("records.jsonl", "articles.jsonl", "ledger.jsonl"):
        assert all(line.endswith(b"\n") for line in lines(tmp_path / "out" / name))


def test_unordered_records_come_as_they_are_ready_and_a_slow_article_holds_up_nobody(tmp_path: Path) -> None:
    way = Way()
    way.waits = {"a0": asyncio.Event()}

    def release(one: Article) -> None:
        if one.id == "a50":
            way.waits["a0"].set()

    way.before = release
    carry(tmp_path / "out", articles(60), way, slots=2, unordered=True)
    assert sorted(ids(tmp_path / "out")) == sorted(f"a{n}" for n in range(60))
    assert ids(tmp_path / "out").index("a0") >= 49
    assert [one.id for one in open_run(tmp_path / "out").articles()] == ids(tmp_path / "out")


def test_a_limit_ends_the_run_cleanly_and_the_same_command_goes_on(tmp_path: Path) -> None:
    told, way = Told(), Way({"a3": LimitReached("--max-cost 1 reached")})
    summary = carry(tmp_path / "out", articles(50), way, slots=1, told=told)
    assert summary.state == "limited"
    assert "--max-cost 1 reached" in told.lines
    assert len(way.begun) <= 6, "nothing new is begun"
    assert summary.articles.done == len(ids(tmp_path / "out"))
    last = open_run(tmp_path / "out").manifest.commands[-1]
    assert (last.state, last.error) == ("limited", "--max-cost 1 reached")
    assert carry(tmp_path / "out", articles(50)).contents.records == 50


def test_a_call_has_its_row_before_its_article_has_a_record(tmp_path: Path) -> None:
    way, seen = Way(), []
    way.waits = {"a0": asyncio.Event()}

    def look(one: Article) -> None:
        if one.id == "a2":
            seen.extend(row.article for row in open_run(tmp_path / "out").ledger())
            way.waits["a0"].set()

    way.before = look
    carry(tmp_path / "out", articles(3), way, slots=1)
    assert "a0" in seen


def test_sigterm_drains_as_ctrl_c_does(tmp_path: Path) -> None:
    way = Way()
    way.seconds = 0.02
    way.before = lambda one: os.kill(os.getpid(), signal.SIGTERM) if one.id == "a2" else None
    summary = carry(tmp_path / "out", articles(100), way, slots=2)
    assert summary.state == "interrupted"
    assert sorted(way.begun) == sorted(ids(tmp_path / "out"))


def test_failed_articles_are_done_again_where_that_is_wished_and_each_has_one_record(tmp_path: Path) -> None:
    some = articles(4)
    first = Way({"a1": extraction(some[1], failed=2), "a2": extraction(some[2], failed=1)})
    assert carry(tmp_path / "out", some, first).contents.chunks_failed == 3
    again = Way({"a2": extraction(some[2], failed=1)})
    summary = carry(tmp_path / "out", some, again, retry_failed=True)
    assert sorted(again.begun) == ["a1", "a2"]
    assert (summary.articles.done, summary.articles.skipped) == (2, 2)
    assert sorted(ids(tmp_path / "out")) == ["a0", "a1", "a2", "a3"]
    assert [one.id for one in open_run(tmp_path / "out").articles()] == ids(tmp_path / "out")
    assert (summary.contents.records, summary.contents.chunks_failed) == (4, 1)
    assert open_run(tmp_path / "out").contents() == summary.contents
    assert [row.command for row in open_run(tmp_path / "out").ledger() if row.article == "a1"] == [0, 0, 0, 1]
    assert carry(tmp_path / "out", some).articles.skipped == 4


def test_a_defect_of_our_own_while_writing_ends_the_run_and_is_not_swallowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quoth.runs.folder import RunFolder

    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(RunFolder, "add", broken)
    with pytest.raises(ZeroDivisionError):
        carry(tmp_path / "out", articles(50))
    assert open_run(tmp_path / "out").manifest.commands[-1].state == "stopped"
