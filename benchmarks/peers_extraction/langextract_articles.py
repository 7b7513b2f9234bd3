"""langextract over articles, one after the other, in its own environment: a line of JSON for each, as soon as it ends.

python -m benchmarks.peers_extraction.langextract_articles TASK: JSON of {base_url, model, in_flight, max_char_buffer,
answer_tokens, constrained, settings, articles (JSONL of {id, text}), out (JSONL, appended to)}. The key comes from
OPENAI_API_KEY.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import langextract as lx
from langextract.core.exceptions import LangExtractError
from langextract.providers.openai import OpenAILanguageModel
from langextract.providers.schemas.openai import OpenAISchema

from benchmarks.peers_extraction.prompt import DESCRIPTION, EXAMPLE, EXAMPLE_TEXT

_FAILED_IN_A_ROW = 3
"""Articles after which the endpoint is taken to be down."""


@dataclass
class Used:
    """What the endpoint told of its calls; `cut_off` answers ended at the token limit, `unread` are no JSON."""

    calls: int = 0
    tokens_in: int = 0
    tokens_cached: int = 0
    tokens_out: int = 0
    without_usage: int = 0
    cut_off: int = 0
    unread: int = 0

    def add(self, response: Any) -> None:
        self.calls += 1
        usage = response.usage
        if usage is None:
            self.without_usage += 1
        else:
            self.tokens_in += usage.prompt_tokens
            self.tokens_out += usage.completion_tokens
            details = usage.prompt_tokens_details
            self.tokens_cached += (details.cached_tokens or 0) if details is not None else 0
        for choice in response.choices[:1]:
            self.cut_off += choice.finish_reason == "length"
            try:
                json.loads(choice.message.content or "")
            except ValueError:
                self.unread += 1  # langextract leaves the whole chunk out, with a line in its log


class Counting(OpenAILanguageModel):
    """langextract's own provider, which sees each response once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.used = Used()
        self._counting = threading.Lock()

    def _response_to_scored_output(self, response: Any) -> Any:
        with self._counting:
            self.used.add(response)
        return super()._response_to_scored_output(response)


def main(task: dict[str, Any]) -> None:
    logging.disable(logging.WARNING)
    example = lx.data.ExampleData(
        text=EXAMPLE_TEXT,
        extractions=[
            lx.data.Extraction(extraction_class=name, extraction_text=words, attributes=dict(attributes))
            for name, words, attributes in EXAMPLE
        ],
    )
    model = Counting(
        model_id=task["model"],
        api_key=_key(),
        base_url=task["base_url"],
        max_workers=task["in_flight"],
        temperature=0,
        max_output_tokens=task["answer_tokens"],
    )
    if task["constrained"]:
        model.apply_schema(OpenAISchema.from_examples([example]))
    rows = [json.loads(line) for line in Path(task["articles"]).read_text(encoding="utf-8").splitlines()]
    failed = 0
    with Path(task["out"]).open("a", encoding="utf-8") as out:
        for number, row in enumerate(rows, 1):
            line = {"id": row["id"], "settings": task["settings"], **_extracted(model, example, row, task)}
            out.write(json.dumps(line) + "\n")
            out.flush()
            told = line["error"] or f"{len(line['extractions'])} extractions"
            print(f"{number}/{len(rows)} {row['id']}: {line['seconds']:.1f} s, {told}", file=sys.stderr, flush=True)
            failed = failed + 1 if line["error"] else 0
            if failed == _FAILED_IN_A_ROW:
                raise SystemExit(f"{failed} articles in a row failed, the last: {line['error']}")


def _extracted(model: Counting, example: Any, row: dict[str, str], task: dict[str, Any]) -> dict[str, Any]:
    model.used = Used()
    clock = time.perf_counter()
    found: list[Any] = []
    error = None
    try:
        document = lx.extract(
            row["text"],
            prompt_description=DESCRIPTION,
            examples=[example],
            model=model,
            max_char_buffer=task["max_char_buffer"],
            max_workers=task["in_flight"],
            batch_length=max(10, task["in_flight"]),
            extraction_passes=1,
            fence_output=False,
            use_schema_constraints=False,  # the model has its schema already, where it is to have one
            show_progress=False,
        )
        found = document.extractions or []
    except (LangExtractError, ValueError) as problem:
        error = " ".join(str(problem).replace(_key(), "***").split())[:300]
    seconds = time.perf_counter() - clock
    extractions = [_told(each) for each in found]
    return {"seconds": seconds, "used": asdict(model.used), "error": error, "extractions": extractions}


def _told(extraction: Any) -> dict[str, Any]:
    place = extraction.char_interval
    grounded = place is not None and place.start_pos is not None and place.end_pos is not None
    return {
        "class": extraction.extraction_class,
        "words": extraction.extraction_text,
        "place": [place.start_pos, place.end_pos] if grounded else None,
        "attributes": extraction.attributes or {},
    }


def _key() -> str:
    return os.environ.get("OPENAI_API_KEY") or "no-key"


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
