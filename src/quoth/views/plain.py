"""Makes the words of others safe to print: a terminal obeys what it is sent, and an article may hold commands."""

from __future__ import annotations

_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def _table() -> dict[int, str]:
    # The pictures that Unicode has for control characters, so that a reader sees that something was there.
    table = {code: chr(0x2400 + code) for code in range(0x20)}
    table |= {0x7F: "\u2421"} | dict.fromkeys(range(0x80, 0xA0), "\ufffd")
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    table |= {ord(mark): "\ufffd" for mark in _BIDI}
    table |= {ord(space): " " for space in "\t\n\r\x0b\x0c\x85\u2028\u2029"}
    return table


_TABLE = _table()


def plain(text: str) -> str:
    """The text on one line without anything that a terminal obeys; as long as it was, so that offsets still hold.

    Control characters (ESC among them), marks that turn the direction of writing and lone surrogates become visible
    signs; line breaks and tabs become spaces.
    """
    return text.translate(_TABLE)
