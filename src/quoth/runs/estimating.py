"""What a run would take, told without asking a model: chunks, tokens, cost and time, for one model or several."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

from quoth.articles import Article, Columns, Unreadable, read
from quoth.errors import InputError
from quoth.extraction.passes import refuse_passes
from quoth.extraction.pipeline import Settings, check_examples
from quoth.extraction.prompts import Prompt, load
from quoth.llm import Profile, cache_folder
from quoth.llm.connecting import LOCAL, endpoint_of
from quoth.llm.endpoint import OPENAI_URL
from quoth.llm.model import TO_BE_LISTED
from quoth.llm.profiles import DEFAULT_HOSTED_MODEL, hosted_profile, local_profile, refuse_unknown, user_table
from quoth.runs import ratios
from quoth.runs.measuring import Measure
from quoth.runs.ratios import Ratios
from quoth.runs.sampling import Range, Reservoir, exactly, extrapolated

SMALLEST_CACHED_PREFIX = 1_024
"""Tokens: providers keep no shorter beginning of a prompt. The answer's schema stands before the messages there."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an endpoint allows: requests and tokens a minute, and calls in flight; None for no limit, or the model's."""

    requests_a_minute: int | None = None
    tokens_a_minute: int | None = None
    in_flight: int | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one model would take. Costs are in US dollars, None where the price is not known.

    `cost` is without any discount, `cost_cached` with the prompt's shared beginning read from the provider's cache
    after the first call (None where it is too short), `cost_batch` at the price of a batch. `static_tokens` of each
    call's prompt are the same in every call. `held_up_by` is what makes the time as long as it is.
    """

    model: str
    prompt: str
    prompt_hash: str
    chunk_tokens: int
    passes: int
    chunks: Range
    calls: Range
    tokens_in: Range
    static_tokens: int
    tokens_cached: float
    tokens_out: Range
    cost: Range | None
    cost_cached: Range | None
    cost_batch: Range | None
    seconds: Range
    held_up_by: Literal["calls in flight", "requests a minute", "tokens a minute"]
    in_flight: int
    ratios: Ratios
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Estimated:
    """The inputs and what each model would take. `sampled` articles were measured, None where all were."""

    articles: int
    characters: int
    sampled: int | None
    unreadable: int
    examples: tuple[str, ...]
    """The first few inputs that cannot be read, and why."""
    estimates: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class _Meant:
    """A model as `quoth run` would take it, as far as that is known without asking it."""

    name: str
    profile: Profile
    local: bool
    prompt: Prompt
    settings: Settings
    notes: tuple[str, ...]

    @property
    def measured_by(self) -> tuple[str, int]:
        """Models for which this is the same are sent the same chunks."""
        return self.prompt.hash, self.settings.chunk_tokens


def estimate(
    inputs: Sequence[str],
    models: Sequence[str | None] = (None,),
    *,
    base_url: str | None = None,
    prompt: str | None = None,
    passes: int = 1,
    columns: Columns | None = None,
    limits: Limits | None = None,
    like: Path | None = None,
    model_like: str | None = None,
    sample: int | None = None,
    stdin: BinaryIO | None = None,
    environ: Mapping[str, str] | None = None,
) -> Estimated:
    """Reads the articles, and asks no model and no network.

    With `sample`, so many articles are measured and the rest is told from them; `like` is a run folder whose calls
    are taken as examples of what is to come, `model_like` a known model whose limits and price the models have;
    `passes` are made over each chunk. Raises InputError where no article can be read, PromptError, and ModelError where
    a model's name cannot be meant.
    """
    refuse_passes(passes)
    environ = os.environ if environ is None else environ
    if model_like is not None:
        refuse_unknown(model_like, user_table(environ))
    meant = [_meant(model, base_url, prompt, passes, model_like, environ) for model in dict.fromkeys(models)]
    learnt = [_ratios(each, like, environ) for each in meant]
    tallies = {each.measured_by: _Tally(Measure(each.prompt, each.settings)) for each in meant}
    found = _Found()
    articles = found.articles(read(inputs, columns=columns or Columns(), stdin=stdin))
    kept = Reservoir(sample) if sample is not None else None
    if kept is not None:
        kept.fill(articles)
    for article in articles if kept is None else kept:
        for tally in tallies.values():
            tally.add(article, each_kept=kept is not None)
    if not found.count:
        raise InputError(found.examples[0] if found.examples else "no article to estimate: give an input that has one")
    sampled = len(kept.kept) if kept is not None and len(kept.kept) < found.count else None
    return Estimated(
        articles=found.count,
        characters=found.length,
        sampled=sampled,
        unreadable=found.unreadable,
        examples=tuple(found.examples),
        estimates=tuple(
            _estimate(each, ratio, tallies[each.measured_by].sizes(found), found.count, limits or Limits())
            for each, ratio in zip(meant, learnt, strict=True)
        ),
    )


