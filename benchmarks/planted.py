"""Quotes whose place in a text is known, planted under noise, and mutants of true quotes that mean another thing."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "wire"
_TOKEN = re.compile(r"[^\W_]\S*(?<=[^\W_])|[^\W_]")
_LOWER = re.compile(r"(?<![\w'’])[a-z]{5,}(?![\w'’])")
Noise = Callable[[str, random.Random], str]


@dataclass(frozen=True)
class Planted:
    """`words` are `text[start:end]` under `noises`; `within` says where they are expected, or is None."""

    words: str
    text: str
    start: int
    end: int
    within: list[tuple[int, int]] | None
    noises: tuple[str, ...]


@dataclass(frozen=True)
class Mutant:
    """Words that differ from what stands in `text` in one `kind` of word."""

    words: str
    true: str
    text: str
    kind: str


def articles() -> list[str]:
    """Quoth's own wire texts."""
    return [path.read_text(encoding="utf-8") for path in sorted(_EXAMPLES.glob("*.txt"))]


def _quotes(words: str, draw: random.Random) -> str:
    double, single = draw.choice([('"', "'"), ("“", "’"), ("„", "'"), ("«", "’"), ("'", "'")])
    return re.sub('[“”"]', double, re.sub("[’‘']", single, words))


def _dashes(words: str, draw: random.Random) -> str:
    words = re.sub(r"\s*[—–]\s*", draw.choice(["-", " - ", "--", " -- ", "—", " — ", "–", " – "]), words)
    return re.sub(r"(?<=\w)-(?=\w)", draw.choice("‐‑–"), words)


def _spaces(words: str, draw: random.Random) -> str:
    return re.sub(" ", lambda _: draw.choice([" ", "  ", "\n", "\u00a0", "\t", " \n ", "\u2009"]), words)


def _soft_hyphens(words: str, draw: random.Random) -> str:
    def hyphenated(found: re.Match[str]) -> str:
        cut = draw.randint(2, len(found[0]) - 2)
        return found[0][:cut] + draw.choice(["\u00ad", "\u00ad\n", "\u200b"]) + found[0][cut:]

    return _LOWER.sub(hyphenated, words)


