"""`check`: every damage to a run folder is found and named, and no sound folder is accused."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import Told, Way, articles, carry, command, extraction, identity, lines

from quoth.articles.article import Article, Unreadable
from quoth.asking import Call, Reply, Request
from quoth.errors import LimitReached
from quoth.extraction.pipeline import Extraction, OnRow, Settings, extract_article
from quoth.extraction.prompts import load
from quoth.runs import folder as folder_module
from quoth.runs.checking import check
from quoth.runs.flow import Flow
from quoth.runs.folder import RunFolder
from quoth.runs.lines import LedgerRow
from quoth.runs.opened import open_run
from quoth.runs.tally import Articles
from quoth.views.check import check_lines

Damage = Callable[[Path], None]
FILES = ("records.jsonl", "articles.jsonl", "ledger.jsonl", "unread.jsonl")


def told(out: Path, *, mend: bool = False) -> str:
    return "\n".join(check_lines(check(out, mend=mend)))


def sound(out: Path) -> bool:
    """Without mending, so that nothing was there to be mended."""
    checked = check(out, mend=False)
    assert checked.sound, told(out)
    return not checked.mended


def snapshot(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in (*FILES, "manifest.json")}


def rewritten(path: Path, number: int, change: Callable[[dict[str, Any]], object]) -> None:
    """Changes one line's object."""
    all_lines = lines(path)
    value = json.loads(all_lines[number])
    change(value)
    all_lines[number] = json.dumps(value).encode() + b"\n"
    path.write_bytes(b"".join(all_lines))


def crashed(out: Path, some: list[Article], *, rows_of: Article | None = None) -> None:
    """What a killed command leaves: some articles done, and calls of another."""
    folder = RunFolder(out, identity(), command())
    try:
        for one in some:
            made = extraction(one)
            for row in made.rows:
                folder.add_row(LedgerRow.of(one.id, row, folder.number))
            folder.add(one, made.record)
        if rows_of is not None:
            folder.add_row(LedgerRow.of(rows_of.id, extraction(rows_of).rows[0], folder.number))
    finally:
        folder._lock.release()


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Six articles, one with a failed chunk and one that took three attempts, one that broke down, one unreadable."""
    some = articles(7)
    way = Way(
        {
            "a1": extraction(some[1], failed=2),
            "a3": extraction(some[3], attempts=3),
            "a5": RuntimeError("a defect"),
        }
    )
    carry(tmp_path / "good", [*some[:4], Unreadable("in/x", "no text"), *some[4:]], way)
    return tmp_path / "good"


def test_a_good_folder_is_sound_and_stays_as_it_is(good: Path) -> None:
    before = snapshot(good)
    checked = check(good)
    assert checked.sound
    assert checked.mended == ()
    assert snapshot(good) == before
    assert told(good).endswith("good: sound: 6 records, 8 chunks = 6 ok + 0 empty + 2 failed, 11 ledger rows")


def test_a_folder_of_crash_and_resume_is_sound(tmp_path: Path) -> None:
    some = articles(5)
    crashed(tmp_path, some[:2], rows_of=some[2])
    checked = check(tmp_path)
    assert checked.sound
    assert checked.unfinished == 1
    assert "unfinished: 1 article with calls and no record" in told(tmp_path)
    carry(tmp_path, some)
    assert sound(tmp_path)
    assert check(tmp_path).unfinished == 0


def test_a_folder_of_retry_failed_is_sound_also_while_it_holds_two_records(tmp_path: Path) -> None:
    some = articles(4)
    carry(tmp_path, some, Way({"a1": extraction(some[1], failed=1), "a2": extraction(some[2], failed=2)}))
    folder = RunFolder(tmp_path, identity(), command(), retry_failed=True)
    for row in extraction(some[1]).rows:
        folder.add_row(LedgerRow.of("a1", row, folder.number))
    folder.add(some[1], extraction(some[1]).record)
    folder.add_row(LedgerRow.of("a2", extraction(some[2]).rows[0], folder.number))
    folder._lock.release()
    assert "article 'a1' stands in line 5 again" in told(tmp_path)
    checked = check(tmp_path)
    assert checked.sound, told(tmp_path)
    assert "1 replaced records and 1 texts" in checked.mended[0]
    assert [record.article.id for record in open_run(tmp_path).records()] == ["a0", "a2", "a3", "a1"]
    carry(tmp_path, some, retry_failed=True)
    assert sound(tmp_path)
    assert check(tmp_path).contents.chunks_failed == 0


def test_a_folder_of_records_in_any_order_is_sound(tmp_path: Path) -> None:
    way = Way()
    way.waits = {"a0": asyncio.Event()}
    way.before = lambda one: way.waits["a0"].set() if one.id == "a5" else None
    carry(tmp_path, articles(9), way, slots=3, unordered=True)
    assert next(open_run(tmp_path).records()).article.id != "a0"
    assert sound(tmp_path)


def test_a_limit_leaves_articles_unfinished_and_the_folder_sound(tmp_path: Path) -> None:
    carry(tmp_path, articles(6), Way({"a2": LimitReached("that was all")}))
    assert sound(tmp_path)
    assert check(tmp_path).unfinished == 1


def test_a_new_folder_whose_first_command_was_killed_at_once_is_sound(tmp_path: Path) -> None:
    crashed(tmp_path, [])
    assert sound(tmp_path)
    for name in FILES:
        (tmp_path / name).unlink()
    assert sound(tmp_path)


def test_lone_surrogates_and_ids_of_all_kinds_are_no_problem(tmp_path: Path) -> None:
    some = [Article(id=f"\ud800{n}\x00", text=f"A half \ud83d and {n} more words of it.") for n in range(3)]
    carry(tmp_path, some)
    assert sound(tmp_path)


class Crash(BaseException):
    """Stands for a killed process."""


class Dice:
    """A model that answers, says nothing, points nowhere, is cut off or fails as the dice fall, after some failures."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    async def __call__(self, request: Request) -> Reply:
        # The same question has the same end, whoever is asked first.
        dice = random.Random(f"{self.seed} {request.label} {request.messages[-1].content}")
        # The chunks of an article are asked side by side, so their rows are mixed.
        for _ in range(dice.randrange(4)):
            await asyncio.sleep(0)
        failed = tuple(Call("failed", "tiny", error="HTTP 500") for _ in range(dice.choice((0, 0, 0, 1, 2))))
        end = dice.choice(("claim", "claim", "none", "nowhere", "truncated", "truncated", "failed"))
        if end in ("truncated", "failed"):
            looping = dice.random() < 0.3
            return Reply(None, None, (*failed, Call(end, "tiny")), "k", looping=looping)  # type: ignore[arg-type]
        number = {"claim": 1, "nowhere": 99}.get(end)
        claims = [{"n": number, "by": "Ines Dahl", "side": "none", "about": None}] if number else []
        raw = json.dumps({"claims": claims, "conditions": []})
        return Reply(request.answer.model_validate_json(raw), raw, (*failed, Call("ok", "tiny", cost=0.1)), "k")


