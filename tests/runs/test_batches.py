"""A batch: its records are those of the same articles asked one call at a time, whatever came back, in any order."""

from __future__ import annotations

import asyncio
import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from making import Told

from batch_endpoint import MODEL, BatchEndpoint, answer_files, expired, write_lines
from quoth.errors import InputError, ModelError, OutputError
from quoth.runs import batches
from quoth.runs.batch_files import Sizes, request_line
from quoth.runs.batch_setup import Setup
from quoth.runs.batch_state import load_batches
from quoth.runs.batches import Batched
from quoth.runs.opened import open_run
from quoth.runs.running import Choice, run

TEXTS = {
    "plain": "The board will raise fares in May, its chairwoman Ines Dahl said on Monday. Nobody was surprised.",
    "fickle": "Fickle weather is to be expected, the office said on Friday.",
    "stubborn": "Stubborn resistance goes on, the paper said. It gave no names.",
    "wordy": "Wordy speeches were made, she said. The mayor said no. The council said yes. Two members left, he said.",
    "shy": "Shy witnesses said nothing, the court said.",
    "rude": "Rude words fell, the speaker said.",
    "broken": "Broken pipes were to blame, the firm said.",
    "last": "The bridge will open, the mayor said.\u2028He \u201csmiled\u201d.\x85",
}


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QUOTH_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("QUOTH_MODELS", str(tmp_path / "models.toml"))


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def online(
    batch_endpoint: BatchEndpoint, inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., bytes]:
    """The records of the same articles, each question asked at once; nothing of it is in the batch's cache."""

    def go() -> bytes:
        monkeypatch.setenv("QUOTH_CACHE_DIR", str(tmp_path / "other-cache"))
        choice = Choice(model=MODEL, base_url=batch_endpoint.url)
        asyncio.run(run([str(inputs)], tmp_path / "online", choice))
        monkeypatch.setenv("QUOTH_CACHE_DIR", str(tmp_path / "cache"))
        return (tmp_path / "online/records.jsonl").read_bytes()

    return go


@pytest.fixture
def make(batch_endpoint: BatchEndpoint, inputs: Path, tmp_path: Path) -> Callable[..., Batched]:
    def go(out: Path | None = None, told: Told | None = None, given: Path | None = None, **options: Any) -> Batched:
        setup = Setup((str(given or inputs),), model=MODEL, base_url=batch_endpoint.url, **options)
        return asyncio.run(batches.make(setup, out or tmp_path / "out", progress=told))

    return go


def collect(out: Path, *results: Path, told: Told | None = None) -> Batched:
    return asyncio.run(batches.collect(out, results, progress=told))


def asked(out: Path) -> dict[str, list[str]]:
    """The names of the requests in each file."""
    return {
        path.name: [json.loads(line)["custom_id"] for line in path.read_text(encoding="utf-8").split("\n") if line]
        for path in sorted(out.glob("requests-*.jsonl"))
    }


def rounds(out: Path) -> Batched:
    """Answers the request files that wait, and collects, until nothing is left to ask."""
    for _ in range(9):
        ended = collect(out, *(answer_files(out, name) for name in load_batches(out).open_files))
        if not ended.open_files:
            return ended
    raise AssertionError("nine rounds, and still something to ask")


def test_a_batch_gives_the_records_of_the_same_articles_asked_at_once(
    make: Callable[..., Batched], online: Callable[[], bytes], batch_endpoint: BatchEndpoint, tmp_path: Path
) -> None:
    made = make()
    assert [(each.file, each.requests) for each in made.made] == [("requests-001.jsonl", len(TEXTS))]
    assert (made.waiting, made.summary.articles.done) == (len(TEXTS), 0)
    assert batch_endpoint.seen == [], "nobody was asked"
    ended = rounds(tmp_path / "out")
    assert batch_endpoint.seen == []
    assert (ended.waiting, ended.open_files) == (0, [])
    assert (tmp_path / "out/records.jsonl").read_bytes() == online()
    failed = {record.article.id for record in open_run(tmp_path / "out").records() if record.coverage.failed}
    assert failed == {"stubborn.txt", "shy.txt", "rude.txt", "broken.txt"}


