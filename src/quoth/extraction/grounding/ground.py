"""Words become spans: exact search, then a normalised one with an offset map, then a fuzzy one that keeps the sense.

A match is refused where it would turn the sense: a negation, modal, number, date, name or word with an opposite that
differs between the words asked for and the words found. Exact where others guess, and never silent: a refusal says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Protocol

from quoth.extraction.grounding.normalization import fold, folded, restored, unpadded
from quoth.extraction.grounding.punctuation import EDGES, with_marks
from quoth.extraction.grounding.refusals import Reason, Refusal
from quoth.extraction.grounding.tokenization import Word, has_words, words_of
from quoth.extraction.grounding.word_boundaries import occurrences, whole_words
from quoth.records import Span

__all__ = ("Reason", "Refusal", "ground", "ground_parts")

Place = tuple[int, int]

_LEAST_SIMILAR = 84.0
"""Similarity, in percent, under which a fuzzy match is none: about one changed word in six."""
_WORTH_A_REASON = 70.0
"""Similarity from which a refusal can say what differs."""
_FEWEST_WORDS = 3
"""Words from which a fuzzy match may differ in one."""
_ELLIPSIS = re.compile(r"\s*+[\[(]?(?:…|\.(?:\s?\.){2,}+)[\s.…]*+[\])]?\s*+")
_EDITORIAL = re.compile(r"\[[^\[\]]{0,80}\]")


class _HasText(Protocol):
    @property
    def text(self) -> str: ...


class _HasPlace(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Within = Sequence[Place | _HasPlace]


def ground(words: str, article: _HasText | str, within: Within | None = None) -> Span | Refusal:
    """Finds `words` in an article and returns the Span that holds them, or a Refusal that says why there is none.

    `article` is an Article or a text. `within` limits the search to ranges of its text, `(start, end)` or sentences;
    ranges with nothing but white space between them are one. The first is where the words are expected: it is searched
    first, and elsewhere the match nearest to it wins. Tried in order: the exact words; the words with quotation marks,
    dashes, white space, ligatures, case and editorial brackets folded; the most similar stretch of words, refused where
    it differs in what turns the sense. An ellipsis in `words` stands for itself: see `ground_parts`. Takes time linear
    in the text. Never raises.
    """
    text = article if isinstance(article, str) else article.text
    wanted = words.strip()
    if not (wanted[:1].isalnum() or has_words(wanted)):
        return Refusal("empty", words)
    if within is not None and not within:
        return Refusal("not_found", wanted)
    start, end = (0, len(text)) if within is None else _clipped(text, within[0])
    at = text.find(wanted, start, end)
    # What nearly every answer needs, before anything else is looked at: the exact words, where they are expected.
    if at >= 0 and whole_words(text, at, at + len(wanted)):
        return Span.of(text, at, at + len(wanted))
    found = _found(wanted, text, _ranges(text, within))
    return Span.of(text, *found) if isinstance(found, tuple) else found


def ground_parts(words: str, article: _HasText | str, within: Within | None = None) -> tuple[Span, ...] | Refusal:
    """The spans of `words` that have an ellipsis where the article has other words: one for each part, in order.

    Words that the article has as they are, ellipsis and all, are one span. Every part has to be found behind the one
    before it, within `within` as `ground` takes it; what is left out must not turn the sense. Never raises.
    """
    text = article if isinstance(article, str) else article.text
    whole = ground(words, text, within)
    if isinstance(whole, Span):
        return (whole,)
    if whole.reason != "discontinuous":
        return whole
    parts = _parts(words.strip(), text, _ranges(text, within))
    return parts if isinstance(parts, Refusal) else tuple(Span.of(text, *place) for place in parts)


def _ranges(text: str, within: Within | None) -> list[Place]:
    """The ranges as offsets that the text has, in the order given."""
    if within is None:
        return [(0, len(text))]
    return [_clipped(text, each) for each in within]


def _clipped(text: str, place: Place | _HasPlace) -> Place:
    start, end = place if isinstance(place, tuple) else (place.start, place.end)
    return max(0, start), min(len(text), end)


def _joined(text: str, ranges: Iterable[Place]) -> list[Place]:
    """The ranges in the order of the text; those that overlap, or have nothing but white space between, are one."""
    joined: list[Place] = []
    for start, end in sorted(each for each in ranges if each[0] < each[1]):
        if joined and (start <= joined[-1][1] or text[joined[-1][1] : start].isspace()):
            start, end = joined[-1][0], max(end, joined.pop()[1])
        joined.append((start, end))
    return joined


def _found(wanted: str, text: str, ranges: Sequence[Place]) -> Place | Refusal:
    if not ranges:
        return Refusal("not_found", wanted)
    pointed = ranges[0]
    place = _nearest(occurrences(wanted, text, *pointed), pointed) or _normalised(wanted, text, pointed, pointed)
    if place is not None:
        return place
    everywhere = _joined(text, ranges) if len(ranges) > 1 else [pointed]
    if everywhere != [pointed]:
        for find in (_exact, _normalised):
            places = (find(wanted, text, each, pointed) for each in everywhere)
            place = _nearest((each for each in places if each is not None), pointed)
            if place is not None:
                return place
    if len(_ELLIPSIS.split(wanted.strip(" .…"), maxsplit=1)) > 1:
        return _elliptic(wanted, text, ranges)
    return _inexact(wanted, text, pointed, everywhere)


def _nearest(places: Iterable[Place], pointed: Place) -> Place | None:
    """Of places in the order of the text the one with the least between it and the range pointed at.

    Reads no further than the first that starts behind the range's start: whatever follows is further away.
    """
    best, least = None, 0
    for place in places:
        distance = max(pointed[0] - place[1], place[0] - pointed[1], 0)
        if best is None or distance < least:
            best, least = place, distance
        if place[0] >= pointed[0]:
            break
    return best


def _exact(wanted: str, text: str, within: Place, pointed: Place) -> Place | None:
    return _nearest(occurrences(wanted, text, *within), pointed)


def _normalised(wanted: str, text: str, within: Place, pointed: Place, *, edited: bool = False) -> Place | None:
    """The place of the words with typography folded; `edited`: what an editor put in brackets is passed over."""
    asked = fold(wanted).text
    core = asked.strip(EDGES)
    if not core:
        return None
    for whole in dict.fromkeys((text, restored(text))):
        stretch = whole[slice(*within)]
        there = folded(_EDITORIAL.sub(lambda found: " " * len(found[0]), stretch) if edited else stretch)
        places = (
            (unpadded(whole, within[0] + start), within[0] + end)
            for start, end in (there.place(*each) for each in occurrences(core, there.text))
        )
        found = _nearest((place for place in places if whole_words(whole, *place)), pointed)
        if found is not None:
            return with_marks(asked, text, found, within)
    return None


def _inexact(wanted: str, text: str, pointed: Place, everywhere: Sequence[Place]) -> Place | Refusal:
    """The place of words that differ from the text's: in what an editor added in square brackets, in spelling, or both.

    What an editor added must not turn the sense.
    """
    from quoth.extraction.grounding.meaning import loses_sense

    found = _fuzzy(wanted, text, pointed, everywhere)
    if isinstance(found, tuple):
        return found
    bare = " ".join(_EDITORIAL.sub(" ", wanted).split())
    if not has_words(bare) or any(loses_sense(words_of(added)) for added in _EDITORIAL.findall(wanted)):
        bare = wanted
    ranges = dict.fromkeys((pointed, *everywhere))
    if bare == wanted and not any(text.find("[", *within) >= 0 for within in ranges):
        return found
    for within in ranges:
        place = _normalised(bare, text, within, pointed) or _normalised(bare, text, within, pointed, edited=True)
        added = _EDITORIAL.findall(text[slice(*place)]) if place is not None else []
        if place is not None and not any(loses_sense(words_of(each)) for each in added):
            return place
    without = _fuzzy(bare, text, pointed, everywhere) if bare != wanted else found
    return found if isinstance(without, Refusal) else without


def _elliptic(wanted: str, text: str, ranges: Sequence[Place]) -> Place | Refusal:
    """The place of words with an ellipsis inside, where the text has one there too."""
    parts = _parts(wanted, text, ranges)
    if isinstance(parts, Refusal):
        return parts
    if all(_ELLIPSIS.fullmatch(text, one[1], other[0]) for one, other in pairwise(parts)):
        return parts[0][0], parts[-1][1]
    return _apart("discontinuous", wanted, f"ground_parts finds its {len(parts)} parts", text, parts)


def _apart(reason: Reason, wanted: str, detail: str, text: str, parts: Sequence[Place]) -> Refusal:
    """A Refusal whose nearest words hold all the parts; their similarity is the share of it that the parts are."""
    whole = Span.of(text, parts[0][0], parts[-1][1])
    similarity = 100.0 * sum(end - start for start, end in parts) / len(whole.text)
    return Refusal(reason, wanted, detail, whole, round(similarity, 1))


def _parts(wanted: str, text: str, ranges: Sequence[Place]) -> list[Place] | Refusal:
    """Where the parts between ellipses stand, one behind the other: in the first range that has them all, else in all
    of them together.
    """
    from quoth.extraction.grounding.meaning import loses_sense

    parts = [part for part in _ELLIPSIS.split(wanted) if has_words(part)]
    refused = Refusal("not_found", wanted)
    for within in ([ranges[0]], ranges):
        places = _in_order(parts, text, within)
        if isinstance(places, Refusal):
            refused = replace(places, words=wanted)
            continue
        for one, other in pairwise(places):
            lost = loses_sense(words_of(text[one[1] : other[0]]))
            if lost is not None:
                return _apart(lost.turn, wanted, str(lost), text, places)
        return places
    return refused


def _in_order(parts: Sequence[str], text: str, within: Sequence[Place]) -> list[Place] | Refusal:
    places: list[Place] = []
    joined = _joined(text, within)
    for part in parts:
        behind = places[-1][1] if places else 0
        left = [(max(start, behind), end) for start, end in joined if end > behind]
        found = _found(part, text, left if places else within)
        if isinstance(found, Refusal):
            return found
        places.append(found)
    return places


def _fuzzy(wanted: str, text: str, pointed: Place, everywhere: Sequence[Place]) -> Place | Refusal:
    """The most similar stretch of words that means the same: where it is expected, else anywhere."""
    asked = words_of(wanted)
    here = _similar(wanted, asked, text, pointed, pointed)
    if isinstance(here, tuple) or everywhere == [pointed]:
        return here
    every = [here, *(_similar(wanted, asked, text, within, pointed) for within in everywhere)]
    places = [each for each in every if isinstance(each, tuple)]
    refusals = [each for each in every if isinstance(each, Refusal)]
    return _nearest(places, pointed) or max(refusals, key=lambda refusal: refusal.similarity)


def _similar(wanted: str, asked: Sequence[Word], text: str, within: Place, pointed: Place) -> Place | Refusal:
    from quoth.extraction.grounding.fuzzy import index, most_similar
    from quoth.extraction.grounding.meaning import Wording, touched

    stretch = text[slice(*within)]
    there = index(stretch)
    window = most_similar(asked, there, there.at(pointed[0] - within[0]))
    if window is None:
        return Refusal("not_found", wanted)
    words = there.words(window)
    place = within[0] + words[0].start, within[0] + words[-1].end
    nearest, similarity = Span.of(text, *place), round(window.similarity, 1)
    if window.similarity >= _WORTH_A_REASON:
        turned = touched(Wording(asked, wanted), Wording(words, stretch), text)
        if turned is not None:
            return Refusal(turned.turn, wanted, str(turned), nearest, similarity)
    same = window.similarity == 100.0
    if same or (window.similarity >= _LEAST_SIMILAR and len(asked) >= _FEWEST_WORDS):
        return with_marks(fold(wanted).text, text, place, within)
    return Refusal("not_found", wanted, nearest=nearest, similarity=similarity)
