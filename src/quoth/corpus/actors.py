"""Which names of many articles are one actor.

Names are joined only where something speaks for it: the same telling words, a short form that fits one full name only,
letters that spell a name, a spelling that differs by a letter. What has no name of its own ("the government") is one
actor in articles that share named actors, for these tell the same story; who is unnamed is somebody new in each.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz.distance import DamerauLevenshtein

from quoth.corpus.joined import Joined
from quoth.extraction.actors.kinds import OFFICES
from quoth.extraction.actors.names import is_pronoun, significant
from quoth.records import ActorKind, Record

_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")
_NEVER_THE_SAME = frozenset(("unnamed", "author"))
_SHARED = 2
"""Named actors that two articles must share before a description in both is taken for one actor."""
_LONG = 6
"""Letters from which on a name may be misspelt by one."""

Mention = tuple[str, str]
"""An article's id and a name in it."""
Known = Mapping[str, frozenset[Mention]]
_NOBODY: frozenset[Mention] = frozenset()


@dataclass
class Named:
    """One name: its kind, and how often each article has it."""

    name: str
    kind: ActorKind
    articles: Counter[str] = field(default_factory=Counter)


def mentions(record: Record) -> Iterable[tuple[str, ActorKind]]:
    """Every actor of a record by name and kind: sources, holders, those bound, and actors that are targets."""
    for claim in record.claims:
        yield claim.source.name, claim.source.kind
    for stance in record.stances:
        yield stance.holder.name, stance.holder.kind
        if stance.target_kind == "actor":
            yield stance.target, "organisation"
    for condition in record.conditions:
        if condition.bound is not None:
            yield condition.bound.name, condition.bound.kind


class ActorNames:
    """Collects the names of records, and groups them."""

    def __init__(self) -> None:
        self._kinds: dict[str, Counter[ActorKind]] = defaultdict(Counter)
        self._articles: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, record: Record) -> None:
        for name, kind in mentions(record):
            if not is_pronoun(name):
                self._kinds[name][kind] += 1
                self._articles[name][record.article.id] += 1

    def named(self) -> list[Named]:
        return [
            Named(name, kinds.most_common(1)[0][0], self._articles[name]) for name, kinds in sorted(self._kinds.items())
        ]

    def groups(self) -> tuple[Joined[Mention], Known]:
        """The mentions that are one actor, and the named actors that each article has."""
        joined: Joined[Mention] = Joined()
        every = self.named()
        proper = [each for each in every if _is_proper(each)]
        for each in every:
            for article in each.articles:
                joined.add((article, each.name))
        for each in proper:
            joined.join((article, each.name) for article in each.articles)
        _join_short_forms(proper, joined)
        _join_letters(proper, joined)
        _join_spellings(proper, joined)
        known = _known(proper, joined)
        _join_descriptions(every, known, joined)
        return joined, known


def _is_proper(each: Named) -> bool:
    """Whether the name is one's own: it has a capital that is not the first word's alone, or is a word of its own."""
    if each.kind in _NEVER_THE_SAME or each.kind == "artifact":
        return False
    words = _WORD.findall(each.name)
    return any(word[0].isupper() or not word[0].islower() for word in words) and bool(significant(each.name))


def _join_short_forms(proper: list[Named], joined: Joined[Mention]) -> None:
    """A name whose telling words all stand in one other's, and in no third's that is not that one's too."""
    telling = {each.name: significant(each.name) for each in proper}
    by_word: dict[str, list[Named]] = defaultdict(list)
    for each in proper:
        for word in telling[each.name]:
            by_word[word].append(each)
    for each in proper:
        words = telling[each.name]
        rarest = min(words, key=lambda word: len(by_word[word]))
        longer = [
            other
            for other in by_word[rarest]
            if other is not each and words <= telling[other.name] and _may_be(each, other, words)
        ]
        near = [other for other in longer if not other.articles.keys().isdisjoint(each.articles)]
        for chosen in (near, longer):
            roots = {joined.root(_any(other)) for other in chosen}
            if len(roots) == 1:
                joined.join([_any(each), _any(chosen[0])])
                break


