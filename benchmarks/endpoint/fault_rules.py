"""Which fault, if any, a call meets: rules given as text, `NAME[:NUMBER]=WHEN[@MARKER]`.

WHEN is `always`, `once`, `first:N` (the first N calls), `each:N` (the first N calls of every body) or a rate from 0 to
1.  A rule with a marker looks only at bodies that hold its text.  NUMBER is the fault's own, see `NAMES`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from benchmarks.endpoint.draws import uniform

NAMES: dict[str, str] = {
    "rate_limit": "429 with Retry-After of NUMBER seconds (1)",
    "rate_limit_bare": "429 without Retry-After",
    "overloaded": "503",
    "server_error": "500",
    "bad_gateway": "502 with a page of HTML",
    "timeout": "never answers",
    "reset_before": "the connection is reset before any byte",
    "reset_midbody": "half of the body, then the connection is reset",
    "slow_drip": "the body a byte at a time, NUMBER seconds apart (0.01)",
    "truncated": "finish_reason length, the JSON cut in half",
    "truncated_long": "the same for chunks of more than NUMBER sentences (12)",
    "looping": "the same item until the tokens are used up, finish_reason length",
    "invalid_json": "an answer that is no JSON",
    "off_schema": "JSON of another shape",
    "refusal": "message.refusal",
    "content_filter": "finish_reason content_filter",
    "content_filter_400": "400 with code content_filter",
    "empty": "content is an empty string",
    "null_content": "content is null",
    "no_choices": "an empty list of choices",
    "wrong_usage": "negative numbers or strings as usage",
    "no_usage": "no usage",
    "unauthorized": "401 with the key in its message",
    "forbidden": "403",
    "not_found": "404, no such address",
    "not_found_model": "404 with code model_not_found",
    "bad_request": "400",
    "quota": "429 with code insufficient_quota",
}
DEFAULT_NUMBERS = {"rate_limit": 1.0, "slow_drip": 0.01, "truncated_long": 12.0}


@dataclass(frozen=True, slots=True)
class FaultRule:
    """`amount` is the rate, or the number of calls for `first` and `each`; `markers` a text as JSON may write it."""

    name: str
    number: float
    when: Literal["rate", "first", "each"]
    amount: float
    markers: tuple[bytes, ...] = ()


def parse(text: str) -> FaultRule:
    """The rule that `text` writes down. Raises ValueError with one line for what is no rule."""
    left, equals, right = text.partition("=")
    name, colon, number = left.strip().partition(":")
    when, at, marker = right.partition("@")
    if name not in NAMES:
        raise ValueError(f"no fault {name!r}: there are {', '.join(NAMES)}")
    try:
        if not equals or (colon and name not in DEFAULT_NUMBERS) or (at and not marker):
            raise ValueError
        own = float(number) if colon else DEFAULT_NUMBERS.get(name, 0.0)
        kind, amount = _when(when.strip())
    except ValueError:
        raise ValueError(
            f"fault rule {text!r}: write NAME=always, once, first:N, each:N or a rate from 0 to 1, "
            "then @TEXT for bodies that hold it; slow_drip, rate_limit and truncated_long take a number, NAME:NUMBER="
        ) from None
    return FaultRule(name, own, kind, amount, _forms(marker))


def _when(text: str) -> tuple[Literal["rate", "first", "each"], float]:
    if text == "always":
        return "rate", 1.0
    if text == "once":
        return "first", 1.0
    kind, colon, count = text.partition(":")
    if colon and kind == "first":
        return "first", int(count)
    if colon and kind == "each":
        return "each", int(count)
    rate = float(text)
    if not 0 <= rate <= 1:
        raise ValueError
    return "rate", rate


def _forms(marker: str) -> tuple[bytes, ...]:
    """The marker as it stands in a JSON body, with and without escapes for what is not ASCII."""
    if not marker:
        return ()
    return tuple({json.dumps(marker, ensure_ascii=ascii)[1:-1].encode() for ascii in (True, False)})


class FaultRules:
    """The rules in force, in order: the first one that a call meets decides."""

    def __init__(self, texts: Iterable[str], seed: int) -> None:
        self._rules = [parse(text) for text in texts]
        self._hits = [0] * len(self._rules)
        self._seed = seed

    def met(self, body: bytes, digest: str, before: int, sentences: int) -> FaultRule | None:
        """The rule that this call meets; `before` is how many calls had the same body, `sentences` the chunk's."""
        for place, rule in enumerate(self._rules):
            if rule.markers and not any(marker in body for marker in rule.markers):
                continue
            if rule.name == "truncated_long" and sentences <= rule.number:
                continue
            if self._is_met(place, rule, digest, before):
                self._hits[place] += 1
                return rule
        return None

    def _is_met(self, place: int, rule: FaultRule, digest: str, before: int) -> bool:
        if rule.when == "first":
            return self._hits[place] < rule.amount
        if rule.when == "each":
            return before < rule.amount
        return rule.amount >= 1 or uniform(self._seed, rule.name, digest, before) < rule.amount
