"""Articles, records and an article's way of our own making, for the tests of runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from quoth.articles.article import Article
from quoth.asking import Call
from quoth.extraction.pipeline import Extraction, Row
from quoth.records import Actor, ArticleHead, Claim, Coverage, Finding, Record, Span
from quoth.runs.flow import Flow
from quoth.runs.folder import RunFolder
from quoth.runs.manifest import Command, Identity, PromptUsed, SettingsUsed
from quoth.runs.progress import Silent
from quoth.runs.surroundings import Software
from quoth.runs.tally import Summary

SOFTWARE = Software(quoth="0", code="0" * 64, python="3", platform="here", packages={}, git=None)
SETTINGS = SettingsUsed(chunk_tokens=800, answer_tokens=400, context_sentences=3)


def article(number: int, text: str | None = None) -> Article:
    words = text or f"The mayor said on day {number} that the bridge would open. Nobody answered."
    return Article(id=f"a{number}", text=words, title=f"Bridge {number}", origin=f"in/a{number}.txt")


def articles(count: int) -> list[Article]:
    return [article(number) for number in range(count)]


def command() -> Command:
    return Command(started="2031-01-01T00:00:00+00:00", inputs=("in",), software=SOFTWARE)


def identity(**changes: object) -> Identity:
    prompt = PromptUsed(name="claims", version="1", hash="c" * 64)
    first = Identity(
        model="tiny", endpoint="http://one:8000/v1", prompt=prompt, settings=SETTINGS, answer_schema="d" * 64
    )
    return first.model_copy(update=changes)


def call(**changes: object) -> Call:
    used: dict[str, object] = {"outcome": "ok", "model": "tiny", "tokens_in": 100, "tokens_out": 20, "cost": 0.25}
    return Call(**(used | changes))  # type: ignore[arg-type]


def extraction(of: Article, *, failed: int = 0, attempts: int = 1) -> Extraction:
    """One claim, the first twelve characters; `failed` chunks more, each tried once."""
    span = Span.of(of.text, 0, 12)
    claim = Claim(
        id="c1",
        source=Actor(name="the mayor", kind="office"),
        content=(span,),
        proposition="the bridge will open",
        quotation="indirect",
        certainty="certain",
        chunk=0,
        pass_=1,
    )
    head = ArticleHead(
        id=of.id,
        title=of.title,
        publisher=None,
        published=None,
        url=None,
        sha256=of.sha256,
        length=len(of.text),
    )
    finding = Finding(rule="unmarked-condition", severity="note", subject="d1", message="no marker", action="dropped")
    record = Record(
        article=head,
        claims=(claim,),
        findings=(finding,),
        coverage=Coverage(chunks=1 + failed, ok=1, empty=0, failed=failed),
    )
    # The failed chunks are the last characters, one each.
    end = len(of.text) - failed
    last = [Row(0, attempts, 1, 0, end, "ok", call(), '{"claims":[]}', f"{of.id}/0")]
    earlier = [
        Row(0, n, 1, 0, end, "refused", call(outcome="refused", cost=None), None, f"{of.id}/0")
        for n in range(1, attempts)
    ]
    lost = [
        Row(
            1 + n,
            1,
            1,
            end + n,
            end + n + 1,
            "failed",
            call(outcome="failed", error="HTTP 500"),
            None,
            f"{of.id}/{1 + n}",
        )
        for n in range(failed)
    ]
    return Extraction(record, (*earlier, *last, *lost))


class Way:
    """One article's way without a model: what comes of an article, and how it gets there, is told beforehand."""

    def __init__(self, comes: dict[str, Extraction | BaseException] | None = None) -> None:
        self.comes = comes or {}
        self.begun: list[str] = []
        self.seconds = 0.0
        self.at_once = self.most_at_once = 0
        self.before: Callable[[Article], None] = lambda article: None
        self.waits: dict[str, asyncio.Event] = {}

    async def __call__(self, article: Article, on_row: Callable[[Row], None]) -> Extraction:
        self.begun.append(article.id)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            self.before(article)
            come = self.comes.get(article.id) or extraction(article)
            rows = come.rows if isinstance(come, Extraction) else extraction(article).rows
            on_row(rows[0])
            await asyncio.sleep(self.seconds)
            if article.id in self.waits:
                await self.waits[article.id].wait()
            if isinstance(come, BaseException):
                raise come
            for row in rows[1:]:
                on_row(row)
            return come
        finally:
            self.at_once -= 1


class Told(Silent):
    """Keeps what a run says."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        self.lines.append(line)


def carry(
    out: Path,
    items: Iterable[object],
    way: Way | None = None,
    *,
    slots: int = 2,
    told: Told | None = None,
    unordered: bool = False,
    retry_failed: bool = False,
) -> Summary:
    """One command into the folder."""
    folder = RunFolder(out, identity(), command(), retry_failed=retry_failed)
    flow = Flow(
        items,  # type: ignore[arg-type]
        way or Way(),
        folder,
        slots=slots,
        progress=told or Told(),
        unordered=unordered,
    )
    return asyncio.run(flow.run())


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)
