"""Every chat call that came, counted and logged."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.endpoint.answering import Reply


@dataclass(slots=True)
class Call:
    """One call under way. Until it is known better, its caller hung up."""

    number: int
    start: float
    digest: str = ""
    outcome: str = "hung_up"
    status: int | None = None

    def answered(self, reply: Reply) -> None:
        self.outcome, self.status = reply.outcome, reply.status


@dataclass
class Calls:
    """Times are seconds since the epoch. Tokens and characters are those of completions, arrived or not."""

    received: int = 0
    in_flight: int = 0
    peak_in_flight: int = 0
    answered: int = 0
    useful: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    prompt_characters: int = 0
    batch_lines: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    _bodies: Counter[str] = field(default_factory=Counter)
    _answered_bodies: Counter[str] = field(default_factory=Counter)
    _log: list[Call] = field(default_factory=list)
    _ends: list[float] = field(default_factory=list)
    _first: float | None = None

    @contextmanager
    def call(self) -> Iterator[Call]:
        call = Call(self.received, time.time())
        self._first = self._first or call.start
        self.received += 1
        self.in_flight += 1
        self.peak_in_flight = max(self.peak_in_flight, self.in_flight)
        try:
            yield call
        finally:
            self.in_flight -= 1
            self.outcomes[call.outcome] += 1
            self._log.append(call)
            self._ends.append(time.time())

    def asked(self, call: Call, digest: str) -> None:
        call.digest = digest
        self._bodies[digest] += 1

    def billed(self, reply: Reply) -> None:
        self.prompt_tokens += reply.prompt_tokens
        self.completion_tokens += reply.completion_tokens
        self.prompt_characters += reply.prompt_characters

    def sent(self, call: Call, reply: Reply) -> None:
        """A reply went out whole."""
        call.answered(reply)
        if reply.status == 200:
            self.answered += 1
        if reply.useful:
            self.useful += 1
            self._answered_bodies[call.digest] += 1

    def stats(self) -> dict[str, Any]:
        seconds = (self._ends[-1] if self._ends else time.time()) - (self._first or time.time())
        return {
            "received": self.received,
            "in_flight": self.in_flight,
            "peak_in_flight": self.peak_in_flight,
            "answered": self.answered,
            "useful": self.useful,
            "outcomes": dict(sorted(self.outcomes.items())),
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "prompt_characters": self.prompt_characters,
            "distinct_bodies": len(self._bodies),
            "answered_twice": sum(count > 1 for count in self._answered_bodies.values()),
            "calls_per_second": round(self.received / seconds, 3) if seconds > 0 else 0.0,
            "batch_lines": self.batch_lines,
        }

    def log(self, since: int) -> str:
        """A JSON line for each ended call from the `since`-th on, in the order in which they ended."""
        lines = []
        for place in range(max(0, since), len(self._log)):
            call = self._log[place]
            lines.append(
                json.dumps(
                    {
                        "call": call.number,
                        "body": call.digest,
                        "outcome": call.outcome,
                        "status": call.status,
                        "start": call.start,
                        "end": self._ends[place],
                    }
                )
            )
        return "".join(f"{line}\n" for line in lines)
