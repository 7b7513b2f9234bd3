"""An OpenAI-compatible endpoint: its address, its key, and the models that it says it has."""

from __future__ import annotations

import logging
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, unquote_plus, urlsplit, urlunsplit

from quoth.errors import ModelError
from quoth.llm.faults import Fault, Translator

if TYPE_CHECKING:
    from httpx2 import AsyncClient
    from openai import AsyncOpenAI, Timeout

OPENAI_URL = "https://api.openai.com/v1"
_CONNECT_SECONDS = 10.0
_CHECK_SECONDS = 15.0
_LISTED_IN_ERRORS = 5
_SHORTEST_SECRET = 4
"""Characters; a shorter value of an address (`?v=1`) is no secret, and striking it out would garble every text."""


@dataclass(frozen=True)
class Endpoint:
    """Where a model answers. `url` may hold a user name, a password or a query: only `shown` is for other eyes.

    A user name in the address is sent in the place of the key: one request has room for one of them.
    """

    url: str = field(repr=False)
    key: str = field(repr=False)
    private: bool = False
    """An engine of our own on the loopback interface: proxies of the environment are not asked."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ModelError(
                f"the endpoint {self.shown!r} is no http(s) address: give one like http://localhost:8000/v1"
            )

    @property
    def shown(self) -> str:
        """The address without user name, password and query."""
        parts = urlsplit(self.url)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, _path(parts.path), "", ""))

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no text may hold: the key, and the password and the query's values as they are and as they are sent."""
        parts = urlsplit(self.url)
        raw = [parts.password or "", *(pair.partition("=")[2] for pair in parts.query.split("&"))]
        hidden = [*raw, *(unquote_plus(value) for value in raw)]
        return (self.key, *(value for value in (*hidden, self._basic) if len(value) >= _SHORTEST_SECRET))

    @property
    def _basic(self) -> str:
        """User name and password as HTTP sends them; empty where the address holds none."""
        parts = urlsplit(self.url)
        if parts.username is None:
            return ""
        return b64encode(f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()).decode()

    def client(self, timeout: float) -> AsyncOpenAI:
        """A client of the SDK that never retries by itself; `timeout` in seconds a call."""
        import openai

        # They log every URL with its query, which may hold a token; with OPENAI_LOG=debug also bodies and headers.
        for name in ("httpx2", "openai"):
            logging.getLogger(name).setLevel(logging.WARNING)
        parts = urlsplit(self.url)
        limit = openai.Timeout(timeout, connect=_CONNECT_SECONDS)
        return openai.AsyncOpenAI(
            api_key=self.key or "none",  # the SDK wants one even where the server does not
            base_url=self.shown,
            # aiohttp refuses an address that holds a password beside the header that the SDK makes of the key.
            default_headers={"Authorization": f"Basic {self._basic}"} if self._basic else None,
            default_query=dict(parse_qsl(parts.query)),
            max_retries=0,
            timeout=limit,
            http_client=_http_client(limit, trust_env=not self.private),
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """One model of an endpoint's list: `context_tokens` and the number of `parameters` where the endpoint tells."""

    name: str
    llama_cpp: bool = False
    context_tokens: int | None = None
    parameters: int | None = None
    unlisted: str | None = None
    """What to warn of, where the endpoint keeps a list and the model is not on it."""


async def listed_models(endpoint: Endpoint) -> list[Listed] | None:
    """The models that the endpoint says it has; None where it keeps no list.

    Raises ModelError where the endpoint cannot be reached or refuses the key.
    """
    import openai

    client = endpoint.client(_CHECK_SECONDS)
    try:
        page = await client.models.list()
        return [_listed(model) for model in page.data or [] if getattr(model, "id", None)]
    except openai.NotFoundError:
        return None
    except openai.APIStatusError as problem:
        if problem.status_code in (405, 501):
            return None
        raise _ended(endpoint, problem) from None
    except openai.OpenAIError as problem:
        raise _ended(endpoint, problem) from None
    except (AttributeError, TypeError, ValueError):
        raise ModelError(
            f"{endpoint.shown} does not answer like an OpenAI-compatible endpoint: is the address right?"
        ) from None
    finally:
        await client.close()


async def total_slots(endpoint: Endpoint) -> int | None:
    """How many calls a llama.cpp server answers at once; None where it does not tell."""
    import openai

    parts = urlsplit(endpoint.shown)
    path = parts.path.removesuffix("/v1")
    client = endpoint.client(_CHECK_SECONDS)
    try:
        told = await client.get(urlunsplit((parts.scheme, parts.netloc, f"{path}/props", "", "")), cast_to=object)
        slots = told.get("total_slots") if isinstance(told, dict) else None
        return slots if isinstance(slots, int) and slots > 0 else None
    except (openai.OpenAIError, ValueError):
        return None
    finally:
        await client.close()


def chosen(models: list[Listed] | None, name: str | None, endpoint: Endpoint) -> Listed:
    """The model to ask: the one named, or the first of the list where none is named.

    One that is not listed is asked all the same. Raises ModelError where there is neither a name nor a list.
    """
    if name is None:
        if not models:
            raise ModelError(f"{endpoint.shown} lists no models: name one with --model")
        return models[0]
    if models is None:
        return Listed(name)
    for model in models:
        # Ollama lists a model that was named without a tag as its latest.
        if model.name in (name, f"{name}:latest"):
            return model
    some = ", ".join(model.name for model in models[:_LISTED_IN_ERRORS]) or "none"
    more = ", …" if len(models) > _LISTED_IN_ERRORS else ""
    # A deployment's name or an alias need not be listed: whether it is one, its first answer tells.
    return Listed(name, unlisted=f"{endpoint.shown} does not list {name!r} (it lists {some}{more}): asked all the same")


def _listed(model: object) -> Listed:
    length = getattr(model, "max_model_len", None)  # vLLM
    meta = getattr(model, "meta", None)  # llama.cpp
    if length is None and isinstance(meta, dict):
        length = meta.get("n_ctx")
    context = length if isinstance(length, int) and length > 0 else None
    size = meta.get("n_params") if isinstance(meta, dict) else None
    parameters = size if isinstance(size, int) else None
    return Listed(str(getattr(model, "id", "")), getattr(model, "owned_by", None) == "llamacpp", context, parameters)


def _ended(endpoint: Endpoint, problem: Exception) -> ModelError:
    meaning = Translator(endpoint.shown, "", endpoint.secrets).fault(problem)
    return ModelError(f"{meaning}; is the server running?") if isinstance(meaning, Fault) else meaning


def _path(path: str) -> str:
    """Servers of this kind answer under /v1: an address that names no path means that."""
    return path.rstrip("/") or "/v1"


def _http_client(limit: Timeout, *, trust_env: bool) -> AsyncClient:
    """The SDK's aiohttp transport: it keeps many calls in flight where the default one falls behind."""
    import openai

    try:
        return openai.DefaultAioHttpClient(timeout=limit, trust_env=trust_env)
    except RuntimeError:
        return openai.DefaultAsyncHttpxClient(timeout=limit, trust_env=trust_env)
