"""What a program sees of a run under way."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from watched import Clock, gauge, row

from conftest import Ended, QueueModel
from quoth.cli.json_progress import JsonWatch, watching
from quoth.cli.progress import Watch
from quoth.errors import ModelError
from quoth.runs.tally import Articles
from quoth.views.schemas import SCHEMAS

Quoth = Callable[..., Ended]
SCHEMA = jsonschema.Draft202012Validator(SCHEMAS["progress"](), format_checker=jsonschema.FormatChecker())


def events(text: str) -> list[dict[str, Any]]:
    """Every line, each of which must be one of the schema's."""
    found = [json.loads(line) for line in text.splitlines()]
    for each in found:
        SCHEMA.validate(each)
    return found


def watched() -> tuple[JsonWatch, Clock, list[str]]:
    told: list[str] = []
    clock = Clock()
    watch = JsonWatch(told.append, clock, lambda: datetime(2031, 1, 1, 12, tzinfo=UTC))
    watch.expect(100)
    return watch, clock, told


def test_progress_is_told_at_the_beat_and_says_all_of_it() -> None:
    watch, clock, told = watched()
    watch.watch(lambda: gauge(paused=12.0))
    for number in range(1, 11):
        clock.now = float(number)
        watch.called(row("refused" if number == 1 else "ok", tokens_cached=500))
    watch.called(row("failed", error="HTTP 429 from http://one", tokens_in=0, tokens_out=0, cost=0.0))
    watch.settled(Articles(read=11, done=9, skipped=1, failed=1, unreadable=0))
    assert told == []
    watch.beat()
    assert events("\n".join(told)) == [
        {
            "event": "progress",
            "time": "2031-01-01T12:00:00Z",
            "seconds": 10.0,
            "seconds_left": 89.0,
            "articles": {"total": 100, "settled": 11, "done": 9, "skipped": 1, "failed": 1, "unreadable": 0},
            "chunks": 9,
            "calls": 11,
            "cache_hits": 0,
            "tokens_in": 10000,
            "tokens_cached": 5000,
            "tokens_out": 2000,
            "tokens_a_second": 1200.0,
            "cost": 5.0,
            "unpriced": 0,
            "projected_cost": 49.5,
            "calls_in_flight": 3,
            "calls_allowed": 16,
            "paused_seconds": 12.0,
            "rate_limited": 1,
            "failures": {"refused": 1},
        }
    ]


def test_at_most_one_line_a_second_and_one_every_ten_where_nothing_is_new() -> None:
    watch, clock, told = watched()
    for _ in range(30):
        watch.called(row())
        watch.beat()
    assert len(told) == 1
    for second in range(1, 31):
        clock.now = float(second)
        watch.beat()
    assert [json.loads(line)["seconds"] for line in told] == [0.0, 1.0, 11.0, 21.0]


def test_what_is_not_known_is_null() -> None:
    watch, _, told = watched()
    watch.called(row(cost=None))
    watch.beat()
    (event,) = events(told[0])
    names = ("cost", "projected_cost", "seconds_left", "calls_in_flight", "calls_allowed")
    assert [event[name] for name in names] == [None] * 5
    assert event["unpriced"] == 1


def test_a_person_and_a_program_are_told_the_same() -> None:
    clock = Clock()
    lines: list[str] = []
    told: list[str] = []
    for watch in (Watch(lines.append, clock), JsonWatch(told.append, clock)):
        clock.now = 0.0
        watch.expect(100)
        watch.watch(gauge)
        for number in range(1, 11):
            clock.now = 2.0 * number
            watch.called(row("truncated" if number == 2 else "ok"))
            watch.settled(Articles(read=number, done=number))
        clock.now = 25.0
        watch.beat()
    event = events(told[-1])[0]
    assert lines[-1] == (
        f"{event['articles']['settled']} of 100 articles; ~{event['seconds_left'] / 60:.0f} min left; "
        f"${event['cost']:.2f} of ~${event['projected_cost']:.2f}; {event['failures']['truncated']} truncated; "
        f"{event['chunks']} chunks; {event['tokens_a_second']:.0f} tokens/s; "
        f"{event['calls_in_flight']}/{event['calls_allowed']} calls"
    )


def test_a_run_tells_everything_in_json_and_ends_with_its_summary(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path
) -> None:
    (inputs / "d\x1b[31m.txt").write_text("", encoding="utf-8")
    ended = quoth("run", inputs, "--out", tmp_path / "out", "--json-progress", "--json")
    told = events(ended.err)
    assert [event["event"] for event in told if event["event"] != "progress"] == ["message", "end"]
    message = next(event for event in told if event["event"] == "message")
    assert "is empty" in message["text"]
    assert "\x1b" not in message["text"]
    assert told[-1] == {"event": "end", "summary": ended.json, "exit_code": ended.code}
    assert ended.code == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--max-cost", "-1"], 2, "--max-cost -1.0: give a number above 0"),
        ([], 3, "no model today"),
    ],
)
def test_an_error_is_the_last_line_and_gives_the_exit_code(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    model.answers.extend([ModelError("no model today")])
    model.answers.popleft()
    ended = quoth("run", inputs, "--out", tmp_path / "out", "--json-progress", *words)
    last = events(ended.err)[-1]
    assert (last["event"], last["exit_code"], ended.code) == ("error", code, code)
    assert last["text"].startswith(said)


def test_ctrl_c_before_the_run_begins_is_an_error_of_its_own(
    quoth: Quoth, inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("quoth.llm.connect", interrupted)
    ended = quoth("run", inputs, "--out", tmp_path / "out", "--json-progress")
    assert events(ended.err) == [{"event": "error", "text": "interrupted", "exit_code": 130}]
    assert ended.code == 130


def test_an_error_of_quoths_own_is_told_before_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), watching():
        raise ZeroDivisionError("an article's words")
    text = "an error of Quoth's own: ZeroDivisionError"
    assert events(capsys.readouterr().err) == [{"event": "error", "text": text, "exit_code": 1}]


def test_a_reader_that_has_gone_stops_no_run(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*args: object, **options: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("quoth.cli.json_progress.typer.echo", gone)
    assert quoth("run", inputs, "--out", tmp_path / "out", "--json-progress").code == 0
