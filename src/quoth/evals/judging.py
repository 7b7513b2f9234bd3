"""Whether a predicted attribute is the labelled one: names as a reader takes them, the rest to the letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quoth.evals.units import Layer
from quoth.extraction.actors.names import same_actor, significant

JOINT: Mapping[Layer, Sequence[str]] = {
    "claims": ("source",),
    "stances": ("holder", "polarity", "target"),
    "conditions": ("sense",),
}
"""The attributes without which an item misleads: they decide the joint score, beside the halves of a condition."""
_NAMES = ("source", "holder", "bound")
_SHARED_WORDS = 0.5
OR = " | "


def agrees(attribute: str, label: str, given: str) -> bool:
    """Names agree where both can be the same actor; a target where half of its telling words are shared.

    A label may hold several right values with ` | ` between them.
    """
    if OR in label:
        return any(agrees(attribute, each, given) for each in label.split(OR))
    if label == given:
        return True
    if attribute in _NAMES:
        return bool(label and given) and same_actor(label, given)
    if attribute == "chain":
        one, two = label.split(" > "), given.split(" > ")
        return len(one) == len(two) and all(same_actor(some, other) for some, other in zip(one, two, strict=True))
    if attribute == "target":
        return _share_words(label, given)
    return False


def _share_words(label: str, given: str) -> bool:
    """Dice over the telling words (Dice 1945), a half at least: "the ceasefire plan", "ceasefire"."""
    one, two = significant(label), significant(given)
    return bool(one and two) and 2 * len(one & two) >= _SHARED_WORDS * (len(one) + len(two))
