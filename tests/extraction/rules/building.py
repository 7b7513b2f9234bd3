"""Short articles with a model's answer, put through the production rules."""

from __future__ import annotations

from quoth.articles import Article
from quoth.extraction.answers import Answer
from quoth.extraction.chunking import Chunk
from quoth.extraction.document import ArticleDocument, Leads
from quoth.extraction.record_builder import ChunkAnswer, merge
from quoth.extraction.rules import AS_WRITTEN, Settings
from quoth.records import Coverage, Finding, Record


def record_of(
    text: str,
    answer: dict[str, object],
    title: str | None = None,
    leads: Leads = "text",
    settings: Settings = AS_WRITTEN,
) -> Record:
    """The record of an article of one chunk. `text` holds its sentences, `answer` what the model says of them."""
    document = ArticleDocument(Article(id="case", text=text, title=title), leads=leads)
    own = tuple(number for number, sentence in enumerate(document.sentences) if sentence.is_prose)
    answered = [ChunkAnswer(Chunk(0, own), Answer.model_validate(answer))]
    return merge(document, answered, Coverage(chunks=1, ok=1, empty=0, failed=0), settings)


def findings_of(record: Record, rule: str) -> list[Finding]:
    return [finding for finding in record.findings if finding.rule == rule]
