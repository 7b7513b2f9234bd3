"""A run: inputs, a prompt and a model named by a user, brought together over a run folder."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from quoth.articles.article import Article
from quoth.errors import InputError
from quoth.runs.counting import count
from quoth.runs.flow import Flow
from quoth.runs.folder import RunFolder, now, refuse_foreign
from quoth.runs.manifest import Command, Identity, PromptUsed, SettingsUsed, without_secrets
from quoth.runs.progress import Progress, Silent
from quoth.runs.surroundings import schema_digest, software
from quoth.runs.tally import Summary

if TYPE_CHECKING:
    from quoth.articles import Columns
    from quoth.asking import Ask
    from quoth.extraction.pipeline import Extraction, Row, Settings
    from quoth.extraction.prompts import Prompt
    from quoth.extraction.rules import Settings as RuleSettings
    from quoth.llm import Model


@dataclass(frozen=True)
class Manner:
    """How a model is asked, which shapes no answer: calls in flight at most, their pace, their limits, their patience.

    `rpm` and `tpm` are requests and tokens a minute, learnt from the endpoint where they are None. `deadline` is the
    seconds that one request may take with all its retries. The limits are those of one command: US dollars, tokens in
    and out together, minutes.
    """

    in_flight: int | None = None
    rpm: float | None = None
    tpm: float | None = None
    deadline: float | None = None
    max_cost: float | None = None
    max_tokens: int | None = None
    max_minutes: float | None = None

    def __post_init__(self) -> None:
        """Raises InputError where one is not more than nothing."""
        for name, value in self.options().items():
            if not value > 0:  # type: ignore[operator]
                raise InputError(f"--{name} {value}: give a number above 0, or leave it out")

    def options(self) -> dict[str, str | int | float | bool]:
        """Those that were given, by the names of their options."""
        return {name.replace("_", "-"): value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Choice:
    """Which model is asked what, and how: everything of a command that shapes an answer.

    `model` is "local", a .gguf path or a name that the endpoint knows, None for what can be used;
    `prompt` is the name of a shipped prompt or a file, None for the one that fits the model; `rules` is a file that
    sets how the rules are applied. `passes` are made over each chunk, from the second on for what is missing.
    """

    model: str | None = None
    base_url: str | None = None
    prompt: str | None = None
    cache: bool = True
    manner: Manner = field(default_factory=Manner)
    rules: Path | None = None
    passes: int = 1
    like: str | None = None
    """A known model whose limits and price the model has, where nothing is known of it."""
    repeat: int = 0
    """The number of a repeat: every question is asked anew under another one."""

    def __post_init__(self) -> None:
        """Raises InputError where there are fewer passes than one, or more than can be of use."""
        from quoth.extraction.passes import refuse_passes

        refuse_passes(self.passes)


async def run(
    inputs: Sequence[str],
    out: Path,
    choice: Choice | None = None,
    *,
    columns: Columns | None = None,
    progress: Progress | None = None,
    unordered: bool = False,
    retry_failed: bool = False,
) -> Summary:
    """Extracts every article of `inputs` into the run folder `out`; the same command goes on where it stopped.

    `unordered` writes each record as soon as it is there and not in the order of the inputs; `retry_failed` does
    articles again of which a chunk failed, and pays for those chunks only.
    Raises InputError, PromptError, RulesError, ModelError or OutputError with the one line that says what to do; what
    was done until then is in the folder.
    """
    from quoth.articles import Columns, read
    from quoth.llm import cache_folder
    from quoth.runs.ratios import STORE, learn

    progress = progress or Silent()
    columns = columns or Columns()
    choice = choice or Choice()
    refuse_foreign(out)
    async with opened(choice, progress) as extractor:
        options = choice.manner.options() | ({"like": choice.like} if choice.like else {})
        options |= {name: True for name, given in (("unordered", unordered), ("retry-failed", retry_failed)) if given}
        command = Command(
            started=now(), inputs=tuple(inputs), columns=asdict(columns), options=options, software=software()
        )
        folder = RunFolder(out, extractor.identity, command, retry_failed=retry_failed)
        extractor.model.remember(folder.remembered)
        progress.expect(count(inputs))
        progress.watch(lambda: extractor.model.gauge)
        items = read(inputs, columns=columns, stdin=sys.stdin.buffer if "-" in inputs else None)
        slots = extractor.model.profile.slots
        flow = Flow(items, extractor.extract, folder, slots=slots, progress=progress, unordered=unordered)
        try:
            with _calm_collector():
                return await flow.run()
        finally:
            await asyncio.to_thread(learn, out, cache_folder() / STORE, [extractor.prompt])


@contextmanager
def _calm_collector() -> Iterator[None]:
    """Spares the garbage collector what does not change: the SDK's thousands of classes, walked again and again.

    A run makes many small objects and few cycles; measured, a fifth of its processor time went into looking for them.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@dataclass(frozen=True)
class Extractor:
    """A prompt and an open model: one article's way with everything chosen but the article."""

    prompt: Prompt
    model: Model
    settings: Settings
    rules: RuleSettings = field(default_factory=dict)

    @property
    def identity(self) -> Identity:
        from quoth.extraction.rules.config import fingerprint

        return Identity(
            model=self.model.name,
            endpoint=without_secrets(self.model.endpoint),
            prompt=PromptUsed(
                name=self.prompt.name,
                version=str(self.prompt.version),
                hash=self.prompt.hash,
                leads=self.prompt.leads,
            ),
            settings=SettingsUsed(**asdict(self.settings)),
            answer_schema=schema_digest(self.prompt.schema()),
            rules=fingerprint(self.rules),
        )

    async def extract(
        self, article: Article, on_row: Callable[[Row], None] | None = None, *, ask: Ask | None = None
    ) -> Extraction:
        """One article's record; `ask` stands for the model where its questions are answered otherwise."""
        from quoth.extraction.pipeline import extract_article

        return await extract_article(article, ask or self.model.ask, self.prompt, self.settings, on_row, self.rules)


@asynccontextmanager
async def opened(choice: Choice, progress: Progress) -> AsyncIterator[Extractor]:
    """Opens what was chosen, and closes it. Raises PromptError, RulesError or ModelError where it cannot be used."""
    from quoth.extraction.pipeline import Settings, check_examples
    from quoth.extraction.prompts import load
    from quoth.extraction.rules.config import load_settings
    from quoth.llm import Limits, Pace, Retries, connect

    prompt = load(choice.prompt) if choice.prompt is not None else None
    rules = load_settings(choice.rules) if choice.rules is not None else {}
    manner = choice.manner
    model = connect(
        choice.model,
        base_url=choice.base_url,
        cache=choice.cache,
        slots=manner.in_flight,
        pace=Pace(manner.rpm, manner.tpm),
        limits=Limits(manner.max_cost, manner.max_tokens, manner.max_minutes),
        like=choice.like,
        retries=Retries() if manner.deadline is None else Retries(deadline=manner.deadline),
    )
    if model.notice:
        progress.say(model.notice)
    try:
        # An endpoint may tell the model's name and its context only now, and both shape the run.
        await model.open(progress.preparing)
        if model.notice:
            progress.say(model.notice)
        profile = model.profile
        prompt = prompt or load(profile.prompt)
        check_examples(prompt)
        chunk_tokens = min(profile.chunk_tokens, prompt.chunk_tokens or profile.chunk_tokens)
        sizes = Settings(chunk_tokens, profile.answer_tokens, passes=choice.passes, repeat=choice.repeat)
        yield Extractor(prompt, model, sizes, rules)
    finally:
        await model.aclose()
