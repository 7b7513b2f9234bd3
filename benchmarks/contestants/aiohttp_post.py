"""The floor: the body as JSON over aiohttp, the answer parsed, nothing else."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp

from benchmarks.contestants.window import Task, bodies, given, side_by_side, window


def encoded(body: dict[str, Any]) -> bytes:
    """As Quoth writes it, byte for byte: what the endpoint has worked out for the one it knows for the other."""
    return json.dumps(body, ensure_ascii=False).encode()


async def main(task: Task) -> None:
    asked = bodies(task)
    headers = {"Authorization": f"Bearer {task.key}", "Content-Type": "application/json"}
    connector = aiohttp.TCPConnector(limit=task.in_flight)
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

        async def ask(body: dict[str, Any]) -> None:
            async with session.post(f"{task.base_url}/chat/completions", data=encoded(body)) as response:
                response.raise_for_status()
                json.loads(await response.read())["choices"][0]["message"]["content"]

        await ask(asked[0])
        with window(task):
            await side_by_side(asked, ask, task.in_flight)


if __name__ == "__main__":
    asyncio.run(main(given()))
