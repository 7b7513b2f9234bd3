"""What joint F1 would be if one kind of error were mended and no other: which kind is worth the work."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from quoth.evals.alignment import Pair
from quoth.evals.errors import Explained, Kind, is_joint_kind
from quoth.evals.scores import is_joint, score
from quoth.evals.statistics import Counts, f1
from quoth.evals.units import Layer, Unit
from quoth.evals.unmatched import Unmatched

_ABSENT = frozenset(("failed", "chunk_edge", "refused", "missed"))


@dataclass(frozen=True, slots=True)
class _Mended:
    """What mending errors of a kind would add to the joint counts."""

    right: int
    given: int


@dataclass
class Worth:
    """Sums over articles: the joint counts as they are, the lines of each kind, and what mending it would change."""

    joint: Counts = field(default_factory=lambda: Counts(0, 0, 0))
    lines: Counter[tuple[Layer, Kind]] = field(default_factory=Counter)
    _right: Counter[tuple[Layer, Kind]] = field(default_factory=Counter)
    _given: Counter[tuple[Layer, Kind]] = field(default_factory=Counter)

    def add(self, found: Explained) -> None:
        """One layer of one article."""
        layer = found.aligned.layer
        counts = score(found.aligned).joint
        self.joint = Counts(
            self.joint.right + counts.right, self.joint.given + counts.given, self.joint.owed + counts.owed
        )
        self.lines.update((layer, error.kind) for error in found.errors)
        for kind, mended in _mended(found):
            self._right[layer, kind] += mended.right
            self._given[layer, kind] += mended.given

    def regained(self, layer: Layer, kind: Kind) -> float:
        """The joint F1 of all layers together, micro, with the errors of this kind and layer mended, less what it is.

        A missed label is found, a spurious item gone, a wrong attribute right; split items are one, merged ones apart,
        and a boundary is where the label has it, which gains nothing where the item's attributes are wrong too.
        """
        mended = Counts(
            self.joint.right + self._right[layer, kind],
            self.joint.given + self._given[layer, kind],
            self.joint.owed,
        )
        return f1([mended]) - f1([self.joint])


def _mended(found: Explained) -> Iterator[tuple[Kind, _Mended]]:
    layer = found.aligned.layer
    labels = {label.id: label for label in found.aligned.missed}
    for error in found.errors:
        if error.kind in _ABSENT or (error.kind == "merged" and error.predicted is None):
            yield error.kind, _Mended(1, 1)
    yield from _apart(found, layer)
    pairs: dict[str, set[Kind]] = defaultdict(set)
    for error in found.errors:
        if error.gold is not None and error.gold not in labels and is_joint_kind(layer, error.kind):
            pairs[error.gold].add(error.kind)
    for kinds in pairs.values():
        if len(kinds) == 1:  # a pair that is wrong in two ways is not right when one is mended
            yield next(iter(kinds)), _Mended(1, 0)


def _apart(found: Explained, layer: Layer) -> Iterator[tuple[Kind, _Mended]]:
    """The predictions that met nothing: gone, joined, parted, or with their bounds put right."""
    split: dict[str, list[Unmatched]] = defaultdict(list)
    for reason in found.unmatched:
        if reason.reason == "split":
            split[reason.labels[0].id].append(reason)
            continue
        owed = [label for label in reason.labels if label.core]
        right = sum(_agrees(label, reason.predicted, layer) for label in owed)
        yield reason.reason, _Mended(right, len(owed) - 1)
    for parts in split.values():
        label = parts[0].labels[0]
        best = max(parts, key=lambda part: _agrees(label, part.predicted, layer))
        right = label.core and _agrees(label, best.predicted, layer)
        yield "split", _Mended(int(right), int(label.core) - len(parts))


def _agrees(label: Unit, item: Unit, layer: Layer) -> bool:
    """Whether they would be right together if their words were the same; halves stand where the label has them."""
    return is_joint(layer, Pair(label, replace(item, roles=label.roles), 1.0))
