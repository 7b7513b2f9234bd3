"""Which model is meant: a name, a file or nothing at all becomes a Model, without touching the network."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from quoth.errors import ModelError
from quoth.llm.allowance import Limits
from quoth.llm.cache import cache_folder
from quoth.llm.embedded import EmbeddedEngine
from quoth.llm.endpoint import OPENAI_URL, Endpoint
from quoth.llm.engine import Engine, HostedEngine
from quoth.llm.model import TO_BE_LISTED, Model, Pace
from quoth.llm.profiles import DEFAULT_HOSTED_MODEL, Profile, local_profile, user_table
from quoth.llm.retries import Retries

LOCAL = "local"
_NOTICE = "no OPENAI_API_KEY and no --base-url: using the embedded model (local)"


def connect(
    model: str | None,
    *,
    base_url: str | None = None,
    cache: bool = True,
    slots: int | None = None,
    like: str | None = None,
    pace: Pace | None = None,
    limits: Limits | None = None,
    retries: Retries | None = None,
    environ: Mapping[str, str] | None = None,
) -> Model:
    """The model that the user means; nothing is asked of it before `Model.open`.

    `local` and a path that ends in `.gguf` run in the process. Any other name is asked at `base_url`, at
    OPENAI_BASE_URL, or at OpenAI where OPENAI_API_KEY is set. No name at all means the endpoint's first model,
    OpenAI's default of ours, or the embedded model with a notice that says so. `slots` is how many calls are in
    flight at once at most, `like` a known model whose limits and price the model has, `pace` how many calls a minute,
    `limits` what they may use in all. Raises ModelError where no
    model can be meant.
    """
    environ = os.environ if environ is None else environ
    if slots is not None and slots < 1:
        raise ModelError(f"{slots} slots: at least one call must be in flight")
    answers = cache_folder(environ) / "answers" if cache else None
    manner = _Manner(answers, slots, retries, pace, limits)
    if model == LOCAL or (model and model.lower().endswith(".gguf")):
        if base_url:
            raise ModelError(f"--model {model} runs in the process: leave out --base-url, or name the endpoint's model")
        return _embedded(None if model == LOCAL else Path(model), manner, environ)
    endpoint = endpoint_of(base_url, environ)
    if endpoint is None:
        if model is None:
            return _embedded(None, manner, environ, notice=_NOTICE)
        raise ModelError(
            f"no endpoint for the model {model!r}: set OPENAI_API_KEY, give --base-url, or use --model local"
        )
    if model is None and endpoint.url == OPENAI_URL:
        model = DEFAULT_HOSTED_MODEL
    engine = HostedEngine(endpoint, model, slots, user_table(environ), like)
    name = model or TO_BE_LISTED
    return manner.model(engine, name, engine.profile(name))


@dataclass(frozen=True)
class _Manner:
    """How a model is asked, whichever it is."""

    answers: Path | None
    slots: int | None
    retries: Retries | None
    pace: Pace | None
    limits: Limits | None

    def model(self, engine: Engine, name: str, profile: Profile, notice: str | None = None) -> Model:
        return Model(
            engine,
            name=name,
            profile=profile,
            notice=notice,
            answers=self.answers,
            retries=self.retries,
            pace=self.pace,
            limits=self.limits,
        )


def endpoint_of(base_url: str | None, environ: Mapping[str, str]) -> Endpoint | None:
    """The endpoint that the option and the environment configure; None where they configure none.

    Raises ModelError where its address is none.
    """
    key = environ.get("OPENAI_API_KEY", "").strip()
    url = base_url or environ.get("OPENAI_BASE_URL", "").strip()
    if not url and not key:
        return None
    return Endpoint(url or OPENAI_URL, key)


def _embedded(gguf: Path | None, manner: _Manner, environ: Mapping[str, str], notice: str | None = None) -> Model:
    profile = local_profile()
    if manner.slots:
        profile = replace(profile, slots=manner.slots)
    name = gguf.name if gguf else LOCAL
    engine = EmbeddedEngine(name, gguf, cache_folder(environ), profile)
    return manner.model(engine, name, profile, notice)
