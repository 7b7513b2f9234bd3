"""Do the predictions that are shown pull the labels towards them?

Articles labelled blind and articles labelled beside predictions are compared with their predictions: where those that
were shown agree with them much more, the person was anchored, or has let errors stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

from quoth.evals.agreement import LayerAgreement, agreement
from quoth.evals.gold import GoldArticle
from quoth.evals.units import Layer


def is_blind(article: str, share: float) -> bool:
    """Whether an article is of the share that is shown without predictions: always the same, by its id."""
    return int(sha256(article.encode("utf-8", "replace")).hexdigest()[:8], 16) < share * 2**32


def anchoring(
    labelled: Iterable[tuple[GoldArticle, GoldArticle, bool]],
) -> Mapping[str, Mapping[Layer, LayerAgreement]]:
    """How far labels agree with predictions, by layer: "shown" and "blind", each left out where it has no article.

    `labelled` holds labels, predictions in the form of labels, and whether the labels were made blind.
    """
    given = list(labelled)
    groups = {
        name: [(labels, predicted) for labels, predicted, blind in given if blind is wanted]
        for name, wanted in (("shown", False), ("blind", True))
    }
    return {name: agreement(pairs) for name, pairs in groups.items() if pairs}


def anchoring_lines(found: Mapping[str, Mapping[Layer, LayerAgreement]], counts: Mapping[str, int]) -> Iterable[str]:
    for name, layers in found.items():
        yield f"{name}: {counts[name]} articles"
        for layer, each in layers.items():
            joint = each.joint
            yield f"  {layer}: joint F1 with the predictions {joint.value:.3f} ({joint.low:.3f} to {joint.high:.3f})"
