"""The JSON Schemas of everything that Quoth writes and of what a model may answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from quoth.evals.gold import GoldArticle
from quoth.evals.scorebook import Scorebook
from quoth.records import Record
from quoth.runs.events import event_schema
from quoth.runs.lines import ArticleLine, LedgerRow, UnreadLine
from quoth.runs.manifest import Manifest

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _exported(model: type[BaseModel], of: str) -> Callable[[], dict[str, Any]]:
    def make() -> dict[str, Any]:
        # As it is written: a field with a default is always there.
        schema = model.model_json_schema(by_alias=True, mode="serialization")
        return {"$schema": _DIALECT, **schema, "title": of}

    return make


def answer_schema() -> dict[str, Any]:
    """What the model is held to where the prompt omits nothing."""
    from quoth.extraction.answers import schema

    return dict(schema())


def progress_schema() -> dict[str, Any]:
    """Any line that `quoth run --json-progress` writes."""
    return {"$schema": _DIALECT, **event_schema(), "title": "a line of --json-progress"}


SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "record": _exported(Record, "a line of records.jsonl"),
    "article": _exported(ArticleLine, "a line of articles.jsonl"),
    "ledger": _exported(LedgerRow, "a line of ledger.jsonl"),
    "unread": _exported(UnreadLine, "a line of unread.jsonl"),
    "manifest": _exported(Manifest, "manifest.json"),
    "progress": progress_schema,
    "answer": answer_schema,
    "gold": _exported(GoldArticle, "a line of a gold file"),
    "scores": _exported(Scorebook, "scores.json"),
}
"""By the name that `quoth schema` knows."""


def file_name(name: str) -> str:
    return f"{name}.schema.json"


def as_text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schemas(directory: Path) -> list[Path]:
    """Writes every schema into the folder, made if need be; raises OSError where it cannot."""
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for name, make in SCHEMAS.items():
        path = directory / file_name(name)
        path.write_text(as_text(make()), encoding="utf-8")
        written.append(path)
    return written