def _may_be(short: Named, full: Named, words: frozenset[str]) -> bool:
    """A surname may stand for a person, an organisation's first words for it; who speaks for either is another."""
    people = short.kind == full.kind == "person"
    differ = _speaks_for(short.name) ^ _speaks_for(full.name)
    if "and" in differ or (differ and not people):
        return False
    if significant(full.name) == words:
        return short.kind == full.kind or "person" not in (short.kind, full.kind)
    if people:
        return full.name.split()[-1].casefold() == short.name.split()[-1].casefold()
    first = [word.casefold() for word in _WORD.findall(short.name)]
    start = [word.casefold() for word in _WORD.findall(full.name)][: len(first)]
    return short.kind == full.kind == "organisation" and start == first


def _speaks_for(name: str) -> frozenset[str]:
    """The offices in a name: a spokesman's is not that of whom he speaks for, nor two names that of one."""
    words = frozenset(word.casefold() for word in _WORD.findall(name))
    return (words & OFFICES) | (words & {"and", "former"})


def _join_letters(proper: list[Named], joined: Joined[Mention]) -> None:
    """ "LPF" is the Lowland Patriotic Front, where no other name has these letters."""
    letters: dict[str, list[Named]] = defaultdict(list)
    for each in proper:
        capitals = [word[0] for word in _WORD.findall(each.name) if word[0].isupper()]
        if len(capitals) > 1:
            letters["".join(capitals)].append(each)
    for each in proper:
        plain = each.name.replace(".", "").removeprefix("the ").removeprefix("The ")
        spelt = letters.get(plain, []) if plain.isupper() and plain.isalpha() and each.kind != "person" else []
        if len({joined.root(_any(other)) for other in spelt}) == 1:
            joined.join([_any(each), _any(spelt[0])])


def _join_spellings(proper: list[Named], joined: Joined[Mention]) -> None:
    """People of one given name whose surname differs by one letter: "Zelensky", "Zelenskyy"."""
    people: dict[tuple[str, str], list[Named]] = defaultdict(list)
    for each in proper:
        parts = each.name.casefold().split()
        if each.kind == "person" and len(parts) > 1 and len(parts[-1]) >= _LONG:
            people[" ".join(parts[:-1]), parts[-1][0]].append(each)
    for same in people.values():
        for place, one in enumerate(same):
            for other in same[place + 1 :]:
                if DamerauLevenshtein.distance(one.name.casefold(), other.name.casefold()) == 1:
                    joined.join([_any(one), _any(other)])


def _known(proper: list[Named], joined: Joined[Mention]) -> Known:
    """The named actors of each article, by the root of their group."""
    found: dict[str, set[Mention]] = defaultdict(set)
    for each in proper:
        for article in each.articles:
            found[article].add(joined.root((article, each.name)))
    return {article: frozenset(roots) for article, roots in found.items()}


def _join_descriptions(every: list[Named], known: Known, joined: Joined[Mention]) -> None:
    by_words: dict[tuple[frozenset[str], ActorKind], list[Mention]] = defaultdict(list)
    for each in every:
        if each.kind not in _NEVER_THE_SAME and not _is_proper(each):
            by_words[significant(each.name), each.kind] += [(article, each.name) for article in each.articles]
    for same in by_words.values():
        join_of_one_story(same, known, _SHARED, joined)


def join_of_one_story(same: Iterable[Mention], known: Known, least: int, joined: Joined[Mention]) -> None:
    """Joins mentions whose articles are one, or have at least `least` named actors in common."""
    # Articles of one story stand together under a named actor that they share: only these are compared.
    beside: dict[Mention, list[Mention]] = defaultdict(list)
    first_of: dict[str, Mention] = {}
    for mention in same:
        joined.join([first_of.setdefault(mention[0], mention), mention])
        for root in known.get(mention[0], _NOBODY):
            beside[root].append(mention)
    for near in beside.values():
        for one, other in pairwise(near):
            if len(known[one[0]] & known[other[0]]) >= least:
                joined.join([one, other])


def _any(each: Named) -> Mention:
    return next(iter(each.articles)), each.name
