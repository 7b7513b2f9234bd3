"""Whether the calls of an article, as the ledger has them, come to the coverage that its record tells of."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from quoth.asking import Outcome

_DEEPEST = 64
"""A chunk is halved as often as its sentences allow, which is a dozen times at most."""


class Attempt(NamedTuple):
    """What of a ledger row tells how its chunk ended; `line` is where the row stands in the ledger."""

    chunk: int
    attempt: int
    start: int
    end: int
    outcome: Outcome | str
    line: int


class Told(NamedTuple):
    """What a record says of its article: code points of text, chunks, and how they ended."""

    length: int
    chunks: int
    ok: int
    empty: int
    failed: int


class Contradiction(Exception):
    """What does not fit; `line` is the ledger's where it is one row's fault."""

    def __init__(self, what: str, line: int | None = None) -> None:
        super().__init__(what)
        self.line = line


def prove(attempts: Sequence[Attempt], told: Told) -> None:
    """Goes through the attempts of one command at one article, ordered by chunk and attempt.

    Raises Contradiction at the first thing that cannot have come to what the record tells: a chunk without a call,
    attempts with a gap, parts that leave words out, chunks that overlap, other outcomes.
    """
    chunks = [list(rows) for _chunk, rows in groupby(attempts, key=lambda row: row.chunk)]
    before = 0
    for number, rows in enumerate(chunks):
        first = rows[0]
        if first.chunk != number:
            break
        if not before <= first.start < first.end <= told.length:
            raise Contradiction(
                f"chunk {number} at {first.start}:{first.end} overlaps another or leaves the text", first.line
            )
        before = first.end
    numbers = {rows[0].chunk for rows in chunks}
    for number in range(told.chunks):
        if number not in numbers:
            raise Contradiction(f"chunk {number} of {told.chunks} has no row in ledger.jsonl")
    for rows in chunks:
        if not 0 <= rows[0].chunk < told.chunks:
            raise Contradiction(f"a row of chunk {rows[0].chunk} of an article of {told.chunks}", rows[0].line)
    _agree([_ended(rows) for rows in chunks], told)


def _agree(ends: Sequence[str], told: Told) -> None:
    counted = tuple(ends.count(end) for end in ("ok", "empty", "failed"))
    if counted != (told.ok, told.empty, told.failed):
        raise Contradiction(
            f"coverage says {told.ok} ok, {told.empty} empty, {told.failed} failed; "
            f"the rows of the ledger come to {counted[0]}, {counted[1]}, {counted[2]}"
        )


def _ended(rows: Sequence[Attempt]) -> str:
    """How a chunk ended: "ok", "empty" or "failed"."""
    for number, row in enumerate(rows, 1):
        if row.attempt != number:
            raise Contradiction(f"chunk {row.chunk}: attempt {row.attempt} stands where {number} should", row.line)
    rest = deque(rows)
    ends = _part(rest)
    if rest:
        raise Contradiction(f"chunk {rest[0].chunk}: {rest[0].start}:{rest[0].end} is no part of it", rest[0].line)
    if any(end not in ("ok", "empty") for end in ends):
        return "failed"
    return "empty" if all(end == "empty" for end in ends) else "ok"


def _part(rest: deque[Attempt], depth: int = 0) -> list[str]:
    """Takes the rows of one part of a chunk, and of its halves; returns how each part that was not halved ended."""
    first = last = rest[0]
    while rest and (rest[0].start, rest[0].end) == (first.start, first.end):
        last = rest.popleft()
    if last.outcome != "truncated" or not rest or depth > _DEEPEST:
        return [last.outcome]
    left = rest[0]
    if left.start != first.start or left.end >= first.end:
        return [last.outcome]
    ends = _part(rest, depth + 1)
    if not rest or rest[0].start < left.end or rest[0].end != first.end:
        raise Contradiction(f"chunk {first.chunk}: the second half of {first.start}:{first.end} has no row", last.line)
    return ends + _part(rest, depth + 1)
