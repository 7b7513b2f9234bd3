"""langextract over the articles, through its OpenAI provider; `max_char_buffer` characters a call."""

from __future__ import annotations

import json
import logging
from typing import Any

import langextract as lx
from langextract.providers.openai import OpenAILanguageModel

from benchmarks.contestants.window import Task, given, window

_PROMPT = "Extract who claims what: the cue verb of every reported statement, with its source and content."
_EXAMPLE = lx.data.ExampleData(
    text="The corridor would open by Friday, the envoy said.",
    extractions=[
        lx.data.Extraction(
            extraction_class="claim",
            extraction_text="said",
            attributes={"source": "the envoy", "content": "The corridor would open by Friday."},
        )
    ],
)


def main(task: Task) -> None:
    logging.disable(logging.WARNING)
    rows = [json.loads(line) for line in task.input.read_text(encoding="utf-8").splitlines()]
    model = OpenAILanguageModel(
        model_id=task.model, api_key=task.key, base_url=task.base_url, max_workers=task.in_flight, temperature=0
    )

    def extract(documents: list[Any]) -> list[Any]:
        return list(
            lx.extract(
                documents,
                prompt_description=_PROMPT,
                examples=[_EXAMPLE],
                model=model,
                max_char_buffer=task.options["max_char_buffer"],
                max_workers=task.in_flight,
                batch_length=10 * task.in_flight,  # a batch is waited for as a whole: many calls each keep it fair
                show_progress=False,
            )
        )

    extract([lx.data.Document(text=rows[0]["text"][:500], document_id="warm-up")])
    documents = [lx.data.Document(text=row["text"], document_id=row["id"]) for row in rows]
    with window(task):
        found = extract(documents)
    assert all(document.extractions for document in found)


if __name__ == "__main__":
    main(given())
