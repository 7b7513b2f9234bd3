"""What a person sees of a run under way."""

from __future__ import annotations

import pytest
from rich.console import Console
from watched import Clock, gauge, row

from quoth.cli.progress import LiveWatch, Watch, bar_on
from quoth.runs.tally import Articles


def watched(total: int | None = 100) -> tuple[Watch, Clock, list[str]]:
    told: list[str] = []
    clock = Clock()
    watch = Watch(told.append, clock)
    watch.expect(total)
    return watch, clock, told


def test_plain_lines_come_every_few_seconds_and_say_where_the_run_is() -> None:
    watch, clock, told = watched(12)
    watch.watch(gauge)
    for second in range(1, 9):
        clock.now = float(second)
        watch.called(row("failed" if second == 1 else "truncated" if second in (2, 3) else "ok"))
        watch.settled(Articles(read=second, done=second - 1, skipped=0, failed=1))
    assert len(told) == 1
    assert told[0].split("; ") == [
        "4 of 12 articles",
        "~10 s left",
        "$2.50",
        "1 without a record",
        "2 truncated, 1 failed",
        "2 chunks",
        "1,200 tokens/s",
        "3/16 calls",
    ]


def test_the_projected_cost_stands_beside_what_is_spent() -> None:
    watch, clock, _ = watched()
    for _ in range(10):
        clock.now += 1
        watch.called(row())
    watch.settled(Articles(read=10, done=10))
    assert "; $5.00 of ~$50.00; " in watch.line()


def test_articles_done_before_say_nothing_of_the_time_left() -> None:
    watch, clock, _ = watched()
    watch.settled(Articles(read=50, skipped=50))
    assert "left" not in watch.line()
    clock.now = 10.0
    watch.settled(Articles(read=60, skipped=50, done=10))
    assert watch.line() == "60 of 100 articles; ~40 s left"


@pytest.mark.parametrize("total", [None, 0])
def test_an_unknown_total_is_not_guessed(total: int | None) -> None:
    watch, _, _ = watched(total)
    watch.settled(Articles(read=3, done=3))
    assert watch.line() == "3 articles"


def test_a_line_of_a_usual_run_fits_and_drops_the_least_important_where_it_does_not() -> None:
    watch, clock, _ = watched(4000)
    watch.watch(lambda: gauge(14))
    for _ in range(960):
        clock.now += 0.5
        watch.called(row(cost=0.0005, tokens_in=600, tokens_out=20))
    watch.settled(Articles(read=120, done=120))
    line = watch.line()
    assert line == "120 of 4,000 articles; ~4.3 h left; $0.4800 of ~$16.00; 960 chunks; 1,240 tokens/s; 14/16 calls"
    assert len(line) <= 100
    assert watch.line(70) == "120 of 4,000 articles; ~4.3 h left; $0.4800 of ~$16.00; 960 chunks"
    assert watch.line(5) == "120 of 4,000 articles"


def test_a_held_back_call_is_no_failure_and_the_wait_is_told() -> None:
    watch, _, _ = watched()
    watch.watch(lambda: gauge(0, 8, paused=12.2))
    watch.called(row("failed", error="HTTP 429 from http://one: slow down", tokens_in=0, tokens_out=0, cost=None))
    assert "rate-limited, waits 12 s" in watch.line()
    assert "failed" not in watch.line()


def test_lines_of_a_long_run_come_less_often() -> None:
    watch, clock, told = watched()
    times: list[float] = []
    for second in range(1, 301):
        clock.now = float(second)
        before = len(told)
        watch.called(row())
        watch.beat()
        times += [clock.now] if len(told) > before else []
    assert times[:24] == [5.0 * (number + 1) for number in range(23)] + [145.0]
    assert times[24:] == [175.0, 205.0, 235.0, 265.0, 295.0]


def test_a_run_in_which_nothing_happens_gives_a_sign_of_life_once_a_minute() -> None:
    watch, clock, told = watched()
    watch.watch(gauge)
    watch.called(row())
    for second in range(1, 200):
        clock.now = float(second)
        watch.beat()
    assert told[0].startswith("0 of 100 articles; $0.5000; 1 chunk; ")
    assert told[1:] == [
        "0 of 100 articles; nothing new for 65 s; 3 of 16 calls in flight",
        "0 of 100 articles; nothing new for 2 min; 3 of 16 calls in flight",
        "0 of 100 articles; nothing new for 3 min; 3 of 16 calls in flight",
    ]


def test_on_a_terminal_messages_stand_above_the_line_and_command_nothing() -> None:
    console = Console(record=True, force_terminal=True, width=50, color_system=None)
    bar = bar_on(console)
    watch = LiveWatch(bar)
    watch.preparing(1, 4)
    watch.say("in/\x1b[31mred.txt: is [bold]empty[/bold]")
    watch.expect(4)
    watch.called(row(error="in/\x1b[31m"))
    watch.settled(Articles(read=1, done=1))
    assert (bar.tasks[0].completed, bar.tasks[0].total) == (1, 4)
    assert console.export_text().strip() == "in/␛[31mred.txt: is [bold]empty[/bold]"
    line = bar.tasks[0].fields["line"]
    assert line.startswith("1 of 4 articles; ~0 s left; $0.5000")
    assert len(line) <= 50 - 13
