"""Characters that a reader does not see and a model reads: tag letters, marks that turn it, runs without width."""

from __future__ import annotations

import re
import unicodedata

Place = tuple[int, int]

_FLAG = "\U0001f3f4"
"""The black flag, after which tag letters spell a region's flag."""
_TAGS = re.compile("[\U000e0000-\U000e007f]+")
_HIDDEN = re.compile(
    "(?P<tags>[\U000e0000-\U000e007f]+)"
    "|(?P<turned>[\u202d\u202e])"
    "|(?P<embedded>[\u202b\u2067])"
    "|(?P<run>[\u200b-\u200d\u2060-\u2064\ufeff\u180e\u00ad]{4,}|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{3,}"
    "|(?:[^\\W\\d_][\u200b\u2060\ufeff]){4,})"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_KINDS = {
    "tags": "tag letters, which no reader sees",
    "turned": "marks that turn the direction of writing",
    "embedded": "marks that turn the direction of writing",
    "run": "runs of characters without width",
}
_UNSEEN = dict.fromkeys(
    [
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
        0xAD,
        0x180E,
        0xFEFF,
    ]
)
_LOOKALIKES = str.maketrans("аеорсухіјѕԁһ", "aeopcyxijsdh")
_TAG_LETTERS = {0xE0000 + code: code for code in range(0x20, 0x7F)}
_MIXED = re.compile("[\u0400-\u052f](?:[a-zA-Z]|(?<=[a-zA-Z].))")
_WORD = re.compile("[a-zA-Z\u0400-\u052f]+")
_VEILED = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2460-\u24ff\ufe00-\ufe0f\ufeff\uff01-\uff5e"
    "\U0001d400-\U0001d7ff\U000e0000-\U000e01ef]"
)


def is_veiled(text: str) -> bool:
    """Whether `unveiled` could read the text, or a part of it, otherwise than it stands there."""
    return not text.isascii() and (_VEILED.search(text) is not None or _MIXED.search(text) is not None)


def hidden_places(text: str) -> list[tuple[Place, str]]:
    """Where the text hides characters, each with what they are; empty for ordinary writing of whatever script."""
    if not is_veiled(text):  # one class of characters: far quicker than the forms below
        return []
    found = []
    for match in _HIDDEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "tags" and text.endswith(_FLAG, 0, match.start()):
            continue
        if kind == "embedded" and _RIGHT_TO_LEFT.search(text):
            continue  # a right-to-left text needs them
        found.append((match.span(), _KINDS[kind]))
    return found


def unveiled(words: str) -> str:
    """The words as a model may read them: tag letters as the letters they stand for, nothing without width."""
    read = words.translate(_UNSEEN).translate(_TAG_LETTERS)
    read = unicodedata.normalize("NFKC", read)
    # Cyrillic letters among Latin ones pass for them; in a Russian word they are themselves.
    return _WORD.sub(_latinised, read) if _MIXED.search(read) else read


def _latinised(word: re.Match[str]) -> str:
    found = word.group()
    return found.translate(_LOOKALIKES) if _MIXED.search(found) else found


def seen(words: str) -> str:
    """The words without tag letters and marks that turn the writing, flags of regions left whole."""
    if words.isascii():
        return words

    def without(match: re.Match[str]) -> str:
        return match.group() if words.endswith(_FLAG, 0, match.start()) else ""

    return _TAGS.sub(without, words).translate({0x202D: None, 0x202E: None})
