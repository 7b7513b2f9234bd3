"""The re-ask loop: an answer that does not validate is sent back with its error, by instructor and nothing else of it.

Retries, turns, usage and the list of calls are ours. Nearly every answer validates, and instructor is not bothered with
those: it gets the first answer that does not, validates it again, and asks on through `_create`.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from quoth.asking import Call, Outcome, Reply, Request
from quoth.errors import ModelError, QuothError
from quoth.llm.allowance import Allowance
from quoth.llm.client import Client, Completion, Question, Usage, ending_of, opened, repeats_itself
from quoth.llm.faults import Fault, Switched
from quoth.llm.limiter import Limiter
from quoth.llm.patience import AskedNoMore, Patience
from quoth.llm.profiles import Profile
from quoth.llm.reply_text import DuplicateKey, validated
from quoth.llm.retries import Budget, Retries, retrying
from quoth.tokens import count_tokens

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
    last: Completion | None = None
    """The last answer, where the last call brought one."""
    unread: Completion | None = None
    """The first answer, until instructor has seen it."""
    complaint: str | None = None
    """What was wrong with the last answer, as the model is told."""
    again: bool = False
    """Whether the next call was held back before and goes first."""

    @property
    def raw(self) -> str | None:
        return self.last.content if self.last else None

    def reject(self, problem: Exception, **_attempt: Any) -> None:
        """Marks the last answer as one that did not validate."""
        try:  # instructor reads an object whose key stands twice as if the last alone were there
            validated(self.request.answer, self.raw)
        except DuplicateKey as twice:
            problem = twice
        except ValidationError:
            pass
        self.complaint, error = rejection(self.raw, problem)
        self.calls[-1] = replace(self.calls[-1], outcome="failed", error=error)

    def question(self) -> Question:
        """The request's own messages, the same at every turn, then the last answer and its errors only."""
        sent = [{"role": message.role, "content": message.content} for message in self.request.messages]
        if self.complaint is not None:
            sent += complaining(self.raw, self.complaint)
        return Question(sent, self.schema, self.request.max_tokens, self.sampling)


