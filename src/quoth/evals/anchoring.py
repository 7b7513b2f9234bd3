"""Finds labelled words again in a text that was edited since, or refuses to guess."""

from __future__ import annotations

from typing import Any

from quoth.errors import InputError
from quoth.evals.gold import GoldArticle, GoldSpan


def anchored(gold: GoldArticle, text: str, sha256: str) -> GoldArticle:
    """The labels with offsets that hold in `text`.

    Unchanged where the text is the one that was labelled. Else each span is looked for by its words and by what stood
    around it. Raises InputError naming article and item where the words are gone, or stand in several places with
    nothing to tell them apart.
    """
    if sha256 == gold.article.sha256:
        _check(gold, text)
        return gold
    value = gold.model_dump(by_alias=True)
    _reanchor(value, text, gold.article.id)
    value["article"].update(sha256=sha256, length=len(text))
    return GoldArticle.model_validate(value)


def _check(gold: GoldArticle, text: str) -> None:
    for item, span in gold.spans():
        if text[span.start : span.end] != span.exact:
            raise InputError(
                f"{gold.article.id}: {item}: {span.start}:{span.end} holds {text[span.start : span.end]!r} "
                f"and not {span.exact!r}"
            )


def _reanchor(value: Any, text: str, article: str, item: str = "") -> None:
    """Puts new offsets into every span of a dumped article, in place."""
    if isinstance(value, list | tuple):
        for each in value:
            _reanchor(each, text, article, item)
    elif isinstance(value, dict):
        item = value.get("id", item) if isinstance(value.get("id", item), str) else item
        if "exact" in value:
            span = GoldSpan.model_validate(value)
            start = place_of(span, text)
            if start is None:
                raise InputError(
                    f"{article}: {item}: the words {span.exact[:60]!r} cannot be told in the changed text; label anew"
                )
            value.update(GoldSpan.of(text, start, start + len(span.exact)).model_dump())
        else:
            for each in value.values():
                _reanchor(each, text, article, item)


def place_of(span: GoldSpan, text: str) -> int | None:
    """Where the span's words stand now: of several places, the one with all that stood before them and after them.

    An edit beside the words spoils one side, so a lone place with the whole of one side will do. None where the words
    are gone, or where no place or several would do: half a likeness is no proof.
    """
    places = []
    place = text.find(span.exact)
    while place >= 0:
        places.append(place)
        place = text.find(span.exact, place + 1)
    if len(places) <= 1:
        return places[0] if places else None
    sides = {place: _sides(span, text, place) for place in places}
    for enough in (2, 1):
        fitting = [place for place, kept in sides.items() if kept >= enough]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def _sides(span: GoldSpan, text: str, place: int) -> int:
    """How many of prefix and suffix stand around the words at `place`; one that is empty proves nothing."""
    end = place + len(span.exact)
    before = bool(span.prefix) and text.endswith(span.prefix, 0, place)
    return before + (bool(span.suffix) and text.startswith(span.suffix, end))
