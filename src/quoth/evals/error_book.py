"""Everything that went wrong in a scored run, gathered article by article and written beside its scores."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any

from quoth.evals.alignment import THRESHOLD, Aligned
from quoth.evals.errors import KINDS, Error, Read, explained
from quoth.evals.kept_answers import Kept
from quoth.evals.regained import Worth
from quoth.evals.rule_scores import RuleTally
from quoth.evals.suspects import Contradiction, contradictions, suspects
from quoth.evals.units import LAYERS, Labels, Layer
from quoth.evals.waterfall import LAYERS as FOLLOWED
from quoth.evals.waterfall import STAGES, Stage, stages
from quoth.records import Record

ERRORS = "errors.jsonl"
ERROR_SUMS = "errors.json"
_ESCAPED = "backslashreplace"
"""A lone surrogate, which UTF-8 cannot hold, as JSON spells it."""
See = Callable[[Labels, Record | None, Mapping[Layer, Aligned]], None]


class ErrorBook:
    """The errors of one run, or of several repeats of it: the sums are over all of them.

    The lines wait in a temporary file, so that memory does not grow with them: close the book, or use `with`.
    """

    def __init__(self, threshold: float = THRESHOLD, runs: int = 1) -> None:
        self._lines = TemporaryFile("w+", encoding="utf-8", errors=_ESCAPED)  # noqa: SIM115 - closed with the book
        self.articles_without_answers = 0
        """Articles whose record cannot be traced back to answers: nothing is told of how far their labels came."""
        self._threshold = threshold
        self._repeated = runs > 1
        self._layers: dict[Layer, None] = {}
        self._worth = Worth()
        self._rules = RuleTally()
        self._stages: Counter[tuple[Layer, Stage]] = Counter()
        self._runs: list[set[Contradiction]] = []

    def run(self, kept: Callable[[Record], Kept | None], **marks: object) -> See:
        """What is to see every article of one run as it is aligned. `marks` stand before each of its lines."""
        against: set[Contradiction] = set()
        self._runs.append(against)

        def see(labels: Labels, record: Record | None, layers: Mapping[Layer, Aligned]) -> None:
            read = Read.of(labels.article, record, kept(record) if record is not None else None, self._threshold)
            lines = ({**marks, **error.line()} for error in self._errors(read, layers))
            self._lines.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
            if self._repeated:
                against.update(contradictions(labels.article, layers))

        return see

    def _errors(self, read: Read, layers: Mapping[Layer, Aligned]) -> list[Error]:
        self.articles_without_answers += read.record is not None and read.kept is None
        self._rules.add(layers, read)
        errors: list[Error] = []
        for layer, aligned in layers.items():
            self._layers[layer] = None
            lost = stages(aligned, read.record, read.kept)
            self._stages.update((layer, stage) for stage in lost.values())
            found = explained(aligned, read, lost)
            self._worth.add(found)
            errors += found.errors
        return errors

    def sums(self) -> dict[str, Any]:
        """`kinds` and `waterfall` by layer, `rules` by id, and the `suspects`."""
        return {
            "kinds": {layer: self._kinds(layer) for layer in LAYERS if layer in self._layers},
            "waterfall": {layer: self._waterfall(layer) for layer in FOLLOWED if layer in self._layers},
            "rules": {
                rule: {"n": found.n, "precision": found.precision, "recall": found.recall}
                for rule, found in self._rules.scores().items()
            },
            "suspects": suspects(self._runs),
        }

    def _kinds(self, layer: Layer) -> dict[str, dict[str, float]]:
        return {
            kind: {"n": count, "joint_f1_regained": self._worth.regained(layer, kind)}
            for kind in KINDS
            if (count := self._worth.lines[layer, kind])
        }

    def _waterfall(self, layer: Layer) -> dict[str, int]:
        counted: dict[str, int] = {stage: self._stages[layer, stage] for stage in STAGES}
        unknown = self._stages[layer, "unknown"]
        return counted | ({"unknown": unknown} if unknown else {})

    def write(self, folder: Path) -> None:
        """`errors.jsonl` and `errors.json` into a folder that is there."""
        with (folder / ERRORS).open("w", encoding="utf-8", errors=_ESCAPED) as file:
            self._lines.seek(0)
            copyfileobj(self._lines, file)
        sums = json.dumps(self.sums(), ensure_ascii=False, indent=1)
        (folder / ERROR_SUMS).write_text(sums + "\n", encoding="utf-8", errors=_ESCAPED)

    def close(self) -> None:
        self._lines.close()

    def __enter__(self) -> ErrorBook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
