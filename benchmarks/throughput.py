"""Quoth beside bare clients and other tools, each in its own process, at the same simulated endpoint.

python -m benchmarks.throughput [--peers PYTHON …] [--only NAME …] [--articles N] [--size CHARACTERS] [--json FILE]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import corpus, simulated
from benchmarks.contestants import CONTESTANTS, Answers, Contestant
from benchmarks.machine import machine, versions
from benchmarks.request_bodies import Bodies, capture
from benchmarks.throughput_table import Result, table

_PACKAGES = sorted({name for each in CONTESTANTS for name in each.needs} | {"litellm", "httpx"})
_LONGEST = 3600.0
"""Seconds after which a contestant is given up."""


@dataclass(frozen=True)
class Python:
    """An interpreter and the versions of what it has of the packages that are measured."""

    path: str
    versions: dict[str, str]

    def has(self, contestant: Contestant) -> bool:
        return all(name in self.versions for name in contestant.needs)


@dataclass
class Course:
    """What the contestants run on: the articles, Quoth's requests for them, and an endpoint for each kind of answer."""

    folder: Path
    asked: argparse.Namespace
    stack: ExitStack
    articles: corpus.Corpus
    bodies: Bodies
    urls: dict[str, str] = field(default_factory=dict)

    @property
    def delay(self) -> simulated.Delay:
        return simulated.Delay(self.asked.latency, self.asked.sigma)

    def url(self, contestant: Contestant) -> str:
        """The endpoint that gives the contestant its kind of answer, started when first wanted."""
        size = int(contestant.options.get("max_char_buffer", 0))
        kind = f"{contestant.answers}{size or ''}"
        if kind not in self.urls:
            text = self.folder / f"{kind}.json"
            text.write_text(self._answer(contestant.answers, size), encoding="utf-8")
            self.urls[kind] = self.stack.enter_context(simulated.endpoint(self.delay, text))
        return self.urls[kind]

    def _answer(self, answers: Answers, size: int) -> str:
        if answers in ("same", "flat"):
            usual = _usual_answer(self.urls["quoth"], self.bodies.path)
            return _flat(usual) if answers == "flat" else usual
        # Words that every report holds, so that langextract's aligner finds them at once: an answer whose words
        # are elsewhere sends it the slow way.
        each = {"claim": "said", "claim_attributes": {"source": "the minister", "content": "The road would stay shut."}}
        return json.dumps({"extractions": [each] * max(1, size // 500)})


def prepare(asked: argparse.Namespace, stack: ExitStack) -> Course:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="quoth-throughput-")))
    articles = corpus.write(folder / "articles.jsonl", asked.articles, asked.size)
    url = stack.enter_context(simulated.endpoint(simulated.Delay(asked.latency, asked.sigma)))
    os.environ |= simulated.environment(folder, asked.in_flight)
    bodies = asyncio.run(capture(articles.path, folder / "bodies.jsonl", url))
    course = Course(folder, asked, stack, articles, bodies, {"quoth": url})
    # The endpoint works an answer out when it first sees a request: that is none of the time that is measured.
    first = next(each for each in CONTESTANTS if each.module == "aiohttp_post")
    failure = run(first, Python(sys.executable, {}), course, repeat=-1)
    if isinstance(failure, str):
        raise SystemExit(f"the simulated endpoint does not answer: {failure}")
    return course


