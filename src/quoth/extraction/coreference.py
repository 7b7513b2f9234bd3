"""The cast of an article: which names, descriptions and pronouns are one actor, and who acts for whom.

A view of a record, worked out anew from the record and its text: nothing of it is stored.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from quoth.articles import segment
from quoth.extraction.actors.affiliations import Office, offices, principals
from quoth.extraction.actors.kinds import OFFICES, kind_of
from quoth.extraction.actors.names import Mentions, is_pronoun, name_of, significant
from quoth.extraction.attribution.speakers import LONGEST_SENTENCE, Speakers
from quoth.records import Actor, ActorKind, Record, Span

_DESCRIPTION = re.compile(
    rf"\b[Tt]he\s+((?:[\w-]+\s+){{0,3}}?(?:{'|'.join(sorted(OFFICES))}))\b(?!\s+[A-Z]|\s+of\b|[’'-])"
)
_OF_WHOM = re.compile(r"(.+?)\s+of\s+(?:the\s+)?[A-Z][\w\s-]+$")
_ONE_OF_MANY = frozenset(("unnamed", "group"))
"""Kinds of which two with one name may be two: "an official" here and "an official" there."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One actor: the fullest name, every place that means them, in order, and the names of those they act for."""

    name: str
    kind: ActorKind
    mentions: tuple[Span, ...]
    acts_for: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """The words that mean them, each once, in the order of the text."""
        return tuple(dict.fromkeys(" ".join(span.text.split()) for span in self.mentions))


def cast(record: Record, text: str) -> tuple[Entity, ...]:
    """The actors of a record and those whom they act for, in the order of their first mention.

    A pure function of the record and its article's text.  Names are joined only where the text leaves no choice: where
    two people share a surname it stays an actor of its own, and a state is not its capital, nor its ministry.  A source
    that stayed a pronoun is nobody here.
    """
    article = _Text(text)
    held = _joined(_actors(record), article.mentions)
    for name in [name for name in held if article.described_by(name, held) is not None]:
        del held[name]  # "minister" is nobody beside the one minister: that one's description
    served: dict[str, tuple[str, ...]] = {}
    for name in tuple(held):
        served[name] = tuple(dict.fromkeys(_known_as(each, held) for each in article.served_by(name)))
        for each in served[name]:
            held.setdefault(each, kind_of(each))
    places = article.places(held)
    members = [
        Entity(
            name=name,
            kind=kind,
            mentions=tuple(Span.of(text, *place) for place in sorted(places.get(name, ()))),
            acts_for=tuple(each for each in served.get(name, ()) if each != name),
        )
        for name, kind in held.items()
    ]
    return tuple(sorted(members, key=lambda member: member.mentions[0].start if member.mentions else len(text)))


def _actors(record: Record) -> Iterator[Actor]:
    for claim in record.claims:
        yield from (actor for actor in (claim.source, *claim.via) if not is_pronoun(actor.name))
    yield from (stance.holder for stance in record.stances if not is_pronoun(stance.holder.name))
    yield from (condition.bound for condition in record.conditions if condition.bound is not None)


def _joined(actors: Iterable[Actor], mentions: Mentions) -> dict[str, ActorKind]:
    """The canonical names, in order, with their kinds: each actor's fullest name once."""
    kinds: dict[str, ActorKind] = {}
    for actor in actors:
        kinds.setdefault(mentions.full_name(_bare(actor.name)), actor.kind)
    canonical: dict[str, ActorKind] = {}
    for name, kind in kinds.items():
        longer = [other for other in kinds if other != name and _is_short_for(name, other, kind, kinds[other])]
        if len(longer) != 1:  # none, or two who share the name: it stays an actor of its own
            canonical[name] = kind
    return canonical


def _bare(name: str) -> str:
    """The name without its article, and a person's without title and "of …"."""
    name = re.sub(r"^(?:the|a|an)\s+", "", name, flags=re.IGNORECASE)
    of = _OF_WHOM.match(name)
    person = name_of(of[1]) if of is not None else ""
    return person if " " in person and person.istitle() and kind_of(person) == "person" else name


def _known_as(name: str, held: Mapping[str, ActorKind]) -> str:
    """The actor's canonical name, where this one is short for it alone."""
    longer = [each for each, kind in held.items() if _is_short_for(name, each, kind, kind)]
    return longer[0] if len(longer) == 1 and name not in held else name


def _is_short_for(short: str, full: str, kind: ActorKind, full_kind: ActorKind) -> bool:
    """Whether one name is the other cut short: a surname, or the same words without title or article."""
    if kind != full_kind or kind in _ONE_OF_MANY:
        return False
    few, many = significant(short), significant(full)
    if few == many:
        return len(short) < len(full) or (len(short) == len(full) and short > full)
    return (
        kind == "person" and " of " not in full and bool(few) and few < many and short.split()[-1] == full.split()[-1]
    )


