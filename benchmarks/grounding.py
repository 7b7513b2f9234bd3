"""Grounding: planted quotes found, mutants refused, milliseconds a document and a megabyte; beside langextract's.

python -m benchmarks.grounding [--planted N] [--mutants N] [--peer PYTHON] [--peer-spans N]
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import quoth
from benchmarks.machine import machine, versions
from benchmarks.planted import NOISES, Mutant, Planted, articles, mutants, planted, quotes_of
from quoth.extraction.grounding import fuzzy, ground, normalization
from quoth.records import Span

_ROOT = Path(__file__).resolve().parents[1]
_MEGABYTES = (1, 2, 4)
_REPEATS = 5
_LONGEST = 3600.0
"""Seconds after which the peer is given up."""
_HOSTILE = {
    "one letter": lambda size: ("a" * size, "aaaa aaa aaaa aaaa"),
    "one word": lambda size: ("spam " * (size // 5), "spam " * 60 + "not"),
    "one word, cut": lambda size: ("spam " * (size // 5), "spam " * 60 + "spa"),
    "no word twice": lambda size: (" ".join(f"w{number:06}" for number in range(size // 8)), "w00001 w00003 w00009"),
}


def _fresh() -> None:
    """Forgets the texts that were folded and indexed before."""
    normalization.folded.cache_clear()
    fuzzy.index.cache_clear()


def _seconds(words: Sequence[str], text: str) -> float:
    """Processor seconds to ground all the words in a text not seen before: the least of some tries."""
    least = float("inf")
    for _ in range(_REPEATS):
        _fresh()
        before = time.process_time()
        for each in words:
            ground(each, text)
        least = min(least, time.process_time() - before)
    return least


def tell_planted(cases: Sequence[Planted]) -> None:
    _fresh()
    missed: Counter[str] = Counter()
    noises = Counter(noise for case in cases for noise in case.noises)
    before = time.process_time()
    for case in cases:
        found = ground(case.words, case.text, case.within)
        if not isinstance(found, Span) or (found.start, found.end) != (case.start, case.end):
            missed.update([*case.noises, "quotes missed"])
    spent = time.process_time() - before
    share = 100 * (1 - missed["quotes missed"] / len(cases))
    print(f"{len(cases)} planted quotes: {share:.2f} % at their exact offsets, {1000 * spent / len(cases):.2f} ms each")
    for noise, count in noises.items():
        print(f"  {noise:14} {100 * (1 - missed[noise] / count):6.2f} % of {count}")


def tell_mutants(cases: Sequence[Mutant]) -> None:
    made: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for case in cases:
        found = ground(case.words, case.text)
        made[case.kind] += 1
        refused[case.kind] += not found
        right[case.kind] += not isinstance(found, Span) and found.reason == case.kind
    print(f"{len(cases)} mutants: {refused.total()} refused, {right.total()} of them for the right reason")
    for kind, count in made.items():
        print(f"  {kind:14} {refused[kind]} of {count} refused, {right[kind]} for the right reason")


def tell_document() -> None:
    """1,500 words and 40 quotes, all together, the normalization and indexing of the document counted."""
    text = _document(1500)
    quotes = quotes_of(text, 40)
    draw = random.Random(1)
    print("a document of 1,500 words and 40 quotes, all of them together:")
    for name, words in (
        ("as they are", quotes),
        ("in capitals", [each.upper() for each in quotes]),
        ("with a typo each", [NOISES["typos"](each, draw) for each in quotes]),
        ("that stand nowhere", [" ".join(reversed(each.split())) for each in quotes]),
    ):
        print(f"  {name:18} {1000 * _seconds(words, text):7.2f} ms")


def _document(words: int) -> str:
    paragraphs: list[str] = []
    for paragraph in "\n\n".join(articles()).split("\n\n"):
        if sum(len(each.split()) for each in paragraphs) >= words:
            break
        paragraphs.append(paragraph)
    return "\n\n".join(paragraphs)


def tell_megabytes() -> None:
    """The time of one quote in long texts: with a typo, invented, and in texts made to be hard."""
    long = "\n\n".join(articles())
    print(f"one quote, ms in a text of {', '.join(map(str, _MEGABYTES))} MB:")
    typo = NOISES["typos"](quotes_of(long, 1)[0], random.Random(1))
    rows = {
        "with a typo": lambda size: ((long + "\n\n") * (size // len(long) + 1), typo),
        "invented": lambda size: ((long + "\n\n") * (size // len(long) + 1), "Nobody wrote these invented words here"),
        **_HOSTILE,
    }
    for name, make in rows.items():
        spent = []
        for size in _MEGABYTES:
            text, words = make(size * 1_000_000)
            _fresh()
            before = time.process_time()
            ground(words, text[: size * 1_000_000])
            spent.append(time.process_time() - before)
        print(f"  {name:18}" + "".join(f"{1000 * each:9.0f}" for each in spent))


def tell_peer(python: str, cases: Sequence[Planted], wrong: Sequence[Mutant]) -> None:
    """langextract's aligner and ours on the same quotes, mutants and document."""
    document = _document(1500)
    quotes = list(quotes_of(document, 40))
    told = _peers(python, [*((each.text, [each.words]) for each in (*cases, *wrong)), (document, quotes)])
    if isinstance(told, str):
        print(f"langextract: {told}")
        return
    print("beside langextract's aligner, on the same:")
    exact = sum(each["spans"][0] == [case.start, case.end] for case, each in zip(cases, told, strict=False))
    _fresh()
    before = time.process_time()
    ours = sum(_place(case) == (case.start, case.end) for case in cases)
    mine, theirs = time.process_time() - before, sum(each["seconds"] for each in told[: len(cases)])
    print(f"  {len(cases)} planted quotes at their exact offsets: ours {ours}, theirs {exact}")
    print(f"  all of them: ours {1000 * mine:.0f} ms, theirs {1000 * theirs:.0f} ms: {theirs / mine:.0f} x")
    placed = sum(bool(ground(each.words, each.text)) for each in wrong)
    others = sum(each["spans"][0] is not None for each in told[len(cases) : len(cases) + len(wrong)])
    print(f"  {len(wrong)} mutants given a place: ours {placed}, theirs {others}")
    mine, theirs = _seconds(quotes, document), told[-1]["seconds"]
    print(
        f"  the document's 40 quotes: ours {1000 * mine:.2f} ms, theirs {1000 * theirs:.2f} ms: {theirs / mine:.0f} x"
    )