def run(contestant: Contestant, python: Python, course: Course, repeat: int) -> dict[str, Any] | str:
    """The contestant's report, or the line that says why there is none."""
    with tempfile.TemporaryDirectory(dir=course.folder) as own:
        folder = Path(own)
        task = folder / "task.json"
        task.write_text(
            json.dumps(
                {
                    "base_url": course.url(contestant),
                    "key": simulated.KEY,
                    "model": course.bodies.model,
                    "in_flight": course.asked.in_flight,
                    "input": str(course.bodies.path if contestant.sends == "bodies" else course.articles.path),
                    "folder": str(folder),
                    "options": dict(contestant.options),
                }
            )
        )
        environment = {**os.environ, **simulated.environment(folder, course.asked.in_flight)}
        if python.path != sys.executable:
            environment.pop("PYTHONPATH")
        command = [python.path, "-m", f"benchmarks.contestants.{contestant.module}", str(task)]
        try:
            ended = subprocess.run(
                command, cwd=simulated.ROOT, env=environment, capture_output=True, text=True, timeout=_LONGEST
            )
        except subprocess.TimeoutExpired:
            return f"gave up after {_LONGEST:.0f} s"
    if ended.returncode:
        lines = ended.stderr.strip().splitlines() or [f"exit code {ended.returncode}"]
        return lines[-1][:300]
    report: dict[str, Any] = json.loads(ended.stdout.strip().splitlines()[-1])
    return {**report, "repeat": repeat}


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    pythons = [Python(path, versions(path, _PACKAGES)) for path in (sys.executable, *asked.peers)]
    chosen = _chosen(asked.only)
    results = []
    for contestant in chosen:
        python = next((each for each in pythons if each.has(contestant)), None)
        if python is None:
            print(f"{contestant.name}: left out, no Python here has {', '.join(contestant.needs)}: see --peers")
        else:
            results.append((Result(contestant.name), contestant, python))
    with ExitStack() as stack:
        course = prepare(asked, stack)
        _say_what_runs(course, pythons)
        # Each in turn and again, so that a noisy minute is shared out.
        for repeat in range(asked.repeats):
            for result, contestant, python in results:
                if result.failure is None:
                    result.add(run(contestant, python, course, repeat))
                    print(f"  {repeat + 1}/{asked.repeats} {result.latest()}", file=sys.stderr, flush=True)
        for line in table([result for result, _, _ in results], asked.latency, asked.in_flight, course.articles):
            print(line)
        if asked.json:
            _write(asked, course, pythons, [result for result, _, _ in results])
    return int(any(result.failure for result, _, _ in results))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.throughput", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--peers", action="append", default=[], metavar="PYTHON", help="of an environment with peers")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="contestants, by name or its beginning")
    parser.add_argument("--articles", type=int, default=2000, help="how many (default %(default)s)")
    parser.add_argument("--size", type=int, default=6000, help="characters of an article, about (default %(default)s)")
    parser.add_argument("--latency", type=float, default=0.2, help="seconds of an answer (default %(default)s)")
    parser.add_argument("--sigma", type=float, default=0.0, help="log-normal spread of the latency (default none)")
    parser.add_argument("--in-flight", type=int, default=64, help="calls at once (default %(default)s)")
    parser.add_argument("--repeats", type=int, default=3, help="of every contestant (default %(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures of every repeat")
    return parser


def _chosen(only: Sequence[str] | None) -> list[Contestant]:
    if only is None:
        return [each for each in CONTESTANTS if each.by_default]
    unknown = [name for name in only if not any(each.name.startswith(name) for each in CONTESTANTS)]
    if unknown:
        names = "; ".join(each.name for each in CONTESTANTS)
        raise SystemExit(f"--only {unknown[0]}: no contestant is called so: there are {names}")
    return [each for each in CONTESTANTS if any(each.name.startswith(name) for name in only)]


def _say_what_runs(course: Course, pythons: Sequence[Python]) -> None:
    here = machine()
    asked, articles, bodies = course.asked, course.articles, course.bodies
    print(f"{here['cores']} cores, {here['cpu']}, {here['system']}")
    for python in pythons:
        shown = dict(python.versions)
        print(f"Python {shown.pop('python')}: {', '.join(f'{name} {version}' for name, version in shown.items())}")
    if len(pythons) == 1:
        print("no --peers: only what Quoth's own environment has is run")
    print(
        f"{articles.articles} articles, {articles.characters / articles.articles:.0f} characters each; "
        f"Quoth's {bodies.count} calls ({bodies.distinct} distinct); {asked.in_flight} in flight, "
        f"{asked.latency} s a call (sigma {asked.sigma}); {asked.repeats} repeats"
    )


def _usual_answer(base_url: str, bodies: Path) -> str:
    """Of the endpoint's answers to Quoth's first requests, the one of median length."""
    answers = []
    with bodies.open(encoding="utf-8") as file:
        for _, line in zip(range(21), file, strict=False):
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {simulated.KEY}"}
            request = urllib.request.Request(f"{base_url}/chat/completions", line.encode(), headers)
            with urllib.request.urlopen(request, timeout=60) as response:
                answers.append(str(json.load(response)["choices"][0]["message"]["content"]))
    return sorted(answers, key=len)[len(answers) // 2]


def _flat(answer: str) -> str:
    """Its claims with the fields that hold one word or number each, none of them null, as docetl checks them."""
    fields = ("n", "by", "says", "certainty", "about", "side")
    claims = [{name: claim[name] or "" for name in fields} for claim in json.loads(answer)["claims"]]
    return json.dumps({"claims": claims}, ensure_ascii=False)


def _write(asked: argparse.Namespace, course: Course, pythons: Sequence[Python], results: Sequence[Result]) -> None:
    settings = {name: str(value) if isinstance(value, Path) else value for name, value in vars(asked).items()}
    figures = {
        "machine": machine(),
        "versions": [python.versions for python in pythons],
        "settings": {name: value for name, value in settings.items() if name not in ("peers", "json")},
        "corpus": {"articles": course.articles.articles, "characters": course.articles.characters},
        "requests": {"count": course.bodies.count, "distinct": course.bodies.distinct},
        "contestants": [asdict(result) for result in results],
    }
    asked.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
