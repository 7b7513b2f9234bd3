"""The answer cache for a person: what it holds, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from quoth.llm.auditing import Holding, Holdings, Verified
from quoth.views.estimate import money
from quoth.views.plain import plain

if TYPE_CHECKING:
    from rich.table import Table

_UNITS = "bytes kB MB GB TB".split()


def answers(count: int) -> str:
    return f"{count:,} answer" + ("" if count == 1 else "s")


def holding_lines(held: Holdings) -> Iterator[str]:
    """Where it is, how much it holds and since when."""
    yield plain(held.folder)
    words = f"{answers(held.answers)}, {_size(held.bytes)}"
    if held.oldest is not None and held.newest is not None:
        words += f", stored from {_time(held.oldest)} to {_time(held.newest)}"
    yield words
    if held.damaged:
        yield f"{held.damaged:,} more that are damaged: `quoth cache verify` names them"


def holding_table(held: Holdings) -> Table:
    """A row for each model; the cost is what the calls took that gave these answers."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("model", overflow="fold")
    for name in ("answers", "tokens in", "of them cached", "tokens out", "cost"):
        table.add_column(name, justify="right")
    for each in held.models:
        counts = (each.answers, each.tokens_in, each.tokens_cached, each.tokens_out)
        table.add_row(Text(plain(each.model)), *(f"{count:,}" for count in counts), _cost(each))
    return table


def verified_lines(verified: Verified) -> Iterator[str]:
    """Every damage, and what to do about it."""
    for problem in verified.database:
        yield f"database: {plain(problem)}"
    for damaged in verified.damaged:
        yield f"{plain(damaged.key)}: {plain(damaged.problem)}"
    yield f"{answers(verified.answers)} sound, {len(verified.damaged):,} damaged in {plain(verified.folder)}"
    if verified.database:
        yield (
            "the database itself is damaged: `quoth cache export FILE` saves what can be read, then clear and import it"
        )
    if verified.deleted:
        yield f"{verified.deleted:,} damaged deleted: they are asked anew"
    elif verified.damaged:
        yield "--delete-damaged deletes them, so that they are asked anew"


def _cost(each: Holding) -> str:
    if not each.priced:
        return "not known"
    return money(each.cost) + ("" if each.priced == each.answers else f" (of {each.priced:,})")


def _size(count: int) -> str:
    size, unit = float(count), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.1f} {_UNITS[unit]}" if unit else f"{count} bytes"


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")
