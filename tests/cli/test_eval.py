"""A suite is read by a model and scored, again and again where asked, and bad suites are one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import RAISES, TEXT, Ended, QueueModel
from quoth.evals.wording import Labelling, gold_of_words

ROOT = Path(__file__).parents[2]
LABEL = {
    "id": "a", "source": "Ines Dahl", "source_kind": "person", "cue": "said", "near": "The board",
    "content": ["The board will raise fares in May"], "proposition": "p", "quotation": "indirect",
    "certainty": "certain",
}  # fmt: skip


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """Two labelled articles of one claim each."""
    (tmp_path / "texts").mkdir()
    lines = []
    for name in ("a", "b"):
        (tmp_path / "texts" / f"{name}.txt").write_text(TEXT, encoding="utf-8")
        words = {"id": name, "claims": [{**LABEL, "id": "c1"}]}
        lines.append(gold_of_words(words, TEXT, Labelling("ada", "1", name, "dev")).to_json() + "\n")
    (tmp_path / "gold.jsonl").write_text("".join(lines), encoding="utf-8")
    path = tmp_path / "dev.toml"
    path.write_text('[gold]\nlabels = "gold.jsonl"\narticles = "texts"\nsplit = "dev"\n')
    return path


def test_a_suite_is_scored(quoth: Callable[..., Ended], model: QueueModel, suite: Path, tmp_path: Path) -> None:
    ended = quoth("eval", suite, "--out", tmp_path / "out", "--json")
    assert ended.code == 0
    claims = ended.json["layers"]["claims"]["joint"]
    assert (claims["right"], claims["given"], claims["owed"]) == (2, 2, 2)
    assert len((tmp_path / "out" / "alignment.jsonl").read_text().splitlines()) == 6
    assert quoth("compare", tmp_path / "out", tmp_path / "out").out.startswith("inconclusive")


def test_repeats_are_asked_under_numbers_of_their_own_and_averaged(
    quoth: Callable[..., Ended], model: QueueModel, suite: Path, tmp_path: Path
) -> None:
    model.answers.clear()
    model.answers.extend([[RAISES], [RAISES], [], []])
    ended = quoth("eval", suite, "--out", tmp_path / "out", "--repeats", "2", "--json")
    assert [request.repeat for request in model.asked] == [0, 0, 1, 1]
    assert ended.json["layers"]["claims"]["joint"]["right"] == 1.0
    assert [each["layers"]["claims"]["joint"]["right"] for each in ended.json["repeats"]] == [2, 0]


def test_a_failed_chunk_is_missed_and_told(
    quoth: Callable[..., Ended], model: QueueModel, suite: Path, tmp_path: Path
) -> None:
    model.answers.clear()
    model.answers.extend([None, [RAISES]])
    ended = quoth("eval", suite, "--out", tmp_path / "out")
    assert ended.code == 1
    assert "1 chunks failed: what they hold is missed" in ended.out


def _wrong(folder: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    lines = [json.loads(line) for line in (folder / "errors.jsonl").read_text().splitlines()]
    return lines, json.loads((folder / "errors.json").read_text())


def test_what_went_wrong_is_written_and_the_costliest_kinds_are_printed(
    quoth: Callable[..., Ended], model: QueueModel, suite: Path, tmp_path: Path
) -> None:
    """One article's chunk fails; of the other the claim is given to somebody whom the text does not name."""
    model.answers.clear()
    model.answers.extend([None, [{**RAISES, "n": 7}, RAISES, {**RAISES, "certainty": "possible"}]])
    ended = quoth("eval", suite, "--out", tmp_path / "out")
    assert "  +0.333  failed claims (1)" in ended.out
    lines, sums = _wrong(tmp_path / "out")
    assert [(each["article"], each["kind"], each["gold"], each["stage"]) for each in lines] == [
        ("a", "failed", "c1", "emitted")
    ]
    assert set(lines[0]) == {
        "repeat", "article", "layer", "kind", "gold", "predicted", "rule", "stage", "detail"
    }  # fmt: skip
    assert sums["kinds"]["claims"] == {"failed": {"n": 1, "joint_f1_regained": pytest.approx(1 / 3)}}
    assert sums["waterfall"]["claims"] == {
        "chunked": 0, "emitted": 1, "valid": 0, "grounded": 0, "survived": 0, "matched": 0
    }  # fmt: skip
    assert sums["rules"]["evidence.own-chunk"] == {"n": 1, "precision": 1.0, "recall": 0.5}
    assert sums["suspects"] == []


def test_what_every_repeat_says_against_the_labels_is_a_suspect(
    quoth: Callable[..., Ended], model: QueueModel, suite: Path, tmp_path: Path
) -> None:
    model.answers.clear()
    model.answers.append([{**RAISES, "certainty": "possible"}])
    ended = quoth("eval", suite, "--out", tmp_path / "out", "--repeats", "2", "--json")
    lines, sums = _wrong(tmp_path / "out")
    assert [(each["repeat"], each["article"], each["kind"]) for each in lines] == [
        (1, "a", "certainty"), (1, "b", "certainty"), (2, "a", "certainty"), (2, "b", "certainty")
    ]  # fmt: skip
    assert [(each["article"], each["gold"], each["runs"]) for each in sums["suspects"]] == [
        ("a", "c1", 2),
        ("b", "c1", 2),
    ]
    assert ended.json["errors"] == sums


