"""Where Quoth's client CPU goes: every part of an article's way run alone over one corpus, beside the whole.

python -m benchmarks.cost_of_parts [--articles N] [--size CHARACTERS] [--repeats N] [--json FILE]

Seconds are user and system time of this process, all its threads together, divided by calls; waiting costs none.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks import corpus, simulated
from benchmarks.contestants.window import side_by_side
from benchmarks.machine import machine, versions
from quoth.articles import Article, read
from quoth.asking import Call, Reply, Request
from quoth.extraction.chunking import Chunk
from quoth.extraction.document import ArticleDocument
from quoth.extraction.pipeline import Extraction, extract_article, plan
from quoth.extraction.prompt_rendering import view
from quoth.extraction.record_builder import ChunkAnswer, merge
from quoth.llm.cache import AnswerCache, Stored
from quoth.llm.client import Client, Completion, Question
from quoth.llm.connecting import endpoint_of
from quoth.records import Coverage, Record
from quoth.runs.folder import RunFolder, now
from quoth.runs.lines import LedgerRow
from quoth.runs.manifest import Command
from quoth.runs.progress import Silent
from quoth.runs.running import Choice, Extractor, Manner, opened, run
from quoth.runs.surroundings import software
from quoth.runs.tally import Articles

_PARTS = (
    "read",
    "segment",
    "listen",
    "prompt",
    "key and body",
    "cache, written",
    "HTTP",
    "validate",
    "ground, rules, merge",
    "rows and records",
)
"""In the order of an article's way. “listen”: the speakers and conditionals that the code finds in every sentence."""
_FROM_CACHE = ("cache, read",)
_WHOLE, _WARM = "quoth run", "quoth run, from cache"


@dataclass
class Costs:
    """CPU seconds by part, of one pass over the corpus, and the calls that it made."""

    calls: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        used = time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - used

    def milliseconds(self, name: str) -> float:
        """A call."""
        return 1000 * self.seconds[name] / max(1, self.calls)

    @property
    def parts(self) -> float:
        """Milliseconds a call of all parts of a run that asks."""
        return sum(map(self.milliseconds, _PARTS))


@dataclass(frozen=True)
class Course:
    folder: Path
    articles: corpus.Corpus
    base_url: str
    in_flight: int

    @property
    def choice(self) -> Choice:
        return Choice(base_url=self.base_url, manner=Manner(in_flight=self.in_flight))


async def measure(course: Course) -> Costs:
    """One pass: every part alone, then the whole with the cache cold, and again with it warm."""
    costs = Costs()
    with tempfile.TemporaryDirectory(dir=course.folder) as own:
        folder = Path(own)
        os.environ["QUOTH_CACHE_DIR"] = str(folder / "cache")
        await _parts(course, folder, costs)
        for name in (_WHOLE, _WARM):
            with costs.part(name):
                summary = await run([str(course.articles.path)], folder / name, course.choice)
            if not summary.complete or summary.contents.chunks != costs.calls:
                raise SystemExit(f"{name}: not every chunk was answered: {summary.model_dump_json()}")
    return costs


async def _parts(course: Course, folder: Path, costs: Costs) -> None:
    async with opened(replace(course.choice, cache=False), Silent()) as extractor:
        with costs.part("read"):
            articles = [each for each in read([str(course.articles.path)]) if isinstance(each, Article)]
        with costs.part("segment"):
            readings = [ArticleDocument(article) for article in articles]
            planned = [(reading, part) for reading in readings for part in plan(reading, extractor.settings)]
        with costs.part("listen"):
            for reading, part in planned:
                _listen(reading, part)
        with costs.part("prompt"):
            for reading, part in planned:
                _prompt(extractor, reading, part)
        requests = await _requests(extractor, articles)
        costs.calls = len(requests)
        with costs.part("key and body"):
            keyed = [extractor.model.body(request) for request in requests]
        raw = await _answers(course, extractor, [body for _, body in keyed], costs)
        _through_cache(folder / "answers", [key for key, _ in keyed], raw, costs)
        with costs.part("validate"):
            answers = [request.answer.model_validate_json(text) for request, text in zip(requests, raw, strict=True)]
        replies = [Reply(answer, text, key=key) for (key, _), answer, text in zip(keyed, answers, raw, strict=True)]
        records = _merged(planned, replies, costs)
        _written(extractor, folder / "records", articles, records, await _again(extractor, articles, replies), costs)


def _listen(reading: ArticleDocument, part: Chunk) -> None:
    for number in (*part.context, *part.own):
        reading.speakers.voices(number)
        reading.conditionals(number)


def _prompt(extractor: Extractor, reading: ArticleDocument, part: Chunk) -> None:
    shown = view(reading, part)
    extractor.prompt.render(shown)
    extractor.prompt.schema(shown)


async def _requests(extractor: Extractor, articles: Sequence[Article]) -> list[Request]:
    """What the pipeline itself asks, an article after the other."""
    asked: list[Request] = []

    async def ask(request: Request, /) -> Reply:
        asked.append(request)
        return Reply(None, None)

    for article in articles:
        await extract_article(article, ask, extractor.prompt, extractor.settings)
    return asked