def _ligatures(words: str, _draw: random.Random) -> str:
    for letters, ligature in (("ffi", "ﬃ"), ("ffl", "ﬄ"), ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ")):
        words = words.replace(letters, ligature)
    return words


def _case(words: str, draw: random.Random) -> str:
    return draw.choice([str.upper, str.lower, str.title, lambda each: each[:1].swapcase() + each[1:]])(words)


def _ellipsis(words: str, draw: random.Random) -> str:
    dots = draw.choice(["...", "…", " …", " ...", "[…]"])
    return draw.choice([words + dots, dots + words, dots + words + dots])


def _brackets(words: str, draw: random.Random) -> str:
    tokens = words.split(" ")
    number = draw.randrange(len(tokens))
    token = tokens[number]
    tokens[number] = draw.choice([f"[{token}]", f"[{token[:1]}]{token[1:]}", f"{token} [sic]", f"{token} [the envoy]"])
    return " ".join(tokens)


def _typos(words: str, draw: random.Random) -> str:
    """A slip of the pen in one word, behind its first letter."""
    places = list(_LOWER.finditer(words))
    if not places:
        return words
    found = draw.choice(places)
    word, at = found[0], draw.randint(1, len(found[0]) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    slip = draw.choice([swapped, word[:at] + word[at + 1 :], word[: at + 1] + word[at:]])
    return words[: found.start()] + slip + words[found.end() :]


NOISES: dict[str, Noise] = {
    "quotes": _quotes,
    "dashes": _dashes,
    "spaces": _spaces,
    "soft hyphens": _soft_hyphens,
    "ligatures": _ligatures,
    "case": _case,
    "ellipsis": _ellipsis,
    "brackets": _brackets,
    "typos": _typos,
}
_ON_WORDS_ONLY = ("ellipsis", "brackets", "typos")
"""What a model does to words, not a page to its text."""


def planted(count: int, seed: int = 1) -> Iterator[Planted]:
    """`count` quotes of 4 to 40 words, each under one to three noises; a fifth of them stand in three places."""
    draw = random.Random(seed)
    texts = articles()
    made = 0
    while made < count:
        case = _plant(draw.choice(texts), list(NOISES)[made % len(NOISES)], draw)
        if case is not None:
            yield case
            made += 1


def _plant(text: str, first: str, draw: random.Random) -> Planted | None:
    paragraph = draw.choice([each for each in text.split("\n\n") if len(each) > 60])
    found = _stretch(paragraph, draw)
    if found is None:
        return None
    start, end = found
    true = paragraph[start:end]
    noises = [first, *draw.sample(sorted(set(NOISES) - {first}), draw.choice([0, 0, 1, 2]))]
    words, on_page = true, true
    for name in sorted(noises, key=lambda name: (name != "typos", name)):
        if name in _ON_WORDS_ONLY or draw.random() < 0.6:
            words = NOISES[name](words, draw)
        else:
            on_page = NOISES[name](on_page, draw)
    if words == true == on_page:
        return None
    noisy = paragraph[:start] + on_page + paragraph[end:]
    if draw.random() < 0.2:
        copies = [noisy] * 3
        meant = draw.randrange(3)
        before = sum(len(each) + 2 for each in copies[:meant])
        page = "\n\n".join(copies)
        within = [(before, before + len(noisy)), (0, len(page))]
        return Planted(words, page, before + start, before + start + len(on_page), within, tuple(noises))
    if text.lower().count(true.lower()) != 1:
        return None
    place = text.index(paragraph)
    page = text[:place] + noisy + text[place + len(paragraph) :]
    return Planted(words, page, place + start, place + start + len(on_page), None, tuple(noises))


def _stretch(paragraph: str, draw: random.Random, least: int = 4) -> tuple[int, int] | None:
    """Where some words of the paragraph start and end."""
    tokens = list(_TOKEN.finditer(paragraph))
    if len(tokens) < least:
        return None
    size = min(len(tokens), draw.randint(least, 40))
    first = draw.randrange(len(tokens) - size + 1)
    return tokens[first].start(), tokens[first + size - 1].end()


_SWAPS: dict[str, dict[str, str]] = {
    "modal": {"will": "may", "would": "could", "may": "must", "could": "should", "might": "will", "must": "can"},
    "direction": {
        "before": "after", "after": "before", "accepted": "rejected", "rejected": "accepted", "north": "south",
        "south": "north", "east": "west", "west": "east", "left": "entered", "won": "lost", "lost": "won",
        "up": "down", "down": "up", "rose": "fell", "fell": "rose", "increase": "decrease", "open": "close",
        "opened": "closed", "closed": "opened", "more": "less", "support": "oppose", "against": "for",
        "from": "to", "agreed": "refused", "refused": "agreed", "release": "arrest", "freed": "arrested",
    },
    "date": {
        "Monday": "Sunday", "Tuesday": "Friday", "Wednesday": "Monday", "Thursday": "Tuesday", "Friday": "Thursday",
        "Saturday": "Monday", "Sunday": "Wednesday", "January": "April", "February": "May", "March": "July",
        "April": "June", "May": "August", "June": "October", "yesterday": "tomorrow", "November": "March",
        "December": "June",
    },
}  # fmt: skip
_AUXILIARY = re.compile(r"\b(?:will|would|is|are|was|were|has|have|had|could|should|may|must)\b(?! not|n)")
_NEGATION = re.compile(r"\b(?:not|never) ")
_NUMBER = re.compile(r"(?<![\w.,:/-])(?!(?:1[5-9]|2[01])\d\d\b)\d+(?:,\d{3})*(?![\w.,:/-]|,? \d| and \d| [JFMASOND])")
_NO_NAME = ("July", "August", "September", "October", "Northern", "Southern", "North", "South", "East", "West")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")


def mutants(count: int, seed: int = 1) -> Iterator[Mutant]:
    """`count` mutants of true quotes, of every kind in turn."""
    draw = random.Random(seed)
    texts = articles()
    kinds = ["negation", "modal", "number", "date", "direction", "name"]
    made = 0
    while made < count:
        text = draw.choice(texts)
        paragraph = draw.choice([each for each in text.split("\n\n") if len(each) > 60])
        found = _stretch(paragraph, draw, least=5)
        if found is None:
            continue
        true = paragraph[slice(*found)]
        words = mutated(true, kinds[made % len(kinds)], draw)
        if words is not None and words.lower() not in text.lower():
            yield Mutant(words, true, text, kinds[made % len(kinds)])
            made += 1


def mutated(true: str, kind: str, draw: random.Random) -> str | None:
    """The words with one of the kind changed, or None where they hold none."""
    if kind == "negation":
        lost = list(_NEGATION.finditer(true))
        if lost:
            found = draw.choice(lost)
            return true[: found.start()] + true[found.end() :]
        return _changed(true, _AUXILIARY, lambda word: f"{word} {draw.choice(['not', 'never'])}", draw)
    if kind == "number":
        return _changed(true, _NUMBER, lambda word: str(int(word.replace(",", "")) + draw.randint(1, 9)), draw)
    if kind == "name":
        swaps = _SWAPS["date"]
        return _changed(
            true,
            _NAME,
            lambda word: None if word in swaps or word in _NO_NAME else draw.choice(["Orlanda", "Brask"]),
            draw,
        )
    swaps = _SWAPS[kind]
    pattern = re.compile(rf"\b(?:{'|'.join(swaps)})\b")
    return _changed(true, pattern, lambda word: swaps[word], draw)


def _changed(
    true: str, pattern: re.Pattern[str], change: Callable[[str], str | None], draw: random.Random
) -> str | None:
    places = list(pattern.finditer(true))
    if not places:
        return None
    found = draw.choice(places)
    other = change(found[0])
    return None if other is None else true[: found.start()] + other + true[found.end() :]


def quotes_of(text: str, count: int, seed: int = 1) -> Sequence[str]:
    """`count` stretches of a text's own words, of 4 to 40 words each."""
    draw = random.Random(seed)
    paragraphs = [each for each in text.split("\n\n") if len(each) > 60]
    found: list[str] = []
    while len(found) < count:
        paragraph = draw.choice(paragraphs)
        place = _stretch(paragraph, draw)
        if place is not None:
            found.append(paragraph[slice(*place)])
    return found
