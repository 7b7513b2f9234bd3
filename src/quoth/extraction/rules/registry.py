"""The rules in force, in the order in which an item meets them."""

from __future__ import annotations

from collections.abc import Callable

from quoth.extraction.candidates import ClaimCandidate, ConditionCandidate
from quoth.extraction.rules import (
    Rule,
    WholeRule,
    condition,
    consistency,
    duplicates,
    evidence,
    injection,
    paraphrase,
    source,
    stance,
)
from quoth.records import Condition, Stance

CLAIM_RULES: tuple[Rule[ClaimCandidate], ...] = (
    evidence.own_chunk,
    injection.instructed_claim,
    evidence.neighbour,
    evidence.prose,
    evidence.words,
    evidence.minimal,
    evidence.not_taught,
    source.named,
    injection.instructed_source,
    injection.dictated,
    source.furniture,
    source.heard,
    source.addressee,
    source.first_person,
    source.pronoun,
    source.reported,
    source.chain_named,
    paraphrase.invented,
    paraphrase.faithful,
    stance.allowed_polarity,
    stance.has_target,
    duplicates.claim,
)
STANCE_RULES: tuple[Rule[Stance], ...] = (
    stance.not_oneself,
    stance.named_target,
    stance.known_target,
    stance.denial,
    stance.object_of_the_cue,
    stance.takes_a_side,
    duplicates.stance,
)
CONDITION_DRAFT_RULES: tuple[Rule[ConditionCandidate], ...] = (
    condition.own_chunk,
    injection.instructed_condition,
    condition.marker,
    condition.allowed_kind,
    condition.swapped,
    condition.halves,
    condition.two_halves,
    condition.spelled_out,
    condition.mood,
    condition.bound_named,
)
CONDITION_RULES: tuple[Rule[Condition], ...] = (duplicates.condition,)
WHOLE_RULES: tuple[WholeRule, ...] = (
    injection.instruction,
    injection.forged_answer,
    injection.forged_number,
    injection.hidden_text,
    consistency.for_and_against,
    consistency.contradiction,
)
"""Those that hold the items of an article against each other, or look at its text."""

STRUCTURAL: frozenset[Callable[..., object]] = frozenset(
    (
        evidence.own_chunk,
        source.named,
        stance.allowed_polarity,
        condition.own_chunk,
        condition.allowed_kind,
        condition.two_halves,
    )
)
"""Those whose passing would leave an item that no record can hold: they cannot be switched off, nor only flag."""


def every_rule() -> tuple[Callable[..., object], ...]:
    """All of them, each once, in the order above."""
    families: tuple[tuple[Callable[..., object], ...], ...] = (
        CLAIM_RULES,
        STANCE_RULES,
        CONDITION_DRAFT_RULES,
        CONDITION_RULES,
        WHOLE_RULES,
    )
    return tuple(dict.fromkeys(rule for rules in families for rule in rules))
