"""The plain signs that a stretch of words is for or against something: "welcomed", "off the table", "we reject"."""

from __future__ import annotations

from typing import Literal

from quoth.extraction.english.lexicon import FIRST_PERSON, stem
from quoth.extraction.english.text_features import Senses

Judgement = Literal["support", "oppose"]

PRAISING = frozenset("applaud praise welcome hail endorse favour favor commend laud salute back support".split())
BLAMING = frozenset(
    "condemn criticise criticize decry denounce slam reject oppose blast deplore lambast ridicule mock".split()
)
"""Cue verbs whose object is what the source is for, and against."""
BLAMING_SOMEBODY = frozenset(("accuse", "blame"))
_AGAINST = frozenset(map(stem, BLAMING)) | frozenset(
    map(stem, "unacceptable illegal illegitimate shameful disgraceful disgrace betrayal blackmail outrage".split())
)
_FOR = frozenset(map(stem, PRAISING)) | frozenset(map(stem, "essential welcome indispensable admirable".split()))
_PHRASES: tuple[tuple[tuple[str, ...], Judgement], ...] = (
    (("off", "the", "table"), "oppose"),
    (("red", "line"), "oppose"),
    (("out", "of", "the", "question"), "oppose"),
    (("not", "acceptable"), "oppose"),
    (("only", "way"), "support"),
)
_BEING = frozenset("is are was were be been remains remain remained seems called".split())
_BETWEEN = frozenset(
    "will would shall can cannot could do does did don't won't not never also strongly fully firmly still "
    "categorically utterly totally unreservedly have has 've must therefore always".split()
)
"""Words between "we" and its verb."""
_REACH = 7
"""Words behind a verb within which stands its object."""
_NEGATIONS = frozenset("not never no don't doesn't didn't won't isn't aren't wasn't weren't cannot nor neither".split())
_BREAKS = frozenset("that but because while although who which if and".split())
"""Words behind which another clause or another object begins."""


def by_cue(verb: str, cue: Senses, content: Senses, target: frozenset[str]) -> Judgement | None:
    """What the cue says of a target (stems) that is its object; None where neither is plain."""
    judgement: Judgement | None = (
        "support" if verb in PRAISING else "oppose" if verb in BLAMING or verb in BLAMING_SOMEBODY else None
    )
    if judgement is None or not _meets(content, 0, 4 if verb in BLAMING_SOMEBODY else _REACH, target):
        return None
    return _turned(judgement, not _NEGATIONS.isdisjoint(cue.words))


def by_words(content: Senses, target: frozenset[str]) -> Judgement | None:
    """What the content itself says of the target: "we reject it", "it is a trap"; None where nothing is plain."""
    found = {*_first_person(content, target), *_predicated(content, target)}
    return found.pop() if len(found) == 1 else None


def _first_person(content: Senses, target: frozenset[str]) -> list[Judgement]:
    found: list[Judgement] = []
    for place, word in enumerate(content.words):
        if word not in FIRST_PERSON or word in ("us", "me", "our", "my"):
            continue
        verb = place + 1
        while verb < len(content.words) and content.words[verb] in _BETWEEN:
            verb += 1
        if verb == len(content.words):
            break
        base = stem(content.words[verb])
        judgement: Judgement | None = "oppose" if base in _AGAINST else "support" if base in _FOR else None
        if judgement is not None and _meets(content, verb + 1, _REACH, target):
            negated = not _NEGATIONS.isdisjoint(content.words[place + 1 : verb])
            found.append(_turned(judgement, negated))
    return found


def _predicated(content: Senses, target: frozenset[str]) -> list[Judgement]:
    found: list[Judgement] = []
    for place, word in enumerate(content.words):
        if word not in _BEING or not place:
            continue
        subject = {stem(each) for each in content.words[max(0, place - 4) : place]}
        if subject.isdisjoint(target):
            continue
        behind = content.words[place + 1 : place + 6]
        negated = not _NEGATIONS.isdisjoint(behind)
        for each in behind:
            base = stem(each)
            if base in _AGAINST or base in _FOR:
                found.append(_turned("oppose" if base in _AGAINST else "support", negated))
        for phrase, judgement in _PHRASES:
            if any(behind[start : start + len(phrase)] == phrase for start in range(len(behind))):
                found.append(_turned(judgement, negated and phrase[0] != "not"))
    return found


def _meets(content: Senses, start: int, reach: int, target: frozenset[str]) -> bool:
    """Whether a word of the target stands within reach of `start`, before another clause begins."""
    for word in content.words[start : start + reach]:
        if stem(word) in target:
            return True
        if word in _BREAKS:
            return False
    return False


def _turned(judgement: Judgement, negated: bool) -> Judgement:
    return judgement if not negated else "oppose" if judgement == "support" else "support"
