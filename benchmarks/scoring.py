"""The time and memory of `quoth score`: planted labels, predictions that are wrong in a known way, and the figures.

python -m benchmarks.scoring [--articles N] [--items N] [--sizes N …] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.machine import machine, versions

_ROOT = Path(__file__).parents[1]
_SPEAKERS = ("Ana Ruiz", "Omar Hadi", "Lena Brandt", "Karl Voss", "the Harbour Council", "two officials")
_SENTENCE = "{speaker} told reporters that the crossing number {number} would open if the guards of post {number} left."
_LAYERS = ("claims", "stances", "conditions")
_NOISE = (("dropped", 0.1), ("shortened", 0.1), ("misplaced", 0.05), ("wrong", 0.1), ("doubled", 0.05))
"""What becomes of a label in the predictions, and how often: gone; with the last fifth of its words gone; with all but
a tenth gone, so that it meets nothing; with a wrong source, polarity or sense; given twice. The others are right."""


@dataclass
class Expected:
    """What the noise makes of each measure: right, given and owed, all layers together."""

    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("detection", "strict", "joint"), 0))
    given: int = 0
    owed: int = 0

    def add(self, noise: str) -> None:
        met = noise not in ("dropped", "misplaced")
        self.owed += 1
        self.given += {"dropped": 0, "doubled": 2}.get(noise, 1)
        self.right["detection"] += met
        self.right["strict"] += met and noise != "shortened"
        self.right["joint"] += met and noise != "wrong"


def plant(folder: Path, articles: int, items: int) -> Expected:
    """A run folder `run` and a gold file `gold.jsonl` of so many articles, the same each time, written one by one."""
    (folder / "run").mkdir(parents=True)
    (folder / "run" / "manifest.json").write_text("{}", encoding="utf-8")
    expected = Expected()
    with (
        (folder / "gold.jsonl").open("w", encoding="utf-8") as gold,
        (folder / "run" / "records.jsonl").open("w", encoding="utf-8") as records,
        (folder / "run" / "articles.jsonl").open("w", encoding="utf-8") as texts,
    ):
        for number in range(articles):
            chance = Random(number)
            text = "\n".join([f"Report {number} of the day", *(_sentence(number, item) for item in range(items)), ""])
            head = {"id": f"a{number:06}", "sha256": sha256(text.encode()).hexdigest(), "length": len(text)}
            labels = [_label(text, number, item) for item in range(items)]
            gold.write(json.dumps(_gold(head, text, labels, number)) + "\n")
            records.write(json.dumps(_record(head, labels, chance, expected)) + "\n")
            whole = {**_unknown(head), "text": text, "origin": None}
            texts.write(json.dumps(whole) + "\n")
    return expected


def _sentence(article: int, item: int) -> str:
    return _SENTENCE.format(speaker=_SPEAKERS[(article + item) % len(_SPEAKERS)], number=100 + item)


def _label(text: str, article: int, item: int) -> dict[str, Any]:
    """One item as a record holds it; claims, stances and conditions by turns."""
    sentence = _sentence(article, item)
    begin = text.index(sentence)

    def span(words: str) -> dict[str, Any]:
        start = begin + sentence.index(words)
        return {"start": start, "end": start + len(words), "text": words}

    name = _SPEAKERS[(article + item) % len(_SPEAKERS)]
    actor = {"name": name, "kind": "person", "mention": span(name)}
    content = sentence.partition(" that ")[2].rstrip(".")
    then, _, when = content.partition(" if ")
    layer = _LAYERS[item % len(_LAYERS)]
    if layer == "claims":
        return {
            "id": f"c{item}", "source": actor, "via": [], "cue": span("told"), "content": [span(content)],
            "proposition": content, "quotation": "indirect", "certainty": "certain",
        }  # fmt: skip
    if layer == "stances":
        return {
            "id": f"s{item}", "claim": None, "holder": actor, "target": then, "target_kind": "proposition",
            "polarity": "support", "evidence": [span(content)],
        }  # fmt: skip
    return {
        "id": f"k{item}", "claim": None, "kind": "offer", "sense": "if", "marker": span(" if "),
        "antecedent": {"text": when, "spans": [span(when)]}, "consequent": {"text": then, "spans": [span(then)]},
        "bound": None,
    }  # fmt: skip


def _layer(label: dict[str, Any]) -> str:
    return {"c": "claims", "s": "stances", "k": "conditions"}[label["id"][0]]


def _gold(head: dict[str, Any], text: str, labels: list[dict[str, Any]], number: int) -> dict[str, Any]:
    def as_gold(value: Any) -> Any:
        if isinstance(value, list):
            return [as_gold(each) for each in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"start", "end", "text"}:
            start, end = value["start"], value["end"]
            around = {"prefix": text[max(0, start - 32) : start], "suffix": text[end : end + 32]}
            return {"start": start, "end": end, "exact": value["text"], **around}
        return {name: as_gold(each) for name, each in value.items()}

    layers = {layer: [as_gold(each) for each in labels if _layer(each) == layer] for layer in _LAYERS}
    article = {**head, "story": f"story {number // 2}", "split": "test"}
    return {"schema": "quoth.gold/1", "article": article, "annotator": "planted", "guidelines": "1", **layers}


def _record(head: dict[str, Any], labels: list[dict[str, Any]], chance: Random, expected: Expected) -> dict[str, Any]:
    layers: dict[str, list[dict[str, Any]]] = {layer: [] for layer in _LAYERS}
    for label in labels:
        noise = _drawn(chance)
        expected.add(noise)
        made = json.loads(json.dumps(label))
        if _layer(label) == "claims":
            made |= {"chunk": 0, "pass": 1}
        if noise in ("shortened", "misplaced"):
            _cut(made, 0.8 if noise == "shortened" else 0.1)
        if noise == "wrong":
            nobody = {"name": "Igor Nowak", "kind": "person", "mention": None}
            wrong: dict[str, Any] = {"claims": {"source": nobody}, "stances": {"polarity": "oppose"}}
            made |= wrong.get(_layer(label), {"sense": "unless"})
        if noise != "dropped":
            layers[_layer(label)].append(made)
        if noise == "doubled":
            layers[_layer(label)].append({**made, "id": f"{made['id']}x"})
    coverage = {"chunks": 1, "ok": 1, "empty": 0, "failed": 0}
    return {"schema": "quoth.record/1", "article": _unknown(head), **layers, "findings": [], "coverage": coverage}


def _unknown(head: dict[str, Any]) -> dict[str, Any]:
    return {**head, "title": None, "publisher": None, "published": None, "url": None}


def _drawn(chance: Random) -> str:
    point = chance.random()
    for name, share in _NOISE:
        point -= share
        if point < 0:
            return name
    return "right"


def _cut(item: dict[str, Any], share: float) -> None:
    """The evidence, or each half, keeps so much of its words."""
    for spans in (item.get("content"), item.get("evidence"), *(item.get(h, {}).get("spans") for h in _HALVES)):
        for span in spans or ():
            length = max(1, round(share * len(span["text"])))
            span |= {"end": span["start"] + length, "text": span["text"][:length]}


_HALVES = ("antecedent", "consequent")


@dataclass(frozen=True)
class Scored:
    """One `quoth score` in a process of its own: `rss` is its peak in bytes, `wall` and `cpu` are seconds."""

    articles: int
    rss: int
    wall: float
    cpu: float


def score(folder: Path, articles: int, expected: Expected) -> Scored:
    """Scores what `plant` left in the folder, and holds the sums against those that the noise makes.

    Raises SystemExit, one line, where the command fails or its sums are others.
    """
    out = folder / "scores"
    command = [sys.executable, "-m", "quoth", "score", str(folder / "run"), "--gold", str(folder / "gold.jsonl")]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT / "src")}
    clock = time.perf_counter()
    with (folder / "said").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen([*command, "--out", str(out)], env=environment, stdout=said, stderr=said)
        # wait4 tells the peak of this one process; RUSAGE_CHILDREN would tell that of the largest child so far.
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - clock
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        if process.returncode:
            raise SystemExit(f"quoth score of {articles} articles: {said.read().strip().splitlines()[-1:]}")
    _hold_against(out / "scores.json", expected)
    unit = 1 if sys.platform == "darwin" else 1024
    return Scored(articles, used.ru_maxrss * unit, wall, used.ru_utime + used.ru_stime)


def _hold_against(scores: Path, expected: Expected) -> None:
    from quoth.evals.scorebook import MEASURES, read_scorebook

    book = read_scorebook(scores)
    for measure in MEASURES:
        counts = book.counts(measure)
        found = tuple(int(sum(each)) for each in zip(*((c.right, c.given, c.owed) for c in counts), strict=True))
        planted = (expected.right[measure], expected.given, expected.owed)
        if found != planted:
            raise SystemExit(f"{measure}: right, given, owed are {found}; the noise that was planted makes {planted}")


def parts(folder: Path) -> dict[str, float]:
    """Seconds of each step of the way over the whole folder, one step after the other, in this process."""
    from quoth.evals.alignment import align
    from quoth.evals.anchoring import anchored
    from quoth.evals.gold import read_gold
    from quoth.evals.scorebook import LayerLine, scorebook
    from quoth.evals.scores import score as counted
    from quoth.evals.units import labels_of
    from quoth.runs.opened import open_run
    from quoth.views.scores import score_json, score_lines

    took: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        clock = time.perf_counter()
        made = work()
        took[name] = time.perf_counter() - clock
        return made

    run = open_run(folder / "run")
    gold = timed("read labels", lambda: list(read_gold(folder / "gold.jsonl")))
    texts = timed("read texts", lambda: list(run.articles()))
    records = timed("read records", lambda: {each.article.id: each for each in run.records()})
    gold = timed("anchor", lambda: [anchored(g, a.text, a.sha256) for g, a in zip(gold, texts, strict=True)])
    labels = timed("labels to units", lambda: list(map(labels_of, gold)))
    aligned = timed("records to units, align", lambda: [align(each, records[each.article]) for each in labels])
    timed("count", lambda: [LayerLine.of(counted(each)) for layers in aligned for each in layers.values()])
    book, _ = scorebook("planted", records, labels)
    timed("tables with intervals", lambda: list(score_lines(book)))
    timed("tables with the bootstrap", lambda: score_json(book))
    return took


def _lines(asked: argparse.Namespace, scored: Sequence[Scored], took: dict[str, float]) -> Iterator[str]:
    yield f"{asked.articles} articles of {asked.items} items, in one process, seconds:"
    yield from (f"  {name:32}{seconds:8.2f}" for name, seconds in took.items())
    few, many = scored[0], scored[-1]
    if many.articles > few.articles:
        more, further = many.rss - few.rss, many.articles - few.articles
        yield f"memory from {few.articles} to {many.articles} articles: {more / 1e6:+.1f} MB, "
        yield f"  {more / further:.0f} bytes for each further article of {asked.items} items"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scoring", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=1000, help="of the parts' times (default %(default)s)")
    parser.add_argument("--items", type=int, default=30, help="labels of an article (default %(default)s)")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 4000], help="articles, for the memory")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures")
    asked = parser.parse_args(arguments)
    here, told = machine(), versions(sys.executable, ("quoth", "pydantic", "scipy", "numpy"))
    print(f"{here['cores']} cores, {here['cpu']}; {', '.join(f'{name} {version}' for name, version in told.items())}")
    scored = []
    with tempfile.TemporaryDirectory(prefix="quoth-scoring-") as own:
        for articles in sorted({*asked.sizes, asked.articles}):
            folder = Path(own) / str(articles)
            each = score(folder, articles, plant(folder, articles, asked.items))
            scored.append(each)
            print(
                f"quoth score, {articles:,} articles: {each.wall:.1f} s, {each.cpu:.1f} s CPU, "
                f"peak RSS {each.rss / 1e6:.1f} MB",
                flush=True,
            )
        took = parts(Path(own) / str(asked.articles))
    for line in _lines(asked, scored, took):
        print(line)
    if asked.json:
        figures = {"machine": here, "versions": told, "items": asked.items, "parts": took}
        figures["runs"] = [asdict(each) for each in scored]
        asked.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
