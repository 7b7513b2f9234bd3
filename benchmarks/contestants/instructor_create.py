"""instructor's plain way: `from_openai`, a response model, and the mode that the option `mode` names."""

from __future__ import annotations

import asyncio
from typing import Any

import instructor

from benchmarks.contestants.answer import Answer
from benchmarks.contestants.sdk import client
from benchmarks.contestants.window import Task, bodies, given, side_by_side, window


async def main(task: Task) -> None:
    asked = [{name: value for name, value in body.items() if name != "response_format"} for body in bodies(task)]
    async with client(task) as sdk:
        asking = instructor.from_openai(sdk, mode=instructor.Mode[task.options["mode"]])

        async def ask(body: dict[str, Any]) -> None:
            answer = await asking.chat.completions.create(response_model=Answer, max_retries=1, **body)
            assert isinstance(answer, Answer)

        await ask(asked[0])
        with window(task):
            await side_by_side(asked, ask, task.in_flight)


if __name__ == "__main__":
    asyncio.run(main(given()))
