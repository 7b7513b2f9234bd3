"""`batches.json`: what became of each request file of a batch, from its upload until its answers were collected."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from quoth.errors import OutputError
from quoth.llm.batch_api import Told
from quoth.runs.batch_files import request_files

BATCHES = "batches.json"
ENDED = frozenset({"completed", "expired", "cancelled"})
"""States of a batch that leave results, if only some, and never change again."""


class Sent(BaseModel):
    """A request file. `batch` and the ids are the endpoint's own; `state` is as it was last told, None before."""

    model_config = ConfigDict(extra="forbid")

    file: str
    requests: int
    bytes: int
    collected: bool = False
    """Whether its answers are in: what it asked and has no answer is asked in a later file."""
    input_file: str | None = None
    batch: str | None = None
    state: str | None = None
    done: int = 0
    failed: int = 0
    output_file: str | None = None
    error_file: str | None = None
    error: str | None = None

    @property
    def submitted(self) -> bool:
        """Whether a batch was made of it that has not failed as a whole."""
        return self.batch is not None and self.state != "failed"

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of its batch."""
        return self.submitted and self.state in ENDED

    def hear(self, told: Told) -> None:
        """Notes what the endpoint says of its batch."""
        self.batch, self.state, self.error = told.batch, told.state, told.error
        self.done, self.failed = told.done, told.failed
        self.output_file, self.error_file = told.output_file, told.error_file


class Batches(BaseModel):
    """The file as it is on disk."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    schema_: Literal["quoth.batches/1"] = Field(default="quoth.batches/1", alias="schema")
    files: list[Sent] = Field(default_factory=list)

    def adopt(self, folder: Path) -> None:
        """Lists the request files of the folder that are not listed yet, and forgets those that are gone."""
        known = {sent.file: sent for sent in self.files}
        self.files = [known.get(path.name) or _unsent(path) for path in request_files(folder)]

    @property
    def to_come(self) -> list[Sent]:
        """Request files with a batch whose answers are not collected."""
        return [sent for sent in self.files if sent.submitted and not sent.collected]

    @property
    def to_submit(self) -> list[Sent]:
        """Request files that nobody has answered and no batch asks."""
        return [sent for sent in self.files if not sent.submitted and not sent.collected]

    @property
    def open_files(self) -> frozenset[str]:
        """Those whose answers are still to come."""
        return frozenset(sent.file for sent in self.files if not sent.collected)

    def save(self, folder: Path) -> None:
        """Raises OutputError where the disk does not take it."""
        part = folder / f"{BATCHES}.part"
        try:
            with part.open("wb") as file:
                file.write(self.model_dump_json(by_alias=True, indent=2).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            part.replace(folder / BATCHES)
        except OSError as error:
            raise OutputError(f"{folder / BATCHES}: cannot write: {error.strerror or error}") from None


def _unsent(path: Path) -> Sent:
    with path.open("rb") as file:
        return Sent(file=path.name, requests=sum(1 for _ in file), bytes=path.stat().st_size)


def load_batches(folder: Path) -> Batches:
    """Every request file of the folder, submitted or not.

    Raises OutputError where `batches.json` is damaged or of another kind.
    """
    path = folder / BATCHES
    try:
        batches = Batches.model_validate_json(path.read_bytes()) if path.exists() else Batches()
    except (ValidationError, OSError):
        raise OutputError(f"{path}: not a file that this Quoth knows; mend or remove it by hand") from None
    batches.adopt(folder)
    return batches
