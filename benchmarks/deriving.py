"""python -m benchmarks.deriving [--articles N] [--size CHARACTERS] [--rule ID …]

Times `quoth derive` on a finished run, and shows that with one rule off its diff names exactly the items that the rule
had touched: those of which the run's records have a finding by it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import corpus, simulated
from benchmarks.machine import machine
from quoth.extraction.rules import rule_id
from quoth.extraction.rules.registry import STRUCTURAL

_MOST = 5
"""Rules that are switched off where none is named: those with most findings."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.deriving", description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--size", type=int, default=4000, help="characters of an article")
    parser.add_argument("--rule", action="append", help="switched off alone; may be repeated")
    asked = parser.parse_args(arguments)
    print(json.dumps(machine()))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        run = _finished(folder, asked.articles, asked.size)
        seconds, same = _derive(run)
        print(f"derive, nothing changed: {seconds:.1f} s for {same['articles']} articles, {same['changed']} changed")
        wrong = bool(same["changed"])
        for rule in asked.rule or _busiest(run):
            off = folder / "off.toml"
            off.write_text(f'[rules."{rule}"]\naction = "off"\n')
            seconds, told = _derive(run, "--rules", str(off), "--items")
            named = {(each["article"], each["id"][1:]) for each in told["named"] if rule in each["rules"]}
            touched = {(article, subject[1:]) for article, subject, by in _findings(run) if by == rule}
            others = [each for each in told["named"] if rule not in each["rules"]]
            print(
                f"{rule} off: {seconds:.1f} s, {len(touched)} items touched, {len(named)} named,"
                f" {len(named ^ touched)} in one of the two only, {len(others)} changes under another name"
            )
            wrong = wrong or named != touched or bool(others)
    return int(wrong)


def _finished(folder: Path, articles: int, size: int) -> Path:
    """The folder of a run over made-up articles against the simulated endpoint."""
    inputs, run = folder / "articles.jsonl", folder / "run"
    corpus.write(inputs, articles, size)
    with simulated.endpoint(simulated.Delay(0.0)) as base_url:
        environment = {**os.environ, **simulated.environment(folder, 64)}
        subprocess.run(simulated.quoth_run(inputs, run, base_url, "--model", "simulated"), env=environment, check=True)
    return run


def _derive(run: Path, *options: str) -> tuple[float, Mapping[str, Any]]:
    environment = {**os.environ, "PYTHONPATH": str(simulated.ROOT / "src")}
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "quoth", "derive", str(run), "--json", *options],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - began
    told: dict[str, Any] = json.loads(done.stdout)
    return seconds, told


def _findings(run: Path) -> Iterator[tuple[str, str, str]]:
    """Article, item and rule of each finding on an item."""
    with (run / "records.jsonl").open(encoding="utf-8") as file:
        for record in map(json.loads, file):
            for finding in record["findings"]:
                if finding["subject"][:1] in "csk" and finding["subject"][1:].isdigit():
                    yield record["article"]["id"], finding["subject"], finding["rule"]


def _busiest(run: Path) -> list[str]:
    fixed = set(map(rule_id, STRUCTURAL))
    counts = Counter(rule for _, _, rule in _findings(run) if rule not in fixed)
    return [rule for rule, _ in counts.most_common(_MOST)]


if __name__ == "__main__":
    sys.exit(main())
