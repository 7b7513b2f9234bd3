"""The offline token count against a model's own tokenizer, as a llama.cpp server tells it."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import urllib.request
from pathlib import Path

import quoth
from quoth.tokens import count_tokens


def told(base_url: str, text: str) -> int:
    """How many tokens the server's model reads for `text`."""
    request = urllib.request.Request(
        f"{base_url}/tokenize", json.dumps({"content": text}).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        return len(json.load(response)["tokens"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base_url", help="the server's address, without /v1")
    parser.add_argument("folder", type=Path, help="holds articles as *.txt")
    asked = parser.parse_args()
    texts = [file.read_text(encoding="utf-8") for file in sorted(asked.folder.glob("*.txt"))]
    if not texts:
        print(f"{asked.folder}: no *.txt here; skipped")
        return 0
    ratios = sorted(count_tokens(text) / told(asked.base_url, text) for text in texts)
    print(f"quoth {quoth.__version__}; {len(ratios)} articles; ours / the model's own:")
    print(f"median {statistics.median(ratios):.3f}, least {ratios[0]:.3f}, most {ratios[-1]:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