def test_every_call_is_in_the_ledger_at_half_the_price(
    make: Callable[..., Batched], online: Callable[[], bytes], tmp_path: Path
) -> None:
    make()
    rounds(tmp_path / "out")
    online()
    batch, once = open_run(tmp_path / "out"), open_run(tmp_path / "online")
    assert batch.manifest.spent.calls == once.manifest.spent.calls
    assert batch.manifest.spent.tokens_in == once.manifest.spent.tokens_in
    assert batch.manifest.spent.cost == pytest.approx(once.manifest.spent.cost / 2)
    assert batch.manifest.spent.cost > 0

    def ends(rows: Any) -> list[Any]:
        return sorted((row.article, row.start, row.end, row.attempt, row.outcome, row.answer, row.key) for row in rows)

    assert ends(batch.ledger()) == ends(once.ledger())


def test_an_answer_that_is_not_valid_is_asked_for_again_in_the_words_of_a_run(
    make: Callable[..., Batched], tmp_path: Path
) -> None:
    make()
    out = tmp_path / "out"
    first = collect(out, answer_files(out))
    # Fickle and Stubborn once more, the four sentences of Wordy in two halves; all else is done.
    (again,) = first.made
    names = asked(out)[again.file]
    assert sum(name.endswith("-2") for name in names) == 2
    assert len(names) == 4
    bodies = [json.loads(line)["body"] for line in (out / again.file).read_text(encoding="utf-8").splitlines()]
    complaint = next(body["messages"] for body in bodies if body["messages"][-1]["content"].startswith("This answer"))
    assert complaint[-2] == {"role": "assistant", "content": '{"claims": "none"}'}
    assert "claims: Input should be" in complaint[-1]["content"]
    assert first.waiting == 3
    assert len(list(open_run(out).records())) == len(TEXTS) - 3


def test_what_did_not_come_back_is_asked_again_alone(
    make: Callable[..., Batched], online: Callable[[], bytes], tmp_path: Path
) -> None:
    make()
    out = tmp_path / "out"
    before = asked(out)["requests-001.jsonl"]
    ended = collect(out, answer_files(out, keep=lambda number: number % 2 == 0))
    came = {json.loads(line)["custom_id"] for line in (out / "answers.jsonl").read_text(encoding="utf-8").splitlines()}
    assert {name for name in asked(out)["requests-002.jsonl"] if name in before} == set(before) - came
    assert ended.summary.articles.done >= 1
    rounds(out)
    assert (out / "records.jsonl").read_bytes() == online(), "in the order of the inputs"
    texts = [article.id for article in open_run(out).articles()]
    assert texts == [record.article.id for record in open_run(out).records()]


def test_expired_requests_are_asked_again_with_the_same_body(make: Callable[..., Batched], tmp_path: Path) -> None:
    made = make()
    out = tmp_path / "out"
    lines = answer_files(out).read_bytes().splitlines()
    ended = collect(out, write_lines(tmp_path / "r.jsonl", map(expired, lines)))
    assert (ended.taken.again, ended.taken.answers) == (len(TEXTS), 0)
    assert ended.made[0].requests == made.made[0].requests
    assert (out / "requests-002.jsonl").read_bytes() == (out / "requests-001.jsonl").read_bytes()
    # The same file once more is about the first asking: what was asked since is still to come.
    again = collect(out, tmp_path / "r.jsonl")
    assert (again.made, again.taken.duplicates) == ([], len(TEXTS))
    assert again.open_files == ["requests-002.jsonl"]


