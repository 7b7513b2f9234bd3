"""A model that can be asked: cache first, then the engine, re-asking where an answer does not validate."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from quoth.asking import Call, Remembered, Reply, Request
from quoth.errors import ModelError, QuothError
from quoth.llm.allowance import Allowance, Limits
from quoth.llm.cache import AnswerCache, Stored, answer_key
from quoth.llm.engine import Engine, Served
from quoth.llm.limiter import Gauge, Limiter
from quoth.llm.profiles import Profile
from quoth.llm.retries import Retries
from quoth.llm.strict import schema_text, strict_schema
from quoth.llm.weights import Progress

if TYPE_CHECKING:
    from quoth.llm.client import Client
    from quoth.llm.reasking import Reasker

TO_BE_LISTED = "auto"
"""The name of a model that is taken from the endpoint's list, until the list was read."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Requests and tokens a minute, None where the endpoint's own headers are to tell."""

    rpm: float | None = None
    tpm: float | None = None


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
        pace: Pace | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.name = name
        self.profile = profile
        self.notice = notice
        self.endpoint = engine.shown
        self._engine = engine
        self._retries = retries or Retries()
        self._pace = pace or Pace()
        self._limits = limits or Limits()
        self._limiter: Limiter | None = None
        self._remembered: Mapping[str, Remembered] = {}
        self._schemas: dict[int, _Schema] = {}
        self._under_way: dict[str, asyncio.Future[Reply | QuothError | None]] = {}
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
        self._refuse_unpriced_limit(served.profile)
        self._client = Client(served.endpoint, served.model, served.profile)
        self._limiter = Limiter(served.profile.slots, rpm=self._pace.rpm, tpm=self._pace.tpm)
        allowance = Allowance(self._limits, _first_guess(served.profile))
        allowance.begin()
        self._reasker = Reasker(self._client, served.profile, self._retries, self._limiter, allowance)
        self._served = served
        self.notice = served.notice
        if self._cache:
            self._cache.open()

    @property
    def gauge(self) -> Gauge | None:
        """How many calls are in flight and may be; None before the model is open."""
        return self._limiter.gauge if self._limiter else None

    def remember(self, known: Mapping[str, Remembered]) -> None:
        """Questions, by their keys, that an earlier command has asked: none of them is asked, nor paid for, again."""
        self._remembered = known

    async def ask(self, request: Request, /) -> Reply:
        """Never raises for a chunk's own failure.

        Raises ModelError where no chunk can succeed, and LimitReached where no more may be spent.
        """
        if self._served is None:
            raise RuntimeError(_NOT_OPEN)
        key, schema = self._key(request)
        while (known := self._known(key, request.answer)) is None:
            under_way = self._under_way.get(key)
            if under_way is None:
                return await self._paid(request, key, schema)
            # The same question is being asked: one answer is paid for, as it would be a moment later.
            ended = await asyncio.shield(under_way)
            if isinstance(ended, QuothError):
                raise type(ended)(str(ended))
            if ended is not None and (ended.answer is None or isinstance(ended.answer, request.answer)):
                return ended
        return known

    async def _paid(self, request: Request, key: str, schema: Mapping[str, Any]) -> Reply:
        """Asks the engine. Whoever asks the same meanwhile waits, where there is a cache to have the answer from."""
        if self._reasker is None:
            raise RuntimeError(_NOT_OPEN)
        if self._cache is None:
            return await self._asked(request, key, schema)
        loop = asyncio.get_running_loop()
        under_way = self._under_way[key] = loop.create_future()
        kept: Reply | None = None
        shared: Reply | QuothError | None = None

        def end() -> None:
            if kept is not None:
                self.keep(kept)
            del self._under_way[key]
            under_way.set_result(shared)

        try:
            kept = reply = await self._asked(request, key, schema)
            if reply.outcome != "failed":
                hit = Call(reply.outcome, reply.calls[-1].model, cost=0.0, started=time.time(), cache_hit=True)
                shared = replace(reply, calls=(hit,))
            return reply
        except QuothError as error:
            shared = error
            raise
        finally:
            if kept is None or kept.answer is None:
                end()
            else:
                # Not before whoever asked has written the call down: an answer that a kill leaves in the cache and not
                # in the ledger would be paid for in no sum.
                loop.call_soon(end)

    async def _asked(self, request: Request, key: str, schema: Mapping[str, Any]) -> Reply:
        assert self._reasker is not None
        try:
            return replace(await self._reasker.ask(request, schema, self._sampling(request)), key=key)
        except QuothError as error:
            if error.made is not None:
                error.made = replace(error.made, key=key)
            raise

    def known(self, request: Request) -> Reply | None:
        """What the cache or an earlier command of the run knows of a question; nothing is sent."""
        return self._known(self._key(request)[0], request.answer)

    def keep(self, reply: Reply) -> None:
        """Puts a validated answer into the cache, with what the call that brought it used; any other reply is left."""
        if self._cache and reply.answer is not None and reply.raw is not None:
            paid = reply.calls[-1]
            self._cache.put(
                reply.key, Stored(reply.raw, paid.model, paid.tokens_in, paid.tokens_cached, paid.tokens_out, paid.cost)
            )

    def body(self, request: Request) -> tuple[str, dict[str, Any]]:
        """The key of a question and the chat completion that asks it, for a batch file; nothing is sent."""
        if self._served is None:
            raise RuntimeError(_NOT_OPEN)
        from quoth.llm.client import Question, request_body

        key, schema = self._key(request)
        messages = [{"role": message.role, "content": message.content} for message in request.messages]
        question = Question(messages, schema, request.max_tokens, self._sampling(request))
        return key, request_body(self._served.model, question, self._served.profile)

    def _key(self, request: Request) -> tuple[str, Mapping[str, Any]]:
        assert self._served is not None
        served, schema = self._served, self._sent_schema(request.schema)
        key = answer_key(
            request,
            engine=served.engine_id,
            model=served.model_id,
            schema=schema.text,
            sampling=self._sampling(request),
        )
        return key, schema.sent

    def _sent_schema(self, given: Mapping[str, Any]) -> _Schema:
        """The schema as it is sent, worked out once for each object that a prompt hands over."""
        assert self._served is not None
        known = self._schemas.get(id(given))
        if known is None or known.given is not given:
            sent = strict_schema(schema_text(given), self._served.profile.bounded)
            known = _Schema(given, sent, schema_text(sent))
            if len(self._schemas) >= _MOST_SCHEMAS:
                self._schemas.clear()
            self._schemas[id(given)] = known
        return known

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

    def _refuse_unpriced_limit(self, profile: Profile) -> None:
        if self._limits.cost is not None and profile.cost(1, 0, 1) is None:
            raise ModelError(
                f"--max-cost cannot be kept: the price of {self.name!r} is not known; add it to your models.toml "
                "(`quoth doctor` names the file) or give --max-tokens"
            )

    def _known(self, key: str, answer: type[BaseModel]) -> Reply | None:
        remembered = self._remembered.get(key)
        if remembered is not None and remembered.raw is None:
            call = Call(remembered.outcome, self.name, cost=0.0, started=time.time(), cache_hit=True)
            return Reply(None, None, (call,), key)
        stored = self._cache.get(key) if self._cache else None
        raw = stored.raw if stored else remembered.raw if remembered else None
        if raw is None:
            return None
        try:
            validated = answer.model_validate_json(raw)
        except ValidationError:
            return None  # what is valid has changed since: the answer is asked for again
        call = Call("ok", stored.model if stored else self.name, cost=0.0, started=time.time(), cache_hit=True)
        return Reply(validated, raw, (call,), key)


@dataclass(frozen=True, slots=True)
class _Schema:
    given: Mapping[str, Any]
    sent: Mapping[str, Any]
    text: str


_MOST_SCHEMAS = 512
_NOT_OPEN = "the model is not open: await model.open() first"


def _first_guess(profile: Profile) -> tuple[float, int]:
    """What a call may cost before one has ended: a full chunk with its prompt, and a quarter of the longest answer."""
    sent, written = 2 * profile.chunk_tokens, profile.answer_tokens // 4
    return profile.cost(sent, 0, written) or 0.0, sent + written
