"""Whom a paraphrase puts for the "I", "he" or "she" that a content opens with: the source, or a stranger."""

from __future__ import annotations

from quoth.extraction.actor_kinds import kind_of
from quoth.extraction.actors import same_actor
from quoth.extraction.drafts import ClaimDraft
from quoth.extraction.reading import Reading
from quoth.extraction.rules.paraphrasing import cue_length, is_named, near_to
from quoth.extraction.senses import Senses
from quoth.extraction.word_senses import FUNCTION, TITLES

_QUOTED, _REPORTED = frozenset(("i", "i'm", "i've", "i'll", "i'd")), frozenset(("he", "she"))
"""The pronouns that stand for the speaker inside quotation marks, and outside of them. "We" may be a whole country."""


def stranger_for(draft: ClaimDraft, said: Senses, evidence: Senses, reading: Reading) -> str | None:
    """The name that the paraphrase has for an opening pronoun that stands for the source, another person; else None."""
    opening = next(iter(evidence.words[cue_length(draft) :]), "")
    start = draft.content[0].start if draft.content else 0
    quoted = reading.speakers.quotes.quoted(start, start + 2) > 0
    if opening not in (_QUOTED if quoted else _REPORTED) or draft.source is None or draft.source.kind != "person":
        return None
    name = _opening_name(said)
    written = " ".join(word.capitalize() for word in name)
    if not name or same_actor(written, draft.source.name) or not is_named(name[-1], reading.lowered):
        return None
    if quoted:
        return written
    # "She said he would go": he may be whoever was mentioned last.
    near = near_to(draft, reading, after=False)
    return written if kind_of(written) == "person" and not near.names(name[-1]) else None


def _opening_name(said: Senses) -> list[str]:
    """The capitalised words that the paraphrase opens with, without titles; none where it opens otherwise."""
    name: list[str] = []
    if not said.words or said.words[0] in FUNCTION:
        return name
    for word, capital in zip(said.words, said.capital, strict=True):
        if not capital:
            break
        name.append(word)
    return [word for word in name if word not in TITLES]