def test_a_server_that_fails_is_asked_three_times(make: Callable[..., Batched], inputs: Path, tmp_path: Path) -> None:
    for path in inputs.iterdir():
        if path.name != "plain.txt":
            path.unlink()
    make()
    out = tmp_path / "out"
    for turn in range(1, 4):
        (name,) = asked(out)[f"requests-{turn:03d}.jsonl"]
        response = {"status_code": 503, "request_id": f"r{turn}", "body": {"error": {"message": "overloaded"}}}
        line = {"id": f"b{turn}", "custom_id": name, "response": response, "error": None}
        ended = collect(out, write_lines(tmp_path / f"r{turn}.jsonl", [json.dumps(line).encode()]))
        assert bool(ended.made) == (turn < 3)
    (row,) = open_run(out).ledger()
    assert (row.outcome, row.error) == ("failed", "HTTP 503 in the batch: overloaded")


def test_lines_that_are_no_answers_are_counted_and_named_and_nothing_is_lost(
    make: Callable[..., Batched], online: Callable[[], bytes], tmp_path: Path
) -> None:
    make()
    out = tmp_path / "out"
    lines = answer_files(out).read_bytes().splitlines()
    foreign = json.dumps(json.loads(lines[0]) | {"custom_id": "somebody-else"}).encode()
    odd = [b"{not json", lines[0], b'"text"', b"\xff", foreign, b""]
    told = Told()
    ended = collect(out, write_lines(tmp_path / "r.jsonl", [*odd, *lines]), told=told)
    assert ended.taken.model_dump(exclude={"files"}) == {
        "answers": len(TEXTS),
        "again": 0,
        "duplicates": 1,
        "foreign": 1,
        "damaged": 3,
    }
    assert [line.split("r.jsonl: ")[1] for line in told.lines] == [
        "3 lines are no result of a batch, first line 1; passed over",
        "1 line is of another batch, first line 5; passed over",
        "1 line is known already, first line 7; passed over",
    ]
    rounds(out)
    assert (out / "records.jsonl").read_bytes() == online()


def test_collecting_twice_changes_nothing_and_counts_nothing_twice(
    make: Callable[..., Batched], tmp_path: Path
) -> None:
    make()
    out = tmp_path / "out"
    results = answer_files(out)
    collect(out, results)
    before = {name: (out / name).read_bytes() for name in ("records.jsonl", "ledger.jsonl", "answers.jsonl")}
    ended = collect(out, results)
    assert ended.made == []
    assert ended.open_files == ["requests-002.jsonl"]
    assert {name: (out / name).read_bytes() for name in before} == before


