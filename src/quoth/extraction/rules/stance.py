"""Stances: an allowed polarity, a target that the article knows, a holder who is not their own target, plain signs."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from quoth.extraction.actors import same_actor, significant
from quoth.extraction.attribution import Attribution
from quoth.extraction.drafts import ClaimDraft
from quoth.extraction.judgements import PRAISING, by_cue, by_words
from quoth.extraction.reading import Reading
from quoth.extraction.rules import Case, Verdict, dropped, flagged, repaired
from quoth.extraction.senses import senses
from quoth.extraction.speakers import LONGEST_SENTENCE
from quoth.extraction.word_senses import PRONOUNS, stem
from quoth.records import Severity, Stance

_SIDES = ("support", "oppose", "neutral", "mixed", "none", "")
_REFLEXIVE = frozenset("himself herself itself themselves myself ourselves oneself i me".split())
_REJECTING = frozenset(("dismiss", "deny", "reject", "refute", "dispute"))
_CHARGES = frozenset(
    "claim claims criticism criticisms accusation accusations allegation allegations report reports suggestion "
    "suggestions charge charges rumours rumors speculation idea notion fears talk".split()
)
_FINITE = frozenset("is are was were has have had will would could should may might did does do can".split())
_PRAISING = frozenset(map(stem, PRAISING))


def allowed_polarity(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """The side that the model gives is one that a record can hold; else the claim stays and its stance goes.

    Good:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the blockade"}]}
    Bad:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "angry", "about": "the blockade"}]}
    """
    if draft.item.side.strip().lower() in _SIDES:
        return None
    item = draft.item.model_copy(update={"side": "none"})
    return repaired(
        replace(draft, item=item), f"no such side as {draft.item.side[:40]!r}: no stance is made of it", "warning"
    )


def has_target(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """A side is taken on something; else no stance is made of it.

    Good:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the blockade"}]}
    Bad:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": null}]}
    """
    if draft.item.side.strip().lower() in ("", "none") or (draft.item.about or "").strip():
        return None
    item = draft.item.model_copy(update={"side": "none"})
    return repaired(
        replace(draft, item=item), f"{draft.item.side!r}, but on nothing: no stance is made of it", "warning"
    )


def not_oneself(item: Stance, case: Case[Stance]) -> Verdict[Stance] | None:
    """The target is not the holder.

    Good:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the blockade"}]}
    Bad:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "Ruiz"}]}
    """
    reflexive = item.target.lower() in _REFLEXIVE
    if reflexive or (item.target_kind == "actor" and same_actor(item.holder.name, item.target)):
        return dropped(f"{item.holder.name!r} is holder and target", "warning")
    return None


def named_target(item: Stance, case: Case[Stance]) -> Verdict[Stance] | None:
    """The target is written out: no pronoun that only the article explains.

    Good:
        [1] Omar Hadi left Karsk.
        [2] Ana Ruiz condemned him.
        {"claims": [{"n": 2, "by": "Ana Ruiz", "side": "oppose", "about": "Omar Hadi"}]}
    Bad:
        [1] Omar Hadi left Karsk.
        [2] Ana Ruiz condemned him.
        {"claims": [{"n": 2, "by": "Ana Ruiz", "side": "oppose", "about": "him"}]}
    """
    if item.target.lower() in PRONOUNS:
        return flagged(f"the target {item.target!r} is a pronoun, which only the article explains")
    return None


def known_target(item: Stance, case: Case[Stance]) -> Verdict[Stance] | None:
    """Some telling word of the target stands in the article; written in letters that it never uses, the stance goes.

    Good:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the port's blockade"}]}
    Bad:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the economy"}]}
    Bad:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "блокада"}]}
    """
    text = case.reading.lowered
    foreign = sorted(
        {
            character
            for character in item.target.lower()
            if not character.isascii() and character.isalpha() and character not in text
        }
    )
    if foreign:
        return dropped(
            f"the target {item.target!r} is written with letters that the article never uses: {''.join(foreign)}"
        )
    telling = [word for word in significant(item.target) if len(word) > 3] or list(significant(item.target))
    if any(_begins_a_word(word[:6], text) for word in telling):
        return None
    return flagged(f"no word of the target {item.target!r} stands in the article")


def polarity(item: Stance, case: Case[Stance]) -> Verdict[Stance] | None:
    """The polarity agrees with what cue and content plainly say of the target; a negation turns the sign.

    Good:
        [1] Ana Ruiz did not welcome the plan.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the plan"}]}
    Bad:
        [1] Ana Ruiz rejected the plan.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "support", "about": "the plan"}]}
    Bad:
        [1] “The swap is off the table,” Ana Ruiz said.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "support", "about": "the swap"}]}
    """
    words = " ".join(span.text for span in item.evidence)
    if item.polarity == "mixed" or max(len(words), len(item.target)) > LONGEST_SENTENCE:
        return None
    target = frozenset(map(stem, significant(item.target)))
    content = senses(words)
    sign = by_words(content, target)
    if sign is None:
        attribution = _attribution(item, case.reading)
        if attribution is not None:
            cue = senses(case.reading.article.text[slice(*attribution.cue)])
            sign = by_cue(attribution.verb, cue, content, target)
    if sign is None or sign == item.polarity:
        return None
    severity: Severity = "note" if item.polarity == "neutral" else "warning"
    return flagged(f"{item.polarity!r}, where the words are plainly {sign!r} of {item.target!r}", severity)


def not_what_is_rejected(item: Stance, case: Case[Stance]) -> Verdict[Stance] | None:
    """A charge that is quoted to be rejected is not the holder's own.

    Good:
        [1] Ana Ruiz dismissed claims that the army had failed.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "claims that the army had failed"}]}
    Bad:
        [1] Ana Ruiz dismissed claims that the army had failed.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the army"}]}
    """
    attribution = _attribution(item, case.reading) if item.polarity in ("oppose", "support") else None
    if attribution is None or attribution.verb not in _REJECTING:
        return None
    text = case.reading.article.text
    content = senses(text[slice(*attribution.content[0])][:LONGEST_SENTENCE])
    cue = senses(text[slice(*attribution.cue)])
    opening = content.words[:4]
    that = opening.index("that") if "that" in opening else -1
    charge = that >= 0 and not _CHARGES.isdisjoint(opening[:that])
    clause = attribution.verb != "dismiss" and that < 0 and not _FINITE.isdisjoint(content.words)
    if cue.negations or not (charge or clause):
        return None
    inside = {each for place, each in content.facts if place > that}
    target = set(map(stem, significant(item.target)))
    if not target or not target <= inside or 2 * len(target) > len(inside):
        return None
    praised = not _PRAISING.isdisjoint(inside)
    if praised != (item.polarity == "support"):
        return None
    return flagged(f"what {item.target!r} is said to be stands here to be rejected by {item.holder.name!r}")


def _attribution(item: Stance, reading: Reading) -> Attribution | None:
    """The attribution of the article whose content holds the evidence."""
    start, end = item.evidence[0].start, item.evidence[-1].end
    number = bisect_right(reading.sentences, start, key=lambda sentence: sentence.start) - 1
    for attribution in reading.speakers.attributed(max(0, number)):
        if any(first < end and start < last for first, last in attribution.content):
            return attribution
    return None


def _begins_a_word(letters: str, text: str) -> bool:
    """Whether the letters stand in the text where a word begins (or ends, should they open with a mark)."""
    opens_a_word = _is_word(letters[0])
    place = text.find(letters)
    while place >= 0:
        if _is_word(text[place - 1 : place]) != opens_a_word:
            return True
        place = text.find(letters, place + 1)
    return False


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
