"""Labels stand in their texts: they are found again after an edit, or refused by article, item and words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.planting import gold, gold_of, text_of
from quoth.errors import InputError
from quoth.evals.anchoring import anchored, place_of
from quoth.evals.gold import GoldArticle, GoldSpan, read_gold
from quoth.evals.web_annotations import web_annotations
from quoth.evals.wording import Labelling, gold_of_words

TEXT = (
    "Talks resume\n\n“We will sign,” Ana Ruiz said. “We will not leave,” she added.\n\n"
    "Advertisement\n\nIf the guns fall silent, the port opens, Hadi told the Star.\n"
)
LABELLING = Labelling("ada", "1", "story-01", "dev")
WORDS: dict[str, Any] = {
    "id": "story-01-star",
    "claims": [
        {
            "id": "c1", "source": "Ana Ruiz", "source_name": "Ana Ruiz", "source_kind": "person", "cue": "said",
            "content": ["We will sign"], "near": "“We will sign", "proposition": "Ruiz’s side will sign.",
            "quotation": "direct", "certainty": "certain",
        },
        {
            "id": "c2", "source": "she", "source_name": "Ana Ruiz", "source_kind": "person", "cue": "added",
            "content": ["We will not leave"], "near": "“We will not leave", "proposition": "Her side stays.",
            "quotation": "direct", "certainty": "certain", "core": False,
        },
    ],
    "stances": [
        {"id": "s1", "claim": "c1", "holder": "Ana Ruiz", "target": "the deal", "target_kind": "proposition",
         "polarity": "support"},
    ],
    "conditions": [
        {"id": "k1", "claim": None, "kind": "promise", "sense": "if", "marker": "If", "near": "If the guns",
         "antecedent": ["the guns fall silent"], "consequent": ["the port opens"], "bound": None},
    ],
    "regions": [{"words": "Advertisement", "why": "furniture"}],
}  # fmt: skip


def test_words_become_gold_with_offsets() -> None:
    labels = gold_of_words(WORDS, TEXT, LABELLING)
    for item, span in labels.spans():
        assert TEXT[span.start : span.end] == span.exact, item
    assert [claim.content[0].exact for claim in labels.claims] == ["We will sign", "We will not leave"]
    assert labels.claims[1].source.mention is not None
    assert labels.claims[1].source.mention.exact == "she"
    assert labels.stances[0].evidence == labels.claims[0].content
    assert (labels.claims[0].core, labels.claims[1].core) == (True, False)


@pytest.mark.parametrize(
    ("layer", "change", "problem"),
    [
        ("claims", {"content": ["We won’t sign"]}, "story-01-star: c1: the words 'We won’t sign' do not stand there"),
        ("claims", {"content": ["We will"], "near": None}, "stand there 2 times: give `near`"),
        ("claims", {"near": "Nobody said"}, "the words of `near`, 'Nobody said', do not stand in the text"),
        ("claims", {"quotation": "loud"}, "story-01-star: claims.0.quotation"),
        ("stances", {"claim": "c9"}, "s1 names the claim 'c9', which is not there"),
        ("conditions", {"consequent": ["the port closes"]}, "k1: the words 'the port closes' do not stand there"),
    ],
)
def test_labels_that_do_not_stand_are_refused_by_name(layer: str, change: dict[str, Any], problem: str) -> None:
    words = json.loads(json.dumps(WORDS))
    words[layer][0].update(change)
    with pytest.raises(InputError) as refused:
        gold_of_words(words, TEXT, LABELLING)
    assert problem in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_label_is_found_again_after_an_edit() -> None:
    labels = gold_of_words(WORDS, TEXT, LABELLING)
    edited = "Updated 10:40\n\n" + TEXT.replace("Advertisement", "ADVERTISEMENT AND MORE: Advertisement")
    moved = anchored(labels, edited, "f" * 64)
    for _, span in moved.spans():
        assert edited[span.start : span.end] == span.exact
    assert moved.article.length == len(edited)
    assert [claim.id for claim in moved.claims] == ["c1", "c2"]


def test_a_label_whose_words_are_gone_is_refused() -> None:
    labels = gold_of_words(WORDS, TEXT, LABELLING)
    with pytest.raises(InputError, match=r"story-01-star: c2: the words .* cannot be told in the changed text"):
        anchored(labels, TEXT.replace("not leave", "never leave"), "f" * 64)


def test_a_label_that_never_stood_is_refused_though_the_text_is_the_labelled_one() -> None:
    value = gold_of(2)
    value["claims"][0]["content"][0]["exact"] = "x" * len(value["claims"][0]["content"][0]["exact"])
    with pytest.raises(InputError, match="a1: c0"):
        anchored(gold(value), text_of(2), "0" * 64)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ab .\n", max_size=40), st.integers(0, 9))
def test_after_an_insertion_a_label_stands_where_it_did_or_is_refused(inserted: str, sentence: int) -> None:
    labels, text = gold(gold_of(10)), text_of(10)
    place = sum(len(line) + 1 for line in text.split("\n")[:sentence])
    edited = text[:place] + inserted + "\n" + text[place:]
    for _, span in labels.spans():
        found = place_of(span, edited)
        assert found in (None, span.start + (len(inserted) + 1) * (span.start >= place))


def test_equal_places_are_not_guessed_between() -> None:
    span = GoldSpan(start=50, end=53, exact="yes", prefix="qq", suffix="qq")
    assert place_of(span, "a yes b yes c") is None
    assert place_of(span, "a yes b qqyes c") == 10
    assert place_of(span, "qqyes b qqyes c") is None
    assert place_of(span, "qqyesqq b qqyes c") == 2


def test_words_are_not_found_inside_words_and_a_source_is_named_where_it_stands_nearest() -> None:
    text = "Ferrant waits. The opposition knows it, Ferrant says, and Ferrant leaves."
    label = {
        "id": "c1", "source": "Ferrant", "source_kind": "person", "cue": "says", "content": ["it"], "near": "The opp",
        "proposition": "p", "quotation": "indirect", "certainty": "certain",
    }  # fmt: skip
    (claim,) = gold_of_words({"id": "story-02-x", "claims": [label]}, text, LABELLING).claims
    assert claim.content[0].start == text.index("it,")
    assert claim.source.mention is not None
    assert claim.source.mention.start == text.index("Ferrant says")


def test_gold_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    labels = gold_of_words(WORDS, TEXT, LABELLING)
    (tmp_path / "gold.jsonl").write_text(labels.to_json() + "\n")
    assert list(read_gold(tmp_path)) == [labels]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", ":2: not JSON"),
        ('{"schema": "quoth.gold/9"}', ":2: schema"),
    ],
)
def test_what_is_no_gold_is_named_by_file_and_line(tmp_path: Path, line: str, problem: str) -> None:
    (tmp_path / "gold.jsonl").write_text(gold(gold_of(1)).to_json() + "\n" + line + "\n")
    with pytest.raises(InputError) as refused:
        list(read_gold(tmp_path / "gold.jsonl"))
    assert f"gold.jsonl{problem}" in str(refused.value)


def test_two_items_of_one_id_are_refused() -> None:
    value = gold_of(2)
    value["stances"][1]["id"] = "s0"
    with pytest.raises(ValueError, match="the id 's0' stands twice"):
        GoldArticle.model_validate(value)


def test_web_annotations_select_by_place_and_by_words() -> None:
    labels = gold_of_words(WORDS, TEXT, LABELLING)
    found = list(web_annotations(labels))
    assert [each["id"] for each in found] == [f"story-01-star#{item}" for item in ("c1", "c2", "s1", "k1")]
    position, quote = found[0]["target"][-1]["selector"]
    assert TEXT[position["start"] : position["end"]] == quote["exact"] == "We will sign"
