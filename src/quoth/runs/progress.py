"""What a run tells whoever watches it."""

from __future__ import annotations

from typing import Protocol

from quoth.runs.lines import LedgerRow
from quoth.runs.tally import Articles


class Progress(Protocol):
    """Told of each step while a run goes on; its methods return at once and never raise."""

    def preparing(self, done: int, total: int) -> None:
        """A model file is being joined or checked, once on a machine: bytes done, and bytes in all."""

    def expect(self, articles: int | None) -> None:
        """How many articles there are to read, where that is known."""

    def called(self, row: LedgerRow) -> None:
        """A call to the model ended."""

    def settled(self, articles: Articles) -> None:
        """One more article has its place in these sums."""

    def say(self, line: str) -> None:
        """Something that a person should read now."""


class Silent:
    """Tells nobody."""

    def preparing(self, done: int, total: int) -> None: ...

    def expect(self, articles: int | None) -> None: ...

    def called(self, row: LedgerRow) -> None: ...

    def settled(self, articles: Articles) -> None: ...

    def say(self, line: str) -> None: ...
