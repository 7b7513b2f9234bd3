"""Consistency within an article: a source on both sides of one thing, and two sources that contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quoth.extraction.actors.names import same_actor, significant
from quoth.extraction.attribution.speakers import LONGEST_SENTENCE
from quoth.extraction.english.lexicon import DENIALS, OPPOSITES, stem
from quoth.extraction.english.text_features import Senses, senses
from quoth.extraction.rules import ENGLISH, ArticleFinding, RecordItems, rule
from quoth.records import Claim, Span

_MOST_HOLDERS = 60
"""Claims that share a word, past which it tells nothing: what keeps an article of ten thousand claims linear."""
_LEAST_SHARED = 2
"""Telling words that two claims must share to be about one thing."""


@rule("consistency.for-and-against", languages=ENGLISH)
def for_and_against(whole: RecordItems) -> Iterator[ArticleFinding]:
    """Nobody is for and against the same thing; where the text has it so, both places are told.

    Good:
        [1] Ana Ruiz condemned the blockade.
        [2] Omar Hadi welcomed the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the blockade"},
         {"n": 2, "by": "Omar Hadi", "side": "support", "about": "the blockade"}]}
    Bad:
        [1] Ana Ruiz condemned the blockade.
        [2] But Ana Ruiz welcomed the blockade in the end.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the blockade"},
         {"n": 2, "by": "Ruiz", "side": "support", "about": "blockade"}]}
    """
    seen: dict[tuple[str, frozenset[str]], dict[str, tuple[str, Span]]] = defaultdict(dict)
    for stance in whole.stances:
        if stance.polarity not in ("support", "oppose"):
            continue
        sides = seen[stance.holder.name, frozenset(map(stem, significant(stance.target)))]
        other = sides.get("oppose" if stance.polarity == "support" else "support")
        if other is not None:
            yield ArticleFinding(
                stance.id,
                f"{stance.holder.name!r} is for and against {stance.target!r}: "
                f"{other[0]} at {_place(other[1])}, {stance.id} at {_place(stance.evidence[0])}",
            )
        sides.setdefault(stance.polarity, (stance.id, stance.evidence[0]))


@rule("consistency.contradiction", languages=ENGLISH)
def contradiction(whole: RecordItems) -> Iterator[ArticleFinding]:
    """Two sources that say the opposite of each other are told with both places: it is for the reader to judge.

    Good:
        [1] Ana Ruiz said that Karsk had been taken.
        [2] Omar Hadi said that Karsk had been rebuilt.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}, {"n": 2, "by": "Omar Hadi"}]}
    Bad:
        [1] Ana Ruiz said that the port of Karsk had been taken.
        [2] Omar Hadi denied that the port of Karsk had been taken.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}, {"n": 2, "by": "Omar Hadi"}]}
    """
    said = [each for each in map(_said, whole.claims) if each is not None]
    holding: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(said):
        near = {other for word in one.facts for other in holding[word][-_MOST_HOLDERS:]}
        for other in sorted(near):
            if _contradict(said[other], one):
                earlier, later = said[other].claim, one.claim
                yield ArticleFinding(
                    later.id,
                    f"{later.source.name!r} contradicts {earlier.source.name!r}: {earlier.id} at "
                    f"{_place(earlier.content[0])}, {later.id} at {_place(later.content[0])}",
                    "note",
                )
                break
        for word in one.facts:
            holding[word].append(number)


@dataclass(frozen=True, slots=True)
class _Said:
    """A claim's telling words; `denies` tells whether it says that they are not so."""

    claim: Claim
    facts: frozenset[str]
    denies: bool
    senses: Senses


def _said(claim: Claim) -> _Said | None:
    words = " ".join(span.text for span in claim.content)
    if len(words) > LONGEST_SENTENCE:
        return None
    read = senses(words)
    facts = frozenset(each for _, each in read.facts)
    cue = senses(claim.cue.text) if claim.cue is not None else None
    denied = claim.certainty == "denied" or (cue is not None and not DENIALS.isdisjoint(cue.words))
    # Denied twice is said.
    return _Said(claim, facts, denied != (len(read.negations) % 2 == 1), read)


def _contradict(one: _Said, other: _Said) -> bool:
    """Whether two sources say nearly the same words, one of them that they are not so."""
    shared = one.facts & other.facts
    least = min(len(one.facts), len(other.facts))
    if (
        len(shared) < _LEAST_SHARED
        or 3 * len(shared) < 2 * least
        or same_actor(one.claim.source.name, other.claim.source.name)
    ):
        return False
    if one.denies != other.denies:
        return 2 * len(shared) >= max(len(one.facts), len(other.facts))
    left, right = one.facts - other.facts, other.facts - one.facts
    return any(OPPOSITES.get(word, frozenset()) & right for word in left)


def _place(span: Span) -> str:
    return f"{span.start}:{span.end}"


__all__: Sequence[str] = ("contradiction", "for_and_against")
