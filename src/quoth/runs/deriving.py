"""`quoth derive`: every record of a run made again from its raw answers, and what changed by it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from quoth.errors import InputError, PromptError
from quoth.extraction.few_shot_leakage import NOTHING, FewShotText
from quoth.extraction.record_diff import Change
from quoth.extraction.rules import AS_WRITTEN, Settings
from quoth.runs.derived_articles import Deriver, RederivedArticle, Stored
from quoth.runs.folder import ARTICLES, LEDGER, RECORDS
from quoth.runs.manifest import PromptUsed
from quoth.runs.opened import open_run
from quoth.runs.rewriting import Rewriting
from quoth.runs.row_places import RowPlaces
from quoth.runs.side_by_side import in_order

if TYPE_CHECKING:
    from quoth.extraction.prompts import Prompt


@dataclass
class Derived:
    """Sums over a run: `changes` by (layer, kind, rule), an item under each rule that it names; `kept` are the articles
    whose record stays as it was, with the reason; `written` is whether the folder holds other records now."""

    articles: int = 0
    changed: int = 0
    items: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By layer and kind, each item once."""
    changes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    fields: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By layer and field, the changed items in which it is another."""
    kept: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    written: bool = False

    @property
    def whole(self) -> bool:
        return not self.kept

    def add(self, again: RederivedArticle) -> None:
        self.articles += 1
        self.changed += bool(again.changes)
        if again.kept is not None:
            self.kept.append((again.article, again.kept))
        for change in again.changes:
            self.items[change.layer, change.kind] += 1
            self.changes.update((change.layer, change.kind, rule) for rule in change.rules)
            self.fields.update((change.layer, name) for name in change.fields)


def derive(
    path: Path,
    settings: Settings = AS_WRITTEN,
    *,
    prompt: str | None = None,
    write: bool = False,
    see: Callable[[str, Change], None] = lambda article, change: None,
    processes: int = 1,
) -> Derived:
    """Makes every record again and holds it against the one that is there; `see` hears of each change.

    Asks no model and needs no network. `prompt` is where the run's prompt lies, where that is not shipped. With
    `write`, the new records take the old ones' place, all at once, and the manifest notes it; the raw answers stay. An
    article that cannot be made again keeps its record. Raises InputError where `path` is no run folder or a line is
    damaged, PromptError where `prompt` is another than the run's, OutputError where the folder cannot be written.
    """
    run = open_run(path)
    found = Derived()
    used = run.manifest.run
    deriver = Deriver(dict(settings), _taught(used.prompt, prompt, found), used.settings.passes, used.prompt.leads)
    with (
        Rewriting(path, settings) if write else nullcontext() as rewriting,
        closing(RowPlaces(path / LEDGER)) as places,
    ):
        for again in in_order(deriver, _stored(path, places), processes):
            found.add(again)
            for change in again.changes:
                see(again.article, change)
            if rewriting is not None:
                rewriting.add(again.line)
        if rewriting is not None:
            found.written = rewriting.finish(found.articles, found.changed, len(found.kept))
    return found


def _stored(path: Path, places: RowPlaces) -> Iterator[Stored]:
    """The lines of each record's article, in the order of the records."""
    if not (path / RECORDS).exists():
        return
    with (path / RECORDS).open("rb") as records, (path / ARTICLES).open("rb") as texts:
        for number, record in enumerate(records, 1):
            if not record.endswith(b"\n"):
                return  # being written just now, or torn by a crash
            where = f"{path / RECORDS}:{number}"
            text = texts.readline()
            if not text.endswith(b"\n"):
                raise InputError(f"{where}: has no text in {ARTICLES}; `quoth check {path}` tells more, and mends")
            try:
                name = json.loads(text)["id"]
            except (ValueError, KeyError, TypeError):
                raise InputError(f"{path / ARTICLES}:{number}: a damaged line; mend or remove it by hand") from None
            yield Stored(where, text, record, places.lines(name))


def _taught(used: PromptUsed, given: str | None, found: Derived) -> FewShotText:
    """What the examples of the run's prompt say, where the prompt is still what it was."""
    prompt = prompt_of(used, given)
    if prompt is not None:
        return prompt.taught
    found.notes.append(
        f"the prompt {used.name!r} of this run is not at hand, so no rule can tell what its examples may have taught: "
        "name its file with --prompt"
    )
    return NOTHING


def prompt_of(used: PromptUsed, given: str | None = None) -> Prompt | None:
    """The prompt that a run used, where it is still what it was: the `given` one, or one that is shipped.

    Raises PromptError where `given` is another.
    """
    from quoth.extraction.prompts import load

    if given is not None:
        prompt = load(given)
        if prompt.hash != used.hash:
            raise PromptError(f"{given}: is not the prompt of this run, {used.name} {used.version} ({used.hash[:12]})")
        return prompt
    for name in (f"{used.name}/{used.version}", used.name):
        try:
            prompt = load(name)
        except PromptError:
            continue
        if prompt.hash == used.hash:
            return prompt
    return None
