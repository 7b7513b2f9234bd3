"""DocETL's `map` over rows that hold Quoth's prompt, with structured output and its cache passed by."""

from __future__ import annotations

from typing import Any

from benchmarks.contestants.offline import stay_offline
from benchmarks.contestants.window import Task, bodies, given, window

_MODEL = "openai/gpt-4o-mini"
"""A name that litellm knows: it looks one that it does not know up again at every call."""

_OUTPUT = {
    "mode": "structured_output",
    # Claims alone: an empty list, as of conditions, counts as a failed answer here and is asked for three times more.
    "schema": {
        "claims": "list[{n: integer, by: string, says: string, certainty: string, about: string, side: string}]"
    },
}


def main(task: Task) -> None:
    stay_offline(task)
    import docetl

    def extract(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        frame = docetl.from_list(rows).map(
            "extract",
            prompt="{{ input.prompt }}",
            output=_OUTPUT,
            model=_MODEL,
            litellm_completion_kwargs={"api_base": task.base_url, "temperature": 0, "max_tokens": 8000},
            bypass_cache=True,
        )
        return frame.collect(max_threads=task.in_flight)

    # DocETL writes the system message itself: Quoth's goes before the article.
    rows = [{"prompt": "\n\n".join(message["content"] for message in body["messages"])} for body in bodies(task)]
    extract(rows[:1])
    with window(task):
        found = extract(rows)
    assert len(found) == len(rows)


if __name__ == "__main__":
    main(given())
