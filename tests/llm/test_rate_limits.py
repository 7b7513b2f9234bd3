"""A bucket lets no more through than its rate, and headers that tell nonsense tell nothing."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.llm.ratelimits import Bucket, Told, learnt, seconds


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("1s", 1.0),
        ("6m0s", 360.0),
        ("120ms", 0.12),
        ("2h", 7200.0),
        ("6h0m0s", 21600.0),
        ("1m30.5s", 90.5),
        ("1d", 86400.0),
        (" 7.66s ", 7.66),
        ("59", 59.0),
        ("0", 0.0),
        ("0s", 0.0),
        ("-1", 0.0),
    ],
)
def test_a_reset_is_read_in_every_form_that_is_sent(words: str, meant: float) -> None:
    assert seconds(words) == pytest.approx(meant)


@pytest.mark.parametrize("words", ["", "soon", "1s later", "-1s", "1y", "2026-01-01T00:00:00Z", "s", "1.2.3s"])
def test_a_reset_in_no_known_form_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="float"):
        seconds(words)


def headers(limit: str = "60", remaining: str = "59", reset: str = "1s") -> dict[str, str]:
    told = {"limit": limit, "remaining": remaining, "reset": reset}
    return {f"x-ratelimit-{name}-requests": value for name, value in told.items()}


def test_three_headers_tell_a_limit() -> None:
    assert learnt(headers(), "requests") == Told(60.0, 59.0, 1.0)
    assert learnt(headers(), "tokens") is None
    assert learnt({}, "requests") is None


@pytest.mark.parametrize("gone", ["limit", "remaining", "reset"])
def test_a_limit_that_is_half_told_is_not_told(gone: str) -> None:
    half = headers()
    del half[f"x-ratelimit-{gone}-requests"]
    assert learnt(half, "requests") is None


@pytest.mark.parametrize(
    "odd",
    [
        {"limit": "0", "remaining": "0"},
        {"limit": "-1", "remaining": "-1"},
        {"limit": ""},
        {"limit": "inf"},
        {"limit": "nan"},
        {"limit": "unlimited"},
        {"limit": "1e-300", "remaining": "0"},
        {"remaining": "-1"},
        {"remaining": ""},
        {"remaining": "nan"},
        {"remaining": "61"},
        {"reset": ""},
        {"reset": "inf"},
        {"reset": "1767225600"},  # a date in seconds since 1970
        {"reset": "1767225600000"},  # and in milliseconds
        {"reset": "2026-01-01T00:00:00Z"},
        {"reset": "2d"},
    ],
)
def test_a_limit_that_cannot_be_meant_is_not_told(odd: dict[str, str]) -> None:
    assert learnt(headers(**odd), "requests") is None


def test_a_limit_that_is_told_becomes_a_bucket_of_its_rate() -> None:
    bucket = Told(limit=100.0, remaining=40.0, reset=30.0).into(None, now=5.0)
    assert (bucket.capacity, bucket.level, bucket.rate) == (100.0, 40.0, 2.0)


def test_answers_out_of_order_raise_nothing() -> None:
    bucket = Told(100.0, 40.0, 30.0).into(None, now=5.0)
    again = Told(100.0, 90.0, 5.0).into(bucket, now=5.0)
    assert again.level == 40.0


def test_a_full_limit_keeps_the_rate_that_is_known() -> None:
    bucket = Told(100.0, 40.0, 30.0).into(None, now=5.0)
    assert Told(100.0, 100.0, 0.0).into(bucket, now=5.0).rate == 2.0
    assert Told(120.0, 120.0, 0.0).into(None, now=5.0).rate == 2.0  # nothing better is known than a minute


def test_a_limit_that_shrinks_shrinks_what_is_left() -> None:
    bucket = Told(100.0, 90.0, 5.0).into(None, now=0.0)
    less = Told(10.0, 8.0, 1.0).into(bucket, now=0.0)
    assert (less.capacity, less.level) == (10.0, 8.0)


HEADER = st.one_of(
    st.text(max_size=12),
    st.floats().map(str),
    st.integers().map(str),
    st.sampled_from(["60", "59", "0", "1s", "6m0s", "120ms", "1e-9s", "86400", "1e308"]),
)


@settings(deadline=None)
@given(told=st.lists(st.tuples(HEADER, HEADER, HEADER), min_size=1, max_size=4))
def test_whatever_the_headers_say_a_call_comes_within_two_days(told: list[tuple[str, str, str]]) -> None:
    bucket: Bucket | None = None
    for number, (limit, remaining, reset) in enumerate(told):
        limits = learnt(headers(limit, remaining, reset), "requests")
        bucket = limits.into(bucket, now=float(number)) if limits else bucket
    if bucket is not None:
        wait = bucket.seconds_until(1, now=10.0)
        assert 0.0 <= wait <= 2 * 24 * 3600
        assert math.isfinite(bucket.level)


TAKES = st.lists(
    st.tuples(st.floats(min_value=-2, max_value=30), st.integers(min_value=1, max_value=300)), min_size=1, max_size=30
)


@settings(deadline=None)
@given(a_minute=st.floats(min_value=1, max_value=20_000), takes=TAKES)
def test_no_window_lets_more_through_than_its_rate_and_one_burst(
    a_minute: float, takes: list[tuple[float, int]]
) -> None:
    bucket, now, gone = Bucket.a_minute(a_minute, 0.0), 0.0, list[tuple[float, int]]()
    latest = 0.0
    for passed, amount in takes:
        now = max(0.0, now + passed)  # at times the clock is set back
        while (pause := bucket.seconds_until(amount, now)) > 0:
            now += pause
        # What a clock that was set back had told already stays told.
        latest = max(latest, now)
        bucket.take(amount, now)
        gone.append((latest, amount))
    for first in range(len(gone)):
        for last in range(first, len(gone)):
            window = gone[last][0] - gone[first][0]
            burst = max(bucket.capacity, gone[last][1])
            total = sum(amount for _, amount in gone[first : last + 1])
            assert total <= window * a_minute / 60 + burst + 1e-3


def test_waiting_for_as_long_as_was_said_is_enough() -> None:
    bucket: Any = Bucket.a_minute(7.0, 0.0)
    now = 0.0
    for _ in range(200):
        now += bucket.seconds_until(1, now)
        assert bucket.seconds_until(1, now) == 0.0
        bucket.take(1, now)
    assert now == pytest.approx(199 / 7 * 60, rel=1e-6)
