"""Conditions: two different halves, both in the text, with a marker that makes them a condition."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from quoth.extraction.attribution.speakers import LONGEST_SENTENCE
from quoth.extraction.candidates import ConditionCandidate, named
from quoth.extraction.conditions.kinds import fits
from quoth.extraction.english.text_features import senses
from quoth.extraction.rules import ENGLISH, RuleContext, Verdict, dropped, flagged, repaired, rule
from quoth.records import ConditionKind, Span

_ELIDED = frozenset(
    "they he she it we you i that this not so do does did don't doesn't didn't is are isn't aren't were was wasn't "
    "weren't will won't can can't cannot has have hasn't haven't had hadn't happens fails fail the case".split()
)
"""Words of an antecedent that says nothing of its own: "if they don't"."""


@rule("condition.own-chunk")
def own_chunk(
    candidate: ConditionCandidate, case: RuleContext[ConditionCandidate]
) -> Verdict[ConditionCandidate] | None:
    """The sentence that the model points at is one of those it was given to extract from.

    Good:
        [1] “If they leave, we will stop,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "offer"}]}
    Bad:
        [1] “If they leave, we will stop,” Ana Ruiz said.
        {"conditions": [{"n": 12, "kind": "offer"}]}
    """
    if candidate.sentence is None:
        return dropped(f"points at sentence {candidate.item.n}, which is not among the chunk's own")
    return None


@rule("condition.marker")
def marker(candidate: ConditionCandidate, case: RuleContext[ConditionCandidate]) -> Verdict[ConditionCandidate] | None:
    """The sentence holds a word that makes a condition: if, unless, until, only if, in return, or else, either … or.

    Where the model leads, or in a language whose markers are not read, two halves that stand in the text are enough.

    Good:
        [1] “Unless they leave, we will fire,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "threat"}]}
    Bad:
        [1] The prisoners are free and the guns are silent.
        {"conditions": [{"n": 1, "kind": "offer"}]}
    """
    both = candidate.antecedent is not None and candidate.consequent is not None
    if candidate.conditional is not None or (both and (case.document.leads == "model" or not case.document.is_english)):
        return None
    return dropped("nothing in the sentence makes a condition", "warning")


@rule("condition.allowed-kind")
def allowed_kind(
    candidate: ConditionCandidate, case: RuleContext[ConditionCandidate]
) -> Verdict[ConditionCandidate] | None:
    """The kind is one that a record can hold; any other is recorded as a prediction.

    Good:
        [1] “If they stay, we will fire,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "threat"}]}
    Bad:
        [1] “If they stay, we will fire,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "warning"}]}
    """
    if candidate.item.kind.strip().lower() in get_args(ConditionKind):
        return None
    item = candidate.item.model_copy(update={"kind": "prediction"})
    return repaired(replace(candidate, item=item), f"no such kind as {candidate.item.kind[:40]!r}", "warning")


@rule("condition.bound-named")
def bound_named(
    candidate: ConditionCandidate, case: RuleContext[ConditionCandidate]
) -> Verdict[ConditionCandidate] | None:
    """Who is bound is somebody whom the text names; else nobody is recorded.

    Good:
        [1] “If Zoria leaves, we will stop,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "offer", "bound": "Zoria"}]}
    Bad:
        [1] “If Zoria leaves, we will stop,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "offer", "bound": "Boris Nowhere"}]}
    """
    given = candidate.item.bound
    if not given or candidate.sentence is None or named(given, candidate.sentence, case.document) is not None:
        return None
    item = candidate.item.model_copy(update={"bound": None})
    return repaired(
        replace(candidate, item=item), f"the text never names {given[:60]!r}, who was to be bound", "warning"
    )


@rule("condition.swapped", languages=ENGLISH)
def swapped(candidate: ConditionCandidate, case: RuleContext[ConditionCandidate]) -> Verdict[ConditionCandidate] | None:
    """The antecedent is the half that the marker opens, the consequent the other one.

    Good:
        [1] “We will stop firing if they leave,” Ana Ruiz said.
        {"conditions": [{"n": 1, "if": "they leave", "then": "We will stop firing", "kind": "offer"}]}
    Bad:
        [1] “We will stop firing if they leave,” Ana Ruiz said.
        {"conditions": [{"n": 1, "if": "We will stop firing", "then": "they leave", "kind": "offer"}]}
    """
    parsed = candidate.conditional
    if parsed is None:
        return None
    crossed = [
        (half, place)
        for half, place in ((candidate.antecedent, parsed.consequent), (candidate.consequent, parsed.antecedent))
        if half is not None and place is not None
    ]
    if not crossed or not all(_inside(half, place) for half, place in crossed):
        return None
    straight = ((candidate.antecedent, parsed.antecedent), (candidate.consequent, parsed.consequent))
    if any(half is not None and place is not None and _inside(half, place) for half, place in straight):
        return None
    text = case.document.article.text
    mended = replace(
        candidate,
        antecedent=Span.of(text, *parsed.antecedent) if parsed.antecedent else candidate.consequent,
        consequent=Span.of(text, *parsed.consequent) if parsed.consequent else candidate.antecedent,
    )
    return repaired(mended, f"the halves stand on the wrong sides of {text[slice(*parsed.marker)]!r}", "warning")


def _inside(half: Span, place: tuple[int, int]) -> bool:
    """Whether most of the half lies there."""
    return 2 * (min(half.end, place[1]) - max(half.start, place[0])) > half.end - half.start


@rule("condition.halves", languages=ENGLISH)
def halves(candidate: ConditionCandidate, case: RuleContext[ConditionCandidate]) -> Verdict[ConditionCandidate] | None:
    """Both halves are the text's own words, as the marker parts them; put in other words, they are taken from there.

    Good:
        [1] “If the prisoners are freed, we will stop firing,” Ana Ruiz said.
        {"conditions": [{"n": 1, "if": "the prisoners are freed", "then": "we will stop firing", "kind": "offer"}]}
    Bad:
        [1] “If the prisoners are freed, we will stop firing,” Ana Ruiz said.
        {"conditions": [{"n": 1, "if": "prisoners go home", "then": "there will be peace", "kind": "offer"}]}
    """
    parsed = candidate.conditional
    if parsed is None:
        return None
    text = case.document.article.text
    antecedent = Span.of(text, *parsed.antecedent) if parsed.antecedent else None
    consequent = Span.of(text, *parsed.consequent) if parsed.consequent else None
    agrees = _within(candidate.antecedent, antecedent, parsed.marker) and _within(
        candidate.consequent, consequent, parsed.marker
    )
    if agrees:
        return None
    mended = replace(
        candidate, antecedent=antecedent or candidate.antecedent, consequent=consequent or candidate.consequent
    )
    return repaired(mended, f"halves taken from the words around {text[slice(*parsed.marker)]!r}")


def _within(given: Span | None, read: Span | None, marker: tuple[int, int]) -> bool:
    """Whether what the model copied lies where the sentence has that half; one that it lacks is the model's to find.

    A half that is part of the one read, or holds it, is the model's better cut, unless it takes in the marker.
    """
    if given is None:
        return False
    if read is None:
        return True
    shared = min(given.end, read.end) - max(given.start, read.start)
    lengths = given.end - given.start, read.end - read.start
    apart = given.end <= marker[0] or marker[1] <= given.start
    return shared >= 0.5 * max(lengths) or (apart and shared >= 0.9 * min(lengths))


@rule("condition.two-halves")
def two_halves(
    candidate: ConditionCandidate, case: RuleContext[ConditionCandidate]
) -> Verdict[ConditionCandidate] | None:
    """Antecedent and consequent are both there, and they are different words.

    Good:
        [1] “If they leave, we will stop,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "offer"}]}
    Bad:
        [1] “If they leave …” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "offer"}]}
    """
    if candidate.antecedent is None or candidate.consequent is None:
        return dropped(f"no {'antecedent' if candidate.antecedent is None else 'consequent'} in the text")
    if candidate.antecedent.overlaps(candidate.consequent):
        return dropped("antecedent and consequent share words")
    return None


@rule("condition.spelled-out", languages=ENGLISH)
def spelled_out(
    candidate: ConditionCandidate, case: RuleContext[ConditionCandidate]
) -> Verdict[ConditionCandidate] | None:
    """The antecedent says on what it depends; of "if they don't" the finding tells which sentence says it.

    Good:
        [1] “They must leave the port,” Ana Ruiz said.
        [2] “If they stay in the port, we will fire.”
        {"conditions": [{"n": 2, "kind": "threat"}]}
    Bad:
        [1] “They must leave the port,” Ana Ruiz said.
        [2] “If they don't, we will fire.”
        {"conditions": [{"n": 2, "kind": "threat"}]}
    """
    if candidate.antecedent is None or candidate.sentence is None or len(candidate.antecedent.text) > LONGEST_SENTENCE:
        return None
    if not _ELIDED.issuperset(senses(candidate.antecedent.text).words):
        return None
    said = f"{candidate.antecedent.text!r} leaves out what it is about"
    for earlier in reversed(case.document.sentences[: candidate.sentence]):
        if earlier.is_prose:
            words = " ".join(case.document.article.text[earlier.start : earlier.end][:120].split())
            return flagged(f"{said}; the sentence before: {words}", "note")
    return flagged(f"{said}, and nothing stands before it")


@rule("condition.mood", languages=ENGLISH)
def mood(candidate: ConditionCandidate, case: RuleContext[ConditionCandidate]) -> Verdict[ConditionCandidate] | None:
    """The kind agrees with the plain signs of the words: who offers gives, who threatens harms.

    Good:
        [1] “If they leave, we will release the prisoners,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "offer"}]}
    Bad:
        [1] “If they leave, we will release the prisoners,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "threat"}]}
    Bad:
        [1] “If they leave, we will release the prisoners,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "counterfactual"}]}
    """
    if candidate.sentence is None or candidate.consequent is None or candidate.conditional is None:
        return None
    bounds = case.document.sentences[candidate.sentence]
    if bounds.end - bounds.start > LONGEST_SENTENCE or len(candidate.consequent.text) > LONGEST_SENTENCE:
        return None
    whole = senses(case.document.article.text[bounds.start : bounds.end])
    kind: ConditionKind = candidate.item.kind.strip().lower()  # type: ignore[assignment]
    reason = fits(kind, candidate.conditional.sense, senses(candidate.consequent.text), whole)
    return flagged(f"a {kind}, but {reason}") if reason else None
