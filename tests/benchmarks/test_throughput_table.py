"""The throughput table's figures, by known arithmetic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.contestants import BASELINE
from benchmarks.corpus import Corpus
from benchmarks.throughput_table import Result, table

ARTICLES = Corpus(Path("articles.jsonl"), articles=50, characters=1000)


def report(cpu: float, wall: float = 2.0, repeat: int = 0) -> dict[str, Any]:
    told = {"answered": 100, "received": 100, "prompt_characters": 1620, "completion_tokens": 77}
    return {"wall": wall, "cpu": cpu, "peak_rss": 90e6, "calls": 100, "endpoint": told, "repeat": repeat}


def test_efficiency_and_client_cpu_are_told_for_each_contestant() -> None:
    results = [Result(BASELINE, [report(cpu=0.2)]), Result("other", [report(cpu=0.5, wall=4.0)])]
    header, bare, other, *_ = table(results, latency=0.2, in_flight=10, articles=ARTICLES)
    # 100 calls of 0.2 s, ten at once, take two seconds at best.
    assert bare.removeprefix(BASELINE).split() == "100 2.00 1.00 2.00 1.00 4.00 90 100 1.62 77".split()
    assert other.split() == "other 100 4.00 0.50 5.00 2.50 10.00 90 100 1.62 77".split()
    assert header.split("  ")[0] == "contestant"


def test_several_repeats_give_the_median_with_least_and_most() -> None:
    reports = [report(cpu=cpu, repeat=repeat) for repeat, cpu in enumerate((0.3, 0.2, 0.7))]
    _, row, *_ = table([Result(BASELINE, reports)], latency=0.2, in_flight=10, articles=ARTICLES)
    assert "3.00 (2.00–7.00)" in row
    assert "1.00 (1.00–1.00)" in row


def test_a_contestant_that_failed_is_named_with_its_reason() -> None:
    failed = Result("peer")
    failed.add("ImportError: no such thing")
    *_, last = table([Result(BASELINE, [report(cpu=0.2)]), failed], latency=0.2, in_flight=10, articles=ARTICLES)
    assert last == "peer: failed: ImportError: no such thing"
