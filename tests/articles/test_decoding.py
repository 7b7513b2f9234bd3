"""Bytes into text, character for character, and bytes that are no text."""

from __future__ import annotations

import codecs
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.articles.decoding import CannotReadError, declared_encoding, decode, encoding_of_stream, one_line, size

READABLE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\r\n\t"), max_size=80)


@settings(deadline=None)
@given(READABLE)
def test_utf8_comes_back_character_for_character(text: str) -> None:
    expected = text.removeprefix("\ufeff")
    assert decode(text.encode("utf-8"))[0] == expected


@settings(deadline=None)
@given(READABLE, st.sampled_from(["utf-16", "utf-32", "utf-8-sig"]))
def test_a_byte_order_mark_names_the_encoding_and_is_no_text(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf16_of_both_byte_orders(mark: bytes) -> None:
    order = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    assert decode(mark + "Nein, sagte er.".encode(order))[0] == "Nein, sagte er."


def test_windows_text_keeps_its_quotes_and_accents() -> None:
    text = "Le maire a déclaré que le pont resterait fermé à Genève. « Nous attendons », a-t-il ajouté."
    assert decode(text.encode("cp1252")) == (text, "cp1252")


def test_cyrillic_is_detected() -> None:
    text = "Посланник покинул порт в понедельник. «Мы подождём», — сказала она на прощание."
    assert decode(text.encode("cp1251"))[0] == text


@pytest.mark.parametrize("data", [b"\x00\x01text", bytes(range(1, 32)) * 9, b"\xff\xd8\xff\xe0\x00\x10JFIF"])
def test_binary_data_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(CannotReadError, match=r"^holds binary data, not text: save it as UTF-8 text$"):
        decode(data)


def test_a_damaged_utf16_file_is_refused() -> None:
    with pytest.raises(CannotReadError, match=r"^is not utf-16 at byte \d+: save it as UTF-8 text$"):
        decode("Nein".encode("utf-16") + b"x")


def test_a_page_declares_its_encoding_and_latin1_means_windows() -> None:
    page = b'<html><head><meta charset="ISO-8859-1"></head>caf\xe9 \x93no\x94</html>'
    assert declared_encoding(page) == "cp1252"
    assert decode(page, declared=declared_encoding(page))[0].endswith("café “no”</html>")
    assert declared_encoding(b'<meta charset="klingon">') is None


def test_a_stream_is_checked_past_its_first_block() -> None:
    assert encoding_of_stream(io.BytesIO(("é" * 300_000).encode())) == "utf-8"
    late = b"a" * 300_000 + "Le maire a déclaré que le pont était fermé.".encode("cp1252")
    assert encoding_of_stream(io.BytesIO(late)).startswith("cp125")
    with pytest.raises(CannotReadError, match="binary data"):
        encoding_of_stream(io.BytesIO(b"a" * 300_000 + b"\0"))


def test_messages_stay_on_one_line() -> None:
    assert one_line("a\n\tb\x1b[31m\u2028c") == "a b [31m c"
    assert len(one_line("x" * 999)) == 300
    assert [size(20_000_000), size(1500), size(12)] == ["20 MB", "1.5 kB", "12 bytes"]
