"""What a body of labels holds, and how far two annotators of it agree, as numbers and as lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from quoth.evals.agreement import LayerAgreement
from quoth.evals.gold import GoldArticle
from quoth.evals.units import LAYERS, Layer

_VALUES: Mapping[Layer, tuple[str, ...]] = {
    "claims": ("quotation", "certainty"),
    "stances": ("polarity", "target_kind"),
    "conditions": ("kind", "sense"),
}


def counted(gold: Iterable[GoldArticle]) -> dict[str, Any]:
    """By split: articles, stories, articles without a label; items core and marginal, and values, by layer."""
    splits: dict[str, dict[str, Any]] = {}
    stories: dict[str, set[str]] = {}
    for labels in gold:
        split = splits.setdefault(
            labels.article.split,
            {"articles": 0, "stories": 0, "empty": 0, "layers": {layer: Counter() for layer in LAYERS}, "values": {}},
        )
        stories.setdefault(labels.article.split, set()).add(labels.article.story)
        split["articles"] += 1
        split["stories"] = len(stories[labels.article.split])
        split["empty"] += not (labels.claims or labels.stances or labels.conditions)
        for layer in LAYERS:
            for item in getattr(labels, layer):
                split["layers"][layer]["core" if item.core else "marginal"] += 1
                for name in _VALUES[layer]:
                    split["values"].setdefault(f"{layer}.{name}", Counter())[getattr(item, name)] += 1
    return splits


def stats_lines(found: Mapping[str, Any]) -> Iterator[str]:
    for name, split in sorted(found.items()):
        yield f"{name}: {split['articles']} articles of {split['stories']} stories, {split['empty']} without a label"
        for layer in LAYERS:
            core, marginal = split["layers"][layer]["core"], split["layers"][layer]["marginal"]
            yield f"  {core + marginal} {layer}" + (f", {marginal} of them marginal" if marginal else "")
        for attribute, values in split["values"].items():
            yield f"  {attribute}: " + ", ".join(f"{value} {count}" for value, count in values.most_common())


def agreement_lines(found: Mapping[Layer, LayerAgreement], articles: int) -> Iterator[str]:
    yield f"{articles} articles labelled twice"
    for layer, each in found.items():
        d, j = each.detection, each.joint
        yield (
            f"{layer}: {each.one} and {each.two} items; found F1 {d.value:.3f} ({d.low:.3f}–{d.high:.3f}), "
            f"joint F1 {j.value:.3f} ({j.low:.3f}–{j.high:.3f})"
        )
        for name, (same, every) in each.shares.items():
            kappa = each.kappas.get(name)
            shown = f", kappa {kappa:.2f}" if kappa is not None else ""
            yield f"  {name}: {same}/{every} the same ({same / every:.2f}{shown})"


def agreement_json(found: Mapping[Layer, LayerAgreement], articles: int) -> dict[str, Any]:
    return {
        "articles": articles,
        "layers": {
            layer: {
                "one": each.one,
                "two": each.two,
                "detection": [each.detection.value, each.detection.low, each.detection.high],
                "joint": [each.joint.value, each.joint.low, each.joint.high],
                "attributes": {
                    name: {"same": same, "of": every, "kappa": each.kappas.get(name)}
                    for name, (same, every) in each.shares.items()
                },
            }
            for layer, each in found.items()
        },
    }
