"""Correct answers on articles: our own, written by hand for the reports in examples/, each with what it points at."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from quoth.articles.article import Article
from quoth.extraction.actors.names import name_of, same_actor, significant
from quoth.extraction.answers import Answer
from quoth.extraction.chunking import Chunk
from quoth.extraction.document import ArticleDocument
from quoth.extraction.grounding import ground
from quoth.extraction.pipeline import Settings, plan
from quoth.extraction.prompts import Prompt
from quoth.records import Span

EXAMPLES = Path(__file__).parents[2] / "examples"
ANSWERS = Path(__file__).parent / "answers"
_SETTINGS = Settings(chunk_tokens=6000, answer_tokens=900)
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]*[a-z](?: (?:of )?[A-Z][\w’'-]*[a-z])*")
_POSSESSIVE = re.compile(r"[’']s?$")
_CALENDAR = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December Easter Christmas".split()
)
Item = Mapping[str, Any]
Place = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Correct:
    """A correct answer on one chunk of an article; `same` lists names that are one actor's by what the article says."""

    corpus: str
    reading: ArticleDocument
    chunk: Chunk
    claims: tuple[Item, ...]
    conditions: tuple[Item, ...] = ()
    same: tuple[tuple[str, ...], ...] = ()

    @property
    def id(self) -> str:
        return f"{self.reading.article.id}#{self.chunk.index}"

    @property
    def text(self) -> str:
        return self.reading.article.text

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The proper names that the article's prose writes inside a sentence, in order, each once."""
        found: dict[str, None] = {}
        for sentence in self.reading.sentences:
            if sentence.is_prose:
                for match in _NAME.finditer(self.text[sentence.start : sentence.end]):
                    name = _POSSESSIVE.sub("", name_of(match.group()))
                    if name[:1].isupper() and significant(name) and _CALENDAR.isdisjoint(name.split()):
                        found.setdefault(name)
        # "Nuvian" is no name of its own beside "Nuvia".
        return tuple(name for name in found if not any(name != one and name.startswith(one[:-1]) for one in found))

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """Whom the correct answer lets speak, in order, each once."""
        return tuple(dict.fromkeys(item["by"] for item in self.claims))

    def same_source(self, one: str, other: str) -> bool:
        """Whether two names are one actor's: by their words, or by what the answer's author knows of the article."""
        known = any(all(any(same_actor(name, each) for each in names) for name in (one, other)) for names in self.same)
        return known or same_actor(one, other) or same_actor(one, name_of(other))

    def sentence(self, n: int) -> Place:
        """The place in the text of the chunk's sentence number `n`, counted from 1."""
        sentence = self.reading.sentences[self.chunk.own[n - 1]]
        return sentence.start, sentence.end

    def content(self, item: Item) -> Span:
        """The words that a correct claim item points at.  Raises ValueError where they do not stand there."""
        start, end = self.sentence(item["n"])
        if not (item.get("first") and item.get("last")):
            return Span.of(self.text, start, end)
        first = ground(item["first"], self.text, [(start, end)])
        last = ground(item["last"], self.text, [(first.start, end)]) if isinstance(first, Span) else first
        if not isinstance(first, Span) or not isinstance(last, Span):
            raise ValueError(f"{self.id}: sentence {item['n']} does not hold {item['first']!r} … {item['last']!r}")
        return Span.of(self.text, first.start, max(first.end, last.end))


def answer_of(claims: Iterable[Item], conditions: Iterable[Item]) -> Answer:
    return Answer.model_validate(
        {"claims": [dict(item) for item in claims], "conditions": [dict(c) for c in conditions]}
    )


def read_article(path: Path, identifier: str, prompt: Prompt) -> ArticleDocument:
    """The article as a run that asks with `prompt` reads it."""
    with path.open(encoding="utf-8", newline="") as opened:
        return ArticleDocument(Article(id=identifier, text=opened.read()), prompt.taught, prompt.leads)


def chunks(reading: ArticleDocument) -> list[Chunk]:
    return plan(reading, _SETTINGS)


def own_answers(prompt: Prompt) -> list[Correct]:
    """The answers in `answers/`, one article a line; each of these articles is one chunk."""
    found = []
    for file in sorted(ANSWERS.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            given = json.loads(line)
            reading = read_article(EXAMPLES / given["article"], given["article"], prompt)
            (chunk,) = chunks(reading)
            same = tuple(tuple(names) for names in given.get("same", ()))
            found.append(Correct("own", reading, chunk, tuple(given["claims"]), tuple(given["conditions"]), same))
    return found
