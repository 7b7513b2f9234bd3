"""What a person sees of a run under way."""

from __future__ import annotations

import pytest
from rich.console import Console

from quoth.cli.progress import LiveWatch, Watch, bar_on
from quoth.runs.lines import LedgerRow
from quoth.runs.tally import Articles


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def row(outcome: str = "ok") -> LedgerRow:
    return LedgerRow.model_validate(
        {
            "command": 0,
            "article": "a",
            "chunk": 0,
            "attempt": 1,
            "pass": 1,
            "start": 0,
            "end": 9,
            "outcome": outcome,
            "model": "tiny",
            "tokens_in": 1000,
            "tokens_cached": 0,
            "tokens_out": 200,
            "cost": 0.5,
            "seconds": 1.0,
            "started": 0.0,
            "cache_hit": False,
            "error": None,
            "key": "",
            "answer": None,
        }
    )


def test_plain_lines_come_every_few_seconds_and_say_where_the_run_is() -> None:
    told: list[str] = []
    clock = Clock()
    watch = Watch(told.append, clock)
    watch.expect(12)
    for second in range(1, 9):
        clock.now = float(second)
        watch.called(row("failed" if second == 1 else "ok"))
        watch.settled(Articles(read=second, done=second - 1, skipped=0, failed=1))
    assert len(told) == 1
    assert told[0].split("; ") == [
        "4 of 12 articles",
        "5,000 tokens in, 1,000 out",
        "$2.5000",
        "1 without a record",
        "calls failed: 1",
        "about 10 s left",
    ]


def test_articles_done_before_say_nothing_of_the_time_left() -> None:
    clock = Clock()
    watch = Watch(lambda line: None, clock)
    watch.expect(100)
    watch.settled(Articles(read=50, skipped=50))
    assert "left" not in watch.line()
    clock.now = 10.0
    watch.settled(Articles(read=60, skipped=50, done=10))
    assert watch.line().endswith("about 40 s left")


@pytest.mark.parametrize("total", [None, 0])
def test_an_unknown_total_is_not_guessed(total: int | None) -> None:
    watch = Watch(lambda line: None, Clock())
    watch.expect(total)
    watch.settled(Articles(read=3, done=3))
    assert watch.line() == "3 articles; 0 tokens in, 0 out"


def test_on_a_terminal_messages_stand_above_the_line_and_command_nothing() -> None:
    console = Console(record=True, force_terminal=True, width=100, color_system=None)
    bar = bar_on(console)
    watch = LiveWatch(bar)
    watch.preparing(1, 4)
    watch.say("in/\x1b[31mred.txt: is [bold]empty[/bold]")
    watch.called(row())
    watch.expect(4)
    watch.settled(Articles(read=1, done=1))
    assert (bar.tasks[0].completed, bar.tasks[0].total) == (1, 4)
    assert console.export_text().strip() == "in/␛[31mred.txt: is [bold]empty[/bold]"
    assert "1,000 tokens in" in watch.line()