async def _answers(course: Course, extractor: Extractor, bodies: list[dict[str, Any]], costs: Costs) -> list[str]:
    """The answers that came over HTTP. The endpoint has worked them out once before it is measured."""
    endpoint = endpoint_of(course.base_url, os.environ)
    assert endpoint is not None
    profile = extractor.model.profile
    client = Client(endpoint, extractor.model.name, profile)
    told: dict[int, Completion] = {}

    async def ask(numbered: tuple[int, dict[str, Any]]) -> None:
        number, body = numbered
        schema = body["response_format"]["json_schema"]["schema"]
        sampling = {name: body[name] for name in ("temperature", "seed") if name in body}
        told[number] = await client.complete(Question(body["messages"], schema, body[profile.length_field], sampling))

    numbered = list(enumerate(bodies))
    try:
        await side_by_side(numbered, ask, course.in_flight)
        with costs.part("HTTP"):
            await side_by_side(numbered, ask, course.in_flight)
    finally:
        await client.close()
    return [told[number].content or "" for number, _ in numbered]


def _through_cache(folder: Path, keys: Sequence[str], raw: Sequence[str], costs: Costs) -> None:
    cache = AnswerCache(folder)
    cache.open()
    with costs.part("cache, written"):
        for key, text in zip(keys, raw, strict=True):
            cache.put(key, Stored(text, "simulated", 3000, 0, 800, 0.002))
        cache.close()
    cache = AnswerCache(folder)
    cache.open()
    with costs.part("cache, read"):
        found = [cache.get(key) for key in keys]
    cache.close()
    assert all(found)


def _merged(planned: Sequence[tuple[ArticleDocument, Chunk]], replies: Sequence[Reply], costs: Costs) -> list[Record]:
    answered: dict[int, tuple[ArticleDocument, list[ChunkAnswer]]] = {}
    for (reading, part), reply in zip(planned, replies, strict=True):
        answered.setdefault(id(reading), (reading, []))[1].append(ChunkAnswer(part, reply.answer))  # type: ignore[arg-type]
    with costs.part("ground, rules, merge"):
        return [
            merge(reading, parts, Coverage(chunks=len(parts), ok=len(parts), empty=0, failed=0))
            for reading, parts in answered.values()
        ]


async def _again(extractor: Extractor, articles: Sequence[Article], replies: Sequence[Reply]) -> list[Extraction]:
    """The same articles with their answers at hand: for the rows that go into the ledger."""
    call = Call("ok", "simulated", 3000, 0, 800, 0.002, 0.2, time.time())
    rest = iter([replace(reply, calls=(call,)) for reply in replies])

    async def ask(request: Request, /) -> Reply:
        return next(rest)

    return [await extract_article(article, ask, extractor.prompt, extractor.settings) for article in articles]


def _written(
    extractor: Extractor,
    path: Path,
    articles: Sequence[Article],
    records: Sequence[Record],
    extractions: Sequence[Extraction],
    costs: Costs,
) -> None:
    folder = RunFolder(path, extractor.identity, Command(started=now(), inputs=(), columns={}, software=software()))
    with costs.part("rows and records"):
        for article, record, extraction in zip(articles, records, extractions, strict=True):
            folder.take(article)
            for row in extraction.rows:
                folder.add_row(LedgerRow.of(article.id, row, folder.number))
            folder.add(article, record)
        folder.sync()
    folder.close("finished", Articles(read=len(articles), done=len(articles)))


def lines(passes: Sequence[Costs]) -> Iterator[str]:
    """The table: milliseconds a call and the share of the whole, medians of the passes with least and most."""
    whole = statistics.median(each.milliseconds(_WHOLE) for each in passes)
    yield f"{'part':<24}{'CPU ms a call':>26}{'of the whole':>14}"
    for name in _PARTS:
        yield _line(name, [each.milliseconds(name) for each in passes], whole)
    yield _line("all parts", [each.parts for each in passes], whole)
    rest = [each.milliseconds(_WHOLE) - each.parts for each in passes]
    yield _line("turns, ledger, event loop", rest, whole)
    yield _line(_WHOLE, [each.milliseconds(_WHOLE) for each in passes], whole)
    for name in (*_FROM_CACHE, _WARM):
        yield _line(name, [each.milliseconds(name) for each in passes], whole)


def _line(name: str, values: Sequence[float], whole: float) -> str:
    middle = statistics.median(values)
    spread = f"{middle:.2f} ({min(values):.2f}–{max(values):.2f})"
    return f"{name:<24}{spread:>26}{middle / whole:>13.0%}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.cost_of_parts", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--articles", type=int, default=300, help="how many (default %(default)s)")
    parser.add_argument("--size", type=int, default=6000, help="characters of an article, about (default %(default)s)")
    parser.add_argument("--in-flight", type=int, default=64, help="calls at once (default %(default)s)")
    parser.add_argument("--repeats", type=int, default=3, help="passes over the corpus (default %(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures of every pass")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="quoth-parts-") as own, simulated.endpoint(simulated.Delay(0.0)) as url:
        folder = Path(own)
        os.environ |= simulated.environment(folder, asked.in_flight)
        articles = corpus.write(folder / "articles.jsonl", asked.articles, asked.size)
        course = Course(folder, articles, url, asked.in_flight)
        asyncio.run(measure(replace(course, articles=corpus.write(folder / "few.jsonl", 3, asked.size))))
        passes = [asyncio.run(measure(course)) for _ in range(asked.repeats)]
    here, told = machine(), versions(sys.executable, ("quoth", "openai", "pydantic", "aiohttp", "diskcache"))
    print(f"{here['cores']} cores, {here['cpu']}; {', '.join(f'{name} {version}' for name, version in told.items())}")
    each = articles.characters / articles.articles
    print(f"{articles.articles} articles of {each:.0f} characters, {passes[0].calls} calls; {asked.repeats} passes")
    for line in lines(passes):
        print(line)
    if asked.json:
        figures = [{"calls": each.calls, "seconds": each.seconds} for each in passes]
        asked.json.write_text(json.dumps({"machine": here, "versions": told, "passes": figures}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
