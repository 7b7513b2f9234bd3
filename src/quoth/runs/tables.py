"""The tables of a run: one claim, stance, condition, finding or article a row, in columns that keep their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from quoth.articles.dates import day_of
from quoth.records import Actor, ArticleHead, Claim, Condition, Record, Span, Stance

if TYPE_CHECKING:
    import pyarrow as pa

Table = Literal["articles", "claims", "stances", "conditions", "findings"]
Row = dict[str, Any]
_ARTICLE = {"article": str, "title": str, "outlet": str, "published": str, "date": "day", "url": str}
_WORDS = {"start": int, "end": int, "spans": str}
COLUMNS: dict[Table, dict[str, Any]] = {
    "articles": _ARTICLE
    | dict.fromkeys(("sha256",), str)
    | dict.fromkeys("length chunks ok empty failed claims stances conditions findings".split(), int),
    "claims": {"id": str, "source": str, "source_kind": str, "source_start": int, "source_end": int, "via": str}
    | {"cue": str, "cue_start": int, "cue_end": int, "proposition": str, "quotation": str, "certainty": str}
    | {"content": str, **_WORDS, "chunk": int, "pass": int, "findings": str, **_ARTICLE},
    "stances": {"id": str, "claim": str, "holder": str, "holder_kind": str, "holder_start": int, "holder_end": int}
    | {"polarity": str, "target": str, "target_kind": str, "evidence": str, **_WORDS, "findings": str, **_ARTICLE},
    "conditions": {"id": str, "claim": str, "source": str, "kind": str, "sense": str, "marker": str}
    | {"marker_start": int, "marker_end": int, "antecedent": str, "antecedent_start": int, "antecedent_end": int}
    | {"antecedent_spans": str, "consequent": str, "consequent_start": int, "consequent_end": int}
    | {"consequent_spans": str, "bound": str, "bound_kind": str, "findings": str, **_ARTICLE},
    "findings": {"rule": str, "severity": str, "action": str, "subject": str, "message": str, **_ARTICLE},
}
"""Names and kinds of the columns. Offsets count code points of the article's text, ends are exclusive; `spans` holds
`start:end` pairs parted by a space; `date` is null where `published` can't be read as a day."""
_BATCH = 20_000
"""Rows held before they are written."""


def rows(record: Record, whole: Record | None = None) -> Iterator[tuple[Table, Row]]:
    """The rows of one record: its article first, then its items in their order.

    Where `record` holds a choice of the items, `whole` is the record with all: a condition's source is found there.
    """
    about = _about(record.article)
    found: dict[str, list[str]] = {}
    for finding in record.findings:
        found.setdefault(finding.subject, []).append(finding.rule)
    sources = {claim.id: claim.source.name for claim in (whole or record).claims}
    yield (
        "articles",
        about
        | {"sha256": record.article.sha256, "length": record.article.length}
        | dict(record.coverage)
        | {name: len(getattr(record, name)) for name in ("claims", "stances", "conditions", "findings")},
    )
    items: tuple[Claim | Stance | Condition, ...] = (*record.claims, *record.stances, *record.conditions)
    for item in items:
        row = {**_item(item, sources), "findings": " ".join(found.get(item.id, ())), **about}
        yield f"{type(item).__name__.lower()}s", row  # type: ignore[misc]
    for finding in record.findings:
        yield "findings", {**dict(finding), **about}


def batches(records: Iterable[tuple[Record, Record]]) -> Iterator[tuple[Table, pa.RecordBatch]]:
    """The tables of records, each with its whole one, batch by batch; a table may come in many, or in none."""
    held: dict[Table, list[Row]] = {name: [] for name in COLUMNS}
    for record, whole in records:
        for name, row in rows(record, whole):
            held[name].append(row)
        for name in [name for name, waiting in held.items() if len(waiting) >= _BATCH]:
            yield name, _batch(name, held[name])
            held[name] = []
    yield from ((name, _batch(name, waiting)) for name, waiting in held.items() if waiting)


def schema(name: Table) -> pa.Schema:
    import pyarrow as pa

    types = {str: pa.string(), int: pa.int64(), "day": pa.date32()}
    return pa.schema([(column, types[kind]) for column, kind in COLUMNS[name].items()])


def to_arrow(records: Iterable[Record]) -> dict[Table, pa.Table]:
    """All five tables in memory."""
    import pyarrow as pa

    found: dict[Table, list[pa.RecordBatch]] = {name: [] for name in COLUMNS}
    for name, batch in batches((record, record) for record in records):
        found[name].append(batch)
    return {name: pa.Table.from_batches(each, schema=schema(name)) for name, each in found.items()}


def _batch(name: Table, waiting: list[Row]) -> pa.RecordBatch:
    import pyarrow as pa

    columns = {column: [_written(row[column]) for row in waiting] for column in COLUMNS[name]}
    return pa.RecordBatch.from_pydict(columns, schema=schema(name))


def _written(value: Any) -> Any:
    """A lone surrogate, which no table can hold, is written as U+FFFD."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if _has_surrogate(value) else value
    return value


def _has_surrogate(words: str) -> bool:
    try:
        words.encode()
    except UnicodeEncodeError:
        return True
    return False


def _about(head: ArticleHead) -> Row:
    return {
        "article": head.id,
        "title": head.title,
        "outlet": head.publisher,
        "published": head.published,
        "date": day_of(head.published),
        "url": head.url,
    }


def _item(item: Claim | Stance | Condition, sources: dict[str, str]) -> Row:
    if isinstance(item, Claim):
        return {
            "id": item.id,
            **_actor("source", item.source),
            "via": " > ".join(actor.name for actor in item.via),
            **_span("cue", item.cue),
            "proposition": item.proposition,
            "quotation": item.quotation,
            "certainty": item.certainty,
            "content": _joined(item.content),
            **_places("", item.content),
            "chunk": item.chunk,
            "pass": item.pass_,
        }
    if isinstance(item, Stance):
        return {
            "id": item.id,
            "claim": item.claim,
            **_actor("holder", item.holder),
            "polarity": item.polarity,
            "target": item.target,
            "target_kind": item.target_kind,
            "evidence": _joined(item.evidence),
            **_places("", item.evidence),
        }
    return {
        "id": item.id,
        "claim": item.claim,
        "source": sources.get(item.claim or ""),
        "kind": item.kind,
        "sense": item.sense,
        **_span("marker", item.marker),
        "antecedent": item.antecedent.text,
        **_places("antecedent_", item.antecedent.spans),
        "consequent": item.consequent.text,
        **_places("consequent_", item.consequent.spans),
        "bound": item.bound.name if item.bound else None,
        "bound_kind": item.bound.kind if item.bound else None,
    }


def _actor(name: str, actor: Actor) -> Row:
    place = _span(name, actor.mention)
    return place | {name: actor.name, f"{name}_kind": actor.kind}


def _span(name: str, span: Span | None) -> Row:
    if span is None:
        return {name: None, f"{name}_start": None, f"{name}_end": None}
    return {name: span.text, f"{name}_start": span.start, f"{name}_end": span.end}


def _places(name: str, spans: tuple[Span, ...]) -> Row:
    return {
        f"{name}start": min(span.start for span in spans),
        f"{name}end": max(span.end for span in spans),
        f"{name}spans": " ".join(f"{span.start}:{span.end}" for span in spans),
    }


def _joined(spans: tuple[Span, ...]) -> str:
    return " … ".join(span.text for span in spans)
