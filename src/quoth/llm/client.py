"""One chat completion over HTTP: the body that is sent, and what the answer means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quoth.llm.endpoint import Endpoint
from quoth.llm.faults import Fault, Translator
from quoth.llm.profiles import Profile

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

_ANSWER_NAME = "answer"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the transport reported for one call."""

    tokens_in: int = 0
    tokens_cached: int = 0
    tokens_out: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """What one call sends: chat messages, the strict schema, the answer's length in tokens, and the sampling."""

    messages: list[dict[str, str]]
    schema: Mapping[str, Any]
    max_tokens: int
    sampling: Mapping[str, Any]


class Client:
    """Speaks to one endpoint about one model. Made once a run: a client costs 30 ms."""

    def __init__(self, endpoint: Endpoint, model: str, profile: Profile) -> None:
        self.model = model
        self._profile = profile
        self._translator = Translator(endpoint.shown, model, endpoint.key)
        self._sdk = endpoint.client(profile.timeout)

    async def complete(self, question: Question) -> ChatCompletion:
        """One HTTP call, no retries.

        Raises Fault where the call failed, ModelError where no call can succeed.
        """
        import openai

        body: dict[str, Any] = {
            "model": self.model,
            "messages": question.messages,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": _ANSWER_NAME, "strict": True, "schema": question.schema},
            },
            self._profile.length_field: question.max_tokens,
            **question.sampling,
        }
        try:
            completion: ChatCompletion = await self._sdk.chat.completions.create(**body)
        except (openai.OpenAIError, UnicodeEncodeError, json.JSONDecodeError) as problem:
            # The SDK's own text may hold the key or the article: only ours goes on.
            raise self._translator.fault(problem) from None
        if not getattr(completion, "choices", None):
            raise Fault("the endpoint answered with something that is no chat completion")
        return completion

    async def close(self) -> None:
        await self._sdk.close()


def usage_of(completion: ChatCompletion) -> Usage:
    """The call's own figures, copied: instructor overwrites the completion's with a running total."""
    usage = completion.usage
    if usage is None:
        return Usage()
    details = usage.prompt_tokens_details
    cached = (details.cached_tokens if details else None) or 0
    return Usage(usage.prompt_tokens or 0, cached, usage.completion_tokens or 0)


def ending_of(completion: ChatCompletion) -> Fault | None:
    """Why an answer that came is none: cut off, filtered or refused. None where it may be read."""
    choice = completion.choices[0]
    if choice.finish_reason == "content_filter":
        return Fault("stopped by the endpoint's content filter", outcome="filtered")
    if getattr(choice.message, "refusal", None):
        return Fault("the model refused to answer", outcome="refused")
    if choice.finish_reason == "length":
        return Fault("the answer was cut off at its longest length", outcome="truncated")
    return None
