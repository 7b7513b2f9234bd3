"""langextract's aligner on quotations, in its own environment: reads a JSON file, prints one line of JSON.

Given: [{text, quotes: [words]}]. Printed: {version, seconds, found: [[status or null]]}, in the same order.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from langextract.core.data import Extraction
from langextract.resolver import WordAligner


def aligned(text: str, words: str) -> str | None:
    """How the words were aligned, each quotation alone, with the aligner's own defaults."""
    groups: Any = WordAligner().align_extractions([[Extraction(extraction_class="quote", extraction_text=words)]], text)
    (extraction,) = groups[0]
    interval = extraction.char_interval
    return None if interval is None or interval.start_pos is None else str(extraction.alignment_status)


def main() -> None:
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    began = time.perf_counter()
    found = [[aligned(each["text"], words) for words in each["quotes"]] for each in given]
    told = {"version": version("langextract"), "seconds": time.perf_counter() - began, "found": found}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
