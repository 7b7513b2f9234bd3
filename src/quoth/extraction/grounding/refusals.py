"""Why words are not grounded: the reason, what differs, and the nearest words of the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from quoth.records import Span

Turn = Literal["negation", "modal", "number", "date", "direction", "name", "word"]
"""What a difference between two stretches of words touches, the gravest first."""
Reason = Literal["empty", "not_found", "discontinuous", Turn]

_MEANING: dict[Reason, str] = {
    "empty": "no words to look for",
    "not_found": "these words do not stand in the text",
    "discontinuous": "the text has other words where these have an ellipsis",
    "negation": "the nearest words of the text differ in a negation",
    "modal": "the nearest words of the text differ in a modal",
    "number": "the nearest words of the text differ in a number",
    "date": "the nearest words of the text differ in a date",
    "direction": "the nearest words of the text differ in a word that has an opposite",
    "name": "the nearest words of the text differ in a name",
    "word": "the nearest words of the text have another word",
}
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why words were not grounded. False in a condition, so `if span := ground(…)` reads well.

    `nearest` are the most similar words of the text, alike by `similarity` percent; None and 0 where none are near.
    """

    reason: Reason
    words: str
    detail: str = ""
    nearest: Span | None = None
    similarity: float = 0.0

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"{self.words[:_SHOWN]!r}: {_MEANING[self.reason]}{': ' + self.detail if self.detail else ''}"
