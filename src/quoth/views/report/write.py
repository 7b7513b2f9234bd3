"""Writes a report: one HTML file that holds everything, or a folder where there are many articles.

In a folder the texts lie in parts that the page loads when they are looked at. Nothing else is fetched, and the page's
own policy lets no other script run.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from itertools import chain, islice
from pathlib import Path
from typing import Any

from quoth.corpus import Corpus
from quoth.errors import QuothError
from quoth.runs.opened import Run
from quoth.runs.where import Where
from quoth.views.exports.selected import selected
from quoth.views.in_place import replacing
from quoth.views.report.data import ReportData
from quoth.views.report.run_facts import run_facts

IN_ONE_FILE = 500
"""Articles up to which a report is one file."""
_INDEX = "index.html"
_PART = 50
"""Articles of a part."""
_SCRIPTS = ("base", "state", "positions", "actors", "terms", "network", "articles", "main")


@dataclass(frozen=True)
class Written:
    """Where the report is, and of how many articles it is."""

    page: Path
    articles: int


def write_report(run: Run, place: Path, where: Where, *, title: str = "", force: bool = False) -> Written:
    """Writes the report of a run to `place`, a file, or a folder with `index.html` where there are many articles.

    Raises OutputError where `place` is taken and not to be replaced, or cannot be written.
    """
    with replacing(place, force=force) as partial:
        in_folder, articles = _write(run, partial, where, title or run.path.resolve().name)
    return Written(place / _INDEX if in_folder else place, articles)


def _write(run: Run, place: Path, where: Where, title: str) -> tuple[bool, int]:
    """Whether a folder was written, and how many articles it holds."""
    items = selected(run, where)
    first = next(items, None)
    data = ReportData(first.corpus() if first is not None else Corpus.of([]))
    taken = map(data.take, chain([first] if first is not None else [], items))
    head = list(islice(taken, IN_ONE_FILE + 1))
    if len(head) <= IN_ONE_FILE:
        parts = "".join(
            f'<script type="application/json" id="part-{number}">{_json(part)}</script>\n'
            for number, part in enumerate(_parts(iter(head)))
        )
        place.write_text(_page(run, data, title, parts, in_folder=False), encoding="utf-8", errors="replace")
        return False, len(head)
    (place / "parts").mkdir(parents=True)
    count = 0
    for number, part in enumerate(_parts(chain(head, taken))):
        count += len(part)
        content = f"quothPart({number}, {_json(part)});\n"
        (place / "parts" / f"{number}.js").write_text(content, encoding="utf-8", errors="replace")
    (place / _INDEX).write_text(_page(run, data, title, "", in_folder=True), encoding="utf-8", errors="replace")
    return True, count


def _parts(texts: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while part := list(islice(texts, _PART)):
        yield part


def _page(run: Run, data: ReportData, title: str, parts: str, *, in_folder: bool) -> str:
    from markupsafe import Markup

    style = _shipped("page.css")
    libraries = [_shipped("vendor/d3.min.js"), _shipped("vendor/plot.min.js")]
    scripts = [*libraries, '"use strict";\n(() => {\n' + "\n".join(_shipped(f"{n}.js") for n in _SCRIPTS) + "\n})();\n"]
    allowed = " ".join(map(_hash, scripts)) + (" 'self' file:" if in_folder else "")
    main = data.main() | {"part": _PART, "title": title}
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src {allowed}; base-uri 'none'; form-action 'none'"
    page: str = _template().render(
        title=title,
        policy=policy,
        style=Markup(style),
        data=Markup(_json(main)),
        parts=Markup(parts),
        scripts=[Markup(script) for script in scripts],
        facts=_facts(run),
    )
    return page


def _facts(run: Run) -> Any:
    """What the run came to; None where its ledger is not there to tell, as with records from elsewhere."""
    try:
        return run_facts(run.path)
    except (QuothError, ValueError):
        return None


def _json(value: Any) -> str:
    """JSON that ends no script: every `<` is written as an escape, and so is what a script takes for a line's end."""
    told = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return told.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _template() -> Any:
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_shipped("page.html.j2"))


def _shipped(name: str) -> str:
    return files("quoth.views.report").joinpath(name).read_text(encoding="utf-8")
