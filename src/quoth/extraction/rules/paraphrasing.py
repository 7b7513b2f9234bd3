"""A paraphrase beside the words that it paraphrases: what only one of the two says, and what stands in whose place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from quoth.extraction.actors.kinds import kind_of
from quoth.extraction.attribution.speakers import LONGEST_SENTENCE
from quoth.extraction.candidates import ClaimCandidate
from quoth.extraction.document import ArticleDocument
from quoth.extraction.english.lexicon import DENIALS, FUNCTION, NEGATING, PRONOUNS, TITLES, stem
from quoth.extraction.english.text_features import Senses, senses

_WORD = re.compile(r"[^\W\d_]+")
_OPENING, _FAR_BACK, _FAR_AHEAD = 4, 3, 4
"""Sentences."""
_WHOLE = {"won't": "will", "can't": "can", "cannot": "can", "shan't": "shall"}
_WORD_BEFORE = 14
"""Characters."""
_NOTHING = senses("")
_ENDINGS = frozenset("n an ian i ese ish s ns ans ians is er ers".split())
"""What makes of the name of a country that of its people."""
_HANGING = frozenset(
    "after because with without despite by under using which and on in at for from over through amid before while "
    "during since following as to of near against".split()
)
"""Words behind which a fact is hung on to a sentence."""


def compared(draft: ClaimCandidate) -> tuple[Senses, Senses]:
    """The paraphrase and what it is held against; both empty where there is none or the text is no sentence."""
    said = draft.item.says
    words = " ".join(([draft.cue.text] if draft.cue is not None else []) + [span.text for span in draft.content])
    if not said or len(said) > LONGEST_SENTENCE or len(words) > LONGEST_SENTENCE:
        return _NOTHING, _NOTHING
    return senses(said), senses(words)


def cue_length(draft: ClaimCandidate) -> int:
    """How many words of the evidence are the cue's."""
    return len(senses(draft.cue.text).words) if draft.cue is not None else 0


def cue_words(draft: ClaimCandidate) -> frozenset[str]:
    return frozenset(senses(draft.cue.text).words) if draft.cue is not None else frozenset()


def cue_stems(draft: ClaimCandidate) -> frozenset[str]:
    return senses(draft.cue.text).stems if draft.cue is not None else frozenset()


def negating(some: Senses) -> int:
    """How many of its words may say in another way what a negation says."""
    return sum(word in NEGATING for word in some.words)


def negations_more(draft: ClaimCandidate, said: Senses, evidence: Senses, reading: ArticleDocument) -> int:
    """How many negations the paraphrase has more than the evidence; less than 0 where it has fewer.

    One of the sentence that cue and content leave out is passed over: "If they don't leave, he said, we will fire".
    """
    assert draft.sentence is not None
    more = len(said.negations) - len(evidence.negations)
    sentence = reading.sentences[draft.sentence]
    if not said.negations or sentence.end - sentence.start > LONGEST_SENTENCE:
        return more
    whole = senses(reading.article.text[sentence.start : sentence.end])
    beyond = Counter(whole.words[place] for place, _ in whole.negations)
    beyond -= Counter(evidence.words[place] for place, _ in evidence.negations)
    for place, turned in said.negations:
        elsewhere = turned in whole.stems and turned not in evidence.stems
        told = beyond[said.words[place]] > 0 and said.words[place] not in ("not", "no")
        if beyond.total() > 0 and (elsewhere or told):
            beyond[said.words[place]] -= 1
            more -= 1
    return more


def negates_anew(said: Senses, evidence: Senses) -> bool:
    """Whether a negation turns a word that the evidence has before all its own: "has refused, and did not appear"."""
    if not evidence.negations:
        return False
    stems = [stem(word) for word in evidence.words]
    first = evidence.negations[0][0]
    return any(
        turned in stems[:first] and turned not in stems[first:] and said.words[place] in ("not", "never")
        for place, turned in said.negations
        if turned
    )


