"""PLOVER's gold standard records (Open Event Data Alliance 2016): sentences that hold a conditional threat or offer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from quoth.articles.article import Article
from quoth.errors import InputError
from quoth.evals.units import Labels, Unit

_FILE = "PLOVER_GSR_CAMEO.txt"
_CONDITIONAL = re.compile(r"\b(?:if|unless|until|provided)\b", re.IGNORECASE)
_KINDS = {"THREATEN": "threat", "REJECT": "refusal", "AGREE": "promise", "DEMAND": "demand"}


def read(folder: Path) -> Iterator[tuple[Article, Labels]]:
    """Every coded sentence as an article of its own; those with a conditional owe one, the others none.

    The kind is scored where the event has one of ours.
    """
    path = next(iter([*folder.rglob(_FILE)]), None)
    if path is None:
        raise InputError(f"{folder}: PLOVER has the file {_FILE}")
    for record in json.loads(path.read_text(encoding="utf-8")):
        text = record.get("text", "")
        if record["event"] == "DOCUMENT" or not text:
            continue
        kind = _KINDS.get(record["event"])
        conditional = _CONDITIONAL.search(text)
        units = [Unit("k1", ((0, len(text)),), "", {"kind": kind} if kind else {})] if conditional else []
        yield Article(id=record["id"], text=text), Labels(record["id"], record["id"], {"conditions": units})
