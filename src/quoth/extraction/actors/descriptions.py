"""Whom a description stands for: "the minister" where the article has one minister, "the company" where it names one.

What an article calls a name stands beside it: "Foreign Minister Ana Ruiz", "Ana Ruiz, a farmer from Karsk", "the
operator, Blue Anchor". A description is read as a name only where one alone fits; of two it stays a description.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from quoth.articles.article import Sentence
from quoth.extraction.actors.kinds import OFFICES, has_office, kind_of
from quoth.extraction.actors.names import Mentions, name_of

_DEFINITE = re.compile(
    r"(?:the|this|that|its|his|her|their)\s+(?P<more>(?:[\w’'-]+\s+){0,3}?)(?P<head>[a-z][\w-]+)", re.I
)
_NAME = r"(?:[^\W\d_a-z][\w’'-]*\.?\s+(?:(?:al|bin|de|van|von|of\s+the)\s+)?){0,3}[^\W\d_a-z][\w-]+"
_NAMED_BEHIND = re.compile(
    rf"\s+(?P<title>{_NAME})|(?:\s+(?:of|for)\s+(?:the\s+)?[^,.;]{{1,50}}?)?,\s+(?P<apposed>{_NAME})(?=[,.])"
)
_NAMED_BEFORE = re.compile(
    rf"(?P<name>{_NAME}),\s+(?:an?|the|its|his|her|their|[^\W\d_a-z][\w-]+[’']s?)\s+(?P<more>(?:[\w’'-]+\s+){{0,4}})\Z"
)
_INSIDE = re.compile(r"(?:[^\W\d_a-z][\w’'-]*\s+)+\Z")
_SERVING = re.compile(r"\s+(?:for|of|at)\s+(?:the\s+)?[^\W\d_a-z][\w’'-]*(?:\s+[^\W\d_a-z][\w’'-]*)*")
_ARTICLE_BEFORE = re.compile(r"\b[Aa]n?\s+(?:[a-z][\w-]*\s+){0,3}\Z")
_CAPITALISED = re.compile(r"[^\W\d_a-z][\w’'-]*")
_OBJECT = re.compile(r"\b(?:for|of|at|by|with|from|to)\s+(?:(?:the|an?|its|his|her)\s+)?(?:[\w’'-]+\s+){0,2}\Z")
"""What stands behind a preposition has no name behind it: "a spokeswoman for the campaign, Ana Ruiz"."""
_OF_A_NATION = re.compile(r"[A-Z]\w*(?:an|ian|ish|ese|i|ch)")
_WORD = re.compile(r"[\w’'-]+")
_BESIDE = 90
"""Characters before a head within which the name that it describes begins."""
_FIRMS = frozenset(("company", "firm", "group", "operator", "contractor", "developer", "maker", "producer", "miner"))
"""Words for one thing: a company that the article calls an operator is "the company" later."""
_LESSENED = frozenset(("vice", "deputy", "former", "acting", "assistant", "shadow"))
"""Words that make another office of one: "the nominee" is not "vice presidential nominee Ana Ruiz"."""
_NO_HEADS = frozenset("time end day week year month war country world other same latter former first last".split())


class Descriptions:
    """The descriptions of one article; each is looked up once."""

    def __init__(self, text: str, sentences: Sequence[Sentence], mentions: Mentions) -> None:
        self._text, self._sentences, self._mentions = text, sentences, mentions
        lowered = text.lower()
        self._lowered = lowered if len(lowered) == len(text) else text  # a letter may have a longer form
        self._found: dict[str, str | None] = {}

    def named(self, phrase: str) -> str | None:
        """The name, or the fullest description, of the one whom a definite phrase can mean; None where it can mean
        several, nobody or more than one ("the ministers")."""
        key = " ".join(phrase.split()).lower()
        if key not in self._found:
            self._found[key] = self._looked_up(" ".join(phrase.split()))
        return self._found[key]

    def _looked_up(self, phrase: str) -> str | None:
        definite = _DEFINITE.fullmatch(phrase)
        if definite is None or definite["head"].endswith("s") or definite["head"].lower() in _NO_HEADS:
            return None
        head, more = definite["head"].lower(), definite["more"].split()
        heads = sorted(_FIRMS) if head in _FIRMS else [head]
        names = {name for each in heads for name in self._names(each, more if each == head else [])}
        if len(names) == 1:
            return names.pop()
        return None if names else self._served(head, more)

    def _names(self, head: str, more: list[str]) -> Iterator[str]:
        """Every name beside which this head stands, with the words that the description has more."""
        text = self._text
        for start, end in self._heads(head):
            if not self._is_prose(start):
                continue  # a headline has its words in capitals
            left = text[max(0, start - _BESIDE) : start]
            behind, before = _NAMED_BEHIND.match(text, end), _NAMED_BEFORE.search(left)
            told = left[before.start("more") :] if before is not None else left[-40:]
            if not _has(told, more) or _LESSENED.intersection(told.lower().split()[-3:]) - set(more):
                continue
            served = _SERVING.match(text, end)
            if behind is not None and (behind["title"] or _OBJECT.search(left) is None):
                yield from self._full(behind["title"] or behind["apposed"], head)
            elif served is not None and head in OFFICES and len(run := _CAPITALISED.findall(served.group())) > 2:
                yield from self._full(" ".join(run[-2:]), head)  # "Minister of Water Management Ana Ruiz"
            elif before is not None:
                yield from self._full(before["name"], head)
            elif (inside := _INSIDE.search(left)) is not None and text[start].isupper():
                name = name_of(inside.group() + text[start:end])
                if " " in name and _has(name, more) and kind_of(name) in ("organisation", "government"):
                    yield name

    def _heads(self, head: str) -> Iterator[tuple[int, int]]:
        """Where the head stands as a whole word, in whatever letters."""
        place = self._lowered.find(head)
        while place >= 0:
            end = place + len(head)
            beside = self._lowered[place - 1 : place] + self._lowered[end : end + 1]
            if not any(each.isalnum() or each in "_-" for each in beside):
                yield place, end
            place = self._lowered.find(head, end)

    def _is_prose(self, place: int) -> bool:
        number = bisect_right(self._sentences, place, key=lambda sentence: sentence.start) - 1
        return number >= 0 and self._sentences[number].is_prose

    def _full(self, words: str, head: str) -> Iterator[str]:
        name = self._mentions.full_name(name_of(" ".join(words.split())))
        kind = kind_of(name)
        one_word = " " not in name and kind == "person"  # "Otherwise, the minister": more likely no name at all
        if (
            name
            and not one_word
            and name[:1].isupper()
            and (kind == "person" or head not in OFFICES)
            and not has_office(name.lower())
        ):
            yield name

    def _served(self, head: str, more: list[str]) -> str | None:
        """ "The spokesperson" where the article has "a spokesperson for the Dockworkers" and no other."""
        found = set()
        for start, end in self._heads(head):
            left = max(0, start - _BESIDE)
            article = _ARTICLE_BEFORE.search(self._text[left:start])
            serving = _SERVING.match(self._text, end) if article is not None else None
            if article is not None and serving is not None:
                opening = left + article.start()
                if _has(self._text[opening:end], more):
                    found.add(" ".join(self._text[opening : serving.end()].split()[1:]))
        return found.pop() if len(found) == 1 else None


def _has(told: str, more: list[str]) -> bool:
    """Whether the description's further words stand there; a nation that is left out is none ("Karskan")."""
    known = {word.lower()[:5] for word in _WORD.findall(told)}
    return all(word.lower()[:5] in known or _OF_A_NATION.fullmatch(word) is not None for word in more)
