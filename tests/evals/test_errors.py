"""Every label and every prediction that is not right is told, once, and the sums are those of the score."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.planting import SIZE, derived_record, gold, gold_of, kept_of, record, record_of, text_of
from quoth.evals.alignment import align
from quoth.evals.errors import Explained, Read, explained, is_joint_kind
from quoth.evals.kept_answers import Kept
from quoth.evals.regained import Worth
from quoth.evals.scores import is_joint, score
from quoth.evals.statistics import Counts, f1
from quoth.evals.units import LAYERS, Layer, labels_of
from quoth.records import Record

N = 6
Change = Callable[[dict[str, Any]], None]


def told(labels: dict[str, Any], given_record: Record | None, kept: Kept | None = None) -> dict[Layer, Explained]:
    read = Read.of("a1", given_record, kept)
    aligned = align(labels_of(gold(labels)), given_record)
    return {layer: explained(found, read) for layer, found in aligned.items()}


def claims(change: Change, labels: Change | None = None) -> list[tuple[str, str | None, str | None]]:
    """The errors of the claims of a record that is changed, as (kind, label, prediction)."""
    owed, value = gold_of(N), record_of(N)
    change(value)
    if labels is not None:
        labels(owed)
    return [(each.kind, each.gold, each.predicted) for each in told(owed, record(value))["claims"].errors]


def words(number: int, start: int, end: int) -> list[dict[str, Any]]:
    """Characters `start:end` of the content of sentence `number`, which may run on into the next."""
    text = text_of(N + 1)
    first = record_of(N + 1)["claims"][number]["content"][0]["start"]
    return [{"start": first + start, "end": first + end, "text": text[first + start : first + end]}]


LENGTH = len(record_of(1)["claims"][0]["content"][0]["text"])


def other(value: dict[str, Any], identifier: str, **changes: Any) -> None:
    """A copy of the first claim beside the others, under another id and with other fields."""
    value["claims"].append({**copy.deepcopy(value["claims"][0]), "id": identifier, **changes})


def test_what_is_right_is_no_error() -> None:
    assert claims(lambda value: None) == []


def test_a_missing_item_is_missed_and_one_made_up_is_spurious() -> None:
    def change(value: dict[str, Any]) -> None:
        value["stances"], value["conditions"] = [], []
        del value["claims"][0]
        value["claims"][0]["content"] = words(N - 1, LENGTH + 1, LENGTH + 20)

    assert claims(change) == [("missed", "c0", None), ("missed", "c1", None), ("spurious", None, "c1")]


def test_the_same_again_is_a_duplicate_of_no_wrong_label() -> None:
    assert claims(lambda value: other(value, "c9")) == [("duplicate", None, "c9")]


def test_what_touches_a_label_that_was_met_and_lies_in_another_belongs_to_that() -> None:
    def change(value: dict[str, Any]) -> None:
        value["claims"][1]["content"] = words(0, LENGTH - 10, SIZE + 14)

    assert claims(change) == [("boundary", "c1", "c1")]


def test_words_cut_short_are_a_boundary_of_their_label() -> None:
    def change(value: dict[str, Any]) -> None:
        value["claims"][2]["content"] = words(2, 0, 12)

    assert claims(change) == [("boundary", "c2", "c2")]


def test_two_pieces_of_one_label_are_split() -> None:
    def change(value: dict[str, Any]) -> None:
        value["claims"][0]["content"] = words(0, 0, 15)
        other(value, "c9", content=words(0, 30, 45))

    assert claims(change) == [("split", "c0", "c0"), ("split", "c0", "c9")]


def test_one_piece_over_two_labels_is_merged() -> None:
    """Four labels in one item: none of them reaches half of it."""

    def change(value: dict[str, Any]) -> None:
        value["stances"], value["conditions"] = [], []
        value["claims"][0]["content"] = words(0, 0, 3 * SIZE + LENGTH)
        del value["claims"][1:4]

    assert claims(change) == [("merged", f"c{number}", "c0") for number in range(4)]


def test_a_label_inside_an_item_that_met_another_is_merged_into_it() -> None:
    def change(value: dict[str, Any]) -> None:
        value["stances"], value["conditions"] = [], []
        value["claims"][0]["content"] = words(0, 0, SIZE + LENGTH)
        del value["claims"][1]

    assert claims(change) == [("merged", "c1", None)]


def test_a_marginal_label_is_in_no_error() -> None:
    def marginal(value: dict[str, Any]) -> None:
        for claim in value["claims"][:3]:
            claim["core"] = False

    def change(value: dict[str, Any]) -> None:
        value["stances"], value["conditions"] = [], []
        value["claims"][0]["source"] = {"name": "Igor Nowak", "kind": "person", "mention": None}
        value["claims"][1]["content"] = words(1, 0, 12)
        del value["claims"][2]

    assert claims(change, marginal) == [("boundary", None, "c1")]


@pytest.mark.parametrize(
    ("layer", "changes", "kinds"),
    [
        ("claims", {"source": {"name": "Igor Nowak", "kind": "person", "mention": None}}, ["source"]),
        ("claims", {"certainty": "denied"}, ["negation"]),
        ("claims", {"certainty": "possible"}, ["certainty"]),
        ("claims", {"quotation": "direct"}, ["quotation"]),
        ("claims", {"via": [{"name": "Igor Nowak", "kind": "person", "mention": None}]}, ["chain"]),
        ("stances", {"polarity": "oppose", "target": "the harvest"}, ["target", "polarity"]),
        ("stances", {"holder": {"name": "Igor Nowak", "kind": "person", "mention": None}}, ["source"]),
        ("conditions", {"kind": "threat", "sense": "unless"}, ["kind", "sense"]),
    ],
)
def test_each_wrong_attribute_of_a_pair_is_an_error_of_its_own(
    layer: Layer, changes: dict[str, Any], kinds: list[str]
) -> None:
    value = record_of(N)
    value[layer][1].update(changes)
    errors = told(gold_of(N), record(value))[layer].errors
    assert [each.kind for each in errors] == kinds
    assert {(each.gold, each.predicted) for each in errors} == {(f"{_letter(layer)}1", f"{_letter(layer)}1")}


def _letter(layer: Layer) -> str:
    return {"claims": "c", "stances": "s", "conditions": "k"}[layer]


def test_a_half_that_is_cut_and_another_who_is_bound_are_told() -> None:
    value = record_of(N)
    words = value["conditions"][0]["antecedent"]["spans"][0]
    value["conditions"][0]["antecedent"]["spans"] = [
        {"start": words["start"], "end": words["start"] + 3, "text": words["text"][:3]}
    ]
    value["conditions"][1]["bound"] = {"name": "Lena Brandt", "kind": "person", "mention": None}
    errors = told(gold_of(N), record(value))["conditions"].errors
    assert [(each.kind, each.gold) for each in errors] == [("half", "k0"), ("bound", "k1")]


def test_halves_that_changed_places_are_swapped() -> None:
    value = record_of(N)
    item = value["conditions"][0]
    item["antecedent"], item["consequent"] = item["consequent"], item["antecedent"]
    assert [each.kind for each in told(gold_of(N), record(value))["conditions"].errors] == ["swapped"]


TOLD = "Ana Ruiz told Omar Hadi that the port of Karsk would open.\nNobody saw the second envoy leave on Monday.\n"


def _of_told(source: str, content: str) -> dict[str, Any]:
    start = TOLD.index(content)
    said = {"start": start, "end": start + len(content), "text": content}
    value = record_of(1)
    value["claims"][0].update(source={"name": source, "kind": "person", "mention": None}, content=[said], cue=None)
    return {**value, "stances": [], "conditions": []}


def _labels_of_told(content: str) -> dict[str, Any]:
    start = TOLD.index(content)
    value = gold_of(1)
    said = {"start": start, "end": start + len(content), "exact": content}
    source = {"name": "Ana Ruiz", "kind": "person", "mention": None}
    value["claims"][0].update(source=source, content=[said], cue=None)
    return {**value, "stances": [], "conditions": []}


@pytest.mark.parametrize(("given_source", "kind"), [("Omar Hadi", "addressee"), ("Lena Brandt", "source")])
def test_whoever_was_told_is_no_source(given_source: str, kind: str) -> None:
    content = "the port of Karsk would open"
    kept = kept_of(TOLD, [(0, len(TOLD) - 1, "ok", {"claims": []})])
    read = Read("a1", None, kept)
    aligned = align(labels_of(gold(_labels_of_told(content))), record(_of_told(given_source, content)))["claims"]
    assert [each.kind for each in explained(aligned, read).errors] == [kind]


def test_an_item_that_a_rule_dropped_is_refused_by_it() -> None:
    content = "Nobody saw the second envoy leave on Monday."
    kept = kept_of(TOLD, [(0, len(TOLD) - 1, "ok", {"claims": [{"n": 2, "by": "Boris Nowhere"}]})])
    (error,) = told(_labels_of_told(content), derived_record(kept), kept)["claims"].errors
    assert (error.kind, error.gold, error.rule) == ("refused", "c0", "source.named")
    assert "Boris Nowhere" in error.detail


def test_a_marginal_label_is_not_refused() -> None:
    content = "Nobody saw the second envoy leave on Monday."
    kept = kept_of(TOLD, [(0, len(TOLD) - 1, "ok", {"claims": [{"n": 2, "by": "Boris Nowhere"}]})])
    labels = _labels_of_told(content)
    labels["claims"][0]["core"] = False
    assert told(labels, derived_record(kept), kept)["claims"].errors == ()


def test_labels_of_a_failed_chunk_and_at_a_border_are_told_apart() -> None:
    """The first part fails; the second begins with a label that it leaves out, and leaves out another behind it."""
    text = text_of(4)
    border = text.index("Lena Brandt") - 1
    kept = kept_of(text, [(0, border, "failed", None), (border + 1, len(text) - 1, "ok", {"claims": []})])
    labels = gold_of(4)
    whole = text[border + 1 : text.index("\n", border + 1)]
    labels["claims"][2]["content"] = [{"start": border + 1, "end": border + 1 + len(whole), "exact": whole}]
    errors = told(labels, derived_record(kept), kept)["claims"].errors
    assert [(each.kind, each.gold) for each in errors] == [
        ("failed", "c0"), ("failed", "c1"), ("chunk_edge", "c2"), ("missed", "c3")
    ]  # fmt: skip


def test_a_label_across_two_chunks_lies_at_their_edge() -> None:
    text = text_of(2)
    border = text.index("\n")
    kept = kept_of(text, [(0, border, "ok", {"claims": []}), (border + 1, len(text) - 1, "ok", {"claims": []})])
    labels = gold_of(2)
    labels["claims"][0]["content"] += labels["claims"].pop()["content"]
    labels["stances"], labels["conditions"] = [], []
    (error,) = told(labels, derived_record(kept), kept)["claims"].errors
    assert (error.kind, error.gold) == ("chunk_edge", "c0")


def test_what_is_owed_of_an_article_without_a_record_failed() -> None:
    labels = gold_of(2)
    labels["claims"][1]["core"] = False
    errors = told(labels, None)["claims"].errors
    assert [(each.kind, each.gold) for each in errors] == [("failed", "c0")]


OPERATIONS = (
    "right",
    "dropped",
    "doubled",
    "short",
    "shorter",
    "wide",
    "pieces",
    "moved",
    "attribute",
    "name",
    "marginal",
)


def mixed(randomly: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """Labels and a record in which every claim and stance is right, or wrong in a way of its own; shuffled."""
    labels, value = gold_of(N), record_of(N)
    for layer, name in (("claims", "content"), ("stances", "evidence")):
        items = []
        for number, item in enumerate(value[layer]):
            operation = randomly.choice(OPERATIONS)
            if operation == "marginal":
                labels[layer][number]["core"] = False
            items += _spoilt(operation, item, name, number, randomly)
        randomly.shuffle(items)
        value[layer] = items
    for condition in value["conditions"]:
        if randomly.random() < 0.3:
            condition["antecedent"], condition["consequent"] = condition["consequent"], condition["antecedent"]
        condition["sense"] = randomly.choice(("if", "if", "unless"))
    value["conditions"] = [each for each in value["conditions"] if randomly.random() < 0.8]
    for item in (*value["stances"], *value["conditions"]):
        item["claim"] = None
    return labels, value


def _spoilt(
    operation: str, item: dict[str, Any], name: str, number: int, randomly: random.Random
) -> list[dict[str, Any]]:
    item = copy.deepcopy(item)
    holder = "source" if name == "content" else "holder"
    bounds = {
        "short": (0, round(0.6 * LENGTH)),
        "shorter": (0, 14),
        "wide": (0, LENGTH + randomly.choice((20, SIZE, 2 * SIZE)) if number < N - 2 else LENGTH),
        "moved": (LENGTH // 2, LENGTH + SIZE // 2 if number < N - 1 else LENGTH),
    }
    if operation == "dropped":
        return []
    if operation in bounds:
        item[name] = words(number, *bounds[operation])
    if operation == "attribute":
        item.update({"certainty": "denied"} if name == "content" else {"polarity": "oppose", "target": "the harvest"})
    if operation == "name":
        item[holder] = {"name": "Igor Nowak", "kind": "person", "mention": None}
    again = {**copy.deepcopy(item), "id": f"{item['id']}x"}
    if operation == "pieces":
        item[name], again[name] = words(number, 0, 20), words(number, 30, 50)
    return [item, again] if operation in ("pieces", "doubled") else [item]


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_errors_explain_exactly_what_the_joint_score_lacks(randomly: random.Random) -> None:
    labels, value = mixed(randomly)
    worth = Worth()
    whole = [0.0, 0.0, 0.0]
    for layer, found in told(labels, record(value)).items():
        joint = score(found.aligned).joint
        whole = [one + two for one, two in zip(whole, (joint.right, joint.given, joint.owed), strict=True)]
        costly = [each for each in found.errors if is_joint_kind(layer, each.kind)]
        golds = {each.gold for each in costly if each.gold is not None}
        predicted = {each.predicted for each in costly if each.predicted is not None}
        assert (len(golds), len(predicted)) == (joint.owed - joint.right, joint.given - joint.right)
        owed = [pair for pair in found.aligned.pairs if pair.gold.core]
        wrong = [pair for pair in owed if not is_joint(layer, pair)]
        assert golds == {each.id for each in found.aligned.missed if each.core} | {pair.gold.id for pair in wrong}
        assert predicted == {each.id for each in found.aligned.spurious} | {pair.predicted.id for pair in wrong}
        _one_kind_each(found)
        worth.add(found)
    assert worth.joint == Counts(*whole)
    for layer, kind in worth.lines:
        assert 0 <= f1([worth.joint]) + worth.regained(layer, kind) <= 1


def _one_kind_each(found: Explained) -> None:
    """What met nothing has one kind; a pair may have several, each once."""
    missed, spurious = ({each.id for each in some} for some in (found.aligned.missed, found.aligned.spurious))
    kinds: dict[tuple[str, str], set[str]] = {}
    for each in found.errors:
        for side, item, loose in (("gold", each.gold, missed), ("predicted", each.predicted, spurious)):
            if item is not None and item in loose:
                kinds.setdefault((side, item), set()).add(each.kind)
    assert all(len(each) == 1 for each in kinds.values())
    paired = [(each.kind, each.gold) for each in found.errors if each.gold not in missed and each.gold is not None]
    assert len(paired) == len(set(paired))


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_items_changes_no_error(randomly: random.Random) -> None:
    labels, value = mixed(randomly)
    shuffled = copy.deepcopy(value)
    for layer in LAYERS:
        randomly.shuffle(shuffled[layer])
    assert _plain(told(labels, record(value))) == _plain(told(labels, record(shuffled)))


def _plain(found: dict[Layer, Explained]) -> list[tuple[str, str, str]]:
    """The errors without what tells an item from its double."""
    errors = [error for each in found.values() for error in each.errors]
    return sorted((each.kind, each.gold or "", (each.predicted or "").removesuffix("x")) for each in errors)
