"""A batch for a person: what a command came to, how each request file stands, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from quoth.views.plain import plain
from quoth.views.run import summary_lines

if TYPE_CHECKING:
    from quoth.runs.batch_state import Batches, Sent
    from quoth.runs.batches import Batched


def batched_lines(batched: Batched, *, collected: bool) -> Iterator[str]:
    """How `make` or `collect` ended."""
    taken = batched.taken
    if taken.answers or taken.again:
        again = f", {_number(taken.again, 'request')} failed or expired" if taken.again else ""
        yield f"{_number(taken.answers, 'new answer')}{again}"
    summary = batched.summary
    if summary.contents.records or summary.articles.failed or summary.articles.unreadable:
        yield from summary_lines(summary)
    if collected and batched.unheard:
        one = batched.unheard == 1
        yield (
            f"{_number(batched.unheard, 'article')} {'was' if one else 'were'} never asked as "
            f"{'it reads' if one else 'they read'} now: changed since, or new"
        )
    for made in batched.made:
        yield f"{made.file}: {_number(made.requests, 'request')}, {made.bytes / 1e6:,.1f} MB"
    yield _next_of(batched)


def _next_of(batched: Batched) -> str:
    folder = plain(batched.summary.folder)
    if batched.made:
        return (
            f"{_number(batched.waiting, 'article')} waiting; next: quoth batch submit {folder}, "
            f"or answer {batched.made[0].file} elsewhere and quoth batch collect {folder} FILE"
        )
    if batched.waiting:
        files = ", ".join(batched.open_files[:3]) + (", …" if len(batched.open_files) > 3 else "")
        return f"{_number(batched.waiting, 'article')} waiting for the answers to {files}"
    return "nothing left to ask: every answer is known"


def status_lines(batches: Batches, folder: str) -> Iterator[str]:
    """How each request file stands, and what to do next."""
    for sent in batches.files:
        yield f"{sent.file}: {_number(sent.requests, 'request')}, {_standing(sent)}"
    yield next_line(batches, plain(folder))


def next_line(batches: Batches, folder: str) -> str:
    """What to do now."""
    if any(sent.ended for sent in batches.to_come):
        return f"next: quoth batch collect {folder}"
    if batches.to_submit:
        return f"next: quoth batch submit {folder}"
    if batches.to_come:
        return f"next: wait; quoth batch status {folder} looks again"
    return f"nothing under way; quoth show {folder} tells what came out"


def _standing(sent: Sent) -> str:
    if sent.collected:
        return "collected"
    if sent.batch is None:
        return "not submitted"
    failed = f", {sent.failed:,} failed" if sent.failed else ""
    error = f": {plain(sent.error)}" if sent.error else ""
    return f"{plain(str(sent.state))}, {sent.done:,} done{failed} ({plain(sent.batch)}){error}"


def _number(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
