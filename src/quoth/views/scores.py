"""Scores for a person: the headline with its interval, each layer, each attribute, and what the figures rest on."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from quoth.evals.comparing import Compared, fixed_and_broken
from quoth.evals.echo import WHAT_IT_DOES
from quoth.evals.error_book import ErrorBook
from quoth.evals.floor import Above, above_floor, no_better
from quoth.evals.scorebook import MEASURES, Measure, Scorebook
from quoth.evals.statistics import FEW, Counts, Interval, bootstrapped, f1, interval
from quoth.evals.units import Layer
from quoth.views.plain import plain

_MOST_CHANGED = 10
_MOST_KINDS = 5
_SHOWN: tuple[Measure, ...] = ("joint", "detection")
_TITLES: dict[Layer | None, str] = {
    None: "all layers",
    "claims": "claims",
    "stances": "stances",
    "conditions": "conditions",
}


def score_lines(book: Scorebook) -> Iterator[str]:
    """The tables of one scorebook, plain text of fixed columns."""
    covered = sum(article.covered for article in book.articles)
    owed = sum(article.counts("detection").owed for article in book.articles)
    stories = len(set(book.stories))
    articles = f"{covered} of {len(book.articles)} labelled articles"
    yield f"{plain(book.name)}: {articles} ({stories} stories, {owed:g} labels)"
    yield from _warnings(book)
    yield ""
    yield f"{'':14}{'joint F1':>9}{'95 %':^15}{'found F1':>9}{'95 %':^15}{'P':>6}{'R':>6}{'strict':>8}{'labels':>8}"
    for layer in _layers(book):
        yield _layer_line(book, layer)
    yield from _floor_lines(book)
    yield ""
    joint, found = _macro(book.counts("joint")), _macro(book.counts("detection"))
    yield f"macro over articles: joint F1 {joint:.3f}, found F1 {found:.3f}"
    if book.empty:
        false = sum(article.counts("detection").given for article in book.empty)
        yield f"{len(book.empty)} articles without a label: {false / len(book.empty):.2f} false items an article"
    yield from _attribute_lines(book)


def _layers(book: Scorebook) -> list[Layer | None]:
    return [None, *book.layers] if len(book.layers) > 1 else list(book.layers)


def _layer_line(book: Scorebook, layer: Layer | None) -> str:
    joint, found = (_with_interval(interval(book.counts(each, layer), book.stories)) for each in _SHOWN)
    total = _sum(book.counts("detection", layer))
    precision = total.right / total.given if total.given else 0.0
    recall = total.right / total.owed if total.owed else 0.0
    strict = f1(book.counts("strict", layer))
    return f"{_TITLES[layer]:14}{joint}{found}{precision:6.3f}{recall:6.3f}{strict:8.3f}{total.owed:8g}"


def _floor_lines(book: Scorebook) -> Iterator[str]:
    """What the rules come to without a model, and how far above that the run is."""
    above = above_floor(book)
    if above:
        yield ""
        yield f"echo floor: what {WHAT_IT_DOES} scores, by the same prompt and rules"
        yield f"{'':14}{'joint F1':>9}{'95 %':^15}{'found F1':>9}{'95 %':^15}{'run − echo':>12}   95 % (joint)"
    for each in above:
        apart = each.difference
        bounds = f"{apart.low:+.3f} to {apart.high:+.3f}"
        echo = f"{_with_interval(each.joint)}{_with_interval(each.found)}"
        yield f"{_TITLES[each.layer]:14}{echo}{apart.value:+12.3f}{bounds:^19}".rstrip()
    if book.no_echo:
        yield f"no echo floor: {plain(book.no_echo)}"


def _with_interval(found: Interval) -> str:
    return f"{found.value:9.3f}{f'{found.low:.3f}–{found.high:.3f}':^15}"


def _sum(counts: Sequence[Counts]) -> Counts:
    return Counts(
        sum(each.right for each in counts), sum(each.given for each in counts), sum(each.owed for each in counts)
    )


def _macro(counts: Sequence[Counts]) -> float:
    return sum(f1([each]) for each in counts) / len(counts) if counts else 0.0


def _warnings(book: Scorebook) -> Iterator[str]:
    if len(book.articles) < FEW:
        yield f"only {len(book.articles)} articles: take the intervals for rough guesses"
    uncovered = [article.id for article in book.articles if not article.covered]
    if uncovered:
        named = ", ".join(map(plain, uncovered[:5]))
        yield f"no record of {len(uncovered)} articles, all their labels are missed: {named}"
    failed = sum(article.chunks_failed for article in book.articles)
    if failed:
        yield f"{failed} chunks failed: what they hold is missed"
    if warning := no_better(book):
        yield warning


def _attribute_lines(book: Scorebook) -> Iterator[str]:
    for layer in book.layers:
        right: dict[str, list[int]] = {}
        swapped = 0
        for article in book.articles:
            line = article.layers.get(layer)
            if line is None:
                continue
            swapped += line.swapped
            for name, (good, every) in [*line.attributes.items(), *line.roles.items()]:
                sums = right.setdefault(name, [0, 0])
                sums[0], sums[1] = sums[0] + good, sums[1] + every
        if right:
            shares = ", ".join(
                f"{name} {good}/{every} ({good / every:.2f})" for name, (good, every) in right.items() if every
            )
            yield f"{layer}, of those found: {shares}" + (f"; {swapped} with swapped halves" if swapped else "")


def error_lines(wrong: ErrorBook) -> Iterator[str]:
    """The few kinds of errors of which mending one would gain most, and what could not be followed up."""
    kinds = [
        (found["joint_f1_regained"], found["n"], layer, kind)
        for layer, every in wrong.sums()["kinds"].items()
        for kind, found in every.items()
        if found["joint_f1_regained"] > 0
    ]
    if kinds:
        yield ""
        yield "what went wrong, by the joint F1 of all layers that mending it alone would regain"
    for regained, count, layer, kind in sorted(kinds, key=lambda each: (-each[0], each[2:]))[:_MOST_KINDS]:
        yield f"  {regained:+.3f}  {kind.replace('_', ' ')} {layer} ({count:g})"
    if wrong.articles_without_answers:
        yield f"of {wrong.articles_without_answers} articles the run keeps no answers that come to their records"


def repeat_lines(books: Sequence[Scorebook]) -> Iterator[str]:
    """How far repeats of one run differ from each other, beside how far articles do: within and between."""
    if len(books) < 2:
        return
    values = [f1(book.counts("joint")) for book in books]
    within = statistics.pstdev(values)
    between = statistics.pstdev(f1([each]) for each in books[0].counts("joint"))
    yield ""
    yield f"{len(books)} repeats: joint F1 {', '.join(f'{value:.3f}' for value in values)}"
    yield f"spread of repeats {within:.3f}, of articles in one repeat {between:.3f} (standard deviations)"


def score_json(book: Scorebook) -> dict[str, Any]:
    """The same for a program, with the bootstrap's intervals beside the linearised ones."""
    return {
        "name": book.name,
        "articles": len(book.articles),
        "covered": sum(article.covered for article in book.articles),
        "stories": len(set(book.stories)),
        "layers": {
            _TITLES[layer]: {measure: _measure_json(book, measure, layer) for measure in MEASURES}
            for layer in _layers(book)
        },
        "echo": _echo_json(book),
    }


