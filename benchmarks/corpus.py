"""The articles that the benchmarks read: reports of our own, joined to a size and each made distinct."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples"
_FOLDERS = ("wire", "demo")
"""The first that holds texts is read: a hundred short reports, or the few of the demo."""


@dataclass(frozen=True)
class Corpus:
    """A JSONL file of articles; `characters` of text in all of them."""

    path: Path
    articles: int
    characters: int


def articles(most: int, size: int) -> Iterator[dict[str, str]]:
    """`most` articles of about `size` characters as {id, title, text}; the same ones at every call."""
    for number in range(most):
        yield {"id": f"a{number:06}", "title": f"Report {number} of the day", "text": article(number, size)}


def article(number: int, size: int) -> str:
    """The `number`-th article: reports from the `number`-th on, whole paragraphs, until `size` characters are reached.

    The number stands in a sentence of the first paragraph and not in the dateline alone, which counts as furniture:
    two articles are two prompts, so no cache answers the one with the other's answer.
    """
    reports = _reports()
    text = f"Correspondents filed report number {number} of the day on Wednesday."
    for position in count(number):
        for paragraph in reports[position % len(reports)]:
            longer = f"{text}\n\n{paragraph}"
            if len(longer) > size:
                return text if size - len(text) < len(longer) - size else longer
            text = longer
    raise AssertionError("the reports come round again")


def write(path: Path, most: int, size: int) -> Corpus:
    """Writes the articles a line each, one at a time."""
    characters = 0
    with path.open("w", encoding="utf-8") as file:
        for each in articles(most, size):
            characters += len(each["text"])
            file.write(json.dumps(each, ensure_ascii=False) + "\n")
    return Corpus(path, most, characters)


@cache
def _reports() -> tuple[tuple[str, ...], ...]:
    """The paragraphs of every report. Raises SystemExit, one line, where there are none."""
    for folder in _FOLDERS:
        files = sorted((EXAMPLES / folder).glob("*.txt"))
        if files:
            texts = (file.read_text(encoding="utf-8") for file in files)
            return tuple(tuple(part.strip() for part in text.split("\n\n") if part.strip()) for text in texts)
    raise SystemExit(f"{EXAMPLES}: no reports here: run this from a checkout of Quoth")
