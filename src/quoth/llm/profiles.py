"""What is known of a model before it is asked: sizes, slots, prices, and how it wants to be asked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources import files
from math import inf
from pathlib import Path
from typing import Any, Literal

from quoth.errors import InputError, ModelError

DEFAULT_HOSTED_MODEL = "gpt-4.1-mini"
"""Asked where there is a key and nobody named a model: cheap, takes a strict schema and a temperature."""

_NEAR = 4
"""Known names that are told where one is not."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Sizes in tokens, prices in US dollars per million tokens (None where not known), `timeout` in seconds a call."""

    context_tokens: int
    chunk_tokens: int
    answer_tokens: int
    slots: int
    bounded: bool = False
    """Whether the engine turns a schema into a grammar and so keeps to `maxLength` and `maxItems`."""
    price_in: float | None = None
    price_cached: float | None = None
    price_out: float | None = None
    length_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    sampling: bool = True
    """Whether a temperature and a seed may be sent."""
    timeout: float = 300.0
    batch_price: float = 0.5
    """Of the full price, what an answer within a day costs: half of it at the large providers."""
    prompt: str = "claims"
    """The shipped prompt that fits the model, where the user names none."""

    def cost(self, tokens_in: int, tokens_cached: int, tokens_out: int) -> float | None:
        """US dollars for one call; `tokens_in` counts the cached ones too. None where a price is not known."""
        if self.price_in is None or self.price_out is None:
            return None
        cached_price = self.price_in if self.price_cached is None else self.price_cached
        fresh = tokens_in - tokens_cached
        return (fresh * self.price_in + tokens_cached * cached_price + tokens_out * self.price_out) / 1_000_000

    def within(self, context_tokens: int) -> Profile:
        """The same profile for an engine that reads `context_tokens` at once: smaller sizes where they would not fit.

        An instruction, its examples and the chunk's context share the window with the chunk and its answer, so
        these two get at most half of it.
        """
        if context_tokens >= self.context_tokens:
            return self
        shrink = min(1.0, context_tokens / 2 / (self.chunk_tokens + self.answer_tokens))
        return replace(
            self,
            context_tokens=context_tokens,
            chunk_tokens=int(self.chunk_tokens * shrink),
            answer_tokens=int(self.answer_tokens * shrink),
        )


def local_profile() -> Profile:
    """The embedded model, or any model file run in the process."""
    return _profile(_shipped()["local"], Path("models.toml"))


def hosted_profile(name: str, table: Path, like: str | None = None) -> Profile:
    """What is known of the model `name` at an endpoint; the user's own `table` wins over the shipped one.

    Where `like` is given, what is known of that model. Raises ModelError where the user's table cannot be read, and
    InputError where nothing is known of `like`.
    """
    if like is not None:
        refuse_unknown(like, table)
        name = like
    for path, entries in ((table, _read_user(table)), (Path("models.toml"), _shipped())):
        for entry in entries.get("model", []):
            if fnmatchcase(name, str(entry.get("match", ""))):
                return _profile({**_shipped()["hosted"], **entry}, path)
    return _profile(_shipped()["unknown"], Path("models.toml"))


def refuse_unknown(like: str, table: Path) -> None:
    """Raises InputError, with the names that are near it, where nothing is known of the model `like`."""
    patterns = [
        str(entry.get("match", "")) for each in (_read_user(table), _shipped()) for entry in each.get("model", [])
    ]
    if not any(fnmatchcase(like, pattern) for pattern in patterns):
        names = [pattern.strip("*") for pattern in patterns]
        near = get_close_matches(like, names, _NEAR) or get_close_matches(like, names, _NEAR, cutoff=0)
        raise InputError(f"--like {like}: nothing is known of it; near it are {', '.join(near)}")


def user_table(environ: Mapping[str, str]) -> Path:
    """The user's own table of models: QUOTH_MODELS, or `models.toml` in Quoth's configuration folder."""
    named = environ.get("QUOTH_MODELS")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path("quoth") / "models.toml"


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Any]:
    return tomllib.loads(files("quoth.llm").joinpath("models.toml").read_text(encoding="utf-8"))


def _read_user(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise ModelError(f"{path}: cannot be read as a table of models: {problem}") from problem


def _profile(entry: Mapping[str, Any], path: Path) -> Profile:
    known = {field.name for field in fields(Profile)}
    unknown = sorted(set(entry) - known - {"match"})
    if unknown:
        raise ModelError(f"{path}: {unknown[0]!r} is no field of a model; known are {', '.join(sorted(known))}")
    for name, value in entry.items():
        if name in _LEAST and not (type(value) in (int, _LEAST[name][0]) and _LEAST[name][1] <= value < inf):
            whole = "whole number" if _LEAST[name][0] is int else "number"
            raise ModelError(f"{path}: {name} = {value!r} of a model: give a {whole} of at least {_LEAST[name][1]}")
    return Profile(**{name: value for name, value in entry.items() if name != "match"})


_LEAST: dict[str, tuple[type, int]] = {
    "context_tokens": (int, 1),
    "chunk_tokens": (int, 1),
    "answer_tokens": (int, 1),
    "slots": (int, 1),
    "price_in": (float, 0),
    "price_cached": (float, 0),
    "price_out": (float, 0),
    "timeout": (float, 1),
}
"""Each number's type and the least that it may be: with no slot, or a price below nothing, a run would never end."""
