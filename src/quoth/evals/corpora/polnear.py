"""PolNeAR (Newell et al. 2018): who is said to say what in political news, in brat's standoff format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from quoth.articles.article import Article
from quoth.errors import InputError
from quoth.evals.units import Labels, Place, Unit


def read(folder: Path) -> Iterator[tuple[Article, Labels]]:
    """The articles of a split's folder (`dev`, with `text` and `attributions`); the first annotator's labels of each.

    A source that the annotator left out is not scored. Raises InputError where the folder is laid out otherwise.
    """
    texts, labels = folder / "text", folder / "attributions"
    if not texts.is_dir() or not labels.is_dir():
        raise InputError(f"{folder}: a split of PolNeAR has the folders `text` and `attributions`; name dev, say")
    for path in sorted(texts.glob("*.txt")):
        annotated = sorted(labels.glob(f"{path.stem}_*.ann"))
        if annotated:
            with path.open(encoding="utf-8", newline="") as file:
                text = file.read()
            units = sorted(_units(annotated[0].read_text(encoding="utf-8")), key=lambda unit: unit.order)
            yield Article(id=path.name, text=text), Labels(path.name, path.stem, {"claims": units})


def _units(standoff: str) -> Iterator[Unit]:
    spans: dict[str, tuple[tuple[Place, ...], str]] = {}
    for line in standoff.splitlines():
        if line.startswith("T"):
            name, kind_and_places, words = [*line.split("\t"), ""][:3]
            places = kind_and_places.partition(" ")[2].split(";")
            spans[name] = tuple((int(start), int(end)) for start, end in map(str.split, places)), words
    for line in standoff.splitlines():
        if line.startswith("E"):
            name, _, arguments = line.partition("\t")
            roles = [argument.partition(":") for argument in arguments.split()]
            contents = [spans[span][0] for role, _, span in roles if role.startswith("Content")]
            content = tuple(sorted(place for places in contents for place in places))
            sources = [spans[span][1] for role, _, span in roles if role.startswith("Source")]
            if content:
                attributes = {"source": sources[0]} if sources else {}
                yield Unit(name, content, sources[0] if sources else "", attributes)
