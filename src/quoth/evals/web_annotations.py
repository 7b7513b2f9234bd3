"""Labels as W3C web annotations (Web Annotation Data Model, 2017), for the tools that read these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quoth.evals.gold import GoldArticle, GoldSpan

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def web_annotations(labels: GoldArticle) -> Iterator[dict[str, Any]]:
    """One annotation an item: its evidence is the target, the rest of the item its body."""
    for layer, items in (("claim", labels.claims), ("stance", labels.stances), ("condition", labels.conditions)):
        for item in items:
            value = item.model_dump(mode="json")
            spans = [span for owner, span in labels.spans() if owner == item.id]
            yield {
                "@context": _CONTEXT,
                "id": f"{labels.article.id}#{item.id}",
                "type": "Annotation",
                "motivation": "classifying",
                "creator": labels.annotator,
                "body": {"type": "Dataset", "layer": layer, "value": value},
                "target": [target(labels.article.id, span) for span in spans],
            }


def target(source: str | dict[str, str], span: GoldSpan) -> dict[str, Any]:
    """The words of a source, by their place in code points and by themselves with what stands about them."""
    return {
        "source": source,
        "selector": [
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            {"type": "TextQuoteSelector", "exact": span.exact, "prefix": span.prefix, "suffix": span.suffix},
        ],
    }
