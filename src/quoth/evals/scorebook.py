"""A run scored against gold, article by article: what tables, comparisons and gates read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from quoth.errors import InputError
from quoth.evals.alignment import THRESHOLD, Aligned, Pair, align
from quoth.evals.scores import LayerScore, score, summed
from quoth.evals.statistics import Counts
from quoth.evals.units import Labels, Layer, Unit
from quoth.records import Record

SCORES_SCHEMA: Literal["quoth.scores/1"] = "quoth.scores/1"
SCORES = "scores.json"
ALIGNMENT = "alignment.jsonl"
Measure = Literal["detection", "strict", "joint"]
MEASURES: tuple[Measure, ...] = ("joint", "detection", "strict")


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class LayerLine(_Line):
    """`detection`, `strict` and `joint` are (right, given, owed); means where a run was repeated."""

    detection: tuple[float, float, float]
    strict: tuple[float, float, float]
    joint: tuple[float, float, float]
    attributes: dict[str, tuple[int, int]] = Field(default_factory=dict)
    confusion: list[tuple[str, str, str, int]] = Field(default_factory=list)
    roles: dict[str, tuple[int, int]] = Field(default_factory=dict)
    swapped: int = 0

    @classmethod
    def of(cls, found: LayerScore) -> LayerLine:
        return cls(
            detection=_triple(found.detection),
            strict=_triple(found.strict),
            joint=_triple(found.joint),
            attributes=found.attributes,
            confusion=[(*cell, count) for cell, count in sorted(found.confusion.items())],
            roles=found.roles,
            swapped=found.swapped,
        )

    @property
    def table(self) -> Counter[tuple[str, str, str]]:
        """How often (attribute, label, prediction) came together."""
        return Counter({(name, label, given): count for name, label, given, count in self.confusion})

    def counts(self, measure: Measure) -> Counts:
        return Counts(*self.triple(measure))

    def triple(self, measure: Measure) -> tuple[float, float, float]:
        """(right, given, owed)."""
        return {"detection": self.detection, "strict": self.strict, "joint": self.joint}[measure]


class ArticleScores(_Line):
    """One labelled article. `covered` is False where the run has no record of it: all that it holds is missed."""

    id: str
    story: str
    covered: bool
    chunks_failed: int
    layers: dict[Layer, LayerLine]

    def counts(self, measure: Measure, layer: Layer | None = None) -> Counts:
        """Of one layer, or of all that were scored together."""
        found = [line.counts(measure) for name, line in self.layers.items() if layer in (None, name)]
        if not found:  # a layer that this article has no labels of
            return Counts(0, 0, 0)
        return Counts(*(sum(each) for each in zip(*((c.right, c.given, c.owed) for c in found), strict=True)))


class Scorebook(_Line):
    """`gold` is the hash of the labels, so that two books are compared only where they are of the same ones.

    `echo` is what a fake model scores on the same articles, one entry for each of `articles`; null where that was not
    worked out, and `no_echo` tells why it could not be.
    """

    schema_: Literal["quoth.scores/1"] = Field(default=SCORES_SCHEMA, alias="schema")
    name: str
    gold: str
    threshold: float
    layers: tuple[Layer, ...]
    articles: tuple[ArticleScores, ...]
    echo: tuple[ArticleScores, ...] | None = None
    no_echo: str | None = None

    @property
    def floor(self) -> Scorebook | None:
        """The echo's scores as a book of its own."""
        if self.echo is None:
            return None
        return self.model_copy(update={"name": "echo", "articles": self.echo, "echo": None})

    @property
    def stories(self) -> list[str]:
        return [article.story for article in self.articles]

    @property
    def whole(self) -> bool:
        """Whether every labelled article was read, and every chunk of it answered."""
        return all(article.covered and not article.chunks_failed for article in self.articles)

    @property
    def empty(self) -> list[ArticleScores]:
        """The articles in which nothing is owed: what is given there is false."""
        return [article for article in self.articles if not article.counts("detection").owed]

    def counts(self, measure: Measure, layer: Layer | None = None) -> list[Counts]:
        return [article.counts(measure, layer) for article in self.articles]


def scorebook(
    name: str,
    records: Mapping[str, Record],
    labels: Iterable[Labels],
    *,
    threshold: float = THRESHOLD,
    see: Callable[[Labels, Record | None, Mapping[Layer, Aligned]], None] = lambda labels, record, layers: None,
) -> tuple[Scorebook, list[dict[str, object]]]:
    """The scores of a run and its alignment, one JSON object an article and layer. `see` hears of each article."""
    lines: list[dict[str, object]] = []
    in_order = sorted(labels, key=lambda each: each.article)
    return scorebook_in_order(name, records, in_order, lines.append, threshold=threshold, see=see), lines


