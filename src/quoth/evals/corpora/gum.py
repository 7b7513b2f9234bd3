"""GUM's discourse relations in PDTB form (Zeldes 2017; Braud et al. 2024): conditions and their two halves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from quoth.articles.article import Article
from quoth.errors import InputError
from quoth.evals.units import Labels, Place, Unit

_SENSE, _ARG1, _ARG2 = 8, 14, 20
"""Fields of a line of pipes, counted from nought: the sense, and the places of both arguments."""


def read(folder: Path) -> Iterator[tuple[Article, Labels]]:
    """Every document of `pdtb/raw`, tokenised text as it is. A document is its own story."""
    raw, gold = folder / "pdtb" / "raw", folder / "pdtb" / "gold"
    if not raw.is_dir() or not gold.is_dir():
        raise InputError(f"{folder}: GUM has the folders `pdtb/raw` and `pdtb/gold`")
    for path in sorted(each for each in raw.rglob("*") if each.is_file()):
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        lines = (gold / path.relative_to(raw)).read_text(encoding="utf-8").splitlines()
        units = sorted(_units(lines), key=lambda unit: unit.order)
        yield Article(id=path.name, text=text), Labels(path.name, path.name, {"conditions": units})


def _units(lines: list[str]) -> Iterator[Unit]:
    for number, line in enumerate(lines):
        fields = line.split("|")
        if len(fields) <= _ARG2 or "ondition" not in fields[_SENSE]:
            continue
        first, second = _places(fields[_ARG1]), _places(fields[_ARG2])
        if not first or not second:
            continue
        as_condition = fields[_SENSE].endswith("Arg1-as-cond") or fields[_SENSE].endswith("Arg1-as-negCond")
        antecedent, consequent = (first, second) if as_condition else (second, first)
        yield Unit(
            f"k{number}",
            tuple(sorted({*first, *second})),
            "",
            roles={"antecedent": antecedent, "consequent": consequent},
        )


def _places(field: str) -> tuple[Place, ...]:
    parts = [part.split("..") for part in field.split(";") if ".." in part]
    return tuple(sorted((int(start), int(end)) for start, end in parts))