def test_a_scored_run_tells_the_same(
    quoth: Callable[..., Ended], model: QueueModel, suite: Path, tmp_path: Path
) -> None:
    """A run whose ledger is gone can be scored; how far a missed claim came is then not known, and that is said."""
    model.answers.clear()
    model.answers.extend([[RAISES], []])
    quoth("eval", suite, "--out", tmp_path / "out")
    run, gold = tmp_path / "out" / "run-1", suite.parent / "gold.jsonl"
    assert "missed claims (1)" in quoth("score", run, "--gold", gold, "--out", tmp_path / "scored").out
    lines, _ = _wrong(tmp_path / "scored")
    assert [(each["article"], each["kind"], each["stage"]) for each in lines] == [("b", "missed", "emitted")]
    assert "repeat" not in lines[0]
    (run / "ledger.jsonl").unlink()
    ended = quoth("score", run, "--gold", gold, "--out", tmp_path / "scored")
    assert "of 2 articles the run keeps no answers that come to their records" in ended.out
    assert _wrong(tmp_path / "scored")[1]["waterfall"]["claims"]["unknown"] == 1


NO_BETTER = "no better than an echo that claims every sentence with a reporting verb or a quotation mark"


def test_a_model_that_says_what_an_echo_says_is_told_to_be_no_better(
    quoth: Callable[..., Ended], model: QueueModel, suite: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    ended = quoth("eval", suite, "--out", out, "--repeats", "2")
    assert f"\n{NO_BETTER}: joint F1 1.000 against 1.000 (+0.000, 95 % +0.000 to +0.000)\n" in ended.out
    assert "\necho floor: what an echo that claims" in ended.out
    page = tmp_path / "page.html"
    assert quoth("eval", "report", out, "--out", page).code == 0
    assert f"N{NO_BETTER[1:]}" in page.read_text(encoding="utf-8")
    scored = quoth("score", out / "run-1", "--gold", suite.parent / "gold.jsonl", "--json").json
    read = quoth("eval", suite, "--out", out, "--json").json
    assert scored["echo"] == read["echo"]
    assert scored["echo"]["warning"].startswith(NO_BETTER)
    claims = scored["echo"]["layers"]["claims"]
    assert (claims["joint"]["right"], claims["joint"]["given"], claims["joint"]["owed"]) == (2, 2, 2)
    assert claims["above"] == {"joint_f1": 0, "low": 0, "high": 0}
    assert quoth("compare", out, out).out.startswith("inconclusive")


CONDITIONAL = (
    "Ferry fares\n\nThe board will raise fares in May, its chairwoman Ines Dahl said on Monday.\n\n"
    "“If the city pays, the fares will\u2028stay,” she said.\x1c\n"
)
OWN = """+++
name = "own"
version = "1"
omit = {omit}
+++
=== system ===
List claims.
=== user ===
Sentences of {{{{ title }}}}: {{% for each in sentences %}}[{{{{ each.n }}}}] {{{{ each.text }}}} {{% endfor %}}
"""


@pytest.mark.parametrize(("omit", "given"), [([], 2), (["conditions"], 0)])
def test_the_floor_is_that_of_the_runs_own_prompt(
    quoth: Callable[..., Ended], model: QueueModel, suite: Path, tmp_path: Path, omit: list[str], given: int
) -> None:
    """An echo that is not asked for conditions gives none; a prompt that Quoth does not ship has to be named."""
    for text in (suite.parent / "texts").iterdir():
        text.write_text(CONDITIONAL, encoding="utf-8")
    words = {"claims": [{**LABEL, "id": "c1"}]}
    labels = [gold_of_words({"id": id_, **words}, CONDITIONAL, Labelling("ada", "1", id_, "dev")) for id_ in "ab"]
    gold = suite.parent / "gold.jsonl"
    gold.write_text("".join(each.to_json() + "\n" for each in labels), encoding="utf-8")
    own = tmp_path / "own.md"
    own.write_text(OWN.format(omit=json.dumps(omit)))
    ended = quoth("eval", suite, "--out", tmp_path / "out", "--prompt", own, "--json")
    layers = ended.json["echo"]["layers"]
    assert [layers[layer]["joint"]["given"] for layer in ("claims", "conditions")] == [4, given]
    again = ("score", tmp_path / "out" / "run-1", "--gold", gold, "--out", tmp_path / "scored")
    ended = quoth(*again)
    assert ended.code == 0
    assert "no echo floor: the prompt 'own' of this run is not at hand as it was: name its file" in ended.out
    assert json.loads((tmp_path / "scored" / "scores.json").read_text())["echo"] is None
    assert quoth("eval", "report", tmp_path / "scored", "--run", tmp_path / "out" / "run-1").code == 0
    assert "No echo floor: the prompt" in (tmp_path / "scored" / "report.html").read_text(encoding="utf-8")
    assert quoth(*again, "--prompt", own, "--json").json["echo"]["layers"] == layers


def test_rules_that_are_not_at_hand_leave_no_floor(
    quoth: Callable[..., Ended], model: QueueModel, suite: Path, tmp_path: Path
) -> None:
    """Of a run's own rules, and of those that its records were last made again by, only a hash is kept."""
    rules = tmp_path / "rules.toml"
    rules.write_text('[rules."source.pronoun"]\naction = "off"\n')
    run = tmp_path / "run"
    assert quoth("run", suite.parent / "texts", "--out", run, "--rules", rules).code == 0
    gold = suite.parent / "gold.jsonl"
    line = "no echo floor: of the rules that --rules set"
    assert line in quoth("score", run, "--gold", gold).out
    assert quoth("derive", run, "--write").code == 0
    assert line not in quoth("score", run, "--gold", gold).out
    assert quoth("derive", run, "--write", "--rules", rules).code == 0
    assert quoth("score", run, "--gold", gold, "--json").json["echo"]["layers"] is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[gold", "not TOML"),
        ("", "give either [gold] or [corpus]"),
        ('[gold]\nlabels = "x"\n', "[gold] needs labels and articles"),
        ('[corpus]\nname = "ours"\n', "corpus.name: there is polnear"),
        ('[corpus]\nname = "gum"\n', "--corpus gum=FOLDER"),
        ("[plan]\nx = 1\n", "a suite has the tables"),
    ],
)
def test_a_suite_that_cannot_be_used_is_one_line(
    quoth: Callable[..., Ended], tmp_path: Path, text: str, problem: str
) -> None:
    path = tmp_path / "s.toml"
    path.write_text(text)
    ended = quoth("eval", path, "--out", tmp_path / "out")
    assert ended.code == 2
    assert problem in ended.err
    assert ended.err.count("\n") == 1


