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
    """Where the span's words stand now: the place whose surroundings share most with those that were labelled.

    None where the words are gone, or where two places fit equally well.
    """
    places = []
    place = text.find(span.exact)
    while place >= 0:
        places.append(place)
        place = text.find(span.exact, place + 1)
    if len(places) <= 1:
        return places[0] if places else None
    fits = sorted(((_shared(span, text, place), place) for place in places), reverse=True)
    return fits[0][1] if fits[0][0] > fits[1][0] else None


def _shared(span: GoldSpan, text: str, place: int) -> int:
    """Characters of the labelled prefix and suffix that stand around the words at `place`, counted outwards."""
    end = place + len(span.exact)
    before = _common(reversed(span.prefix), reversed(text[max(0, place - len(span.prefix)) : place]))
    return before + _common(iter(span.suffix), iter(text[end : end + len(span.suffix)]))


def _common(some: Any, others: Any) -> int:
    count = 0
    for one, two in zip(some, others, strict=False):
        if one != two:
            break
        count += 1
    return count
