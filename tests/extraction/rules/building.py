"""Short articles with a model's answer, put through the production rules; and the cases of the rules' docstrings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from quoth.articles import Article
from quoth.extraction.answers import Answer
from quoth.extraction.chunking import Chunk
from quoth.extraction.merging import Answered, merge
from quoth.extraction.reading import Reading
from quoth.records import Coverage, Finding, Record


def record_of(text: str, answer: dict[str, object], title: str | None = None) -> Record:
    """The record of an article of one chunk. `text` holds its sentences, `answer` what the model says of them."""
    reading = Reading(Article(id="case", text=text, title=title))
    own = tuple(number for number, sentence in enumerate(reading.sentences) if sentence.is_prose)
    answered = [Answered(Chunk(0, own), Answer.model_validate(answer))]
    return merge(reading, answered, Coverage(chunks=1, ok=1, empty=0, failed=0))


def findings_of(record: Record, rule: str) -> list[Finding]:
    return [finding for finding in record.findings if finding.rule == rule]


def cases(rule: Callable[..., object]) -> Iterator[tuple[str, str, dict[str, object], str | None]]:
    """Each case of a rule's docstring: Good or Bad, the article's text, the answer and the headline."""
    kind, title = "", None
    sentences: list[str] = []
    said = ""
    for line in (rule.__doc__ or "").splitlines():
        stripped = line.strip()
        if stripped in ("Good:", "Bad:"):
            kind, sentences, title, said = stripped.rstrip(":"), [], None, ""
        elif kind and stripped.startswith("# "):
            title = stripped[2:]
        elif kind and stripped.startswith("["):
            sentences.append(stripped.partition("] ")[2])
        elif kind and stripped:
            said += stripped
            if said.count("{") == said.count("}"):
                yield kind, " ".join(sentences), json.loads(said), title
