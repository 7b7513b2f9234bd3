"""Everything about a request that depends on its body alone, worked out once for each body.

A benchmark that sends its requests once before it measures takes that work out of what it measures.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from benchmarks.endpoint.chat_request import numbered_sentences, read_chat_request
from benchmarks.endpoint.draws import digest_of
from benchmarks.endpoint.made_answers import made_answer
from benchmarks.endpoint.settings import Settings
from benchmarks.endpoint.token_usage import remembered_tokens, tokens_of

_REMEMBERED_BODIES = 10_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request with its counts and its whole answer; tokens are given for each message."""

    digest: str
    model: str
    contents: tuple[str, ...]
    token_counts: tuple[int, ...]
    prompt_tokens: int
    prompt_characters: int
    sentences: int
    max_tokens: int | None
    answer: str
    answer_tokens: int
    tool: str | None


class Preparing:
    """Remembers the bodies seen last."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: dict[str, Prepared] = {}

    def prepare(self, body: bytes) -> Prepared:
        """Raises NoChatRequest."""
        digest = digest_of(body)
        known = self._known.get(digest)
        if known is None:
            known = self._known[digest] = self._prepared(body, digest)
            if len(self._known) > _REMEMBERED_BODIES:
                del self._known[next(iter(self._known))]
        return known

    def _prepared(self, body: bytes, digest: str) -> Prepared:
        asked = read_chat_request(body)
        *static, last = asked.contents
        counts = (*map(remembered_tokens, static), tokens_of(last))
        sentences = numbered_sentences(asked.contents)
        answer = self._settings.text
        if self._settings.answers == "quoth" and asked.schema is not None:
            answer = json.dumps(made_answer(asked.schema, sentences), ensure_ascii=False)
        return Prepared(
            digest=digest,
            model=asked.model,
            contents=asked.contents,
            token_counts=counts,
            prompt_tokens=sum(counts),
            prompt_characters=sum(map(len, asked.contents)),
            sentences=len(sentences),
            max_tokens=asked.max_tokens,
            answer=answer,
            answer_tokens=tokens_of(answer),
            tool=asked.tool,
        )
