"""A model that can be asked: cache first, then the engine, re-asking where an answer does not validate."""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from quoth.asking import Call, Reply, Request
from quoth.llm.cache import AnswerCache, Stored, answer_key
from quoth.llm.engine import Engine, Served
from quoth.llm.profiles import Profile
from quoth.llm.retries import Retries
from quoth.llm.strict import schema_text, strict_schema
from quoth.llm.weights import Progress

if TYPE_CHECKING:
    from quoth.llm.client import Client
    from quoth.llm.reasking import Reasker

TO_BE_LISTED = "auto"
"""The name of a model that is taken from the endpoint's list, until the list was read."""


class Model:
    """One model, asked by many: open it, ask it, close it, or use it as an async context manager.

    `name`, `profile` and `endpoint` go into the manifest. `name` and `profile` are final once `open` has returned:
    an endpoint may have told its first model's name, or the length of its context.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        name: str,
        profile: Profile,
        notice: str | None = None,
        answers: Path | None = None,
        retries: Retries | None = None,
    ) -> None:
        self.name = name
        self.profile = profile
        self.notice = notice
        self.endpoint = engine.shown
        self._engine = engine
        self._retries = retries or Retries()
        self._cache = AnswerCache(answers) if answers else None
        self._served: Served | None = None
        self._client: Client | None = None
        self._reasker: Reasker | None = None

    def __repr__(self) -> str:
        return f"Model({self.name!r} at {self.endpoint})"

    async def open(self, progress: Progress | None = None) -> None:
        """Starts the engine, or checks that the endpoint has the model. `progress` sees a model file being joined.

        Raises ModelError, one line, where the model cannot be used.
        """
        if self._served is not None:
            return
        from quoth.llm.client import Client
        from quoth.llm.reasking import Reasker

        served = await self._engine.start(progress)
        if self.name == TO_BE_LISTED:
            self.name = served.model
        self.profile = served.profile
        self._client = Client(served.endpoint, served.model, served.profile)
        self._reasker = Reasker(self._client, served.profile, self._retries)
        self._served = served
        if self._cache:
            self._cache.open()

    async def ask(self, request: Request, /) -> Reply:
        """Never raises for a chunk's own failure; raises ModelError where no chunk can succeed."""
        if self._served is None or self._reasker is None:
            raise RuntimeError("the model is not open: await model.open() first")
        served = self._served
        schema = strict_schema(schema_text(request.schema), served.profile.bounded)
        sampling = self._sampling(request)
        key = answer_key(
            request,
            engine=served.engine_id,
            model=served.model_id,
            schema=schema_text(schema),
            sampling=sampling,
        )
        known = self._known(key, request.answer)
        if known is not None:
            return known
        reply = await self._reasker.ask(request, schema, sampling)
        if self._cache and reply.answer is not None and reply.raw is not None:
            paid = reply.calls[-1]
            await self._cache.put(
                key, Stored(reply.raw, paid.model, paid.tokens_in, paid.tokens_cached, paid.tokens_out, paid.cost)
            )
        return reply

    async def aclose(self) -> None:
        """Ends the engine and what is still being written. Safe to call twice."""
        self._served = self._reasker = None
        client, self._client = self._client, None
        try:
            if client is not None:
                await client.close()
        finally:
            await self._engine.stop()
            if self._cache:
                self._cache.close()

    async def __aenter__(self) -> Model:
        try:
            await self.open()
        except BaseException:
            await self.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def _sampling(self, request: Request) -> dict[str, Any]:
        """The repeat number is the seed, so that a repeat is another draw where the engine draws at all."""
        return {"temperature": 0, "seed": request.repeat} if self.profile.sampling else {}

    def _known(self, key: str, answer: type[BaseModel]) -> Reply | None:
        stored = self._cache.get(key) if self._cache else None
        if stored is None:
            return None
        try:
            validated = answer.model_validate_json(stored.raw)
        except ValidationError:
            return None  # what is valid has changed since: the answer is asked for again
        call = Call("ok", stored.model, cost=0.0, started=time.time(), cache_hit=True)
        return Reply(validated, stored.raw, (call,))
