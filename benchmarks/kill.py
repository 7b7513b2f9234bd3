"""`kill -9` of a run at random moments, again and again: nothing is lost, and nothing is paid for twice.

python -m benchmarks.kill [--kills N] [--articles N] [--in-flight N] [--latency SECONDS] [--seed N] [--folder FOLDER]

A run is killed and started again until it is done. Its records and texts, sorted, must be byte for byte those of a run
that nobody disturbed; its ledger must hold one answered call for each question; and the endpoint must have answered no
more than was needed and the calls that were under way when the run was killed: those that had come to the endpoint and
had no row in the ledger yet. With --folder the same command goes on where it was interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks import corpus, simulated
from benchmarks.accounts import Folder
from benchmarks.endpoint import Running, Settings, serving
from benchmarks.machine import machine, versions

_SIZE = 400
_EARLY = 0.2
"""The share of kills that come while the run starts: while it is imported, or mends its folder."""
_EARLY_SECONDS = 2.0
_LONGEST = 600.0
_GLANCE = 0.005


@dataclass
class State:
    """What has happened so far, kept in `state.json`: a command that goes on begins here.

    `needed` calls made the undisturbed run; `under_way` holds, for each kill, the calls that had come and had no row.
    `answered` counts the answers that the endpoint sent whole.
    """

    kills: int
    articles: int
    in_flight: int
    latency: float
    seed: int
    port: int = 0
    needed: int = 0
    answered: int = 0
    rows: int = 0
    under_way: list[int] = field(default_factory=list)
    done: bool = False

    @classmethod
    def opened(cls, path: Path, asked: argparse.Namespace) -> State:
        """Raises SystemExit, one line, where the folder holds the state of another command."""
        new = cls(asked.kills, asked.articles, asked.in_flight, asked.latency, asked.seed)
        if not path.exists():
            return new
        old = cls(**json.loads(path.read_text(encoding="utf-8")))
        names = ("kills", "articles", "in_flight", "latency", "seed")
        other = [name for name in names if getattr(old, name) != getattr(new, name)]
        if other:
            raise SystemExit(f"{path}: begun with {other[0]} {getattr(old, other[0])}; give --folder another folder")
        return old

    def save(self, path: Path) -> None:
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(self)), encoding="utf-8")
        part.replace(path)


class Course:
    """The articles, the two run folders and the state, all in one folder."""

    def __init__(self, folder: Path, state: State) -> None:
        self.folder = folder
        self.state = state
        self.killed, self.undisturbed = folder / "killed", folder / "undisturbed"
        self._articles = corpus.write(folder / "articles.jsonl", state.articles, _SIZE).path

    def save(self) -> None:
        self.state.save(self.folder / "state.json")

    def settings(self, port: int) -> Settings:
        return Settings(port=port, latency=self.state.latency, sigma=0.5, seed=self.state.seed)

    def start(self, out: Path, endpoint: Running) -> subprocess.Popen[bytes]:
        own = self.folder / f"{out.name}-of-its-own"
        own.mkdir(exist_ok=True)
        environment = {**os.environ, **simulated.environment(own, self.state.in_flight)}
        command = simulated.quoth_run(self._articles, out, endpoint.url)
        with (own / "stderr").open("ab") as said:
            return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=said)


def run_undisturbed(course: Course) -> None:
    with serving(course.settings(0)) as endpoint:
        code = course.start(course.undisturbed, endpoint).wait(_LONGEST)
        course.state.needed = endpoint.stats()["received"]
    if code != 0:
        raise SystemExit(f"the undisturbed run ended with {code}: see {course.folder}")
    course.save()


def kill_until_done(course: Course) -> None:
    """Raises SystemExit, one line, where a run ends badly by itself."""
    state = course.state
    with serving(course.settings(state.port)) as endpoint:
        state.port = int(endpoint.url.rsplit(":", 1)[1].removesuffix("/v1"))
        course.save()
        while not state.done:
            # Each kill's own draw, so that a command that goes on draws as one that was never interrupted.
            draw = random.Random(f"{state.seed} {len(state.under_way)}") if len(state.under_way) < state.kills else None
            _one_life(course, endpoint, draw)
            course.save()
            print(f"\r{len(state.under_way)} kills, {state.rows} answers kept", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def _one_life(course: Course, endpoint: Running, draw: random.Random | None) -> None:
    """From a start of the run to its end, by itself or by a kill; None kills no more."""
    state = course.state
    endpoint.reset()
    calls = len(Folder.read(course.killed).calls)
    process = course.start(course.killed, endpoint)
    try:
        if draw is not None:
            _wait(process, endpoint, draw, state)
        elif (code := process.wait(_LONGEST)) != 0:
            raise SystemExit(f"the run ended with {code}: see {course.folder}")
    finally:
        ended = process.poll()
        process.kill()
        process.wait()
    if ended not in (None, 0):
        raise SystemExit(f"the run ended with {ended} after a kill: see {course.folder}")
    stats = _settled(endpoint)
    found = Folder.read(course.killed)
    state.answered += stats["answered"]
    state.rows = len(found.answered)
    if ended is None:
        state.under_way.append(stats["received"] - (len(found.calls) - calls))
    state.done = ended == 0


def _wait(process: subprocess.Popen[bytes], endpoint: Running, draw: random.Random, state: State) -> None:
    """Until the moment of the kill: some time after the start, or after so many answers and then some time."""
    if draw.random() < _EARLY:
        time.sleep(draw.uniform(0.0, _EARLY_SECONDS))
        return
    # As many answers a life as leave some for every kill to come.
    share = max(0, state.needed - state.rows) / (state.kills - len(state.under_way) + 1)
    answers = draw.uniform(0.0, 2.0 * share)
    pause = draw.uniform(0.0, state.latency)
    until = time.monotonic() + _LONGEST
    while process.poll() is None and time.monotonic() < until:
        stats = endpoint.stats()
        if stats["received"] and stats["answered"] >= answers:
            time.sleep(pause)
            return
        time.sleep(_GLANCE)


def _settled(endpoint: Running) -> dict[str, int]:
    """The endpoint's counts once it has seen that its caller is gone."""
    until = time.monotonic() + 10.0
    while (stats := endpoint.stats())["in_flight"] and time.monotonic() < until:
        time.sleep(_GLANCE)
    return stats


