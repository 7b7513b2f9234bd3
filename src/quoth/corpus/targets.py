"""Which targets and propositions of many articles mean the same, by their words.

Two are joined where nearly all their telling words agree and none of those that turn the sense differ: a ceasefire and
no ceasefire are two, and so are a recount in four provinces and in seven. A noun phrase is the sentence that says that
it happens: "the release of the prisoners", "the prisoners are released".
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from quoth.corpus.actors import Known, Mention, join_of_one_story
from quoth.corpus.joined import Joined
from quoth.extraction.english.lexicon import FUNCTION, NEGATIONS, OPPOSITES, stem
from quoth.records import Record

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*|\d(?:[\d.,]*\d)?")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts that set no spaces between words, and Korean: each character stands for a word."""
_ALIKE = 0.75
"""Share of the telling words of both that must be common to both (Jaccard)."""
_COMMON = 400
"""Targets that may share a word before it stops telling them apart."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a target says: its words as stems, its numbers, how often it negates."""

    words: frozenset[str]
    numbers: frozenset[str]
    negations: int


@lru_cache(maxsize=65536)
def content_of(target: str) -> Content:
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(target)]
    negations = sum(word in NEGATIONS or word.endswith("n't") for word in words)
    numbers = frozenset(word.replace(",", "") for word in words if word[0].isdigit())
    telling = {stem(word) for word in words if word not in FUNCTION and word not in NEGATIONS and not word[0].isdigit()}
    if _WIDE.search(target):
        telling = {sign for sign in target if sign.isalpha()}
    return Content(frozenset(telling), numbers, negations)


def same(one: Content, other: Content) -> bool:
    """Whether two targets mean the same, as far as their words tell."""
    if one.numbers != other.numbers or one.negations % 2 != other.negations % 2:
        return False
    if not one.words or not other.words:
        return one.words == other.words
    only = one.words ^ other.words
    if any(OPPOSITES.get(word, frozenset()) & only for word in only):
        return False
    return len(one.words & other.words) >= _ALIKE * len(one.words | other.words)


class TargetWords:
    """Collects the targets of records, and groups them."""

    def __init__(self) -> None:
        self._articles: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, record: Record) -> None:
        for stance in record.stances:
            if stance.target_kind == "proposition":
                self._articles[stance.target][record.article.id] += 1

    def groups(self, known: Known) -> Joined[Mention]:
        """The mentions, as (article, target), that mean the same in articles with a named actor in common."""
        joined: Joined[Mention] = Joined()
        for alike in _alike(self._articles).groups():
            same = [(article, target) for target in alike for article in self._articles[target]]
            join_of_one_story(same, known, 1, joined)
        return joined


def _alike(targets: Iterable[str]) -> Joined[str]:
    joined: Joined[str] = Joined()
    by_words: dict[Content, str] = {}
    for target in targets:
        joined.join([by_words.setdefault(content_of(target), target), target])
    having: dict[str, list[Content]] = defaultdict(list)
    for each in by_words:
        for word in each.words:
            having[word].append(each)
    for each, target in by_words.items():
        near = Counter(
            other for word in each.words if len(having[word]) <= _COMMON for other in having[word] if other is not each
        )
        for other, shared in near.items():
            if shared >= _ALIKE * max(len(each.words), len(other.words)) and same(each, other):
                joined.join([target, by_words[other]])
    return joined
