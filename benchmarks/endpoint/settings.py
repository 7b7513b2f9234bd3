"""How a simulated endpoint behaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BatchEnd = Literal["completed", "partial", "expired", "failed"]
BATCH_ENDS: tuple[BatchEnd, ...] = ("completed", "partial", "expired", "failed")


@dataclass(frozen=True)
class Settings:
    """Times in seconds. The same settings and the same requests give the same answers, delays and faults by rate."""

    port: int = 0
    """0 takes any free port."""
    seed: int = 0
    models: tuple[str, ...] = ("simulated",)
    """The names that it lists; any name is answered."""
    answers: Literal["quoth", "plain"] = "quoth"
    """`plain` answers everything with `text`; `quoth` only what is no request of Quoth's."""
    text: str = "OK."
    latency: float = 0.0
    """Mean time to a complete answer."""
    sigma: float = 0.0
    """Spread of the latency: the standard deviation of its logarithm."""
    first_byte: float | None = None
    """Time to the headers; None sends them with the body."""
    max_concurrency: int | None = None
    """Chat requests at once; one more is answered 503."""
    rpm: int | None = None
    tpm: int | None = None
    faults: tuple[str, ...] = ()
    """Rules like `server_error=0.1`; see fault_rules.py."""
    batch_seconds: float = 0.0
    """How long a batch takes at least."""
    batch_end: BatchEnd = "completed"
    """`partial` fails some of the lines, `expired` leaves some unanswered, `failed` refuses the file."""
    batch_answered: float = 0.5
    """The share of lines answered in a batch that is partial or expired."""
