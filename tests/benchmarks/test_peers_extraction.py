"""What a peer extracted is scored as Quoth's own records are: a perfect answer scores 1, and what is wrong is counted.

langextract itself is run where QUOTH_PEERS_PYTHON names a Python that has it (benchmarks/README.md).
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from benchmarks.endpoint import Settings, serving
from benchmarks.peers_extraction import prompt
from benchmarks.peers_extraction.__main__ import main
from benchmarks.peers_extraction.asking import EXTRACTIONS, Manner
from benchmarks.peers_extraction.extracted import record_of
from typer.testing import CliRunner

from evals.planting import SPEAKERS, content, gold, gold_of, text_of
from quoth.articles.article import Article
from quoth.cli.app import app
from quoth.evals.scorebook import LayerLine, read_scorebook, scorebook
from quoth.evals.units import LAYERS, Layer, labels_of

ITEMS = 3
ARTICLE = Article(id="a1", text=text_of(ITEMS))
PEER = os.environ.get("QUOTH_PEERS_PYTHON")
needs_peer = pytest.mark.skipif(PEER is None, reason="QUOTH_PEERS_PYTHON names no Python that has langextract")


def perfect() -> list[tuple[str, str, dict[str, str]]]:
    """Class, words and attributes of all that is planted."""
    found = []
    for number in range(ITEMS):
        words, speaker = content(number), SPEAKERS[number % 4]
        then, when = words.split(" if ")
        target = f"opening number {100 + number}"
        found += [
            ("claim", words, {"source": speaker, "cue": "said", "certainty": "certain"}),
            ("stance", words, {"holder": speaker, "target": target, "polarity": "support"}),
            ("condition", words, {"antecedent": when, "consequent": then, "sense": "if"}),
        ]
    return found


def placed() -> list[dict[str, Any]]:
    """The same as a peer tells it that found every place."""
    found = []
    for name, words, attributes in perfect():
        start = ARTICLE.text.index(words)
        found.append({"class": name, "words": words, "place": [start, start + len(words)], "attributes": attributes})
    return found


def layers(extractions: list[dict[str, Any]]) -> dict[Layer, LayerLine]:
    record, _ = record_of(ARTICLE, extractions)
    book, _ = scorebook("peer", {"a1": record}, [labels_of(gold(gold_of(ITEMS)))])
    return dict(book.articles[0].layers)


def joint(extractions: list[dict[str, Any]]) -> dict[Layer, tuple[float, float, float]]:
    return {layer: line.joint for layer, line in layers(extractions).items()}


def test_the_worked_example_is_verbatim_and_in_order() -> None:
    places = [prompt.EXAMPLE_TEXT.index(words) for _, words, _ in prompt.EXAMPLE]
    assert places == sorted(places)
    for name, words, attributes in prompt.EXAMPLE:
        quoted = {"claim": ("source",), "stance": ("target",), "condition": ("antecedent", "consequent")}[name]
        assert all(attributes[each] in prompt.EXAMPLE_TEXT for each in quoted), words
    record, counts = record_of(
        Article(id="example", text=prompt.EXAMPLE_TEXT),
        [
            {"class": name, "words": words, "place": [place, place + len(words)], "attributes": attributes}
            for place, (name, words, attributes) in zip(places, prompt.EXAMPLE, strict=True)
        ],
    )
    assert counts == {"kept": len(prompt.EXAMPLE)}
    assert [claim.cue.text if claim.cue else None for claim in record.claims] == ["told", "denied", "said"]
    assert [claim.quotation for claim in record.claims] == ["direct", "indirect", "indirect"]


def test_a_perfect_answer_scores_one() -> None:
    assert joint(placed()) == dict.fromkeys(LAYERS, (ITEMS, ITEMS, ITEMS))
    found = layers(placed())
    assert all(line.strict == line.joint for line in found.values())
    assert found["conditions"].roles == {"antecedent": (ITEMS, ITEMS), "consequent": (ITEMS, ITEMS)}


def test_what_is_wrong_is_not_mended() -> None:
    extractions = placed()
    extractions[0]["attributes"]["source"] = "Igor Nowak"
    extractions[1]["attributes"]["polarity"] = "oppose"
    extractions[2]["attributes"]["sense"] = "unless"
    assert joint(extractions) == dict.fromkeys(LAYERS, (ITEMS - 1, ITEMS, ITEMS))


def test_what_has_no_place_is_counted_and_left_out() -> None:
    extractions = placed()
    extractions[0]["place"] = None
    extractions[2]["attributes"]["antecedent"] = "the harvest fails in spring"
    extractions[4]["attributes"]["polarity"] = "praises"
    extractions += [placed()[6], {**placed()[6], "class": "verdict"}]
    record, counts = record_of(ARTICLE, extractions)
    assert counts == {"ungrounded": 2, "repeated": 1, "class": 1, "value": 1, "kept": 7}
    assert (len(record.claims), len(record.stances), len(record.conditions)) == (2, 3, 2)


def test_attributes_that_are_no_text_do_no_harm() -> None:
    extractions = placed()
    extractions[0]["attributes"] = {"source": None, "certainty": None}
    extractions[1]["attributes"] = {"holder": ["Ana Ruiz", "Omar Hadi"], "polarity": None}
    record, counts = record_of(ARTICLE, extractions)
    assert (record.claims[0].source.name, record.stances[0].holder.name) == ("", "Ana Ruiz, Omar Hadi")
    assert counts["value"] == 2


def planted(folder: Path) -> list[str]:
    """The article and its labels in the folder, and the options that name them."""
    (folder / "texts").mkdir()
    (folder / "texts" / "a1.txt").write_text(ARTICLE.text, encoding="utf-8")
    labels = gold_of(ITEMS)
    labels["article"]["sha256"] = ARTICLE.sha256
    (folder / "gold.jsonl").write_text(json.dumps(labels) + "\n", encoding="utf-8")
    given = ["--articles", str(folder / "texts"), "--gold", str(folder / "gold.jsonl"), "--out", str(folder / "out")]
    return [*given, "--model", "simulated"]


def test_what_was_extracted_before_is_scored_again_without_asking(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An interrupted command goes on; what another manner extracted is refused."""
    options = [*planted(tmp_path), "--base-url", "http://127.0.0.1:9/v1", "--peer", sys.executable]
    (tmp_path / "out").mkdir()
    used = {"calls": 2, "tokens_in": 700, "tokens_cached": 0, "tokens_out": 80, "without_usage": 0, "cut_off": 0}
    line = {
        "id": "a1", "settings": Manner("simulated", "").digest, "seconds": 90.0, "used": {**used, "unread": 0},
        "error": None, "extractions": placed(),
    }  # fmt: skip
    (tmp_path / "out" / EXTRACTIONS).write_text(json.dumps(line) + "\n{torn", encoding="utf-8")
    assert main(options) == 0
    told = capsys.readouterr().out
    assert "1 articles, 0 failed; 1.5 minutes, 2 calls: 700 tokens in (0 cached), 80 out" in told
    assert "9 extractions: 9 kept; 0 without a place" in told
    ended = CliRunner().invoke(app, ["score", str(tmp_path / "out"), "--gold", str(tmp_path / "gold.jsonl"), "--json"])
    assert json.loads(ended.output)["layers"]["all layers"]["joint"]["f1"] == 1.0
    with pytest.raises(SystemExit, match="another model, prompt or settings"):
        main([*options, "--answer-tokens", "100"])


