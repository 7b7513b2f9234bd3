"""How a model's tokens and seconds follow from our own count: shipped constants, and what runs have taught since."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from quoth.errors import InputError, QuothError
from quoth.runs import observing
from quoth.runs.fitting import NORMAL_95, Line, Plane, band
from quoth.runs.observing import Observed

STORE = "ratios.json"
"""The file of the cache folder that runs write what they learnt into."""
_LEARNT_AT_ONCE = 500
_LIKE_AT_MOST = 5_000
_FEWEST_CALLS = 5
"""Fewer are not taken from the store unasked: the shipped constants come from more."""
_MOST_REMEMBERED = 2_000
"""Answered calls; beyond them the old ones count half, so that a model that changed is learnt anew."""
_MOST_ENTRIES = 200


_AGAIN_IN, _AGAIN_OUT = 1.25, 0.3
"""Guesses, until a run has taught better. A further pass sends the first one's prompt and a line for each item found:
1.25 times as much with 22 claims a chunk, at a simulated endpoint. That it finds a third as much, nobody measured."""


@dataclass(frozen=True, slots=True)
class Fit:
    """y = fixed + rate · x. `low` and `high` bound the mean, as factors, where no spread was learnt."""

    fixed: float
    rate: float
    low: float = 1.0
    high: float = 1.0
    spread: float | None = None
    learnt: float = 0.0

    def factors(self, wanted: int) -> tuple[float, float]:
        """The ends of a 90 % band of the sum over `wanted` new ones, as factors of what is expected."""
        if self.spread is None:
            return self.low, self.high
        half = band(self.spread, self.learnt, wanted)
        return max(0.0, 1 - half), 1 + half


@dataclass(frozen=True, slots=True)
class Ratios:
    """What is expected of a model with a prompt. `origin` says where that was learnt, in words.

    `prompt` gives its prompt tokens over our count of the messages; `adds_schema` says that the schema's tokens are
    still to be added. `output` gives tokens written, `fixed` a chunk and `rate` a token of the chunk's text. A call
    takes `seconds_fixed`, `seconds_written` a token written and `seconds_read` a prompt token that no cache holds.
    `cached_a_call` is None where not learnt. `calls_a_chunk`, `more_in` and `more_out` are factors: what was re-asked,
    tried again or came to nothing was paid for too. A further pass reads `again_in` times what the first does, and
    writes `again_out` times as much; `again_calls` is how many calls taught that, none where it is guessed.
    """

    origin: str
    calls: int
    articles: int
    prompt: Fit
    adds_schema: bool
    output: Fit
    seconds_fixed: float
    seconds_written: float
    seconds_read: float = 0.0
    cached_a_call: float | None = None
    calls_a_chunk: float = 1.0
    more_in: float = 1.0
    more_out: float = 1.0
    learnt_chunks: float = 0.0
    again_in: float = _AGAIN_IN
    again_out: float = _AGAIN_OUT
    again_calls: int = 0

    def waste(self, more: float, chunks: float) -> tuple[float, float, float]:
        """The factor `more` between the ends of a 90 % band, for so many new chunks.

        Wasted calls are counted, and rare: a count of k scatters by the square root of k, both where it was learnt and
        where it is expected. Where none was seen, the upper end is the rule of three: 3 in all those chunks.
        """
        rate = self.calls_a_chunk - 1
        seen, expected = rate * self.learnt_chunks, rate * chunks
        if not seen or not expected:
            return 1.0, more, more + (3 / self.learnt_chunks if self.learnt_chunks else 0.0)
        half = NORMAL_95 * math.sqrt(1 / seen + 1 / expected)
        return 1 + (more - 1) * max(0.0, 1 - half), more, 1 + (more - 1) * (1 + half)


# Of our count, in tokens of the embedded model's: 9,860 for 9,428 of the ten calls that two articles of scraped English
# news took with claims-small. Our count of articles of English news is .88 to 1.08 of Qwen's, hence the ends.
_PROMPT = Fit(fixed=0.0, rate=9_860 / 9_428, low=0.89, high=1.09)

_OUTPUT = {
    # The embedded model, the same ten calls: 1,956 tokens written for 2,343 of text. On examples/demo/strait.txt, where
    # somebody speaks in nearly every sentence, it wrote 1.2 a token. The ends are wide: it is three articles in all.
    "claims-small": Fit(fixed=0.0, rate=1_956 / 2_343, low=0.6, high=1.5),
    # No hosted model was measured. A careful answer that points took 600 tokens on one of the two articles (about .5 a
    # token of text), and the embedded model with fields of about this length wrote 4,633 on both (2.0): the ends.
    "claims": Fit(fixed=0.0, rate=1.0, low=0.5, high=2.0),
}

# The embedded model on two cores reads 40 tokens a second and writes 7.
_LOCAL_SECONDS = (0.0, 1 / 7, 1 / 40)
# A guess, of a hosted model that nobody has asked from here yet: 2 s until it begins, 60 tokens a second from then on.
_HOSTED_SECONDS = (2.0, 1 / 60, 0.0)


def shipped(prompt: str, *, local: bool, adds_schema: bool) -> Ratios:
    """The constants above for the prompt of that name; for a prompt of the user's own those of `claims`."""
    fixed, written, read = _LOCAL_SECONDS if local else _HOSTED_SECONDS
    guess = "" if prompt in _OUTPUT else f", and for the prompt {prompt!r} as for 'claims'"
    return Ratios(
        origin=f"shipped constants: nothing learnt yet of this model with this prompt{guess}",
        calls=0,
        articles=0,
        prompt=_PROMPT,
        adds_schema=adds_schema,
        output=_OUTPUT.get(prompt, _OUTPUT["claims"]),
        seconds_fixed=fixed,
        seconds_written=written,
        seconds_read=read,
    )


