"""A hosted model whose questions are worked out without asking anybody: their keys and bodies, for a batch."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace

from quoth.errors import ModelError
from quoth.llm.cache import answers_folder
from quoth.llm.connecting import LOCAL, endpoint_of
from quoth.llm.endpoint import OPENAI_URL, Endpoint
from quoth.llm.engine import Served
from quoth.llm.model import Model
from quoth.llm.profiles import DEFAULT_HOSTED_MODEL, Profile, hosted_profile, user_table
from quoth.llm.weights import Progress


def offline(
    model: str | None,
    *,
    base_url: str | None = None,
    context_tokens: int | None = None,
    like: str | None = None,
    cache: bool = True,
    environ: Mapping[str, str] | None = None,
) -> Model:
    """The model that `connect` would mean, for its keys and bodies only: it needs no key, and its endpoint no server.

    `context_tokens` is what an endpoint such as vLLM tells of its model when it is asked, and shapes the chunks.
    Raises ModelError where no hosted model can be meant.
    """
    environ = os.environ if environ is None else environ
    if model == LOCAL or (model and model.lower().endswith(".gguf")):
        raise ModelError(
            f"--model {model} runs in the process, at no price: use `quoth run`; a batch is for a hosted one"
        )
    endpoint = endpoint_of(base_url, environ) or Endpoint(OPENAI_URL, "")
    if model is None and endpoint.url != OPENAI_URL:
        raise ModelError(f"a batch for {endpoint.shown} is made without asking it: name its model with --model")
    name = model or DEFAULT_HOSTED_MODEL
    profile = hosted_profile(name, user_table(environ), like)
    if context_tokens is not None:
        profile = profile.within(context_tokens)
    engine = OfflineEngine(endpoint, name, profile)
    return Model(engine, name=name, profile=profile, answers=answers_folder(environ) if cache else None)


class OfflineEngine:
    """Says what a hosted engine says once its endpoint has answered, and asks nobody."""

    def __init__(self, endpoint: Endpoint, name: str, profile: Profile) -> None:
        self.shown = endpoint.shown
        self._served = Served(
            # Nothing is sent, so the key is not even held.
            replace(endpoint, key=""),
            name,
            profile,
            engine_id=endpoint.shown,
            model_id=name,
        )

    async def start(self, progress: Progress | None) -> Served:
        return self._served

    async def stop(self) -> None:
        """Nothing was started."""
