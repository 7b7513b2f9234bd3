"""Reads articles out of files that hold many, a line or a batch at a time: JSONL, JSON, CSV, TSV and Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from quoth.articles.article import Article, Unreadable
from quoth.articles.columns import Columns, article_from, resolve
from quoth.articles.decoding import CannotReadError, decode, encoding_of_stream, one_line, open_bytes
from quoth.articles.notices import Notice, guessed_encoding

_LONGEST_LINE = 8
"""A line may be this many times as long as an article's text: escapes, metadata."""
_ROWS = 128
_QUOTE_FIELDS = "quote the fields that hold a delimiter"
_LIST_FIELDS = ("articles", "data", "items", "results", "documents")


def articles_from_lines(
    lines: Iterable[tuple[int, bytes | CannotReadError]], name: str, origin: str, columns: Columns, most: int
) -> Iterator[Article | Unreadable]:
    """The articles of numbered JSONL lines; a broken line is one Unreadable and the rest goes on."""
    for number, line in lines:
        place = f"{origin}:{number}"
        try:
            if isinstance(line, CannotReadError):
                raise line
            words = line.decode("utf-8-sig" if number == 1 else "utf-8")
            if words.strip():
                yield _article_from_object(_parsed(words.strip()), place, f"{name}:{number}", columns, most)
        except UnicodeDecodeError as error:
            yield Unreadable(place, f"is not UTF-8 at byte {error.start}: save the file as UTF-8")
        except CannotReadError as error:
            yield Unreadable(place, str(error))


def numbered_lines(stream: BinaryIO, most: int) -> Iterator[tuple[int, bytes | CannotReadError]]:
    """The stream's lines from 1; one that is too long to be held is a CannotReadError in its place."""
    limit = _LONGEST_LINE * most
    number = 0
    while line := stream.readline(limit):
        number += 1
        if len(line) == limit and not line.endswith(b"\n"):
            while (rest := stream.readline(limit)) and not rest.endswith(b"\n"):
                pass
            yield number, CannotReadError(f"the line is longer than {limit} bytes: split it into articles")
        else:
            yield number, line


def articles_from_document(
    data: bytes, name: str, origin: str, columns: Columns, most: int
) -> Iterator[Article | Unreadable]:
    """The articles of a JSON file: one object, a list of objects, or an object that holds such a list.

    Raises CannotReadError where the file is no JSON or holds none of these.
    """
    value = _parsed(decode(data)[0])
    if isinstance(value, dict):
        listed = [value[field] for field in _LIST_FIELDS if isinstance(value.get(field), list)]
        if not listed:
            yield _article_from_object(value, origin, name, columns, most)
            return
        value = listed[0]
    if not isinstance(value, list):
        raise CannotReadError("holds neither an object nor a list of objects: give one JSON object an article")
    for number, item in enumerate(value, start=1):
        place = f"{origin}:{number}"
        try:
            yield _article_from_object(item, place, f"{name}:{number}", columns, most)
        except CannotReadError as error:
            yield Unreadable(place, str(error))


def articles_from_csv(path: Path, columns: Columns, most: int) -> Iterator[Article | Unreadable | Notice]:
    """The articles of a CSV or TSV file with a header line; a ragged row is one Unreadable and the rest goes on.

    Raises CannotReadError where no article can be read, and what `open_bytes` raises.
    """
    csv.field_size_limit(max(csv.field_size_limit(), most))
    with open_bytes(path) as stream:
        encoding = encoding_of_stream(stream)
    yield from guessed_encoding(str(path), encoding)
    with open_bytes(path) as stream, io.TextIOWrapper(stream, encoding=encoding, newline="") as words:
        tabs = ".tsv" in (suffix.lower() for suffix in path.suffixes[-2:])
        reader = _after_header(words, tabs)
        header = next(reader, None)
        if not header:
            raise CannotReadError("is empty: give a table with a header line")
        found = resolve(columns, header)
        yield from _articles_from_rows(reader, header, found, path, most)


def _after_header(words: io.TextIOWrapper, tabs: bool) -> Any:
    """A CSV reader that has read nothing yet, its delimiter chosen by the first line."""
    first = words.readline()
    words.seek(0)
    delimiter = "\t" if tabs else next((mark for mark in ",;\t|" if mark in first), ",")
    return csv.reader(words, delimiter=delimiter)


def _articles_from_rows(
    reader: Any, header: list[str], found: dict[str, str], path: Path, most: int
) -> Iterator[Article | Unreadable]:
    while True:
        line = reader.line_num + 1
        place = f"{path}:{line}"
        try:
            row = next(reader)
            if not row:
                continue
            if len(row) != len(header):
                raise CannotReadError(f"the row has {len(row)} fields, the header {len(header)}: {_QUOTE_FIELDS}")
            yield _article_or_not(dict(zip(header, row, strict=True)), found, path, line, most)
        except StopIteration:
            return
        except csv.Error as error:
            yield Unreadable(place, f"the row cannot be parsed ({one_line(str(error))}): check its quotes")
        except CannotReadError as error:
            yield Unreadable(place, str(error))


def articles_from_parquet(path: Path, columns: Columns, most: int) -> Iterator[Article | Unreadable]:
    """The articles of a Parquet file, a batch of rows at a time.

    Raises CannotReadError where the file is no Parquet or lacks a column, and OSError.
    """
    import pyarrow
    import pyarrow.parquet

    with path.open("rb"):
        pass  # a missing or closed file in Python's own words
    try:
        with pyarrow.parquet.ParquetFile(path) as table:
            found = resolve(columns, table.schema_arrow.names)
            number = 0
            for batch in table.iter_batches(batch_size=_ROWS, columns=list(found.values())):
                for row in batch.to_pylist():
                    number += 1
                    yield _article_or_not(row, found, path, number, most)
    except (pyarrow.ArrowException, OSError) as error:
        raise CannotReadError(f"is no readable Parquet file ({one_line(str(error))}): write it again") from None


def _article_or_not(
    row: dict[str, object], found: dict[str, str], path: Path, number: int, most: int
) -> Article | Unreadable:
    place = f"{path}:{number}"
    try:
        return article_from(row, found, place, f"{path.name}:{number}", most)
    except CannotReadError as error:
        return Unreadable(place, str(error))


def _article_from_object(value: object, place: str, name: str, columns: Columns, most: int) -> Article:
    if not isinstance(value, dict):
        raise CannotReadError(f"holds a JSON {type(value).__name__}, not an object: give one object an article")
    return article_from(value, resolve(columns, value), place, name, most)


def _parsed(words: str) -> Any:
    try:
        return json.loads(words)
    except json.JSONDecodeError as error:
        raise CannotReadError(f"is not JSON ({error.msg} at column {error.colno}): mend the line") from None
    except (ValueError, RecursionError) as error:
        raise CannotReadError(f"is not usable JSON ({one_line(str(error))}): mend the line") from None
