"""The SDK's `chat.completions.parse` with a pydantic model: its own strict schema, its own validation."""

from __future__ import annotations

import asyncio
from typing import Any

from benchmarks.contestants.answer import Answer
from benchmarks.contestants.sdk import client
from benchmarks.contestants.window import Task, bodies, given, side_by_side, window


async def main(task: Task) -> None:
    asked = bodies(task)
    async with client(task) as sdk:

        async def ask(body: dict[str, Any]) -> None:
            completion = await sdk.chat.completions.parse(**{**body, "response_format": Answer})
            assert completion.choices[0].message.parsed is not None

        await ask(asked[0])
        with window(task):
            await side_by_side(asked, ask, task.in_flight)


if __name__ == "__main__":
    asyncio.run(main(given()))
