"""Curator over rows that hold Quoth's messages, with a pydantic response format and its cache switched off."""

from __future__ import annotations

import os
from typing import Any

from benchmarks.contestants.offline import stay_offline
from benchmarks.contestants.window import Task, bodies, given, window

_MODEL = "gpt-4o-mini"
"""A name that litellm knows to take a schema: of one that it does not know, curator asks the endpoint with a schema of
its own and wants that answered."""


def main(task: Task) -> None:
    stay_offline(task)
    os.environ["OPENAI_BASE_URL"] = task.base_url
    from bespokelabs import curator

    from benchmarks.contestants.answer import Answer

    class Extractor(curator.LLM):
        def prompt(self, row: dict[str, Any]) -> list[dict[str, str]]:
            return row["messages"]

        def parse(self, row: dict[str, Any], response: Answer) -> dict[str, Any]:
            return {"claims": len(response.claims)}

    extractor = Extractor(
        model_name=_MODEL,
        response_format=Answer,
        backend="openai",
        generation_params={"temperature": 0, "max_tokens": 8000},
        backend_params={
            "max_concurrent_requests": task.in_flight,
            "max_requests_per_minute": 1_000_000,
            "max_tokens_per_minute": 1_000_000_000,
            "max_retries": 0,
        },
    )
    rows = [{"messages": body["messages"]} for body in bodies(task)]
    extractor(rows[:1])
    with window(task):
        result = extractor(rows)
    assert len(result.dataset) == len(rows)


if __name__ == "__main__":
    main(given())
