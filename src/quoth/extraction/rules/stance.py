"""Stances: an allowed polarity, a target that the article knows, and a holder who is not their own target."""

from __future__ import annotations

from dataclasses import replace

from quoth.extraction.actors import same_actor, significant
from quoth.extraction.drafts import ClaimDraft
from quoth.extraction.rules import Case, Verdict, dropped, flagged, repaired
from quoth.records import Stance

_SIDES = ("support", "oppose", "neutral", "mixed", "none", "")


def allowed_polarity(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """The side that the model gives is one that a record can hold.

    Good: oppose.
    Bad: against; angry: the claim stays, its stance goes.
    """
    if draft.item.side.strip().lower() in _SIDES:
        return None
    item = draft.item.model_copy(update={"side": "none"})
    return repaired(
        replace(draft, item=item), f"no such side as {draft.item.side[:40]!r}: no stance is made of it", "warning"
    )


def has_target(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """A side is taken on something.

    Good: oppose, about the blockade.
    Bad: oppose, about nothing: no stance is made of it.
    """
    if draft.item.side.strip().lower() in ("", "none") or (draft.item.about or "").strip():
        return None
    item = draft.item.model_copy(update={"side": "none"})
    return repaired(
        replace(draft, item=item), f"{draft.item.side!r}, but on nothing: no stance is made of it", "warning"
    )


def not_oneself(item: Stance, case: Case[Stance]) -> Verdict[Stance] | None:
    """The target is not the holder.

    Good: Ana Ruiz, target the blockade.
    Bad: Ana Ruiz, target Ruiz.
    """
    if item.target_kind == "actor" and same_actor(item.holder.name, item.target):
        return dropped(f"{item.holder.name!r} is holder and target", "warning")
    return None


def known_target(item: Stance, case: Case[Stance]) -> Verdict[Stance] | None:
    """Some telling word of the target stands in the article.

    Good: target "the grain corridor" in an article about the corridor.
    Bad: target "the economy" in an article that never speaks of it (flagged), or a target in another script (dropped).
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
