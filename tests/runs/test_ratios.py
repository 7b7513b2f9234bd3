"""What a run teaches about a model is what its calls used, and a store of it never stands in a run's way."""

from __future__ import annotations

import dataclasses
import itertools
import json
from pathlib import Path

import pytest
from making import carry
from paying import MODEL, SENTENCE, exact, fares, paid

from quoth.asking import Call
from quoth.errors import InputError
from quoth.extraction.prompts import load
from quoth.runs.measuring import ChunkSize
from quoth.runs.ratios import STORE, Ratios, from_run, from_store, learn, shipped

BASE = shipped("claims", local=False, adds_schema=True)


def stored(store: Path, prompt: str = "claims") -> Ratios:
    return from_store(store, MODEL, load(prompt).hash, BASE)


def test_a_run_teaches_what_its_calls_used(tmp_path: Path) -> None:
    run = paid(tmp_path / "run", [fares(number, 2 + 3 * number) for number in range(30)])
    learn(run, tmp_path / STORE)
    found = stored(tmp_path / STORE)
    assert (found.prompt.fixed, found.prompt.rate) == pytest.approx((50, 2), rel=1e-6)
    assert found.adds_schema is False, "what the model counted has the schema in it"
    assert (found.output.fixed, found.output.rate) == pytest.approx((10, 1))
    assert (found.seconds_fixed, found.seconds_written) == pytest.approx((1, 0.1))
    assert found.cached_a_call == 30
    assert found.calls_a_chunk == found.more_in == found.more_out == 1
    assert "30 calls on 30 articles" in found.origin


def test_what_came_to_nothing_was_paid_for_too(tmp_path: Path) -> None:
    def twice(size: ChunkSize) -> list[Call]:
        (good,) = exact(size)
        return [dataclasses.replace(good, outcome="failed", error="empty answer", tokens_out=0), good]

    found = from_run(paid(tmp_path / "run", [fares(n, 4 + n) for n in range(8)], twice), MODEL, load("claims"), BASE)
    assert (found.calls_a_chunk, found.more_in, found.more_out) == pytest.approx((2, 2, 1))


def test_a_prompt_that_was_sent_back_with_a_complaint_is_no_measure_of_prompts(tmp_path: Path) -> None:
    turns = itertools.cycle((False, False, True))

    def longer(size: ChunkSize) -> list[Call]:
        (good,) = exact(size)
        failed = dataclasses.replace(good, outcome="failed", error="empty answer")
        return [failed, dataclasses.replace(good, tokens_in=9 * good.tokens_in)] if next(turns) else [good]

    found = from_run(paid(tmp_path / "run", [fares(n, 2 + n) for n in range(60)], longer), MODEL, load("claims"), BASE)
    assert found.calls_a_chunk > 1
    assert (found.prompt.fixed, found.prompt.rate) == pytest.approx((50, 2), rel=1e-6)


def test_a_chunk_that_is_never_answered_makes_no_answer_longer(tmp_path: Path) -> None:
    turns = itertools.cycle((True, False))

    def every_second(size: ChunkSize) -> list[Call]:
        (good,) = exact(size)
        return [good] if next(turns) else [dataclasses.replace(good, outcome="failed", tokens_in=0, tokens_out=0)]

    articles = [fares(number, 5 + number) for number in range(12)]
    found = from_run(paid(tmp_path / "run", articles, every_second), MODEL, load("claims"), BASE)
    assert found.more_out == 1
    assert (found.articles, found.calls_a_chunk) == (6, 1)


def test_nothing_is_learnt_twice_and_new_calls_are_added(tmp_path: Path) -> None:
    store = tmp_path / STORE
    run = paid(tmp_path / "one", [fares(number, 3 + number) for number in range(6)])
    learn(run, store)
    learn(run, store)
    assert stored(store).calls == 6

    def later(size: ChunkSize) -> list[Call]:
        return [dataclasses.replace(call, started=call.started + 1e6) for call in exact(size)]

    learn(paid(tmp_path / "two", [fares(number, 3 + number) for number in range(4)], later), store)
    assert stored(store).calls == 10


def test_another_model_or_prompt_is_another_entry(tmp_path: Path) -> None:
    store = tmp_path / STORE
    learn(paid(tmp_path / "run", [fares(number, 3 + number) for number in range(6)]), store)
    assert from_store(store, "other", load("claims").hash, BASE) == BASE
    assert stored(store, "claims-small") == BASE


