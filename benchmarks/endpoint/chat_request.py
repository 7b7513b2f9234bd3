"""What a chat request asks, as far as the endpoint needs to know."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from benchmarks.endpoint.draws import digest_of
from benchmarks.endpoint.token_usage import remembered_tokens, tokens_of

_NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_ANSWER_NAME = "answer"


class NoChatRequest(ValueError):
    """A body that a real endpoint answers with 400; the text is what it says."""


@dataclass(frozen=True)
class ChatRequest:
    """`contents` are the messages' texts in order; `schema` is that of Quoth's answer, None for other requests."""

    body: bytes
    digest: str
    model: str
    contents: tuple[str, ...]
    max_tokens: int | None
    schema: Mapping[str, Any] | None

    @cached_property
    def sentences(self) -> tuple[tuple[int, str], ...]:
        """Number and text of each numbered line of the last message that has any: a re-ask ends with another one."""
        for content in reversed(self.contents):
            found = _NUMBERED.findall(content)
            if found:
                return tuple((int(number), text) for number, text in found)
        return ()

    @cached_property
    def token_counts(self) -> tuple[int, ...]:
        """Tokens of each message; all but the last are likely to be those of the request before."""
        *static, last = self.contents
        return (*map(remembered_tokens, static), tokens_of(last))

    @property
    def characters(self) -> int:
        return sum(map(len, self.contents))


def read_chat_request(body: bytes) -> ChatRequest:
    """Raises NoChatRequest."""
    try:
        asked = json.loads(body)
        messages = asked["messages"]
        contents = tuple(_content(message) for message in messages)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NoChatRequest("We could not parse the body of your request as a chat completion with messages.") from None
    if not isinstance(messages, list) or not messages:
        raise NoChatRequest("Invalid 'messages': empty array. Expected an array with minimum length 1.")
    if asked.get("stream"):
        raise NoChatRequest("Streaming is not simulated here: leave 'stream' out.")
    limit = asked.get("max_completion_tokens") or asked.get("max_tokens")
    return ChatRequest(
        body,
        digest_of(body),
        str(asked.get("model") or ""),
        contents,
        limit if isinstance(limit, int) else None,
        _schema_of_ours(asked.get("response_format")),
    )


def _content(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return "".join(str(part.get("text") or "") for part in content)
    return str(content or "")


def _schema_of_ours(response_format: object) -> Mapping[str, Any] | None:
    if not isinstance(response_format, dict):
        return None
    held = response_format.get("json_schema")
    if not isinstance(held, dict) or held.get("name") != _ANSWER_NAME:
        return None
    schema = held.get("schema")
    return schema if isinstance(schema, dict) and "claims" in schema.get("properties", {}) else None