PROMPT = load("claims-small")


def diced(out: Path, seed: int) -> None:
    """A run through the whole way of an article, chunks halved and failed as the dice fall."""
    dice, drawn = Dice(seed), random.Random(seed)
    some = [
        Article(
            id=f"d{n}",
            text=" ".join(
                f"Fares will rise by {k} crowns in May, its chairwoman Ines Dahl said on day {k}."
                for k in range(drawn.randrange(12))
            ),
        )
        for n in range(4)
    ]

    async def extract(one: Article, on_row: OnRow) -> Extraction:
        return await extract_article(one, dice, PROMPT, Settings(120, 400), on_row)

    folder = RunFolder(out, identity(), command())
    asyncio.run(Flow(some, extract, folder, slots=2, progress=Told(), unordered=bool(seed % 2)).run())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_whatever_the_model_does_the_folder_of_a_run_is_sound(tmp_path: Path, seed: int) -> None:
    out = tmp_path / "diced"
    shutil.rmtree(out, ignore_errors=True)
    diced(out, seed)
    assert sound(out)


@pytest.mark.parametrize("seed", range(12))
def test_no_row_of_the_ledger_can_be_left_out(tmp_path: Path, seed: int) -> None:
    """Not for the sums' sake alone: the calls themselves no longer come to the coverage."""
    diced(tmp_path, seed)
    rows = lines(tmp_path / "ledger.jsonl")
    values = [json.loads(row) for row in rows]
    for gone, row in enumerate(values):
        (tmp_path / "ledger.jsonl").write_bytes(b"".join(rows[:gone] + rows[gone + 1 :]))
        found = check(tmp_path).problems
        assert found["sums"]
        of_chunk = [
            one["attempt"] for one in values if one["article"] == row["article"] and one["chunk"] == row["chunk"]
        ]
        # What is left of a chunk without its last attempt may well come to the same.
        if row["attempt"] < max(of_chunk) or len(of_chunk) == 1:
            assert found["calls"] == 1
            assert repr(row["article"]) in found.shown("calls")[0].what


