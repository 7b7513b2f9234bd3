"""The SDK's `chat.completions.create`, over its default transport or the aiohttp one that it offers."""

from __future__ import annotations

import asyncio
from typing import Any

from benchmarks.contestants.sdk import client
from benchmarks.contestants.window import Task, bodies, given, side_by_side, window


async def main(task: Task) -> None:
    asked = bodies(task)
    async with client(task) as sdk:

        async def ask(body: dict[str, Any]) -> None:
            completion = await sdk.chat.completions.create(**body)
            assert completion.choices[0].message.content

        await ask(asked[0])
        with window(task):
            await side_by_side(asked, ask, task.in_flight)


if __name__ == "__main__":
    asyncio.run(main(given()))
