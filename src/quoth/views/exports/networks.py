"""Discourse networks (Leifeld 2017): actors and targets with their agreement, and actors who agree or disagree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, product
from pathlib import Path
from typing import Any

from quoth.articles.dates import day_of
from quoth.records import Polarity
from quoth.views.exports.selected import Selected

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SIDES: tuple[Polarity, Polarity] = ("support", "oppose")


@dataclass
class Tie:
    """One actor's stances on one target: how many of each polarity, in which articles, and when."""

    counts: dict[Polarity, int] = field(
        default_factory=lambda: dict.fromkeys(("support", "oppose", "neutral", "mixed"), 0)
    )
    articles: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    conditional: int = 0
    """Stances that come with a condition of the same claim."""


@dataclass
class Discourse:
    """`ties` by actor and target, `kinds` of actors and of targets."""

    ties: dict[tuple[str, str], Tie] = field(default_factory=lambda: defaultdict(Tie))
    actors: dict[str, str] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[Selected]) -> Discourse:
        found = cls()
        for item in items:
            head = item.record.article
            day = day_of(head.published)
            conditional = {condition.claim for condition in item.whole.conditions}
            for stance in item.record.stances:
                layer = item.corpus().actors if stance.target_kind == "actor" else item.corpus().targets
                holder = clean(item.corpus().actors.of(head.id, stance.holder.name))
                target = clean(layer.of(head.id, stance.target))
                found.actors.setdefault(holder, stance.holder.kind)
                found.targets.setdefault(target, stance.target_kind)
                tie = found.ties[holder, target]
                tie.counts[stance.polarity] += 1
                tie.articles.add(head.id)
                tie.conditional += stance.claim is not None and stance.claim in conditional
                if day is not None:
                    tie.days.add(day)
        return found

    def one_mode(self, *, agreeing: bool) -> Iterator[tuple[str, str, list[str]]]:
        """Pairs of actors with the targets on which both hold the same side, or opposite ones; each target counts once.

        Congruence and conflict networks as Discourse Network Analyzer has them. Neutral and mixed stances take no side.
        """
        holding: dict[str, dict[Polarity, list[str]]] = defaultdict(lambda: {side: [] for side in _SIDES})
        for (actor, target), tie in self.ties.items():
            for side in _SIDES:
                if tie.counts[side]:
                    holding[target][side].append(actor)
        shared: dict[tuple[str, str], list[str]] = defaultdict(list)
        for target, sides in holding.items():
            pairs = {
                (min(one, other), max(one, other))
                for one, other in (
                    (pair for side in _SIDES for pair in combinations(sides[side], 2))
                    if agreeing
                    else product(*(sides[side] for side in _SIDES))
                )
                if one != other
            }
            for pair in pairs:
                shared[pair].append(target)
        yield from ((one, other, sorted(targets)) for (one, other), targets in sorted(shared.items()))


def clean(name: str) -> str:
    """A name on one line, without characters that XML has not."""
    return " ".join(_NO_XML.sub("\ufffd", name).split())


def write_graphml(items: Iterator[Selected], place: Path) -> None:
    """`two-mode.graphml`, `congruence.graphml` and `conflict.graphml`."""
    import networkx as nx

    discourse = Discourse.of(items)
    place.mkdir()
    graph = nx.Graph()
    for name, kind in discourse.actors.items():
        graph.add_node(f"actor: {name}", label=name, mode="actor", kind=kind)
    for name, kind in discourse.targets.items():
        graph.add_node(f"target: {name}", label=name, mode="target", kind=kind)
    for (actor, target), tie in discourse.ties.items():
        graph.add_edge(f"actor: {actor}", f"target: {target}", **_of_tie(tie))
    nx.write_graphml(graph, place / "two-mode.graphml", encoding="utf-8")
    for name, agreeing in (("congruence", True), ("conflict", False)):
        graph = nx.Graph()
        for actor, kind in discourse.actors.items():
            graph.add_node(actor, label=actor, kind=kind)
        for one, other, targets in discourse.one_mode(agreeing=agreeing):
            graph.add_edge(one, other, weight=len(targets), targets="; ".join(targets))
        nx.write_graphml(graph, place / f"{name}.graphml", encoding="utf-8")


def _of_tie(tie: Tie) -> dict[str, Any]:
    agrees, disagrees = (tie.counts[side] for side in _SIDES)
    agreement = "both" if agrees and disagrees else "agree" if agrees else "disagree" if disagrees else "none"
    return {
        "agreement": agreement,
        "agree": agrees,
        "disagree": disagrees,
        "neutral": tie.counts["neutral"],
        "mixed": tie.counts["mixed"],
        "weight": sum(tie.counts.values()),
        "conditional": tie.conditional,
        "articles": len(tie.articles),
        "first_day": min(tie.days).isoformat() if tie.days else "",
        "last_day": max(tie.days).isoformat() if tie.days else "",
    }


def write_dl(items: Iterator[Selected], place: Path) -> None:
    """UCINET's DL format, full matrices: `agree`, `disagree` (actors by targets), `congruence`, `conflict` (actors)."""
    discourse = Discourse.of(items)
    place.mkdir()
    actors, targets = list(discourse.actors), list(discourse.targets)
    for name, side in (("agree", "support"), ("disagree", "oppose")):
        cells = {(actor, target): tie.counts[side] for (actor, target), tie in discourse.ties.items()}  # type: ignore[index]
        _write_matrix(place / f"{name}.dl", actors, targets, cells)
    for name, agreeing in (("congruence", True), ("conflict", False)):
        cells = {}
        for one, other, shared in discourse.one_mode(agreeing=agreeing):
            cells[one, other] = cells[other, one] = len(shared)
        _write_matrix(place / f"{name}.dl", actors, None, cells)


def _write_matrix(
    path: Path, rows: Sequence[str], columns: Sequence[str] | None, cells: dict[tuple[str, str], int]
) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        if columns is None:
            file.write(f"dl n = {len(rows)}, format = fullmatrix\nlabels:\n")
        else:
            file.write(f"dl nr = {len(rows)}, nc = {len(columns)}, format = fullmatrix\nrow labels:\n")
        file.writelines(f"{_label(row)}\n" for row in rows)
        if columns is not None:
            file.write("column labels:\n")
            file.writelines(f"{_label(column)}\n" for column in columns)
        file.write("data:\n")
        across = rows if columns is None else columns
        file.writelines(" ".join(str(cells.get((row, column), 0)) for column in across) + "\n" for row in rows)


def _label(name: str) -> str:
    return '"' + name.replace('"', "'") + '"'