def from_store(store: Path, model: str, prompt_hash: str, base: Ratios) -> Ratios:
    """What runs of this model and prompt have taught; `base` where that is nothing, or the store cannot be read."""
    entry = _find(_read(store), model, prompt_hash)
    if entry is None or entry.observed.calls < _FEWEST_CALLS:
        return base
    return _learnt(entry.observed, base, "learnt from earlier runs of this model and prompt")


def from_run(folder: Path, model: str, prompt: Any, base: Ratios) -> Ratios:
    """What the run in `folder` teaches, whichever model and prompt it had; `origin` says where they are others.

    `prompt` is the one that the estimate is for. Raises InputError where it is no run folder or no call of it
    answered.
    """
    from quoth.runs.opened import open_run

    manifest = open_run(folder).manifest
    try:
        lesson = observing.observe(folder, manifest, _LIKE_AT_MOST, prompts=(prompt,))
    except OSError as error:
        raise InputError(f"{folder}: cannot be read: {error.strerror or error}") from None
    if not lesson.observed.calls:
        raise InputError(f"{folder}: no call of this run was answered, so nothing can be learnt: name another --like")
    used = manifest.run
    others = [f"the model {used.model}"] if used.model != model else []
    others += [f"the prompt {used.prompt.name} {used.prompt.version}"] if used.prompt.hash != prompt.hash else []
    more = f", with {' and '.join(others)}" if others else ""
    return _learnt(lesson.observed, base, f"learnt from {folder}{more}")


