"""The rules in force, in the order in which an item meets them."""

from __future__ import annotations

from quoth.extraction.drafts import ClaimDraft, ConditionDraft
from quoth.extraction.rules import (
    Rule,
    WholeRule,
    condition,
    consistency,
    duplicates,
    evidence,
    proposition,
    source,
    stance,
)
from quoth.records import Condition, Stance

CLAIM_RULES: tuple[Rule[ClaimDraft], ...] = (
    evidence.own_chunk,
    evidence.neighbour,
    evidence.prose,
    evidence.words,
    source.named,
    source.furniture,
    source.heard,
    source.pronoun,
    source.reported,
    source.not_its_addressee,
    source.chain_named,
    condition.not_asserted,
    proposition.length,
    proposition.own_words,
    proposition.negation,
    proposition.number,
    proposition.date,
    proposition.name,
    proposition.direction,
    proposition.modal,
    proposition.addition,
    proposition.not_the_headline,
    proposition.self_contained,
    stance.allowed_polarity,
    stance.has_target,
    duplicates.claim,
)
STANCE_RULES: tuple[Rule[Stance], ...] = (
    stance.not_oneself,
    stance.named_target,
    stance.known_target,
    stance.polarity,
    stance.not_what_is_rejected,
    duplicates.stance,
)
CONDITION_DRAFT_RULES: tuple[Rule[ConditionDraft], ...] = (
    condition.own_chunk,
    condition.marker,
    condition.allowed_kind,
    condition.swapped,
    condition.halves,
    condition.two_halves,
    condition.spelled_out,
    condition.mood,
    condition.bound_named,
    condition.bound_acts,
)
CONDITION_RULES: tuple[Rule[Condition], ...] = (duplicates.condition,)
WHOLE_RULES: tuple[WholeRule, ...] = (consistency.for_and_against, consistency.contradiction)
"""Those that hold the items of an article against each other, or look at its text."""
