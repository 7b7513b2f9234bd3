"""What a run tells whoever watches it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from quoth.runs.lines import LedgerRow
from quoth.runs.tally import Articles

if TYPE_CHECKING:
    from quoth.llm import Gauge


class Progress(Protocol):
    """Told of each step while a run goes on; its methods return at once and never raise."""

    def preparing(self, done: int, total: int) -> None:
        """A model file is being joined or checked, once on a machine: bytes done, and bytes in all."""

    def expect(self, articles: int | None) -> None:
        """How many articles there are to read, where that is known."""

    def watch(self, gauge: Callable[[], Gauge | None]) -> None:
        """How many calls are in flight can be asked from now on."""

    def called(self, row: LedgerRow) -> None:
        """A call to the model ended."""

    def settled(self, articles: Articles) -> None:
        """One more article has its place in these sums."""

    def beat(self) -> None:
        """About a second has passed since the last."""

    def say(self, line: str) -> None:
        """Something that a person should read now."""


class Silent:
    """Tells nobody."""

    def preparing(self, done: int, total: int) -> None: ...

    def expect(self, articles: int | None) -> None: ...

    def watch(self, gauge: Callable[[], Gauge | None]) -> None: ...

    def called(self, row: LedgerRow) -> None: ...

    def settled(self, articles: Articles) -> None: ...

    def beat(self) -> None: ...

    def say(self, line: str) -> None: ...
