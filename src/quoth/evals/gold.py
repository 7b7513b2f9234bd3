"""Labels made by hand: what an article's claims, stances and conditions are, anchored in its text by offset and words.

A span is a W3C TextPosition and TextQuote selector in one: offsets, the exact words, and a little of what stands before
and after them, so that a label is found again after an edit of the text, or refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from quoth.errors import InputError
from quoth.records import ActorKind, Certainty, ConditionKind, Polarity, Quotation, Sense, TargetKind

GOLD_SCHEMA: Literal["quoth.gold/1"] = "quoth.gold/1"
CONTEXT = 32
"""Characters kept of the text before and after a span."""


class _Label(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GoldSpan(_Label):
    """`text[start:end] == exact`; `prefix` and `suffix` are the text around it, at most 32 characters of each."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    exact: str = Field(min_length=1)
    prefix: str = ""
    suffix: str = ""

    @model_validator(mode="after")
    def _length_agrees(self) -> GoldSpan:
        if self.end - self.start != len(self.exact):
            raise ValueError(f"span {self.start}:{self.end} does not hold {len(self.exact)} characters")
        return self

    @classmethod
    def of(cls, text: str, start: int, end: int) -> GoldSpan:
        """The span `start:end` of an article's `text`."""
        return cls(
            start=start,
            end=end,
            exact=text[start:end],
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
        )


class GoldActor(_Label):
    """`name` is the fullest that the article gives; `mention` the one nearest to the words."""

    name: str = Field(min_length=1)
    kind: ActorKind
    mention: GoldSpan | None = None


class GoldClaim(_Label):
    """`core` is False where careful readers may differ on whether it is a claim: neither owed nor punished."""

    id: str
    source: GoldActor
    via: tuple[GoldActor, ...] = ()
    cue: GoldSpan | None = None
    content: tuple[GoldSpan, ...] = Field(min_length=1)
    proposition: str
    quotation: Quotation
    certainty: Certainty
    core: bool = True


class GoldStance(_Label):
    id: str
    claim: str | None
    holder: GoldActor
    target: str = Field(min_length=1)
    target_kind: TargetKind
    polarity: Polarity
    evidence: tuple[GoldSpan, ...] = Field(min_length=1)
    core: bool = True


class GoldHalf(_Label):
    text: str
    spans: tuple[GoldSpan, ...] = Field(min_length=1)


class GoldCondition(_Label):
    id: str
    claim: str | None
    kind: ConditionKind
    sense: Sense
    marker: GoldSpan | None
    antecedent: GoldHalf
    consequent: GoldHalf
    bound: GoldActor | None = None
    core: bool = True


class Region(_Label):
    """A stretch of the text from which nothing may be extracted, and why."""

    span: GoldSpan
    why: str


class GoldHead(_Label):
    id: str
    sha256: str
    length: int
    story: str
    """Articles of one story are one cluster: what is hard in one is hard in the others."""
    split: Literal["dev", "test"]


class GoldArticle(_Label):
    """One article's labels: a line of a gold file."""

    schema_: Literal["quoth.gold/1"] = Field(default=GOLD_SCHEMA, alias="schema")
    article: GoldHead
    annotator: str
    guidelines: str
    """The version of the guidelines that the annotator worked by."""
    claims: tuple[GoldClaim, ...] = ()
    stances: tuple[GoldStance, ...] = ()
    conditions: tuple[GoldCondition, ...] = ()
    regions: tuple[Region, ...] = ()

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def _ids_agree(self) -> GoldArticle:
        ids = [claim.id for claim in self.claims]
        ids += [stance.id for stance in self.stances] + [condition.id for condition in self.conditions]
        twice = {each for each in ids if ids.count(each) > 1}
        if twice:
            raise ValueError(f"{self.article.id}: the id {min(twice)!r} stands twice")
        claims = {each.id for each in self.claims}
        named = [(stance.id, stance.claim) for stance in self.stances]
        named += [(condition.id, condition.claim) for condition in self.conditions]
        for item, claim in named:
            if claim is not None and claim not in claims:
                raise ValueError(f"{self.article.id}: {item} names the claim {claim!r}, which is not there")
        return self

    def spans(self) -> Iterator[tuple[str, GoldSpan]]:
        """Every span, with the id of the item that it belongs to."""
        for claim in self.claims:
            for actor in (claim.source, *claim.via):
                yield from ((claim.id, span) for span in [actor.mention] if span is not None)
            yield from ((claim.id, span) for span in [claim.cue, *claim.content] if span is not None)
        for stance in self.stances:
            mention = [stance.holder.mention] if stance.holder.mention is not None else []
            yield from ((stance.id, span) for span in [*mention, *stance.evidence])
        for condition in self.conditions:
            bound = condition.bound.mention if condition.bound is not None else None
            for span in (condition.marker, *condition.antecedent.spans, *condition.consequent.spans, bound):
                if span is not None:
                    yield condition.id, span
        yield from (("region", region.span) for region in self.regions)

    def to_json(self) -> str:
        """The line of a gold file, without its line end."""
        return self.model_dump_json(by_alias=True)


def read_gold(path: str | Path) -> Iterator[GoldArticle]:
    """The labelled articles of a JSONL file, or of every `.jsonl` and `.json` file of a folder, in order of name.

    Raises InputError naming file and line at the first that is no gold.
    """
    given = Path(path)
    files = (
        sorted(each for each in given.iterdir() if each.suffix in (".json", ".jsonl")) if given.is_dir() else [given]
    )
    if not files:
        raise InputError(f"{given}: holds no .jsonl or .json file of labels")
    for file in files:
        try:
            for number, line in enumerate(_lines(file), 1):
                if line.strip():
                    yield _gold_of(line, f"{file}:{number}")
        except (OSError, UnicodeDecodeError) as problem:
            raise InputError(f"{file}: cannot be read: {problem}") from None


def _lines(file: Path) -> Iterator[str]:
    """One at a time: a large gold file is never whole in memory."""
    with file.open(encoding="utf-8") as opened:
        if file.suffix == ".jsonl":
            yield from (line.removesuffix("\n") for line in opened)
        else:
            yield opened.read()


def _gold_of(line: str, where: str) -> GoldArticle:
    try:
        value: Any = json.loads(line)
        return GoldArticle.model_validate(value)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(f"{where}: {place + ': ' if place else ''}{first['msg']}") from None
    except ValueError as problem:
        raise InputError(f"{where}: not JSON: {problem}") from None
