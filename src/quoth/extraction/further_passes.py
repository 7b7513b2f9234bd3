"""A further pass over a chunk: what was found in it so far, and the words that ask for what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from quoth.extraction.candidates import claim_candidates, condition_candidates
from quoth.extraction.chunking import Chunk
from quoth.extraction.document import ArticleDocument
from quoth.extraction.prompt_rendering import as_data
from quoth.extraction.record_builder import ChunkAnswer

AGAIN = """\
{% if found %}
Found so far:
{% for item in found %}
- {{ item.n }}, {{ item.by }}: {{ item.words }}
{% endfor %}
Go through the sentences once more and list only what is missing here, by the same rules. Repeat nothing from this list.
{% else %}
Nothing was found so far. Go through the sentences once more, by the same rules.
{% endif %}
If nothing is missing, list nothing.
"""
"""What a prompt without a section of its own asks with. Not in the prompt's hash: its words are in every cache key."""

_OPENING, _CLOSING = 6, 3
"""Words shown of what an item says, from its beginning and its end: enough to know it again."""


@dataclass(frozen=True, slots=True)
class Found:
    """One item of an earlier pass: the number of its sentence in the article, who says it, and a few of its words."""

    sentence: int
    by: str
    words: str


def found_in(answered: Sequence[ChunkAnswer], document: ArticleDocument) -> list[Found]:
    """Every item that points into its chunk, in the order of the text, each once.

    Also what a rule drops later: a model that is not told of it says it again.
    """
    found: list[Found] = []
    for part in answered:
        for claim in claim_candidates(part.answer, part.chunk, document, part.pass_, map(str, count())):
            if claim.sentence is not None:
                words = " … ".join(span.text for span in claim.content)
                by = claim.source.name if claim.source is not None else claim.item.by
                found.append(Found(claim.sentence, as_data(by), _shortened(words)))
        for condition in condition_candidates(part.answer, part.chunk, document, map(str, count())):
            if condition.sentence is not None:
                halves = [half.text for half in (condition.antecedent, condition.consequent) if half is not None]
                words = _shortened(" … ".join(halves))
                found.append(Found(condition.sentence, as_data(condition.item.by or "condition"), words))
    return sorted(dict.fromkeys(found), key=lambda item: item.sentence)


def shown(found: Sequence[Found], part: Chunk) -> list[dict[str, object]]:
    """What the template is given of those items that lie in `part`: {n, by, words}, numbered as its sentences are."""
    numbers = {sentence: number for number, sentence in enumerate(part.own, start=1)}
    return [
        {"n": numbers[item.sentence], "by": item.by, "words": item.words} for item in found if item.sentence in numbers
    ]


def judged(answered: Sequence[ChunkAnswer], part: Chunk) -> list[int]:
    """The sentence in `part` of each conditional that an earlier pass has answered, also with "none"."""
    numbers = {sentence: number for number, sentence in enumerate(part.own, start=1)}
    sentences = (
        each.chunk.own[item.n - 1]
        for each in answered
        for item in each.answer.conditions
        if 1 <= item.n <= len(each.chunk.own)
    )
    return [numbers[sentence] for sentence in sentences if sentence in numbers]


def _shortened(words: str) -> str:
    whole = as_data(words).split(" ")
    if len(whole) <= _OPENING + _CLOSING + 1:
        return " ".join(whole)
    return f"{' '.join(whole[:_OPENING])} … {' '.join(whole[-_CLOSING:])}"