def _peers(python: str, asked: Sequence[tuple[str, list[str]]]) -> list[dict[str, Any]] | str:
    """What the peer says of the words in each text, in a process of its own; or the line that says why it does not."""
    with tempfile.TemporaryDirectory(prefix="quoth-grounding-") as folder:
        file = Path(folder) / "task.json"
        file.write_text(json.dumps([{"text": text, "words": words} for text, words in asked]), encoding="utf-8")
        command = [python, "-m", "benchmarks.contestants.langextract_align", str(file)]
        try:
            ended = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, timeout=_LONGEST)
        except subprocess.TimeoutExpired:
            return f"given up after {_LONGEST:.0f} s"
    if ended.returncode:
        return (ended.stderr.strip().splitlines() or ["no word"])[-1][:200]
    told: list[dict[str, Any]] = json.loads(ended.stdout.strip().splitlines()[-1])
    return told


def _place(case: Planted) -> tuple[int, int] | None:
    found = ground(case.words, case.text)
    return (found.start, found.end) if isinstance(found, Span) else None


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grounding", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--planted", type=int, default=5000, help="quotes (default %(default)s)")
    parser.add_argument("--mutants", type=int, default=1200, help="of true quotes (default %(default)s)")
    parser.add_argument("--peer", metavar="PYTHON", help="of an environment with langextract")
    parser.add_argument("--peer-spans", type=int, default=200, help="planted quotes for it (default %(default)s)")
    parser.add_argument("--no-megabytes", action="store_true", help="leave the long texts out")
    asked = parser.parse_args(arguments)
    here, found = machine(), versions(sys.executable, ["rapidfuzz"])
    print(f"{here['cores']} cores, {here['cpu']}, {here['system']}")
    print(f"Python {here['python']}: quoth {quoth.__version__}, rapidfuzz {found.get('rapidfuzz')}; processor time")
    tell_planted(list(planted(asked.planted)))
    tell_mutants(list(mutants(asked.mutants)))
    tell_document()
    if not asked.no_megabytes:
        tell_megabytes()
    if asked.peer is None:
        print("no --peer: langextract's aligner is left out")
    else:
        other = versions(asked.peer, ["langextract"])
        print(f"peer: Python {other['python']}, langextract {other.get('langextract', 'is not there')}")
        alone = [case for case in planted(4 * asked.peer_spans, seed=2) if case.within is None][: asked.peer_spans]
        tell_peer(asked.peer, alone, list(mutants(max(6, asked.peer_spans // 2), seed=2)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
