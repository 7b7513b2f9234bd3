"""What a run would send for an article, counted offline: chunks, prompt tokens, text tokens, schema tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from quoth.articles.article import Article
from quoth.extraction.attribution.speakers import Speaker, Speakers
from quoth.extraction.conditions.conditionals import Conditional
from quoth.extraction.document import ArticleDocument
from quoth.extraction.pipeline import Settings, plan
from quoth.extraction.prompt_rendering import view
from quoth.extraction.prompts import Prompt
from quoth.llm.strict import schema_text, strict_schema
from quoth.tokens import count_tokens

_MESSAGE_TOKENS = 4
"""What a chat template puts around each message: its role, and marks of beginning and end."""
_REPLY_TOKENS = 3
"""What it puts behind the last message, where the answer begins."""


@dataclass(frozen=True, slots=True)
class ChunkSize:
    """One chunk of an article, by our own count of tokens.

    `start:end` are the offsets of its own sentences, `text` their tokens; `prompt` counts all messages, those that
    every chunk shares included, and `schema` the answer's schema as a hosted model is sent it.
    """

    index: int
    start: int
    end: int
    prompt: int
    text: int
    schema: int


class Measure:
    """Measures articles for one prompt and one set of sizes."""

    def __init__(self, prompt: Prompt, settings: Settings) -> None:
        self.prompt = prompt
        self.settings = settings
        self._listens = prompt.bounded or any(word in prompt.user for word in ("speakers", "conditionals"))

    @cached_property
    def static(self) -> int:
        """Tokens of the messages that every chunk shares."""
        return sum(count_tokens(message.content) + _MESSAGE_TOKENS for message in self.prompt.static_messages)

    @cached_property
    def static_schema(self) -> int | None:
        """Tokens of the answer's schema; None where it differs from chunk to chunk."""
        return None if self.prompt.bounded else _schema_tokens(self.prompt.schema())

    def chunks(self, article: Article) -> list[ChunkSize]:
        """The chunks that a run would send, in order."""
        reading = ArticleDocument(article) if self._listens else _Unheard(article)
        sizes = []
        for chunk in plan(reading, self.settings):
            shown = view(reading, chunk)
            own = [reading.sentences[number] for number in chunk.own]
            sizes.append(
                ChunkSize(
                    index=chunk.index,
                    start=own[0].start,
                    end=own[-1].end,
                    prompt=self.static + count_tokens(self.prompt.render(shown)) + _MESSAGE_TOKENS + _REPLY_TOKENS,
                    text=count_tokens(article.text[own[0].start : own[-1].end]),
                    schema=self.static_schema or _schema_tokens(self.prompt.schema(shown)),
                )
            )
        return sizes


class _NoVoices(Speakers):
    def __init__(self) -> None:
        super().__init__("", [])

    def voices(self, number: int) -> tuple[Speaker, ...]:
        return ()


class _Unheard(ArticleDocument):
    """The article for a prompt that shows no speakers: hearing them takes seven eighths of the time of measuring."""

    @cached_property
    def speakers(self) -> Speakers:
        return _NoVoices()

    def conditionals(self, number: int) -> tuple[Conditional, ...]:
        return ()


def _schema_tokens(schema: Mapping[str, Any]) -> int:
    """As a hosted model is sent it: an engine that makes a grammar of it does not put it into the prompt."""
    return count_tokens(schema_text(strict_schema(schema_text(schema), bounded=False)))
