"""Reads news articles and writes down who claims what, where they stand, and on which conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = ["Article", "Record", "Refusal", "__version__", "extract", "ground", "open_run"]

if TYPE_CHECKING:
    from quoth.articles.article import Article
    from quoth.extraction.grounding import Refusal, ground
    from quoth.records import Record
    from quoth.runs.opened import open_run
    from quoth.runs.single import extract

_HOMES = {
    "Article": "quoth.articles.article",
    "Record": "quoth.records",
    "Refusal": "quoth.extraction.grounding",
    "extract": "quoth.runs.single",
    "ground": "quoth.extraction.grounding",
    "open_run": "quoth.runs.opened",
}


def __getattr__(name: str) -> Any:
    # Loaded when first named: `import quoth` and `quoth --help` answer at once.
    if name not in _HOMES:
        raise AttributeError(f"module 'quoth' has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