def negated_before(draft: ClaimCandidate, reading: ArticleDocument) -> int:
    """Negations just before cue and content, and left out by them: "neither accepted nor …", "denied any part"."""
    assert draft.sentence is not None
    text, opens = reading.article.text, reading.sentences[draft.sentence].start
    outset = draft.content[0].start
    start = min(outset, draft.cue.start) if draft.cue is not None else outset
    before = senses(text[max(opens, start - _WORD_BEFORE) : start]).negations
    denied = DENIALS.intersection(senses(text[max(opens, outset - _WORD_BEFORE) : outset]).words)
    return len(before) + len(denied - cue_words(draft))


def goes_with(name: str, draft: ClaimCandidate, reading: ArticleDocument) -> bool:
    """Whether the name stands on top, not far before, or with the source in a sentence: whom "we" may mean."""
    assert draft.sentence is not None
    text = reading.article.text
    last = draft.source.name.split()[-1] if draft.source is not None else ""
    for number, sentence in enumerate(reading.sentences[: draft.sentence + _FAR_AHEAD]):
        words = text[sentence.start : min(sentence.end, sentence.start + LONGEST_SENTENCE)]
        opens = number < _OPENING and sentence.furniture is None
        near = opens or draft.sentence - _FAR_BACK <= number <= draft.sentence
        if (near or (last and last in words)) and has_name(senses(words).words, name):
            return True
    return False


