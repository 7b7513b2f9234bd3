"""Finds which column of a table, or field of a JSON object, holds the text, the title and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date

from quoth.articles.article import Article
from quoth.articles.decoding import CannotReadError, one_line, size

_ALIASES = {
    "text": ("body", "content", "article", "maintext", "article_text", "full_text", "fulltext"),
    "id": ("article_id", "uid", "uuid", "doc_id", "document_id"),
    "title": ("headline",),
    "publisher": ("source", "outlet", "sitename", "publication", "newspaper"),
    "published": (
        "date",
        "published_at",
        "publish_date",
        "publication_date",
        "date_publish",
        "pubdate",
        "published_on",
    ),
    "url": ("link", "source_url"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The name of the column that holds each part of an article.

    A name left as it is here may also be one of its common other names (`body` for `text`); one that was set must be
    in the table.
    """

    text: str = "text"
    id: str = "id"
    title: str = "title"
    publisher: str = "publisher"
    published: str = "published"
    url: str = "url"


_DEFAULTS = Columns()


def resolve(columns: Columns, present: Iterable[str]) -> dict[str, str]:
    """The column of `present` for each part of an article that has one.

    Raises CannotReadError where there is none for the text, or where a column that was set is missing.
    """
    names = list(present)
    lowered = {name.strip().lower(): name for name in reversed(names)}
    found: dict[str, str] = {}
    for part in (field.name for field in fields(Columns)):
        wanted: str = getattr(columns, part)
        if wanted in names:
            found[part] = wanted
        elif wanted == getattr(_DEFAULTS, part):
            known = [lowered[alias] for alias in (wanted, *_ALIASES[part]) if alias in lowered]
            free = [name for name in known if name not in found.values()]
            found |= {part: free[0]} if free else {}
        if part not in found and (part == "text" or wanted != getattr(_DEFAULTS, part)):
            listed = one_line(", ".join(names[:30])) or "none"
            raise CannotReadError(f"no column {wanted!r} (there are: {listed}): name it with --{part}-column")
    return found


def article_from(row: Mapping[str, object], found: Mapping[str, str], origin: str, name: str, most: int) -> Article:
    """The article of one row. `name` is its id where the row has none, `most` the longest text in bytes.

    Raises CannotReadError where the text is missing, is no text, is empty or is too long.
    """
    text = row.get(found["text"])
    column = found["text"]
    if isinstance(text, bytes):
        text = text.decode("utf-8", "surrogateescape")
    if not isinstance(text, str):
        kind = "nothing" if text is None else f"a value of type {type(text).__name__}"
        raise CannotReadError(f"column {column!r} holds {kind}, not text: mend the row or name another --text-column")
    if not text.strip():
        raise CannotReadError(f"column {column!r} is empty: mend the row or name another --text-column")
    if len(text) * 4 > most and len(text.encode("utf-8", "surrogatepass")) > most:
        raise CannotReadError(f"its text is larger than {size(most)}: split the article")
    parts = {part: _as_text(row.get(source)) for part, source in found.items() if part not in ("text", "id")}
    return Article(id=_as_text(row.get(found.get("id", ""))) or name, text=text, origin=origin, **parts)


def _as_text(value: object) -> str | None:
    """Metadata as text: numbers and dates are written out, nothing and blank words are None."""
    if value is None or isinstance(value, (list, dict, bytes)) or value != value:  # NaN, as tables mark a gap
        return None
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip() or None
