"""What a report rests on: the files of a scored folder, checked, and what a run and a gold file can add to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from quoth.errors import InputError
from quoth.evals.scorebook import ALIGNMENT, Scorebook, read_scorebook
from quoth.evals.units import Layer
from quoth.runs.json_lines import objects

ERRORS = "errors.jsonl"
ERROR_SUMS = "errors.json"
_ARTICLES = "articles.jsonl"
_RECORDS = "records.jsonl"


class _Line(BaseModel):
    """Bears fields that it does not know: the files may grow."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Item(_Line):
    """A labelled or a predicted item: `places` are `(start, end)` in code points of the article's text."""

    id: str
    places: tuple[tuple[int, int], ...]
    attributes: dict[str, str] = Field(default_factory=dict)
    core: bool = True


class PairLine(_Line):
    overlap: float
    gold: Item
    predicted: Item


class AlignmentLine(_Line):
    """One layer of one article; `repeat` counts from 1 where the articles were read several times."""

    article: str
    layer: Layer
    repeat: int = 1
    pairs: tuple[PairLine, ...] = ()
    missed: tuple[Item, ...] = ()
    spurious: tuple[Item, ...] = ()


class ErrorLine(_Line):
    """One error, with the items that it is about."""

    article: str
    layer: str
    kind: str
    repeat: int | None = None
    gold: str | None = None
    predicted: str | None = None
    rule: str | None = None
    stage: str | None = None
    detail: str | None = None


class KindSum(_Line):
    n: float
    joint_f1_regained: float = 0.0


class RuleSum(_Line):
    n: float
    precision: float | None = None
    recall: float | None = None


class ErrorSums(_Line):
    """What the errors come to: kinds by layer, the stages at which labels were lost, and the rules as classifiers."""

    kinds: dict[str, dict[str, KindSum]] = Field(default_factory=dict)
    waterfall: dict[str, dict[str, float]] = Field(default_factory=dict)
    rules: dict[str, RuleSum] = Field(default_factory=dict)
    suspects: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    title: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A scored folder. `texts` are by article; `errors` and `sums` are None where the folder has no such file.

    `gold_cues` and `given_cues` are the words of the cue by article and item, where a gold file or a run told them.
    """

    book: Scorebook
    alignment: tuple[AlignmentLine, ...]
    repeats: int
    repeat: int
    texts: dict[str, Text]
    errors: tuple[ErrorLine, ...] | None = None
    sums: ErrorSums | None = None
    gold_cues: dict[tuple[str, str], str] = field(default_factory=dict)
    given_cues: dict[tuple[str, str], str] = field(default_factory=dict)


def read_scored(folder: Path, *, run: Path | None = None, gold: Path | None = None, repeat: int = 1) -> Scored:
    """The files of `folder`; of several repeats, the alignment and the errors of one, counted from 1.

    `run` is a run folder that has the articles' texts and the cues where `folder` and its `run-N` have none; `gold`
    adds the labelled cues. Raises InputError where a file is missing, damaged, or of another text than was scored.
    """
    book = read_scorebook(folder)
    file = folder / ALIGNMENT
    if not file.is_file():
        raise InputError(f"{folder}: holds no {ALIGNMENT}; score the run again with --out {folder}")
    every = tuple(_lines(file, AlignmentLine))
    repeats = max((line.repeat for line in every), default=1)
    if repeat > repeats:
        raise InputError(f"--repeat {repeat}: {folder} holds {repeats}")
    chosen = tuple(line for line in every if line.repeat == repeat)
    folders = [run] if run is not None else [folder / f"run-{repeat}", folder]
    texts = _texts([folder, *folders])
    if run is not None and not (run / _ARTICLES).is_file():
        raise InputError(f"--run {run}: not a run folder: it has no {_ARTICLES}")
    _refuse_other_texts(folder, chosen, texts)
    return Scored(
        book=book,
        alignment=chosen,
        repeats=repeats,
        repeat=repeat,
        texts=texts,
        errors=_errors(folder / ERRORS, repeat),
        sums=_sums(folder / ERROR_SUMS),
        gold_cues=_gold_cues(gold) if gold is not None else {},
        given_cues=_given_cues(folders),
    )


_Value = TypeVar("_Value", bound=_Line)


def _lines(file: Path, form: type[_Value]) -> Iterator[_Value]:
    for number, value in enumerate(objects(file), 1):
        try:
            yield form.model_validate(value)
        except ValidationError as problem:
            raise InputError(f"{file}:{number}: {_first(problem)}") from None


def _first(problem: ValidationError) -> str:
    first = problem.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def _errors(file: Path, repeat: int) -> tuple[ErrorLine, ...] | None:
    if not file.is_file():
        return None
    return tuple(line for line in _lines(file, ErrorLine) if line.repeat in (None, repeat))


def _sums(file: Path) -> ErrorSums | None:
    if not file.is_file():
        return None
    try:
        return ErrorSums.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except ValidationError as problem:
        raise InputError(f"{file}: {_first(problem)}") from None
    except ValueError as problem:
        raise InputError(f"{file}: not JSON: {problem}") from None


def _texts(folders: list[Path]) -> dict[str, Text]:
    """The texts of the first folder that has them. The rows of a run have more fields, and these too."""
    for folder in folders:
        texts = {}
        for value in objects(folder / _ARTICLES):
            if isinstance(value.get("text"), str):
                texts[str(value.get("id"))] = Text(value.get("title"), value["text"])
        if texts:
            return texts
    return {}


def _refuse_other_texts(folder: Path, alignment: tuple[AlignmentLine, ...], texts: dict[str, Text]) -> None:
    for line in alignment:
        item_lists = ([p.gold for p in line.pairs], [p.predicted for p in line.pairs], line.missed, line.spurious)
        furthest = max((end for items in item_lists for item in items for _, end in item.places), default=0)
        if line.article in texts and furthest > len(texts[line.article].text):
            raise InputError(
                f"{folder}: {line.article}: its text in {_ARTICLES} is shorter than the one scored; score again"
            )


def _given_cues(folders: list[Path]) -> dict[tuple[str, str], str]:
    """The cues of claims and the markers of conditions, of the first folder that has records."""
    for folder in folders:
        cues = {}
        for value in objects(folder / _RECORDS):
            article = str(value.get("article", {}).get("id"))
            for items, name in (("claims", "cue"), ("conditions", "marker")):
                for item in value.get(items, ()):
                    if item.get(name):
                        cues[article, str(item.get("id"))] = str(item[name].get("text", ""))
        if cues:
            return cues
    return {}


def _gold_cues(gold: Path) -> dict[tuple[str, str], str]:
    from quoth.evals.gold import read_gold

    cues: dict[tuple[str, str], str] = {}
    for labels in read_gold(gold):
        marked = [(claim.id, claim.cue) for claim in labels.claims]
        marked += [(condition.id, condition.marker) for condition in labels.conditions]
        cues |= {(labels.article.id, item): span.exact for item, span in marked if span is not None}
    return cues