class Near:
    """The sentence, its neighbours, the source's names and what stands over the article."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Senses]) -> None:
        self.parts = parts

    def says(self, word: str) -> bool:
        return any(part.says(word) for part in self.parts)

    def names(self, word: str) -> bool:
        return any(has_name(part.words, word) for part in self.parts)

    def tells(self, value: float) -> bool:
        return any(value == each for part in self.parts for _, each in part.numbers)

    def dated(self, day: str) -> bool:
        return any(day == each for part in self.parts for _, each in part.dates)

    def abbreviates(self, word: str) -> bool:
        """Whether the letters of the word are the first of names that follow one another: "UN"."""
        return len(word) < 6 and any(
            word in "".join(each[0] if capital else " " for each, capital in zip(part.words, part.capital, strict=True))
            for part in self.parts
        )


def near_to(draft: ClaimCandidate, reading: ArticleDocument, after: bool = True) -> Near:
    assert draft.sentence is not None
    text = reading.article.text
    sentences = reading.sentences[max(0, draft.sentence - 1) : draft.sentence + (2 if after else 1)]
    words = [text[each.start : each.end] for each in sentences if each.end - each.start <= LONGEST_SENTENCE]
    article = reading.article
    over = [article.title, article.publisher, article.published]
    over += [draft.source.name if draft.source else None, draft.voice.phrase if draft.voice else None]
    return Near([senses(each) for each in [*words, " ; ".join(each for each in over if each)]])


def names_only_in(one: Senses, other: Senses, reading: ArticleDocument) -> list[tuple[int, str]]:
    """The names of the one, with their places, that the other has not."""
    found = []
    for place, each in one.names:
        word = one.words[place]
        if word in TITLES or has_name(other.words, word):
            continue
        bare = word.removesuffix("'s")
        opens = place == 0 or not one.capital[place - 1]
        if place == 0 and opens and (bare in reading.article.text or bare.capitalize() not in reading.article.text):
            continue  # a sentence's first word has its capital from there
        found.append((place, each))
    return found


def has_name(words: Iterable[str], name: str) -> bool:
    """Whether the name is among the words, or one that only an ending tells apart: "Iran" and "Iranian", not "Iraq"."""
    bare = name.removesuffix("'s")
    return any(_same_name(bare, word.removesuffix("'s")) for word in words)


def _same_name(one: str, other: str) -> bool:
    if one == other:
        return True
    if one[:3] != other[:3]:
        return False
    short, long = sorted((one, other), key=len)
    return (long.startswith(short) and long[len(short) :] in _ENDINGS) or (
        len(short) > 4 and long.startswith(short[:-1]) and long[len(short) - 1 :] in _ENDINGS
    )


def is_named(name: str, text: str) -> bool:
    """Whether an article, in lower case, has the name anywhere, with or without an ending."""
    bare, known = name.removesuffix("'s"), words_of(text)
    return bare in known or any(bare + ending in known or bare.removesuffix(ending) in known for ending in _ENDINGS)


def is_of_a_people(name: str, text: str) -> bool:
    """Whether an article, in lower case, has the name without its ending too: "Vareshi" beside "Varesh"."""
    known = words_of(text)
    return any(name.endswith(ending) and name.removesuffix(ending) in known for ending in _ENDINGS)


def mixed_up(said: Senses, text: str, reading: ArticleDocument) -> str | None:
    """A first and a last name of the paraphrase that the article gives to two people; None where there are none."""
    written = " ".join(text.lower().split())
    for place, (first, owner) in enumerate(pairwise(said.words)):
        last = owner.removesuffix("'s")
        if not (said.capital[place] and said.capital[place + 1]) or {first, last} & TITLES or first.endswith("'s"):
            continue
        side_by_side = f"{first} {last}" in written
        if first in FUNCTION or not side_by_side or f"{first} {last}" in reading.lowered:
            continue
        name, mentions = f"{first.capitalize()} {last.capitalize()}", reading.speakers.mentions
        full = mentions.full_name(last.capitalize()).lower().split()
        another_first = len(full) > 1 and full[-1] == last and first not in full
        if another_first or (kind_of(name) == "person" and _has_another_last(first.capitalize(), reading)):
            return name
    return None


def _has_another_last(first: str, reading: ArticleDocument) -> bool:
    """Whether the article has this first name before another name."""
    text = reading.article.text
    places = reading.speakers.mentions.places(first)
    return any(text[end : end + 1] == " " and text[end + 1 : end + 2].isupper() for _, end in places)


def takes_the_place_of_a_name(said: Senses, place: int, evidence: Senses, lost: Sequence[tuple[int, str]]) -> bool:
    """Whether the name at `place` stands where the evidence has another: beside what a lost one, or any, is beside."""
    before, after = _around(said, place)
    for spot, _ in lost:
        other_before, other_after = _around(evidence, spot)
        if (before and before == other_before) or (after and after == other_after):
            return True
    return any(
        before and after and (before, after) == _around(evidence, spot) and evidence.words[spot] not in said.words
        for spot, _ in evidence.names
    )


def exchanged_name(said: Senses, evidence: Senses) -> str | None:
    """The name that stands between the same words as one that the evidence has and the paraphrase has lost; or None."""
    lost = Counter(word for word, capital in zip(evidence.words, evidence.capital, strict=True) if capital)
    lost -= Counter(word for word, capital in zip(said.words, said.capital, strict=True) if capital)
    spots = [(_around(evidence, spot), evidence.words[spot]) for spot, _ in evidence.names]
    gone = {around for around, word in spots if lost[word] and all(around)}
    for place in range(1, len(said.words)):
        word = said.words[place]
        if said.capital[place] and word not in FUNCTION and _around(said, place) in gone:
            run = {other for around, other in spots if around == _around(said, place)}
            if word not in run:
                return word.capitalize()
    return None


def opens_with_another(said: Senses, evidence: Senses, start: int, lost: Sequence[tuple[int, str]]) -> bool:
    """Whether the paraphrase opens with a new word where the content, from word `start`, opens with a name.

    As a sentence's first word has a capital anyhow, it need not be a name itself.
    """
    if not said.words or not any(spot == start for spot, _ in lost) or said.words[0] in FUNCTION:
        return False
    after, other_after = said.words[1:2], evidence.words[start + 1 : start + 2]
    return bool(after) and after == other_after and not has_name(evidence.words, said.words[0])


def _around(some: Senses, place: int) -> tuple[str, str]:
    """The words before and behind the run of names in which `place` stands."""
    start, stop = place, place + 1
    while start > 0 and some.capital[start - 1] and some.words[start - 1] not in FUNCTION:
        start -= 1
    while stop < len(some.words) and some.capital[stop]:
        stop += 1
    return some.words[start - 1] if start else "", some.words[stop] if stop < len(some.words) else ""


def turns_the_same(said: Senses, word: str, evidence: Senses, other: str) -> bool:
    """Whether a telling word behind both is the same, or nothing stands behind either and the word before is."""
    one_before, one_after = _beside(said, word)
    before, after = _beside(evidence, other)
    return bool(one_after & after) if one_after and after else bool(one_before & before)


def _beside(some: Senses, word: str) -> tuple[set[str], set[str]]:
    """The telling word before the first of this stem, and the two behind it."""
    place = next(place for place, each in enumerate(some.words) if stem(each) == word)
    before = [each for spot, each in some.facts if spot < place]
    after = [each for spot, each in some.facts if spot > place]
    return set(before[-1:]), set(after[:2])


def word_of(some: Senses, wanted: str) -> str:
    return next(word for word in some.words if stem(word) == wanted)


def is_added(new: list[int], said: Senses, evidence: Senses) -> bool:
    """Whether the new words come on top of what the text says, and do not stand for words of it."""
    lost = sum(not said.says(each) for _, each in evidence.facts)
    if _hung_on(new, said, evidence):
        return True
    if len(new) == 1:
        return lost == 0
    run = longest = 1
    for earlier, later in pairwise(new):
        run = run + 1 if later == earlier + 1 else 1
        longest = max(longest, run)
    if len(new) > lost or 2 * len(new) > len(said.facts):
        return True
    return longest >= 2 and len(new) >= 3


def _hung_on(new: list[int], said: Senses, evidence: Senses) -> bool:
    """Whether the paraphrase says the evidence to its end and goes on behind a preposition: "… after heavy losses"."""
    if new[-1] != len(said.facts) - 1 or not evidence.facts:
        return False
    last = next((place for place, each in reversed(said.facts) if each == evidence.facts[-1][1]), None)
    first = next((said.facts[turn][0] for turn in new if last is not None and said.facts[turn][0] > last), None)
    if last is None or first is None:
        return False
    return not _HANGING.isdisjoint(said.words[last + 1 : first])


def leaves_out(said: Senses, evidence: Senses, place: int) -> bool:
    """Whether the paraphrase has the words around the evidence's word at `place`, and nothing or another between."""
    before, after = evidence.words[max(0, place - 1) : place], evidence.words[place + 1 : place + 2]
    bare = _WHOLE.get(evidence.words[place], evidence.words[place].removesuffix("n't"))
    if bare != evidence.words[place]:  # "wasn't there", "people who can't"
        pairs = set(pairwise(said.words))
        return (after != () and (bare, *after) in pairs) or (before != () and (*before, bare) in pairs)
    if not before:
        return False
    if not after:
        return said.words[-1:] == before or said.words[-2:-1] == before
    for spot, (one, two) in enumerate(pairwise(said.words)):
        another = {one, before[0]} <= PRONOUNS  # "what you never had" made "what they had"
        if (two,) == after and (one == before[0] or another):
            return True
        if one == before[0] and said.words[spot + 2 : spot + 3] == after and two != evidence.words[place]:
            return True
    return False


@lru_cache(maxsize=8)
def words_of(text: str) -> frozenset[str]:
    """An article's words, as stems_of."""
    return frozenset(_WORD.findall(text))


@lru_cache(maxsize=8)
def stems_of(text: str) -> frozenset[str]:
    """The stems of a whole article's words: asked for only where its sentences alone do not settle a name."""
    return frozenset(map(stem, words_of(text)))
