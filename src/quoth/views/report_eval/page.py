"""The page itself: the template filled, with its style and its script inside and nothing fetched from anywhere."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from quoth.evals.echo import WHAT_IT_DOES
from quoth.views.plain import plain
from quoth.views.report_eval import figures
from quoth.views.report_eval.articles import LETTERS, ArticlePart, article_parts
from quoth.views.report_eval.reading import Scored

if TYPE_CHECKING:
    from jinja2 import Template


def page(scored: Scored) -> str:
    """The HTML of the report.

    Whatever an article, a name or an id holds is escaped by the template, and the page's own policy lets no script run
    but the one that is in it.
    """
    parts, unplaced = article_parts(scored)
    style, script = _shipped("page.css"), _shipped("page.js")
    return _template().render(
        scored=scored,
        book=scored.book,
        layers=figures.layer_rows(scored.book),
        echo=WHAT_IT_DOES,
        macro={measure: figures.macro(scored.book, measure) for measure in ("joint", "detection")},
        warnings=list(figures.warnings(scored.book)),
        shares=figures.shares(scored.book),
        swapped=figures.swapped(scored.book),
        confusions=figures.confusions(scored.book),
        articles=list(zip(parts, figures.article_slices(scored.book), strict=True)),
        stories=figures.story_slices(scored.book),
        empty=figures.false_items(scored.book),
        kinds=figures.kinds_of(scored.sums),
        waterfalls=_waterfalls(scored),
        suspects=_suspects(scored),
        errors=sum(len(part.errors) for part in parts),
        filters=_filters(parts),
        numbers={part.scores.id: part.number for part in parts},
        unplaced=unplaced,
        letters=LETTERS,
        style=style,
        script=script,
        policy=_policy(style, script),
    )


def _waterfalls(scored: Scored) -> dict[str, list[figures.Bar]]:
    if scored.sums is None:
        return {}
    return {layer: figures.stage_bars(stages) for layer, stages in scored.sums.waterfall.items() if stages}


def _filters(parts: Sequence[ArticlePart]) -> list[tuple[str, int]]:
    """The kinds of error that the list of items has, the most frequent first."""
    found = Counter(kind for part in parts for entry in part.errors for kind in entry.kinds)
    return found.most_common()


def _suspects(scored: Scored) -> tuple[list[str], list[dict[str, str]]]:
    """The columns and rows of the labels to look at again. What a suspect says of itself is for its writer to know."""
    suspects: Sequence[Mapping[str, Any]] = scored.sums.suspects if scored.sums is not None else ()
    rows = []
    for suspect in suspects:
        row = {name: _told(value) for name, value in suspect.items() if name != "places"}
        if words := _words_at(scored, suspect):
            row["words"] = words
        rows.append(row)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return columns, [{name: row.get(name, "") for name in columns} for row in rows]


def _words_at(scored: Scored, suspect: Mapping[str, Any]) -> str:
    """The article's words at the places of a suspect, where both are known."""
    text, places = scored.texts.get(str(suspect.get("article"))), suspect.get("places")
    if text is None or not isinstance(places, list):
        return ""
    pairs = [each for each in places if isinstance(each, list) and [type(edge) for edge in each] == [int, int]]
    return " … ".join(text.text[start:end] for start, end in pairs)


def _told(value: Any) -> str:
    """A value of JSON as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(_told, value))
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_told(each)}" for name, each in value.items() if each not in ("", None))
    return str(value)


def _policy(style: str, script: str) -> str:
    """Only this style and this script, by their hashes: nothing else is loaded, sent or run."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _number(value: float) -> str:
    """A count, which is a mean where a run was repeated."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


@lru_cache(maxsize=1)
def _template() -> Template:
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_finalized
    )
    environment.filters |= {"number": _number, "score": _score}
    return environment.from_string(_shipped("page.html.j2"))


def _finalized(value: Any) -> Any:
    """Text of others with nothing in it that is no character of a page; what is markup stays as it is."""
    return plain_lines(value) if type(value) is str else value


def plain_lines(text: str) -> str:
    """As `plain`, but for the ends of lines."""
    return "\n".join(map(plain, text.split("\n"))) if not text.isprintable() else text


def _shipped(name: str) -> str:
    return files("quoth.views.report_eval").joinpath(name).read_text(encoding="utf-8")
