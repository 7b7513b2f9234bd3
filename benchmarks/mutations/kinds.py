"""The kinds of mutants, and a seeded draw of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from random import Random

from benchmarks.mutations import edits
from benchmarks.mutations.breaking_pointers import (
    addressee_for_source,
    example_leaked,
    furniture_as_evidence,
    quote_foreign,
    quote_invented,
    source_swapped,
)
from benchmarks.mutations.breaking_words import copied, fact_added, halves_swapped, paraphrased
from benchmarks.mutations.correct import Correct
from benchmarks.mutations.edits import Edit
from benchmarks.mutations.mutant import Breaker, Mutant


def _everywhere(editor: Callable[[str, Random], Iterator[Edit]]) -> Callable[[Correct], edits.Editor]:
    return lambda correct: editor


def _names(correct: Correct) -> edits.Editor:
    return partial(edits.names, known=correct.names)


KINDS: dict[str, Breaker] = {
    "negation, copied": copied("negation, copied", _everywhere(edits.negations)),
    "negation, says": paraphrased("negation, says", _everywhere(edits.denials)),
    "number, copied": copied("number, copied", _everywhere(edits.numbers)),
    "number, says": paraphrased("number, says", _everywhere(edits.numbers)),
    "date, copied": copied("date, copied", _everywhere(edits.dates)),
    "date, says": paraphrased("date, says", _everywhere(edits.dates)),
    "name, copied": copied("name, copied", _names),
    "name, says": paraphrased("name, says", _names),
    "source swapped": source_swapped,
    "addressee for source": addressee_for_source,
    "halves swapped": halves_swapped,
    "quote invented": quote_invented,
    "quote of another article": quote_foreign,
    "furniture as evidence": furniture_as_evidence,
    "fact added": fact_added,
    "example leaked": example_leaked,
}


def mutants(correct: Sequence[Correct], kind: str, most: int, seed: int) -> list[Mutant]:
    """At most `most` mutants of the kind, drawn from all; the same ones for the same seed and answers."""
    found = []
    for each in correct:
        chance = Random(f"{seed} {kind} {each.id}")
        found += list(KINDS[kind](each, correct, chance))
    drawn = Random(f"{seed} {kind}").sample(range(len(found)), min(most, len(found)))
    return [found[number] for number in sorted(drawn)]
