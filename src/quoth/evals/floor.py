"""The echo floor: what a fake model scores on the articles of a run, with its prompt and under its rules.

The echo's answers go the production way, made into records by the code that stands here. So the floor of a run of an
older Quoth is the one that the run would have after `quoth derive`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from quoth.asking import Call, Reply, Request
from quoth.errors import InputError, PromptError
from quoth.evals.by_article import ByArticle
from quoth.evals.echo import WHAT_IT_DOES, echo
from quoth.evals.scorebook import ArticleScores, Scorebook, scorebook_in_order
from quoth.evals.statistics import Interval, difference, f1, interval
from quoth.evals.units import Labels, Layer
from quoth.records import Record
from quoth.runs.manifest import Manifest
from quoth.runs.opened import Run

if TYPE_CHECKING:
    from quoth.extraction.prompts import Prompt

_SHOWN = "{% for sentence in sentences %}{{ sentence.n }} {{ sentence.text }}\n{% endfor %}"
"""What the echo is shown, whatever the prompt shows a model: each sentence on a line."""


@dataclass(frozen=True, slots=True)
class Above:
    """How far a run's joint F1 lies above its floor: `joint` and `found` are the echo's, of one layer or of all."""

    layer: Layer | None
    joint: Interval
    found: Interval
    difference: Interval


def with_floor(book: Scorebook, run: Run, labels: Iterable[Labels], prompt: str | None = None) -> Scorebook:
    """The book of a run with its floor, or with why there is none; `labels` are the book's, in its order.

    `prompt` is where the run's prompt lies, where that is not shipped.
    """
    wanted = frozenset(article.id for article in book.articles)
    try:
        records = _echoed(run, wanted, _prompt(run.manifest, prompt))
    except (PromptError, InputError) as reason:
        return book.model_copy(update={"no_echo": str(reason)})
    floor = scorebook_in_order("echo", records, labels, lambda line: None, threshold=book.threshold)
    return book.model_copy(update={"echo": tuple(map(_counts_alone, floor.articles))})


def _counts_alone(article: ArticleScores) -> ArticleScores:
    """Without attributes and tables, which nobody looks at in an echo."""
    nothing: dict[str, Any] = {"attributes": {}, "confusion": [], "roles": {}, "swapped": 0}
    layers = {name: line.model_copy(update=nothing) for name, line in article.layers.items()}
    return article.model_copy(update={"layers": layers})


def _prompt(manifest: Manifest, given: str | None) -> Prompt:
    """Raises PromptError where the run's own prompt or rules are not at hand."""
    from quoth.runs.deriving import prompt_of

    if manifest.run.rules is not None:
        raise PromptError("of the rules that --rules set for this run only the hash is known")
    prompt = prompt_of(manifest.run.prompt, given)
    if prompt is None:
        raise PromptError(
            f"the prompt {manifest.run.prompt.name!r} of this run is not at hand as it was: name its file with --prompt"
        )
    return prompt


def _echoed(run: Run, wanted: Container[str], prompt: Prompt) -> ByArticle[Record]:
    """The echo's records of the run's articles, kept on disk."""
    from quoth.extraction.pipeline import Settings, extract_article

    used = run.manifest.run.settings
    settings = Settings(used.chunk_tokens, used.answer_tokens, used.context_sentences)
    shown = replace(prompt, user=_SHOWN)
    records = ByArticle(Record)
    with asyncio.Runner() as runner:
        for article in run.articles():
            if article.id in wanted:
                records.put(article.id, runner.run(extract_article(article, _ask, shown, settings)).record)
    return records


async def _ask(request: Request, /) -> Reply:
    lines = (line.partition(" ") for line in request.messages[-1].content.split("\n"))
    raw = json.dumps(echo(request.schema, [(int(number), text) for number, _, text in lines]))
    return Reply(request.answer.model_validate_json(raw), raw, (Call("ok", "echo"),))


def above_floor(book: Scorebook) -> list[Above]:
    """All layers together first, where there are several; nothing of a book that has no floor."""
    floor = book.floor
    if floor is None:
        return []
    layers: list[Layer | None] = [None, *book.layers] if len(book.layers) > 1 else list(book.layers)
    return [_above(book, floor, layer) for layer in layers]


def _above(book: Scorebook, floor: Scorebook, layer: Layer | None) -> Above:
    joint, found = floor.counts("joint", layer), floor.counts("detection", layer)
    # Only its interval is told: nothing is drawn for a p.
    apart = difference(joint, book.counts("joint", layer), book.stories, draws=1)
    return Above(layer, interval(joint, book.stories), interval(found, book.stories), apart.interval)


def no_better(book: Scorebook) -> str | None:
    """What has to be said of a run of which it is not sure that it is above its floor; None of one that is."""
    head = next(iter(above_floor(book)), None)
    if head is None or head.difference.low > 0:
        return None
    apart = head.difference
    return (
        f"no better than {WHAT_IT_DOES}: joint F1 {f1(book.counts('joint')):.3f} against {head.joint.value:.3f} "
        f"({apart.value:+.3f}, 95 % {apart.low:+.3f} to {apart.high:+.3f})"
    )
