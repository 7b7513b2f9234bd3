"""Paraphrases: what the model puts into words says no more than its evidence; else the text's own words stand for it.

One blunt check. A refusal costs little: the claim keeps its evidence, and the proposition becomes the content's words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from quoth.extraction.attribution.speakers import LONGEST_SENTENCE
from quoth.extraction.candidates import ClaimCandidate
from quoth.extraction.document import ArticleDocument
from quoth.extraction.english.lexicon import DENIALS, HEDGES, MODALS, NEGATING, OPPOSITES, TITLES
from quoth.extraction.english.text_features import Senses, senses
from quoth.extraction.rules import ENGLISH, RuleContext, Verdict, repaired, rule

_DIGITS = re.compile(r"\d+")
_ENDINGS = ("s", "n", "ns", "an", "ans", "ian", "ians", "ish", "i", "ese", "es", "’s", "'s", "nian")
"""Endings that make of a country its people."""
_WORDS = re.compile(r"[^\W\d_]+")
_I = frozenset("i me my mine myself".split())
_OPENING, _FAR_BACK = 2, 4
"""Sentences."""
_ROOM = 120
"""Characters that a paraphrase may have beyond twice its evidence."""
_CLAUSE = re.compile(r"[,;—]\s|\s(?=(?:after|because|despite|following|amid|while|which|who|having)\s)")
_MOST_OF_A_CLAUSE = 0.6
_MOST_ADDED = 0.4
"""Share of a paraphrase's telling words that may stand neither in its evidence nor beside it: synonyms do not."""


