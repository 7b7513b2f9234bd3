"""The simulated endpoint as a process of its own, and what Quoth is told of the model behind it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEY = "simulated"
"""The API key that clients send; the endpoint takes any."""


@dataclass(frozen=True)
class Delay:
    """Seconds from a request to its answer: the mean, and the spread of a log-normal around it (0: none)."""

    latency: float
    sigma: float = 0.0

    def options(self) -> list[str]:
        spread = ["--sigma", str(self.sigma)] if self.sigma else []
        return ["--latency", str(self.latency), *spread]


@contextmanager
def endpoint(delay: Delay, text: Path | None = None) -> Iterator[str]:
    """Starts the endpoint and gives its base URL; with `text`, every answer is that file's content.

    Raises SystemExit, one line, where it does not start.
    """
    plain = ["--answers", "plain", "--text", str(text)] if text else []
    command = [sys.executable, "-m", "benchmarks.endpoint", "--port", "0", *delay.options(), *plain]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        base_url = process.stdout.readline().strip()
        if not base_url.startswith("http"):
            raise SystemExit(
                "the simulated endpoint did not start: run `python -m benchmarks.endpoint --port 0` by hand"
            )
        yield base_url
    finally:
        process.terminate()
        process.wait(timeout=10)


def environment(
    folder: Path, in_flight: int, cache: Path | None = None, *, key: str = KEY, timeout: float = 300.0
) -> dict[str, str]:
    """What is to be set for Quoth: a table of models that allows `in_flight` calls at once, and where its cache lies.

    The table is written into `folder`. Any model is taken for a hosted one, with chunks of 6,000 tokens; `timeout` is
    the seconds of one call.
    """
    table = folder / "models.toml"
    table.write_text(
        f'[[model]]\nmatch = "*"\nslots = {in_flight}\ntimeout = {timeout}\nprice_in = 0.4\nprice_out = 1.6\n'
    )
    return {
        "QUOTH_MODELS": str(table),
        "QUOTH_CACHE_DIR": str(cache or folder / "cache"),
        "OPENAI_API_KEY": key,
        "PYTHONPATH": str(ROOT / "src"),
    }


def quoth_run(inputs: Path, out: Path, base_url: str, *options: str) -> list[str]:
    """The command line of `quoth run`."""
    return [sys.executable, "-m", "quoth", "run", str(inputs), "--out", str(out), "--base-url", base_url, *options]
