from __future__ import annotations

import asyncio
import json
import math
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean, median

import aiohttp
import pytest
from asking import SENTENCES, Client, ask, question, with_client
from benchmarks.endpoint import FAULT_NAMES, Running, Settings, serving
from benchmarks.endpoint.draws import log_normal

ROOT = Path(__file__).parents[2]
KEY = "key-of-ours-1234567890"


@pytest.fixture(scope="module")
def shared() -> Iterator[Running]:
    with serving() as running:
        yield running


@pytest.fixture
def endpoint(shared: Running) -> Running:
    shared.set_faults()
    shared.reset()
    return shared


def test_answers_a_request_of_quoths_with_a_claim_a_sentence_and_its_condition(endpoint: Running) -> None:
    (answered,) = ask(endpoint)
    answer = json.loads(answered.content)
    said = [(claim["n"], claim["by"]) for claim in answer["claims"]]
    assert said == [(1, "Minister Ana Ruiz"), (2, "Minister Ana Ruiz")]
    assert [(item["n"], item["if"]) for item in answer["conditions"]] == [(1, "the rebels left")]
    assert answered.choice["finish_reason"] == "stop"
    assert answered.body["usage"]["completion_tokens"] > 50


def test_two_endpoints_give_the_same_answer(endpoint: Running) -> None:
    with serving() as other:
        assert ask(endpoint)[0].content == ask(other)[0].content


def test_plain_answers_are_the_given_text(endpoint: Running) -> None:
    with serving(Settings(answers="plain", text="Nothing to see.")) as plain:
        assert ask(plain)[0].content == "Nothing to see."


def test_a_request_that_offers_a_tool_gets_the_text_as_its_arguments() -> None:
    with serving(Settings(answers="plain", text='{"n": 1}')) as plain:
        tools = [{"type": "function", "function": {"name": "send", "parameters": {}}}]
        message = ask(plain, {**question(), "tools": tools})[0].choice["message"]
    assert message["content"] is None
    assert message["tool_calls"][0]["function"] == {"name": "send", "arguments": '{"n": 1}'}