def compared(course: Course) -> list[str]:
    """A line for whatever does not hold."""
    state = course.state
    wrong = []
    for name in ("records.jsonl", "articles.jsonl"):
        killed, undisturbed = (
            sorted((each / name).read_bytes().splitlines()) for each in (course.killed, course.undisturbed)
        )
        if killed != undisturbed:
            differ = len(set(killed) ^ set(undisturbed))
            wrong.append(f"{name}: {len(killed)} lines and {len(undisturbed)} undisturbed; {differ} differ")
    found = Folder.read(course.killed)
    wrong += found.unaccounted(state.articles)
    if len(found.answered) != state.needed:
        wrong.append(f"the ledger has {len(found.answered)} answered calls, {state.needed} were needed")
    if state.answered > state.needed + sum(state.under_way):
        wrong.append("the endpoint answered more than was needed and under way")
    if max(state.under_way, default=0) > state.in_flight:
        wrong.append(f"a kill lost {max(state.under_way)} calls, of at most {state.in_flight} in flight")
    if b"Traceback" in (course.folder / "killed-of-its-own" / "stderr").read_bytes():
        wrong.append("a traceback on standard error")
    return wrong


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kill", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=100, help="how many (default %(default)s)")
    parser.add_argument("--articles", type=int, default=500, help="of the run (default %(default)s)")
    parser.add_argument("--in-flight", type=int, default=4, help="calls at once (default %(default)s)")
    parser.add_argument("--latency", type=float, default=0.2, help="mean seconds of an answer (default %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of the moments (default %(default)s)")
    parser.add_argument("--folder", type=Path, metavar="FOLDER", help="work here, and go on here; else a temporary one")
    asked = parser.parse_args(arguments)
    told = versions(sys.executable, ("quoth", "openai", "aiohttp"))
    print(f"{machine()['cores']} cores; {', '.join(f'{name} {version}' for name, version in told.items())}")
    with tempfile.TemporaryDirectory(prefix="quoth-kill-") as own:
        folder = asked.folder or Path(own)
        folder.mkdir(parents=True, exist_ok=True)
        course = Course(folder, State.opened(folder / "state.json", asked))
        state = course.state
        if not state.needed:
            run_undisturbed(course)
        if not state.done:
            kill_until_done(course)
        wrong = compared(course)
    print(f"{state.articles} articles, {len(state.under_way)} kills with {sum(state.under_way)} calls under way")
    print(f"needed {state.needed}, answered {state.answered} ({state.answered - state.needed:+}), kept {state.rows}")
    for line in wrong:
        print(line)
    print("records and texts are the same, byte for byte" if not wrong else f"{len(wrong)} things do not hold")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
