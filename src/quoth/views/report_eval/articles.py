"""Each article as the report shows it: what was labelled and what was given on its words, and every item in a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from quoth.evals.judging import JOINT, agrees
from quoth.evals.scorebook import ArticleScores
from quoth.evals.units import Layer, Place, union
from quoth.views.plain import plain
from quoth.views.report_eval.reading import AlignmentLine, ErrorLine, Item, Scored

State = Literal["right", "marginal", "wrong", "missed", "spurious"]
_WORST: tuple[State, ...] = ("right", "marginal", "wrong", "missed", "spurious")
LETTERS: Mapping[Layer, str] = {"claims": "c", "stances": "s", "conditions": "k"}
_MOST_WORDS = 200
"""Characters of an item's words that the list shows; the text beside it shows them all."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """What the label says and what was given; `right` is None where only one of the two is there."""

    name: str
    gold: str | None
    given: str | None
    right: bool | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the list: a pair, a label that nothing met, or a prediction that met no label.

    `number` counts the entries of an article from 1 in the order of the text; both sides carry it. `notes` are one line
    each: what the errors file says, rule and stage included.
    """

    number: int
    layer: Layer
    state: State
    gold: Item | None
    given: Item | None
    kinds: tuple[str, ...]
    notes: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    gold_words: str
    given_words: str
    gold_cue: str
    given_cue: str

    @property
    def is_error(self) -> bool:
        return self.state not in ("right", "marginal")

    @property
    def letter(self) -> str:
        return LETTERS[self.layer]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text that the same entries cover; `starting` are those whose first word it holds."""

    words: str
    state: State | None
    numbers: tuple[int, ...]
    starting: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class ArticlePart:
    """One article. Without its text (`has_text`) both sides are empty, and the list has no words."""

    number: int
    scores: ArticleScores
    title: str
    has_text: bool
    gold: tuple[Piece, ...]
    given: tuple[Piece, ...]
    entries: tuple[Entry, ...]

    @property
    def errors(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_error]


def article_parts(scored: Scored) -> tuple[list[ArticlePart], int]:
    """The articles in the order of the scores, and how many lines of the errors file name no item of the alignment."""
    alignment: dict[str, list[AlignmentLine]] = {}
    for line in scored.alignment:
        alignment.setdefault(line.article, []).append(line)
    errors: dict[str, list[ErrorLine]] = {}
    for error in scored.errors or ():
        errors.setdefault(error.article, []).append(error)
    parts, named = [], 0
    for number, scores in enumerate(scored.book.articles, 1):
        text = scored.texts.get(scores.id)
        source = _Source(scored, scores.id, visible(text.text) if text is not None else "", errors.get(scores.id, []))
        entries = [_entry(at, met, source) for at, met in enumerate(_met(alignment.get(scores.id, ())), 1)]
        parts.append(_part(number, scores, entries, source))
        named += len(source.taken)
    return parts, len(scored.errors or ()) - named


@dataclass(frozen=True, slots=True)
class _Met:
    """A pair, or one item alone."""

    layer: Layer
    gold: Item | None
    given: Item | None

    @property
    def order(self) -> tuple[object, ...]:
        item = self.gold or self.given
        return (item.places if item is not None else (), self.layer)

    def is_named_by(self, error: ErrorLine) -> bool:
        """A pair by an error that names both, or one of them and nothing else; an item alone whenever it is named."""
        if error.layer != self.layer:
            return False
        if self.gold is None:
            return self.given is not None and error.predicted == self.given.id
        if self.given is None:
            return error.gold == self.gold.id
        gold, given = self.gold.id, self.given.id
        return (error.gold, error.predicted) in {(gold, given), (gold, None), (None, given)}


@dataclass(slots=True)
class _Source:
    """What the entries of one article are made from; `taken` are the places of the errors that an entry has."""

    scored: Scored
    article: str
    words: str
    errors: Sequence[ErrorLine]
    taken: set[int] = field(default_factory=set)

    def errors_of(self, met: _Met) -> list[ErrorLine]:
        places = [place for place, error in enumerate(self.errors) if met.is_named_by(error)]
        self.taken.update(places)
        return [self.errors[place] for place in places]

    def words_of(self, item: Item | None) -> str:
        """The words of an item on one line, the middle of long ones left out."""
        if item is None or not self.words:
            return ""
        whole = " … ".join(self.words[start:end] for start, end in union(item.places)).replace("\n", " ")
        if len(whole) <= _MOST_WORDS:
            return whole
        return f"{whole[: _MOST_WORDS * 2 // 3].rstrip()} […] {whole[-_MOST_WORDS // 3 :].lstrip()}"


