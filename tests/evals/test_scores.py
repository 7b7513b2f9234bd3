"""Gold against answers that are wrong in a known way: every figure is what arithmetic on paper says."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.planting import content, gold, gold_of, record, record_of, span, text_of
from quoth.evals.alignment import align
from quoth.evals.scores import LayerScore, score
from quoth.evals.statistics import f1
from quoth.evals.units import LAYERS, Layer, labels_of

N = 10
Change = Callable[[dict[str, Any]], None]


def scored(change: Change, layer: Layer, labels: Change | None = None) -> LayerScore:
    """Ten items a layer, the record changed by `change` and the gold by `labels`."""
    given_labels, given_record = gold_of(N), record_of(N)
    change(given_record)
    if labels is not None:
        labels(given_labels)
    return score(align(labels_of(gold(given_labels)), record(given_record))[layer])


def nothing(value: dict[str, Any]) -> None:
    pass


def cut(layer: Layer, count: int) -> Change:
    def change(value: dict[str, Any]) -> None:
        del value[layer][:count]
        _drop_loose(value)

    return change


def _drop_loose(value: dict[str, Any]) -> None:
    """A stance or condition whose claim is gone stands by itself."""
    ids = {claim["id"] for claim in value["claims"]}
    for item in (*value["stances"], *value["conditions"]):
        if item["claim"] not in ids:
            item["claim"] = None


def doubled(layer: Layer, count: int) -> Change:
    def change(value: dict[str, Any]) -> None:
        for item in value[layer][:count]:
            value[layer].append({**copy.deepcopy(item), "id": f"{item['id']}x"})

    return change


def moved(layer: Layer, count: int, to: int) -> Change:
    """The evidence of the first `count` items becomes the words of sentence `to`, and halves those of its halves."""

    def change(value: dict[str, Any]) -> None:
        other = value[layer][to]
        for item in value[layer][:count]:
            for name in ("content", "evidence", "antecedent", "consequent"):
                if name in item:
                    item[name] = copy.deepcopy(other[name])

    return change


def shortened(layer: Layer, count: int, share: float) -> Change:
    """Evidence loses the last part of its words: Dice becomes 2·share / (1 + share)."""

    def change(value: dict[str, Any]) -> None:
        for item in value[layer][:count]:
            name = "content" if layer == "claims" else "evidence"
            words = item[name][0]
            length = round(share * len(words["text"]))
            item[name] = [{"start": words["start"], "end": words["start"] + length, "text": words["text"][:length]}]

    return change


def put(layer: Layer, count: int, **values: Any) -> Change:
    def change(value: dict[str, Any]) -> None:
        for item in value[layer][:count]:
            item.update(copy.deepcopy(values))

    return change


def swapped(count: int) -> Change:
    def change(value: dict[str, Any]) -> None:
        for item in value["conditions"][:count]:
            item["antecedent"], item["consequent"] = item["consequent"], item["antecedent"]

    return change


def marginal(layer: Layer, count: int) -> Change:
    return put(layer, count, core=False)


def actor(name: str) -> dict[str, Any]:
    return {"name": name, "kind": "person", "mention": None}


# What is changed, the layer looked at, and (right, given, owed) of detection, of strict and of joint, by hand.
CASES: list[tuple[str, Change, Layer, tuple[int, int, int], int, int]] = [
    ("claims as labelled", nothing, "claims", (10, 10, 10), 10, 10),
    ("stances as labelled", nothing, "stances", (10, 10, 10), 10, 10),
    ("conditions as labelled", nothing, "conditions", (10, 10, 10), 10, 10),
    ("one claim removed", cut("claims", 1), "claims", (9, 9, 10), 9, 9),
    ("four claims removed", cut("claims", 4), "claims", (6, 6, 10), 6, 6),
    ("all claims removed", cut("claims", 10), "claims", (0, 0, 10), 0, 0),
    ("three stances removed", cut("stances", 3), "stances", (7, 7, 10), 7, 7),
    ("two conditions removed", cut("conditions", 2), "conditions", (8, 8, 10), 8, 8),
    ("claims removed leave stances", cut("claims", 4), "stances", (10, 10, 10), 10, 10),
    ("one claim twice", doubled("claims", 1), "claims", (10, 11, 10), 10, 10),
    ("five claims twice", doubled("claims", 5), "claims", (10, 15, 10), 10, 10),
    ("two stances twice", doubled("stances", 2), "stances", (10, 12, 10), 10, 10),
    ("three conditions twice", doubled("conditions", 3), "conditions", (10, 13, 10), 10, 10),
    ("a claim on another's words", moved("claims", 1, to=5), "claims", (9, 10, 10), 9, 9),
    ("three claims on another's words", moved("claims", 3, to=5), "claims", (7, 10, 10), 7, 7),
    ("two stances on another's words", moved("stances", 2, to=7), "stances", (8, 10, 10), 8, 8),
    ("a condition on another's words", moved("conditions", 1, to=9), "conditions", (9, 10, 10), 9, 9),
    ("half of the words: Dice .67", shortened("claims", 2, 0.5), "claims", (10, 10, 10), 8, 10),
    ("a fifth of the words: Dice .33", shortened("claims", 2, 0.2), "claims", (8, 10, 10), 8, 8),
    ("nine tenths of the words", shortened("stances", 6, 0.9), "stances", (10, 10, 10), 4, 10),
    ("two wrong sources", put("claims", 2, source=actor("Igor Nowak")), "claims", (10, 10, 10), 10, 8),
    ("surnames for sources", put("claims", 1, source=actor("Ruiz")), "claims", (10, 10, 10), 10, 10),
    ("wrong quotation is no joint matter", put("claims", 4, quotation="direct"), "claims", (10, 10, 10), 10, 10),
    ("three flipped polarities", put("stances", 3, polarity="oppose"), "stances", (10, 10, 10), 10, 7),
    ("all neutral", put("stances", 10, polarity="neutral"), "stances", (10, 10, 10), 10, 0),
    ("two wrong holders", put("stances", 2, holder=actor("Igor Nowak")), "stances", (10, 10, 10), 10, 8),
    ("two wrong targets", put("stances", 2, target="the harvest"), "stances", (10, 10, 10), 10, 8),
    ("three halves swapped", swapped(3), "conditions", (10, 10, 10), 10, 7),
    ("two wrong senses", put("conditions", 2, sense="unless"), "conditions", (10, 10, 10), 10, 8),
    ("wrong kinds are no joint matter", put("conditions", 2, kind="threat"), "conditions", (10, 10, 10), 10, 10),
]


@pytest.mark.parametrize(
    ("change", "layer", "detection", "strict", "joint"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_scores_are_what_arithmetic_says(
    change: Change, layer: Layer, detection: tuple[int, int, int], strict: int, joint: int
) -> None:
    found = scored(change, layer)
    assert (found.detection.right, found.detection.given, found.detection.owed) == detection
    assert (found.strict.right, found.joint.right) == (strict, joint)
    assert f1([found.detection]) == pytest.approx(2 * detection[0] / (detection[1] + detection[2]))


@pytest.mark.parametrize(
    ("change", "labels", "detection"),
    [
        (nothing, marginal("claims", 3), (7, 7, 7)),  # met: left out of the sums
        (cut("claims", 3), marginal("claims", 3), (7, 7, 7)),  # not met: nobody misses it
        (cut("claims", 4), marginal("claims", 3), (6, 6, 7)),
        (doubled("claims", 1), marginal("claims", 1), (9, 10, 9)),  # its double met nothing
        (nothing, cut("claims", 2), (8, 10, 8)),
    ],
)
def test_a_marginal_label_is_neither_owed_nor_punished(
    change: Change, labels: Change, detection: tuple[int, int, int]
) -> None:
    found = scored(change, "claims", labels).detection
    assert (found.right, found.given, found.owed) == detection


def test_attributes_are_counted_over_what_was_aligned() -> None:
    def change(value: dict[str, Any]) -> None:
        cut("claims", 2)(value)
        put("claims", 3, quotation="direct", source=actor("Igor Nowak"))(value)

    found = scored(change, "claims")
    assert found.attributes == {"source": (5, 8), "chain": (8, 8), "quotation": (5, 8), "certainty": (8, 8)}
    assert found.confusion["quotation", "indirect", "direct"] == 3
    assert found.confusion["quotation", "indirect", "indirect"] == 5


def test_halves_are_scored_each_and_swaps_counted() -> None:
    def change(value: dict[str, Any]) -> None:
        swapped(3)(value)
        # The antecedent of the last is cut to its first word: no half any more; the consequent carries the alignment.
        last = value["conditions"][-1]["antecedent"]
        words = last["spans"][0]
        last["spans"] = [{"start": words["start"], "end": words["start"] + 3, "text": words["text"][:3]}]

    found = scored(change, "conditions")
    assert found.swapped == 3
    assert found.roles == {"antecedent": (6, 10), "consequent": (7, 10)}
    assert found.joint.right == 6


def test_an_article_that_failed_is_missed() -> None:
    found = score(align(labels_of(gold(gold_of(N))), None)["claims"])
    assert (found.detection.right, found.detection.given, found.detection.owed) == (0, 0, 10)


def test_of_two_on_the_same_words_the_same_source_is_met() -> None:
    value = record_of(1)
    wrong = {**copy.deepcopy(value["claims"][0]), "id": "c9", "source": actor("Igor Nowak")}
    value["claims"].insert(0, wrong)
    aligned = align(labels_of(gold(gold_of(1))), record(value))["claims"]
    assert [pair.predicted.id for pair in aligned.pairs] == ["c0"]
    assert [unit.id for unit in aligned.spurious] == ["c9"]


def test_two_weak_pairs_do_not_part_a_good_one() -> None:
    """Masked before it is matched: with the mask after the matching, the good pair would be given up."""
    text = text_of(3)
    labels, value = gold_of(1), record_of(1)
    for layer in ("stances", "conditions"):
        labels[layer], value[layer] = [], []
    first = span(text, content(0), 0)
    good = {**copy.deepcopy(value["claims"][0])}
    sliver = {"start": first["start"], "end": first["start"] + 4, "text": first["text"][:4]}
    value["claims"] = [good, {**copy.deepcopy(good), "id": "c9", "content": [sliver]}]
    aligned = align(labels_of(gold(labels)), record(value))["claims"]
    assert [(pair.gold.id, pair.predicted.id) for pair in aligned.pairs] == [("c0", "c0")]


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(CASES))
def test_order_changes_no_figure(randomly: random.Random, case: tuple[Any, ...]) -> None:
    change = case[1]
    value = record_of(N)
    change(value)
    doubled("claims", 2)(value)
    shuffled = copy.deepcopy(value)
    for layer in LAYERS:
        randomly.shuffle(shuffled[layer])
    labels = labels_of(gold(gold_of(N)))
    for layer in LAYERS:
        assert score(align(labels, record(value))[layer]) == score(align(labels, record(shuffled))[layer])
