"""Conditions: two different halves, both in the text, with a marker that makes them a condition."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from quoth.extraction.actors.names import significant
from quoth.extraction.attribution.speakers import LONGEST_SENTENCE
from quoth.extraction.candidates import ClaimCandidate, ConditionCandidate, named
from quoth.extraction.conditions.kinds import fits
from quoth.extraction.english.lexicon import CONDITIONAL, stem
from quoth.extraction.english.text_features import Senses, senses
from quoth.extraction.rules import RuleContext, Verdict, dropped, flagged, repaired, rule
from quoth.records import ConditionKind, Span

_ELIDED = frozenset(
    "they he she it we you i that this not so do does did don't doesn't didn't is are isn't aren't were was wasn't "
    "weren't will won't can can't cannot has have hasn't haven't had hadn't happens fails fail the case".split()
)
"""Words of an antecedent that says nothing of its own: "if they don't"."""


@rule("condition.own-chunk")
def own_chunk(draft: ConditionCandidate, case: RuleContext[ConditionCandidate]) -> Verdict[ConditionCandidate] | None:
    """The sentence that the model points at is one of those it was given to extract from.

    Good:
        [1] “If they leave, we will stop,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "offer"}]}
    Bad:
        [1] “If they leave, we will stop,” Ana Ruiz said.
        {"conditions": [{"n": 12, "kind": "offer"}]}
    """
    if draft.sentence is None:
        return dropped(f"points at sentence {draft.item.n}, which is not among the chunk's own")
    return None


@rule("condition.marker")
def marker(draft: ConditionCandidate, case: RuleContext[ConditionCandidate]) -> Verdict[ConditionCandidate] | None:
    """The sentence holds a word that makes a condition: if, unless, until, only if, in return, or else, either … or.

    Good:
        [1] “Unless they leave, we will fire,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "threat"}]}
    Bad:
        [1] The prisoners are free and the guns are silent.
        {"conditions": [{"n": 1, "kind": "offer"}]}
    """
    if draft.conditional is None:
        return dropped("nothing in the sentence makes a condition", "warning")
    return None


@rule("condition.allowed-kind")
def allowed_kind(
    draft: ConditionCandidate, case: RuleContext[ConditionCandidate]
) -> Verdict[ConditionCandidate] | None:
    """The kind is one that a record can hold; any other is recorded as a prediction.

    Good:
        [1] “If they stay, we will fire,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "threat"}]}
    Bad:
        [1] “If they stay, we will fire,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "warning"}]}
    """
    if draft.item.kind.strip().lower() in get_args(ConditionKind):
        return None
    item = draft.item.model_copy(update={"kind": "prediction"})
    return repaired(replace(draft, item=item), f"no such kind as {draft.item.kind[:40]!r}: a prediction", "warning")


@rule("condition.bound-named")
def bound_named(draft: ConditionCandidate, case: RuleContext[ConditionCandidate]) -> Verdict[ConditionCandidate] | None:
    """Who is bound is somebody whom the text names; else nobody is recorded.

    Good:
        [1] “If Zoria leaves, we will stop,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "offer", "bound": "Zoria"}]}
    Bad:
        [1] “If Zoria leaves, we will stop,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "offer", "bound": "Boris Nowhere"}]}
    """
    given = draft.item.bound
    if not given or draft.sentence is None or named(given, draft.sentence, case.reading) is not None:
        return None
    item = draft.item.model_copy(update={"bound": None})
    return repaired(replace(draft, item=item), f"the text never names {given[:60]!r}, who was to be bound", "warning")


@rule("condition.swapped")
def swapped(draft: ConditionCandidate, case: RuleContext[ConditionCandidate]) -> Verdict[ConditionCandidate] | None:
    """The antecedent is the half that the marker opens, the consequent the other one.

    Good:
        [1] “We will stop firing if they leave,” Ana Ruiz said.
        {"conditions": [{"n": 1, "if": "they leave", "then": "We will stop firing", "kind": "offer"}]}
    Bad:
        [1] “We will stop firing if they leave,” Ana Ruiz said.
        {"conditions": [{"n": 1, "if": "We will stop firing", "then": "they leave", "kind": "offer"}]}
    """
    parsed = draft.conditional
    if parsed is None:
        return None
    crossed = [
        (half, place)
        for half, place in ((draft.antecedent, parsed.consequent), (draft.consequent, parsed.antecedent))
        if half is not None and place is not None
    ]
    if not crossed or not all(_inside(half, place) for half, place in crossed):
        return None
    straight = ((draft.antecedent, parsed.antecedent), (draft.consequent, parsed.consequent))
    if any(half is not None and place is not None and _inside(half, place) for half, place in straight):
        return None
    text = case.reading.article.text
    mended = replace(
        draft,
        antecedent=Span.of(text, *parsed.antecedent) if parsed.antecedent else draft.consequent,
        consequent=Span.of(text, *parsed.consequent) if parsed.consequent else draft.antecedent,
    )
    return repaired(mended, f"the halves stand on the wrong sides of {text[slice(*parsed.marker)]!r}", "warning")


def _inside(half: Span, place: tuple[int, int]) -> bool:
    """Whether most of the half lies there."""
    return 2 * (min(half.end, place[1]) - max(half.start, place[0])) > half.end - half.start


@rule("condition.halves")
def halves(draft: ConditionCandidate, case: RuleContext[ConditionCandidate]) -> Verdict[ConditionCandidate] | None:
    """Both halves are the text's own words, as the marker parts them; put in other words, they are taken from there.

    Good:
        [1] “If the prisoners are freed, we will stop firing,” Ana Ruiz said.
        {"conditions": [{"n": 1, "if": "the prisoners are freed", "then": "we will stop firing", "kind": "offer"}]}
    Bad:
        [1] “If the prisoners are freed, we will stop firing,” Ana Ruiz said.
        {"conditions": [{"n": 1, "if": "prisoners go home", "then": "there will be peace", "kind": "offer"}]}
    """
    parsed = draft.conditional
    if parsed is None:
        return None
    text = case.reading.article.text
    antecedent = Span.of(text, *parsed.antecedent) if parsed.antecedent else None
    consequent = Span.of(text, *parsed.consequent) if parsed.consequent else None
    agrees = _within(draft.antecedent, antecedent, parsed.marker) and _within(
        draft.consequent, consequent, parsed.marker
    )
    if agrees:
        return None
    mended = replace(draft, antecedent=antecedent or draft.antecedent, consequent=consequent or draft.consequent)
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
def two_halves(draft: ConditionCandidate, case: RuleContext[ConditionCandidate]) -> Verdict[ConditionCandidate] | None:
    """Antecedent and consequent are both there, and they are different words.

    Good:
        [1] “If they leave, we will stop,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "offer"}]}
    Bad:
        [1] “If they leave …” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "offer"}]}
    """
    if draft.antecedent is None or draft.consequent is None:
        return dropped(f"no {'antecedent' if draft.antecedent is None else 'consequent'} in the text")
    if draft.antecedent.overlaps(draft.consequent):
        return dropped("antecedent and consequent share words")
    return None


@rule("condition.spelled-out")
def spelled_out(draft: ConditionCandidate, case: RuleContext[ConditionCandidate]) -> Verdict[ConditionCandidate] | None:
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
    if draft.antecedent is None or draft.sentence is None or len(draft.antecedent.text) > LONGEST_SENTENCE:
        return None
    if not _ELIDED.issuperset(senses(draft.antecedent.text).words):
        return None
    said = f"{draft.antecedent.text!r} leaves out what it is about"
    for earlier in reversed(case.reading.sentences[: draft.sentence]):
        if earlier.is_prose:
            words = " ".join(case.reading.article.text[earlier.start : earlier.end][:120].split())
            return flagged(f"{said}; the sentence before: {words}", "note")
    return flagged(f"{said}, and nothing stands before it")


@rule("condition.mood")
def mood(draft: ConditionCandidate, case: RuleContext[ConditionCandidate]) -> Verdict[ConditionCandidate] | None:
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
    if draft.sentence is None or draft.consequent is None or draft.conditional is None:
        return None
    bounds = case.reading.sentences[draft.sentence]
    if bounds.end - bounds.start > LONGEST_SENTENCE or len(draft.consequent.text) > LONGEST_SENTENCE:
        return None
    whole = senses(case.reading.article.text[bounds.start : bounds.end])
    kind: ConditionKind = draft.item.kind.strip().lower()  # type: ignore[assignment]
    reason = fits(kind, draft.conditional.sense, senses(draft.consequent.text), whole)
    return flagged(f"a {kind}, but {reason}") if reason else None


@rule("condition.bound-acts")
def bound_acts(draft: ConditionCandidate, case: RuleContext[ConditionCandidate]) -> Verdict[ConditionCandidate] | None:
    """Who is bound is whoever would have to act for the condition to hold: of two that are named, the antecedent's.

    Good:
        [1] “If Zoria leaves, Karsk will stop,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "offer", "bound": "Zoria"}]}
    Bad:
        [1] “If Zoria leaves, Karsk will stop,” Ana Ruiz said.
        {"conditions": [{"n": 1, "kind": "offer", "bound": "Karsk"}]}
    """
    if not draft.item.bound or draft.antecedent is None or draft.consequent is None:
        return None
    if max(len(draft.antecedent.text), len(draft.consequent.text)) > LONGEST_SENTENCE:
        return None
    bound = {stem(word) for word in significant(draft.item.bound)}
    antecedent, consequent = senses(draft.antecedent.text), senses(draft.consequent.text)
    acting = [each for place, each in antecedent.names if place < 3]
    if not bound or not acting or any(antecedent.says(each) for each in bound):
        return None
    if not any(consequent.says(each) for each in bound):
        return None
    return flagged(f"{draft.item.bound!r} acts in the consequent; the condition is for somebody else to meet")


def _meets(span: Span, place: tuple[int, int]) -> bool:
    return span.start < place[1] and place[0] < span.end


@rule("condition.not-asserted")
def not_asserted(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """What is said on a condition is not claimed flatly: a paraphrase of the consequent keeps the condition.

    Good:
        [1] “If the prisoners are freed, we will stop firing,” Ana Ruiz said.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "They will stop firing if the prisoners are freed."}]}
    Bad:
        [1] “If the prisoners are freed, we will stop firing,” Ana Ruiz said.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "They will stop firing."}]}
    """
    said = draft.item.says
    if not said or draft.sentence is None or len(said) > LONGEST_SENTENCE:
        return None
    text = case.reading.article.text
    for conditional in case.reading.conditionals(draft.sentence):
        antecedent, consequent = conditional.antecedent, conditional.consequent
        if antecedent is None or consequent is None or not any(_meets(span, consequent) for span in draft.content):
            continue
        if _states_flatly(senses(said), senses(text[slice(*antecedent)]), senses(text[slice(*consequent)])):
            message = "the paraphrase states flatly what the text says on a condition"
            if not any(_meets(span, antecedent) for span in draft.content):  # nor do its words hold it
                return flagged(message)
            mended = replace(draft, item=draft.item.model_copy(update={"says": None}))
            return repaired(mended, message, "error")
    return None


def _states_flatly(paraphrase: Senses, antecedent: Senses, consequent: Senses) -> bool:
    """Whether it says most of the consequent, nothing of the antecedent, and has no word that makes a condition."""
    if not CONDITIONAL.isdisjoint(paraphrase.words):
        return False
    stated = [paraphrase.says(each) for _, each in consequent.facts if each not in antecedent.stems]
    kept = any(paraphrase.says(each) for _, each in antecedent.facts if each not in consequent.stems)
    return bool(stated) and 2 * sum(stated) > len(stated) and not kept
