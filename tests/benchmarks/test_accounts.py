"""What a run folder tells of its calls is held against what the endpoint counted."""

from __future__ import annotations

from typing import Any

from benchmarks.accounts import Folder

STATS = {"received": 2, "useful": 1, "answered_twice": 0, "prompt_tokens": 30, "completion_tokens": 4}


def row(outcome: str = "ok", **changes: Any) -> dict[str, Any]:
    return {"outcome": outcome, "cache_hit": False, "tokens_in": 30, "tokens_out": 4, **changes}


def record(name: str, ok: int = 1, failed: int = 0) -> dict[str, Any]:
    return {"article": {"id": name}, "coverage": {"chunks": 1, "ok": ok, "empty": 0, "failed": failed}}


def folder(*ledger: dict[str, Any], records: list[dict[str, Any]] | None = None) -> Folder:
    return Folder(records or [], [], list(ledger), {})


def test_a_ledger_that_tells_every_call_agrees_and_cache_hits_are_no_calls() -> None:
    told = folder(row(), row("failed", tokens_in=0, tokens_out=0), row(cache_hit=True))
    assert told.against(STATS) == []


def test_a_call_without_a_row_is_missed() -> None:
    assert folder(row()).against(STATS) == ["2 calls came, the ledger has 1"]


def test_an_answer_that_is_not_in_the_ledger_and_one_that_was_paid_twice_are_told() -> None:
    told = folder(row("failed"), row("failed", tokens_in=0, tokens_out=0)).against({**STATS, "answered_twice": 1})
    assert told == [
        "1 calls were answered, the ledger has 0",
        "1 questions were answered and paid for twice",
    ]


def test_tokens_are_compared_where_their_usage_arrives() -> None:
    told = folder(row(tokens_in=7), row("failed", tokens_in=0, tokens_out=0))
    assert told.against(STATS) == ["30 prompt_tokens, the ledger has 7"]
    assert told.against(STATS, tokens=False) == []


def test_every_article_has_one_record_or_line_and_its_chunks_add_up() -> None:
    assert folder(records=[record("a"), record("b", ok=0, failed=1)]).unaccounted(2) == []
    assert folder(records=[record("a")]).unaccounted(2) == ["2 articles, 1 records and 0 unread lines"]
    assert folder(records=[record("a"), record("a")]).unaccounted(2) == ["1 articles have two records"]
    [line] = folder(records=[record("a", ok=0)]).unaccounted(1)
    assert line.startswith("the coverage of a does not add up")
