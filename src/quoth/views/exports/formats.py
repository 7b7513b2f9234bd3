"""The formats by name, and how one is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from quoth.errors import OutputError
from quoth.runs.opened import Run
from quoth.runs.where import Where
from quoth.views.exports.selected import Selected, selected
from quoth.views.in_place import replacing

Write = Callable[[Iterator[Selected], Path], None]


@dataclass(frozen=True)
class Format:
    """`home` is `module:function`; `suffix` is that of the file, or "" where a folder is written."""

    home: str
    suffix: str
    holds: str
    needs: tuple[str, ...] = ()
    """Packages that the extra `export` brings."""

    def write(self, items: Iterator[Selected], place: Path) -> None:
        module, _, function = self.home.partition(":")
        write: Write = getattr(import_module(f"quoth.views.exports.{module}"), function)
        write(items, place)


FORMATS = {
    "csv": Format(
        "tabular:write_csv", "", "a folder of five CSV files: articles, claims, stances, conditions, findings"
    ),
    "parquet": Format("tabular:write_parquet", "", "the same tables as Parquet files"),
    "xlsx": Format("tabular:write_xlsx", ".xlsx", "the same tables as sheets of an Excel workbook", ("xlsxwriter",)),
    "duckdb": Format("tabular:write_duckdb", ".duckdb", "the same tables in a DuckDB file, with views", ("duckdb",)),
    "graphml": Format(
        "networks:write_graphml", "", "three networks of actors and targets for visone and Gephi", ("networkx",)
    ),
    "dl": Format("networks:write_dl", "", "the same networks as matrices for UCINET"),
    "dna": Format("dna:write_dna", ".dna", "a database of Discourse Network Analyzer 3"),
    "jsonld": Format("annotations:write_jsonld", ".jsonld", "W3C web annotations, one page of them an article"),
    "brat": Format(
        "annotations:write_brat", "", "a folder of brat standoff: .txt and .ann an article, and its settings"
    ),
    "labelstudio": Format(
        "annotations:write_label_studio", "", "Label Studio tasks with predictions, and its settings"
    ),
}


def export(run: Run, name: str, place: Path, where: Where, *, force: bool = False) -> dict[str, int]:
    """Writes the wanted items of `run` to `place` in the format `name`, and tells how many articles and items they are.

    Raises OutputError where `place` is taken and not to be replaced, or a package that the format needs is missing.
    """
    form = FORMATS[name]
    for package in form.needs:
        try:
            import_module(package)
        except ModuleNotFoundError:
            raise OutputError(
                f"--to {name} needs the package {package}: pip install 'quoth[export]' brings it"
            ) from None
    written = dict.fromkeys(("articles", "claims", "stances", "conditions"), 0)
    with replacing(place, force=force) as partial:
        form.write(_counted(selected(run, where), written), partial)
    return written


def _counted(items: Iterator[Selected], written: dict[str, int]) -> Iterator[Selected]:
    for item in items:
        written["articles"] += 1
        for name in ("claims", "stances", "conditions"):
            written[name] += len(getattr(item.record, name))
        yield item
