"""What came back for a batch's requests, read as answers over the wire are: a reply, or what is to be asked next."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from quoth.asking import Call, Outcome, Reply, Request
from quoth.llm.client import Completion, Usage, completion_of, ending_of, opened, repeats_itself
from quoth.llm.faults import Fault, Translator
from quoth.llm.profiles import Profile
from quoth.llm.reasking import RE_ASKS, complaining, counted, rejection
from quoth.llm.reply_text import DuplicateKey, validated

Standing = Literal["final", "failed", "void"]

TRIES = 3
"""How often a request may fail in a way that another try might mend."""
_KEY_DIGITS = 60
"""Some endpoints take names of 64 characters at most; 240 bits still tell every question from every other."""
_VOID = frozenset({"batch_expired", "batch_cancelled"})
_FILTERED = frozenset({"content_filter", "content_policy_violation"})
_TRIED_AGAIN = frozenset({408, 409, 429})


def custom_id(key: str, turn: int) -> str:
    """The name of a request in a batch: its question's key, and from the second turn on the turn's number."""
    return key[:_KEY_DIGITS] + (f"-{turn}" if turn > 1 else "")


@dataclass(frozen=True, slots=True)
class Result:
    """One line of a batch's output or error file. `status` is None where no HTTP answer came."""

    custom_id: str
    status: int | None
    body: Any
    code: str
    message: str

    @property
    def standing(self) -> Standing:
        """Whether it stands, failed so that another try may mend it, or says that the request was never answered."""
        if self.code in _VOID:
            return "void"
        if self.status is not None and (self.status in _TRIED_AGAIN or self.status >= 500):
            return "failed"
        return "final"


def result_of(value: Any) -> Result | None:
    """The result that a line's JSON holds; None where it is none."""
    if not isinstance(value, dict) or not isinstance(value.get("custom_id"), str):
        return None
    response, error = value.get("response"), value.get("error")
    if not isinstance(response, dict) and error is None:
        return None
    response = response if isinstance(response, dict) else {}
    status, body = response.get("status_code"), response.get("body")
    code, message = _said(error if error is not None else body)
    return Result(value["custom_id"], status if type(status) is int else None, body, code, message)


@dataclass(frozen=True, slots=True)
class Unasked:
    """A question whose next turn is still to be asked, with the messages of that turn and the calls made before."""

    turn: int
    messages: list[dict[str, str]]
    calls: tuple[Call, ...]


def reply_of(
    request: Request, key: str, messages: list[dict[str, str]], results: Sequence[Result], model: str, profile: Profile
) -> Reply | Unasked:
    """What the results of a question's turns, in their order, come to; `messages` are those of the first turn.

    An answer that does not validate is asked for again, with its error, as often as over the wire.
    """
    turn_messages, raw = messages, None
    calls: list[Call] = []
    for turn in range(1, RE_ASKS + 2):
        if turn > len(results):
            return Unasked(turn, turn_messages, tuple(calls))
        completion, problem = _read(results[turn - 1], model)
        completion = opened(completion, request.answer) if completion and problem is None else completion
        raw = completion.content if completion else None
        calls.append(_call(completion, problem, turn_messages, model, profile))
        if problem is not None:
            looping = problem.outcome == "truncated" and repeats_itself(raw or "")
            return Reply(None, raw, tuple(calls), key, looping)
        try:
            answer: BaseModel = validated(request.answer, raw)
        except (ValidationError, DuplicateKey) as invalid:
            complaint, error = rejection(raw, invalid)
            calls[-1] = replace(calls[-1], outcome="failed", error=error)
            turn_messages = [*messages, *complaining(raw, complaint)]
            continue
        return Reply(answer, raw, tuple(calls), key)
    return Reply(None, raw, tuple(calls), key)


def _read(result: Result, model: str) -> tuple[Completion | None, Fault | None]:
    if result.status != 200:
        return None, _fault(result, model)
    try:
        completion = completion_of(result.body, {})
    except Fault as problem:
        return None, problem
    return completion, ending_of(completion)


def _fault(result: Result, model: str) -> Fault:
    said = Translator("", model, ()).clean(result.message or result.code)
    words = f"HTTP {result.status}" if result.status is not None else "no answer"
    outcome: Outcome = "filtered" if result.code in _FILTERED else "failed"
    return Fault(f"{words} in the batch{f': {said}' if said else ''}", outcome=outcome)


def _call(
    completion: Completion | None, problem: Fault | None, messages: list[dict[str, str]], model: str, profile: Profile
) -> Call:
    usage = Usage()
    if completion is not None:
        usage = completion.usage or counted(messages, completion)
    cost = profile.cost(usage.tokens_in, usage.tokens_cached, usage.tokens_out)
    return Call(
        outcome="ok" if problem is None else problem.outcome,
        model=model,
        tokens_in=usage.tokens_in,
        tokens_cached=usage.tokens_cached,
        tokens_out=usage.tokens_out,
        cost=None if cost is None else cost * profile.batch_price,
        started=time.time(),  # when it is known here: an endpoint's clock is its own
        error=None if problem is None else str(problem),
        estimated=completion is not None and completion.usage is None,
        unwrapped=completion.unwrapped if completion is not None else (),
    )


def _said(error: Any) -> tuple[str, str]:
    """The code and the message of an error, of which servers know several shapes."""
    if isinstance(error, str):
        return "", error
    inner = error.get("error", error) if isinstance(error, Mapping) else None
    if not isinstance(inner, Mapping):
        return "", "" if inner is None else str(inner)
    return str(inner.get("code") or ""), str(inner.get("message") or "")