def _meant(
    model: str | None,
    base_url: str | None,
    prompt: str | None,
    passes: int,
    like: str | None,
    environ: Mapping[str, str],
) -> _Meant:
    name, profile, local, notes = _profile(model, base_url, like, environ)
    chosen = load(prompt or profile.prompt)
    check_examples(chosen)
    chunk_tokens = min(profile.chunk_tokens, chosen.chunk_tokens or profile.chunk_tokens)
    sizes = Settings(chunk_tokens, profile.answer_tokens, passes=passes)
    return _Meant(name, profile, local, chosen, sizes, tuple(notes))


def _profile(
    model: str | None, base_url: str | None, like: str | None, environ: Mapping[str, str]
) -> tuple[str, Profile, bool, list[str]]:
    """The model that `quoth run` would ask, as `connect` finds it, but for what an endpoint tells when it is asked."""
    embedded = model == LOCAL or (model is not None and model.lower().endswith(".gguf"))
    endpoint = None if embedded else endpoint_of(base_url, environ)
    if embedded or (model is None and endpoint is None):
        return LOCAL if model in (None, LOCAL) else Path(str(model)).name, local_profile(), True, []
    if model is None and endpoint is not None:
        model = DEFAULT_HOSTED_MODEL if endpoint.url == OPENAI_URL else TO_BE_LISTED
    name = str(model)
    profile = hosted_profile(name, user_table(environ), like)
    notes = []
    if name == TO_BE_LISTED:
        notes.append("the endpoint's first model, whose name and sizes only the endpoint knows: name it with --model")
    if profile.price_in is None or profile.price_out is None:
        notes.append("price not known: name it in your own models.toml (`quoth doctor` says where)")
    if not profile.sampling:
        notes.append("thinks before it writes: thoughts count as tokens written, and are in here only where learnt")
    return name, profile, False, notes


def _ratios(meant: _Meant, like: Path | None, environ: Mapping[str, str]) -> Ratios:
    # An engine in the process makes a grammar of the schema; whoever else is asked reads it.
    base = ratios.shipped(meant.prompt.name, local=meant.local, adds_schema=not meant.local)
    if like is not None:
        return ratios.from_run(like, meant.name, meant.prompt, base)
    return ratios.from_store(cache_folder(environ) / ratios.STORE, meant.name, meant.prompt.hash, base)


@dataclass
class _Found:
    """What the inputs held."""

    count: int = 0
    length: int = 0
    unreadable: int = 0
    examples: list[str] = field(default_factory=list)

    def articles(self, items: Iterator[object]) -> Iterator[Article]:
        for item in items:
            if isinstance(item, Article):
                self.count += 1
                self.length += len(item.text)
                yield item
            elif isinstance(item, Unreadable):
                self.unreadable += 1
                if len(self.examples) < 5:
                    self.examples.append(str(item))


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Sums over all articles, by our own count of tokens."""

    chunks: Range
    prompt: Range
    text: Range
    schema: Range
    static: int
    static_schema: int | None


class _Tally:
    """Adds up what one measure finds: sums, and of a sample each article's own figures."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._sums = [0.0, 0.0, 0.0, 0.0]
        self._each: list[tuple[int, list[float]]] = []

    def add(self, article: Article, *, each_kept: bool) -> None:
        chunks = self._measure.chunks(article)
        figures = [
            float(len(chunks)),
            float(sum(chunk.prompt for chunk in chunks)),
            float(sum(chunk.text for chunk in chunks)),
            float(sum(chunk.schema for chunk in chunks)),
        ]
        self._sums = [have + more for have, more in zip(self._sums, figures, strict=True)]
        if each_kept:
            self._each.append((len(article.text), figures))

    def sizes(self, found: _Found) -> _Sizes:
        if self._each:
            lengths = [length for length, _ in self._each]
            ranges = [
                extrapolated([figures[place] for _, figures in self._each], lengths, found.count, found.length)
                for place in range(len(self._sums))
            ]
        else:
            ranges = [exactly(value) for value in self._sums]
        chunks, prompt, text, schema = ranges
        return _Sizes(chunks, prompt, text, schema, self._measure.static, self._measure.static_schema)


def _estimate(meant: _Meant, ratio: Ratios, sizes: _Sizes, articles: int, limits: Limits) -> Estimate:
    profile, further = meant.profile, meant.settings.passes - 1
    tokens_in, tokens_out = _tokens(ratio, sizes, articles)
    calls = sizes.chunks.by(Range(*ratio.waste(ratio.calls_a_chunk, sizes.chunks.mean)))
    cached = _cached(meant, ratio, sizes, calls.mean)
    if further:
        cached += further * _cached_again(meant, tokens_in.mean, calls.mean, cached)
        tokens_in, tokens_out = _with_further(ratio, further, tokens_in, tokens_out)
        calls = calls.times(1 + further)
    in_flight = 1 if meant.local else limits.in_flight or profile.slots
    seconds, held_up_by = _time(ratio, calls, tokens_in, tokens_out, cached, in_flight, limits)
    full = _cost(profile, tokens_in, tokens_out, 0.0)
    discounted = cached and profile.price_cached is not None
    return Estimate(
        model=meant.name,
        prompt=f"{meant.prompt.name} {meant.prompt.version}".strip(),
        prompt_hash=meant.prompt.hash,
        chunk_tokens=meant.settings.chunk_tokens,
        passes=meant.settings.passes,
        chunks=sizes.chunks,
        calls=calls,
        tokens_in=tokens_in,
        static_tokens=round(ratio.prompt.rate * sizes.static),
        tokens_cached=cached,
        tokens_out=tokens_out,
        cost=full,
        cost_cached=_cost(profile, tokens_in, tokens_out, cached) if discounted else None,
        cost_batch=None if full is None or meant.local or further else full.times(meant.profile.batch_price),
        seconds=seconds,
        held_up_by=held_up_by,
        in_flight=in_flight,
        ratios=ratio,
        notes=meant.notes,
    )


