"""Runs a simulated endpoint until it is interrupted: `python -m benchmarks.endpoint --port 0 --latency 0.2`."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from benchmarks.endpoint.fault_rules import NAMES, parse
from benchmarks.endpoint.serving import listening
from benchmarks.endpoint.settings import BATCH_ENDS, Settings


def main() -> int:
    try:
        asyncio.run(_serve(_settings(_parser())))
    except OSError as problem:
        print(f"cannot listen: {problem.strerror or problem}: choose another --port", file=sys.stderr)
        return 2
    return 0


async def _serve(settings: Settings) -> None:
    over = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    async with listening(settings) as (_, url):
        print(url, flush=True)
        await over.wait()


def _parser() -> argparse.ArgumentParser:
    faults = "\n".join(f"  {name:<19} {what}" for name, what in NAMES.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.endpoint",
        description="A simulated OpenAI-compatible endpoint on 127.0.0.1; prints its base URL.",
        epilog=f"faults:\n{faults}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--port", type=int, default=0, help="0 takes any free port")
    add("--seed", type=int, default=0, help="of delays, faults at a rate and the order of a batch's results")
    add("--model", action="append", metavar="NAME", help="a model that it lists (repeatable); any name is answered")
    add("--answers", choices=("quoth", "plain"), default="quoth", help="plain: the same text for every request")
    add("--text", type=Path, metavar="FILE", help="the text of plain answers")
    add("--latency", type=float, default=0.0, metavar="SECONDS", help="mean time to an answer")
    add("--sigma", type=float, default=0.0, help="spread of a log-normal latency of this mean")
    add("--first-byte", type=float, metavar="SECONDS", help="send the headers after this time, the body in its own")
    add("--max-concurrency", type=int, metavar="N", help="answer 503 to more calls at once")
    add("--rpm", type=int, help="requests a minute")
    add("--tpm", type=int, help="tokens a minute")
    add("--fault", action="append", default=[], metavar="NAME=WHEN", help="always, once, first:N, each:N, 0.2; @TEXT")
    add("--batch-seconds", type=float, default=0.0, metavar="SECONDS", help="how long a batch takes")
    add("--batch-end", choices=BATCH_ENDS, default="completed", help="how a batch ends")
    add("--batch-answered", type=float, default=0.5, metavar="SHARE", help="of the lines of a partial or expired batch")
    return parser


def _settings(parser: argparse.ArgumentParser) -> Settings:
    given = parser.parse_args()
    try:
        for rule in given.fault:
            parse(rule)
        text = given.text.read_text(encoding="utf-8") if given.text else Settings.text
    except (ValueError, OSError) as problem:
        parser.error(str(problem))
    return Settings(
        port=given.port,
        seed=given.seed,
        models=tuple(given.model or Settings.models),
        answers=given.answers,
        text=text,
        latency=given.latency,
        sigma=given.sigma,
        first_byte=given.first_byte,
        max_concurrency=given.max_concurrency,
        rpm=given.rpm,
        tpm=given.tpm,
        faults=tuple(given.fault),
        batch_seconds=given.batch_seconds,
        batch_end=given.batch_end,
        batch_answered=given.batch_answered,
    )


if __name__ == "__main__":
    sys.exit(main())
