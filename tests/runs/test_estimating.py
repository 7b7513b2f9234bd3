"""What a run is said to take is what it takes: chunks exactly, tokens and cost by known arithmetic."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from paying import MODEL, exact, fares, paid

from quoth.articles.article import Article
from quoth.asking import Reply, Request
from quoth.errors import InputError, ModelError, PromptError
from quoth.extraction.answers import Answer
from quoth.extraction.pipeline import Settings, extract_article
from quoth.extraction.prompts import load
from quoth.llm.profiles import hosted_profile, local_profile
from quoth.runs.accounting import account
from quoth.runs.estimating import SMALLEST_CACHED_PREFIX, Estimate, Estimated, Limits, estimate
from quoth.runs.measuring import Measure
from quoth.runs.ratios import STORE, learn
from quoth.tokens import count_tokens

KEY = "sk-never-shown"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        "OPENAI_API_KEY": KEY,
        "QUOTH_CACHE_DIR": str(tmp_path / "cache"),
        "QUOTH_MODELS": str(tmp_path / "models.toml"),
    }


def jsonl(path: Path, articles: list[Article]) -> str:
    path.write_text("".join(json.dumps({"id": one.id, "text": one.text}) + "\n" for one in articles))
    return str(path)


def only(estimated: Estimated) -> Estimate:
    (one,) = estimated.estimates
    return one


@pytest.mark.parametrize(("prompt", "chunk_tokens"), [("claims", 300), ("claims-small", 330)])
def test_what_is_measured_is_what_is_sent(prompt: str, chunk_tokens: int) -> None:
    sent: list[Request] = []

    async def ask(request: Request) -> Reply:
        sent.append(request)
        return Reply(Answer(claims=()), "{}", ())

    article = fares(1, 40)
    chosen, settings = load(prompt), Settings(chunk_tokens, 500)
    asyncio.run(extract_article(article, ask, chosen, settings))
    sizes = Measure(chosen, settings).chunks(article)
    assert len(sizes) == len(sent) > 2
    for size, request in zip(sizes, sent, strict=True):
        words = sum(count_tokens(message.content) for message in request.messages)
        assert size.prompt == words + 4 * len(request.messages) + 3


def test_a_run_takes_what_a_run_like_it_says(tmp_path: Path, environ: dict[str, str]) -> None:
    before, after = [fares(n, 2 + 3 * n) for n in range(30)], [fares(n, 4 + 2 * n) for n in range(50)]
    learn(paid(tmp_path / "before", before), Path(environ["QUOTH_CACHE_DIR"]) / STORE)
    told = only(estimate([jsonl(tmp_path / "x.jsonl", after)], [MODEL], environ=environ))
    used = account(paid(tmp_path / "after", after)).used
    assert told.calls.mean == told.chunks.mean == used.calls
    assert told.tokens_in.mean == pytest.approx(used.tokens_in)
    assert told.tokens_out.mean == pytest.approx(used.tokens_out)
    assert told.tokens_cached == used.tokens_cached
    assert told.seconds.mean == pytest.approx(used.seconds / 16)
    profile = hosted_profile(MODEL, tmp_path / "none")
    for range_, cached in ((told.cost, 0), (told.cost_cached, used.tokens_cached)):
        cost = profile.cost(used.tokens_in, cached, used.tokens_out)
        assert range_ is not None
        assert range_.low <= range_.mean <= range_.high
        assert range_.mean == pytest.approx(cost, rel=1e-4)
    assert told.cost is not None
    assert told.cost_batch is not None
    assert told.cost_batch.mean == told.cost.mean / 2


def test_nothing_learnt_gives_the_shipped_constants_and_says_so(tmp_path: Path, environ: dict[str, str]) -> None:
    told = only(estimate([jsonl(tmp_path / "x.jsonl", [fares(1, 20)])], [MODEL], environ=environ))
    (size,) = Measure(load("claims"), Settings(6000, 8000)).chunks(fares(1, 20))
    assert told.ratios.calls == 0
    assert "shipped" in told.ratios.origin
    assert told.tokens_in.mean == pytest.approx((size.prompt + size.schema) * told.ratios.prompt.rate)
    assert told.tokens_out.mean == size.text
    assert told.tokens_out.low < told.tokens_out.mean < told.tokens_out.high


def test_the_first_call_fills_the_prefix_cache_and_a_short_prefix_fills_none(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    given = jsonl(tmp_path / "x.jsonl", [fares(n, 5) for n in range(11)])
    shared = only(estimate([given], [MODEL], environ=environ))
    prefix = shared.tokens_cached / 10
    measure = Measure(load("claims"), Settings(6000, 8000))
    assert measure.static_schema is not None
    assert prefix == pytest.approx((measure.static + measure.static_schema) * shared.ratios.prompt.rate)
    assert prefix >= SMALLEST_CACHED_PREFIX
    assert prefix > shared.static_tokens, "the answer's schema stands before the messages"
    assert shared.cost is not None
    assert shared.cost_cached is not None
    saved = shared.tokens_cached * (0.40 - 0.10) / 1e6
    assert shared.cost.mean - shared.cost_cached.mean == pytest.approx(saved, rel=1e-3)
    short = only(estimate([given], [MODEL], prompt="claims-small", environ=environ))
    assert (short.tokens_cached, short.cost_cached) == (0, None), "its schema differs from chunk to chunk"


def test_several_models_are_each_sent_their_own_chunks(tmp_path: Path, environ: dict[str, str]) -> None:
    given = jsonl(tmp_path / "x.jsonl", [fares(1, 150)])
    told = estimate([given], [MODEL, "no-such", "local", MODEL], environ=environ)
    hosted, unknown, local = told.estimates
    assert (hosted.chunks.mean, hosted.chunk_tokens) == (1, 6000)
    assert (unknown.chunk_tokens, unknown.cost, unknown.cost_batch) == (1500, None, None)
    assert unknown.tokens_in.mean > hosted.tokens_in.mean
    assert "price not known" in unknown.notes[0]
    assert (local.chunk_tokens, local.prompt) == (330, "claims-small v1")
    assert local.cost is not None
    assert (local.cost.high, local.cost_batch) == (0, None)
    assert local.in_flight == local_profile().slots


def test_the_slowest_limit_makes_the_time(tmp_path: Path, environ: dict[str, str]) -> None:
    given = jsonl(tmp_path / "x.jsonl", [fares(n, 5) for n in range(60)])

    def told(**limits: Any) -> Estimate:
        return only(estimate([given], [MODEL], environ=environ, limits=Limits(**limits)))

    assert told(requests_a_minute=10).seconds.mean == 360
    assert told(requests_a_minute=10).held_up_by == "requests a minute"
    slow = told(requests_a_minute=10, tokens_a_minute=1000)
    assert slow.held_up_by == "tokens a minute"
    assert slow.seconds.mean == pytest.approx((slow.tokens_in.mean + slow.tokens_out.mean) * 60 / 1000)
    free = told(requests_a_minute=10**6, in_flight=2)
    assert free.held_up_by == "calls in flight"
    assert free.seconds.mean == pytest.approx(told().seconds.mean * 16 / 2)


def test_a_sample_says_how_sure_it_is(tmp_path: Path, environ: dict[str, str]) -> None:
    articles = [fares(n, 1 + n * 7 % 60) for n in range(300)]
    given = jsonl(tmp_path / "x.jsonl", articles)
    whole = only(estimate([given], ["local"], environ=environ))
    told = estimate([given], ["local"], sample=40, environ=environ)
    part = only(told)
    assert (told.articles, told.sampled) == (300, 40)
    assert part.chunks.low < part.chunks.mean < part.chunks.high
    assert part.chunks.mean == pytest.approx(whole.chunks.mean, rel=0.1)
    assert part.tokens_in.mean == pytest.approx(whole.tokens_in.mean, rel=0.1)
    assert estimate([given], ["local"], sample=300, environ=environ).sampled is None


def test_inputs_that_cannot_be_read_are_counted(tmp_path: Path, environ: dict[str, str]) -> None:
    given = jsonl(tmp_path / "x.jsonl", [fares(1, 3)])
    told = estimate([given, str(tmp_path / "none.txt")], [MODEL], environ=environ)
    assert (told.articles, told.unreadable) == (1, 1)
    assert "none.txt" in told.examples[0]
    with pytest.raises(InputError, match=r"none\.txt"):
        estimate([str(tmp_path / "none.txt")], [MODEL], environ=environ)


def test_the_model_is_the_one_that_a_run_would_ask(tmp_path: Path) -> None:
    given = [jsonl(tmp_path / "x.jsonl", [fares(1, 3)])]
    where = {"QUOTH_CACHE_DIR": str(tmp_path), "QUOTH_MODELS": str(tmp_path / "models.toml")}
    assert only(estimate(given, environ=where)).model == "local"
    assert only(estimate(given, environ=where | {"OPENAI_API_KEY": KEY})).model == "gpt-4.1-mini"
    listed = only(estimate(given, base_url="http://localhost:1/v1", environ=where))
    assert "--model" in listed.notes[0]
    assert only(estimate(given, ["gpt-4.1"], environ=where)).cost is not None, "no key is needed"
    with pytest.raises(ModelError):
        estimate(given, ["x"], base_url="nonsense", environ=where)
    with pytest.raises(PromptError):
        estimate(given, ["x"], prompt="nosuch", environ=where)


def test_a_model_that_thinks_says_that_its_thoughts_are_not_known(tmp_path: Path, environ: dict[str, str]) -> None:
    given = jsonl(tmp_path / "x.jsonl", [fares(1, 3)])
    assert "thoughts" in only(estimate([given], ["gpt-5-mini"], environ=environ)).notes[0]
    run = paid(tmp_path / "like", [fares(n, 3) for n in range(6)], exact)
    assert only(estimate([given], ["gpt-5-mini"], like=run, environ=environ)).ratios.calls == 6
