"""The figures of the report as rows that a template can lay out: scores with intervals, shares, tables, slices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from quoth.evals.floor import above_floor, no_better
from quoth.evals.scorebook import ArticleScores, Measure, Scorebook
from quoth.evals.statistics import FEW, Counts, Interval, f1, interval
from quoth.evals.units import Layer
from quoth.views.report_eval.reading import ErrorSums, KindSum


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One layer, or all together. `precision` and `recall` are None where nothing was given or owed."""

    name: str
    joint: Interval
    found: Interval
    strict: Interval
    precision: Interval | None
    recall: Interval | None
    right: float
    given: float
    owed: float
    echo: Interval | None = None
    """What an echo scores, joint; `above` is what the run has more."""
    above: Interval | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """How often an attribute, or a half, of the items found is right."""

    layer: Layer
    name: str
    right: int
    every: int

    @property
    def value(self) -> float:
        return self.right / self.every


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often label (row) and prediction (column) came together; `heat` is a row's share in five steps, 0 to 5."""

    layer: Layer
    attribute: str
    values: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]

    def heat(self, label: str, given: str) -> int:
        total = sum(self.counts.get((label, each), 0) for each in self.values)
        return -(-5 * self.counts.get((label, given), 0) // total) if total else 0


@dataclass(frozen=True, slots=True)
class Slice:
    """The figures of one article or of one story."""

    name: str
    story: str
    articles: int
    joint: float
    found: float
    right: float
    given: float
    owed: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A named amount, and its width as a share of the longest."""

    name: str
    count: float
    amount: float
    width: float


def layer_rows(book: Scorebook) -> list[LayerRow]:
    """All layers together first, where there are several."""
    layers: list[Layer | None] = [None, *book.layers] if len(book.layers) > 1 else list(book.layers)
    rows = [_layer_row(book, layer) for layer in layers]
    floor = above_floor(book)
    if not floor:
        return rows
    return [replace(row, echo=each.joint, above=each.difference) for row, each in zip(rows, floor, strict=True)]


def _layer_row(book: Scorebook, layer: Layer | None) -> LayerRow:
    def of(measure: Measure) -> Interval:
        return interval(book.counts(measure, layer), book.stories)

    found = book.counts("detection", layer)
    total = _sum(found)
    # F1 is 2·right / (given + owed): with both the same it is precision, or recall, and so is its interval.
    precision = [Counts(each.right, each.given, each.given) for each in found]
    recall = [Counts(each.right, each.owed, each.owed) for each in found]
    return LayerRow(
        name=layer or "all layers",
        joint=of("joint"),
        found=of("detection"),
        strict=of("strict"),
        precision=interval(precision, book.stories) if total.given else None,
        recall=interval(recall, book.stories) if total.owed else None,
        right=total.right,
        given=total.given,
        owed=total.owed,
    )


def macro(book: Scorebook, measure: Measure) -> float:
    """The mean over articles of each one's F1."""
    counts = book.counts(measure)
    return sum(f1([each]) for each in counts) / len(counts) if counts else 0.0


def warnings(book: Scorebook) -> Iterator[str]:
    """What a reader has to know before any figure."""
    if len(book.articles) < FEW:
        yield f"Only {len(book.articles)} articles: take the intervals for rough guesses."
    uncovered = [article.id for article in book.articles if not article.covered]
    if uncovered:
        named = ", ".join(uncovered[:5])
        yield f"No record of {len(uncovered)} of {len(book.articles)} articles, all their labels are missed: {named}"
    failed = sum(article.chunks_failed for article in book.articles)
    if failed:
        yield f"{failed} chunks failed: what they hold is missed."
    if warning := no_better(book):
        yield f"N{warning[1:]}."


def shares(book: Scorebook) -> list[Share]:
    """Of the items found, each attribute and each half, layer by layer."""
    found = []
    for layer in book.layers:
        sums: dict[str, list[int]] = {}
        for article in book.articles:
            line = article.layers.get(layer)
            for name, (right, every) in [*line.attributes.items(), *line.roles.items()] if line is not None else ():
                each = sums.setdefault(name, [0, 0])
                each[0], each[1] = each[0] + right, each[1] + every
        found += [Share(layer, name, right, every) for name, (right, every) in sums.items() if every]
    return found


def swapped(book: Scorebook) -> int:
    """Conditions whose halves changed places."""
    return sum(line.swapped for article in book.articles for line in article.layers.values())


def confusions(book: Scorebook) -> list[Confusion]:
    """A table for every attribute of few values, the most frequent label first."""
    found = []
    for layer in book.layers:
        tables: dict[str, Counter[tuple[str, str]]] = {}
        for article in book.articles:
            line = article.layers.get(layer)
            for (name, label, given), count in line.table.items() if line is not None else ():
                tables.setdefault(name, Counter())[label, given] += count
        for name, table in tables.items():
            often: Counter[str] = Counter()
            for (label, given), count in table.items():
                often[label] += count
                often[given] += 0
            values = tuple(sorted(often, key=lambda value: (-often[value], value)))
            found.append(Confusion(layer, name, values, table))
    return found


def article_slices(book: Scorebook) -> list[Slice]:
    return [_slice(article.id, article.story, [article]) for article in book.articles]


def story_slices(book: Scorebook) -> list[Slice]:
    """Each story with the sums of its articles, in the order in which the stories first come."""
    stories: dict[str, list[ArticleScores]] = {}
    for article in book.articles:
        stories.setdefault(article.story, []).append(article)
    return [_slice(story, story, articles) for story, articles in stories.items()]


def _slice(name: str, story: str, articles: Sequence[ArticleScores]) -> Slice:
    found = _sum([article.counts("detection") for article in articles])
    failed = sum(article.chunks_failed for article in articles)
    notes = ["no record"] if not all(article.covered for article in articles) else []
    notes += [f"{failed} chunks failed"] if failed else []
    return Slice(
        name=name,
        story=story,
        articles=len(articles),
        joint=f1([article.counts("joint") for article in articles]),
        found=f1([found]),
        right=sum(article.counts("joint").right for article in articles),
        given=found.given,
        owed=found.owed,
        note=", ".join(notes),
    )


def false_items(book: Scorebook) -> list[Slice]:
    """The articles without a label, those with the most items given first: each of these is false."""
    return sorted((_slice(each.id, each.story, [each]) for each in book.empty), key=lambda each: -each.given)


def kind_bars(kinds: Mapping[str, KindSum]) -> list[Bar]:
    """The kinds of error of one layer, the one worth most first."""
    longest = max((each.joint_f1_regained for each in kinds.values()), default=0.0)
    bars = [
        Bar(kind, each.n, each.joint_f1_regained, max(0.0, each.joint_f1_regained / longest) if longest > 0 else 0.0)
        for kind, each in kinds.items()
    ]
    return sorted(bars, key=lambda bar: (-bar.amount, -bar.count, bar.name))


def stage_bars(stages: Mapping[str, float]) -> list[Bar]:
    """The labels lost at each stage, in the order of the stages, with their share of all that were lost."""
    longest, total = max(stages.values(), default=0), sum(stages.values())
    return [
        Bar(stage, count, count / total if total else 0.0, count / longest if longest else 0.0)
        for stage, count in stages.items()
    ]


def kinds_of(sums: ErrorSums | None) -> dict[str, list[Bar]]:
    return {layer: kind_bars(kinds) for layer, kinds in sums.kinds.items() if kinds} if sums is not None else {}


def _sum(counts: Sequence[Counts]) -> Counts:
    return Counts(
        sum(each.right for each in counts), sum(each.given for each in counts), sum(each.owed for each in counts)
    )