def test_the_shipped_suites_load() -> None:
    from quoth.evals.suites import load_suite

    suites = [load_suite(path) for path in (ROOT / "evals" / "suites").glob("*.toml")]
    assert {suite.corpus for suite in suites} == {"polnear", "umuc", None}
    assert {suite.split for suite in suites if suite.corpus is None} == {"dev", "test"}


def test_a_file_without_labels_is_said_to_hold_none(quoth: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "words.jsonl").touch()
    options = ("-a", tmp_path, "--annotator", "x", "--guidelines", "1", "--out", tmp_path / "g.jsonl")
    ended = quoth("gold", "import", tmp_path / "words.jsonl", *options)
    assert ended.code == 2
    assert "holds no labels" in ended.err
    assert not (tmp_path / "g.jsonl").exists()


def test_labels_in_words_that_cannot_be_read_are_one_line(quoth: Callable[..., Ended], tmp_path: Path) -> None:
    options = ("-a", tmp_path, "--annotator", "x", "--guidelines", "1", "--out", tmp_path / "g.jsonl")
    for text in ("7\n", "{\n", None):
        path = tmp_path / "words.jsonl"
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text)
        ended = quoth("gold", "import", path, *options)
        assert (ended.code, ended.err.count("\n")) == (2, 1)


def test_a_corpus_that_is_laid_out_otherwise_is_one_line(quoth: Callable[..., Ended], tmp_path: Path) -> None:
    folder = tmp_path / "polnear"
    (folder / "text").mkdir(parents=True)
    (folder / "attributions").mkdir()
    (folder / "text" / "x.txt").write_text("Nobody spoke.")
    (folder / "attributions" / "x_1.ann").write_text("T1\tSource here there\tNobody\n")
    suite = ROOT / "evals" / "suites" / "polnear-dev.toml"
    ended = quoth("eval", suite, "--corpus", f"polnear={folder}", "--out", tmp_path / "out")
    assert ended.code == 2
    assert "not polnear as its makers describe it" in ended.err


@pytest.mark.skipif(not (ROOT / "../shared/corpora").is_dir(), reason="../shared/corpora is not there")
def test_corpora_of_others_stand_in_their_texts() -> None:
    from quoth.evals.corpora import CORPORA

    folders = {"polnear": "polnear/dev", "umuc": "umuc", "gum": "gum", "seesaw": "seesaw", "plover": "plover"}
    for name, corpus in CORPORA.items():
        labelled = list(corpus.read(ROOT / "../shared/corpora" / folders[name]))
        assert labelled
        for article, labels in labelled:
            assert set(labels.layers) <= set(corpus.layers)
            for unit in (unit for owed in labels.layers.values() for unit in owed):
                assert all(0 <= start < end <= len(article.text) for start, end in unit.places), (name, unit.id)
