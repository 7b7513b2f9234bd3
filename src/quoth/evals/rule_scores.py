"""Each rule as a classifier: of the items that it flagged, mended or dropped, how many were wrong, and of all wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from quoth.evals.alignment import Aligned, Pair, matched
from quoth.evals.errors import Read
from quoth.evals.judging import agrees
from quoth.evals.scores import wrong_halves
from quoth.evals.units import Layer, Unit


@dataclass(frozen=True, slots=True)
class RuleScore:
    """`n` items that a rule spoke of and that can be judged; `recall` is None where no item was wrong."""

    n: int
    precision: float
    recall: float | None


@dataclass
class RuleTally:
    """Sums over articles. An item is wrong where it meets no label, or one of which a scored attribute differs.

    A kept item is judged as the record has it; a dropped one as if it had been kept beside those that were. Items that
    meet a marginal label are not judged.
    """

    spoken: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    every_wrong: Counter[Layer] = field(default_factory=Counter)
    layers: dict[str, set[Layer]] = field(default_factory=lambda: defaultdict(set))

    def add(self, layers: Mapping[Layer, Aligned], read: Read) -> None:
        """One article, by its labelled layers."""
        if read.record is None:
            return
        verdicts: dict[str, tuple[Layer, bool]] = {}
        for layer, aligned in layers.items():
            found = verdicts_of(aligned, read)
            self.every_wrong[layer] += sum(found.values())
            verdicts |= {item: (layer, wrong) for item, wrong in found.items()}
        for rule, subject in dict.fromkeys((finding.rule, finding.subject) for finding in read.record.findings):
            if subject in verdicts:
                layer, wrong = verdicts[subject]
                self.spoken[rule] += 1
                self.wrong[rule] += wrong
                self.layers[rule].add(layer)

    def scores(self) -> dict[str, RuleScore]:
        """By the rule's id, those that spoke of most items first."""
        found = {}
        for rule, count in sorted(self.spoken.items(), key=lambda each: (-each[1], each[0])):
            every = sum(self.every_wrong[layer] for layer in self.layers[rule])
            recall = self.wrong[rule] / every if every else None
            found[rule] = RuleScore(count, self.wrong[rule] / count, recall)
        return found


def verdicts_of(aligned: Aligned, read: Read) -> dict[str, bool]:
    """Whether each item of a layer is wrong, by id, those that a rule dropped included."""
    found = {item.id: True for item in aligned.spurious}
    found |= {pair.predicted.id: _is_wrong(pair) for pair in aligned.pairs if pair.gold.core}
    for each in read.dropped.get(aligned.layer, ()):
        if each.finding.subject == each.unit.id:  # a stance that went with its claim was judged by no rule
            pair = _as_if_kept(each.unit, aligned, read)
            if pair is None or pair.gold.core:
                found[each.unit.id] = pair is None or _is_wrong(pair)
    return found


def _as_if_kept(unit: Unit, aligned: Aligned, read: Read) -> Pair | None:
    """The label that the dropped item would have met, of those that nothing met: the others are taken."""
    return next(iter(matched(aligned.layer, aligned.missed, [unit], read.threshold).pairs), None)


def _is_wrong(pair: Pair) -> bool:
    return bool(wrong_halves(pair)) or not all(
        agrees(name, label, pair.predicted.attributes[name]) for name, label in pair.gold.attributes.items()
    )