def _met(lines: Sequence[AlignmentLine]) -> list[_Met]:
    found = []
    for line in lines:
        found += [_Met(line.layer, pair.gold, pair.predicted) for pair in line.pairs]
        found += [_Met(line.layer, item, None) for item in line.missed]
        found += [_Met(line.layer, None, item) for item in line.spurious]
    return sorted(found, key=lambda met: met.order)


def _part(number: int, scores: ArticleScores, entries: Sequence[Entry], source: _Source) -> ArticlePart:
    text = source.scored.texts.get(scores.id)
    return ArticlePart(
        number=number,
        scores=scores,
        title=(text.title or "") if text is not None else "",
        has_text=text is not None,
        gold=tuple(pieces(source.words, [(each, each.gold.places) for each in entries if each.gold is not None])),
        given=tuple(pieces(source.words, [(each, each.given.places) for each in entries if each.given is not None])),
        entries=tuple(entries),
    )


def _entry(number: int, met: _Met, source: _Source) -> Entry:
    gold, given, scored = met.gold, met.given, source.scored
    attributes = tuple(_attributes(gold, given))
    errors = source.errors_of(met)
    if scored.errors is None:
        kinds = _seen_kinds(met, attributes)
    else:
        kinds = list(dict.fromkeys(error.kind for error in errors))
    state = _state(met, kinds)
    return Entry(
        number=number,
        layer=met.layer,
        state=state,
        gold=gold,
        given=given,
        kinds=tuple(kinds or ([state] if state in ("missed", "spurious") else [])),
        notes=tuple(dict.fromkeys(filter(None, map(_note, errors)))),
        attributes=attributes,
        gold_words=source.words_of(gold),
        given_words=source.words_of(given),
        gold_cue=scored.gold_cues.get((source.article, gold.id), "") if gold is not None else "",
        given_cue=scored.given_cues.get((source.article, given.id), "") if given is not None else "",
    )


def _state(met: _Met, kinds: Sequence[str]) -> State:
    if met.gold is None:
        return "spurious"
    if not met.gold.core:
        return "marginal"
    if met.given is None:
        return "missed"
    return "wrong" if kinds else "right"


def _attributes(gold: Item | None, given: Item | None) -> Iterator[Attribute]:
    owed = gold.attributes if gold is not None else {}
    made = given.attributes if given is not None else {}
    for name in owed if gold is not None else made:
        label, value = owed.get(name), made.get(name)
        both = label is not None and value is not None
        yield Attribute(name, label, value, agrees(name, label or "", value or "") if both else None)


def _seen_kinds(met: _Met, attributes: Sequence[Attribute]) -> list[str]:
    """What the alignment alone shows to be wrong of a pair: the attributes that the joint score asks for."""
    if met.gold is None or met.given is None or not met.gold.core:
        return []
    return [each.name for each in attributes if each.name in JOINT[met.layer] and each.right is False]


def _note(error: ErrorLine) -> str:
    told = [error.detail or ""]
    if error.rule:
        told.append(f"rule {error.rule}")
    if error.stage:
        told.append(f"stage not reached: {error.stage}")
    return " · ".join(filter(None, told))


def visible(text: str) -> str:
    """The text with every sign shown that would turn the writing or be no character of a page; as long as it was."""
    return "\n".join(map(plain, text.split("\n")))


def pieces(text: str, items: Sequence[tuple[Entry, Sequence[Place]]]) -> Iterator[Piece]:
    """The whole text, cut wherever an item begins or ends."""
    if not text:
        return
    opened: dict[int, list[Entry]] = {}
    closed: dict[int, list[Entry]] = {}
    starting: dict[int, list[Entry]] = {}
    for entry, places in items:
        joined = union(places)
        starting.setdefault(joined[0][0] if joined else 0, []).append(entry)
        for start, end in joined:
            opened.setdefault(start, []).append(entry)
            closed.setdefault(end, []).append(entry)
    cuts = sorted({0, len(text), *opened, *closed})
    over: Counter[int] = Counter()
    entries = {entry.number: entry for entry, _ in items}
    for start, end in pairwise(cuts):
        over.update(entry.number for entry in opened.get(start, ()))
        over.subtract(entry.number for entry in closed.get(start, ()))
        numbers = tuple(sorted(number for number, times in over.items() if times > 0))
        worst = max((_WORST.index(entries[number].state) for number in numbers), default=None)
        yield Piece(
            words=text[start:end],
            state=_WORST[worst] if worst is not None else None,
            numbers=numbers,
            starting=tuple(starting.get(start, ())),
        )
