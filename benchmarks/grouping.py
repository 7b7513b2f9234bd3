"""python -m benchmarks.grouping [--json FILE]: B³ of actors and targets grouped over our dev articles; failures."""

from __future__ import annotations

import argparse
import json
from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

from quoth.corpus.actors import ActorNames
from quoth.corpus.joined import Joined
from quoth.corpus.targets import TargetWords

_ROOT = Path(__file__).parents[1] / "evals"
_T = TypeVar("_T", bound=Hashable)


def b_cubed(found: Mapping[_T, Hashable], true: Mapping[_T, Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1 of a grouping of items, each given by its group (Bagga and Baldwin 1998)."""

    def part(one: Mapping[_T, Hashable], other: Mapping[_T, Hashable]) -> float:
        pairs: dict[Hashable, dict[Hashable, int]] = {}
        for item in true:
            inner = pairs.setdefault(one[item], {})
            inner[other[item]] = inner.get(other[item], 0) + 1
        return sum(n * n / sum(inner.values()) for inner in pairs.values() for n in inner.values()) / len(true)

    precision, recall = part(found, true), part(true, found)
    return precision, recall, 2 * precision * recall / (precision + recall)


def truth(items: Iterable[_T], same: Iterable[list[list[str]]]) -> dict[_T, Hashable]:
    groups: dict[Any, Hashable] = {item: item for item in items}
    for group in same:
        for each in group:
            groups[tuple(each)] = tuple(group[0])
    return groups


def gold_records() -> list[Any]:
    """The dev labels as far as grouping looks at a record."""
    lines = (_ROOT / "gold" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    named = (json.loads(line, object_hook=lambda value: SimpleNamespace(**value)) for line in lines)
    return [labels for labels in named if labels.article.split == "dev"]


def grouped(records: Iterable[Any]) -> dict[str, Joined[tuple[str, str]]]:
    actors, targets = ActorNames(), TargetWords()
    for record in records:
        actors.add(record)
        targets.add(record)
    joined, known = actors.groups()
    return {"actors": joined, "targets": targets.groups(known)}


def failures(joined: Joined[_T], true: Mapping[_T, Hashable]) -> tuple[list[tuple[_T, _T]], list[tuple[_T, _T]]]:
    """Pairs that are wrongly together, and pairs wrongly apart; each item beside the first one of its group."""
    together = [(group[0], item) for group in joined.groups() for item in group[1:] if true[item] != true[group[0]]]
    first: dict[Hashable, _T] = {}
    apart = [
        (first[true[item]], item)
        for item in true
        if joined.root(first.setdefault(true[item], item)) != joined.root(item)
    ]
    return together, apart


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grouping", description=__doc__)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    same = json.loads((_ROOT / "grouping" / "same.json").read_text(encoding="utf-8"))
    told: dict[str, Any] = {}
    for layer, joined in grouped(gold_records()).items():
        items = [item for group in joined.groups() for item in group]
        true = truth(items, same[layer])
        precision, recall, f1 = b_cubed({item: joined.root(item) for item in items}, true)
        alone = b_cubed({item: item for item in items}, true)[2]
        told[layer] = {"n": len(items), "precision": precision, "recall": recall, "f1": f1, "alone": alone}
        print(
            f"{layer}: n {len(items)}, B³ P {precision:.3f} R {recall:.3f} F1 {f1:.3f} (every name alone: {alone:.3f})"
        )
        for what, pairs in zip(("together", "apart"), failures(joined, true), strict=True):
            for one, other in pairs:
                print(f"  wrongly {what}: {' | '.join(one)} — {' | '.join(other)}")
    if asked.json:
        asked.json.write_text(json.dumps(told, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
