"""Labels and records kept on disk while they are scored: the same values in the order of ids, the same files."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks import scoring
from evals.planting import gold, gold_of, record, record_of
from quoth.cli.app import app
from quoth.evals.by_article import ByArticle
from quoth.evals.gold import GoldArticle, read_gold
from quoth.evals.scorebook import ALIGNMENT, SCORES, read_scorebook, scorebook, write_scorebook, write_scores
from quoth.evals.units import labels_of
from quoth.records import Record
from quoth.runs.opened import open_run


def test_what_is_put_comes_back_in_the_order_of_the_ids() -> None:
    labels = ByArticle(GoldArticle)
    for name in ("b", "ä", "a\udcff", "a"):
        labels.put(name, gold(gold_of(2, name)))
    assert list(labels) == ["a", "a\udcff", "b", "ä"]
    assert labels["a\udcff"] == gold(gold_of(2, "a\udcff"))
    assert [each.article.id for each in labels.values()] == list(labels)
    assert (len(labels), "b" in labels, "c" in labels, labels.get("c")) == (4, True, False, None)


def test_the_last_of_one_article_counts() -> None:
    records = ByArticle(Record)
    records.put("a", record(record_of(2, "a")))
    records.put("a", record(record_of(3, "a")))
    assert (len(records), len(records["a"].claims)) == (1, 3)


def test_scored_from_disk_and_from_memory_the_files_are_the_same(tmp_path: Path) -> None:
    scoring.plant(tmp_path, 9, 6)
    labels, run = tmp_path / "gold.jsonl", tmp_path / "run"
    lines = labels.read_text().splitlines()
    random.Random(0).shuffle(lines)
    labels.write_text("\n".join(lines))
    records = {each.article.id: each for each in open_run(run).records()}
    write_scorebook(tmp_path / "memory", *scorebook("run", records, map(labels_of, read_gold(labels))))
    ended = CliRunner().invoke(app, ["score", str(run), "--gold", str(labels), "--out", str(tmp_path / "disk")])
    assert ended.exit_code == 0, ended.output
    found = read_scorebook(tmp_path / "disk")
    assert found.no_echo is not None, "the manifest that is planted tells of no prompt"
    write_scores(tmp_path / "disk", found.model_copy(update={"no_echo": None}))
    for name in (SCORES, ALIGNMENT):
        assert (tmp_path / "disk" / name).read_bytes() == (tmp_path / "memory" / name).read_bytes()


@pytest.mark.parametrize("spoil", ["label", "record"])
def test_what_cannot_be_scored_leaves_no_alignment(tmp_path: Path, spoil: str) -> None:
    scoring.plant(tmp_path, 3, 6)
    file = tmp_path / ("gold.jsonl" if spoil == "label" else "run/records.jsonl")
    lines = file.read_text().splitlines()
    spoilt = json.loads(lines[2])
    spoilt["article"]["id"] = 7
    file.write_text("\n".join([*lines[:2], json.dumps(spoilt), ""]))
    given = ["score", str(tmp_path / "run"), "--gold", str(tmp_path / "gold.jsonl"), "--out", str(tmp_path / "out")]
    ended = CliRunner().invoke(app, given)
    assert ended.exit_code == 2
    assert f"{file.name}:3: article.id" in ended.output
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []
