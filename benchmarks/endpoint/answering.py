"""A chat request's reply: the fault that it meets, or the answer with its usage, ready to be sent."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.endpoint.completions import Said, call_tool, completion, spoil_wrapping, spoilt
from benchmarks.endpoint.draws import log_normal
from benchmarks.endpoint.fault_rules import FaultRule, FaultRules
from benchmarks.endpoint.http_errors import HttpError, fault_error
from benchmarks.endpoint.preparing import Prepared
from benchmarks.endpoint.rate_limits import retry_headers
from benchmarks.endpoint.settings import Settings
from benchmarks.endpoint.token_usage import PrefixCache

ON_THE_WIRE = frozenset({"timeout", "reset_before", "reset_midbody", "slow_drip"})
"""Faults of the connection: the reply itself is whole."""
_LOST_ON_THE_WIRE = ON_THE_WIRE - {"slow_drip"}


@dataclass(frozen=True, slots=True)
class Reply:
    """`seconds` is how long it takes to come, `rule` the fault that it meets; the tokens are those that are billed."""

    status: int
    body: bytes
    outcome: str
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    useful: bool = False
    rule: FaultRule | None = None
    prompt_tokens: int = 0
    completion_tokens: int = 0
    prompt_characters: int = 0


def error_reply(error: HttpError, outcome: str, headers: dict[str, str] | None = None) -> Reply:
    return Reply(error.status, error.body, outcome, error.content_type, headers or {})


class Answering:
    """Remembers what it was asked: the prefix cache, the fault rules and the draws depend on it."""

    def __init__(self, settings: Settings, faults: Sequence[str]) -> None:
        self._settings = settings
        self._rules = FaultRules(faults, settings.seed)
        self._prefixes = PrefixCache()
        self._asked: Counter[str] = Counter()

    def set_faults(self, faults: Sequence[str]) -> None:
        """Other rules from now on, their counts at nothing. Raises ValueError."""
        self._rules = FaultRules(faults, self._settings.seed)

    def reply(self, body: bytes, asked: Prepared, key: str, *, batched: bool = False) -> Reply:
        """`key` is what the caller showed as its key; a batched request meets no fault of the connection."""
        before = self._asked[asked.digest]
        self._asked[asked.digest] += 1
        rule = self._rules.met(body, asked.digest, before, asked.sentences)
        if rule is not None and batched and rule.name in ON_THE_WIRE:
            rule = None
        if rule is not None:
            error = fault_error(rule.name, asked.model, key)
            if error is not None:
                headers = retry_headers(rule.number) if rule.name == "rate_limit" else {}
                return error_reply(error, rule.name, headers)
            if rule.name in ("timeout", "reset_before"):
                return Reply(0, b"", rule.name, rule=rule)
        return self._answered(asked, before, rule)

    def _answered(self, asked: Prepared, before: int, rule: FaultRule | None) -> Reply:
        settings = self._settings
        name = rule.name if rule else ""
        said = spoilt(name, Said(asked.answer, asked.answer_tokens), asked.max_tokens)
        cached_tokens = self._prefixes.read(asked.contents, asked.token_counts)
        whole = completion(
            said, asked.model, f"{asked.digest}{before}", int(time.time()), asked.prompt_tokens, cached_tokens
        )
        if asked.tool is not None:
            call_tool(whole, asked.tool)
        lost = spoil_wrapping(name, whole, asked.digest) or name in _LOST_ON_THE_WIRE
        return Reply(
            200,
            json.dumps(whole, ensure_ascii=False).encode("utf-8", "replace"),
            name or "ok",
            seconds=log_normal(settings.latency, settings.sigma, settings.seed, "latency", asked.digest, before),
            useful=said.useful and not lost,
            rule=rule,
            prompt_tokens=asked.prompt_tokens,
            completion_tokens=said.tokens,
            prompt_characters=asked.prompt_characters,
        )
