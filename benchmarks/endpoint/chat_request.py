"""What a chat request asks, as far as the endpoint needs to know."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_ANSWER_NAME = "answer"


class NoChatRequest(ValueError):
    """A body that a real endpoint answers with 400; the text is what it says."""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """`contents` are the messages' texts in order; `schema` is that of Quoth's answer, None for other requests.

    `tool` is the first function that the request offers, None where it offers none.
    """

    model: str
    contents: tuple[str, ...]
    max_tokens: int | None
    schema: Mapping[str, Any] | None
    tool: str | None = None


def read_chat_request(body: bytes) -> ChatRequest:
    """Raises NoChatRequest."""
    try:
        asked = json.loads(body)
        messages = asked["messages"]
        contents = [_content(message) for message in messages]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NoChatRequest("We could not parse the body of your request as a chat completion.") from None
    if not contents:
        raise NoChatRequest("Invalid 'messages': empty array. Expected an array with minimum length 1.")
    if asked.get("stream"):
        raise NoChatRequest("Streaming is not simulated here: leave 'stream' out.")
    limit = asked.get("max_completion_tokens") or asked.get("max_tokens")
    return ChatRequest(
        str(asked.get("model") or ""),
        # The static messages of a thousand requests are kept once.
        (*map(sys.intern, contents[:-1]), contents[-1]),
        limit if isinstance(limit, int) else None,
        _schema_of_ours(asked.get("response_format")),
        _first_tool(asked.get("tools")),
    )


def numbered_sentences(contents: Sequence[str]) -> list[tuple[int, str]]:
    """Number and text of each numbered line of the last message that has any: a re-ask ends with another message."""
    for content in reversed(contents):
        if found := _NUMBERED.findall(content):
            return [(int(number), text) for number, text in found]
    return []


def _content(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return "".join(str(part.get("text") or "") for part in content)
    return str(content or "")


def _first_tool(tools: object) -> str | None:
    try:
        return str(tools[0]["function"]["name"])  # type: ignore[index]
    except (TypeError, LookupError):
        return None


def _schema_of_ours(response_format: object) -> Mapping[str, Any] | None:
    if not isinstance(response_format, dict):
        return None
    held = response_format.get("json_schema")
    if not isinstance(held, dict) or held.get("name") != _ANSWER_NAME:
        return None
    schema = held.get("schema")
    return schema if isinstance(schema, dict) and "claims" in schema.get("properties", {}) else None