def flip_span(out: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        span = record["claims"][0]["content"][0]
        span["start"] += 1
        span["end"] += 1

    rewritten(out / "records.jsonl", 2, change)


def drop(name: str, number: int) -> Damage:
    def damage(out: Path) -> None:
        all_lines = lines(out / name)
        (out / name).write_bytes(b"".join(all_lines[:number] + all_lines[number + 1 :]))

    return damage


def drop_attempt(out: Path) -> None:
    values = [json.loads(line) for line in lines(out / "ledger.jsonl")]
    drop("ledger.jsonl", [(value["article"], value["attempt"]) for value in values].index(("a3", 1)))(out)


def swap(name: str) -> Damage:
    def damage(out: Path) -> None:
        first, second, *rest = lines(out / name)
        (out / name).write_bytes(b"".join((second, first, *rest)))

    return damage


def twice(name: str, number: int, *, at_end: bool = False) -> Damage:
    def damage(out: Path) -> None:
        all_lines = lines(out / name)
        all_lines.insert(len(all_lines) if at_end else number, all_lines[number])
        (out / name).write_bytes(b"".join(all_lines))

    return damage


def more(name: str, data: bytes) -> Damage:
    def damage(out: Path) -> None:
        with (out / name).open("ab") as file:
            file.write(data)

    return damage


def change(name: str, number: int, how: Callable[[dict[str, Any]], object]) -> Damage:
    return lambda out: rewritten(out / name, number, how)


def change_manifest(how: Callable[[dict[str, Any]], object]) -> Damage:
    def damage(out: Path) -> None:
        value = json.loads((out / "manifest.json").read_bytes())
        how(value)
        (out / "manifest.json").write_text(json.dumps(value))

    return damage


def add_item(kind: str, **fields: object) -> Callable[[dict[str, Any]], object]:
    """A stance or a condition beside the record's claim."""

    def how(record: dict[str, Any]) -> None:
        spans = record["claims"][0]["content"]
        actor, half = {"name": "x", "kind": "person", "mention": None}, {"text": "x", "spans": spans}
        whole = {
            "stances": {
                "id": "s1",
                "claim": None,
                "holder": actor,
                "target": "x",
                "target_kind": "actor",
                "polarity": "support",
                "evidence": spans,
            },
            "conditions": {
                "id": "k1",
                "claim": None,
                "kind": "demand",
                "sense": "if",
                "marker": None,
                "antecedent": half,
                "consequent": half,
                "bound": None,
            },
        }
        record[kind].append(whole[kind] | fields)

    return how


def set_coverage(**counts: int) -> Callable[[dict[str, Any]], object]:
    return lambda record: record["coverage"].update(counts)


def text_of(line: dict[str, Any]) -> None:
    line["text"] = line["text"].replace("mayor", "major")


DAMAGES: dict[str, tuple[Damage, str]] = {
    "a span moved": (flip_span, "records.jsonl:3: article 'a2': c1: span 1:13 says 'The mayor sa', the text has"),
    "a span behind the text": (
        change("records.jsonl", 0, lambda r: r["claims"][0]["content"][0].update(start=5000, end=5012)),
        "span 5000:5012 says 'The mayor sa', the text ends before",
    ),
    "a span in an actor": (
        change(
            "records.jsonl",
            0,
            lambda r: r["claims"][0]["source"].update(mention={"start": 0, "end": 3, "text": "Thy"}),
        ),
        "span 0:3 says 'Thy', the text has 'The'",
    ),
    "a span of another length": (
        change("records.jsonl", 1, lambda r: r["claims"][0]["content"][0].update(text="The")),
        "records.jsonl:2: claims.0.content.0: ",
    ),
    "a word of a text": (change("articles.jsonl", 4, text_of), "articles.jsonl:5: article 'a4': sha256 is not that"),
    "a text made longer": (
        change("articles.jsonl", 0, lambda a: a.update(text=a["text"] + " ")),
        "articles.jsonl:1: article 'a0': length says 68, the text has 69 characters",
    ),
    "a title": (change("articles.jsonl", 2, lambda a: a.update(title="B")), "article 'a2': article.title is not what"),
    "a row left out": (drop("ledger.jsonl", 0), "article 'a0': chunk 0 of 1 has no row in ledger.jsonl"),
    "an attempt left out": (drop_attempt, "article 'a3': chunk 0: attempt 2 stands where 1 should"),
    "a row twice": (twice("ledger.jsonl", 0), "ledger.jsonl:2: article 'a0': chunk 0: attempt 1 stands where 2 should"),
    "a row of no command": (change("ledger.jsonl", 0, lambda row: row.update(command=1)), "command 1 of 1 commands"),
    "a row of no sense": (change("ledger.jsonl", 0, lambda row: row.update(end=10**30)), "a number beyond all sense"),
    "a row of another article": (
        change("ledger.jsonl", 0, lambda row: row.update(article="a99")),
        "command 0 finished, and asked about 2 articles that have no record of it ('a5' among them), where 1 failed",
    ),
    "a row's outcome": (
        change("ledger.jsonl", 0, lambda row: row.update(outcome="empty")),
        "coverage says 1 ok, 0 empty, 0 failed; the rows of the ledger come to 0, 1, 0",
    ),
    "a row behind the text": (
        change("ledger.jsonl", 0, lambda row: row.update(end=5000)),
        "ledger.jsonl:1: article 'a0': chunk 0 at 0:5000 overlaps another or leaves the text",
    ),
    "a cost": (
        change("ledger.jsonl", 0, lambda row: row.update(cost=0.26)),
        "spent: the lines come to cost 2.26 (not 2.25)",
    ),
    "tokens": (
        change("ledger.jsonl", 3, lambda row: row.update(tokens_out=21)),
        "commands.0.spent: the lines come to tokens_out 221 (not 220)",
    ),
    "coverage moved": (
        change("records.jsonl", 1, set_coverage(ok=2, failed=1)),
        "article 'a1': coverage says 2 ok, 0 empty, 1 failed; the rows of the ledger come to 1, 0, 2",
    ),
    "coverage of another sum": (change("records.jsonl", 1, set_coverage(ok=2)), "records.jsonl:2: coverage: "),
    "a chunk more": (
        change("records.jsonl", 1, set_coverage(chunks=4, ok=2)),
        "records.jsonl:2: article 'a1': chunk 3 of 4 has no row in ledger.jsonl",
    ),
    "a record left out": (drop("records.jsonl", 2), "articles.jsonl:3: article 'a2' has no record in records.jsonl"),
    "a text left out": (drop("articles.jsonl", 2), "records.jsonl:3: article 'a2' has no text in articles.jsonl"),
    "a record twice": (twice("records.jsonl", 1), "records.jsonl:2: article 'a1' stands in line 3 again"),
    "a record twice, far off": (
        twice("records.jsonl", 1, at_end=True),
        "records.jsonl:2: article 'a1' stands in line 7 again",
    ),
    "a text twice": (twice("articles.jsonl", 1), "articles.jsonl:2: article 'a1' stands in line 3 again"),
    "two texts of an article": (
        change("articles.jsonl", 2, lambda a: a.update(id="a1")),
        "articles.jsonl:3: article 'a1' has other words in line 2",
    ),
    "texts swapped": (swap("articles.jsonl"), "records.jsonl:2: article 'a1' stands elsewhere in articles.jsonl"),
    "records swapped": (swap("records.jsonl"), "records.jsonl:2: article 'a0' stands elsewhere in articles.jsonl"),
    "two ids": (
        change("records.jsonl", 0, lambda r: r["claims"].append(r["claims"][0])),
        "article 'a0': two items have the id 'c1'",
    ),
    "a stance of no claim": (
        change("records.jsonl", 0, add_item("stances", claim="c9")),
        "records.jsonl:1: article 'a0': s1: there is no claim 'c9'",
    ),
    "a condition of no claim": (
        change("records.jsonl", 0, add_item("conditions", claim="c9")),
        "k1: there is no claim",
    ),
    "a stance nobody counted": (
        change("records.jsonl", 0, add_item("stances")),
        "contents: the lines come to stances 1 (not 0)",
    ),
    "a finding about nothing": (
        change("records.jsonl", 0, lambda r: r["findings"][0].update(action="repaired")),
        "unmarked-condition repaired 'd1', which is not there",
    ),
    "a dropped item that is there": (
        change("records.jsonl", 0, lambda r: r["findings"][0].update(subject="c1")),
        "'c1' was dropped, and is there",
    ),
    "a chunk that was never sent": (
        change("records.jsonl", 0, lambda r: r["claims"][0].update(chunk=7)),
        "c1: chunk 7 of an article of 1",
    ),
    "a field of nobody's": (
        change("records.jsonl", 3, lambda r: r.update(mood="glad")),
        "records.jsonl:4: mood: Extra",
    ),
    "garbage": (more("ledger.jsonl", b"garbage\n"), "ledger.jsonl:12: not a line of JSON"),
    "half a line": (more("records.jsonl", b'{"schema"'), "records.jsonl: 9 bytes behind the last whole line"),
    "NULs": (more("articles.jsonl", bytes(200_000)), "articles.jsonl: 200,000 bytes behind the last whole line"),
    "an unread line": (drop("unread.jsonl", 0), "unread.jsonl: tells of 1 failed and 0 unreadable articles, the last"),
    "a sum": (
        change_manifest(lambda m: m["contents"].update(claims=7)),
        "contents: the lines come to claims 6 (not 7)",
    ),
    "a finding's sum": (
        change_manifest(lambda m: m["contents"].update(findings={})),
        "contents: the lines come to findings {",
    ),
    "a command's sum": (
        change_manifest(lambda m: m["commands"][0]["spent"].update(calls=1)),
        "commands.0.spent: the lines come to calls 11 (not 1)",
    ),
    "a command's articles": (
        change_manifest(lambda m: m["commands"][0]["articles"].update(done=5)),
        "commands.0.articles: 7 read, but 5 done, 0 skipped and 1 failed",
    ),
    "no manifest that is one": (more("manifest.json", b"}"), "manifest.json: not a manifest that this Quoth knows"),
    **{f"no {name}": ((lambda out, name=name: (out / name).unlink()), f"{name}: is missing") for name in FILES},
}


@pytest.mark.parametrize("what", DAMAGES)
def test_every_damage_is_found_and_named(good: Path, what: str) -> None:
    damage, words = DAMAGES[what]
    damage(good)
    damaged = {path.name: path.read_bytes() for path in good.iterdir()}
    checked = check(good, mend=False)
    assert not checked.sound
    assert words in told(good)
    assert {path.name: path.read_bytes() for path in good.iterdir()} == damaged, "--no-mend changes nothing"


MENDED: dict[str, tuple[Damage, str]] = {
    **{f"half a line of {name}": (more(name, b'{"sch'), f"{name}: 5 bytes behind the last") for name in FILES},
    **{f"NULs in {name}": (more(name, bytes(70_000)), f"{name}: 70,000 bytes behind") for name in FILES},
    "a record twice": (twice("records.jsonl", 1), "1 replaced records and 0 texts"),
    "a text twice": (twice("articles.jsonl", 1), "0 replaced records and 1 texts"),
    "texts swapped": (swap("articles.jsonl"), "in step again; 0 replaced records and 0 texts"),
}


@pytest.mark.parametrize("what", MENDED)
def test_what_can_be_put_right_without_a_loss_is_put_right(good: Path, what: str) -> None:
    before = snapshot(good)
    damage, words = MENDED[what]
    damage(good)
    checked = check(good)
    assert checked.sound, told(good)
    assert words in checked.mended[0]
    assert snapshot(good) == before
    assert sound(good)


@pytest.mark.parametrize(
    "what", ["a record left out", "a text left out", "two texts of an article", "no records.jsonl", "garbage"]
)
def test_what_would_take_away_something_whole_is_left_to_the_person(good: Path, what: str) -> None:
    DAMAGES[what][0](good)
    damaged = {path.name: path.read_bytes() for path in good.iterdir()}
    checked = check(good)
    assert not checked.sound
    assert not checked.mended
    assert {path.name: path.read_bytes() for path in good.iterdir()} == damaged


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from((*FILES, "manifest.json")), share=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_anywhere_is_found(good: Path, tmp_path: Path, name: str, share: float) -> None:
    out = tmp_path / "cut"
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(good, out)
    data = (out / name).read_bytes()
    (out / name).write_bytes(data[: int(len(data.rstrip()) * share)])
    assert not check(out, mend=False).sound
    assert not check(out).sound, "half a line can be cut off, but what it told is lost"


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("at", range(9))
def test_what_a_crash_at_any_write_leaves_is_mended_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, share: float
) -> None:
    real, seen = folder_module._write_all, 0

    def write_all(file: Any, data: bytes) -> None:
        nonlocal seen
        seen += 1
        if seen > at:
            real(file, data[: int(len(data) * share)])
            raise Crash
        real(file, data)

    with monkeypatch.context() as patch:
        patch.setattr(folder_module, "_write_all", write_all)
        with pytest.raises(Crash):
            crashed(tmp_path / "crashed", articles(3))
    checked = check(tmp_path / "crashed")
    assert checked.sound, told(tmp_path / "crashed")
    assert sound(tmp_path / "crashed")
    carry(tmp_path / "crashed", articles(3))
    carry(tmp_path / "whole", articles(3))
    assert sound(tmp_path / "crashed")
    for name in ("records.jsonl", "articles.jsonl"):
        assert (tmp_path / "crashed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_a_folder_in_use_is_looked_at_and_left_alone(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path, identity(), command())
    some = articles(3)
    for one in some[:2]:
        made = extraction(one)
        for row in made.rows:
            folder.add_row(LedgerRow.of(one.id, row, folder.number))
        folder.add(one, made.record)
    folder.add_row(LedgerRow.of(some[2].id, extraction(some[2]).rows[0], folder.number))
    twice("articles.jsonl", 1)(tmp_path)
    more("records.jsonl", b'{"half')(tmp_path)
    before = snapshot(tmp_path)
    checked = check(tmp_path)
    assert checked.hold == "in use"
    assert checked.sound, told(tmp_path)
    assert "in use: a command is writing into" in told(tmp_path, mend=True)
    assert snapshot(tmp_path) == before
    flip_span_of_first(tmp_path)
    assert check(tmp_path).problems["span"] == 1, "real damage is told all the same"
    folder.close("finished", Articles(read=2, done=2))


def flip_span_of_first(out: Path) -> None:
    rewritten(out / "articles.jsonl", 0, text_of)
    (out / "records.jsonl").write_bytes(
        (out / "records.jsonl").read_bytes().replace(b"The mayor sa", b"The major sa", 1)
    )
    rewritten(out / "records.jsonl", 1, lambda r: r["claims"][0]["content"][0].update(text="x" * 12))


def test_a_folder_that_is_closed_to_us_is_looked_at(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("quoth.runs.checking.Lock", refuse)
    assert check(good).sound
    more("records.jsonl", b"{")(good)
    assert check(good).hold == "closed"
    assert "cannot be written into" in told(good, mend=True)


def test_of_each_kind_the_first_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    carry(tmp_path, articles(30))
    for number in range(30):
        rewritten(tmp_path / "articles.jsonl", number, text_of)
    problems = check(tmp_path).problems
    assert problems.counts == {"text": 30, "span": 30}
    assert len(problems.shown("span")) == 20
    shown = told(tmp_path).splitlines()
    assert "and 10 more of this kind (span)" in shown
    assert shown[-1].endswith("60 problems")


def test_a_killed_commands_sums_are_stale_and_no_problem(tmp_path: Path) -> None:
    some = articles(4)
    crashed(tmp_path, some[:2])
    manifest = json.loads((tmp_path / "manifest.json").read_bytes())
    assert manifest["contents"]["records"] == 0
    assert sound(tmp_path)
    carry(tmp_path, some)
    change_manifest(lambda m: m["commands"][1]["spent"].update(calls=9))(tmp_path)
    assert "commands.1.spent: the lines come to calls 2 (not 9)" in told(tmp_path)


def test_an_older_record_stays_explained_where_a_retry_was_killed(tmp_path: Path) -> None:
    some = articles(2)
    carry(tmp_path, some, Way({"a1": extraction(some[1], failed=2)}))
    folder = RunFolder(tmp_path, identity(), command(), retry_failed=True)
    folder.add_row(LedgerRow.of("a1", extraction(some[1]).rows[0], folder.number))
    folder._lock.release()
    assert sound(tmp_path)
    drop("ledger.jsonl", 2)(tmp_path)
    assert check(tmp_path).problems["calls"] == 1
