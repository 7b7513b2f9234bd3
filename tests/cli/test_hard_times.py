"""A full disk, a folder that cannot be written, a second run, a clock set back: one line each, and a sound folder."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.endpoint import Running, Settings, serving

ARTICLES = 12
_CLOCK = """
import time
real, began = time.time, time.time()
time.time = lambda: real() - (259_200 if real() - began > {after} else 0)
"""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Running]:
    with serving(Settings(latency=0.05)) as running:
        yield running


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    words = "The mayor of Karsk said on day {} that the bridge would open. “Nobody leaves,” she added."
    path.write_text("".join(json.dumps({"id": f"a{n}", "text": words.format(n)}) + "\n" for n in range(ARTICLES)))
    return path


class Quoth:
    """`quoth` as a process of its own."""

    def __init__(self, endpoint: Running, articles: Path, tmp_path: Path) -> None:
        self.out = tmp_path / "out"
        self.environment = {
            **os.environ,
            "OPENAI_API_KEY": "sk-any",
            "QUOTH_CACHE_DIR": str(tmp_path / "cache"),
            "PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, sys.path)]),
        }
        self._run = ["run", str(articles), "--base-url", endpoint.url, "--prompt", "claims", "--no-cache"]

    def start(self, *arguments: str, most_bytes: int | None = None) -> subprocess.Popen[str]:
        def limited() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            if most_bytes is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

        return subprocess.Popen(
            [sys.executable, "-m", "quoth", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limited,
        )

    def run(self, *more: str, most_bytes: int | None = None) -> tuple[int, list[str]]:
        """Its exit code, and the lines on standard error."""
        process = self.start(*self._run, "--out", str(self.out), *more, most_bytes=most_bytes)
        said = process.communicate(timeout=120)[1]
        return process.returncode, said.splitlines()

    def begin(self, *more: str) -> subprocess.Popen[str]:
        return self.start(*self._run, "--out", str(self.out), *more)

    def is_sound(self) -> bool:
        process = self.start("check", str(self.out))
        process.communicate(timeout=120)
        return process.returncode == 0

    def ids(self) -> list[str]:
        return sorted(json.loads(line)["article"]["id"] for line in (self.out / "records.jsonl").open())


@pytest.fixture
def quoth(endpoint: Running, articles: Path, tmp_path: Path) -> Quoth:
    return Quoth(endpoint, articles, tmp_path)


def test_a_disk_that_takes_no_more(quoth: Quoth) -> None:
    code, said = quoth.run(most_bytes=9_000)
    assert code == 2
    (line,) = [line for line in said if line.startswith("quoth: ")]
    assert "cannot write: File too large; what is done is kept, the same command goes on" in line
    assert not any("Traceback" in line for line in said)
    assert quoth.is_sound()
    assert 0 < len(quoth.ids()) < ARTICLES
    assert quoth.run()[0] == 0
    assert len(quoth.ids()) == ARTICLES
    assert quoth.is_sound()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(quoth: Quoth) -> None:
    assert quoth.run()[0] == 0
    (quoth.out / "manifest.json").chmod(0o444)
    quoth.out.chmod(0o555)
    try:
        code, said = quoth.run()
    finally:
        quoth.out.chmod(0o755)
    assert code == 2
    assert "cannot write" in said[-1]
    assert quoth.is_sound()


def test_a_second_run_into_the_same_folder(articles: Path, tmp_path: Path) -> None:
    with serving(Settings(latency=4.0)) as slow:
        quoth = Quoth(slow, articles, tmp_path)
        first = quoth.begin("--in-flight", "1")
        while not (quoth.out / "ledger.jsonl").exists():
            time.sleep(0.02)
        code, said = quoth.run()
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=60)
    assert code == 2
    assert [line for line in said if "another run is writing into this folder" in line]
    assert first.returncode == 130
    assert quoth.is_sound()


@pytest.mark.parametrize("after", [0.5, 3.0])
def test_a_clock_that_is_set_back_by_three_days(quoth: Quoth, tmp_path: Path, after: float) -> None:
    (tmp_path / "sitecustomize.py").write_text(_CLOCK.format(after=after))
    code, said = quoth.run("--in-flight", "1")
    (tmp_path / "sitecustomize.py").unlink()
    assert code == 0, said
    assert len(quoth.ids()) == ARTICLES
    assert quoth.is_sound()
    assert quoth.run()[0] == 0
