"""The memory of `quoth run` over few and over many articles: it does not grow with the corpus.

python -m benchmarks.memory [--few N] [--many N] [--size CHARACTERS] [--in-flight N] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import corpus, simulated
from benchmarks.machine import machine, versions


@dataclass(frozen=True)
class Peak:
    """Of one run: `rss` in bytes, `wall` and `cpu` in seconds, `written` bytes of its folder and its cache."""

    articles: int
    rss: int
    wall: float
    cpu: float
    written: int


def peak(folder: Path, base_url: str, articles: int, size: int, in_flight: int) -> Peak:
    """Runs `quoth run` over so many articles as a process of its own.

    Raises SystemExit, one line, where the run does not end well.
    """
    folder.mkdir()
    inputs = corpus.write(folder / "articles.jsonl", articles, size).path
    environment = {**os.environ, **simulated.environment(folder, in_flight)}
    command = simulated.quoth_run(inputs, folder / "run", base_url)
    clock = time.perf_counter()
    with (folder / "stderr").open("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
        # wait4 tells the peak of this one process; RUSAGE_CHILDREN would tell that of the largest child so far.
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - clock
        errors.seek(0)
        said = errors.read().strip().splitlines()
    if process.returncode != 0:
        raise SystemExit(f"quoth run over {articles} articles ended with {process.returncode}: {said[-1:]}")
    unit = 1 if sys.platform == "darwin" else 1024
    written = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and file != inputs)
    return Peak(articles, used.ru_maxrss * unit, wall, used.ru_utime + used.ru_stime, written)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--few", type=int, default=1000, help="articles of the first run (default %(default)s)")
    parser.add_argument("--many", type=int, default=100_000, help="of the second (default %(default)s)")
    parser.add_argument("--size", type=int, default=200, help="characters of an article, about (default %(default)s)")
    parser.add_argument("--in-flight", type=int, default=16, help="calls at once (default %(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures")
    asked = parser.parse_args(arguments)
    here, told = machine(), versions(sys.executable, ("quoth", "openai", "pydantic", "aiohttp", "diskcache"))
    print(f"{here['cores']} cores, {here['cpu']}; {', '.join(f'{name} {version}' for name, version in told.items())}")
    peaks = []
    with tempfile.TemporaryDirectory(prefix="quoth-memory-") as own, simulated.endpoint(simulated.Delay(0.0)) as url:
        for articles in (asked.few, asked.many):
            each = peak(Path(own) / str(articles), url, articles, asked.size, asked.in_flight)
            peaks.append(each)
            print(
                f"{articles:>9,} articles: peak RSS {each.rss / 1e6:.1f} MB, {each.wall:.1f} s, "
                f"{1000 * each.cpu / articles:.2f} ms CPU an article, {each.written / 1e6:.1f} MB written",
                flush=True,
            )
    few, many = peaks
    more = many.rss - few.rss
    print(f"difference: {more / 1e6:+.1f} MB, {more / max(1, many.articles - few.articles):.0f} bytes an article")
    if asked.json:
        figures = {"machine": here, "versions": told, "size": asked.size, "runs": [asdict(each) for each in peaks]}
        asked.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
