"""`batches.json`: what became of each request file of a batch, from its upload until its answers were collected."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from quoth.errors import OutputError
from quoth.runs.batch_files import Written

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
    def under_way(self) -> bool:
        """Whether a batch was made of it that has not failed as a whole."""
        return self.batch is not None and self.state != "failed"


class Batches(BaseModel):
    """The file as it is on disk."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    schema_: Literal["quoth.batches/1"] = Field(default="quoth.batches/1", alias="schema")
    files: list[Sent] = Field(default_factory=list)

    def adopt(self, written: Iterable[Written]) -> None:
        """Lists the request files that are not listed yet, and forgets those that are gone."""
        known = {sent.file: sent for sent in self.files}
        self.files = [
            known.get(each.file) or Sent(file=each.file, requests=each.requests, bytes=each.bytes) for each in written
        ]

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


def load_batches(folder: Path) -> Batches:
    """Nothing submitted where there is no file. Raises OutputError where it is damaged or of another kind."""
    path = folder / BATCHES
    if not path.exists():
        return Batches()
    try:
        return Batches.model_validate_json(path.read_bytes())
    except (ValidationError, OSError):
        raise OutputError(f"{path}: not a file that this Quoth knows; mend or remove it by hand") from None
