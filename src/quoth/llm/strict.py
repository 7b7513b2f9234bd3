"""The schema that a request carries, as the engine at hand takes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

_LENGTHS = frozenset({"maxLength", "maxItems"})
_NAMED_SCHEMAS = frozenset({"properties", "$defs", "definitions"})
"""Keywords whose own keys are names that the user chose, and may well be called `maxLength`."""


@lru_cache(maxsize=64)
def strict_schema(schema: str, bounded: bool) -> dict[str, Any]:
    """The schema to send, from its JSON text (see `schema_text`). Made once a process; not to be changed.

    An engine that is `bounded` makes a grammar of the schema, and `maxLength` and `maxItems` end a rambling answer
    there. Strict mode elsewhere refuses these keywords, so they are taken out, at any depth; an array whose items are
    given one by one (`prefixItems`) becomes one of items like any of them.
    """
    parsed: dict[str, Any] = json.loads(schema)
    return parsed if bounded else _without_lengths(parsed)


def schema_text(schema: Mapping[str, Any]) -> str:
    """JSON of a schema in its own order of properties, which is the order in which a model writes them."""
    return json.dumps(schema, separators=(",", ":"))


def _without_lengths(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_lengths(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept: dict[str, Any] = {}
    for name, value in node.items():
        if name in _LENGTHS:
            continue
        if name == "prefixItems":
            kept["items"] = {"anyOf": alike} if len(alike := _distinct(value)) > 1 else alike[0]
            continue
        if name in _NAMED_SCHEMAS and isinstance(value, dict):
            kept[name] = {inner: _without_lengths(schema) for inner, schema in value.items()}
        elif name in ("enum", "const", "default", "examples"):
            kept[name] = value
        else:
            kept[name] = _without_lengths(value)
    return kept


def _distinct(schemas: list[Any]) -> list[Any]:
    """Each schema once, without lengths."""
    found: list[Any] = []
    for schema in map(_without_lengths, schemas):
        if schema not in found:
            found.append(schema)
    return found
