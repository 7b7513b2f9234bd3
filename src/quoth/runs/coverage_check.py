"""Whether the calls of an article, as the ledger has them, come to the coverage that its record tells of."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from quoth.asking import Outcome

_ANSWERED = ("ok", "empty")
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
    pass_: int = 1


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


def prove(attempts: Sequence[Attempt], told: Told, passes: int | None = None) -> None:
    """Goes through the attempts of one command at one article, ordered by chunk, pass and attempt.

    `passes` is how many were to be made over each chunk, None where only the attempts themselves tell.
    Raises Contradiction at the first thing that cannot have come to what the record tells: a chunk without a call,
    attempts with a gap, parts that leave words out, chunks that overlap, a pass left out, other outcomes.
    """
    if passes is None:
        passes = max((row.pass_ for row in attempts), default=1)
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
    _agree([_ended(rows, passes) for rows in chunks], told)


def _agree(ends: Sequence[str], told: Told) -> None:
    counted = tuple(ends.count(end) for end in ("ok", "empty", "failed"))
    if counted != (told.ok, told.empty, told.failed):
        raise Contradiction(
            f"coverage says {told.ok} ok, {told.empty} empty, {told.failed} failed; "
            f"the rows of the ledger come to {counted[0]}, {counted[1]}, {counted[2]}"
        )


class _End(NamedTuple):
    """How one part of a chunk ended that was not halved."""

    start: int
    end: int
    outcome: str


def _ended(rows: Sequence[Attempt], passes: int) -> str:
    """How a chunk ended: "ok", "empty" or "failed"."""
    by_pass = {number: list(each) for number, each in groupby(rows, key=lambda row: row.pass_)}
    whole = [_End(rows[0].start, rows[0].end, "ok")]
    ends = latest = _pass(by_pass.pop(1, []), whole, rows[0].chunk, 1)
    for number in range(2, passes + 1):
        # Where nothing more was found once, nothing is asked again.
        again = [part for part in latest if part.outcome == "ok" or (part.outcome == "empty" and number == 2)]
        latest = _pass(by_pass.pop(number, []), again, rows[0].chunk, number)
        ends = ends + latest
    for number, left in by_pass.items():
        raise Contradiction(f"chunk {rows[0].chunk}: pass {number} of {passes}", left[0].line)
    if any(end.outcome not in _ANSWERED for end in ends):
        return "failed"
    return "empty" if all(end.outcome == "empty" for end in ends) else "ok"


def _pass(rows: Sequence[Attempt], parts: Sequence[_End], chunk: int, number: int) -> list[_End]:
    """Goes through the rows of one pass over these parts of a chunk; returns how each part ended, halves apart."""
    for expected, row in enumerate(rows, 1):
        if row.attempt != expected:
            raise Contradiction(f"chunk {chunk}: attempt {row.attempt} stands where {expected} should", row.line)
    rest = deque(rows)
    ends: list[_End] = []
    for part in parts:
        if not rest or (rest[0].start, rest[0].end) != (part.start, part.end):
            where = f"{part.start}:{part.end} has no row of pass {number}"
            raise Contradiction(f"chunk {chunk}: {where}", rest[0].line if rest else None)
        ends += _part(rest)
    if rest:
        raise Contradiction(f"chunk {chunk}: {rest[0].start}:{rest[0].end} is no part of it", rest[0].line)
    return ends


def _part(rest: deque[Attempt], depth: int = 0) -> list[_End]:
    """Takes the rows of one part of a chunk, and of its halves; returns how each part that was not halved ended."""
    first = last = rest[0]
    while rest and (rest[0].start, rest[0].end) == (first.start, first.end):
        last = rest.popleft()
    ended = [_End(first.start, first.end, last.outcome)]
    if last.outcome != "truncated" or not rest or depth > _DEEPEST:
        return ended
    left = rest[0]
    if left.start != first.start or left.end >= first.end:
        return ended
    ends = _part(rest, depth + 1)
    if not rest or rest[0].start < left.end or rest[0].end != first.end:
        raise Contradiction(f"chunk {first.chunk}: the second half of {first.start}:{first.end} has no row", last.line)
    return ends + _part(rest, depth + 1)