@pytest.mark.parametrize("cache", [True, False])
def test_a_crash_while_collecting_costs_nothing(
    make: Callable[..., Batched],
    online: Callable[[], bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cache: bool,
) -> None:
    make(cache=cache)
    out = tmp_path / "out"
    results = answer_files(out)
    real, left = batches.RunFolder.add, [4]

    def add(self: Any, *what: Any) -> None:
        left[0] -= 1
        if not left[0]:
            raise OutputError("the disk is full")
        real(self, *what)

    with monkeypatch.context() as patched:
        patched.setattr(batches.RunFolder, "add", add)
        with pytest.raises(OutputError, match="the disk is full"):
            collect(out, results)
    assert open_run(out).manifest.commands[-1].state == "stopped"
    with (out / "answers.jsonl").open("ab") as file:
        file.write(b'{"id":"batch_req_0","custom')  # torn by the crash
    collect(out, results)
    rounds(out)
    assert (out / "records.jsonl").read_bytes() == online()
    paid, once = open_run(out).manifest.spent, open_run(tmp_path / "online").manifest.spent
    assert (paid.calls, paid.tokens_in, paid.tokens_out) == (once.calls, once.tokens_in, once.tokens_out)


def test_a_full_disk_is_said_in_one_line_and_the_same_command_goes_on(
    make: Callable[..., Batched], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(batches.RequestFiles, "write", write)
        with pytest.raises(OutputError, match="out: cannot write: No space left on device; what is done is kept"):
            make()
    assert open_run(tmp_path / "out").manifest.commands[-1].state == "stopped"
    assert not list((tmp_path / "out").glob("*.part"))
    assert make().made[0].requests == len(TEXTS)


def test_a_run_afterwards_finds_every_valid_answer_in_the_cache(
    make: Callable[..., Batched], batch_endpoint: BatchEndpoint, inputs: Path, tmp_path: Path
) -> None:
    make()
    rounds(tmp_path / "out")
    for name in ("stubborn", "wordy", "shy", "rude", "broken"):
        (inputs / f"{name}.txt").unlink()
    asyncio.run(run([str(inputs)], tmp_path / "later", Choice(model=MODEL, base_url=batch_endpoint.url)))
    assert not [path for _, path, _ in batch_endpoint.seen if path.endswith("completions")]
    assert open_run(tmp_path / "later").manifest.spent.cache_hits == 3


def test_where_everything_is_known_there_is_nothing_to_ask(
    make: Callable[..., Batched], batch_endpoint: BatchEndpoint, inputs: Path, tmp_path: Path
) -> None:
    for name in ("stubborn", "wordy", "shy", "rude", "broken"):
        (inputs / f"{name}.txt").unlink()
    asyncio.run(run([str(inputs)], tmp_path / "online", Choice(model=MODEL, base_url=batch_endpoint.url)))
    ended = make()
    assert (ended.made, ended.waiting, ended.summary.articles.done) == ([], 0, 3)
    assert sum(ended.summary.articles.languages.values()) == 3
    assert (tmp_path / "out/records.jsonl").read_bytes() == (tmp_path / "online/records.jsonl").read_bytes()
    assert asked(tmp_path / "out") == {}


def test_a_run_goes_on_in_the_folder_of_a_batch(
    make: Callable[..., Batched],
    online: Callable[[], bytes],
    batch_endpoint: BatchEndpoint,
    inputs: Path,
    tmp_path: Path,
) -> None:
    make()
    collect(tmp_path / "out", answer_files(tmp_path / "out"))
    asyncio.run(run([str(inputs)], tmp_path / "out", Choice(model=MODEL, base_url=batch_endpoint.url)))
    done = (tmp_path / "out/records.jsonl").read_bytes().splitlines()
    assert set(done) == set(online().splitlines())


def test_a_request_is_one_line_whatever_a_reader_takes_for_a_line_end() -> None:
    body = {"text": "\u041c\u0438\u0440\n\u2028\u2029\x85\x0b\x1c"}
    line = request_line("k", body)
    assert "\u041c\u0438\u0440" in line.decode(), "Cyrillic takes two bytes a letter, not six"
    assert len(line.decode().splitlines()) == 1
    assert json.loads(line)["body"] == body


def test_files_are_bounded_by_requests_and_by_bytes(make: Callable[..., Batched], tmp_path: Path) -> None:
    few = make(sizes=Sizes(requests=3))
    assert [each.requests for each in few.made] == [3, 3, 2]
    small = make(tmp_path / "small", sizes=Sizes(megabytes=0.02))
    assert len(small.made) > 1
    assert all(each.bytes <= 20_000 or each.requests == 1 for each in small.made)
    assert sum(each.requests for each in small.made) == len(TEXTS)


def test_answers_of_one_file_leave_the_others_to_come(
    make: Callable[..., Batched], online: Callable[[], bytes], tmp_path: Path
) -> None:
    make(sizes=Sizes(requests=3))
    out = tmp_path / "out"
    ended = collect(out, answer_files(out, "requests-003.jsonl"))
    assert {"requests-001.jsonl", "requests-002.jsonl"} <= set(ended.open_files)
    ahead = set(asked(out)["requests-001.jsonl"]) | set(asked(out)["requests-002.jsonl"])
    assert not ahead & {name for file, names in asked(out).items() if file > "requests-003.jsonl" for name in names}
    collect(out, answer_files(out, "requests-002.jsonl"), answer_files(out, "requests-001.jsonl"))
    rounds(out)
    assert (out / "records.jsonl").read_bytes() == online()


def test_an_article_that_changed_meanwhile_is_asked_anew(
    make: Callable[..., Batched], inputs: Path, tmp_path: Path
) -> None:
    make()
    results = answer_files(tmp_path / "out")
    (inputs / "plain.txt").write_text("Fares fall, the chairwoman said.", encoding="utf-8")
    ended = collect(tmp_path / "out", results)
    assert ended.unheard == 1
    assert len(ended.made) == 1


def test_more_inputs_join_a_batch(make: Callable[..., Batched], tmp_path: Path) -> None:
    make()
    out, more = tmp_path / "out", tmp_path / "more"
    more.mkdir()
    (more / "new.txt").write_text("The road is closed, the police said.", encoding="utf-8")
    ended = make(given=more)
    assert [(each.file, each.requests) for each in ended.made] == [("requests-002.jsonl", 1)]
    collect(out, answer_files(out))
    assert "new.txt" in [record.article.id for record in open_run(out).records()]


def test_articles_of_one_text_are_asked_once(make: Callable[..., Batched], inputs: Path, tmp_path: Path) -> None:
    (inputs / "again.txt").write_bytes((inputs / "plain.txt").read_bytes())
    assert make().made[0].requests == len(TEXTS)
    rounds(tmp_path / "out")
    rows = [row for row in open_run(tmp_path / "out").ledger() if row.article in ("again.txt", "plain.txt")]
    assert sorted(row.cache_hit for row in rows) == [False, True]


def test_a_text_that_cannot_be_sent_fails_alone(make: Callable[..., Batched], inputs: Path, tmp_path: Path) -> None:
    line = {"id": "torn", "text": "The post said \ud83d and no more, he said."}
    (inputs / "lines.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    ended = make()
    assert ended.made[0].requests == len(TEXTS)
    (row,) = open_run(tmp_path / "out").ledger()
    assert (row.article, row.outcome) == ("torn", "failed")
    assert row.error == "the text holds unpaired surrogates, which cannot be sent"


def test_an_answer_may_hold_what_unicode_does_not(make: Callable[..., Batched], tmp_path: Path) -> None:
    make()
    out = tmp_path / "out"
    torn = [line.replace(b"Ines Dahl", b"Ines \\\\ud83d Dahl") for line in answer_files(out).read_bytes().splitlines()]
    ended = collect(out, write_lines(tmp_path / "r.jsonl", torn))
    assert ended.taken.answers == len(TEXTS)
    assert ended.summary.articles.done >= 1


def test_no_articles_make_no_request_file(make: Callable[..., Batched], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ended = make(given=tmp_path / "empty")
    assert (ended.made, ended.waiting, ended.summary.articles.unreadable) == ([], 0, 1)


def test_what_cannot_be_a_batch_is_said_in_one_line(make: Callable[..., Batched], inputs: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read again"):
        Setup(("-",))
    with pytest.raises(ModelError, match="runs in the process"):
        asyncio.run(batches.make(Setup((str(inputs),), model="local"), tmp_path / "out"))
    with pytest.raises(ModelError, match="name its model with --model"):
        asyncio.run(batches.make(Setup((str(inputs),), base_url="http://127.0.0.1:9/v1"), tmp_path / "out"))
    assert not (tmp_path / "out").exists()
    with pytest.raises(InputError, match="holds no batch"):
        collect(tmp_path)
    make()
    with pytest.raises(InputError, match=r"nowhere\.jsonl: cannot be read: No such file"):
        collect(tmp_path / "out", tmp_path / "nowhere.jsonl")
    with pytest.raises(OutputError, match="made otherwise"):
        make(context_tokens=4000)


def test_a_model_without_an_endpoint_means_openai(inputs: Path, tmp_path: Path) -> None:
    ended = asyncio.run(batches.make(Setup((str(inputs),)), tmp_path / "out"))
    assert ended.made[0].requests == len(TEXTS)
    assert open_run(tmp_path / "out").manifest.run.endpoint == "https://api.openai.com/v1"
