"""Asks a simulated endpoint as a raw HTTP client does, with nothing of Quoth's between."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
from benchmarks.endpoint import Running

from quoth.extraction.answers import schema

Result = TypeVar("Result")

SENTENCES = (
    "Minister Ana Ruiz said the port would open if the rebels left.",
    "“Nobody has left the room,” she added.",
    "It rained in Dravnik.",
)


def question(*sentences: str, **fields: Any) -> dict[str, Any]:
    """A chat request like one of Quoth's, about these sentences."""
    lines = "\n".join(f"[{number}] {text}" for number, text in enumerate(sentences or SENTENCES, start=1))
    held = {"name": "answer", "strict": True, "schema": schema()}
    return {
        "model": "simulated",
        "messages": [{"role": "system", "content": "You read news."}, {"role": "user", "content": lines}],
        "response_format": {"type": "json_schema", "json_schema": held},
        "max_completion_tokens": 500,
        **fields,
    }


@dataclass(frozen=True)
class Answered:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def choice(self) -> Any:
        return self.body["choices"][0]

    @property
    def content(self) -> Any:
        return self.choice["message"]["content"]


class Client:
    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self._url = url

    async def request(self, method: str, path: str, **options: Any) -> Answered:
        async with self.session.request(method, self._url + path, **options) as response:
            return Answered(response.status, response.headers, await response.text())

    async def chat(self, asked: Mapping[str, Any] | None = None) -> Answered:
        return await self.request("POST", "/chat/completions", json=question() if asked is None else asked)

    async def control(self, method: str, path: str, **options: Any) -> Answered:
        return await self.request(method, f"/..{path}", **options)


def with_client(endpoint: Running, work: Callable[[Client], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        headers = {"Authorization": "Bearer key-of-ours-1234567890"}
        async with aiohttp.ClientSession(headers=headers) as session:
            return await work(Client(session, endpoint.url))

    return asyncio.run(run())


def ask(endpoint: Running, *questions: Mapping[str, Any]) -> list[Answered]:
    """The answers to these requests, one after the other; to one request of Quoth's where none is given."""

    async def work(client: Client) -> list[Answered]:
        return [await client.chat(each) for each in questions or (question(),)]

    return with_client(endpoint, work)