def test_a_request_that_is_none_of_quoths_gets_the_text() -> None:
    with serving() as running:
        asked = {"model": "m", "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}]}
        assert ask(running, asked)[0].content == "OK."


@pytest.mark.parametrize("asked", [{}, {"messages": []}, {"messages": ["hello"]}, question(stream=True)])
def test_what_is_no_chat_request_is_refused(endpoint: Running, asked: dict[str, object]) -> None:
    (answered,) = ask(endpoint, asked)
    assert answered.status == 400
    assert answered.body["error"]["type"] == "invalid_request_error"


def test_lists_its_models() -> None:
    with serving(Settings(models=("large", "small"))) as running:
        listed = with_client(running, lambda client: client.request("GET", "/models"))
    assert [model["id"] for model in listed.body["data"]] == ["large", "small"]


def test_the_prefix_that_was_seen_before_counts_as_cached_in_steps_of_128(endpoint: Running) -> None:
    static = {"role": "system", "content": "rule " * 1100}
    asked = [question(messages=[static, {"role": "user", "content": f"[1] {text}"}]) for text in SENTENCES[:2]]
    short = [question(messages=[{"role": "user", "content": "rule " * 1000}])] * 2
    first, second, again, *few = (each.body["usage"] for each in ask(endpoint, *asked, asked[0], *short))
    assert first["prompt_tokens"] > 1100
    assert [each["prompt_tokens_details"]["cached_tokens"] for each in (first, second, again)] == [0, 1024, 1024]
    assert [each["prompt_tokens_details"]["cached_tokens"] for each in few] == [0, 0]


ERRORS = {
    "rate_limit": (429, "rate_limit_exceeded"),
    "rate_limit_bare": (429, "rate_limit_exceeded"),
    "overloaded": (503, "overloaded"),
    "server_error": (500, None),
    "content_filter_400": (400, "content_filter"),
    "unauthorized": (401, "invalid_api_key"),
    "forbidden": (403, "model_not_found"),
    "not_found": (404, None),
    "not_found_model": (404, "model_not_found"),
    "bad_request": (400, None),
    "quota": (429, "insufficient_quota"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_faults_that_are_a_status(endpoint: Running, name: str) -> None:
    endpoint.set_faults(f"{name}=once")
    failed, answered = ask(endpoint, question(), question())
    assert (failed.status, failed.body["error"]["code"]) == ERRORS[name]
    assert answered.status == 200
    assert endpoint.stats()["outcomes"] == {name: 1, "ok": 1}
    assert ("retry-after" in failed.headers) == (name == "rate_limit")
    assert (KEY in failed.text) == (name == "unauthorized")


def test_a_rate_limit_names_the_wait_it_was_given(endpoint: Running) -> None:
    endpoint.set_faults("rate_limit:2.5=once")
    headers = ask(endpoint)[0].headers
    assert (headers["retry-after"], headers["retry-after-ms"]) == ("3", "2500")


def test_a_bad_gateway_is_a_page_of_html(endpoint: Running) -> None:
    endpoint.set_faults("bad_gateway=always")
    (failed,) = ask(endpoint)
    assert (failed.status, failed.headers["content-type"]) == (502, "text/html")
    assert failed.text.startswith("<html>")


def test_faults_of_an_answers_content(endpoint: Running) -> None:
    names = "truncated looping invalid_json off_schema refusal content_filter empty null_content no_choices".split()
    endpoint.set_faults(*(f"{name}=once" for name in names))
    got = dict(zip(names, ask(endpoint, *[question()] * len(names)), strict=True))
    assert {each.status for each in got.values()} == {200}
    for name in ("truncated", "looping"):
        assert got[name].choice["finish_reason"] == "length"
    for name in ("truncated", "looping", "invalid_json"):
        with pytest.raises(json.JSONDecodeError):
            json.loads(got[name].content)
    assert got["looping"].content.count('"n": 1') > 5
    assert 400 < got["looping"].body["usage"]["completion_tokens"] <= 505
    assert "claims" not in json.loads(got["off_schema"].content)
    assert got["refusal"].choice["message"]["refusal"]
    assert got["content_filter"].choice["finish_reason"] == "content_filter"
    assert (got["empty"].content, got["null_content"].content) == ("", None)
    assert got["no_choices"].body["choices"] == []
    stats = endpoint.stats()
    assert (stats["answered"], stats["useful"]) == (len(names), 0)


def test_faults_of_usage_leave_the_answer_useful(endpoint: Running) -> None:
    endpoint.set_faults("no_usage=once", "wrong_usage=always")
    without, *wrong = ask(endpoint, *(question(f"Ana Ruiz said {number}.") for number in range(20)))
    assert "usage" not in without.body
    figures = [each.body["usage"]["prompt_tokens"] for each in wrong]
    assert -5 in figures
    assert "many" in figures
    assert endpoint.stats()["useful"] == 20


def test_a_long_chunk_is_cut_off_and_its_halves_are_not(endpoint: Running) -> None:
    endpoint.set_faults("truncated_long:3=always")
    sentences = [f"Ana Ruiz said {number}." for number in range(6)]
    got = ask(endpoint, question(*sentences), question(*sentences[:3]), question(*sentences[3:]))
    assert [each.choice["finish_reason"] for each in got] == ["length", "stop", "stop"]


@pytest.mark.parametrize("name", ["reset_before", "reset_midbody"])
def test_a_reset_connection_loses_the_answer(endpoint: Running, name: str) -> None:
    endpoint.set_faults(f"{name}=always")

    async def work(client: Client) -> bytes:
        async with client.session.post(f"{endpoint.url}/chat/completions", json=question()) as response:
            await response.content.readany()
            await response.read()
        return b"whole"

    with pytest.raises(aiohttp.ClientError):
        with_client(endpoint, work)
    stats = endpoint.stats()
    assert (stats["answered"], stats["outcomes"]) == (0, {name: 1})


def test_half_of_the_body_comes_before_the_reset(endpoint: Running) -> None:
    endpoint.set_faults("reset_midbody=always")

    async def work(client: Client) -> tuple[int, bytes]:
        async with client.session.post(f"{endpoint.url}/chat/completions", json=question()) as response:
            return int(response.headers["content-length"]), await response.content.readany()

    length, came = with_client(endpoint, work)
    assert came.startswith(b'{"id"')
    assert len(came) == length // 2


def test_a_call_that_is_never_answered_ends_when_its_caller_hangs_up(endpoint: Running) -> None:
    endpoint.set_faults("timeout=once")

    async def work(client: Client) -> int:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.chat(), 0.1)
        while endpoint.stats()["in_flight"]:
            await asyncio.sleep(0.01)
        return (await client.chat()).status

    assert with_client(endpoint, work) == 200
    assert endpoint.stats()["outcomes"] == {"ok": 1, "timeout": 1}


def test_a_slow_drip_arrives_whole_a_byte_at_a_time(endpoint: Running) -> None:
    endpoint.set_faults("slow_drip:0=always")

    async def work(client: Client) -> tuple[int, bytes]:
        pieces = []
        async with client.session.post(f"{endpoint.url}/chat/completions", json=question()) as response:
            async for piece, _ in response.content.iter_chunks():
                pieces.append(piece)
        return len(pieces), b"".join(pieces)

    pieces, body = with_client(endpoint, work)
    assert pieces > 10
    assert json.loads(body)["choices"][0]["finish_reason"] == "stop"
    assert endpoint.stats()["answered"] == 1


def test_every_fault_has_a_test_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in FAULT_NAMES if source.count(name) == 0] == []


def test_faults_at_a_rate_are_the_same_in_every_run_and_spare_some_retries() -> None:
    asked = [question(f"Ana Ruiz said {number}.") for number in range(40)]
    runs = []
    for _ in range(2):
        with serving(Settings(faults=("server_error=0.5",), seed=3)) as running:
            runs.append([each.status for each in ask(running, *asked, *asked)])
    assert runs[0] == runs[1]
    assert 20 < Counter(runs[0])[500] < 60
    assert any(first == 500 and second == 200 for first, second in zip(runs[0][:40], runs[0][40:], strict=True))


def test_a_fault_may_meet_the_first_calls_those_of_each_body_or_marked_ones_only(endpoint: Running) -> None:
    one, other = question("Ana Ruiz said so."), question("“Été,” Omar Hadi said.")
    for rule, expected in {
        "server_error=first:3": [500, 500, 500, 200],
        "server_error=each:1": [500, 500, 200, 200],
        "server_error=always@“Été,” Omar": [200, 500, 200, 500],
    }.items():
        endpoint.reset()
        endpoint.set_faults(rule)
        assert [each.status for each in ask(endpoint, one, other, one, other)] == expected, rule


@pytest.mark.parametrize(
    "rule", ["server_errors=once", "server_error", "server_error=often", "server_error=1.5", "empty:3=once"]
)
def test_a_rule_that_is_none_is_refused_in_one_line(endpoint: Running, rule: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        endpoint.set_faults(rule)

    async def work(client: Client) -> int:
        return (await client.control("POST", "/_faults", json={"faults": [rule]})).status

    assert with_client(endpoint, work) == 400


def test_rate_limits_are_told_in_the_headers_and_kept() -> None:
    with serving(Settings(rpm=2, tpm=1000)) as running:
        asked = question(max_completion_tokens=300)
        first, second, refused = ask(running, asked, asked, asked)
    assert first.headers["x-ratelimit-limit-requests"] == "2"
    assert first.headers["x-ratelimit-remaining-requests"] == "1"
    assert first.headers["x-ratelimit-limit-tokens"] == "1000"
    assert 700 <= int(first.headers["x-ratelimit-remaining-tokens"]) < 720
    assert first.headers["x-ratelimit-reset-tokens"].endswith("s")
    assert (second.status, refused.status) == (200, 429)
    assert 0 < int(refused.headers["retry-after"]) <= 30
    assert 0 < int(refused.headers["retry-after-ms"]) <= 30_000
    assert refused.headers["x-ratelimit-remaining-requests"] == "0"
    assert "requests per min (RPM): Limit 2" in refused.body["error"]["message"]


def test_the_token_limit_counts_the_longest_answer_asked_for() -> None:
    with serving(Settings(tpm=1000)) as running:
        got = ask(running, question(max_completion_tokens=800), question(max_completion_tokens=800))
    assert [each.status for each in got] == [200, 429]
    assert "tokens per min (TPM)" in got[1].body["error"]["message"]


def test_more_calls_at_once_than_it_takes_are_answered_503() -> None:
    async def work(client: Client) -> list[int]:
        waiting = [asyncio.create_task(client.chat()) for _ in range(2)]
        while running.stats()["in_flight"] < 2:
            await asyncio.sleep(0.01)
        refused = (await client.chat()).status
        for each in waiting:
            each.cancel()
        while running.stats()["in_flight"]:
            await asyncio.sleep(0.01)
        return [refused, (await client.chat()).status]

    with serving(Settings(max_concurrency=2, faults=("timeout=first:2",))) as running:
        assert with_client(running, work) == [503, 200]
        assert running.stats()["peak_in_flight"] == 3


def test_headers_may_come_long_before_the_body() -> None:
    async def work(client: Client) -> tuple[int, bool]:
        async with client.session.post(f"{running.url}/chat/completions", json=question()) as response:
            return response.status, response.content.total_bytes == 0

    with serving(Settings(latency=600, first_byte=0.0)) as running:
        assert with_client(running, work) == (200, True)


def test_latency_has_the_mean_that_was_asked_for() -> None:
    drawn = [log_normal(0.2, 0.6, "seed", number) for number in range(5_000)]
    assert fmean(drawn) == pytest.approx(0.2, rel=0.03)
    assert median(drawn) == pytest.approx(0.2 * math.exp(-0.18), rel=0.03)
    assert log_normal(0.2, 0.0, "seed") == 0.2


def test_tells_what_it_was_asked_and_starts_afresh(endpoint: Running) -> None:
    endpoint.set_faults("empty=once")
    asked, other = question(), question("Ana Ruiz said so.")

    async def work(client: Client) -> None:
        for each in (asked, asked, asked, other):
            await client.chat(each)
        stats = (await client.control("GET", "/_stats")).body
        assert (stats["received"], stats["answered"], stats["useful"], stats["in_flight"]) == (4, 4, 3, 0)
        assert (stats["distinct_bodies"], stats["answered_twice"]) == (2, 1)
        characters = [sum(len(message["content"]) for message in each["messages"]) for each in (asked, other)]
        assert stats["prompt_characters"] == 3 * characters[0] + characters[1]
        assert stats["prompt_tokens"] > 0
        assert stats["completion_tokens"] > 0
        log = [json.loads(line) for line in (await client.control("GET", "/_log?since=1")).text.splitlines()]
        assert [line["outcome"] for line in log] == ["ok", "ok", "ok"]
        assert log[0]["body"] == log[1]["body"] != log[2]["body"]
        assert (await client.control("POST", "/_reset")).body["received"] == 0
        assert (await client.chat()).content == ""  # the rules stay, and count from the start

    with_client(endpoint, work)


def test_runs_as_a_program_that_prints_its_address_first() -> None:
    command = [sys.executable, "-m", "benchmarks.endpoint", "--model", "large", "--fault", "server_error=once"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout is not None
            url = program.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:")

            async def work() -> list[int]:
                async with aiohttp.ClientSession() as session:
                    client = Client(session, url)
                    return [(await client.chat()).status for _ in range(2)]

            assert asyncio.run(work()) == [500, 200]
        finally:
            program.terminate()
        assert program.wait(10) == 0


def test_a_wrong_rule_ends_the_program_with_its_reason() -> None:
    command = [sys.executable, "-m", "benchmarks.endpoint", "--fault", "fire=once"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert "no fault 'fire'" in ended.stderr
