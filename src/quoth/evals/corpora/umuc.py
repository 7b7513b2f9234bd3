"""UMUC and UNSCon (Zaczynska et al. 2024): conflict and conditions in speeches at the UN Security Council."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

from quoth.articles.article import Article
from quoth.errors import InputError
from quoth.evals.judging import OR
from quoth.evals.units import Labels, Place, Unit
from quoth.extraction.attribution.speakers import AUTHOR

_NONE = "_"
_CONDITIONS = {"condition": "if", "unless": "unless", "otherwise": "unless"}
"""RST's relation and our sense. The satellite is the antecedent; of `otherwise`, the nucleus."""
_NUCLEAR = ("span", "conjunction", "joint", "list", "sameunit", "sequence", "contrast")
_DEEPEST = 200
_ALSO = {
    "Russian Federation": ("Russia", "Moscow"),
    "United States Of America": ("United States", "US", "Washington"),
    "United Kingdom Of Great Britain And Northern Ireland": ("United Kingdom", "UK", "Britain", "London"),
}
"""What the speeches call the countries that the labels write in full."""


def read(folder: Path) -> Iterator[tuple[Article, Labels]]:
    """Every speech. Conflict with a named country is the speaker's opposition to it; a debate is one story."""
    table = folder / "Annotated" / "Conflicts" / "main_conflicts.csv"
    if not table.is_file():
        raise InputError(f"{folder}: UMUC has the file {table.relative_to(folder)}")
    speeches: dict[str, list[dict[str, str]]] = defaultdict(list)
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            speeches[row["filename"].replace("_edu_", "_").removesuffix(".txt")].append(row)
    texts = {path.stem: path for path in (folder / "Raw").rglob("*.txt")}
    trees = {path.stem.replace("_rst_", "_"): path for path in (folder / "Annotated" / "RST_original").glob("*.rs3")}
    for name, rows in sorted(speeches.items()):
        if name in texts:
            with texts[name].open(encoding="utf-8", newline="") as file:
                text = file.read()
            yield Article(id=name, text=text), _labels(name, rows, trees.get(name))


def _labels(name: str, rows: Sequence[Mapping[str, str]], tree: Path | None) -> Labels:
    places = [(int(row["char_start_offset_edu_original"]), int(row["char_end_offset_edu_original"])) for row in rows]
    speaker = name.split("_spch")[1].partition("_")[2].replace("_", " ")
    layers = {"stances": sorted(_stances(rows, places, speaker), key=lambda unit: unit.order)}
    if tree is not None:
        layers["conditions"] = sorted(_conditions(tree, places), key=lambda unit: unit.order)
    return Labels(name, name.split("_spch")[0], layers)  # type: ignore[arg-type]


def _stances(rows: Sequence[Mapping[str, str]], places: Sequence[Place], speaker: str) -> Iterator[Unit]:
    """One stance a conflict: its units of discourse together, against the country that they are aimed at."""
    found: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for row, place in zip(rows, places, strict=True):
        country = row["Target_Country_Name"]
        if row["Conflict_Type"] != _NONE and row["Conflict_Target"] == "Country" and country != _NONE:
            found[row["Conflict_IDs"], country].append(place)
    for (conflict, country), parts in found.items():
        target = country.replace("_", " ").title()
        names = OR.join((target, *_ALSO.get(target, ())))
        attributes = {"holder": f"{speaker}{OR}{AUTHOR}", "target": names, "polarity": "oppose"}
        yield Unit(f"s{conflict}.{country}", tuple(sorted(parts)), speaker, attributes)


def _conditions(tree: Path, places: Sequence[Place]) -> Iterator[Unit]:
    """The conditions of a tree: the places of the satellite and of its nucleus, without satellites of the nucleus."""
    body = ElementTree.parse(tree).getroot().find("body")
    if body is None:
        return
    segments = body.findall("segment")
    if len(segments) != len(places):  # the two layers were cut differently: their places cannot be told
        return
    nodes = {node.get("id", ""): node for node in body}
    own = {segment.get("id", ""): place for segment, place in zip(segments, places, strict=True)}
    for node in body:
        relation = node.get("relname", "")
        if relation not in _CONDITIONS or node.get("parent") not in nodes:
            continue
        satellite = _leaves(node.get("id", ""), nodes, own)
        nucleus = tuple(place for place in _nucleus(node.get("parent", ""), nodes, own) if place not in satellite)
        if satellite and nucleus:
            halves = (nucleus, satellite) if relation == "otherwise" else (satellite, nucleus)
            yield Unit(
                f"k{node.get('id')}",
                tuple(sorted({*satellite, *nucleus})),
                "",
                {"sense": _CONDITIONS[relation]},
                {"antecedent": halves[0], "consequent": halves[1]},
            )


def _leaves(node: str, nodes: Mapping[str, ElementTree.Element], own: Mapping[str, Place]) -> tuple[Place, ...]:
    """The places of all segments below a node, the node itself included."""
    found = [own[node]] if node in own else []
    waiting, seen = [node], {node}
    while waiting:
        parent = waiting.pop()
        for name, child in nodes.items():
            if child.get("parent") == parent and name not in seen:
                seen.add(name)
                waiting.append(name)
                found += [own[name]] if name in own else []
    return tuple(sorted(found))


def _nucleus(
    node: str, nodes: Mapping[str, ElementTree.Element], own: Mapping[str, Place], depth: int = 0
) -> tuple[Place, ...]:
    """The segments that a node stands for: itself, or its nuclei and theirs."""
    if node in own:
        return (own[node],)
    if depth > _DEEPEST:
        return ()
    nuclei = [name for name, child in nodes.items() if child.get("parent") == node and child.get("relname") in _NUCLEAR]
    return tuple(sorted(place for name in nuclei for place in _nucleus(name, nodes, own, depth + 1)))
