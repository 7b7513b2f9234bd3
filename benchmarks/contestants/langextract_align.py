"""langextract's aligner on words and texts, without a model: where it puts each, and the processor time it takes.

python -m benchmarks.contestants.langextract_align TASK: a JSON list of {"text", "words": [...]}.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

import langextract as lx
from langextract.resolver import WordAligner


def align(text: str, words: list[str]) -> dict[str, Any]:
    asked = [lx.data.Extraction(extraction_class="quote", extraction_text=each) for each in words]
    before = time.process_time()
    try:
        groups = WordAligner().align_extractions([asked], text)
    except ValueError:  # of words without a token in them
        groups = [asked]
    seconds = time.process_time() - before
    spans = []
    for each in groups[0]:
        place = each.char_interval
        spans.append(None if place is None else [place.start_pos, place.end_pos])
    return {"spans": spans, "seconds": seconds}


def main() -> None:
    logging.disable(logging.WARNING)
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    align("The envoy said so.", ["the envoy"])
    print(json.dumps([align(each["text"], each["words"]) for each in task]))


if __name__ == "__main__":
    main()