def _learnt(seen: Observed, base: Ratios, origin: str) -> Ratios:
    calls, articles = round(seen.calls), round(seen.output.n)
    known = f"{origin}: {calls:,} call{'' if calls == 1 else 's'} on {articles:,} article{'' if articles == 1 else 's'}"
    learnt = replace(base, origin=known, calls=calls, articles=articles)
    if seen.prompt.n:
        learnt = replace(learnt, prompt=_fit(seen.prompt, base.prompt), adds_schema=False)
    if seen.output.text:
        learnt = replace(learnt, output=_fit(seen.output, base.output))
    if seen.seconds.y:
        fixed, written = seen.seconds.fit()
        learnt = replace(learnt, seconds_fixed=fixed, seconds_written=written, seconds_read=0.0)
    # What answered chunks took is what every chunk takes; whatever was spent beyond that is waste.
    chunks, answered = max(1.0, seen.chunks), max(1.0, seen.answered_chunks)
    expected_in, expected_out = seen.answered_in / seen.calls * chunks, seen.answered_out / answered * chunks
    if seen.again_calls >= _FEWEST_CALLS and seen.answered_in and seen.answered_out:
        shares = [
            again / seen.again_calls / (first / seen.calls)
            for again, first in ((seen.again_in, seen.answered_in), (seen.again_out, seen.answered_out))
        ]
        learnt = replace(learnt, again_in=shares[0], again_out=shares[1], again_calls=round(seen.again_calls))
    return replace(
        learnt,
        cached_a_call=seen.answered_cached / seen.calls,
        learnt_chunks=chunks,
        calls_a_chunk=max(1.0, seen.rows / chunks),
        more_in=max(1.0, seen.tokens_in / expected_in),
        more_out=max(1.0, seen.tokens_out / expected_out) if expected_out else 1.0,
    )


def _fit(sums: Line | Plane, base: Fit) -> Fit:
    """The learnt fit; of too few to know their spread, with the shipped ends."""
    fixed, rate = sums.fit()
    return Fit(fixed, rate, base.low, base.high, sums.spread(), sums.n)


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class _Entry(_Value):
    """What is known of one model with one prompt. `until` is when the newest call of it began."""

    model: str
    prompt: str
    until: float
    observed: Observed


class _Stored(_Value):
    schema_: Literal["quoth.ratios/1"] = Field(default="quoth.ratios/1", alias="schema")
    entries: list[_Entry] = Field(default_factory=list)


def learn(run_folder: Path, store: Path, prompts: Iterable[Any] = ()) -> None:
    """Adds what the newest calls of a run teach to the store (`cache_folder() / STORE`); to be called at a run's end.

    At most 500 answered calls are looked at, and none twice. Give the run's prompt in `prompts`: one that Quoth
    does not ship cannot be found again by its name. Sums only are kept. Never raises for what a file holds or
    lacks: a store that is broken is begun anew, and one that cannot be written stays as it is.
    """
    with suppress(OSError, QuothError, ValueError, KeyError, TypeError, AttributeError):
        from quoth.runs.folder import read_manifest

        manifest = read_manifest(run_folder)
        stored = _read(store)
        model, prompt_hash = manifest.run.model, manifest.run.prompt.hash
        entry = _find(stored, model, prompt_hash)
        since = entry.until if entry else -1.0
        lesson = observing.observe(run_folder, manifest, _LEARNT_AT_ONCE, since, prompts)
        if not lesson.observed.calls:
            return
        if entry is None:
            entry = _Entry(model=model, prompt=prompt_hash, until=since, observed=Observed())
            stored.entries.append(entry)
        weight = 0.5 if entry.observed.calls > _MOST_REMEMBERED else 1.0
        entry.observed.merge(lesson.observed, weight)
        entry.until = lesson.until
        stored.entries = sorted(stored.entries, key=lambda each: each.until)[-_MOST_ENTRIES:]
        _write(store, stored)


def _find(stored: _Stored, model: str, prompt_hash: str) -> _Entry | None:
    return next((entry for entry in stored.entries if (entry.model, entry.prompt) == (model, prompt_hash)), None)


def _read(store: Path) -> _Stored:
    try:
        return _Stored.model_validate_json(store.read_bytes())
    except (OSError, ValueError):
        return _Stored()


def _write(store: Path, stored: _Stored) -> None:
    store.parent.mkdir(parents=True, exist_ok=True)
    part = store.with_name(f".{store.name}.{os.getpid()}.part")
    try:
        part.write_text(stored.model_dump_json(by_alias=True), encoding="utf-8")
        part.replace(store)
    finally:
        part.unlink(missing_ok=True)
