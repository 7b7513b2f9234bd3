"""Milliseconds an article for each step of its way but the model's call, the answer being one claim for each voice."""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pydantic

import quoth
from quoth.articles import segment
from quoth.articles.article import Article
from quoth.asking import Call
from quoth.extraction.actors.kinds import kind_of
from quoth.extraction.actors.names import name_of, significant
from quoth.extraction.answers import Answer
from quoth.extraction.chunking import Chunk
from quoth.extraction.document import ArticleDocument
from quoth.extraction.pipeline import Row, Settings, plan
from quoth.extraction.prompt_rendering import view
from quoth.extraction.prompts import Prompt, load
from quoth.extraction.record_builder import ChunkAnswer, merge
from quoth.records import Coverage
from quoth.runs.lines import ArticleLine, LedgerRow, to_line

_EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "wire"
_STEPS = ("segment", "plan", "render", "speakers", "merge", "lines")


class Clock:
    """The processor time of each step, summed over one pass through the articles."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.process_time()
        yield
        self.seconds[name] += time.process_time() - began


def articles(folder: Path) -> list[Article]:
    read = []
    for file in sorted(folder.rglob("*.txt")):
        with file.open(encoding="utf-8", newline="") as opened:
            read.append(Article(id=file.name, text=opened.read()))
    return read


def answered(reading: ArticleDocument, chunk: Chunk) -> dict[str, object]:
    """What a model would say that hears whom the code hears, and every condition as a threat."""
    claims = [
        {"n": n, "by": voice.name, "via": [], "certainty": "certain", "side": "none", "about": None}
        for n, number in enumerate(chunk.own, start=1)
        for voice in reading.speakers.voices(number)
    ]
    conditions = [
        {"n": n, "by": None, "kind": "threat", "bound": None}
        for n, number in enumerate(chunk.own, start=1)
        for _ in reading.conditionals(number)
    ]
    return {"claims": claims, "conditions": conditions}


def once(article: Article, prompt: Prompt, settings: Settings, answers: list[str], clock: Clock) -> int:
    """One article's way; returns how many claims came out."""
    with clock.step("segment"):
        segment(article.text)
    reading = ArticleDocument(article, leads=prompt.leads)
    with clock.step("plan"):
        chunks = plan(reading, settings)
    with clock.step("render"):
        for chunk in chunks:
            shown = view(reading, chunk)
            prompt.render(shown)
            prompt.schema(shown)
    parts = [
        ChunkAnswer(chunk, Answer.model_validate_json(answer)) for chunk, answer in zip(chunks, answers, strict=True)
    ]
    with clock.step("speakers"):  # where the model leads they are asked for as items need them
        for number in range(len(reading.sentences)) if reading.leads == "text" else ():
            reading.speakers.voices(number)
    with clock.step("merge"):
        record = merge(reading, parts, Coverage(chunks=len(chunks), ok=len(chunks), empty=0, failed=0))
    with clock.step("lines"):
        to_line(ArticleLine.of(article))
        to_line(record)
        for chunk, answer in zip(chunks, answers, strict=True):
            row = Row(chunk.index, 1, 1, 0, len(article.text), "ok", Call("ok", "model", 900, 0, 300), answer, key="")
            to_line(LedgerRow.of(article.id, row))
    return len(record.claims)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=_EXAMPLES, help="holds articles as *.txt")
    parser.add_argument("--prompt", default="claims")
    parser.add_argument("--chunk-tokens", type=int, default=6000)
    parser.add_argument("--times", type=int, default=5, help="passes over the articles; the fastest counts")
    asked = parser.parse_args()
    found = articles(asked.folder)
    if not found:
        print(f"{asked.folder}: no *.txt here; skipped")
        return 0
    prompt, settings = load(asked.prompt), Settings(asked.chunk_tokens, 900)
    given = []
    for article in found:
        reading = ArticleDocument(article, leads=prompt.leads)
        given.append([json.dumps(answered(reading, chunk)) for chunk in plan(reading, settings)])
    passes: list[dict[str, float]] = []
    claims = 0
    for _ in range(asked.times):
        clock = Clock()
        for known in (kind_of, name_of, significant):
            known.cache_clear()  # a run reads new articles, whose names nobody has seen
        claims = sum(
            once(article, prompt, settings, answers, clock) for article, answers in zip(found, given, strict=True)
        )
        passes.append(clock.seconds)
    length = statistics.mean(len(article.text) for article in found)
    print(f"quoth {quoth.__version__}; Python {platform.python_version()}; pydantic {pydantic.VERSION}")
    print(
        f"{len(found)} articles, {length:.0f} characters and {claims / len(found):.1f} claims on average, in ms each:"
    )
    fastest = {step: min(each[step] for each in passes) * 1000 / len(found) for step in _STEPS}
    for step, each in fastest.items():
        print(f"  {step:<9}{each:7.3f}")
    print(f"  {'all':<9}{sum(fastest.values()):7.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
