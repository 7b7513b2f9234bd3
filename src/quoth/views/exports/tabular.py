"""Tables as CSV, Parquet, an Excel workbook and a DuckDB file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quoth.errors import OutputError
from quoth.runs.tables import COLUMNS, batches, schema
from quoth.views.exports.selected import Selected

if TYPE_CHECKING:
    import pyarrow as pa

_FORMULA = r"^([=+\-@\t\r])"
"""What makes a spreadsheet take a CSV field for a formula (OWASP, CSV injection)."""
_MOST_ROWS, _LONGEST_CELL = 1_048_575, 32_767
"""What an Excel sheet holds below its header, and a cell of it."""
_VIEWS = {
    "positions": "SELECT holder, target, polarity, count(*) AS stances, count(DISTINCT article) AS articles, "
    "min(date) AS first_day, max(date) AS last_day FROM stances GROUP BY ALL",
    "terms": "SELECT source, bound, kind, sense, antecedent, consequent, outlet, date, article FROM conditions",
    "speakers": "SELECT source, count(*) AS claims, count(DISTINCT article) AS articles, "
    "count(*) FILTER (WHERE certainty = 'denied') AS denied FROM claims GROUP BY ALL",
    "claims_with_stances": "SELECT c.*, s.holder, s.polarity, s.target FROM claims c LEFT JOIN stances s "
    "ON s.article = c.article AND s.claim = c.id",
}


def write_csv(items: Iterator[Selected], place: Path) -> None:
    """UTF-8 with a byte order mark, without which Excel reads it as another encoding; what a spreadsheet would take for
    a formula has an apostrophe before it."""
    import pyarrow.csv

    place.mkdir()
    with ExitStack() as stack:
        writers = {}
        for name in COLUMNS:
            file = stack.enter_context((place / f"{name}.csv").open("wb"))
            file.write("\ufeff".encode())
            writers[name] = stack.enter_context(pyarrow.csv.CSVWriter(file, schema(name)))
        for name, batch in batches(_pairs(items)):
            writers[name].write_batch(_without_formulas(batch))


def write_parquet(items: Iterator[Selected], place: Path) -> None:
    import pyarrow.parquet

    place.mkdir()
    with ExitStack() as stack:
        writers = {
            name: stack.enter_context(pyarrow.parquet.ParquetWriter(place / f"{name}.parquet", schema(name)))
            for name in COLUMNS
        }
        for name, batch in batches(_pairs(items)):
            writers[name].write_batch(batch)


def write_xlsx(items: Iterator[Selected], place: Path) -> None:
    """Raises OutputError where a table has more rows than a sheet holds. A longer cell is cut, and ends with …"""
    import xlsxwriter

    # Words are written as words: nothing is a formula or a link.
    book = xlsxwriter.Workbook(
        str(place),
        {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": False, "strings_to_numbers": False},
    )
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheets = {name: book.add_worksheet(name) for name in COLUMNS}
    for name in COLUMNS:
        sheets[name].write_row(0, 0, list(COLUMNS[name]), bold)
        sheets[name].freeze_panes(1, 1)
    filled = dict.fromkeys(COLUMNS, 0)
    for name, batch in batches(_pairs(items)):
        for row in batch.to_pylist():
            filled[name] += 1
            if filled[name] > _MOST_ROWS:
                raise OutputError(
                    f"--to xlsx: more than {_MOST_ROWS:,} {name}, which no sheet holds: use parquet or --where"
                )
            _write_row(sheets[name], filled[name], list(row.values()), day)
    for name in COLUMNS:
        sheets[name].autofilter(0, 0, max(1, filled[name]), len(COLUMNS[name]) - 1)
    book.close()


def write_duckdb(items: Iterator[Selected], place: Path) -> None:
    """Views: who holds what (`positions`), `terms`, `speakers`, `claims_with_stances`."""
    import duckdb
    import pyarrow as pa

    with duckdb.connect(str(place)) as connection:
        for name in COLUMNS:
            connection.register("arriving", pa.Table.from_batches([], schema=schema(name)))
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM arriving")
        for name, batch in batches(_pairs(items)):
            connection.register("arriving", pa.Table.from_batches([batch]))
            connection.execute(f"INSERT INTO {name} SELECT * FROM arriving")
        connection.unregister("arriving")
        for view, query in _VIEWS.items():
            connection.execute(f"CREATE VIEW {view} AS {query}")


def _pairs(items: Iterator[Selected]) -> Iterator[tuple[Any, Any]]:
    return ((item.record, item.whole) for item in items)


def _without_formulas(batch: pa.RecordBatch) -> pa.RecordBatch:
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = [
        pc.replace_substring_regex(column, _FORMULA, r"'\1") if pa.types.is_string(column.type) else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def _write_row(sheet: Any, number: int, values: list[Any], day: Any) -> None:
    for column, value in enumerate(values):
        if value is None:
            continue
        if isinstance(value, str):
            cut = value if len(value) <= _LONGEST_CELL else value[: _LONGEST_CELL - 1] + "…"
            sheet.write_string(number, column, cut)
        elif isinstance(value, int):
            sheet.write_number(number, column, value)
        else:
            sheet.write_datetime(number, column, value, day)
