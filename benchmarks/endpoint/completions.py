"""Chat completions as OpenAI writes them, whole and spoilt in every way that comes to a client as status 200."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.endpoint.draws import uniform
from benchmarks.endpoint.token_usage import tokens_of

_LOOPS_TO = 4_096
"""Tokens of a looping answer where the request names no limit."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the model says, before it is wrapped; `useful` unless a fault took its worth."""

    content: str | None
    tokens: int = 0
    finish: str = "stop"
    refusal: str | None = None
    useful: bool = True


def completion(
    said: Said, model: str, identifier: str, created: int, prompt_tokens: int, cached_tokens: int
) -> dict[str, Any]:
    """One whole chat completion; `created` in seconds since the epoch."""
    return {
        "id": f"chatcmpl-{identifier}",
        "object": "chat.completion",
        "created": created,
        "model": model,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": said.content, "refusal": said.refusal},
                "logprobs": None,
                "finish_reason": said.finish,
            }
        ],
        "usage": {
            "prompt_tokens": prompt_tokens,
            "completion_tokens": said.tokens,
            "total_tokens": prompt_tokens + said.tokens,
            "prompt_tokens_details": {"cached_tokens": cached_tokens, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
        },
        "service_tier": "default",
        "system_fingerprint": "fp_simulated",
    }


def call_tool(whole: dict[str, Any], tool: str) -> None:
    """Changes the completion in place: its words become the arguments of a call of `tool`, where it has any."""
    choice = whole["choices"][0]
    words = choice["message"]["content"]
    if words is not None:
        called = {"id": "call_simulated", "type": "function", "function": {"name": tool, "arguments": words}}
        choice["message"] |= {"content": None, "tool_calls": [called]}


def spoilt(name: str, said: Said, max_tokens: int | None) -> Said:
    """What a fault of this name leaves of an answer; the same answer for faults that are none of the content."""
    spoil = _SPOILING.get(name)
    if spoil is None:
        return said
    left = spoil(said, max_tokens or _LOOPS_TO)
    return replace(left, tokens=tokens_of(left.content or left.refusal or ""))


def _cut(said: Said, max_tokens: int) -> Said:
    content = said.content or ""
    return Said(content[: len(content) // 2], finish="length", useful=False)


def _looping(said: Said, max_tokens: int) -> Said:
    try:
        answer = json.loads(said.content or "")
        item = json.dumps(answer["claims"][0], ensure_ascii=False)
    except (ValueError, LookupError, TypeError):
        item = (said.content or "again") if not (said.content or "").startswith("{") else '{"n": 1, "by": "Nobody"}'
    before = '{"claims": ['
    rounds = max(1, (max_tokens - tokens_of(before)) // tokens_of(item + ", "))
    return Said(before + ", ".join([item] * rounds) + ', {"n', finish="length", useful=False)


def _always(**changes: Any) -> Callable[[Said, int], Said]:
    return lambda said, max_tokens: replace(said, useful=False, **changes)


_SPOILING: dict[str, Callable[[Said, int], Said]] = {
    "truncated": _cut,
    "truncated_long": _cut,
    "looping": _looping,
    "invalid_json": lambda said, max_tokens: Said("Here is what I found:\n" + (said.content or "")[:-2], useful=False),
    "off_schema": _always(content='{"statements": [{"speaker": "Nobody", "text": 7}]}'),
    "refusal": _always(content=None, refusal="I'm sorry, I cannot help with that request."),
    "content_filter": _always(content="", finish="content_filter"),
    "empty": _always(content=""),
    "null_content": _always(content=None),
}


def spoil_wrapping(name: str, whole: dict[str, Any], digest: str) -> bool:
    """Changes the completion in place where the fault is one of its wrapping; True where its answer is lost by that."""
    if name == "no_choices":
        whole["choices"] = []
        return True
    if name == "no_usage":
        del whole["usage"]
    elif name == "wrong_usage":
        whole["usage"] = dict(_WRONG_USAGES[int(uniform(digest) * len(_WRONG_USAGES))])
    return False


_WRONG_USAGES: tuple[Mapping[str, Any], ...] = (
    {"prompt_tokens": -5, "completion_tokens": -7, "total_tokens": -12},
    {"prompt_tokens": "many", "completion_tokens": "12", "total_tokens": None},
    {"prompt_tokens": None, "completion_tokens": 3.5, "prompt_tokens_details": {"cached_tokens": -1}},
)
