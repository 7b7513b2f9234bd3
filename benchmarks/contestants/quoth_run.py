"""Quoth itself: `quoth.runs.running.run` over the articles into a fresh folder, the cache cold or warm."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from benchmarks.contestants.window import Task, given, window
from quoth.runs.running import Choice, run
from quoth.runs.tally import Summary


async def main(task: Task) -> None:
    choice = Choice(model=task.model, base_url=task.base_url)
    first = task.folder / "first.jsonl"
    first.write_text(json.dumps({"id": "warm-up", "text": "The corridor would open by Friday, the envoy said."}))
    await run([str(first)], task.folder / "warm-up", choice)
    if task.options["cache"] == "warm":
        await run([str(task.input)], task.folder / "cold", choice)
    with window(task) as counted:
        summary = await run([str(task.input)], task.folder / "run", choice)
        counted.calls = _calls(task.folder / "run", summary)


def _calls(folder: Path, summary: Summary) -> int:
    """Chunks answered, from the endpoint or the cache. Raises RuntimeError where one was not."""
    if not summary.complete:
        raise RuntimeError(f"{folder}: the run is not complete: {summary.model_dump_json()}")
    return summary.contents.chunks


if __name__ == "__main__":
    asyncio.run(main(given()))