def test_too_few_calls_are_no_match_for_the_shipped_constants(tmp_path: Path) -> None:
    learn(paid(tmp_path / "run", [fares(number, 3) for number in range(4)]), tmp_path / STORE)
    assert stored(tmp_path / STORE) == BASE


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"schema": "quoth.ratios/9"}', '{"entries": [{"model": 1}]}'])
def test_a_broken_store_is_begun_anew(tmp_path: Path, broken: str) -> None:
    store = tmp_path / STORE
    store.write_text(broken)
    assert stored(store) == BASE
    learn(paid(tmp_path / "run", [fares(number, 3 + number) for number in range(6)]), store)
    assert stored(store).calls == 6
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_store_that_cannot_be_written_and_a_folder_that_is_no_run_are_passed_over(tmp_path: Path) -> None:
    run = paid(tmp_path / "run", [fares(number, 3) for number in range(6)])
    (tmp_path / "file").write_text("")
    learn(run, tmp_path / "file" / STORE)
    learn(tmp_path / "nosuch", tmp_path / STORE)
    ledger = run / "ledger.jsonl"
    ledger.write_text('{"article": 3}\nnonsense\n' + ledger.read_text())
    learn(run, tmp_path / STORE)
    assert stored(tmp_path / STORE).calls == 6


def test_the_store_holds_no_word_of_an_article(tmp_path: Path) -> None:
    learn(paid(tmp_path / "run", [fares(number, 3) for number in range(6)]), tmp_path / STORE)
    text = (tmp_path / STORE).read_text()
    assert not [word for word in SENTENCE.split() if len(word) > 4 and word in text]
    assert "f3" not in json.loads(text)["entries"][0]["model"]


def test_rows_with_more_fields_than_today_teach_the_same(tmp_path: Path) -> None:
    run = paid(tmp_path / "run", [fares(number, 3 + number) for number in range(6)])
    ledger = run / "ledger.jsonl"
    rows = [json.loads(line) | {"key": "k", "command": 2} for line in ledger.read_text().splitlines()]
    ledger.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert from_run(run, MODEL, load("claims"), BASE).calls == 6


def test_a_run_of_another_model_or_prompt_says_so(tmp_path: Path) -> None:
    run = paid(tmp_path / "run", [fares(number, 3) for number in range(6)])
    assert (
        "with the model gpt-4.1-mini and the prompt claims v2"
        in from_run(run, "other", load("claims-small"), BASE).origin
    )


def test_a_run_that_teaches_nothing_is_refused(tmp_path: Path) -> None:
    carry(tmp_path / "empty", [])
    with pytest.raises(InputError, match="no call of this run was answered"):
        from_run(tmp_path / "empty", MODEL, load("claims"), BASE)
    with pytest.raises(InputError, match="not a run folder"):
        from_run(tmp_path, MODEL, load("claims"), BASE)


def test_waste_that_was_never_seen_is_not_ruled_out() -> None:
    clean = dataclasses.replace(BASE, learnt_chunks=100)
    assert clean.waste(1.0, 500) == (1.0, 1.0, pytest.approx(1.03))
    often = dataclasses.replace(BASE, learnt_chunks=1000, calls_a_chunk=1.1)
    low, mean, high = often.waste(1.1, 1000)
    assert 1 < low < mean == 1.1 < high < 1.15


def test_further_passes_are_learnt_apart_and_are_no_waste(tmp_path: Path) -> None:
    run = paid(tmp_path / "run", [fares(number, 3 + number) for number in range(8)])
    ledger = run / "ledger.jsonl"
    once = from_run(run, MODEL, load("claims"), BASE)
    rows = [json.loads(line) for line in ledger.read_text().splitlines()]
    again = [
        row | {"pass": 2, "tokens_in": row["tokens_in"] * 3 // 2, "tokens_out": row["tokens_out"] // 2} for row in rows
    ]
    ledger.write_text("".join(json.dumps(row) + "\n" for row in [*rows, *again]))
    found = from_run(run, MODEL, load("claims"), BASE)
    assert (found.again_in, found.again_out) == pytest.approx((1.5, 0.5), rel=0.02)
    assert (found.again_calls, once.again_calls) == (8, 0)
    assert (found.calls_a_chunk, found.prompt, found.output) == (once.calls_a_chunk, once.prompt, once.output)
