"""The OpenAI SDK's client as the contestants that use it make it."""

from __future__ import annotations

import openai

from benchmarks.contestants.window import Task


def client(task: Task) -> openai.AsyncOpenAI:
    """No retries: a call that fails ends the contestant. The option `transport` is "default" or "aiohttp"."""
    limit = openai.Timeout(300.0)
    aiohttp = task.options.get("transport", "aiohttp") == "aiohttp"
    transport = openai.DefaultAioHttpClient(timeout=limit) if aiohttp else None
    return openai.AsyncOpenAI(
        api_key=task.key, base_url=task.base_url, max_retries=0, timeout=limit, http_client=transport
    )
