"""A run's scores as they are kept, compared and gated, through the command line as a user drives it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from evals.planting import gold, gold_of, record, record_of
from quoth.cli.app import app
from quoth.evals.agreement import agreement, kappa
from quoth.evals.comparing import compare
from quoth.evals.scorebook import Scorebook, read_scorebook, scorebook, write_scorebook
from quoth.evals.units import labels_of

Spoil = Callable[[int, dict[str, Any]], None]
ARTICLES = 12


def book(name: str, spoil: Spoil, articles: int = ARTICLES) -> Scorebook:
    records = {}
    for number in range(articles):
        value = record_of(6, f"a{number:02}")
        spoil(number, value)
        records[f"a{number:02}"] = record(value)
    labels = [labels_of(gold(gold_of(6, f"a{number:02}", f"s{number}"))) for number in range(articles)]
    return scorebook(name, records, labels)[0]


def whole(number: int, value: dict[str, Any]) -> None:
    pass


def flipped(number: int, value: dict[str, Any]) -> None:
    for stance in value["stances"][: 1 + number % 3]:
        stance["polarity"] = "oppose"


def once(number: int, value: dict[str, Any]) -> None:
    if number == 3:
        value["stances"][0]["polarity"] = "oppose"


def kept(folder: Path, found: Scorebook) -> Path:
    write_scorebook(folder, found, [])
    return folder


def command(*arguments: object) -> tuple[int, str]:
    ended = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return ended.exit_code, ended.output


def test_a_scorebook_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    found = book("b", flipped)
    assert read_scorebook(kept(tmp_path, found)) == found


def test_worse_is_called_worse_and_better_better() -> None:
    good, bad = book("good", whole), book("bad", flipped)
    assert [each.verdict for each in compare(good, bad)] == ["worse", "inconclusive", "worse", "inconclusive"]
    assert compare(bad, good)[0].verdict == "better"


def test_one_item_in_seventy_settles_nothing_and_says_what_would() -> None:
    head = compare(book("good", whole), book("once", once))[0]
    assert head.verdict == "inconclusive"
    assert head.needed is not None
    assert head.needed > ARTICLES


def test_books_of_other_labels_are_not_compared(tmp_path: Path) -> None:
    one, two = kept(tmp_path / "one", book("one", whole)), kept(tmp_path / "two", book("two", whole, articles=11))
    code, said = command("compare", one, two)
    assert code == 2
    assert "not scored against the same labels" in said


@pytest.mark.parametrize(("spoil", "code", "word"), [(whole, 0, "pass"), (flipped, 1, "worse")])
def test_the_gate_passes_the_same_and_stops_the_worse(tmp_path: Path, spoil: Spoil, code: int, word: str) -> None:
    baseline, run = kept(tmp_path / "baseline", book("baseline", whole)), kept(tmp_path / "run", book("run", spoil))
    ended, said = command("gate", run, "--baseline", baseline)
    assert ended == code
    assert f"gate: {word}" in said


def test_the_gate_cannot_tell_on_a_few_noisy_articles(tmp_path: Path) -> None:
    def noisy(number: int, value: dict[str, Any]) -> None:
        if number == 0:
            value["claims"], value["stances"], value["conditions"] = [], [], []

    baseline = kept(tmp_path / "baseline", book("baseline", whole, 3))
    ended, said = command("gate", kept(tmp_path / "run", book("run", noisy, 3)), "--baseline", baseline)
    assert ended == 2
    assert "gate: inconclusive" in said


def test_compare_prints_the_verdict_first(tmp_path: Path) -> None:
    one, two = kept(tmp_path / "one", book("one", whole)), kept(tmp_path / "two", book("two", flipped))
    code, said = command("compare", one, two)
    assert code == 0
    assert said.splitlines()[0].startswith("two is worse (-0.")
    value = json.loads(command("compare", one, two, "--json")[1])
    assert [each["verdict"] for each in value] == ["worse", "inconclusive", "worse", "inconclusive"]


def test_an_article_without_a_record_is_missed_and_said() -> None:
    labels = [labels_of(gold(gold_of(6, f"a{number}", f"s{number}"))) for number in range(2)]
    found, _ = scorebook("half", {"a0": record(record_of(6, "a0"))}, labels)
    assert [(article.covered, article.counts("joint").right) for article in found.articles] == [(True, 18), (False, 0)]
    assert found.articles[1].counts("joint").owed == 18


def test_the_alignment_is_an_artefact(tmp_path: Path) -> None:
    value = record_of(6, "a0")
    del value["stances"][0]
    _, lines = scorebook("one", {"a0": record(value)}, [labels_of(gold(gold_of(6, "a0")))])
    stances = next(line for line in lines if line["layer"] == "stances")
    assert [item["id"] for item in stances["missed"]] == ["s0"]  # type: ignore[attr-defined]
    assert len(stances["pairs"]) == 5  # type: ignore[arg-type]


def test_two_annotators_agree_as_arithmetic_says() -> None:
    one, two = gold_of(10), copy.deepcopy(gold_of(10))
    del two["conditions"][:2]
    for claim in two["claims"][:5]:
        claim["quotation"] = "direct"
    found = agreement([(gold(one), gold(two))])
    assert (found["conditions"].one, found["conditions"].two) == (10, 8)
    assert found["conditions"].detection.value == pytest.approx(16 / 18)
    assert found["claims"].shares["quotation"] == (5, 10)
    assert found["claims"].kappas["quotation"] == pytest.approx(0.0)


def test_kappa_by_hand() -> None:
    # 45 both yes, 15 and 25 split, 15 both no: seen .60, chance .54 (a table of Cohen's kind).
    table = {("yes", "yes"): 45, ("yes", "no"): 15, ("no", "yes"): 25, ("no", "no"): 15}
    assert kappa(table) == pytest.approx((0.60 - 0.54) / (1 - 0.54))
    assert kappa({("yes", "yes"): 4}) is None
