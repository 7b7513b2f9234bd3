"""Texts as they are compared: typography folded away, with a map from every folded character to where it comes from."""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_QUOTES = "\"“”„‟«»‹›″'‘’‚‛′`´"
_DASHES = "-‐‑‒–—―−"
_DROPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff[]"
"""Soft hyphens, characters of no width, and the brackets of an editor."""

# Letters outside ASCII whose lower case is one letter, and is what they fold to: Latin, Cyrillic, kana, Han, Hangul.
_LETTERS = (
    "\u00c0-\u00d6\u00d8-\u00de\u00e0-\u00f6\u00f8-\u012f\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e"
    "\u0400-\u0481\u048a-\u052f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3"
)
_PLAIN = rf"0-9A-Za-z,;:!?()/%$&*+=<>@#_{{}}|~^\\{_LETTERS}"
_GAP, _DASH = rf"\s{re.escape(_DROPPED)}", re.escape(_DASHES)
# Read from left to right, each piece is taken whole and nothing is read twice: the time is linear whatever the text.
_PIECE = re.compile(
    rf"(?P<plain>[{_PLAIN}]++(?:(?: [{_QUOTES}]?|\.(?: ?[{_QUOTES}]?)| ?[{_QUOTES}]\.? ?)[{_PLAIN}]++)*+)"
    rf"|(?P<ellipsis>[{_GAP}]*+(?:…|\.(?:\s?\.){{2,}}+)[{_GAP}.…]*+)"
    rf"|(?P<dash>[{_GAP}]*+[{_DASH}][{_GAP}{_DASH}]*+)"
    rf"|(?P<gap>[{_GAP}]++)"
    rf"|(?P<quotes>[{_QUOTES}]++)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_QUOTE = re.compile(f"[{_QUOTES}]")
_ONE_TO_ONE = str.maketrans(dict.fromkeys(_QUOTES, "'") | dict.fromkeys(_DASHES, "-"))
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_OF_ANOTHER_VALUE = ("<super>", "<sub>", "<fraction>", "<circle>")
"""Forms that are no other way to write the same: the 2 of 10² does not make it 102."""


_DAMAGED = re.compile(
    r"&(?:#\d{2,5}|#x[0-9a-fA-F]{2,4}|[a-zA-Z]{2,8});"  # an entity left in
    r"|Ã[\u0080-\u00ba\u00bc-\u00bf‰]|Â[\u00a0-\u00bf]|â€[\u0080-\u00bf\u0152-\u2122]"  # UTF-8 read as Windows-1252
    r"|(?<=[^\W\d_])-\r?\n(?=[a-zß-ÿа-яё])"  # a word broken at the line's end
)
PAD = "\u2060"
_BROKEN = re.compile(r"(\w+)\u00ad\r?\n(\w+)")


@lru_cache(maxsize=4)
def restored(text: str) -> str:
    """The text as it was meant, as long as before: entities, misread letters, words that a line's end broke."""
    return _DAMAGED.sub(_meant, text)


def unpadded(text: str, start: int) -> int:
    """Where what stands at `start` of a restored text begins, what it was restored from included."""
    while start and text[start - 1] == PAD:
        start -= 1
    return start


def meant(words: str, halves: bool = False) -> str:
    """The words as they were meant; with the `halves` too of one that a line's end broke, for it may be a compound."""
    if (words.isascii() and "&" not in words and "\n" not in words) or _DAMAGED.search(words) is None:
        return words
    return _BROKEN.sub(r"\1\2 \1 \2" if halves else r"\1\2", _DAMAGED.sub(_meant, words).replace(PAD, ""))


def _meant(damaged: re.Match[str]) -> str:
    raw = damaged.group()
    if raw[0] == "-":
        return "\u00ad" + raw[1:]
    if raw[0] == "&":
        letters = html.unescape(raw)
    else:
        octets = b"".join(each.encode("latin-1" if each < "\u0100" else "cp1252", "replace") for each in raw)
        letters = octets.decode("utf-8", "replace")
    return raw if "\ufffd" in letters else PAD * (len(raw) - len(letters)) + letters


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is what is compared; `place` says where a stretch of it stands in the text that was folded.

    Quotation marks of any kind are `'`, dashes with the blanks around them `-`, an ellipsis `...`, white space one
    blank; soft hyphens, characters of no width and square brackets are gone; ligatures and full-width forms are their
    letters; case is folded.
    """

    text: str
    _folded_starts: Sequence[int]
    _starts: Sequence[int]
    _ends: Sequence[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The offsets, in the text that was folded, of `self.text[start:end]`, which is not empty."""
        return self._of(start)[0], self._of(end - 1)[1]

    def _of(self, position: int) -> tuple[int, int]:
        piece = bisect_right(self._folded_starts, position) - 1
        first, start, end = self._folded_starts[piece], self._starts[piece], self._ends[piece]
        after = self._folded_starts[piece + 1] if piece + 1 < len(self._folded_starts) else len(self.text)
        if after - first != end - start:  # folded as a whole, so that it stands as a whole
            return start, end
        return start + position - first, start + position - first + 1


def fold(text: str) -> Folded:
    """The text folded, in time linear in its length. Raises nothing, whatever the text."""
    building = _Building()
    for piece in _PIECE.finditer(text):
        kind, raw = piece.lastgroup, piece.group()
        if kind == "plain":
            building.add((raw.replace('"', "'") if raw.isascii() else _QUOTE.sub("'", raw)).lower(), *piece.span())
        elif kind == "gap":
            building.add_gap(raw, *piece.span())
        elif kind == "other":
            building.add_character(raw, piece.start())
        else:
            building.add({"ellipsis": "...", "dash": "-", "quotes": "'"}[str(kind)], *piece.span())
    return Folded("".join(building.pieces), building.folded_starts, building.starts, building.ends)


class _Building:
    """The pieces so far. `length` is that of all of them together."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.folded_starts: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.length = 0

    def add(self, folded: str, start: int, end: int) -> None:
        if folded:
            self.pieces.append(folded)
            self.folded_starts.append(self.length)
            self.starts.append(start)
            self.ends.append(end)
            self.length += len(folded)

    def add_gap(self, raw: str, start: int, end: int) -> None:
        blank = raw == " " or any(character.isspace() for character in raw)
        hyphenated = raw[0] == "\u00ad" and not _PARAGRAPH.search(raw)  # a word that a line's end cut
        if blank and not hyphenated and self.pieces and self.pieces[-1][-1] not in " -":
            self.add(" ", start, end)

    def add_character(self, raw: str, start: int) -> None:
        if self.pieces and unicodedata.combining(raw) and self.starts[-1] + len(self.pieces[-1]) == self.ends[-1]:
            composed = unicodedata.normalize("NFC", self.pieces[-1][-1] + raw)
            if len(composed) == 1:
                self._shorten()
                self.add(composed, start - 1, start + 1)
                return
        self.add(_character(raw), start, start + 1)

    def _shorten(self) -> None:
        """Takes the last character back."""
        self.length -= 1
        self.ends[-1] -= 1
        self.pieces[-1] = self.pieces[-1][:-1]
        if not self.pieces[-1]:
            for each in (self.pieces, self.folded_starts, self.starts, self.ends):
                each.pop()


@lru_cache(maxsize=4096)
def _character(raw: str) -> str:
    if unicodedata.decomposition(raw).startswith(_OF_ANOTHER_VALUE):
        return raw
    return "".join(unicodedata.normalize("NFKC", raw).translate(_ONE_TO_ONE).casefold().split())


@lru_cache(maxsize=4)
def folded(text: str) -> Folded:
    """`fold`, kept for the last few texts: the quotes of one article are looked for in the same one."""
    return fold(text)
