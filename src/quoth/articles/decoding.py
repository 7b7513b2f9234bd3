"""Turns a file's bytes into its text, character for character, or says why it cannot."""

from __future__ import annotations

import codecs
import gzip
import re
import zlib
from pathlib import Path
from typing import BinaryIO, cast

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.ASCII)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1b"))
_MOST_CONTROL = 0.02
_SAMPLE = 1 << 18
_ASCII = bytes(range(128))
_WESTERN = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜàáâãäåæçèéêëìíîïñòóôõöøùúûüßŒœ“”„‘’‚«»‹›–—…•·¿¡°§©®™€£\xa0".encode("cp1252")
_MOST_ACCENTED = 0.12
"""Of all bytes: French and Swedish stay below, Greek and Cyrillic are far above."""
_SAVE_AS_UTF8 = "save it as UTF-8 text"


class CannotReadError(Exception):
    """Why an input cannot be read and what to do, in one line; the caller knows which input."""


def decode(data: bytes, *, declared: str | None = None) -> tuple[str, str]:
    """The text of `data` and its encoding: by its byte order mark (no part of the text), as UTF-8, or as detected.

    `declared` is the encoding that the data claims, which counts before detection. Line ends are kept.
    Raises CannotReadError for binary data and where no encoding fits.
    """
    encoding = encoding_of(data, declared=declared)
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        raise CannotReadError(f"is not {encoding} at byte {error.start}: {_SAVE_AS_UTF8}") from None


def encoding_of(data: bytes, *, declared: str | None = None) -> str:
    """The name of the encoding of `data`. Raises CannotReadError for binary data and where none fits."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding
    if b"\0" in data:
        raise CannotReadError(f"holds binary data, not text: {_SAVE_AS_UTF8}")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return declared or _detected(data, error.start)
    _refuse_control(data)
    return "utf-8"


def encoding_of_stream(stream: BinaryIO) -> str:
    """The encoding of a stream read to its end, in constant memory. Raises CannotReadError as `encoding_of`."""
    head = stream.read(_SAMPLE)
    if any(head.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS):
        return encoding_of(head)
    decoder = codecs.getincrementaldecoder("utf-8")()
    block = head
    while block:
        try:
            decoder.decode(block)
        except UnicodeDecodeError:
            return encoding_of(block)
        if b"\0" in block:
            raise CannotReadError(f"holds binary data, not text: {_SAVE_AS_UTF8}")
        block = stream.read(_SAMPLE)
    return "utf-8"


def open_bytes(path: Path) -> BinaryIO:
    """The file's bytes, unpacked where its name ends in `.gz`. Raises OSError."""
    return cast(BinaryIO, gzip.open(path, "rb")) if path.suffix.lower() == ".gz" else path.open("rb")


def read_bytes(stream: BinaryIO, most: int) -> bytes:
    """The rest of the stream. Raises CannotReadError above `most` bytes, before it has read more than that."""
    data = stream.read(most + 1)
    if len(data) > most:
        raise CannotReadError(f"is larger than {size(most)}: split it, or give its articles as .jsonl lines")
    return data


def reason_of(error: Exception) -> str:
    """One line for an error met while reading."""
    if isinstance(error, CannotReadError):
        return str(error)
    if isinstance(error, FileNotFoundError):
        return "not found: check the path"
    if isinstance(error, PermissionError):
        return "no permission to read it: change its permissions, or leave it out"
    if isinstance(error, IsADirectoryError):
        return "is a folder where a file was expected: check the path"
    if isinstance(error, (gzip.BadGzipFile, EOFError, zlib.error)):
        return "is a damaged or cut-off .gz file: pack it again"
    return f"cannot be read ({one_line(str(error) or type(error).__name__)}): check the file"


def one_line(words: str) -> str:
    """The words without line ends and control characters, cut to a length that fits a message."""
    printable = "".join(letter if letter.isprintable() else " " for letter in words)
    collapsed = " ".join(printable.split())
    return collapsed if len(collapsed) <= 300 else collapsed[:299] + "…"


def size(count: int) -> str:
    """A number of bytes as people write it: `20 MB`."""
    for unit, scale in (("MB", 10**6), ("kB", 10**3)):
        if count >= scale:
            return f"{count / scale:.4g} {unit}"
    return f"{count} bytes"


def _refuse_control(data: bytes) -> None:
    if len(data) - len(data.translate(None, _CONTROL)) > _MOST_CONTROL * len(data):
        raise CannotReadError(f"holds binary data, not text: {_SAVE_AS_UTF8}")


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a web page names near its start; browsers read Latin-1 as Windows-1252, and so do we."""
    found = _DECLARED.search(data[:2048])
    if not found:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return None
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _detected(data: bytes, broken: int) -> str:
    import charset_normalizer  # here, for it costs time to load and UTF-8 needs it not

    _refuse_control(data)
    start = max(0, broken - _SAMPLE // 2)
    sample = data[start : start + _SAMPLE]
    if _is_western(sample):
        return "cp1252"
    best = charset_normalizer.from_bytes(sample).best()
    if best is None:
        raise CannotReadError(f"is in no known encoding: {_SAVE_AS_UTF8}")
    return str(best.encoding)


def _is_western(sample: bytes) -> bool:
    """Whether this is Windows-1252 by its letters; general detection errs on texts that are nearly all ASCII."""
    beyond = sample.translate(None, _ASCII)
    return len(beyond) <= _MOST_ACCENTED * len(sample) and not beyond.translate(None, _WESTERN)
