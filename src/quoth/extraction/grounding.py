"""Words become spans: exact search, then a normalised one with an offset map, then a fuzzy one that keeps polarity.

A match is refused where it would turn the sense: a negation, modal, number or name that differs between the
words asked
for and the words found.  Exact where others guess, and never silent: a refusal says why.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from quoth.records import Span

Reason = Literal["empty", "not_found", "negation", "modal", "number", "name"]


class _HasText(Protocol):
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why words were not grounded. False in a condition, so `if span := ground(…)` reads well."""

    reason: Reason
    words: str
    detail: str = ""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"{self.words[:60]!r}: {_MEANING[self.reason]}{': ' + self.detail if self.detail else ''}"


_MEANING: dict[Reason, str] = {
    "empty": "no words to look for",
    "not_found": "these words do not stand in the text",
    "negation": "the nearest words of the text differ in a negation",
    "modal": "the nearest words of the text differ in a modal verb",
    "number": "the nearest words of the text differ in a number",
    "name": "the nearest words of the text differ in a name",
}

_NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor cannot without n't don't doesn't didn't won't wouldn't can't "
    "couldn't isn't aren't wasn't weren't "
    "hasn't haven't hadn't shouldn't mustn't deny denies denied refuse refuses refused reject rejects "
    "rejected".split()
)
_MODALS = frozenset("may might can could shall should will would must ought need only if unless until".split())
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*|\d[\d.,]*")
_LEAST_SIMILAR = 84.0
"""Similarity, in percent, under which a fuzzy match is none: about one changed word in six."""
_WORTH_A_REASON = 70.0
"""Similarity from which a refusal can say what differs."""

# One character to what it is compared as; what maps to nothing is skipped.
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff[]", ""),
        "…": "...",
    }
)


def ground(words: str, article: _HasText | str, within: Sequence[tuple[int, int]] | None = None) -> Span | Refusal:
    """Finds `words` in an article and returns the Span that holds them, or a Refusal that says why there is none.

    `article` is an Article or a text; `within` limits the search to ranges `(start, end)` of its text, the first of
    which is where the words are expected: of several equal matches the one nearest to its start wins.  Tried
    in order:
    the exact words; the words with quotation marks, dashes, white space, ligatures, case and editorial brackets folded;
    the most similar stretch of words, refused where it differs in a negation, modal, number or name.  Never raises.
    """
    text = article if isinstance(article, str) else article.text
    wanted = words.strip()
    if not _WORD.search(wanted):
        return Refusal("empty", words)
    ranges = [
        (max(0, start), min(len(text), end)) for start, end in (within if within is not None else ((0, len(text)),))
    ]
    exact = _exact(wanted, text, ranges)
    found = exact or _normalised(wanted, text, ranges)
    if found is not None:
        return Span.of(text, *(exact or _with_marks(wanted, text, found)))
    return _fuzzy(wanted, text, ranges)


def _exact(wanted: str, text: str, ranges: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    for start, end in ranges:
        place = text.find(wanted, start, end)
        while place >= 0:
            if _whole_words(text, place, place + len(wanted)):
                return place, place + len(wanted)
            place = text.find(wanted, place + 1, end)
    return None


def _whole_words(text: str, start: int, end: int) -> bool:
    """Whether neither end of the stretch cuts a word in two: "art" is not found in "party"."""
    cuts_left = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    cuts_right = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not (cuts_left or cuts_right)


def fold(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its characters the offset in `text` that it comes from."""
    folded: list[str] = []
    offsets: list[int] = []
    blank = True
    for offset, character in enumerate(text):
        if character.isspace():
            if not blank:
                folded.append(" ")
                offsets.append(offset)
            blank = True
            continue
        for part in unicodedata.normalize("NFKC", character).translate(_FOLDED).casefold():
            if part.isspace():
                continue
            folded.append(part)
            offsets.append(offset)
            blank = False
    return "".join(folded), offsets


def _normalised(wanted: str, text: str, ranges: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    needle = fold(wanted)[0].strip(" .,;:\"'")
    if not needle:
        return None
    for start, end in ranges:
        haystack, offsets = fold(text[start:end])
        place = haystack.find(needle)
        while place >= 0:
            left, right = start + offsets[place], start + offsets[place + len(needle) - 1] + 1
            while right < end and unicodedata.combining(text[right]):
                right += 1
            if _whole_words(text, left, right):
                return left, right
            place = haystack.find(needle, place + 1)
    return None


def _with_marks(wanted: str, text: str, found: tuple[int, int]) -> tuple[int, int]:
    """The stretch with the quotation marks around it where the words asked for had them."""
    start, end = found
    if fold(wanted)[0].startswith('"') and start > 0 and fold(text[start - 1])[0] == '"':
        start -= 1
    if fold(wanted)[0].endswith('"') and end < len(text) and fold(text[end])[0] == '"':
        end += 1
    return start, end


def _fuzzy(wanted: str, text: str, ranges: Iterable[tuple[int, int]]) -> Span | Refusal:
    from rapidfuzz import fuzz

    asked = [fold(word)[0] for word in _WORD.findall(wanted)]
    best: tuple[float, list[re.Match[str]]] | None = None
    for start, end in ranges:
        tokens = list(_WORD.finditer(text, start, end))
        for size in {max(1, len(asked) - 1), len(asked), len(asked) + 1}:
            for first in range(len(tokens) - size + 1):
                window = tokens[first : first + size]
                score = fuzz.ratio(
                    " ".join(asked), " ".join(fold(token.group())[0] for token in window), score_cutoff=_WORTH_A_REASON
                )
                if score and (best is None or score > best[0]):
                    best = (score, window)
    if best is None or len(asked) < 3:
        return Refusal("not_found", wanted)
    window = best[1]
    refusal = _turns_sense(wanted, asked, window)
    if refusal is None and best[0] < _LEAST_SIMILAR:
        refusal = Refusal("not_found", wanted)
    return refusal if refusal is not None else Span.of(text, window[0].start(), window[-1].end())


def _turns_sense(wanted: str, asked: list[str], window: list[re.Match[str]]) -> Refusal | None:
    """A Refusal where a word that differs carries the sense, else None."""
    found = [fold(token.group())[0] for token in window]
    differing = set(asked) ^ set(found)
    named = {fold(word)[0] for word in _WORD.findall(wanted) if word[:1].isupper()} | {
        fold(token.group())[0] for token in window[1:] if token.group()[:1].isupper()
    }
    kinds: tuple[tuple[Reason, set[str]], ...] = (
        ("negation", {word for word in differing if word in _NEGATIONS or word.endswith("n't")}),
        ("modal", differing & _MODALS),
        ("number", {word for word in differing if any(character.isdigit() for character in word)}),
        ("name", differing & named),
    )
    for reason, words in kinds:
        if words:
            return Refusal(reason, wanted, ", ".join(sorted(words)))
    return None
