"""What `manifest.json` says of a run: which model, prompt and settings made the records, and how each command ended."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field

from quoth.runs.surroundings import Software
from quoth.runs.tally import Articles, Contents, Spending

State = Literal["running", "finished", "interrupted", "limited", "stopped"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class PromptUsed(_Value):
    name: str
    version: str
    hash: str
    leads: Literal["model", "text"] = "text"
    """Whose reading stands in the records; in a folder older than the choice it was the text's."""


class SettingsUsed(_Value):
    """Tokens of a chunk and of an answer, sentences of context before a chunk, and how often each chunk was asked."""

    chunk_tokens: int
    answer_tokens: int
    context_sentences: int
    passes: int = 1
    repeat: int = 0


class Identity(_Value):
    """What makes two commands the same run: records made under another identity never share a folder."""

    model: str
    endpoint: str
    prompt: PromptUsed
    settings: SettingsUsed
    answer_schema: str
    """SHA-256 of the JSON Schema that the model was held to."""
    rules: str | None = None
    """SHA-256 of what the rules were set to (`--rules`); None where they are as they are written."""

    def differences(self, other: Identity) -> list[str]:
        """Each thing that differs, as "name (this one, not the other's)"; the prompt's name alone is no difference."""
        mine, theirs = self._compared(), other._compared()
        return [f"{name} ({theirs[name]}, not {mine[name]})" for name in mine if mine[name] != theirs[name]]

    def _compared(self) -> dict[str, object]:
        return {
            "model": self.model,
            "endpoint": endpoint_family(self.endpoint),
            "prompt": self.prompt.hash[:12],
            **self.settings.model_dump(),
            "answer schema": self.answer_schema[:12],
            "rules": self.rules[:12] if self.rules else "as written",
        }


class Command(_Value):
    """One `quoth run` into the folder: what it was given, the software it ran on, and how it ended.

    Times are ISO 8601 in UTC. `state` is "running" until the command ends; it stays so where the process was killed.
    """

    started: str
    ended: str | None = None
    state: State = "running"
    error: str | None = None
    inputs: tuple[str, ...]
    columns: dict[str, str | None] = Field(default_factory=dict)
    options: dict[str, str | int | float | bool] = Field(default_factory=dict)
    """What the command was told of its manner: calls in flight, pace, limits, and how its records are ordered."""
    software: Software
    articles: Articles = Field(default_factory=Articles)
    spent: Spending = Field(default_factory=Spending)


class Derivation(_Value):
    """One `quoth derive --write`: when, on which software and with which rules (as in the run's identity) the records
    were made again; how many articles, those of them that changed, and those that were kept as they were."""

    ended: str
    software: Software
    rules: str | None
    articles: int
    changed: int
    kept: int


class Manifest(_Value):
    """The `manifest.json` of a run folder. `contents` and `spent` are sums over all its commands."""

    schema_: Literal["quoth.manifest/1"] = Field(default="quoth.manifest/1", alias="schema")
    run: Identity
    contents: Contents = Field(default_factory=Contents)
    spent: Spending = Field(default_factory=Spending)
    commands: tuple[Command, ...]
    derivations: tuple[Derivation, ...] = ()


def endpoint_family(endpoint: str) -> str:
    """Whose model it is: the host of a URL, whatever its port and path; else the words themselves."""
    return urlsplit(endpoint).hostname or endpoint


def without_secrets(endpoint: str) -> str:
    """The URL without user, password, query and fragment, where a key might hide."""
    parts = urlsplit(endpoint)
    if not parts.netloc:
        return endpoint
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
