"""`--passes`: a run goes on between its passes, what they add and cost is told, and what was paid is not paid again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from benchmarks.endpoint import Running, Settings, serving

from conftest import RAISES, Ended, QueueModel

Quoth = Callable[..., Ended]
WORDS = (
    "The mayor of Karsk said on day {} that the bridge would open. “Nobody leaves,” she added.\n\n"
    "“If they fire, we will answer,” General Omar Hadi warned. Nobody answered.\n"
)
SECOND = "@Found so far"


@pytest.fixture
def endpoint() -> Iterator[Running]:
    with serving(Settings()) as running:
        yield running


@pytest.fixture
def run(quoth: Quoth, endpoint: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """The same command again and again, without the cache: only the folder knows what was paid."""
    articles = tmp_path / "articles.jsonl"
    articles.write_text("".join(json.dumps({"id": f"a{n}", "text": WORDS.format(n)}) + "\n" for n in range(6)))

    def type_in(*more: str) -> Ended:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-any")  # `quoth` takes every key away first
        command = ("run", articles, "--out", tmp_path / "out", "--base-url", endpoint.url, "--prompt", "claims")
        return quoth(*command, "--no-cache", "--passes", "2", *more)

    return type_in


def rows(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "ledger.jsonl").read_text().splitlines()]


def test_every_chunk_is_asked_twice_and_the_folder_is_sound(
    quoth: Quoth, run: Callable[..., Ended], tmp_path: Path
) -> None:
    assert run().code == 0
    assert sorted(row["pass"] for row in rows(tmp_path / "out")) == [1] * 6 + [2] * 6
    assert quoth("check", tmp_path / "out", "--no-mend").code == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["run"]["settings"]["passes"] == 2
    assert (manifest["spent"]["calls"], manifest["spent"]["calls_again"]) == (12, 6)
    assert 0 < manifest["spent"]["tokens_again"] < manifest["spent"]["tokens_in"] + manifest["spent"]["tokens_out"]


def test_a_run_that_ended_between_the_passes_pays_for_the_second_only(
    quoth: Quoth, run: Callable[..., Ended], endpoint: Running, tmp_path: Path
) -> None:
    endpoint.set_faults(f"unauthorized=always{SECOND}")
    assert run().code == 3
    endpoint.set_faults()
    assert run().code == 0
    assert endpoint.stats()["answered_twice"] == 0
    assert quoth("check", tmp_path / "out", "--no-mend").code == 0
    assert quoth("derive", tmp_path / "out").out == "6 articles made again, 0 changed\n"


def test_a_second_pass_that_failed_is_tried_again_alone(
    quoth: Quoth, run: Callable[..., Ended], endpoint: Running, tmp_path: Path
) -> None:
    endpoint.set_faults(f"refusal=always{SECOND}")
    assert run().code == 1
    assert quoth("check", tmp_path / "out", "--no-mend").code == 0
    endpoint.set_faults()
    assert run("--retry-failed").code == 0
    assert endpoint.stats()["answered_twice"] == 0
    assert quoth("check", tmp_path / "out", "--no-mend").code == 0
    assert quoth("derive", tmp_path / "out").out == "6 articles made again, 0 changed\n"


def test_a_second_pass_without_a_row_is_found(quoth: Quoth, run: Callable[..., Ended], tmp_path: Path) -> None:
    assert run().code == 0
    lines = (tmp_path / "out" / "ledger.jsonl").read_text().splitlines(keepends=True)
    gone = next(line for line in lines if json.loads(line)["pass"] == 2)
    (tmp_path / "out" / "ledger.jsonl").write_text("".join(line for line in lines if line != gone))
    ended = quoth("check", tmp_path / "out", "--no-mend")
    assert ended.code == 1
    assert "has no row of pass 2" in ended.out


def test_a_folder_of_one_pass_takes_no_second(run: Callable[..., Ended]) -> None:
    assert run("--passes", "1").code == 0
    ended = run()
    assert ended.code == 2
    assert "passes (1, not 2)" in ended.err


def test_what_the_second_pass_added_and_cost_is_told(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path
) -> None:
    more = {**RAISES, "first": "raise", "last": "fares"}
    model.answers.clear()
    model.answers.extend([[RAISES], [more], [RAISES], [more], [RAISES], [RAISES]])
    ended = quoth("run", inputs, "--out", tmp_path / "out", "--passes", "2", "--json")
    assert (ended.json["contents"]["claims"], ended.json["contents"]["claims_again"]) == (5, 2)
    assert ended.json["spent"]["cost_again"] == 0.75
    told = quoth("stats", tmp_path / "out").out
    assert "claims that further passes added: 2 (40.0%)" in told
    assert "pass 2: 3 calls, 360 tokens, $0.75" in told
    assert "of these, further passes: 2 claims; 3 calls, 360 tokens, $0.7500" in quoth("show", tmp_path / "out").out


def test_try_and_estimate_take_passes_and_say_what_cannot_be(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path
) -> None:
    assert quoth("try", inputs / "a.txt", "--passes", "3").code == 0
    assert len(model.asked) == 3
    one, two = (quoth("estimate", inputs, "--passes", n, "--json").json["estimates"][0] for n in ("1", "2"))
    assert (one["passes"], two["passes"]) == (1, 2)
    assert two["calls"]["mean"] == 2 * one["calls"]["mean"]
    assert two["tokens_in"]["mean"] > 2 * one["tokens_in"]["mean"]
    for verb in (("try", inputs / "a.txt"), ("estimate", inputs), ("run", inputs, "--out", tmp_path / "out")):
        ended = quoth(*verb, "--passes", "4")
        assert (ended.code, ended.err) == (2, "quoth: --passes 4: give a number from 1 to 3\n")
