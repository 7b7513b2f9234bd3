"""What a run would take, for a person: one table with a column for each model, and where the figures come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from quoth.runs.estimating import Estimate, Estimated
from quoth.runs.sampling import Range
from quoth.views.plain import plain

if TYPE_CHECKING:
    from rich.table import Table


def heading(estimated: Estimated) -> str:
    """How much there is to read, and how much of it was measured."""
    words = f"{_number(estimated.articles, 'article')}, {estimated.characters:,} characters"
    if estimated.unreadable:
        words += f"; {_number(estimated.unreadable, 'input')} that cannot be read"
    if estimated.sampled is not None:
        words += f"; told from a random sample of {estimated.sampled:,}, so chunks and tokens have a 90 % band too"
    return words


def estimate_table(estimated: Estimated) -> Table:
    """One row a figure, one column a model; a band of 90 % stands behind what is expected."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    for each in estimated.estimates:
        table.add_column(Text(plain(each.model)), justify="right", overflow="fold")
    for name, cell in _ROWS.items():
        table.add_row(name, *(Text(plain(cell(each))) for each in estimated.estimates))
    return table


def origin_lines(estimated: Estimated) -> Iterator[str]:
    """For each model: which ratios were used, what they were learnt from, and what is to be known of it."""
    for each in estimated.estimates:
        ratio = each.ratios
        yield f"{plain(each.model)}: {plain(ratio.origin)}"
        if ratio.calls and ratio.calls_a_chunk > 1.0005:
            yield f"  {ratio.calls_a_chunk:.3f} calls a chunk, those re-asked, tried again or failed included"
        if each.passes > 1:
            known = f"learnt from {ratio.again_calls:,} calls" if ratio.again_calls else "a guess"
            yield (
                f"  each further pass reads {ratio.again_in:.2f} times what the first does and writes "
                f"{ratio.again_out:.2f} times as much: {known}"
            )
        if ratio.calls and ratio.output.spread is None:
            yield "  too few articles to know how much they differ: the ends are those of the shipped constants"
        for note in each.notes:
            yield f"  {plain(note)}"


def _count(value: Range) -> str:
    mean = f"{round(value.mean):,}"
    same = round(value.low) == round(value.high)
    return mean if same else f"{mean} ({round(value.low):,}–{round(value.high):,})"


def _cost(value: Range | None, missing: str) -> str:
    if value is None:
        return missing
    if value.high == 0:
        return "$0"
    return f"{money(value.mean)} ({money(value.low)}–{money(value.high)})"


def money(dollars: float) -> str:
    """Dollars with as many places as their size makes worth reading."""
    if dollars == 0 or dollars >= 100:
        return f"${dollars:,.0f}"
    return f"${dollars:,.2f}" if dollars >= 1 else f"${dollars:,.4f}"


def duration(seconds: float) -> str:
    """Seconds in the unit that fits."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 1.5 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"


def _time(each: Estimate) -> str:
    span = each.seconds
    if duration(span.low) == duration(span.high):
        return duration(span.mean)
    return f"{duration(span.mean)} ({duration(span.low)}–{duration(span.high)})"


def _held_up_by(each: Estimate) -> str:
    if each.held_up_by == "calls in flight":
        return f"{_number(each.in_flight, 'call')} in flight"
    return each.held_up_by


def _no_discount(each: Estimate) -> str:
    return "not known" if each.cost is None else "none"


_ROWS: dict[str, Callable[[Estimate], str]] = {
    "prompt": lambda each: each.prompt,
    "chunks": lambda each: _count(each.chunks),
    "passes over each": lambda each: f"{each.passes}",
    "calls": lambda each: _count(each.calls),
    "tokens in": lambda each: _count(each.tokens_in),
    "  the same in every call": lambda each: f"{each.static_tokens:,} a call",
    "  likely from a prefix cache": lambda each: f"{round(each.tokens_cached):,}",
    "tokens out": lambda each: _count(each.tokens_out),
    "cost": lambda each: _cost(each.cost, "not known"),
    "  with a prefix cache": lambda each: _cost(each.cost_cached, _no_discount(each)),
    "  as a batch": lambda each: _cost(each.cost_batch, _no_discount(each)),
    "time": _time,
    "  held up by": _held_up_by,
}


def _number(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
