"""One chat completion over HTTP: the body that is sent, and what the answer means."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from quoth.llm.endpoint import Endpoint
from quoth.llm.faults import Fault, Switched, Translator
from quoth.llm.profiles import Profile
from quoth.llm.reply_text import BrokenOff, is_event_stream, message_text, of_event_stream, unwrapped

_ANSWER_NAME = "answer"
_MOST_TOKENS = 2**40
_STREAMING: tuple[dict[str, Any], ...] = (
    {},
    {"stream": True, "stream_options": {"include_usage": True}},
    {"stream": True},
)
"""What a body holds beside the question, by how far an endpoint that takes streaming calls only has made us go."""
_ONLY_STREAMS = re.compile(
    r"stream\W{0,3}\s*(?:must|needs to|has to|should)\s+be\s+(?:set to\s+)?true|only (?:supports? )?stream",
    re.IGNORECASE,
)
_SURROGATE = re.compile("[\ud800-\udfff]")


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

    @property
    def rough_tokens(self) -> int:
        """About what the call will use, for the rate: four characters a token, and a quarter of the longest answer."""
        return sum(len(message["content"]) for message in self.messages) // 4 + self.max_tokens // 4


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer as it came: its first choice, the usage where one was told that can be true, and the headers."""

    content: str | None
    finish_reason: str | None
    refusal: str | None
    usage: Usage | None
    headers: Mapping[str, str]
    payload: Mapping[str, Any]
    unwrapped: tuple[str, ...] = ()
    """What stood around the answer and was taken off."""


class Client:
    """Speaks to one endpoint about one model. Made once a run: a client costs 30 ms."""

    def __init__(self, endpoint: Endpoint, model: str, profile: Profile) -> None:
        import httpx2

        self.model = model
        self._profile = profile
        self._translator = Translator(endpoint.shown, model, endpoint.secrets)
        self._sdk = endpoint.client(profile.timeout)
        self._raw = httpx2.Response
        self._streams = 0
        """Which of _STREAMING the endpoint takes, as far as it has said."""

    async def complete(self, question: Question) -> Completion:
        """One HTTP call, no retries.

        Raises Fault where the call failed, ModelError where no call can succeed.
        """
        import openai

        sent = self._streams
        try:
            body = request_body(self.model, question, self._profile) | _STREAMING[sent]
            content = json.dumps(body, ensure_ascii=False).encode()
            # An answer that drips in a byte at a time never runs into the transport's own time-outs.
            async with asyncio.timeout(self._profile.timeout):
                # The SDK's lower door: the same client, errors and headers as `chat.completions.create`, without two
                # walks through typed copies of the body and the answer, which take as long as all the rest.
                response = await self._sdk.post(
                    "/chat/completions",
                    cast_to=self._raw,
                    content=content,
                    options={"headers": {"Content-Type": "application/json"}},
                )
            streamed = is_event_stream(response.content)
            payload = of_event_stream(response.content) if streamed else json.loads(response.content)
        except TimeoutError:
            raise self._translator.late() from None
        except BrokenOff as problem:
            raise Fault(str(problem), retry=True) from None
        except (openai.OpenAIError, ValueError, RecursionError) as problem:
            # The SDK's own text may hold the key or the article: only ours goes on. JSON may be nested too deep, and
            # a number in it too long.
            raise self._switched(problem, sent) or self._translator.fault(problem) from None
        if isinstance(payload, dict) and payload.get("error") and not payload.get("choices"):
            raise self._translator.told(payload["error"])
        completion = completion_of(payload, response.headers)
        how = "streaming switched on" if sent else "event stream"
        return replace(completion, unwrapped=(how, *completion.unwrapped)) if streamed else completion

    def _switched(self, problem: Exception, sent: int) -> Switched | None:
        """The fault of a call that did not stream, as it was `sent`, as its endpoint wants it: the next calls do."""
        if getattr(problem, "status_code", None) not in (400, 422):
            return None
        words = str(problem)
        if sent == 0 and _ONLY_STREAMS.search(words):
            wanted = 1
        elif sent == 1 and "stream_options" in words:
            wanted = 2
        else:
            return None
        # Others in flight were sent as this one was, and hear the same.
        self._streams = max(self._streams, wanted)
        return Switched(str(self._translator.fault(problem)))

    async def close(self) -> None:
        await self._sdk.close()


def request_body(model: str, question: Question, profile: Profile) -> dict[str, Any]:
    """The body of a chat completion, as it is sent now or put into a batch file."""
    return {
        "model": model,
        "messages": question.messages,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": _ANSWER_NAME, "strict": True, "schema": question.schema},
        },
        profile.length_field: question.max_tokens,
        **question.sampling,
    }


def completion_of(payload: Any, headers: Mapping[str, str]) -> Completion:
    """What a chat completion's body holds. Raises Fault where it is none."""
    choices = payload.get("choices") if isinstance(payload, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise Fault("the endpoint answered with something that is no chat completion")
    refusal, finish = message.get("refusal"), choice.get("finish_reason")
    content, taken = message_text(message)
    return Completion(
        # Half an emoji can be read as JSON, and neither be stored nor be sent back.
        content=_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", content) if content else None,
        finish_reason=finish if isinstance(finish, str) else None,
        refusal=refusal if isinstance(refusal, str) and refusal else None,
        usage=usage_of(payload.get("usage")),
        headers=headers,
        payload=payload,
        unwrapped=taken,
    )


def opened(completion: Completion, answer: type[BaseModel]) -> Completion:
    """The same with its answer out of whatever stands around it: what is kept and read is the answer alone."""
    reasoned = completion.unwrapped[-1:] in (("reasoning_content",), ("reasoning",))
    content, taken = unwrapped(completion.content, answer, at_the_end=reasoned)
    return replace(completion, content=content, unwrapped=(*completion.unwrapped, *taken)) if taken else completion


def usage_of(told: Any) -> Usage | None:
    """The call's own figures; None where they are missing or cannot be true."""
    if not isinstance(told, dict):
        return None
    details = told.get("prompt_tokens_details")
    cached = (details.get("cached_tokens") if isinstance(details, dict) else 0) or 0
    sent, written = told.get("prompt_tokens"), told.get("completion_tokens")
    if type(sent) is not int or type(cached) is not int or type(written) is not int:
        return None
    return Usage(sent, cached, written) if 0 <= cached <= sent < _MOST_TOKENS and 0 <= written < _MOST_TOKENS else None


def ending_of(completion: Completion) -> Fault | None:
    """Why an answer that came is none: cut off, filtered or refused. None where it may be read."""
    if completion.finish_reason == "content_filter":
        return Fault("stopped by the endpoint's content filter", outcome="filtered")
    if completion.refusal:
        return Fault("the model refused to answer", outcome="refused")
    if completion.finish_reason == "length":
        looping = completion.content is not None and repeats_itself(completion.content)
        words = (
            "the answer repeats itself and was cut off" if looping else "the answer was cut off at its longest length"
        )
        return Fault(words, outcome="truncated")
    return None


def repeats_itself(text: str) -> bool:
    """Whether a text ends in a stretch of up to 800 characters that it has just said three times, numbers aside."""
    tail = re.sub(r"\d+", "0", text[-4000:])
    return any(
        len(tail) >= 4 * period and tail[-3 * period :] == tail[-4 * period : -period] for period in range(1, 801)
    )