class Reasker:
    """Asks through one client: as the limiter lets it, and while the allowance lasts."""

    def __init__(
        self,
        client: Client,
        profile: Profile,
        retries: Retries,
        limiter: Limiter,
        allowance: Allowance,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._profile = profile
        self._retries = retries
        self._limiter = limiter
        self._allowance = allowance
        self._clock = clock
        self._patience = Patience(retries, clock)
        self._instructors_ask: Any = None

    async def ask(self, request: Request, schema: Mapping[str, Any], sampling: Mapping[str, Any]) -> Reply:
        """A reply whose calls are every HTTP call made.

        Raises ModelError where no chunk can succeed, and LimitReached where no more may be spent.
        """
        asking = _Asking(request, schema, sampling, Budget(self._retries, self._clock))
        try:
            return await self._asked(asking)
        except QuothError as error:
            error.made = Reply(None, asking.raw, tuple(asking.calls))
            if isinstance(error, AskedNoMore) or not isinstance(error, ModelError):
                raise
            # Those who wait for their turn would only hear the same, and a key that is refused too often is shut out.
            self._patience.end(error)
            self._limiter.dismiss(AskedNoMore(str(error)))
            raise

    async def _asked(self, asking: _Asking) -> Reply:
        try:
            asking.unread = await self._answer(asking)
            answer = self._validated(asking)
            if answer is None:
                await self._ask_again(asking)
                answer = self._validated(asking)
        except Fault as fault:
            self._patience.gave_up(fault)
            looping = fault.outcome == "truncated" and repeats_itself(asking.raw or "")
            return Reply(None, asking.raw, tuple(asking.calls), looping=looping)
        return Reply(answer, asking.raw, tuple(asking.calls))

    def _validated(self, asking: _Asking) -> BaseModel | None:
        try:
            return validated(asking.request.answer, asking.raw)
        except (ValidationError, DuplicateKey):
            return None

    async def _ask_again(self, asking: _Asking) -> None:
        """instructor's loop. Raises Fault where a call ends it; returns where it is done, well or not."""
        from instructor.core.exceptions import InstructorRetryException
        from instructor.v2.core.hooks import Hooks

        hooks = Hooks()
        hooks.on("parse:error", asking.reject)
        try:
            await self._loop()(
                response_model=_held_type(asking.request.answer, json.dumps(asking.schema)),
                messages=asking.question().messages,
                max_retries=RE_ASKS,
                hooks=hooks,
                asking=asking,
                strict=False,  # a number in quotation marks is still that number: no reason to pay twice
            )
        except InstructorRetryException as ended:
            cause = ended.__cause__
            if cause is not None and not isinstance(cause, ValidationError):
                raise cause from None

    def _loop(self) -> Any:
        if self._instructors_ask is None:
            import instructor

            # Its errors repeat the server's words and the article; ours say what there is to say.
            logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)
            self._instructors_ask = instructor.patch(create=self._create, mode=instructor.Mode.JSON_SCHEMA)
        return self._instructors_ask

    async def _create(self, *, asking: _Asking, **_instructors_own: Any) -> ChatCompletion:
        """What instructor takes for the SDK: one answer, whatever number of calls it needs."""
        from openai.types.chat import ChatCompletion

        completion, asking.unread = asking.unread or await self._answer(asking), None
        message = {"role": "assistant", "content": _as_shown(completion.content or "", asking.request.answer)}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        return ChatCompletion.model_validate(
            {"id": "", "object": "chat.completion", "created": 0, "model": self._client.model, "choices": [choice]}
        )

    async def _answer(self, asking: _Asking) -> Completion:
        question = asking.question()
        return await retrying(lambda: self._called(question, asking), asking.budget)

    async def _called(self, question: Question, asking: _Asking) -> Completion:
        while True:
            try:
                return await self._call(question, asking)
            except Switched:
                continue  # the client knows now, and switches twice at most

    async def _call(self, question: Question, asking: _Asking) -> Completion:
        self._patience.check(asking.budget.began)
        tokens, queued = question.rough_tokens, self._clock()
        entered = await self._limiter.enter(tokens, again=asking.again)
        asking.again = False
        made: Call | None = None
        completion: Completion | None = None
        problem: Fault | ModelError | None = None
        try:
            self._patience.check(asking.budget.began)
            await self._allowance.admit(begun=any(call.tokens_out for call in asking.calls))
        except BaseException:
            self._limiter.withdraw(tokens)
            raise
        asking.budget.queued += self._clock() - queued
        started, clock = time.time(), time.monotonic()
        try:
            completion = await self._client.complete(question)
            problem = ending_of(completion)
            completion = completion if problem is not None else opened(completion, asking.request.answer)
            made = self._record(problem, started, clock, completion, question)
        except (Fault, ModelError) as failed:
            problem = failed
            made = self._record(problem, started, clock, None, question)
        finally:
            self._allowance.settle(made)
            fault = problem if isinstance(problem, Fault) else None
            self._limiter.leave(
                entered,
                tokens=tokens,
                used=made.tokens_in + made.tokens_out if made and completion else None,
                pressure=fault.pressure if fault else None,
                well=completion is not None,
                wait=self._patience.bearable(fault.wait) if fault else None,
                headers=completion.headers if completion else None,
            )
        asking.calls.append(made)
        asking.last = completion
        if completion is not None:
            self._patience.answered()
        if fault is not None:
            asking.again = fault.pressure == "limited"
            self._patience.failed(fault)
        if problem is not None:
            raise problem
        assert completion is not None
        return completion

    def _record(
        self,
        problem: Fault | ModelError | None,
        started: float,
        clock: float,
        completion: Completion | None,
        question: Question,
    ) -> Call:
        usage, estimated = Usage(), False
        if completion is not None:
            estimated = completion.usage is None
            usage = completion.usage or counted(question.messages, completion)
        outcome: Outcome = "ok" if problem is None else problem.outcome if isinstance(problem, Fault) else "failed"
        return Call(
            outcome=outcome,
            model=self._client.model,
            tokens_in=usage.tokens_in,
            tokens_cached=usage.tokens_cached,
            tokens_out=usage.tokens_out,
            cost=self._profile.cost(usage.tokens_in, usage.tokens_cached, usage.tokens_out),
            seconds=time.monotonic() - clock,
            started=started,
            error=None if problem is None else str(problem),
            estimated=estimated,
            unwrapped=completion.unwrapped if completion is not None else (),
        )


def _as_shown(content: str, answer: type[BaseModel]) -> str:
    """What instructor is to validate: nothing valid where a key stands twice, so that it asks again."""
    try:
        validated(answer, content)
    except DuplicateKey:
        return ""
    except ValidationError:
        pass
    return content


def rejection(raw: str | None, problem: Exception) -> tuple[str, str]:
    """What the model is told of an answer that does not validate, and what the ledger says of its call."""
    if not raw:
        return "the answer was empty", "empty answer"
    lines = _complaints(problem)
    return "\n".join(lines), f"the answer does not fit the schema: {lines[0]}"


def complaining(raw: str | None, complaint: str) -> list[dict[str, str]]:
    """The messages that follow a request's own where its last answer, if there was one, is asked for again."""
    said = [{"role": "assistant", "content": raw}] if raw else []
    advice = f"This answer is not valid:\n{complaint}\nAnswer again: JSON that fits the schema, nothing else."
    return [*said, {"role": "user", "content": advice}]


def counted(messages: list[dict[str, str]], completion: Completion) -> Usage:
    """Tokens as they are counted here: an answer whose usage nobody tells still costs."""
    sent = sum(count_tokens(message["content"]) for message in messages)
    return Usage(sent, 0, count_tokens(completion.content or completion.refusal or ""))


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
    if isinstance(problem, DuplicateKey):
        return [str(problem)]
    if not isinstance(problem, ValidationError):
        return [type(problem).__name__]
    found = problem.errors(include_url=False, include_context=False, include_input=False)
    lines = [f"{'.'.join(str(step) for step in error['loc']) or 'answer'}: {error['msg']}" for error in found]
    more = len(lines) - _ERRORS_SHOWN
    return lines[:_ERRORS_SHOWN] + ([f"and {more} more"] if more > 0 else [])
