"""Whether a record agrees with its article and with itself: exact spans, the same text, ids that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

from pydantic import BaseModel

from quoth.records import ArticleHead, Claim, Condition, Record, Span, Stance
from quoth.runs.lines import ArticleLine
from quoth.runs.problems import Kind

_SHOWN = 40


class Wrong(NamedTuple):
    """What is wrong, for whoever knows in which line."""

    kind: Kind
    what: str


def text_faults(line: ArticleLine) -> Iterator[Wrong]:
    """Whether an article's text is the one that its own line tells of."""
    if len(line.text) != line.length:
        yield Wrong("text", f"length says {line.length}, the text has {len(line.text)} characters")
    if line.article().sha256 != line.sha256:
        yield Wrong("text", "sha256 is not that of the text")


def record_faults(record: Record, line: ArticleLine) -> Iterator[Wrong]:
    """Everything in which a record and its article's line, or two parts of the record, contradict each other."""
    for name in ArticleHead.model_fields:
        if getattr(record.article, name) != getattr(line, name):
            yield Wrong("text", f"article.{name} is not what articles.jsonl says")
    for item in _items(record):
        for span in spans(item):
            if line.text[span.start : span.end] != span.text:
                yield Wrong("span", f"{item.id}: span {span.start}:{span.end} {_of_text(span, line.text)}")
    yield from _references(record)


def _items(record: Record) -> tuple[Claim | Stance | Condition, ...]:
    return (*record.claims, *record.stances, *record.conditions)


def spans(value: object) -> list[Span]:
    """Every span in a model, however deep, in the order of its fields."""
    found: list[Span] = []
    # Most of what a check does is this: no generators, and the commonest kinds first.
    rest = [value]
    while rest:
        part = rest.pop()
        kind = type(part)
        if kind is str or kind is int or part is None:
            continue
        if kind is Span:
            found.append(cast(Span, part))
        elif kind is tuple:
            rest.extend(reversed(cast(tuple[object, ...], part)))
        elif isinstance(part, BaseModel):
            rest.extend(reversed(vars(part).values()))
    return found


def _of_text(span: Span, text: str) -> str:
    found = text[span.start : span.end]
    there = f"the text has {_few(found)}" if found else "the text ends before"
    return f"says {_few(span.text)}, {there}"


def _few(words: str) -> str:
    return repr(words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…")


def _references(record: Record) -> Iterator[Wrong]:
    claims = {claim.id for claim in record.claims}
    kept: set[str] = set()
    for item in _items(record):
        if item.id in kept:
            yield Wrong("reference", f"two items have the id {item.id!r}")
        kept.add(item.id)
    parts: tuple[Stance | Condition, ...] = (*record.stances, *record.conditions)
    for part in parts:
        if part.claim is not None and part.claim not in claims:
            yield Wrong("reference", f"{part.id}: there is no claim {part.claim!r}")
    for claim in record.claims:
        if not 0 <= claim.chunk < record.coverage.chunks:
            yield Wrong("reference", f"{claim.id}: chunk {claim.chunk} of an article of {record.coverage.chunks}")
    yield from _subjects(record, kept)


def _subjects(record: Record, kept: set[str]) -> Iterator[Wrong]:
    dropped = {finding.subject for finding in record.findings if finding.action == "dropped"}
    for finding in record.findings:
        if finding.subject not in kept and finding.subject not in dropped and finding.subject != record.article.id:
            yield Wrong("reference", f"{finding.rule} {finding.action} {finding.subject!r}, which is not there")
    for subject in sorted(dropped & kept):
        yield Wrong("reference", f"{subject!r} was dropped, and is there")
