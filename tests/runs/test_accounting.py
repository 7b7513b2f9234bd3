"""What a run came to adds up, call by call."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from making import Way, article, articles, call, carry, extraction

from quoth.errors import InputError
from quoth.extraction.pipeline import Extraction, Row
from quoth.runs.accounting import Histogram, account


def rows_of(number: int, rows: list[Row]) -> tuple[str, Extraction]:
    made = extraction(article(number))
    return f"a{number}", Extraction(made.record, tuple(rows))


def row(chunk: int, attempt: int, outcome: str = "ok", **changes: object) -> Row:
    return Row(chunk, attempt, 1, 0, 10, outcome, call(outcome=outcome, **changes), None, "")  # type: ignore[arg-type]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Four articles: one re-asked, one tried again, one cut in half, one out of the cache; one unreadable."""
    misfit = "the answer does not fit the schema: claims.3.n: Input should be a valid integer"
    comes = dict(
        [
            rows_of(0, [row(0, 1, "failed", error=misfit, seconds=4.0), row(0, 2, seconds=6.0, tokens_cached=64)]),
            rows_of(1, [row(0, 1, "failed", error="HTTP 429 from http://one:8000/v1: slow down, try in 2.5s", cost=0.0,
                            tokens_in=0, tokens_out=0, seconds=0.5), row(0, 2, "empty", seconds=2.0)]),
            rows_of(2, [row(0, 1, "truncated", error="cut off", seconds=9.0), row(0, 2), row(0, 3, cost=None)]),
            rows_of(3, [row(0, 1, cache_hit=True, cost=0.0, tokens_in=0, tokens_out=0)]),
        ]
    )  # fmt: skip
    carry(tmp_path / "run", articles(4), Way(comes))  # type: ignore[arg-type]
    with (tmp_path / "run" / "unread.jsonl").open("a") as file:
        file.write('{"origin": "x.pdf", "reason": "not supported", "kind": "unreadable"}\n')
    return tmp_path / "run"


def test_calls_are_added_up_by_outcome(run: Path) -> None:
    made = account(run)
    assert {name: used.calls for name, used in made.by_outcome.items()} == {
        "failed": 2, "ok": 3, "empty": 1, "truncated": 1
    }  # fmt: skip
    used = made.used
    assert (used.calls, used.tokens_in, used.tokens_cached, used.tokens_out) == (7, 600, 64, 120)
    assert (used.cost, used.unpriced) == (5 * 0.25, 1)
    assert made.by_outcome["failed"].cost == 0.25
    assert made.cache_hits == 1
    assert (made.re_asked, made.tried_again, made.cut_in_half) == (1, 1, 1)
    assert (made.contents.records, dict(made.unread)) == (4, {"unreadable": 1})


def test_the_sums_are_those_of_the_manifest(run: Path) -> None:
    made = account(run)
    spent = made.manifest.spent
    used = made.used
    assert (used.calls, used.tokens_in, used.cost) == (spent.calls, spent.tokens_in, spent.cost)
    assert made.contents == made.manifest.contents


def test_failures_of_a_kind_are_one_kind_in_their_own_words(tmp_path: Path) -> None:
    errors = [
        "HTTP 429 from http://one:8000/v1: try in 2.5s, request req_8123aa",
        "HTTP 429 from http://one:8000/v1: try in 3s, request req_99123b",
        "HTTP 500 from http://one:8000/v1: try in 3s, request req_99123b",
    ]
    comes = dict(rows_of(n, [row(0, 1, "failed", error=errors[n % 3])]) for n in range(30))
    carry(tmp_path / "run", articles(30), Way(comes))  # type: ignore[arg-type]
    failures = account(tmp_path / "run").failures
    assert {kind: failure.calls for kind, failure in failures.items()} == {
        "failed: HTTP 429 from http://one:8000/v1: try in … request …": 20,
        "failed: HTTP 500 from http://one:8000/v1: try in … request …": 10,
    }
    assert all(len(failure.articles) == 3 for failure in failures.values())


def test_ever_new_words_do_not_fill_the_memory(tmp_path: Path) -> None:
    words = ["".join(chr(97 + int(digit)) for digit in f"{n:04}") for n in range(300)]
    comes = dict(rows_of(n, [row(0, 1, "failed", error=words[n])]) for n in range(300))
    carry(tmp_path / "run", articles(300), Way(comes))  # type: ignore[arg-type]
    failures = account(tmp_path / "run").failures
    assert len(failures) == 201
    assert sum(failure.calls for failure in failures.values()) == 300


def test_the_slowest_and_the_dearest_articles_are_few(run: Path, tmp_path: Path) -> None:
    made = account(run)
    assert made.slowest[:2] == [("a0", 10.0), ("a2", 9.0)]
    assert made.dearest[0][1] == 0.5
    comes = dict(rows_of(n, [row(0, 1, seconds=float(n))]) for n in range(20))
    carry(tmp_path / "many", articles(20), Way(comes))  # type: ignore[arg-type]
    assert [name for name, _ in account(tmp_path / "many").slowest] == ["a19", "a18", "a17", "a16", "a15"]


def test_a_thousand_articles_cost_what_these_did_with_nothing_in_the_cache(run: Path) -> None:
    assert account(run).cost_a_thousand == pytest.approx(1.25 * (1 + 1 / 4) / 4 * 1000)


def test_percentiles_are_right_within_a_hundredth() -> None:
    seen = Histogram()
    for number in range(1, 10_001):
        seen.add(number / 100)
    for share in (0.5, 0.9, 0.99):
        assert seen.percentile(share) == pytest.approx(100 * share, rel=0.011)
    assert Histogram().percentile(0.5) is None


def test_rows_with_fields_that_nobody_knows_are_read(run: Path) -> None:
    before = account(run).used
    ledger = run / "ledger.jsonl"
    rows = [json.loads(line) | {"key": "k", "command": 1, "more": [1]} for line in ledger.read_text().splitlines()]
    ledger.write_text("".join(json.dumps(one) + "\n" for one in rows))
    assert account(run).used == before


def test_a_command_that_was_killed_ends_with_its_last_call(run: Path) -> None:
    manifest = json.loads((run / "manifest.json").read_text())
    manifest["commands"][0] |= {"started": "1970-01-01T00:01:00+00:00", "ended": None, "state": "running"}
    (run / "manifest.json").write_text(json.dumps(manifest))
    ledger = run / "ledger.jsonl"
    rows = [json.loads(line) | {"started": 100.0 + n, "seconds": 3.0} for n, line in enumerate(ledger.open())]
    ledger.write_text("".join(json.dumps(one) + "\n" for one in rows))
    made = account(run)
    last = max(one["started"] for one in rows if not one["cache_hit"])  # rows of articles under way are mixed
    assert made.commands[0].seconds == made.wall_seconds == pytest.approx(last + 3 - 60)


def test_a_damaged_line_and_a_folder_that_is_no_run_are_named(run: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a run folder"):
        account(tmp_path)
    ledger = run / "ledger.jsonl"
    ledger.write_text("{nonsense\n" + ledger.read_text())
    with pytest.raises(InputError, match=r"ledger\.jsonl:1"):
        account(run)