def test_a_python_without_the_peer_is_one_line(tmp_path: Path) -> None:
    options = [*planted(tmp_path), "--base-url", "http://127.0.0.1:9/v1", "--peer", sys.executable]
    with pytest.raises(SystemExit, match="has no langextract"):
        main(options)


@needs_peer
@pytest.mark.parametrize("manner", [[], ["--unconstrained"]])
def test_langextract_with_a_scripted_endpoint_scores_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], manner: list[str]
) -> None:
    answer = {"extractions": [{name: words, f"{name}_attributes": given} for name, words, given in perfect()]}
    with serving(Settings(answers="plain", text=json.dumps(answer))) as endpoint:
        options = [*planted(tmp_path), "--base-url", endpoint.url, "--peer", str(PEER), *manner]
        assert main(options) == 0
        stats = endpoint.stats()
    book = read_scorebook(tmp_path / "out")
    sums = json.loads((tmp_path / "out" / "figures.json").read_text())["sums"]
    assert {layer: line.joint for layer, line in book.articles[0].layers.items()} == dict.fromkeys(
        LAYERS, (ITEMS, ITEMS, ITEMS)
    )
    assert (sums["calls"], sums["tokens_in"], sums["tokens_out"]) == (
        stats["answered"],
        stats["prompt_tokens"],
        stats["completion_tokens"],
    )
    assert "9 kept; 0 without a place" in capsys.readouterr().out


@needs_peer
def test_an_article_that_fails_is_asked_again_and_no_key_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-ours-1234567890")
    with serving(Settings(answers="plain", text='{"extractions": []}', faults=("unauthorized=once",))) as endpoint:
        options = [*planted(tmp_path), "--base-url", endpoint.url, "--peer", str(PEER)]
        assert main(options) == 1
        kept = "".join(each.read_text() for each in (tmp_path / "out").iterdir())
        assert "unauthorized" in kept.lower() or "401" in kept
        assert "key-of-ours" not in kept
        assert main(options) == 0
    assert read_scorebook(tmp_path / "out").articles[0].covered
