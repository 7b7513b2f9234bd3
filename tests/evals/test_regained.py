"""What mending a kind of error regains is what arithmetic on paper says: ten labels a layer, all layers together."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from evals.planting import SIZE, gold, gold_of, record, record_of, text_of
from quoth.evals.alignment import align
from quoth.evals.errors import Kind, Read, explained
from quoth.evals.regained import Worth
from quoth.evals.units import Layer, labels_of

N = 10
OWED = 3 * N
Change = Callable[[dict[str, Any]], None]
NOWAK = {"name": "Igor Nowak", "kind": "person", "mention": None}


def worth(change: Change, labels: Change = lambda value: None) -> Worth:
    owed, value = gold_of(N), record_of(N)
    change(value)
    labels(owed)
    for item in (*value["stances"], *value["conditions"]):
        item["claim"] = None
    found = Worth()
    for aligned in align(labels_of(gold(owed)), record(value)).values():
        found.add(explained(aligned, Read("a1", None, None)))
    return found


def words(number: int, start: int, end: int) -> list[dict[str, Any]]:
    text = text_of(N)
    first = record_of(N)["claims"][number]["content"][0]["start"]
    return [{"start": first + start, "end": first + end, "text": text[first + start : first + end]}]


LENGTH = len(record_of(1)["claims"][0]["content"][0]["text"])


def cut(value: dict[str, Any]) -> None:
    del value["claims"][:3]


def doubled(value: dict[str, Any]) -> None:
    value["claims"] += [{**copy.deepcopy(value["claims"][0]), "id": f"c{number}x"} for number in range(4)]


def misattributed(value: dict[str, Any]) -> None:
    for claim in value["claims"][:2]:
        claim["source"] = NOWAK


def wrong_twice(value: dict[str, Any]) -> None:
    value["stances"][0].update(polarity="oppose", target="the harvest")
    value["stances"][1].update(polarity="oppose")


def shortened(value: dict[str, Any]) -> None:
    value["claims"][0]["content"] = words(0, 0, 12)
    value["claims"][1].update(content=words(1, 0, 12), source=NOWAK)


def in_pieces(value: dict[str, Any]) -> None:
    value["claims"][0]["content"] = words(0, 0, 15)
    value["claims"].append({**copy.deepcopy(value["claims"][0]), "id": "c0x", "content": words(0, 30, 45)})


def joined(value: dict[str, Any]) -> None:
    value["claims"][0]["content"] = words(0, 0, 3 * SIZE + LENGTH)
    del value["claims"][1:4]


def described(value: dict[str, Any]) -> None:
    for claim in value["claims"]:
        claim["quotation"] = "direct"


# What is done, the kind, and (right, given) as it is and mended.
CASES: list[tuple[Change, Layer, Kind, tuple[int, int], tuple[int, int]]] = [
    (cut, "claims", "failed", (27, 27), (30, 30)),
    (doubled, "claims", "duplicate", (30, 34), (30, 30)),
    (misattributed, "claims", "source", (28, 30), (30, 30)),
    (wrong_twice, "stances", "polarity", (28, 30), (29, 30)),
    (wrong_twice, "stances", "target", (28, 30), (28, 30)),
    (shortened, "claims", "boundary", (28, 30), (29, 30)),
    (in_pieces, "claims", "split", (29, 31), (30, 30)),
    # Of four labels by four sources, the item's source is right of one.
    (joined, "claims", "merged", (26, 27), (27, 30)),
    (described, "claims", "quotation", (30, 30), (30, 30)),
]


@pytest.mark.parametrize(
    ("change", "layer", "kind", "now", "mended"), CASES, ids=[f"{c[0].__name__}-{c[2]}" for c in CASES]
)
def test_what_is_regained_is_what_arithmetic_says(
    change: Change, layer: Layer, kind: Kind, now: tuple[int, int], mended: tuple[int, int]
) -> None:
    found = worth(change)
    assert (found.joint.right, found.joint.given, found.joint.owed) == (*now, OWED)
    before, after = (2 * right / (given + OWED) for right, given in (now, mended))
    assert found.regained(layer, kind) == pytest.approx(after - before)


def test_a_boundary_of_a_marginal_label_is_a_prediction_less() -> None:
    def marginal(value: dict[str, Any]) -> None:
        value["claims"][0]["core"] = False

    def change(value: dict[str, Any]) -> None:
        value["claims"][0]["content"] = words(0, 0, 12)

    found = worth(change, marginal)
    assert (found.joint.right, found.joint.given, found.joint.owed) == (29, 30, 29)
    assert found.regained("claims", "boundary") == pytest.approx(1 - 2 * 29 / 59)
