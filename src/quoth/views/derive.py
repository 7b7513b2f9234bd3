"""What deriving a run again changed, for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quoth.extraction.record_diff import Change
from quoth.runs.deriving import Derived
from quoth.views.plain import plain

_LAYERS = ("claims", "stances", "conditions", "article")
_KINDS = ("gained", "lost", "changed", "marked")
_MOST_KEPT = 10


def derive_lines(found: Derived) -> Iterator[str]:
    """Sums first, then each layer by rule, then what could not be made again."""
    yield f"{found.articles:,} articles made again, {found.changed:,} changed"
    for layer in _LAYERS:
        parts = [_part(found, layer, kind) for kind in _KINDS if found.items[layer, kind]]
        if parts:
            yield f"{'findings alone' if layer == 'article' else layer}: " + "; ".join(parts)
    for note in found.notes:
        yield plain(note)
    for article, reason in found.kept[:_MOST_KEPT]:
        yield f"{plain(article)}: kept as it was: {plain(reason)}"
    if len(found.kept) > _MOST_KEPT:
        yield f"and {len(found.kept) - _MOST_KEPT:,} more kept as they were"
    if found.written:
        yield "the new records are written"
    elif found.changed:
        yield "nothing is written; --write puts the new records in the old ones' place"


def _part(found: Derived, layer: str, kind: str) -> str:
    fields = [(each[1], count) for each, count in found.fields.items() if each[0] == layer and kind == "changed"]
    rules = [(each[2], count) for each, count in found.changes.items() if each[:2] == (layer, kind)]
    said = "; ".join(_counted(each) for each in (fields, rules) if each)
    return f"{found.items[layer, kind]:,} {kind} ({said})"


def _counted(counts: list[tuple[str, int]]) -> str:
    """The most frequent first."""
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts, key=lambda each: (-each[1], each[0])))


def change_line(article: str, change: Change) -> str:
    """One item that changed."""
    fields = f" ({', '.join(change.fields)})" if change.fields else ""
    words = f": {plain(' '.join(change.words.split()))[:100]}" if change.words else ""
    return f"{plain(article)} {change.id} {change.kind}{fields} by {', '.join(change.rules)}{words}"


def derive_json(found: Derived) -> dict[str, Any]:
    return {
        "articles": found.articles,
        "changed": found.changed,
        "items": [
            {"layer": layer, "kind": kind, "count": count} for (layer, kind), count in sorted(found.items.items())
        ],
        "changes": [
            {"layer": layer, "kind": kind, "rule": rule, "count": count}
            for (layer, kind, rule), count in sorted(found.changes.items())
        ],
        "fields": [
            {"layer": layer, "field": name, "count": count} for (layer, name), count in sorted(found.fields.items())
        ],
        "kept": [{"article": article, "reason": reason} for article, reason in found.kept],
        "notes": found.notes,
        "written": found.written,
    }


def change_json(article: str, change: Change) -> dict[str, Any]:
    return {
        "article": article,
        "layer": change.layer,
        "kind": change.kind,
        "id": change.id,
        "rules": list(change.rules),
        "fields": list(change.fields),
        "words": change.words,
    }
