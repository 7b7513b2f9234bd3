"""`quoth rules`, and `--rules` where it is taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quoth import open_run
from quoth.errors import OK, USAGE, RulesError
from quoth.extraction.rules import rule_id
from quoth.extraction.rules.registry import every_rule

if TYPE_CHECKING:
    from conftest import Ended, QueueModel

Quoth = Callable[..., "Ended"]

NOBODY = {"n": 1, "by": "the newspaper", "says": "The board will raise fares in May."}


@pytest.fixture
def off(tmp_path: Path) -> Path:
    path = tmp_path / "rules.toml"
    path.write_text('[rules."source.heard"]\naction = "off"\n', encoding="utf-8")
    return path


def test_every_rule_is_listed_with_what_it_does(quoth: Quoth) -> None:
    ended = quoth("rules")
    assert ended.code == OK
    for rule in every_rule():
        assert rule_id(rule) in ended.out
    (line,) = [line for line in ended.out.splitlines() if "source.named" in line]
    assert "drops (error)" in line
    assert line.endswith("The source is named in the text; one without a name stands there in so many words.")


def test_a_rule_is_explained_by_its_cases_and_what_becomes_of_them(quoth: Quoth) -> None:
    ended = quoth("rules", "source.heard")
    assert ended.code == OK
    assert "Good:" in ended.out
    assert '{"claims": [{"n": 1, "by": "the Daily Star"}]}' in ended.out
    assert "repaired c1 (note): the text gives these words to 'Ana Ruiz', the model to 'the Daily Star'" in ended.out
    assert "recorded: Ana Ruiz (person): “We are ready" in ended.out


def test_a_rule_is_told_to_a_program(quoth: Quoth) -> None:
    every = quoth("rules", "--json").json
    assert [each["rule"] for each in every] == [rule_id(rule) for rule in every_rule()]
    one = quoth("rules", "source.named", "--json").json
    assert (one["family"], one["structural"]) == ("source", True)
    assert one["does"] == [{"action": "dropped", "severity": "error"}]
    assert {case["good"]: bool(case["findings"]) for case in one["cases"]} == {True: False, False: True}


def test_an_unknown_rule_is_one_line_with_those_near_it(quoth: Quoth) -> None:
    ended = quoth("rules", "source.hear")
    assert (ended.code, ended.out) == (USAGE, "")
    assert ended.err.count("\n") == 1
    assert "near it: source.heard" in ended.err


def test_a_run_holds_its_rules_as_a_file_sets_them(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path, off: Path
) -> None:
    model.answers[0] = [NOBODY]
    with_all = quoth("run", inputs, "--out", tmp_path / "all")
    assert "3 repaired: 3 source.heard" in with_all.err
    quoth("run", inputs, "--out", tmp_path / "some", "--rules", off)
    run = open_run(tmp_path / "some")
    assert not any(finding.rule == "source.heard" for record in run.records() for finding in record.findings)
    assert run.manifest.run.rules is not None
    assert open_run(tmp_path / "all").manifest.run.rules is None


def test_a_folder_made_under_other_rules_is_refused(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path, off: Path
) -> None:
    quoth("run", inputs, "--out", tmp_path / "out", "--rules", off)
    assert quoth("run", inputs, "--out", tmp_path / "out", "--rules", off).code == OK
    off.write_text('[rules."source.heard"]\naction = "flagged"\n', encoding="utf-8")
    for words in ((), ("--rules", off)):
        ended = quoth("run", inputs, "--out", tmp_path / "out", *words)
        assert ended.code == USAGE
        assert "differs in rules (" in ended.err


def test_rules_that_cannot_be_are_said_before_a_model_is_opened(
    quoth: Quoth, model: QueueModel, inputs: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[rules."source.named"]\naction = "off"\n', encoding="utf-8")
    for words in (("run", inputs, "--out", tmp_path / "out"), ("try", inputs / "a.txt")):
        ended = quoth(*words, "--rules", wrong)
        assert ended.code == RulesError.exit_code
        assert f"{wrong}: rule source.named: cannot be off" in ended.err
    assert model.opened == 0


def test_try_shows_a_finding_beside_its_claim(quoth: Quoth, model: QueueModel, inputs: Path, off: Path) -> None:
    model.answers[0] = [NOBODY]
    lines = [line.strip() for line in quoth("try", inputs / "a.txt").out.splitlines()]
    said = lines.index("says: The board will raise fares in May.")
    assert lines[said + 1].startswith("repaired c1 (source.heard, note)")
    assert "source.heard" not in quoth("try", inputs / "a.txt", "--rules", off).out
