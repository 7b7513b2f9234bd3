"""The good and bad cases in the rules' docstrings: read, and put through the way that an article's answer goes.

A case is the sentences of an article, one a line, and after them a model's answer as JSON:

    [1] text         a sentence of the chunk; its number is the one that the answer points with
    [-] text         a line of the article beside the chunk: a sentence before it, a heading, page furniture
    [title] text     the headline, [publisher] likewise; [prompt] text is an example of the prompt that was sent
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from quoth.articles.article import Article
from quoth.extraction.answers import Answer
from quoth.extraction.chunking import Chunk
from quoth.extraction.document import ArticleDocument
from quoth.extraction.few_shot_leakage import FewShotText
from quoth.extraction.record_builder import ChunkAnswer, merge
from quoth.extraction.rules import AS_WRITTEN, Settings, rule_id
from quoth.records import Coverage, Finding, Record

_HEADING = re.compile(r"^(Good|Bad):[ \t]*$", re.MULTILINE)
_LINE = re.compile(r"\[(\d+|-|title|publisher|prompt)\] (.+)")
_SPACE = re.compile(r"\s+")


class CaseError(ValueError):
    """A docstring that holds no case, or one that cannot be put through; says which rule's, and why."""


@dataclass(frozen=True, slots=True)
class RuleCase:
    """One case: whether it is a good one, its lines by their marks, and the answer."""

    good: bool
    lines: tuple[tuple[str, str], ...]
    answer: Answer
    written: str

    def record(self, settings: Settings = AS_WRITTEN) -> Record:
        """What the production code makes of it. Raises CaseError where a numbered line is not one sentence."""
        parts = [(mark, words) for mark, words in self.lines if mark == "-" or mark.isdigit()]
        known = {mark: words for mark, words in self.lines if not (mark == "-" or mark.isdigit())}
        text = "\n\n".join(words for _, words in parts)
        article = Article(id="case", text=text, title=known.get("title"), publisher=known.get("publisher"))
        taught = FewShotText(words for mark, words in self.lines if mark == "prompt")
        document = ArticleDocument(article, taught)
        answered = ChunkAnswer(_chunk(document, parts), self.answer)
        return merge(document, [answered], Coverage(chunks=1, ok=1, empty=0, failed=0), settings)


@dataclass(frozen=True, slots=True)
class Explained:
    """What a rule's docstring says: what must hold, in one sentence, and its cases."""

    rule: str
    sentence: str
    cases: tuple[RuleCase, ...]

    def findings(self, case: RuleCase) -> list[Finding]:
        """What this rule says of a case."""
        return [finding for finding in case.record().findings if finding.rule == self.rule]

    def does(self) -> list[tuple[str, str]]:
        """(action, severity) of each finding that its bad cases show, each once."""
        bad = (finding for case in self.cases if not case.good for finding in self.findings(case))
        return list(dict.fromkeys((finding.action, finding.severity) for finding in bad))


def explained(rule: Callable[..., object]) -> Explained:
    """The docstring of a rule. Raises CaseError where it has no first sentence, or a case that cannot be read."""
    identifier = rule_id(rule)
    opening, *parts = _HEADING.split(inspect.getdoc(rule) or "")
    sentence = _SPACE.sub(" ", opening.split("\n\n")[0]).strip()
    if not sentence:
        raise CaseError(f"{identifier}: no sentence that says what must hold")
    try:
        cases = [_case(kind == "Good", body) for kind, body in zip(parts[::2], parts[1::2], strict=True)]
    except ValueError as error:
        raise CaseError(f"{identifier}: {' '.join(str(error).split())}") from None
    return Explained(identifier, sentence, tuple(cases))


def _case(good: bool, body: str) -> RuleCase:
    lines = [line.strip() for line in body.strip().splitlines() if line.strip()]
    answers = next((number for number, line in enumerate(lines) if line.startswith("{")), None)
    if answers is None:
        raise CaseError(f"no answer after {lines[:1]}")
    marked = [_LINE.fullmatch(line) for line in lines[:answers]]
    wrong = next((line for line, match in zip(lines, marked, strict=False) if match is None), None)
    if wrong is not None:
        raise CaseError(f"a line without [n], [-], [title], [publisher] or [prompt]: {wrong!r}")
    answer = Answer.model_validate(json.loads(" ".join(lines[answers:])))
    return RuleCase(good, tuple((match[1], match[2]) for match in marked if match), answer, "\n".join(lines))


def _chunk(document: ArticleDocument, parts: list[tuple[str, str]]) -> Chunk:
    """The chunk of the numbered lines; the prose before it is its context."""
    own: list[int] = []
    before: list[int] = []
    place = 0
    for mark, words in parts:
        inside = [
            number
            for number, sentence in enumerate(document.sentences)
            if place <= sentence.start < place + len(words) and (mark != "-" or sentence.is_prose)
        ]
        if mark == "-":
            before += [] if own else inside
        elif len(inside) != 1:
            raise CaseError(f"line [{mark}] is read as {len(inside)} sentences: {words!r}")
        elif int(mark) != len(own) + 1:
            raise CaseError(f"line [{mark}] is number {len(own) + 1} of the chunk")
        else:
            own += inside
        place += len(words) + len("\n\n")
    return Chunk(0, tuple(own), tuple(before))
