"""Quotes whose place is known are found there under any noise; mutants that mean another thing are refused."""

from __future__ import annotations

from collections import Counter

from benchmarks.planted import mutants, planted

from quoth.extraction.grounding import Refusal, ground
from quoth.records import Span


def test_planted_quotes_are_found_at_their_exact_offsets() -> None:
    missed: Counter[str] = Counter()
    count = wrong = 0
    for case in planted(5_000, seed=7):
        count += 1
        found = ground(case.words, case.text, case.within)
        if not isinstance(found, Span) or (found.start, found.end) != (case.start, case.end):
            wrong += 1
            missed.update(case.noises)
    assert wrong <= 0.005 * count, missed


def test_mutants_are_refused_with_the_right_reason() -> None:
    reasons: Counter[tuple[str, str]] = Counter()
    for mutant in mutants(1_200, seed=7):
        refusal = ground(mutant.words, mutant.text)
        assert isinstance(refusal, Refusal), mutant
        assert refusal.nearest is not None
        reasons[mutant.kind, refusal.reason] += 1
    right = sum(count for (kind, reason), count in reasons.items() if kind == reason)
    assert {kind for kind, _ in reasons} == {"negation", "modal", "number", "date", "direction", "name"}
    assert right >= 0.99 * sum(reasons.values()), reasons
