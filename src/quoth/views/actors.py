"""The cast of an article, for a person and for a program: who is who, by which words, and for whom they act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from quoth.extraction.coreference import Entity
from quoth.views.plain import plain

_MOST_SPELLINGS = 6
"""Of an actor that is called more, the rest are counted."""


def actor_lines(members: Sequence[Entity]) -> Iterator[str]:
    """A heading and a line for each actor; nothing where there are none."""
    if members:
        yield "Actors:"
    for member in members:
        times = len(member.mentions)
        others = [plain(words) for words in member.spellings if words != member.name]
        more = [f"{len(others) - _MOST_SPELLINGS} more"] if len(others) > _MOST_SPELLINGS else []
        also = f", also {', '.join([f'“{words}”' for words in others[:_MOST_SPELLINGS]] + more)}" if others else ""
        acts = f"; acts for {', '.join(map(plain, member.acts_for))}" if member.acts_for else ""
        yield f"  {plain(member.name)} ({member.kind}), named {times} time{'' if times == 1 else 's'}{also}{acts}"


def actors_as_json(members: Sequence[Entity]) -> list[dict[str, Any]]:
    """[{name, kind, mentions: [{start, end, text}], acts_for: [name]}], in the order of the text."""
    return [
        {
            "name": member.name,
            "kind": member.kind,
            "mentions": [span.model_dump() for span in member.mentions],
            "acts_for": list(member.acts_for),
        }
        for member in members
    ]
