"""Items of gold and of records brought to one form, layer by layer, so that they can be held against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from quoth.evals.gold import GoldArticle
from quoth.records import Record

Layer = Literal["claims", "stances", "conditions"]
LAYERS: tuple[Layer, ...] = ("claims", "stances", "conditions")
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Unit:
    """One item: where its evidence stands, whose it is, and the attributes that are scored once it is aligned.

    `places` are `(start, end)` of the evidence in code points. `roles` are the places of each half of a condition.
    """

    id: str
    places: tuple[Place, ...]
    holder: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    core: bool = True

    @property
    def order(self) -> tuple[Any, ...]:
        """What items are sorted by: all that they say, and not their ids or the order in which they came."""
        return (self.places, self.holder, sorted(self.attributes.items()), sorted(self.roles.items()))


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Labels:
    """What is owed of one article, by the layers that are labelled: a layer that is not there is not scored.

    The attributes of a unit are those that its labels speak of: others are not scored either.
    """

    article: str
    story: str
    layers: Mapping[Layer, Sequence[Unit]]


def labels_of(gold: GoldArticle, layers: Sequence[Layer] = LAYERS) -> Labels:
    """Our own labels, which speak of everything."""
    return Labels(gold.article.id, gold.article.story, {layer: units(gold, layer) for layer in layers})


def units(labels: GoldArticle | Record, layer: Layer) -> list[Unit]:
    """The items of one layer, in an order that depends on what they say alone."""
    if layer == "claims":
        found = [_claim(each) for each in labels.claims]
    elif layer == "stances":
        found = [_stance(each) for each in labels.stances]
    else:
        holders = {claim.id: claim.source.name for claim in labels.claims}
        found = [_condition(each, holders) for each in labels.conditions]
    return sorted(found, key=lambda unit: unit.order)


def _claim(claim: Any) -> Unit:
    return Unit(
        id=claim.id,
        places=_places(claim.content),
        holder=claim.source.name,
        attributes={
            "source": claim.source.name,
            "chain": " > ".join(actor.name for actor in claim.via),
            "quotation": claim.quotation,
            "certainty": claim.certainty,
        },
        core=getattr(claim, "core", True),
    )


def _stance(stance: Any) -> Unit:
    return Unit(
        id=stance.id,
        places=_places(stance.evidence),
        holder=stance.holder.name,
        attributes={"holder": stance.holder.name, "target": stance.target, "polarity": stance.polarity},
        core=getattr(stance, "core", True),
    )


def _condition(condition: Any, holders: Mapping[str, str]) -> Unit:
    halves = {"antecedent": _places(condition.antecedent.spans), "consequent": _places(condition.consequent.spans)}
    return Unit(
        id=condition.id,
        places=tuple(sorted({place for half in halves.values() for place in half})),
        holder=holders.get(condition.claim or "", ""),
        attributes={
            "kind": condition.kind,
            "sense": condition.sense,
            "bound": condition.bound.name if condition.bound is not None else "",
        },
        roles=halves,
        core=getattr(condition, "core", True),
    )


def _places(spans: Iterable[_Spanned]) -> tuple[Place, ...]:
    return tuple(sorted((span.start, span.end) for span in spans))


def union(places: Sequence[Place]) -> list[Place]:
    """The places joined where they touch or overlap, in order."""
    joined: list[Place] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def dice(some: Sequence[Place], others: Sequence[Place]) -> float:
    """Twice the shared characters over the characters of both, from 0 to 1 (Dice 1945; Sørensen 1948)."""
    one, two = union(some), union(others)
    total = sum(end - start for start, end in one) + sum(end - start for start, end in two)
    return 2 * _shared(one, two) / total if total else 0.0


def _shared(one: list[Place], two: list[Place]) -> int:
    shared = left = right = 0
    while left < len(one) and right < len(two):
        shared += max(0, min(one[left][1], two[right][1]) - max(one[left][0], two[right][0]))
        if one[left][1] <= two[right][1]:
            left += 1
        else:
            right += 1
    return shared
