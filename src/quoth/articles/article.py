"""What goes in: one article, its text and what is known about where it comes from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from quoth.records import ArticleHead


@dataclass(frozen=True)
class Article:
    """One article. Every offset that Quoth writes counts Unicode code points of `text`.

    `origin` says where it was read (file, and line where the file holds many); `published` is kept as it was given.
    """

    id: str
    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    origin: str | None = None

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the UTF-8 text; lone surrogates, which UTF-8 cannot hold, are passed through."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def head(self) -> ArticleHead:
        """What a record says of its article."""
        return ArticleHead(
            id=self.id,
            title=self.title,
            publisher=self.publisher,
            published=self.published,
            url=self.url,
            sha256=self.sha256,
            length=len(self.text),
        )


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input, or one article of it, that could not be read: `origin` says where, `reason` what to do."""

    origin: str
    reason: str

    def __str__(self) -> str:
        return f"{self.origin}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, heading or piece of furniture: `text[start:end]`, trimmed of white space.

    `paragraph` counts blocks of text from 0. `furniture` names what kind of page furniture it is
    ("breadcrumb", "advertisement", "related", "caption", "credit", "date", "share", "subscribe", …), or is None.
    `heading` marks a headline or subheading: part of the article, said by nobody.
    """

    start: int
    end: int
    paragraph: int
    heading: bool = False
    furniture: str | None = None

    @property
    def is_prose(self) -> bool:
        return self.furniture is None and not self.heading