def _echo_json(book: Scorebook) -> dict[str, Any]:
    """The floor by layer, in joint F1 what the run has above it; `warning` and `why_none` are null or a line."""
    floor = book.floor
    layers = {_TITLES[each.layer]: _above_json(floor, each) for each in above_floor(book)} if floor else None
    return {"layers": layers, "warning": no_better(book), "why_none": book.no_echo}


def _above_json(floor: Scorebook, above: Above) -> dict[str, Any]:
    apart = above.difference
    measures: dict[str, Any] = {measure: _measure_json(floor, measure, above.layer) for measure in MEASURES}
    return {**measures, "above": {"joint_f1": apart.value, "low": apart.low, "high": apart.high}}


def _measure_json(book: Scorebook, measure: Measure, layer: Layer | None) -> dict[str, Any]:
    counts = book.counts(measure, layer)
    found, drawn, total = interval(counts, book.stories), bootstrapped(counts, book.stories), _sum(counts)
    return {
        "f1": found.value,
        "low": found.low,
        "high": found.high,
        "bootstrap": [drawn.low, drawn.high],
        "right": total.right,
        "given": total.given,
        "owed": total.owed,
    }


def compare_lines(a: Scorebook, b: Scorebook, found: Sequence[Compared]) -> Iterator[str]:
    """The verdict first, in one line; then each layer, and the articles that changed most."""
    head = found[0]
    yield (
        f"{plain(b.name)} is {_verdict(head)} than {plain(a.name)}"
        if head.verdict != "inconclusive"
        else (f"inconclusive: {plain(b.name)} against {plain(a.name)}")
    )
    if len(a.articles) < FEW:
        yield f"only {len(a.articles)} articles: a verdict on so few is a weak one"
    yield ""
    yield f"{'':14}{'A':>7}{'B':>7}{'B − A':>9}  {'95 %':^19}{'p':>6}  verdict"
    for each in found:
        bounds = each.found.interval
        needed = f", about {each.needed:,} articles would settle it" if each.needed else ""
        yield (
            f"{_TITLES[each.layer]:14}{each.a:7.3f}{each.b:7.3f}{bounds.value:+9.3f}"
            f"{f'{bounds.low:+.3f} to {bounds.high:+.3f}':^19}{each.adjusted:6.3f}  {each.verdict}{needed}"
        )
    yield from _changed(fixed_and_broken(a, b, head.measure))


def _verdict(head: Compared) -> str:
    bounds = head.found.interval
    return f"{head.verdict} ({bounds.value:+.3f} {head.measure} F1, p = {head.adjusted:.3f})"


def _changed(changes: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    if changes:
        yield ""
        fixed, broken = sum(gained for _, gained, _ in changes), sum(lost for _, _, lost in changes)
        yield f"{len(changes)} articles changed; fixed {fixed} items, broke {broken}"
    for article, gained, lost in changes[:_MOST_CHANGED]:
        yield f"  {plain(article)}: {gained} fixed, {lost} broken"


def compare_json(found: Iterable[Compared]) -> list[dict[str, Any]]:
    return [
        {
            "layer": _TITLES[each.layer],
            "measure": each.measure,
            "a": each.a,
            "b": each.b,
            "difference": each.found.interval.value,
            "low": each.found.interval.low,
            "high": each.found.interval.high,
            "p": each.found.p,
            "adjusted_p": each.adjusted,
            "verdict": each.verdict,
            "articles_needed": each.needed,
        }
        for each in found
    ]
