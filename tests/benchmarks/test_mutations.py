"""Correct answers broken in known ways: the answers hold, each kind breaks what it says, and the verdicts are right."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from benchmarks.mutations import edits
from benchmarks.mutations.__main__ import main
from benchmarks.mutations.correct import Correct, own_answers
from benchmarks.mutations.judging import judge, standing
from benchmarks.mutations.kinds import KINDS, mutants
from benchmarks.mutations.mutant import Mutant
from benchmarks.mutations.polnear import polnear_answers
from benchmarks.mutations.proportions import wilson

from quoth.extraction import record_builder
from quoth.extraction.prompts import load
from quoth.extraction.rules import evidence, source


@pytest.fixture(scope="module")
def own() -> list[Correct]:
    return own_answers(load("claims"))


def _of(own: list[Correct], name: str) -> Correct:
    return next(each for each in own if name in each.id)


def test_there_are_answers_enough(own: list[Correct]) -> None:
    claims = [item for each in own for item in each.claims]
    assert len(own) >= 30
    assert len(claims) >= 150
    assert sum(item["side"] != "none" for item in claims) >= 60
    assert sum(len(each.conditions) for each in own) >= 30


def test_every_answer_points_at_words_of_its_article(own: list[Correct]) -> None:
    for each in own:
        for item in each.claims:
            content = " ".join(each.content(item).text.split())
            assert content.startswith(item["first"] or ""), (each.id, item)
            assert content.endswith(item["last"] or ""), (each.id, item)
        for item in each.conditions:
            sentence = " ".join(each.text[slice(*each.sentence(item["n"]))].split())
            assert item["if"] in sentence, (each.id, item)
            assert item["then"] in sentence, (each.id, item)


def test_most_correct_items_come_through(own: list[Correct]) -> None:
    kept = [standing(each, "claims", index) == "kept" for each in own for index in range(len(each.claims))]
    assert sum(kept) > 0.8 * len(kept)


def test_our_own_answers_alone_give_thousands_of_mutants(own: list[Correct]) -> None:
    counts = {kind: len(mutants(own, kind, 400, seed=0)) for kind in KINDS}
    assert sum(counts.values()) >= 3000
    assert sum(count > 0 for count in counts.values()) >= 12


def test_the_same_seed_gives_the_same_mutants(own: list[Correct]) -> None:
    def broken(seed: int) -> list[object]:
        return [(each.correct.id, each.index, dict(each.item)) for each in mutants(own, "quote invented", 30, seed)]

    assert broken(0) == broken(0)
    assert broken(0) != broken(1)


def test_every_mutant_differs_from_what_is_correct(own: list[Correct]) -> None:
    for kind in KINDS:
        for each in mutants(own, kind, 60, seed=3):
            assert each.before is None or dict(each.item) != dict(each.before)


@pytest.mark.parametrize(
    ("editor", "words", "broken"),
    [
        (edits.negations, "they will not sign", "they will sign"),
        (edits.negations, "they won’t sign", "they will sign"),
        (edits.negations, "they don't sign", "they do sign"),
        (edits.negations, "they cannot sign", "they can sign"),
        (edits.negations, "they will sign", "they will not sign"),
        (edits.dates, "on Easter", "on Christmas"),
    ],
)
def test_words_are_broken_in_one_place(editor: edits.Editor, words: str, broken: str) -> None:
    assert broken in [edit.words for edit in editor(words, Random(0))]


def test_numbers_dates_and_names_are_exchanged_for_others_of_their_kind() -> None:
    (number,) = edits.numbers("some 14,000 people by 2032", Random(0))
    assert number.words.endswith(",000 people by 2032")
    assert number.words != "some 14,000 people by 2032"
    (year,) = edits.dates("in 2032 some 14,000", Random(0))
    assert year.words.endswith("some 14,000")
    assert "2032" not in year.words
    (name,) = edits.names("Ana Ruiz spoke", Random(0), ["Ana Ruiz", "Ruiz", "Omar Hadi"])
    assert name.words == "Omar Hadi spoke"


def test_what_was_cut_away_is_not_counted_as_repaired(own: list[Correct]) -> None:
    """A content that begins behind its own negation would else pass for the correct one."""
    correct = _of(own, "003-ford")
    index = next(n for n, item in enumerate(correct.claims) if item["first"] == "no soldier had")
    place = correct.content(correct.claims[index]).start
    item = {**correct.claims[index], "first": "soldier had entered"}
    cut = judge(Mutant("cut", correct, "claims", index, item, kept=(place, place + 2)))
    assert cut is not None
    assert cut.verdict != "repaired"


def test_a_swapped_source_and_a_stranger_are_flagged_where_the_model_leads(own: list[Correct]) -> None:
    correct = _of(own, "001-harsk")
    swapped = judge(Mutant("source", correct, "claims", 0, {**correct.claims[0], "by": "Pavo Denk"}))
    assert swapped is not None
    assert (swapped.verdict, swapped.rules) == ("flagged", ("source.heard",))
    stranger = {"n": 9, "by": "Ana Nowhere", "first": None, "last": None, "says": "There is no water."}
    added = judge(Mutant("stranger", correct, "claims", len(correct.claims), stranger, extra=True))
    assert added is not None
    assert added.verdict == "flagged"


def test_without_its_rules_a_broken_paraphrase_is_missed(own: list[Correct], monkeypatch: pytest.MonkeyPatch) -> None:
    correct = _of(own, "001-harsk")
    item = {**correct.claims[1], "says": "Varesh's guns will not be silent at six o'clock and they will stay silent."}
    monkeypatch.setattr(record_builder, "CLAIM_RULES", (evidence.own_chunk, source.named, source.heard))
    judged = judge(Mutant("negation", correct, "claims", 1, item))
    assert judged is not None
    assert judged.verdict == "missed"
    assert "will not be silent" in judged.left


def test_labels_become_an_answer(tmp_path: Path) -> None:
    for folder in ("text", "attributions"):
        (tmp_path / folder).mkdir()
    text = "The envoy said the road would stay shut. He said it would rain."
    (tmp_path / "text" / "a.txt").write_text(text, encoding="utf-8")
    spans = ["Source 0 9", "Cue 10 14", "Content 15 39", "Source 41 43", "Cue 44 48", "Content 49 62"]
    lines = [f"T{number}\t{span}\tx" for number, span in enumerate(spans, start=1)]
    lines += ["E1\tAttribution:T2 Source:T1 Cue:T2 Content:T3", "E2\tAttribution:T5 Source:T4 Cue:T5 Content:T6"]
    (tmp_path / "attributions" / "a_1.ann").write_text("\n".join(lines), encoding="utf-8")
    (answer,) = polnear_answers(tmp_path, load("claims"))
    # A pronoun is left out: what a model would call "he" is not labelled.
    expected = {"n": 1, "by": "The envoy", "via": [], "first": "the road would", "last": "would stay shut"}
    assert [dict(item) for item in answer.claims] == [expected]


def test_wilson_is_the_interval_of_the_books() -> None:
    low, high = wilson(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_program_tells_figures_and_misses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = tmp_path / "told.json"
    command = ["--corpora", str(tmp_path), "--kind", "halves swapped", "--show", "halves swapped", "--json", str(told)]
    assert main(command) == 0
    printed = capsys.readouterr().out
    assert f"{tmp_path}: no polnear/dev here; skipped" in printed
    read = json.loads(told.read_text(encoding="utf-8"))
    assert read["mutants"]["halves swapped"]["n"] > 30
    assert read["correct"]["own"]["n"] > 200
