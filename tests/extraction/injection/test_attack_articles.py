"""Articles that attack the model or the parser, each with the answer of a model that obeys them.

A file of tests/attacks holds the article, the answer and what must hold, one a line:

    flagged: RULE            the article is flagged by it             repaired: RULE      an item was
    kept: SOURCE | WORDS     a claim of this source has these words   claims: N           so many are recorded
    never: WORDS             no item of the record has them           title: WORDS        the article's headline
    shown: WORDS             the model is shown them                  shown never: WORDS  it is not

In an answer, "n" may be words: the number of the sentence that holds them. `⟦words ×N⟧` is N times the words, and
\\uXXXX or \\UXXXXXXXX a character that nobody would see in the file.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from quoth.articles import Article
from quoth.extraction.answers import Answer
from quoth.extraction.chunking import Chunk
from quoth.extraction.document import ArticleDocument
from quoth.extraction.pipeline import plan
from quoth.extraction.prompt_rendering import view
from quoth.extraction.prompts import load
from quoth.extraction.record_builder import ChunkAnswer, merge
from quoth.records import Coverage, Record

from ..building import SETTINGS

FILES = sorted((Path(__file__).parents[2] / "attacks").glob("*.txt"))
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})|\\n")
_REPEATED = re.compile(r"⟦(.+?) ?×(\d+)⟧")


def _expanded(written: str) -> str:
    repeated = _REPEATED.sub(lambda each: " ".join([each[1]] * int(each[2])), written)
    return _ESCAPE.sub(lambda each: chr(int(each[1] or each[2] or "a", 16)), repeated)


class Attack:
    """One file: the article as it is read, the answer, and what must hold."""

    def __init__(self, path: Path) -> None:
        text, _, rest = path.read_text(encoding="utf-8").partition("\n=== answer\n")
        answer, _, holds = rest.partition("\n=== holds\n")
        self.holds = [(name, words) for name, _, words in (line.partition(": ") for line in holds.splitlines())]
        title = next((_expanded(words) for name, words in self.holds if name == "title"), None)
        self.document = ArticleDocument(Article(id="attack", text=_expanded(text), title=title))
        self.chunks = plan(self.document, SETTINGS)
        self.answers = [self._answer(json.loads(answer), part) for part in self.chunks]

    def _answer(self, given: dict[str, Any], part: Chunk) -> Answer:
        items: dict[str, list[dict[str, Any]]] = {}
        for kind, each in given.items():
            items[kind] = [item | {"n": self._number(item["n"], part)} for item in each]
        return Answer.model_validate_json(_REPEATED.sub(lambda m: " ".join([m[1]] * int(m[2])), json.dumps(items)))

    def _number(self, given: int | str, part: Chunk) -> int:
        if isinstance(given, int):
            return given
        sentences = (self.document.sentences[number] for number in part.own)
        held = [self.document.article.text[each.start : each.end] for each in sentences]
        return next((position for position, words in enumerate(held, 1) if given in words), 1)

    def record(self) -> Record:
        parts = [ChunkAnswer(part, answer) for part, answer in zip(self.chunks, self.answers, strict=True)]
        return merge(self.document, parts, Coverage(chunks=len(parts), ok=len(parts), empty=0, failed=0))

    def shown(self) -> str:
        return "\n".join(load("claims").render(view(self.document, part)) for part in self.chunks)


def _items(record: Record) -> str:
    parts = (*record.claims, *record.stances, *record.conditions)
    return "\n".join(json.dumps(part.model_dump(), ensure_ascii=False) for part in parts)


def _has(record: Record, source: str, words: str) -> bool:
    return any(
        claim.source.name == source and words in " ".join(span.text for span in claim.content)
        for claim in record.claims
    )


def _check(attack: Attack, record: Record, name: str, words: str) -> bool:
    if name in ("flagged", "repaired"):
        about = [finding for finding in record.findings if finding.rule == words and finding.action == name]
        return any(name == "repaired" or finding.subject == "attack" for finding in about)
    if name == "kept":
        return _has(record, *words.split(" | "))
    if name == "never":
        return words.lower() not in _items(record).lower()
    if name in ("shown", "shown never"):
        return (words in attack.shown()) is (name == "shown")
    if name == "title":
        return True
    return len(getattr(record, name)) == int(words)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_attack_is_flagged_and_nothing_of_it_is_recorded(path: Path) -> None:
    attack = Attack(path)
    record = attack.record()
    text = attack.document.article.text
    assert all(text[span.start : span.end] == span.text for span in record.spans())
    for claim in record.claims:
        assert claim.source.mention is not None
        assert claim.source.mention.text in text
    broken = [f"{name}: {words}" for name, words in attack.holds if not _check(attack, record, name, words)]
    assert not broken, f"{_items(record)}\n{[(f.rule, f.subject, f.message[:90]) for f in record.findings]}"


def test_there_are_forty_of_them() -> None:
    assert len(FILES) >= 40