@rule("proposition.invented")
def invented(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """A paraphrase is a sentence, not a page of them, and has no number in figures that the article has nowhere.

    Good:
        [1] Ana Ruiz said 14,000 people had left in 2031.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "14000 people had left in 2031."}]}
    Bad:
        [1] Ana Ruiz said 14,000 people had left.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "14,500 people had left."}]}
    """
    said = candidate.item.says or ""
    words = sum(len(span.text) for span in candidate.content)
    if len(said) > _ROOM + 2 * words:
        return _own_words(candidate, f"{len(said)} characters to say again what the text says in {words}")
    if _DIGITS.search(said) is None:
        return None
    article = case.document.article
    known = _known_figures(article.text, article.title, article.published)
    spelled = _near(candidate, case.document)
    for figure in _figures(said):
        if figure not in known and not spelled.tells(float(figure)):
            return _own_words(candidate, f"the article has no number {figure}")
    return None


@lru_cache(maxsize=4)
def _known_figures(*parts: str | None) -> frozenset[str]:
    return frozenset(_figures(" ".join(filter(None, parts))))


def _figures(words: str) -> list[str]:
    """The numbers of a text in ASCII digits, in whatever digits they stand there, without the marks inside them."""
    joined = re.sub(r"(?<=\d)[.,\u00a0\u202f ’'٬](?=\d{3}(?!\d))", "", words)
    found = _DIGITS.findall(joined) if joined.isascii() else map(_ascii, _DIGITS.findall(joined))
    return [figure.lstrip("0") or "0" for figure in found if len(figure) < 30]


def _ascii(figure: str) -> str:
    return "".join(str(unicodedata.digit(digit, 0)) for digit in figure)


@rule("proposition.faithful", languages=ENGLISH)
def faithful(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """Every number, date, name, negation and modal of a paraphrase stands in the evidence or beside it.

    Good:
        [1] Ana Ruiz met Omar Hadi in Karsk.
        [2] “He may not leave Karsk before May 3,” she said.
        {"claims": [{"n": 2, "by": "Ana Ruiz", "says": "Omar Hadi may not leave Karsk before May 3."}]}
    Bad:
        [1] Ana Ruiz said the army would not sign the truce.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The army will sign the truce."}]}
    Bad:
        [1] Ana Ruiz said two ships had left.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "Three ships have left."}]}
    Bad:
        [1] Ana Ruiz said Omar Hadi had left.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "Boris Nowhere had left."}]}
    Bad:
        [1] Ana Ruiz said the port may open.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The port will open."}]}
    Bad:
        [1] Ana Ruiz said the army would leave.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The army would leave, bitter talks having collapsed abroad."}]}
    """
    said = candidate.item.says
    if not said or candidate.sentence is None or len(said) > LONGEST_SENTENCE:
        return None
    cue = candidate.cue.text if candidate.cue is not None else ""
    evidence = senses(" … ".join(span.text for span in candidate.content)[:LONGEST_SENTENCE])
    source = candidate.source.name if candidate.source is not None else candidate.item.by or ""
    wrong = _difference(said, cue, evidence, _near(candidate, case.document), source, case.document)
    return _own_words(candidate, f"the paraphrase {wrong}") if wrong else None


class _Near:
    """The sentence, its neighbours, the source's name, and what stands over the article."""

    def __init__(self, sentence: str, beside: Iterable[str], before: Sequence[str]) -> None:
        self.sentence = senses(sentence)
        self.parts = [self.sentence, *map(senses, beside)]
        self._before = before

    @cached_property
    def before(self) -> list[str]:
        """The words of the sentences in which a reader looks for whom a pronoun means."""
        return _WORDS.findall(" ".join(self._before).lower())

    def says(self, stem: str) -> bool:
        return any(part.says(stem) for part in self.parts)

    def names(self, word: str) -> bool:
        return any(_has_name(part.words, word) for part in self.parts)

    def tells(self, value: float) -> bool:
        return any(value == each for part in self.parts for _, each in part.numbers)


def _near(candidate: ClaimCandidate, document: ArticleDocument) -> _Near:
    number = candidate.sentence or 0
    text, sentences = document.article.text, document.sentences
    around = [sentences[each] for each in (number, number - 1, number + 1) if 0 <= each < len(sentences)]
    here, *beside = (text[each.start : min(each.end, each.start + LONGEST_SENTENCE)] for each in around)
    article = document.article
    source = candidate.source.name if candidate.source is not None else None
    over = (article.title, article.publisher, article.published, candidate.item.by, source)
    earlier = [*sentences[:_OPENING], *sentences[max(0, number - _FAR_BACK) : number]]
    before = [text[each.start : min(each.end, each.start + 300)] for each in earlier]
    return _Near(here, [*beside, " ; ".join(each for each in over if each)], before)


def _difference(
    words: str, cue: str, evidence: Senses, near: _Near, source: str, document: ArticleDocument
) -> str | None:
    """The first thing in which the paraphrase differs from its evidence, in words; None where it is faithful."""
    said = senses(words)
    values = {value for _, value in evidence.numbers}
    for _, value in said.numbers:
        lost = values - {each for _, each in said.numbers}
        if value not in values and (lost or not near.tells(value)):
            return f"has the number {value:g} for none that the text has there"
    days = {day for _, day in evidence.dates}
    for _, day in said.dates:
        lost_days = days - {each for _, each in said.dates}
        if day not in days and (lost_days or not any(day == each for part in near.parts for _, each in part.dates)):
            return f"says {day.capitalize()} where the text does not"
    return (
        _other_name(said, evidence, near, document)
        or _another_than_i(said, evidence, source, document)
        or _other_negation(said, evidence, near.sentence, senses(cue))
        or _other_modal(said, evidence)
        or _other_direction(said, evidence)
        or _added(said, evidence, near, words)
    )


def _other_name(said: Senses, evidence: Senses, near: _Near, document: ArticleDocument) -> str | None:
    gained = _names_only_in(said, evidence, document)
    if not gained:
        return None
    far = next((word for word in gained if not near.names(word) and not _abbreviates(word, near)), None)
    resolved = evidence.pronouns > said.pronouns
    if far is not None and not (resolved and _has_name(near.before, far)):
        return f"names {far.capitalize()!r}, whom nothing near names"
    if _names_only_in(evidence, said, document):
        return f"has {gained[0].capitalize()!r} where the text has another name"
    return None


def _another_than_i(said: Senses, evidence: Senses, source: str, document: ArticleDocument) -> str | None:
    """Where "I" is the only pronoun of the evidence, it is the source who stands for it."""
    first = sum(word in _I for word in evidence.words)
    if not first or first < evidence.pronouns or not _I.isdisjoint(said.words):
        return None
    gained = _names_only_in(said, evidence, document)
    whose = senses(source).words
    if gained and not any(_has_name(whose, word) for word in gained):
        return f'names {gained[0].capitalize()!r} where the source says "I"'
    return None


def _names_only_in(one: Senses, other: Senses, document: ArticleDocument) -> list[str]:
    found = []
    for place, _ in one.names:
        word = one.words[place]
        if word in TITLES or _has_name(other.words, word):
            continue
        if place == 0 and (word in document.article.text or word.capitalize() not in document.article.text):
            continue  # a sentence's first word has its capital from there
        found.append(word)
    return found


def _has_name(words: Iterable[str], name: str) -> bool:
    """Whether the name is among the words, or one that only an ending tells apart: "Iran" and "Iranian", not "Iraq"."""
    bare = name.removesuffix("'s")
    return any(_same_name(bare, word.removesuffix("'s")) for word in words)


def _same_name(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    return (long.startswith(short) and long[len(short) :] in _ENDINGS) or (
        len(short) > 4 and long.startswith(short[:-1]) and long[len(short) - 1 :] in _ENDINGS
    )


def _abbreviates(word: str, near: _Near) -> bool:
    """Whether the letters of the word are the first of names that follow one another: "UN"."""
    return len(word) < 6 and any(
        word in "".join(each[0] if capital else " " for each, capital in zip(part.words, part.capital, strict=True))
        for part in near.parts
    )


def _other_negation(said: Senses, evidence: Senses, sentence: Senses, cue: Senses) -> str | None:
    """Negations are counted; what denies in another way ("refused", "off the table") may stand for one."""
    more, otherwise = len(said.negations) - len(evidence.negations), _negating(said) - _negating(evidence)
    negated = {turned for _, turned in said.negations}
    sayable = bool(cue.negations) or _denies(cue) or _denies(sentence)
    if more + min(0, otherwise) > 0 and not sayable:
        known = {turned for _, turned in sentence.negations}
        if len(said.negations) > len(sentence.negations) or any(each in evidence.stems for each in negated - known):
            return "negates what the text does not"
    if more + max(0, otherwise) < 0:
        for place, turned in evidence.negations:
            behind = evidence.words[place + 1 : place + 4]
            told = turned in said.stems and turned not in negated if turned else _has_run(said.words, behind)
            if told:
                return "leaves out a negation of the text"
    return None


def _has_run(words: tuple[str, ...], run: tuple[str, ...]) -> bool:
    return bool(run) and any(words[place : place + len(run)] == run for place in range(len(words)))


def _denies(read: Senses) -> bool:
    return not DENIALS.isdisjoint(read.words)


def _negating(read: Senses) -> int:
    return sum(word in NEGATING for word in read.words)


def _other_modal(said: Senses, evidence: Senses) -> str | None:
    """What may be is not made what will be, must be or is."""
    weak = [place for place, _ in evidence.modals if MODALS[evidence.words[place]] == 1]
    kept = any(MODALS[said.words[place]] <= 2 for place, _ in said.modals) or not HEDGES.isdisjoint(said.words)
    strong = any(MODALS[said.words[place]] == 3 for place, _ in said.modals)
    return f"says more than {evidence.words[weak[0]]!r}" if weak and strong and not kept else None


def _other_direction(said: Senses, evidence: Senses) -> str | None:
    """Before is not after, and what rises does not fall."""
    if len(said.negations) != len(evidence.negations):
        return None
    for word in said.stems - evidence.stems:
        if OPPOSITES.get(word, frozenset()) & evidence.stems - said.stems:
            return f"turns a word of the text to its opposite ({word}…)"
    return None


def _added(said: Senses, evidence: Senses, near: _Near, words: str) -> str | None:
    """What no word of the text stands for: most of a paraphrase, or a whole clause that is hung on to it."""
    if _is_new(said, evidence, near, _MOST_ADDED) or any(
        _is_new(senses(clause), evidence, near, _MOST_OF_A_CLAUSE) for clause in _CLAUSE.split(words)[1:]
    ):
        return "adds what stands neither in the evidence nor beside it"
    return None


def _is_new(some: Senses, evidence: Senses, near: _Near, share: float) -> bool:
    facts = [each for _, each in some.facts]
    unsaid = [place for place, each in some.facts if not evidence.says(each) and not near.says(each)]
    if evidence.pronouns > some.pronouns:
        unsaid = [place for place in unsaid if not _has_name(near.before, some.words[place])]
    return len(unsaid) > 1 and len(unsaid) >= share * len(facts)


def _own_words(candidate: ClaimCandidate, message: str) -> Verdict[ClaimCandidate]:
    """Without its paraphrase the claim's proposition is the content's own words."""
    return repaired(replace(candidate, item=candidate.item.model_copy(update={"says": None})), message, "error")