class _Text:
    """An article's text as the cast is looked for in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences = segment(text)
        self.speakers = Speakers(text, self.sentences)
        self.mentions = self.speakers.mentions
        self._offices: dict[str, tuple[Office, ...]] = {}

    def offices_of(self, name: str) -> tuple[Office, ...]:
        """What the text calls this actor beside the name: "the Adhari mediator", "Foreign Minister"."""
        if name not in self._offices:
            self._offices[name] = tuple(offices(self.text, self.mentions.places(name)))
        return self._offices[name]

    def described_by(self, name: str, held: Mapping[str, ActorKind]) -> str | None:
        """The one person of whom this name is the description; None where it is no description, or of two."""
        if kind_of(name) == "person" or not (
            self.mentions.places(f"the {name}") or self.mentions.places(f"The {name}")
        ):
            return None
        fitting = [
            other
            for other, kind in held.items()
            if kind == "person" and any(office.fits(name) for office in self.offices_of(other))
        ]
        return fitting[0] if len(fitting) == 1 else None

    def served_by(self, name: str) -> list[str]:
        """Those for whom the text says that this actor acts."""
        held = self.offices_of(name)
        owners = [owner for office in held if office.is_its and (owner := self._named_before(office.place)) is not None]
        return [*principals(name, held, self.mentions), *owners]

    def _named_before(self, place: int) -> str | None:
        """Who spoke last before the sentence at `place`: whose "its" is."""
        number = self._number(place)
        voices = self.speakers.voices(number - 1) if number else ()
        return _bare(voices[-1].name) if voices and voices[-1].mention is not None else None

    def places(self, held: Mapping[str, ActorKind]) -> dict[str, set[tuple[int, int]]]:
        """Where each actor is meant: by name, by a part of it, by office or by pronoun; no place means two of them."""
        found: dict[str, set[tuple[int, int]]] = {name: set() for name in held}
        taken = bytearray(len(self.text))
        by_length = sorted(_spelled(held), key=lambda pair: -len(pair[0]))
        for place, name in [
            *((place, name) for words, name in by_length for place in self.mentions.places(words)),
            *self._described(held),
            *self._pronouns(held),
        ]:
            # Either end free: "army" is meant inside "the army spokeswoman" too, a surname inside a name is not.
            free = not (taken[place[0]] or taken[place[1] - 1])
            if self._is_told(place) and (free or self._owns(place)):
                found[name].add(place)
                taken[place[0] : place[1]] = b"\1" * (place[1] - place[0])
        return found

    def _owns(self, place: tuple[int, int]) -> bool:
        """Whether it is the owner inside a longer name: Tolmira in "Tolmira's army" is meant too."""
        return self.text.startswith(("’s", "'s", "’ ", "' "), place[1])

    def _is_told(self, place: tuple[int, int]) -> bool:
        """Whether the place is of the article and not of the page around it."""
        return self.sentences[self._number(place[0])].furniture is None

    def _number(self, place: int) -> int:
        """The number of the sentence that begins last at or before `place`."""
        return max(0, bisect_right(self.sentences, place, key=lambda sentence: sentence.start) - 1)

    def _described(self, held: Mapping[str, ActorKind]) -> Iterator[tuple[tuple[int, int], str]]:
        """Descriptions that fit the office of one person alone: "the Russian president", "the minister"."""
        known = {name: self.offices_of(name) for name, kind in held.items() if kind == "person"}
        for sentence in self.sentences:
            if not sentence.is_prose or sentence.end - sentence.start > LONGEST_SENTENCE:
                continue
            for match in _DESCRIPTION.finditer(self.text, sentence.start, sentence.end):
                fitting = [name for name, held_by in known.items() if any(one.fits(match[1]) for one in held_by)]
                if len(fitting) == 1:
                    yield match.span(), fitting[0]

    def _pronouns(self, held: Mapping[str, ActorKind]) -> Iterator[tuple[tuple[int, int], str]]:
        """The pronouns that a cue has for its source, where reading order tells whose they are."""
        for number in range(len(self.sentences)):
            for voice in self.speakers.voices(number):
                if voice.pronoun is None or voice.attribution is None or voice.attribution.source is None:
                    continue
                name = _bare(voice.name)
                known = [each for each in held if each == name or _is_short_for(name, each, kind_of(name), held[each])]
                if voice.mention is not None and len(known) == 1:
                    yield voice.attribution.source, known[0]


def _spelled(held: Mapping[str, ActorKind]) -> list[tuple[str, str]]:
    """Words that can stand for each actor, with the actor: the name, and a surname that only one of them has."""
    spelled = [(name, name) for name in held]
    surnames: dict[str, list[str]] = {}
    for name, kind in held.items():
        if kind == "person" and " " in name and all(word[:1].isupper() for word in name.split()):
            surnames.setdefault(name.split()[-1], []).append(name)
    return spelled + [
        (surname, names[0]) for surname, names in surnames.items() if len(names) == 1 and surname not in held
    ]


__all__: Sequence[str] = ("Entity", "cast")
