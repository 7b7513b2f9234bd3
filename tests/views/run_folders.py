"""Run folders whose answers are written by hand, for the tests of what is made of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from quoth.articles.article import Article
from quoth.extraction.answers import Answer
from quoth.extraction.chunking import Chunk
from quoth.extraction.document import ArticleDocument
from quoth.extraction.record_builder import ChunkAnswer, merge
from quoth.records import Coverage, Record
from quoth.runs.lines import ArticleLine, to_line


def record_of(article: Article, answer: dict[str, Any]) -> Record:
    """The record that a model's answer comes to; its sentences are numbered from 1."""
    document = ArticleDocument(article, leads="model")
    own = tuple(number for number, each in enumerate(document.sentences) if each.is_prose)
    answered = [ChunkAnswer(Chunk(0, own), Answer.model_validate(answer))]
    return merge(document, answered, Coverage(chunks=1, ok=1, empty=0, failed=0))


def run_folder(folder: Path, answered: Iterable[tuple[Article, dict[str, Any]]]) -> Path:
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")
    with (folder / "records.jsonl").open("wb") as records, (folder / "articles.jsonl").open("wb") as articles:
        for article, answer in answered:
            records.write(to_line(record_of(article, answer)))
            articles.write(to_line(ArticleLine.of(article)))
    return folder


def claim(n: int, by: str, about: str | None = None, side: str = "none", **more: Any) -> dict[str, Any]:
    return {"n": n, "by": by, "about": about, "side": side, **more}


def articles() -> list[tuple[Article, dict[str, Any]]]:
    """Four short articles: emoji, CR LF, a formula for a name, markup, two days, one who changes sides."""
    first = (
        "🕊️ Talks in Karsk 🕊️ went on, said Ana Ruiz.\r\n\r\n"
        "“We support the truce,” Ana Ruiz said. “If they leave, we will stop,” she said.\r\n\r\n"
        "Omar Hadi condemned the truce as a “trap”.\r\n"
    )
    second = (
        "Ana Ruiz rejected the truce on Friday. The mediator Eva Lind welcomed the truce. "
        "=SUM(A1) of the bank welcomed the corridor. Omar Hadi welcomed the corridor."
    )
    third = (
        "<script>alert(1)</script> of the press office said that the port was shut. "
        "\u202eEva Lind said: the harbour is open."
    )
    return [
        (
            Article(
                "one.txt",
                first,
                title="Talks go on",
                publisher="The Courier",
                published="2031-03-01",
                url="https://courier.example/1",
            ),
            {
                "claims": [
                    claim(1, "Ana Ruiz"),
                    claim(2, "Ana Ruiz", "the truce", "support"),
                    claim(3, "Ana Ruiz"),
                    claim(4, "Omar Hadi", "the truce", "oppose"),
                ],
                "conditions": [
                    {
                        "n": 3,
                        "by": "Ana Ruiz",
                        "kind": "offer",
                        "if": "they leave",
                        "then": "we will stop",
                        "sense": "if",
                        "bound": "they",
                    }
                ],
            },
        ),
        (
            Article("two", second, title="=HYPERLINK(1)", publisher="Evening\nPost", published="9 March 2031"),
            {
                "claims": [
                    claim(1, "Ana Ruiz", "the truce", "oppose"),
                    claim(2, "Eva Lind", "the truce", "support"),
                    claim(3, "=SUM(A1)", "the corridor", "support"),
                    claim(4, "Omar Hadi", "the corridor", "support"),
                ]
            },
        ),
        (
            Article("three/3", third, published="05/06/2031"),
            {"claims": [claim(1, "<script>alert(1)</script>"), claim(2, "Eva Lind")]},
        ),
        (Article("four", "Nobody said anything.", published="2031-04-01"), {"claims": []}),
    ]
