"""A scored folder with planted articles, for the tests of its report: wrong in known ways."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.planting import gold, gold_of, record, record_of, text_of
from quoth.evals.scorebook import scorebook, write_scorebook
from quoth.evals.units import labels_of

ITEMS = 4
HOSTILE = "</script><img src=x onerror=alert(1)>\"'&"


def scored_folder(folder: Path, articles: int = 2, items: int = ITEMS, name: str = "planted") -> Path:
    """Each article's second claim has the wrong source, its third is missed, and its fourth stance is one too many."""
    ids = [f"a{number}" for number in range(articles)]
    records, labels = {}, []
    for number, article in enumerate(ids):
        value = record_of(items, article)
        value["claims"][1]["source"] = {**value["claims"][1]["source"], "name": "Ines Dahl"}
        kept = [claim for claim in value["claims"] if claim["id"] != "c2"]
        for item in (*value["stances"], *value["conditions"]):
            item["claim"] = None if item["claim"] == "c2" else item["claim"]
        records[article] = record({**value, "claims": kept})
        owed = gold_of(items, article, f"s{number}")
        owed["stances"] = [stance for stance in owed["stances"] if stance["id"] != "s3"]
        labels.append(labels_of(gold(owed)))
    book, alignment = scorebook(name, records, labels)
    write_scorebook(folder, book, alignment)
    texts = [{"id": each, "title": f"Title of {each}", "text": text_of(items)} for each in ids]
    write_lines(folder / "articles.jsonl", texts)
    return folder


def write_lines(file: Path, lines: Sequence[dict[str, Any]]) -> None:
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def error(kind: str, **more: Any) -> dict[str, Any]:
    """A line of errors.jsonl, of the claims of the first article unless said otherwise."""
    line = {"article": "a0", "layer": "claims", "kind": kind, "gold": None, "predicted": None}
    return {**line, "rule": None, "stage": None, "detail": "", **more}


def write_errors(folder: Path) -> None:
    """What the planted articles have wrong, as the taxonomy tells it, and the sums."""
    lines = []
    for line in map(json.loads, (folder / "alignment.jsonl").read_text(encoding="utf-8").splitlines()):
        article = line["article"]
        if line["layer"] == "claims":
            lines.append(error("addressee", article=article, gold="c1", predicted="c1", detail="she was told"))
            lines.append(error("refused", article=article, gold="c2", rule="content.grounded", stage="survived"))
        if line["layer"] == "stances":
            lines.append(error("duplicate", article=article, layer="stances", predicted="s3"))
    write_lines(folder / "errors.jsonl", lines)
    sums = {
        "kinds": {
            "claims": {
                "refused": {"n": 2, "joint_f1_regained": 0.01},
                "addressee": {"n": 2, "joint_f1_regained": 0.25},
            }
        },
        "waterfall": {"claims": {"emitted": 0, "survived": 2}},
        "rules": {"content.grounded": {"n": 2, "precision": 0.5, "recall": None}},
        "suspects": [{"article": "a0", "layer": "claims", "gold": "c1", "places": [[0, 8]], "said": {"source": "X"}}],
    }
    (folder / "errors.json").write_text(json.dumps(sums), encoding="utf-8")
