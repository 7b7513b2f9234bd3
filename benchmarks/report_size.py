"""python -m benchmarks.report_size DIR [--articles N]: seconds, memory and bytes of a report over N records.

The records of DIR are repeated under new ids, days and actors' names, so that nothing is a copy of anything.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from quoth.runs.opened import open_run
from quoth.runs.where import Where
from quoth.views.report import write_report

_DAYS = 700


def repeated(source: Path, folder: Path, articles: int) -> None:
    pairs = list(zip(*((source / name).read_text(encoding="utf-8").splitlines() for name in _FILES), strict=True))
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")
    files = [(folder / name).open("w", encoding="utf-8") for name in _FILES]
    for number in range(articles):
        record, article = map(json.loads, pairs[number % len(pairs)])
        of_turn = number // len(pairs)
        about = {
            "id": f"{record['article']['id']}-{number}",
            "published": (date(2030, 1, 1) + timedelta(number * 37 % _DAYS)).isoformat(),
            "publisher": f"Outlet {number % 40}",
        }
        record["article"] |= about
        article |= about
        _rename(record, f" {of_turn % 50}")
        for file, line in zip(files, (record, article), strict=True):
            file.write(json.dumps(line) + "\n")
    for file in files:
        file.close()


_FILES = ("records.jsonl", "articles.jsonl")


def _rename(value: Any, mark: str) -> None:
    """Gives each actor, and each target, the name of its turn."""
    for key, each in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(each, (dict, list)):
            _rename(each, mark)
        elif key in ("name", "target") and isinstance(each, str):
            value[key] = each + mark


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report_size", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        repeated(asked.folder, Path(scratch) / "run", asked.articles)
        began = time.perf_counter()
        written = write_report(
            open_run(Path(scratch) / "run"), asked.out or Path(scratch) / "report", Where(), force=True
        )
        seconds = time.perf_counter() - began
        place = written.page.parent if written.page.name == "index.html" else written.page
        files = [path for path in place.rglob("*") if path.is_file()] if place.is_dir() else [place]
        print(
            f"{written.articles:,} articles: {seconds:.1f} s, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB"
        )
        print(f"page {written.page.stat().st_size / 1e6:.1f} MB, {len(files) - 1} parts; ", end="")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
