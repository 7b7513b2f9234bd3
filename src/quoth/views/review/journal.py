"""What a person decided, one line a decision: written before it is answered, so that nothing is lost in a crash.

The state of an article is its predictions and its decisions one after another; gold is made of it and never read back.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from quoth.errors import InputError
from quoth.views.review.items import Item

Act = Literal["accept", "fix", "reject", "add", "undo", "done"]


class Decision(BaseModel):
    """`value` is the item as it is to stand (fix, add); `prediction` what the model had, where the person saw it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article: str
    act: Act
    item: str = ""
    value: Item | None = None
    reason: str = Field(default="", max_length=500)
    seconds: float = Field(default=0, ge=0)
    annotator: str = ""
    time: str = ""
    blind: bool = False
    prediction: Item | None = None


class Conflict(Exception):
    """The article was decided on elsewhere since it was read."""


class Journal:
    """The decisions in `path`, by article, in their order; a line torn by a crash is cut off when it is opened.

    Raises InputError where the file is no journal.
    """

    def __init__(self, path: Path, annotator: str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._path, self._annotator, self._now = path, annotator, now
        self._decisions: dict[str, list[Decision]] = defaultdict(list)
        self._read()

    def of(self, article: str) -> list[Decision]:
        return self._decisions[article]

    def standing(self, article: str) -> list[Decision]:
        """The decisions that were not taken back."""
        stack: list[Decision] = []
        for decision in self._decisions[article]:
            if decision.act != "undo":
                stack.append(decision)
            elif stack:
                stack.pop()
        return stack

    def add(self, decision: Decision, seen: int) -> Decision:
        """Writes a decision made when `seen` decisions on the article were known.

        Raises Conflict where there are more by now.
        """
        if seen != len(self._decisions[decision.article]):
            raise Conflict
        written = decision.model_copy(
            update={"annotator": self._annotator, "time": self._now().isoformat(timespec="seconds")}
        )
        line = written.model_dump_json(exclude_none=True).encode("utf-8", "replace") + b"\n"
        with self._path.open("ab") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        self._decisions[decision.article].append(written)
        return written

    def _read(self) -> None:
        if not self._path.exists():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return
        content = self._path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        for number, line in enumerate(whole.splitlines(), 1):
            try:
                decision = Decision.model_validate(json.loads(line))
            except ValidationError as error:
                raise InputError(f"{self._path}:{number}: {error.errors()[0]['msg']}: this is no journal") from None
            except ValueError:
                raise InputError(f"{self._path}:{number}: not a line of JSON: this is no journal") from None
            self._decisions[decision.article].append(decision)
        if len(whole) < len(content):
            with self._path.open("r+b") as file:
                file.truncate(len(whole))