def _tokens(ratio: Ratios, sizes: _Sizes, articles: int) -> tuple[Range, Range]:
    """Tokens of all prompts and of all answers, what is asked twice included."""
    read = _linear(ratio.prompt.fixed, sizes.chunks, ratio.prompt.rate, sizes.prompt)
    if ratio.adds_schema:
        read = _linear(1.0, read, ratio.prompt.rate, sizes.schema)
    read = read.widened(*ratio.prompt.factors(round(sizes.chunks.mean)))
    written = _linear(ratio.output.fixed, sizes.chunks, ratio.output.rate, sizes.text)
    written = written.widened(*ratio.output.factors(articles))
    more_in, more_out = (Range(*ratio.waste(more, sizes.chunks.mean)) for more in (ratio.more_in, ratio.more_out))
    return read.by(more_in), written.by(more_out)


def _with_further(ratio: Ratios, further: int, read: Range, written: Range) -> tuple[Range, Range]:
    """Tokens in and out with those of further passes; as long as these are guessed, they may write nothing or all
    over again."""
    low, high = (ratio.again_out, ratio.again_out) if ratio.again_calls else (0.0, 1.0)
    ends = Range(further * low, further * ratio.again_out, further * high)
    return read.times(1 + further * ratio.again_in), written.plus(written.by(ends))


def _cached_again(meant: _Meant, read: float, calls: float, cached: float) -> float:
    """Of a further pass: its prompts begin with those of the first one, which a provider still holds; an engine of one
    slot has read another chunk meanwhile, and holds only what all share."""
    if meant.local:
        return cached
    return read if calls and read / calls >= SMALLEST_CACHED_PREFIX else 0.0


def _linear(a: float, x: Range, b: float, y: Range) -> Range:
    return x.times(a).plus(y.times(b))


def _cached(meant: _Meant, ratio: Ratios, sizes: _Sizes, calls: float) -> float:
    """Prompt tokens, of all calls, that are likely read from a cache of prompt beginnings."""
    if ratio.cached_a_call is not None:
        return ratio.cached_a_call * calls
    static = ratio.prompt.rate * sizes.static
    if not meant.local:
        # A schema that differs from chunk to chunk stands before all that is shared, so nothing is.
        static = 0.0 if sizes.static_schema is None else static + ratio.prompt.rate * sizes.static_schema
        if static < SMALLEST_CACHED_PREFIX:
            return 0.0
    return static * max(0.0, calls - 1)


def _cost(profile: Profile, tokens_in: Range, tokens_out: Range, cached: float) -> Range | None:
    share = min(1.0, cached / tokens_in.mean) if tokens_in.mean else 0.0
    costs = [
        profile.cost(round(read), round(read * share), round(written))
        for read, written in (
            (tokens_in.low, tokens_out.low),
            (tokens_in.mean, tokens_out.mean),
            (tokens_in.high, tokens_out.high),
        )
    ]
    low, mean, high = costs
    return None if low is None or mean is None or high is None else Range(low, mean, high)


def _time(
    ratio: Ratios, calls: Range, tokens_in: Range, tokens_out: Range, cached: float, in_flight: int, limits: Limits
) -> tuple[Range, Literal["calls in flight", "requests a minute", "tokens a minute"]]:
    """Seconds by the clock: the slowest of the three."""
    fresh = Range(*(max(0.0, tokens - cached) for tokens in (tokens_in.low, tokens_in.mean, tokens_in.high)))
    busy = _linear(ratio.seconds_fixed, calls, ratio.seconds_written, tokens_out)
    busy = _linear(1.0, busy, ratio.seconds_read, fresh).times(1 / in_flight)
    found: list[tuple[Range, Literal["calls in flight", "requests a minute", "tokens a minute"]]] = [
        (busy, "calls in flight")
    ]
    if limits.requests_a_minute:
        found.append((calls.times(60 / limits.requests_a_minute), "requests a minute"))
    if limits.tokens_a_minute:
        found.append((tokens_in.plus(tokens_out).times(60 / limits.tokens_a_minute), "tokens a minute"))
    return max(found, key=lambda each: each[0].mean)
