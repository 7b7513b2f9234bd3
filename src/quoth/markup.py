"""Tables as HTML, every word of them escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def html_table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table without any style of its own; nothing where it has no rows."""
    lines = ["<tr>" + "".join(f"<td dir='auto'>{_cell(value)}</td>" for value in row) + "</tr>" for row in rows]
    if not lines:
        return ""
    head = "".join(f"<th scope='col'>{escape(column)}</th>" for column in columns)
    caption = f"<caption>{escape(caption)}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _cell(value: object) -> str:
    return "" if value is None else escape(str(value))
