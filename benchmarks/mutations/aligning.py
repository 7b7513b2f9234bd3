"""Whole quotations, broken and unbroken: which of them does Quoth ground, and which does langextract?"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.mutations import edits
from benchmarks.mutations.correct import Correct
from benchmarks.mutations.inventions import QUOTES
from benchmarks.mutations.proportions import wilson
from quoth.extraction.grounding import ground

KINDS = ("unbroken", "negation", "number", "date", "name", "invented", "foreign")
_SHORTEST, _LONGEST = 5, 40
"""Words of a quotation."""
_INVENTED_EACH = 3
_SLOWEST = 1800.0
"""Seconds after which the peer is given up."""


@dataclass(frozen=True)
class Quote:
    kind: str
    correct: Correct
    words: str


def quotes(correct: Sequence[Correct], most: int, seed: int) -> list[Quote]:
    """At most `most` quotations of each kind, drawn from all; the same ones for the same seed and answers."""
    drawn: list[Quote] = []
    for kind in KINDS:
        found = [
            quote for each in correct for quote in _broken(kind, each, correct, Random(f"{seed} {kind} {each.id}"))
        ]
        drawn += Random(f"{seed} {kind}").sample(found, min(most, len(found)))
    return drawn


def _broken(kind: str, correct: Correct, others: Sequence[Correct], chance: Random) -> Iterator[Quote]:
    if kind == "invented":
        yield from (Quote(kind, correct, words) for words in chance.sample(QUOTES, _INVENTED_EACH))
        return
    if kind == "foreign":
        strangers = [each for each in others if each.reading is not correct.reading]
        yield from (Quote(kind, correct, words) for other in strangers[:1] or () for words in _contents(other))
        return
    editors: dict[str, edits.Editor] = {
        "negation": edits.negations,
        "number": edits.numbers,
        "date": edits.dates,
        "name": partial(edits.names, known=correct.names),
    }
    for words in _contents(correct):
        if kind == "unbroken":
            yield Quote(kind, correct, words)
        else:
            yield from (Quote(kind, correct, edit.words) for edit in editors[kind](words, chance))


def _contents(correct: Correct) -> list[str]:
    """The words of the claims, each a quotation of its own; one stretch may serve two claims."""
    every = dict.fromkeys(" ".join(correct.content(item).text.split()) for item in correct.claims)
    return [words for words in every if _SHORTEST <= len(words.split()) <= _LONGEST]


def grounded(drawn: Sequence[Quote]) -> tuple[list[bool], float]:
    """Whether Quoth grounds each, and the seconds that all took."""
    began = time.perf_counter()
    found = [bool(ground(quote.words, quote.correct.text)) for quote in drawn]
    return found, time.perf_counter() - began


def aligned_by_peer(drawn: Sequence[Quote], python: str) -> tuple[list[bool], dict[str, Any]]:
    """The same by langextract, in a process of the interpreter that has it.  Raises SystemExit, one line."""
    given = [{"text": quote.correct.text, "quotes": [quote.words]} for quote in drawn]
    with tempfile.TemporaryDirectory(prefix="quoth-mutations-") as folder:
        file = Path(folder) / "quotes.json"
        file.write_text(json.dumps(given), encoding="utf-8")
        command = [python, "-m", "benchmarks.mutations.langextract_align", str(file)]
        root = Path(__file__).parents[2]
        try:
            ran = subprocess.run(command, capture_output=True, text=True, cwd=root, timeout=_SLOWEST, check=True)
        except (OSError, subprocess.SubprocessError) as problem:
            raise SystemExit(f"{python}: cannot run langextract's aligner: {problem}") from None
    told = json.loads(ran.stdout.splitlines()[-1])
    return [statuses[0] is not None for statuses in told["found"]], told


def compare(correct: Sequence[Correct], python: str, most: int, seed: int) -> dict[str, Any]:
    """For each kind n and how many each of the two grounds; prints it."""
    drawn = quotes(correct, most, seed)
    ours, took = grounded(drawn)
    theirs, told = aligned_by_peer(drawn, python)
    # No seconds here: langextract tokenises the article again for each quotation, which a run of its would do once.
    print(f"\nquotations grounded, langextract {told['version']}")
    print(f"{'':12}{'n':>5}  {'Quoth':>6}  {'95 %':13}  {'langextract':>11}  95 %")
    rows = {}
    for kind in KINDS:
        places = [place for place, quote in enumerate(drawn) if quote.kind == kind]
        counts = [sum(found[place] for place in places) for found in (ours, theirs)]
        rows[kind] = {"n": len(places), "quoth": counts[0], "langextract": counts[1]}
        shares = [count / max(1, len(places)) for count in counts]
        spans = ["{:.3f} – {:.3f}".format(*wilson(count, len(places))) for count in counts]
        print(f"{kind:12}{len(places):5}  {shares[0]:6.3f}  {spans[0]}  {shares[1]:11.3f}  {spans[1]}")
    return {"rows": rows, "version": told["version"], "seconds": {"quoth": took, "langextract": told["seconds"]}}
