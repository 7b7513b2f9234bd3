"""Every fault of an endpoint, met once, by a fifth of the calls and always: what becomes of a run of Quoth's.

python -m benchmarks.faults [--only FAULT …] [--articles N] [--keep FOLDER]

Each cell runs `quoth run`, then the same command with --retry-failed after the endpoint has recovered. After both, the
run folder is compared with what the endpoint itself counted.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import corpus, simulated
from benchmarks.accounts import Folder
from benchmarks.endpoint import Running, Settings, serving
from benchmarks.machine import machine, versions

HOW_OFTEN = {"once": "once", "20 %": "0.2", "always": "always"}
_KEY = "sk-only-for-the-fault-matrix"
_SIZE = 500
_PATIENCE = ("--deadline", "20")
_SHORT = ("--deadline", "2")
_LIMITED = ("--max-minutes", "0.1")
_LONGEST = 300.0
"""Seconds after which a run counts as hanging."""


@dataclass(frozen=True)
class Fault:
    """A rule of the endpoint's, and the exit codes that are right where it is met once, by a fifth, and always.

    `after` are those of the command that follows with --retry-failed; `timeout` is Quoth's for one call, in seconds.
    `always` are the options of the run in which no call is spared. Where the true usage never arrives (`tokens` false),
    the tokens are not compared.
    """

    rule: str
    codes: tuple[int, int, int]
    after: tuple[int, int, int] = (0, 0, 0)
    always: tuple[str, ...] = _SHORT
    timeout: float = 60.0
    tokens: bool = True


# 0: all recovered. 1: a chunk failed for good. 3: no call can succeed, so the run ends. 4: a limit was reached: a rate
# limit is no failure, and an endpoint that names one for ever is waited for until a limit of the user's own.
FAULTS = {
    "429, Retry-After": Fault("rate_limit:0.3", (0, 0, 4), always=_LIMITED),
    "429, no Retry-After": Fault("rate_limit_bare", (0, 0, 4), always=_LIMITED),
    "500": Fault("server_error", (0, 0, 3)),
    "503": Fault("overloaded", (0, 0, 3)),
    "401": Fault("unauthorized", (3, 3, 3)),
    "reset before": Fault("reset_before", (0, 0, 3)),
    "reset in mid-body": Fault("reset_midbody", (0, 0, 3), tokens=False),
    "timeout": Fault("timeout", (0, 0, 3), timeout=1.0),
    "slow drip": Fault("slow_drip", (0, 0, 3), timeout=1.0, tokens=False),
    # A chunk is cut in halves, down to a lone sentence: a fifth of the calls, by fixed draws, meets one of these too.
    # What was cut off is not asked again.
    "truncated": Fault("truncated", (0, 1, 1), after=(0, 1, 1)),
    # Re-asked twice.
    "invalid JSON": Fault("invalid_json", (0, 0, 1)),
    "off the schema": Fault("off_schema", (0, 0, 1)),
    "empty": Fault("empty", (0, 0, 1)),
    # Final: neither is asked again in the same command.
    "refusal": Fault("refusal", (1, 1, 1)),
    "content filter": Fault("content_filter", (1, 1, 1)),
    "wrong usage": Fault("wrong_usage", (0, 0, 0), tokens=False),
}


@dataclass
class Cell:
    """What came of one fault at one frequency: the exit codes, the calls, and a line for whatever does not hold."""

    codes: list[int] = field(default_factory=list)
    calls: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        codes = " → ".join(map(str, self.codes))
        return f"{'WRONG' if self.wrong else 'holds'} {codes}, {self.calls} calls"


def try_out(name: str, often: str, folder: Path, articles: int) -> Cell:
    """Runs one cell in `folder`, which is made."""
    fault, place = FAULTS[name], list(HOW_OFTEN).index(often)
    folder.mkdir(parents=True)
    inputs = corpus.write(folder / "articles.jsonl", articles, _SIZE).path
    environment = {**os.environ, **simulated.environment(folder, 8, key=_KEY, timeout=fault.timeout)}
    cell = Cell()
    clock = time.monotonic()
    with serving(Settings(faults=(f"{fault.rule}={HOW_OFTEN[often]}",))) as endpoint:
        options = fault.always if often == "always" else _PATIENCE
        _command(cell, simulated.quoth_run(inputs, folder / "run", endpoint.url, *options), environment, folder)
        _check(cell, fault, fault.codes[place], endpoint, folder, articles)
        endpoint.set_faults()
        again = simulated.quoth_run(inputs, folder / "run", endpoint.url, *_PATIENCE, "--retry-failed")
        _command(cell, again, environment, folder)
        _check(cell, fault, fault.after[place], endpoint, folder, articles)
        cell.calls = endpoint.stats()["received"]
    cell.seconds = time.monotonic() - clock
    return cell


def _command(cell: Cell, command: Sequence[str], environment: dict[str, str], folder: Path) -> None:
    number = len(cell.codes) + 1
    try:
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_LONGEST)
    except subprocess.TimeoutExpired:
        cell.codes.append(-1)
        cell.wrong.append(f"command {number}: still running after {_LONGEST:.0f} s")
        return
    (folder / f"stderr-{number}").write_text(ended.stderr, encoding="utf-8")
    cell.codes.append(ended.returncode)
    if "Traceback" in ended.stderr:
        cell.wrong.append(f"command {number}: a traceback on standard error")
    if _KEY in ended.stderr + ended.stdout:
        cell.wrong.append(f"command {number}: the key is shown")


def _check(cell: Cell, fault: Fault, expected: int, endpoint: Running, folder: Path, articles: int) -> None:
    number, code = len(cell.codes), cell.codes[-1]
    found = Folder.read(folder / "run")
    wrong = []
    if code != expected:
        wrong.append(f"exit code {code}, not {expected}")
    # A run that was stopped says so in its manifest, and the articles without a record are still to be done.
    wrong += found.unaccounted(articles) if code in (0, 1) else found.wrong_records()
    wrong += _state(found, code)
    wrong += found.against(endpoint.stats(), tokens=fault.tokens)
    wrong += [f"{file.name} holds the key" for file in (folder / "run").iterdir() if _KEY.encode() in file.read_bytes()]
    cell.wrong += [f"command {number}: {line}" for line in wrong]


def _state(found: Folder, code: int) -> list[str]:
    failed = sum(record["coverage"]["failed"] for record in found.records)
    last = found.manifest["commands"][-1]
    wrong = []
    if code in (0, 1) and (code == 1) != bool(failed or found.unread):
        wrong.append(f"exit code {code} with {failed} failed chunks and {len(found.unread)} unread articles")
    state = {0: "finished", 1: "finished", 3: "stopped", 4: "limited"}.get(code)
    if last["state"] != state:
        wrong.append(f"exit code {code}, and the manifest says {last['state']!r}")
    if code in (3, 4) and not last["error"]:
        wrong.append("the manifest does not say what stopped the run")
    return wrong


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="+", metavar="FAULT", help="by name or its beginning")
    parser.add_argument("--articles", type=int, default=24, help="of a run (default %(default)s)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the run folders and what was said there")
    asked = parser.parse_args(arguments)
    names = [name for name in FAULTS if asked.only is None or name.startswith(tuple(asked.only))]
    if not names:
        raise SystemExit(f"--only {asked.only[0]}: no fault is called so: there are {'; '.join(FAULTS)}")
    told = versions(sys.executable, ("quoth", "openai", "aiohttp"))
    print(f"{machine()['cores']} cores; {', '.join(f'{name} {version}' for name, version in told.items())}")
    print(f"{asked.articles} articles; exit code → exit code after recovery, calls that came in all")
    print(f"{'':<21}" + "".join(f"{often:<29}" for often in HOW_OFTEN))
    complaints = 0
    with tempfile.TemporaryDirectory(prefix="quoth-faults-") as own:
        root = asked.keep or Path(own)
        for number, name in enumerate(names):
            print(f"{name:<21}", end="", flush=True)
            wrong: list[str] = []
            for often in HOW_OFTEN:
                cell = try_out(name, often, root / f"{number:02}-{often.replace(' ', '')}", asked.articles)
                wrong += [f"  {often}: {line}" for line in cell.wrong]
                print(f"{cell!s:<29}", end="", flush=True)
            print("".join(f"\n{line}" for line in wrong), flush=True)
            complaints += len(wrong)
    print(f"{complaints} things do not hold" if complaints else "every cell holds")
    return int(bool(complaints))


if __name__ == "__main__":
    sys.exit(main())
