"""The language of an article."""

from __future__ import annotations

import re

_LETTER = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    "the of and to in a is was that for on with as it at by from he said are be this have not we they".split()
)


def language_of(text: str) -> str | None:
    """ISO 639-1 of the text's language; None where it cannot be told."""
    words = _LETTER.findall(text[:2000].lower())
    if len(words) < 8:
        return None
    if sum(word in _ENGLISH for word in words) >= 0.1 * len(words):
        return "en"
    return "xx"
