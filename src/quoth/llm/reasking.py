"""The re-ask loop: an answer that does not validate is sent back with its error, by instructor and nothing else of it.

Retries, usage and the list of calls are ours; instructor calls `_create`, validates what it returns and calls again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from quoth.asking import Call, Outcome, Reply, Request
from quoth.errors import ModelError
from quoth.llm.client import Client, Question, Usage, ending_of, usage_of
from quoth.llm.faults import Fault
from quoth.llm.profiles import Profile
from quoth.llm.retries import Budget, Retries, retrying

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

RE_ASKS = 2
_ERRORS_SHOWN = 8


@dataclass
class _Asking:
    """One request on its way: what it sends, what it may still spend, and every call made for it."""

    request: Request
    schema: Mapping[str, Any]
    sampling: Mapping[str, Any]
    budget: Budget
    calls: list[Call] = field(default_factory=list)
    raw: str | None = None
    complaint: str | None = None
    """What was wrong with the last answer, as the model is told."""

    def reject(self, problem: Exception, **_attempt: Any) -> None:
        """Marks the last answer as one that did not validate."""
        lines = _complaints(problem) if self.raw else ["the answer was empty"]
        self.complaint = "\n".join(lines)
        error = f"the answer does not fit the schema: {lines[0]}" if self.raw else "empty answer"
        self.calls[-1] = replace(self.calls[-1], outcome="failed", error=error)

    def messages(self) -> list[dict[str, str]]:
        """The request's own messages, the same at every turn, then the last answer and its errors only."""
        sent = [{"role": message.role, "content": message.content} for message in self.request.messages]
        if self.complaint is None:
            return sent
        if self.raw:
            sent.append({"role": "assistant", "content": self.raw})
        advice = f"This answer is not valid:\n{self.complaint}\nAnswer again: JSON that fits the schema, nothing else."
        return [*sent, {"role": "user", "content": advice}]


class Reasker:
    """Asks through one client, at most `profile.slots` calls at a time."""

    def __init__(self, client: Client, profile: Profile, retries: Retries) -> None:
        import instructor
        from instructor.v2.core.hooks import Hooks

        # Its errors repeat the server's words and the article; ours say what there is to say.
        logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)
        self._client = client
        self._profile = profile
        self._retries = retries
        self._hooks = Hooks
        # The seam for the rate limiter: whoever holds a slot may call.
        self._slots = asyncio.Semaphore(profile.slots)
        self._ask: Any = instructor.patch(create=self._create, mode=instructor.Mode.JSON_SCHEMA)

    async def ask(self, request: Request, schema: Mapping[str, Any], sampling: Mapping[str, Any]) -> Reply:
        """A reply whose calls are every HTTP call made. Raises ModelError where no chunk can succeed."""
        from instructor.core.exceptions import InstructorRetryException

        asking = _Asking(request, schema, sampling, Budget(self._retries))
        hooks = self._hooks()
        hooks.on("parse:error", asking.reject)
        try:
            await self._ask(
                response_model=_held_type(request.answer, json.dumps(schema)),
                messages=asking.messages(),
                max_retries=RE_ASKS,
                hooks=hooks,
                asking=asking,
                strict=False,  # a number in quotation marks is still that number: no reason to pay twice
            )
        except InstructorRetryException as ended:
            cause = ended.__cause__
            if cause is not None and not isinstance(cause, (Fault, ValidationError)):
                raise cause from None
            return Reply(None, asking.raw, tuple(asking.calls))
        answer = request.answer.model_validate_json(asking.raw or "")
        return Reply(answer, asking.raw, tuple(asking.calls))

    async def _create(self, *, asking: _Asking, **_instructors_own: Any) -> ChatCompletion:
        """What instructor takes for the SDK: one answer, whatever number of calls it needs."""
        question = Question(asking.messages(), asking.schema, asking.request.max_tokens, asking.sampling)
        return await retrying(lambda: self._call(question, asking), asking.budget)

    async def _call(self, question: Question, asking: _Asking) -> ChatCompletion:
        async with self._slots:
            started, clock = time.time(), time.monotonic()
            try:
                completion = await self._client.complete(question)
            except (Fault, ModelError) as problem:
                outcome = problem.outcome if isinstance(problem, Fault) else "failed"
                asking.calls.append(self._record(outcome, started, clock, Usage(), str(problem)))
                asking.raw = None
                raise
        usage, ending = usage_of(completion), ending_of(completion)
        asking.raw = completion.choices[0].message.content or None
        outcome = ending.outcome if ending else "ok"
        asking.calls.append(self._record(outcome, started, clock, usage, str(ending) if ending else None))
        if ending:
            raise ending
        return completion

    def _record(self, outcome: Outcome, started: float, clock: float, usage: Usage, error: str | None) -> Call:
        return Call(
            outcome=outcome,
            model=self._client.model,
            tokens_in=usage.tokens_in,
            tokens_cached=usage.tokens_cached,
            tokens_out=usage.tokens_out,
            cost=self._profile.cost(usage.tokens_in, usage.tokens_cached, usage.tokens_out),
            seconds=time.monotonic() - clock,
            started=started,
            error=error,
        )


@lru_cache(maxsize=64)
def _held_type(answer: type[BaseModel], schema: str) -> type[BaseModel]:
    """The answer type as instructor wants it, made once: it would build a class and a schema at every call."""
    from instructor import ResponseSchema

    cached: dict[str, Any] = json.loads(schema)

    class Held(answer, ResponseSchema):  # type: ignore[misc, valid-type]
        @classmethod
        def model_json_schema(cls, *_args: Any, **_options: Any) -> dict[str, Any]:
            return cached

    Held.__name__ = answer.__name__
    return Held


def _complaints(problem: Exception) -> list[str]:
    """A line for each of the first errors, without the input's own words."""
    if not isinstance(problem, ValidationError):
        return [type(problem).__name__]
    found = problem.errors(include_url=False, include_context=False, include_input=False)
    lines = [f"{'.'.join(str(step) for step in error['loc']) or 'answer'}: {error['msg']}" for error in found]
    more = len(lines) - _ERRORS_SHOWN
    return lines[:_ERRORS_SHOWN] + ([f"and {more} more"] if more > 0 else [])
