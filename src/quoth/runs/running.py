"""A run: inputs, a prompt and a model named by a user, brought together over a run folder."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quoth.articles.article import Article
from quoth.runs.counting import count
from quoth.runs.flow import Flow
from quoth.runs.folder import RunFolder, now, refuse_foreign
from quoth.runs.manifest import Command, Identity, PromptUsed, SettingsUsed, without_secrets
from quoth.runs.progress import Progress, Silent
from quoth.runs.schemas import digest
from quoth.runs.surroundings import software
from quoth.runs.tally import Summary

if TYPE_CHECKING:
    from quoth.articles import Columns
    from quoth.extraction.pipeline import Extraction, Row, Settings
    from quoth.extraction.prompts import Prompt
    from quoth.llm import Model


@dataclass(frozen=True)
class Choice:
    """Which model is asked what, and how: everything of a command that shapes an answer.

    `model` is "local", a .gguf path or a name that the endpoint knows, None for what can be used;
    `prompt` is the name of a shipped prompt or a file, None for the one that fits the model.
    """

    model: str | None = None
    base_url: str | None = None
    prompt: str | None = None
    cache: bool = True


async def run(
    inputs: Sequence[str],
    out: Path,
    choice: Choice | None = None,
    *,
    columns: Columns | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Extracts every article of `inputs` into the run folder `out`; the same command goes on where it stopped.

    Raises InputError, PromptError, ModelError or OutputError with the one line that says what to do; what was done
    until then is in the folder.
    """
    from quoth.articles import Columns, read

    progress = progress or Silent()
    columns = columns or Columns()
    refuse_foreign(out)
    async with opened(choice or Choice(), progress) as extractor:
        command = Command(started=now(), inputs=tuple(inputs), columns=asdict(columns), software=software())
        folder = RunFolder(out, extractor.identity, command)
        progress.expect(count(inputs))
        items = read(inputs, columns=columns, stdin=sys.stdin.buffer if "-" in inputs else None)
        slots = extractor.model.profile.slots
        return await Flow(items, extractor.extract, folder, slots=slots, progress=progress).run()


@dataclass(frozen=True)
class Extractor:
    """A prompt and an open model: one article's way with everything chosen but the article."""

    prompt: Prompt
    model: Model
    settings: Settings

    @property
    def identity(self) -> Identity:
        return Identity(
            model=self.model.name,
            endpoint=without_secrets(self.model.endpoint),
            prompt=PromptUsed(name=self.prompt.name, version=str(self.prompt.version), hash=self.prompt.hash),
            settings=SettingsUsed(**asdict(self.settings)),
            answer_schema=digest(self.prompt.schema()),
        )

    async def extract(self, article: Article, on_row: Callable[[Row], None] | None = None) -> Extraction:
        from quoth.extraction.pipeline import extract_article

        return await extract_article(article, self.model.ask, self.prompt, self.settings, on_row)


@asynccontextmanager
async def opened(choice: Choice, progress: Progress) -> AsyncIterator[Extractor]:
    """Opens what was chosen, and closes it. Raises PromptError or ModelError where it cannot be used."""
    from quoth.extraction.pipeline import Settings, check_examples
    from quoth.extraction.prompts import load
    from quoth.llm import connect

    prompt = load(choice.prompt) if choice.prompt is not None else None
    model = connect(choice.model, base_url=choice.base_url, cache=choice.cache)
    if model.notice:
        progress.say(model.notice)
    try:
        # An endpoint may tell the model's name and its context only now, and both shape the run.
        await model.open(progress.preparing)
        profile = model.profile
        prompt = prompt or load(profile.prompt)
        check_examples(prompt)
        chunk_tokens = min(profile.chunk_tokens, prompt.chunk_tokens or profile.chunk_tokens)
        yield Extractor(prompt, model, Settings(chunk_tokens, profile.answer_tokens))
    finally:
        await model.aclose()
