"""SEESAW (Zhang et al. 2022): who is for or against whom, sentence by sentence, in news from left, centre and right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quoth.articles.article import Article
from quoth.errors import InputError
from quoth.evals.units import Labels, Unit

_POLARITY = {"POS": "support", "NEG": "oppose"}
_NOBODY = ("Author", "Not in the list")
"""Holders that are not in the text: the journalist's own leaning is no stance that an article reports."""


def read(folder: Path) -> Iterator[tuple[Article, Labels]]:
    """Every article, its sentences a line each. Three articles of one event are one story."""
    articles = folder / "articles"
    if not articles.is_dir():
        raise InputError(f"{folder}: SEESAW has the folders `articles` and `annotations`")
    for path in sorted(articles.glob("*.json")):
        value = json.loads(path.read_text(encoding="utf-8"))
        labels = json.loads((folder / "annotations" / path.name).read_text(encoding="utf-8"))
        text, places = _joined(value["text"])
        units = sorted(_units(labels["sentence-level stances"], places), key=lambda unit: unit.order)
        story = path.stem.rpartition("_DOCUMENT")[0]
        yield Article(id=path.stem, text=text, title=value.get("title")), Labels(path.stem, story, {"stances": units})


def _joined(sentences: list[dict[str, Any]]) -> tuple[str, dict[str, tuple[int, int]]]:
    text, places = "", {}
    for sentence in sentences:
        places[str(sentence["id"])] = (len(text), len(text) + len(sentence["text"]))
        text += sentence["text"] + "\n"
    return text, places


def _units(stances: dict[str, list[dict[str, Any]]], places: dict[str, tuple[int, int]]) -> Iterator[Unit]:
    for sentence, found in stances.items():
        for number, each in enumerate(found):
            if each["subject"] not in _NOBODY and sentence in places:
                yield Unit(
                    f"{sentence}.{number}",
                    (places[sentence],),
                    each["subject"],
                    {"holder": each["subject"], "target": each["object"], "polarity": _POLARITY[each["sentiment"]]},
                )