def scorebook_in_order(
    name: str,
    records: Mapping[str, Record],
    labels: Iterable[Labels],
    tell: Callable[[dict[str, object]], object],
    *,
    threshold: float = THRESHOLD,
    see: Callable[[Labels, Record | None, Mapping[Layer, Aligned]], None] = lambda labels, record, layers: None,
) -> Scorebook:
    """The same of labels that come in the order of their articles' ids, one article in memory at a time.

    `tell` is given each line of the alignment as soon as it is known; `see` hears of each article.
    """
    digest = sha256()
    articles = []
    layers: dict[Layer, None] = {}
    for each in labels:
        digest.update(repr((each.article, [(layer, owed) for layer, owed in each.layers.items()])).encode())
        layers |= dict.fromkeys(each.layers)
        record = records.get(each.article)
        aligned = align(each, record, threshold)
        see(each, record, aligned)
        articles.append(
            ArticleScores(
                id=each.article,
                story=each.story,
                covered=record is not None,
                chunks_failed=record.coverage.failed if record is not None else 0,
                layers={layer: LayerLine.of(score(found)) for layer, found in aligned.items()},
            )
        )
        for found in aligned.values():
            tell(alignment_line(each.article, found))
    return Scorebook(
        name=name, gold=digest.hexdigest(), threshold=threshold, layers=tuple(layers), articles=tuple(articles)
    )


def averaged(books: Sequence[Scorebook]) -> Scorebook:
    """One book of several repeats: of each article the means, so that an article stays one draw."""
    if len(books) == 1:
        return books[0]
    articles = []
    for same in zip(*(book.articles for book in books), strict=True):
        layers = {layer: _mean([each.layers[layer] for each in same]) for layer in same[0].layers}
        covered, failed = all(each.covered for each in same), max(each.chunks_failed for each in same)
        articles.append(same[0].model_copy(update={"layers": layers, "covered": covered, "chunks_failed": failed}))
    return books[0].model_copy(update={"articles": tuple(articles)})


def _mean(lines: Sequence[LayerLine]) -> LayerLine:
    """The mean of the counts; of the attributes and tables, the sums over the repeats."""
    nothing = Counts(0, 0, 0)
    whole = summed(
        [
            LayerScore(nothing, nothing, nothing, dict(line.attributes), line.table, dict(line.roles), line.swapped)
            for line in lines
        ]
    )
    means: dict[str, Any] = {
        measure: tuple(sum(parts) / len(lines) for parts in zip(*(line.triple(measure) for line in lines), strict=True))
        for measure in MEASURES
    }
    return LayerLine.of(whole).model_copy(update=means)


def alignment_line(article: str, aligned: Aligned) -> dict[str, object]:
    """What was taken for what, as every other view reads it."""
    return {
        "article": article,
        "layer": aligned.layer,
        "pairs": [_pair(pair) for pair in aligned.pairs],
        "missed": [_item(unit) for unit in aligned.missed],
        "spurious": [_item(unit) for unit in aligned.spurious],
    }


def _pair(pair: Pair) -> dict[str, object]:
    return {"overlap": round(pair.overlap, 6), "gold": _item(pair.gold), "predicted": _item(pair.predicted)}


def _item(unit: Unit) -> dict[str, object]:
    return {"id": unit.id, "places": unit.places, "attributes": unit.attributes, "core": unit.core}


def _triple(counts: Counts) -> tuple[int, int, int]:
    return int(counts.right), int(counts.given), int(counts.owed)


def write_scorebook(folder: Path, book: Scorebook, alignment: Iterable[Mapping[str, object]]) -> None:
    """`scores.json` and `alignment.jsonl` into a folder, made if need be."""
    with alignment_file(folder) as tell:
        for line in alignment:
            tell(line)
    write_scores(folder, book)


def write_scores(folder: Path, book: Scorebook) -> None:
    """`scores.json` alone, into a folder that is there."""
    (folder / SCORES).write_text(book.model_dump_json(by_alias=True, indent=1) + "\n", encoding="utf-8")


@contextmanager
def alignment_file(folder: Path | None) -> Iterator[Callable[[Mapping[str, object]], object]]:
    """What writes each line of `alignment.jsonl` that it is given; the file is there when all are written.

    Without a folder the lines go nowhere.
    """
    if folder is None:
        yield lambda line: None
        return
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{ALIGNMENT}.part"
    try:
        with part.open("w", encoding="utf-8", errors="backslashreplace") as file:  # a lone surrogate, as JSON has it
            yield lambda line: file.write(json.dumps(line, ensure_ascii=False) + "\n")
        part.replace(folder / ALIGNMENT)
    finally:
        part.unlink(missing_ok=True)


def read_scorebook(path: Path) -> Scorebook:
    """A scores file, or the one of a folder. Raises InputError where there is none, or where it is damaged."""
    file = path / SCORES if path.is_dir() else path
    try:
        return Scorebook.model_validate_json(file.read_text(encoding="utf-8"))
    except OSError:
        raise InputError(f"{path}: holds no {SCORES}; `quoth score RUN --gold FILE --out {path}` writes one") from None
    except ValidationError as problem:
        first = problem.errors()[0]
        raise InputError(f"{file}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
