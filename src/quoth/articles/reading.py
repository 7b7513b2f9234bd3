"""Reads files, folders, patterns and standard input into articles, one at a time; what cannot be read is named."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from quoth.articles.article import Article, Sentence, Unreadable
from quoth.articles.columns import Columns
from quoth.articles.decoding import (
    CannotReadError,
    declared_encoding,
    decode,
    one_line,
    open_bytes,
    read_bytes,
    reason_of,
    size,
)
from quoth.articles.html import article_from_page
from quoth.articles.inputs import DOCUMENT, LINES, PAGE, PARQUET, TABLE, expand, extension
from quoth.articles.notices import Notice, guessed_encoding
from quoth.articles.seen import Seen, digest
from quoth.articles.sentences import segment
from quoth.articles.tables import (
    articles_from_csv,
    articles_from_document,
    articles_from_lines,
    articles_from_parquet,
    numbered_lines,
)

_Found = Article | Unreadable | Notice
MAX_BYTES = 20_000_000
_TITLE_WITHIN = 4000
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2} [A-Z][a-z]+\.? \d{4}|[A-Z][a-z]+\.? \d{1,2}, \d{4}")
"""How far into a text its headline is looked for, in characters."""


def read(
    inputs: Sequence[str],
    *,
    columns: Columns | None = None,
    stdin: BinaryIO | None = None,
    glob: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Iterator[_Found]:
    """The articles of all inputs, in order, and one Unreadable for each input or article that cannot be read.

    An input is a file, a folder (with its subfolders, of which `glob` may keep some files), a pattern, or `-` for
    `stdin` (plain text, or JSONL where it begins with `{`). Articles are read as they are asked for. `max_bytes` bounds
    a file of one article and the text of each article in a file of many. The text of a plain file is the decoded file,
    character for character, without a byte order mark; what is not Unicode is detected, and a Notice says so. Two
    articles of one id: the second is left out with an Unreadable where the texts are the same, and else gets the id
    `id~2`, after a Notice. Raises nothing for
    a bad input.
    """
    seen = _Read()
    for given in inputs:
        for found in _from_input(given, columns or Columns(), stdin, glob, max_bytes):
            yield from seen.checked(found) if isinstance(found, Article) else [_tidy(found)]


class _Read:
    """The ids and texts read so far, as digests in a table on disk: memory does not grow with the articles."""

    def __init__(self) -> None:
        self._times = Seen()
        self._texts = Seen()

    def checked(self, article: Article) -> Iterator[_Found]:
        identity = digest(article.id)
        text = digest(f"{article.id}\0{article.text}")
        origin = article.origin or article.id
        shown = one_line(article.id)
        if self._texts.get(text) is not None:
            yield Unreadable(origin, f"same id {shown!r} and same text as an article read before: skipped")
            return
        self._texts.put(text, 1)
        times = (self._times.get(identity) or 0) + 1
        name = article.id
        while times > 1 and self._times.get(digest(name := f"{article.id}~{times}")) is not None:
            times += 1
        self._times.put(identity, times)
        if times == 1:
            yield article
            return
        self._times.put(digest(name), 1)
        yield Notice(origin, f"an article with other text has the id {shown!r} too: this one is {one_line(name)!r}")
        yield replace(article, id=name)


def _tidy(found: Unreadable | Notice) -> Unreadable | Notice:
    """One line each, whatever a file's name or a column's holds."""
    if isinstance(found, Notice):
        return Notice(one_line(found.origin), one_line(found.message))
    return Unreadable(one_line(found.origin), one_line(found.reason))


def _from_input(given: str, columns: Columns, stdin: BinaryIO | None, glob: str | None, most: int) -> Iterator[_Found]:
    if given == "-":
        yield from _guarded(_from_stdin(stdin, columns, most), "stdin")
        return
    for path in expand(given, glob):
        if isinstance(path, Unreadable):
            yield path
        else:
            yield from _guarded(_from_file(path, columns, most), str(path))


def _guarded(articles: Iterator[_Found], origin: str) -> Iterator[_Found]:
    """The articles, and one Unreadable where reading them breaks off."""
    try:
        yield from articles
    except (CannotReadError, OSError, EOFError, zlib.error, gzip.BadGzipFile, UnicodeError, ValueError) as error:
        yield Unreadable(origin, reason_of(error))


def _from_file(path: Path, columns: Columns, most: int) -> Iterator[_Found]:
    ending, origin = extension(path), str(path)
    if ending in PARQUET:
        yield from articles_from_parquet(path, columns, most)
    elif ending in TABLE:
        yield from articles_from_csv(path, columns, most)
    elif ending in LINES:
        with open_bytes(path) as stream:
            yield from _or_empty(articles_from_lines(numbered_lines(stream, most), path.name, origin, columns, most))
    else:
        with open_bytes(path) as stream:
            data = read_bytes(stream, most)
        if ending in DOCUMENT:
            yield from _or_empty(articles_from_document(data, path.name, origin, columns, most))
        else:
            yield from _from_single(data, path.name, origin, page=ending in PAGE)


def _or_empty(articles: Iterator[_Found]) -> Iterator[_Found]:
    first = next(articles, None)
    if first is None:
        raise CannotReadError("is empty: give a file with at least one article")
    yield first
    yield from articles


def _from_stdin(stdin: BinaryIO | None, columns: Columns, most: int) -> Iterator[_Found]:
    if stdin is None:
        raise CannotReadError("nothing to read: pipe an article into the command")
    lines = numbered_lines(stdin, most)
    start: list[tuple[int, bytes | CannotReadError]] = []
    for numbered in lines:
        start.append(numbered)
        line = numbered[1]
        if isinstance(line, CannotReadError) or line.strip():
            break
    opening = start[-1][1] if start else b""
    if isinstance(opening, bytes) and opening.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        yield from articles_from_lines(chain(start, lines), "stdin", "stdin", columns, most)
        return
    yield from _from_single(_joined(chain(start, lines), most), "stdin", "stdin", page=False)


def _joined(lines: Iterator[tuple[int, bytes | CannotReadError]], most: int) -> bytes:
    data = bytearray()
    for _, line in lines:
        if isinstance(line, CannotReadError) or len(data) + len(line) > most:
            raise CannotReadError(f"is larger than {size(most)}: split it, or give its articles as .jsonl lines")
        data += line
    return bytes(data)


def _from_single(data: bytes, name: str, origin: str, *, page: bool) -> Iterator[_Found]:
    declared = declared_encoding(data) if page else None
    text, encoding = decode(data, declared=declared)
    if not text.strip():
        raise CannotReadError("is empty: give a file that holds an article's text")
    if encoding != declared:
        yield from guessed_encoding(origin, encoding)
    if page:
        yield article_from_page(text, name, origin)
    else:
        opening = text[:_TITLE_WITHIN]
        sentences = segment(opening)
        yield Article(
            id=name,
            text=text,
            title=_headline(opening, sentences),
            published=_date(opening, sentences),
            origin=origin,
        )


def _date(opening: str, sentences: Sequence[Sentence]) -> str | None:
    """The date of the first line that is one, as it is written there; "4 May 20314 May 2031" is one date doubled."""
    for sentence in sentences:
        found = _DATE.search(opening, sentence.start, sentence.end) if sentence.furniture == "date" else None
        if found is not None:
            return found.group()
    return None


def _headline(opening: str, sentences: Sequence[Sentence]) -> str | None:
    """The heading that the text opens with, page furniture before it left aside."""
    first = next((sentence for sentence in sentences if sentence.furniture is None), None)
    if first is None or not first.heading:
        return None
    return " ".join(opening[first.start : first.end].split()).lstrip("# ").rstrip(" ;") or None
