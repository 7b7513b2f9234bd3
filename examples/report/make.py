"""python examples/report/make.py [DIR]: a run folder of our own articles, from kept answers of a large model.

No model is asked: `evals/strong/` holds what one answered. Then `quoth report DIR` makes the page.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quoth.articles.article import Article
from quoth.extraction.prompts import load
from quoth.extraction.replay import RawAnswer, derived
from quoth.records import Coverage
from quoth.runs.lines import ArticleLine, to_line

ROOT = Path(__file__).resolve().parents[2]
STRONG = ROOT / "evals" / "strong"


def dev_articles() -> Iterator[Article]:
    with (Path(__file__).parent / "articles.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = (ROOT / "evals/gold/articles" / f"{row['id']}.txt").read_bytes().decode()
            yield Article(row["id"], text, row["title"], row["outlet"], row["published"])


def short_articles() -> Iterator[Article]:
    """Those in ten languages."""
    lines = (ROOT / "evals/languages/right.jsonl").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(map(json.loads, lines)):
        text = "\n\n".join([line["title"], *line["sentences"]])
        yield Article(line["id"], text, line["title"], f"Agency {line['language']}", f"2026-{number % 12 + 1:02}-15")


def answers() -> dict[str, list[dict[str, Any]]]:
    found = defaultdict(list)
    for name in ("own-dev.jsonl", "languages.jsonl"):
        for line in map(json.loads, (STRONG / name).read_text(encoding="utf-8").splitlines()):
            found[line["article"]].append(line)
    return found


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "out" / "report"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}\n")
    known, taught, count = answers(), load("claims").taught, 0
    with (folder / "records.jsonl").open("wb") as records, (folder / "articles.jsonl").open("wb") as articles:
        for article in (*dev_articles(), *short_articles()):
            if not (given := known[article.id]):
                continue
            raw = [RawAnswer(e["chunk"], 1, e["start"], e["end"], json.dumps(e["answer"])) for e in given]
            coverage = Coverage(chunks=len(raw), ok=len(raw), empty=0, failed=0)
            records.write(to_line(derived(article, raw, coverage, taught=taught, leads="model")))
            articles.write(to_line(ArticleLine.of(article)))
            count += 1
    print(f"{folder}: {count} articles; now: quoth report {folder}")


if __name__ == "__main__":
    main()
