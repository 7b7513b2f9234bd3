"""What passes between an article's way and a model: a request out, a reply with every call's usage back.

`extraction` makes requests and `llm` answers them; neither imports the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from pydantic import BaseModel

Outcome = Literal["ok", "empty", "ungrounded", "refused", "truncated", "filtered", "failed"]
"""How one attempt ended. A chunk is covered by `ok` and `empty` only; `ungrounded` points at nothing that was shown."""


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model. `answer` validates what comes back; `schema` is what the model is held to."""

    messages: tuple[Message, ...]
    answer: type[BaseModel]
    schema: Mapping[str, Any]
    max_tokens: int
    """How long the answer may be, in tokens: a rambling model ends there."""
    label: str = ""
    """Who asks, for errors and spans: `article#chunk`. Shapes no answer and no cache key."""
    repeat: int = 0
    """The repeat number of an experiment: another number is another answer."""


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt at a model (or a cache hit): what it used and how it ended."""

    outcome: Outcome
    model: str
    tokens_in: int = 0
    """Prompt tokens, those read from the provider's prefix cache included."""
    tokens_cached: int = 0
    tokens_out: int = 0
    cost: float | None = None
    """In US dollars; None where the price of the model is not known."""
    seconds: float = 0.0
    started: float = 0.0
    """Seconds since the epoch."""
    cache_hit: bool = False
    error: str | None = None
    estimated: bool = False
    """Whether the tokens are counted here, because the endpoint told none that can be true."""
    unwrapped: tuple[str, ...] = ()
    """What stood around the answer and was taken off: "code fence", "think block", "prose", "event stream" …"""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a request: the validated answer or none, its raw JSON, and every call made for it, in order."""

    answer: BaseModel | None
    raw: str | None
    calls: tuple[Call, ...] = field(default=())
    key: str = ""
    """What tells this question from every other: SHA-256 of all that shapes its answer, in hexadecimal."""
    looping: bool = False
    """Whether the answer repeated itself until it was cut off."""

    @property
    def outcome(self) -> Outcome:
        return self.calls[-1].outcome if self.calls else "failed"


@dataclass(frozen=True, slots=True)
class Remembered:
    """How a question ended in an earlier command of the same run: its answer, or why it had none."""

    outcome: Outcome
    raw: str | None


class Ask(Protocol):
    """Asks a model. Never raises for a chunk's own failure.

    Raises ModelError where no chunk can succeed, and LimitReached where the command may spend no more.
    """

    async def __call__(self, request: Request, /) -> Reply: ...
