"""A run for a person: a table of its articles, what it adds up to, and what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from quoth.records import Record
from quoth.runs.lines import LedgerRow, UnreadLine
from quoth.runs.manifest import Manifest
from quoth.runs.tally import Contents, Spending, Summary
from quoth.views.plain import plain

if TYPE_CHECKING:
    from rich.table import Table

_MOST_UNREAD = 20


def articles_table(records: Iterable[Record]) -> Table:
    """One row an article: its counts, its failed chunks and its findings."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("article", overflow="fold")
    for name in ("claims", "stances", "conditions", "chunks", "failed", "findings"):
        table.add_column(name, justify="right")
    for record in records:
        numbers = (len(record.claims), len(record.stances), len(record.conditions), record.coverage.chunks)
        failed = record.coverage.failed
        table.add_row(
            Text(plain(record.article.id)),
            *(f"{number:,}" for number in numbers),
            Text(f"{failed:,}", "red" if failed else ""),
            f"{len(record.findings):,}",
        )
    return table


def run_lines(manifest: Manifest, contents: Contents) -> Iterator[str]:
    """Which model and prompt made the run, and what it adds up to."""
    run, last = manifest.run, manifest.commands[-1]
    prompt = f"prompt {plain(run.prompt.name)} {plain(run.prompt.version)} ({run.prompt.hash[:12]})"
    yield f"{plain(run.model)} at {plain(run.endpoint)}, {prompt}"
    yield f"{_number(contents.records, 'article')} done; the last command {_state(last.state)}"
    if last.error:
        yield f"it stopped: {plain(last.error)}"
    yield from contents_lines(contents)
    yield spent_line(manifest.spent)
    yield from again_lines(contents, manifest.spent)


def unread_lines(unread: Iterable[UnreadLine]) -> Iterator[str]:
    """What has no record, and why; a long list is cut short and says so."""
    lines = list(unread)
    if lines:
        yield f"{_number(len(lines), 'article')} without a record:"
    for line in lines[:_MOST_UNREAD]:
        yield f"  {plain(line.origin)}: {plain(line.reason)}"
    if len(lines) > _MOST_UNREAD:
        yield f"  … and {len(lines) - _MOST_UNREAD:,} more, in unread.jsonl"


def summary_lines(summary: Summary) -> Iterator[str]:
    """How a command ended."""
    articles = summary.articles
    counts = [f"{articles.done:,} done"]
    counts += [f"{articles.skipped:,} done before"] if articles.skipped else []
    counts += [f"{articles.failed:,} failed"] if articles.failed else []
    counts += [f"{articles.unreadable:,} unreadable"] if articles.unreadable else []
    yield f"{summary.state}: {_number(articles.read, 'article')} read, {', '.join(counts)}"
    if set(articles.languages) - {"en"}:
        yield "languages: " + ", ".join(f"{language} {count:,}" for language, count in articles.languages.items())
    yield from contents_lines(summary.contents)
    yield spent_line(summary.spent)
    yield from again_lines(summary.contents, summary.spent)
    yield f"in {plain(summary.folder)}"


_MOST_REASONS = 5
_COVERED = ("ok", "empty")


def failure_lines(rows: Iterable[LedgerRow]) -> Iterator[str]:
    """Why chunks failed: the error that ended each, the commonest first. Of a ledger only the failures are held."""
    failing: dict[tuple[str, int, int], dict[tuple[int, int], str]] = {}
    for row in rows:
        parts = failing.setdefault((row.article, row.chunk, row.pass_), {})
        # What was cut off is asked again in halves, and how they end counts.
        above = [(start, end) for start, end in parts if start <= row.start and row.end <= end]
        known = [parts.pop(each) for each in above]
        if row.outcome not in _COVERED:
            # A failure that is remembered from an earlier command has no words of its own.
            parts[row.start, row.end] = row.error or (known[-1] if known else row.outcome)
        if not parts:
            del failing[row.article, row.chunk, row.pass_]
    reasons = Counter(next(iter(parts.values())) for parts in failing.values())
    for reason, count in reasons.most_common(_MOST_REASONS):
        yield f"{_number(count, 'chunk')} failed: {plain(reason)}"
    if len(reasons) > _MOST_REASONS:
        yield f"… and {len(reasons) - _MOST_REASONS} more reasons: `quoth stats`"


def contents_lines(contents: Contents) -> Iterator[str]:
    by_action = _by_action(contents)
    dropped = f"; {by_action.pop('dropped')}" if "dropped" in by_action else ""
    yield (
        f"{_number(contents.claims, 'claim')}, {_number(contents.stances, 'stance')}, "
        f"{_number(contents.conditions, 'condition')}{dropped}"
    )
    yield (
        f"{_number(contents.chunks, 'chunk')}: {contents.chunks_ok:,} ok, {contents.chunks_empty:,} empty, "
        f"{contents.chunks_failed:,} failed"
    )
    yield from by_action.values()


def _by_action(contents: Contents) -> dict[str, str]:
    """What the rules did, as in "9 dropped: 6 source.named, 3 evidence.prose"; the most frequent first."""
    counted: dict[str, dict[str, int]] = {}
    for rule, actions in sorted(contents.findings.items()):
        for action, number in actions.items():
            counted.setdefault(action, {})[rule] = number
    told = {}
    for action in ("dropped", *sorted(set(counted) - {"dropped"}, reverse=True)):
        rules = sorted(counted.get(action, {}).items(), key=lambda each: -each[1])
        if rules:
            parts = ", ".join(f"{number:,} {plain(rule)}" for rule, number in rules)
            told[action] = f"{sum(number for _, number in rules):,} {plain(action)}: {parts}"
    return told


def again_lines(contents: Contents, spent: Spending) -> Iterator[str]:
    """What further passes over the chunks added and took, where there were any."""
    if spent.calls_again or contents.claims_again:
        cost = "" if spent.unpriced == spent.calls else f", ${spent.cost_again:,.4f}"
        yield (
            f"of these, further passes: {_number(contents.claims_again, 'claim')}; "
            f"{_number(spent.calls_again, 'call')}, {spent.tokens_again:,} tokens{cost}"
        )


def spent_line(spent: Spending) -> str:
    """Calls, tokens and cost in words."""
    cached = f" ({spent.tokens_cached:,} cached)" if spent.tokens_cached else ""
    hits = f", {_number(spent.cache_hits, 'answer')} from the cache" if spent.cache_hits else ""
    return (
        f"{_number(spent.calls, 'call')}{hits}; tokens {spent.tokens_in:,} in{cached}, {spent.tokens_out:,} out; "
        f"{cost_words(spent)}"
    )


def cost_words(spent: Spending) -> str:
    if spent.unpriced and spent.unpriced == spent.calls:
        return "price not known"
    more = f" and {_number(spent.unpriced, 'call')} of unknown price" if spent.unpriced else ""
    return f"${spent.cost:,.4f}{more}"


def _state(state: str) -> str:
    return {
        "running": "is still running, or was killed",
        "finished": "finished",
        "interrupted": "was interrupted",
        "limited": "reached a limit that it was given",
        "stopped": "was stopped by an error",
    }[state]


def _number(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
