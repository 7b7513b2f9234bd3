"""Which rules may drop and repair: those that any model needs, and those that were measured to be right.

`authority.json` holds, for each rule and kind of lead, how often it acted, how often the item it acted on was wrong,
and what joint F1 is with and without it: made by `python -m benchmarks.rule_authority`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict

Leads = Literal["model", "text"]

ALWAYS = frozenset(
    (
        "evidence.own-chunk",
        "evidence.prose",
        "evidence.not-taught",
        "attack.instructed-claim",
        "attack.instructed-source",
        "attack.dictated",
        "attack.instructed-condition",
        "source.named",
        "source.chain-named",
        "source.furniture",
        "proposition.invented",
        "stance.allowed-polarity",
        "stance.has-target",
        "stance.known-target",
        "condition.own-chunk",
        "condition.marker",
        "condition.bound-named",
        "condition.allowed-kind",
        "condition.two-halves",
        "duplicates.claim",
        "duplicates.stance",
        "duplicates.condition",
    )
)
"""What a language model of any size needs: evidence that exists, in its own chunk, no furniture, nothing of the
prompt's examples or of an attack, no duplicates, and nothing that a record cannot hold."""
READING = frozenset(("source.heard", "evidence.neighbour"))
"""Where the text leads these only tell what its reading has filled in: to flag it would not undo it."""
LEAST_PRECISION = 0.95
LEAST_ACTED = 20
"""Items acted on under which a precision says nothing."""
LEAST_FOR_A_GAIN = 3
LEAST_GAIN = 0.001
"""Of joint F1: with a smaller one the next few answers may turn it round."""


class Measured(BaseModel):
    """One rule, answers of one kind of model: items that it acted on and that a label can judge; those of them that
    were wrong; joint F1 over all layers with the rule acting and with it flagging."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    acted: int
    wrong: int
    f1_with: float
    f1_without: float

    @property
    def precision(self) -> float | None:
        return self.wrong / self.acted if self.acted else None

    @property
    def earned(self) -> bool:
        """Whether it may act: right about what it acts on, or joint F1 is clearly higher with it."""
        precise = self.acted >= LEAST_ACTED and self.wrong >= LEAST_PRECISION * self.acted
        return precise or (self.acted >= LEAST_FOR_A_GAIN and self.f1_with - self.f1_without >= LEAST_GAIN)


@lru_cache(maxsize=1)
def measured() -> Mapping[str, Mapping[Leads, Measured]]:
    """By rule id and whose reading leads; a rule that never acted is not there."""
    text = resources.files("quoth.extraction.rules").joinpath("authority.json").read_text(encoding="utf-8")
    return {
        identifier: {leads: Measured.model_validate(row) for leads, row in rows.items()}
        for identifier, rows in json.loads(text)["rules"].items()
    }


@lru_cache(maxsize=512)
def may_act(identifier: str, leads: Leads) -> bool:
    """Whether what a rule would drop or repair is dropped or repaired; else it is flagged."""
    if identifier in ALWAYS or (leads == "text" and identifier in READING):
        return True
    row = measured().get(identifier, {}).get(leads)
    return row is not None and row.earned
