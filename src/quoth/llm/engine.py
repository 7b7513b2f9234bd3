"""Who runs a model: an endpoint that somebody else runs, or the process itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from quoth.llm.endpoint import Endpoint, chosen, listed_models, total_slots
from quoth.llm.profiles import Profile, hosted_profile, local_profile
from quoth.llm.weights import Progress

_SMALL = 4_000_000_000
"""Parameters below which a model is asked as the embedded one is, wherever it is served."""


@dataclass(frozen=True)
class Served:
    """A model that answers now: where, under which name, and what tells its answers from another model's."""

    endpoint: Endpoint
    model: str
    profile: Profile
    engine_id: str
    model_id: str
    notice: str | None = None
    """What to warn of before the first call."""


class Engine(Protocol):
    shown: str
    """Where it is, for the manifest: no secrets, no folders."""

    async def start(self, progress: Progress | None) -> Served:
        """Raises ModelError where the model cannot be used."""

    async def stop(self) -> None: ...


class HostedEngine:
    """A model at an OpenAI-compatible endpoint; `model` None means the first that it lists.

    `like` is a known model whose limits and price it has.
    """

    def __init__(
        self, endpoint: Endpoint, model: str | None, slots: int | None, table: Path, like: str | None = None
    ) -> None:
        self._endpoint = endpoint
        self._model = model
        self._slots = slots
        self._table = table
        self._like = like
        self.shown = endpoint.shown

    async def start(self, progress: Progress | None) -> Served:
        listed = chosen(await listed_models(self._endpoint), self._model, self._endpoint)
        name = self._model or listed.name
        profile = self.profile(name)
        if listed.parameters is not None and listed.parameters < _SMALL:
            small = local_profile()
            profile = replace(
                profile, chunk_tokens=small.chunk_tokens, answer_tokens=small.answer_tokens, prompt=small.prompt
            )
        if listed.llama_cpp and self._slots is None:
            # More in flight than it has slots only wait, and take each other's prompt prefix out of its cache.
            profile = replace(profile, slots=await total_slots(self._endpoint) or profile.slots)
        profile = replace(profile, bounded=listed.llama_cpp)
        if listed.context_tokens:
            profile = profile.within(listed.context_tokens)
        return Served(self._endpoint, name, profile, engine_id=self.shown, model_id=name, notice=listed.unlisted)

    async def stop(self) -> None:
        """Nothing of ours runs there."""

    def profile(self, name: str) -> Profile:
        known = hosted_profile(name, self._table, self._like)
        return replace(known, slots=self._slots) if self._slots else known
