"""What a run came to, for a person and for a program: outcomes, failures, tokens, cost, speed, findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from quoth.runs.accounting import Account, Used
from quoth.runs.tally import Contents
from quoth.views.estimate import duration, money
from quoth.views.plain import plain

if TYPE_CHECKING:
    from rich.table import Table

_MOST_FAILURES = 10
_SHARES = {"median": 0.5, "p90": 0.9, "p99": 0.99}


def report_lines(account: Account) -> Iterator[str]:
    """Everything but the tables of outcomes and commands, one line a matter."""
    run, contents = account.manifest.run, account.contents
    yield (
        f"{plain(run.model)} at {plain(run.endpoint)}, "
        f"prompt {plain(run.prompt.name)} {plain(run.prompt.version)} ({run.prompt.hash[:12]})"
    )
    without = "".join(f", {count:,} {plain(kind)}" for kind, count in sorted(account.unread.items()))
    yield f"articles: {contents.records:,} with a record{without}"
    yield (
        f"chunks: {contents.chunks:,}, of which {contents.chunks_ok:,} ok, {contents.chunks_empty:,} empty, "
        f"{contents.chunks_failed:,} failed"
    )
    yield from again_lines(contents, account.by_pass)
    for note in account.manifest.derivations:
        yield (
            f"records made again on {plain(note.ended)} by Quoth {plain(note.software.quoth)}: "
            f"{note.changed:,} of {note.articles:,} articles changed"
        )
    asked = account.used.calls + account.cache_hits
    yield (
        f"answers from the cache: {account.cache_hits:,}{_share(account.cache_hits, asked)}; asked again: "
        f"{account.re_asked:,} because the answer did not fit, {account.tried_again:,} after a failure, "
        f"{account.cut_in_half:,} in halves after an answer that was cut off"
    )


def again_lines(contents: Contents, by_pass: Mapping[int, Used]) -> Iterator[str]:
    """What each further pass took, and how many claims they added together."""
    further = sorted(number for number in by_pass if number > 1)
    if not further and not contents.claims_again:
        return
    yield f"claims that further passes added: {contents.claims_again:,}{_share(contents.claims_again, contents.claims)}"
    for number in further:
        used = by_pass[number]
        cost = money(used.cost) if used.unpriced < used.calls else "price not known"
        yield f"  pass {number}: {used.calls:,} calls, {used.tokens_in + used.tokens_out:,} tokens, {cost}"


def outcome_table(account: Account) -> Table:
    """One row an outcome of a call, with what it cost, and their sum."""
    table = _table("calls", "number", "tokens in", "cached", "tokens out", "cost", "seconds")
    for outcome in sorted(account.by_outcome, key=lambda name: -account.by_outcome[name].calls):
        table.add_row(*_cells(plain(outcome), account.by_outcome[outcome]))
    if len(account.by_outcome) > 1:
        table.add_row(*_cells("together", account.used))
    return table


def command_table(account: Account) -> Table:
    """One row a command, with its time by the clock."""
    table = _table("command", "state", "time", "articles done", "calls", "cost")
    for command in account.commands:
        time = "not known" if command.seconds is None else duration(command.seconds)
        cells = (command.state, time, f"{command.articles:,}", f"{command.calls:,}", money(command.cost))
        table.add_row(plain(command.started), *cells)
    return table


def speed_lines(account: Account) -> Iterator[str]:
    """How fast the calls came, and how long each took."""
    used, clock = account.used, account.wall_seconds
    if not used.calls:
        yield "no call was made"
        return
    told = (f"{name} {duration(account.latency.percentile(share) or 0.0)}" for name, share in _SHARES.items())
    yield f"a call: {', '.join(told)}"
    if clock:
        tokens = used.tokens_in + used.tokens_out
        yield (
            f"by the clock, {duration(clock)}: {used.calls / clock:,.2f} calls a second, "
            f"{tokens / clock:,.0f} tokens a second, {used.seconds / clock:,.1f} calls in flight on average"
        )


def cost_lines(account: Account) -> Iterator[str]:
    """What failures cost, and what more articles would."""
    used = account.used
    wasted = Used()
    for outcome, each in account.by_outcome.items():
        if outcome not in ("ok", "empty"):
            wasted.merge(each)
    if used.unpriced and used.unpriced == used.calls:
        yield f"cost: price not known; calls without an answer took {wasted.tokens_in + wasted.tokens_out:,} tokens"
        return
    more = f", and {used.unpriced:,} calls of unknown price" if used.unpriced else ""
    yield f"cost: {money(used.cost)}{more}, of which {money(wasted.cost)} for calls without an answer"
    if account.cost_a_thousand is not None:
        yield f"1,000 such articles with nothing in the cache: {money(account.cost_a_thousand)}"


def failure_lines(account: Account) -> Iterator[str]:
    """Each kind of failure in its own words, the most frequent first, with a few articles that met it."""
    kinds = sorted(account.failures.items(), key=lambda each: -each[1].calls)
    if kinds:
        yield "calls without an answer, by kind:"
    for kind, failure in kinds[:_MOST_FAILURES]:
        yield f"  {failure.calls:,} × {plain(kind)}  (as in {', '.join(map(plain, failure.articles))})"
    if len(kinds) > _MOST_FAILURES:
        yield f"  … and {len(kinds) - _MOST_FAILURES:,} more kinds; --json gives them all"


def finding_lines(account: Account) -> Iterator[str]:
    """Findings by rule and action."""
    if account.contents.findings:
        yield "findings:"
    for rule, actions in sorted(account.contents.findings.items()):
        yield f"  {plain(rule)}: {', '.join(f'{plain(action)} {count:,}' for action, count in sorted(actions.items()))}"


def extreme_lines(account: Account) -> Iterator[str]:
    """The slowest and the most expensive articles."""
    if account.slowest:
        told = (f"{plain(name)} {duration(seconds)}" for name, seconds in account.slowest)
        yield f"slowest articles (seconds of their calls): {', '.join(told)}"
    if account.dearest:
        told = (f"{plain(name)} {money(dollars)}" for name, dollars in account.dearest)
        yield f"most expensive articles: {', '.join(told)}"


def as_json(account: Account) -> dict[str, Any]:
    """The same for a program; seconds and US dollars."""
    used, clock = account.used, account.wall_seconds
    return {
        "schema": "quoth.run-report/1",
        "folder": account.folder,
        "run": account.manifest.run.model_dump(mode="json"),
        "contents": account.contents.model_dump(),
        "unread": dict(account.unread),
        "calls": {outcome: asdict(each) for outcome, each in account.by_outcome.items()},
        "passes": {str(number): asdict(each) for number, each in sorted(account.by_pass.items())},
        "together": asdict(used),
        "cache_hits": account.cache_hits,
        "re_asked": account.re_asked,
        "tried_again": account.tried_again,
        "cut_in_half": account.cut_in_half,
        "failures": {kind: asdict(failure) for kind, failure in account.failures.items()},
        "seconds_a_call": {name: account.latency.percentile(share) for name, share in _SHARES.items()},
        "seconds_by_the_clock": clock,
        "calls_a_second": used.calls / clock if clock else None,
        "tokens_a_second": (used.tokens_in + used.tokens_out) / clock if clock else None,
        "commands": [asdict(command) for command in account.commands],
        "slowest": [{"article": name, "seconds": seconds} for name, seconds in account.slowest],
        "dearest": [{"article": name, "cost": dollars} for name, dollars in account.dearest],
        "cost_a_thousand_articles": account.cost_a_thousand,
    }


def _table(first: str, *others: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, overflow="fold")
    for name in others:
        table.add_column(name, justify="right")
    return table


def _cells(name: str, used: Used) -> tuple[str, ...]:
    known = used.unpriced < used.calls
    return (
        name,
        f"{used.calls:,}",
        f"{used.tokens_in:,}",
        f"{used.tokens_cached:,}",
        f"{used.tokens_out:,}",
        money(used.cost) if known else "not known",
        f"{used.seconds:,.1f}",
    )


def _share(part: int, whole: int) -> str:
    return f" ({part / whole:.1%})" if part and whole else ""
