"""What a batch was made with, written into the manifest by `make` and read again by `collect`."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from quoth.articles import Columns
from quoth.errors import InputError, PromptError
from quoth.runs.batch_files import Sizes
from quoth.runs.manifest import Command, Manifest, without_secrets
from quoth.runs.running import Extractor

if TYPE_CHECKING:
    from quoth.extraction.prompts import Prompt

VERB = "batch"
"""The option of a manifest's command that says which of the batch verbs it was."""


@dataclass(frozen=True)
class Setup:
    """Inputs, model, prompt and rules of a batch, as in `quoth run`, and the sizes of its files.

    `context_tokens` is how much the model reads at once, where its endpoint would tell that only when asked.
    """

    inputs: tuple[str, ...]
    columns: Columns = field(default_factory=Columns)
    model: str | None = None
    base_url: str | None = None
    prompt: str | None = None
    cache: bool = True
    context_tokens: int | None = None
    sizes: Sizes = field(default_factory=Sizes)
    rules: str | None = None
    like: str | None = None

    def __post_init__(self) -> None:
        """Raises InputError where an input cannot be read a second time."""
        if "-" in self.inputs:
            raise InputError("- (standard input) cannot be read again when answers are collected: give files")

    def settled(self, extractor: Extractor) -> Setup:
        """The same with everything named that was found, so that a later command, given anywhere, finds it again."""
        return replace(
            self,
            inputs=tuple(_absolute(given) for given in self.inputs),
            model=extractor.model.name,
            base_url=without_secrets(extractor.model.endpoint),
            prompt=_name_of(extractor.prompt),
            rules=None if self.rules is None else _absolute(self.rules),
        )

    def after(self, manifest: Manifest | None) -> Setup:
        """The same with the inputs of the batch's earlier commands before its own."""
        earlier = setup_of(manifest) if manifest else None
        if earlier is None:
            return self
        return replace(self, inputs=tuple(dict.fromkeys((*earlier.inputs, *self.inputs))))

    def options(self, verb: str) -> dict[str, str | int | float | bool]:
        """What the manifest keeps of it, beside inputs and columns."""
        options: dict[str, str | int | float | bool | None] = {
            VERB: verb,
            "model": self.model,
            "base-url": self.base_url,
            "prompt": self.prompt,
            "rules": self.rules,
            "like": self.like,
            "no-cache": not self.cache,
            "context-tokens": self.context_tokens,
            "max-requests": self.sizes.requests,
            "max-megabytes": self.sizes.megabytes,
        }
        return {name: value for name, value in options.items() if value is not None}


def setup_of(manifest: Manifest) -> Setup | None:
    """What the batch was made with; None where the run has no batch."""
    command = next((command for command in reversed(manifest.commands) if VERB in command.options), None)
    return None if command is None else _of(command)


def _of(command: Command) -> Setup:
    options: Mapping[str, object] = command.options
    return Setup(
        inputs=command.inputs,
        columns=Columns(**{name: value for name, value in command.columns.items() if value is not None}),
        model=_text(options.get("model")),
        base_url=_text(options.get("base-url")),
        prompt=_text(options.get("prompt")),
        rules=_text(options.get("rules")),
        like=_text(options.get("like")),
        cache=not options.get("no-cache"),
        context_tokens=_whole(options.get("context-tokens")),
        sizes=Sizes(
            _whole(options.get("max-requests")) or Sizes().requests,
            float(str(options.get("max-megabytes") or Sizes().megabytes)),
        ),
    )


@asynccontextmanager
async def opened_offline(setup: Setup, environ: Mapping[str, str] | None = None) -> AsyncIterator[Extractor]:
    """The model, the prompt and the rules, with nobody asked.

    Raises PromptError, RulesError or ModelError where they cannot be used.
    """
    from quoth.extraction.pipeline import Settings, check_examples
    from quoth.extraction.prompts import load
    from quoth.extraction.rules.config import load_settings
    from quoth.llm.offline import offline

    prompt = load(setup.prompt) if setup.prompt is not None else None
    rules = load_settings(setup.rules) if setup.rules is not None else {}
    model = offline(
        setup.model,
        base_url=setup.base_url,
        context_tokens=setup.context_tokens,
        cache=setup.cache,
        like=setup.like,
        environ=environ,
    )
    try:
        await model.open()
        profile = model.profile
        prompt = prompt or load(profile.prompt)
        check_examples(prompt)
        chunk_tokens = min(profile.chunk_tokens, prompt.chunk_tokens or profile.chunk_tokens)
        yield Extractor(prompt, model, Settings(chunk_tokens, profile.answer_tokens), rules)
    finally:
        await model.aclose()


def _name_of(prompt: Prompt) -> str:
    """The version that was shipped, whatever is the newest later, or the file."""
    from quoth.extraction.prompts import load

    shipped = f"{prompt.name}/{prompt.version}"
    try:
        if load(shipped).hash == prompt.hash:
            return shipped
    except PromptError:
        pass
    return _absolute(str(prompt.path))


def _absolute(given: str) -> str:
    return os.path.abspath(given)  # noqa: PTH100  (a pattern is no path, and links stay as they are)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
