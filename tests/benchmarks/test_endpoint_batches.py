from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from asking import Client, ask, question, with_client
from benchmarks.endpoint import Running, Settings, serving

QUESTIONS = {f"q{number}": question(f"Ana Ruiz said {number}.") for number in range(40)}


def input_lines(questions: dict[str, dict[str, Any]]) -> str:
    written = (
        {"custom_id": name, "method": "POST", "url": "/v1/chat/completions", "body": body}
        for name, body in questions.items()
    )
    return "".join(json.dumps(line) + "\n" for line in written)


async def submitted(client: Client, content: str) -> dict[str, Any]:
    form = aiohttp.FormData({"purpose": "batch"})
    form.add_field("file", content.encode(), filename="asked.jsonl")
    file = (await client.request("POST", "/files", data=form)).body
    assert (file["object"], file["bytes"], file["purpose"]) == ("file", len(content.encode()), "batch")
    wanted = {"input_file_id": file["id"], "endpoint": "/v1/chat/completions", "completion_window": "24h"}
    batch: dict[str, Any] = (await client.request("POST", "/batches", json={**wanted, "metadata": {"run": "r"}})).body
    assert (batch["object"], batch["status"], batch["metadata"]) == ("batch", "validating", {"run": "r"})
    return batch


async def ended(client: Client, batch: dict[str, Any]) -> dict[str, Any]:
    while batch["status"] in ("validating", "in_progress", "finalizing", "cancelling"):
        await asyncio.sleep(0.01)
        batch = (await client.request("GET", f"/batches/{batch['id']}")).body
    return batch


async def lines_of(client: Client, file: str | None) -> list[dict[str, Any]]:
    if file is None:
        return []
    return [json.loads(line) for line in (await client.request("GET", f"/files/{file}/content")).text.splitlines()]


def run_batch(endpoint: Running, content: str) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """The batch as it ended, its results and its errors."""

    async def work(client: Client) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
        batch = await ended(client, await submitted(client, content))
        outputs = await lines_of(client, batch["output_file_id"])
        return batch, outputs, await lines_of(client, batch["error_file_id"])

    return with_client(endpoint, work)


def test_a_batch_gives_every_answer_in_an_order_of_its_own() -> None:
    with serving() as running:
        batch, results, errors = run_batch(running, input_lines(QUESTIONS))
        alone = ask(running, QUESTIONS["q7"])[0].content
        assert running.stats()["batch_lines"] == 40
    assert (batch["status"], batch["request_counts"]) == ("completed", {"total": 40, "completed": 40, "failed": 0})
    assert (errors, batch["error_file_id"]) == ([], None)
    names = [line["custom_id"] for line in results]
    assert sorted(names) == sorted(QUESTIONS)
    assert names != list(QUESTIONS)
    by_name = {line["custom_id"]: line for line in results}
    assert by_name["q7"]["response"]["status_code"] == 200
    assert by_name["q7"]["response"]["body"]["choices"][0]["message"]["content"] == alone
    assert by_name["q7"]["error"] is None


def test_an_expired_batch_leaves_lines_unanswered() -> None:
    with serving(Settings(batch_end="expired", batch_answered=0.25)) as running:
        batch, results, errors = run_batch(running, input_lines(QUESTIONS))
    assert batch["status"] == "expired"
    assert (len(results), len(errors)) == (10, 30)
    assert {line["error"]["code"] for line in errors} == {"batch_expired"}
    assert {line["response"] for line in errors} == {None}


def test_a_partial_batch_is_complete_and_some_of_its_lines_failed() -> None:
    with serving(Settings(batch_end="partial", batch_answered=0.75)) as running:
        batch, results, errors = run_batch(running, input_lines(QUESTIONS))
    assert (batch["status"], batch["request_counts"]) == ("completed", {"total": 40, "completed": 30, "failed": 10})
    assert (len(results), {line["response"]["status_code"] for line in errors}) == (30, {500})


def test_faults_meet_the_lines_of_a_batch_but_not_those_of_the_connection() -> None:
    faults = ("timeout=once", "bad_request=always@said 3.", "refusal=always@said 4.")
    with serving(Settings(faults=faults)) as running:
        _, results, errors = run_batch(running, input_lines({f"q{n}": QUESTIONS[f"q{n}"] for n in range(10)}))
    assert [(line["custom_id"], line["response"]["status_code"]) for line in errors] == [("q3", 400)]
    refused = [line["custom_id"] for line in results if line["response"]["body"]["choices"][0]["message"]["refusal"]]
    assert (len(results), refused) == (9, ["q4"])


TWICE = input_lines({"a": QUESTIONS["q1"]}) * 2


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("", "empty_file", None),
        ("{no json\n", "invalid_json_line", 1),
        ('{"custom_id": "a"}\n', "missing_required_parameter", 1),
        (TWICE, "duplicate_custom_id", 2),
        (TWICE[: len(TWICE) // 2].replace("/v1/chat", "/v1/chats"), "mismatched_endpoint", 1),
    ],
)
def test_a_wrong_input_file_fails_the_batch_and_names_the_line(content: str, code: str, line: int | None) -> None:
    with serving() as running:
        batch, results, errors = run_batch(running, content)
    assert (batch["status"], results, errors) == ("failed", [], [])
    assert [(each["code"], each["line"]) for each in batch["errors"]["data"]] == [(code, line)]


def test_a_batch_fails_on_request() -> None:
    with serving(Settings(batch_end="failed")) as running:
        batch, _, _ = run_batch(running, input_lines(QUESTIONS))
    assert (batch["status"], batch["output_file_id"]) == ("failed", None)


def test_a_cancelled_batch_ends_and_cannot_be_cancelled_again() -> None:
    async def work(client: Client) -> None:
        batch = await submitted(client, input_lines(QUESTIONS))
        cancelling = (await client.request("POST", f"/batches/{batch['id']}/cancel")).body
        assert (cancelling["status"], cancelling["cancelling_at"] is None) == ("cancelling", False)
        last = await ended(client, cancelling)
        assert last["status"] == "cancelled"
        assert last["request_counts"]["completed"] < 40
        assert len(await lines_of(client, last["output_file_id"])) == last["request_counts"]["completed"]
        assert (await client.request("POST", f"/batches/{batch['id']}/cancel")).status == 409
        listed = (await client.request("GET", "/batches")).body["data"]
        assert [each["id"] for each in listed] == [batch["id"]]

    with serving(Settings(batch_seconds=600)) as running:
        with_client(running, work)


def test_what_is_not_there_is_told() -> None:
    async def work(client: Client) -> list[int]:
        wanted = {"input_file_id": "file-9", "endpoint": "/v1/chat/completions", "completion_window": "24h"}
        asked = [
            await client.request("GET", "/files/file-9/content"),
            await client.request("GET", "/batches/batch_9"),
            await client.request("POST", "/batches", json=wanted),
            await client.request("POST", "/batches", data=b"{"),
            await client.request("POST", "/files", data={"purpose": "batch"}),
        ]
        return [each.status for each in asked]

    with serving() as running:
        assert with_client(running, work) == [404, 404, 400, 400, 400]
