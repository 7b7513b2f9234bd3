"""A stored answer and the JSON text that it is kept as."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields
from typing import Any

from pydantic_core import from_json


@dataclass(frozen=True, slots=True)
class Stored:
    """A validated answer as the model wrote it, and what the call that paid for it used.

    `cost` is in US dollars, None where the price is not known. `stored` is when it was put into the cache, in seconds
    since the epoch; None until then.
    """

    raw: str
    model: str
    tokens_in: int
    tokens_cached: int
    tokens_out: int
    cost: float | None
    stored: float | None = None


_TYPES: dict[str, tuple[type, ...]] = {
    "raw": (str,),
    "model": (str,),
    "tokens_in": (int,),
    "tokens_cached": (int,),
    "tokens_out": (int,),
    "cost": (float, int, type(None)),
    "stored": (float, int),
}
_NAMES = frozenset(_TYPES)
_YEAR_10000 = 253_402_300_800
assert frozenset(field.name for field in fields(Stored)) == _NAMES

_write = json.JSONEncoder(separators=(",", ":")).encode


def value_of(stored: Stored) -> dict[str, Any]:
    """The fields of an answer by name, in their order."""
    return {name: getattr(stored, name) for name in _TYPES}


def text_of(stored: Stored) -> str:
    """The JSON that an answer is kept as: ASCII, so that a lone surrogate in it survives."""
    return _write(value_of(stored))


def stored_of(text: str | bytes) -> Stored:
    """The answer that such a text holds. Raises ValueError, a few words, where it is none."""
    return checked(json_of(text))


def json_of(text: str | bytes) -> Any:
    """What a JSON text says. Raises ValueError where it is none."""
    try:
        return from_json(text)  # four times as fast, but it refuses a lone surrogate
    except ValueError:
        pass
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None


def checked(value: Any) -> Stored:
    """The answer whose fields these are. Raises ValueError, a few words, where one is missing or not of its type."""
    if type(value) is not dict:
        raise ValueError("not a JSON object")
    if value.keys() != _NAMES:
        raise ValueError(_other_fields(value))
    for name, types in _TYPES.items():
        if type(value[name]) not in types:
            raise ValueError(f"`{name}` is {_json_type(value[name])}")
    counts = (value["tokens_in"], value["tokens_cached"], value["tokens_out"])
    if min(counts) < 0:
        raise ValueError("a count of tokens is below 0")
    if value["cost"] is not None and not (value["cost"] >= 0 and math.isfinite(value["cost"])):
        raise ValueError("`cost` is no amount of money")
    if not 0 <= value["stored"] < _YEAR_10000:
        raise ValueError("`stored` is no time")
    return Stored(**value)


def check_raw(stored: Stored) -> None:
    """Raises ValueError where the answer's own text is no JSON. It has been when it was stored."""
    try:
        json_of(stored.raw)
    except ValueError:
        raise ValueError("`raw` is not JSON") from None


def _other_fields(value: dict[str, Any]) -> str:
    missing = [f"`{name}`" for name in _TYPES if name not in value]
    return f"no {', '.join(missing)}" if missing else "fields that an answer does not have"


def _json_type(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    return {str: "text", int: "a number", float: "a fraction", list: "a list"}.get(type(value), "an object")
