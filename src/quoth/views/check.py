"""What a check of a run folder found, for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from quoth.views.plain import plain

if TYPE_CHECKING:
    from quoth.runs.checking import Checked


def check_lines(checked: Checked) -> Iterator[str]:
    """What was mended, the first problems of each kind, and the verdict last."""
    folder = checked.folder
    for line in checked.mended:
        yield plain(f"mended: {line}")
    if checked.hold == "in use":
        yield plain(f"in use: a command is writing into {folder}: what is there was checked, and nothing mended")
    if checked.hold == "closed":
        yield plain(f"closed: {folder} cannot be written into: what is there was checked, and nothing mended")
    for kind, count in checked.problems.counts.items():
        told = checked.problems.shown(kind)
        for problem in told:
            yield plain(str(problem))
        if count > len(told):
            yield f"and {count - len(told):,} more of this kind ({kind})"
    if checked.unfinished:
        yield f"unfinished: {_many(checked.unfinished, 'article')} with calls and no record; the same command goes on"
    yield plain(f"{folder}: {_verdict(checked)}")


def _verdict(checked: Checked) -> str:
    if not checked.sound:
        return _many(checked.problems.total, "problem")
    found = checked.contents
    chunks = f"{found.chunks_ok:,} ok + {found.chunks_empty:,} empty + {found.chunks_failed:,} failed"
    return (
        f"sound: {_many(found.records, 'record')}, {_many(found.chunks, 'chunk')} = {chunks}, "
        f"{_many(checked.rows, 'ledger row')}"
    )


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def as_json(checked: Checked) -> dict[str, Any]:
    problems = checked.problems
    return {
        "schema": "quoth.check/1",
        "folder": checked.folder,
        "sound": checked.sound,
        "in_use": checked.hold == "in use",
        "writable": checked.hold != "closed",
        "mended": list(checked.mended),
        "unfinished": checked.unfinished,
        "ledger_rows": checked.rows,
        "contents": checked.contents.model_dump(),
        "problems": problems.total,
        "kinds": problems.counts,
        "shown": [
            {"kind": each.kind, "where": each.where, "what": each.what, "advice": each.advice}
            for kind in problems.counts
            for each in problems.shown(kind)
        ],
    }
