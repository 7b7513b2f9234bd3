"""Calls against coverage: runs of the whole way of an article, chunks halved and failed as the dice fall."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import SETTINGS, Told, command, identity, lines

from quoth.articles.article import Article
from quoth.asking import Call, Reply, Request
from quoth.extraction.pipeline import Extraction, OnRow, Settings, extract_article
from quoth.extraction.prompts import load
from quoth.runs.checking import check
from quoth.runs.coverage_check import Attempt, Contradiction, prove
from quoth.runs.coverage_check import Told as Coverage
from quoth.runs.deriving import derive
from quoth.runs.flow import Flow
from quoth.runs.folder import RunFolder
from quoth.runs.manifest import PromptUsed


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


def diced(out: Path, seed: int, passes: int = 1) -> None:
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
        return await extract_article(one, dice, PROMPT, Settings(120, 400, passes=passes), on_row)

    used = PromptUsed(name=PROMPT.name, version=PROMPT.version, hash=PROMPT.hash)
    folder = RunFolder(out, identity(prompt=used, settings=SETTINGS.model_copy(update={"passes": passes})), command())
    asyncio.run(Flow(some, extract, folder, slots=2, progress=Told(), unordered=bool(seed % 2)).run())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), passes=st.integers(1, 3))
def test_whatever_the_model_does_the_folder_of_a_run_is_sound(tmp_path: Path, seed: int, passes: int) -> None:
    """And its records can be made again, byte for byte, from what its ledger holds."""
    out = tmp_path / "diced"
    shutil.rmtree(out, ignore_errors=True)
    diced(out, seed, passes)
    checked = check(out, mend=False)
    assert checked.sound, [str(each) for kind in checked.problems.counts for each in checked.problems.shown(kind)]
    before = {path.name: path.read_bytes() for path in out.glob("*.json*")}
    found = derive(out, write=True)
    assert (found.articles, found.changed, found.kept, found.notes) == (4, 0, [], [])
    assert {path.name: path.read_bytes() for path in out.glob("*.json*")} == before


@pytest.mark.parametrize(("seed", "passes"), [*((seed, 1) for seed in range(12)), *((seed, 3) for seed in range(6))])
def test_no_row_of_the_ledger_can_be_left_out(tmp_path: Path, seed: int, passes: int) -> None:
    """Not for the sums' sake alone: the calls themselves no longer come to the coverage."""
    diced(tmp_path, seed, passes)
    rows = lines(tmp_path / "ledger.jsonl")
    values = [json.loads(row) for row in rows]
    for gone, row in enumerate(values):
        (tmp_path / "ledger.jsonl").write_bytes(b"".join(rows[:gone] + rows[gone + 1 :]))
        found = check(tmp_path).problems
        assert found["sums"]
        of_chunk = [
            one["attempt"]
            for one in values
            if (one["article"], one["chunk"], one["pass"]) == (row["article"], row["chunk"], row["pass"])
        ]
        # What is left of a chunk without its last attempt may well come to the same.
        if row["attempt"] < max(of_chunk) or len(of_chunk) == 1:
            assert found["calls"] == 1
            assert repr(row["article"]) in found.shown("calls")[0].what


def rows(*given: tuple[int, int, int, int, str]) -> list[Attempt]:
    return [Attempt(*values, line) for line, values in enumerate(given, 1)]


CUT, LEFT, RIGHT = (0, 1, 0, 40, "truncated"), (0, 2, 0, 19, "ok"), (0, 3, 20, 40, "empty")
LAST = (0, 5, 20, 40, "ok")


@pytest.mark.parametrize(
    ("attempts", "ok", "empty", "failed"),
    [
        (rows((0, 1, 0, 40, "ok")), 1, 0, 0),
        (rows((0, 1, 0, 40, "failed"), (0, 2, 0, 40, "ok")), 1, 0, 0),
        (rows((0, 1, 0, 40, "ungrounded")), 0, 0, 1),
        (rows(CUT), 0, 0, 1),
        (rows(CUT, LEFT, RIGHT), 1, 0, 0),
        (rows(CUT, (0, 2, 0, 19, "empty"), RIGHT), 0, 1, 0),
        (rows(CUT, (0, 2, 0, 19, "truncated"), RIGHT), 0, 0, 1),
        (
            rows(CUT, (0, 2, 0, 19, "truncated"), (0, 3, 0, 9, "ok"), (0, 4, 10, 19, "ok"), (0, 5, 20, 40, "ok")),
            1,
            0,
            0,
        ),
        (rows((0, 1, 0, 19, "ok"), (1, 1, 20, 40, "empty")), 1, 1, 0),
        ([], 0, 0, 0),
    ],
)
def test_the_last_attempt_at_each_part_tells_how_a_chunk_ended(
    attempts: list[Attempt], ok: int, empty: int, failed: int
) -> None:
    prove(attempts, Coverage(40, ok + empty + failed, ok, empty, failed))
    with pytest.raises(Contradiction):
        prove(attempts, Coverage(40, ok + empty + failed + 1, ok, empty + 1, failed))


@pytest.mark.parametrize(
    ("attempts", "words"),
    [
        (rows(CUT, LEFT), "the second half of 0:40 has no row"),
        (rows(CUT, (0, 2, 0, 19, "ok"), (0, 3, 20, 35, "ok")), "the second half of 0:40 has no row"),
        (rows(CUT, (0, 2, 20, 40, "ok")), "20:40 is no part of it"),
        (rows((0, 1, 0, 40, "ok"), (0, 2, 0, 19, "ok")), "0:19 is no part of it"),
        (rows((0, 2, 0, 40, "ok")), "attempt 2 stands where 1 should"),
        (rows((0, 1, 0, 40, "failed"), (0, 1, 0, 40, "ok")), "attempt 1 stands where 2 should"),
        (rows((0, 1, 0, 41, "ok")), "leaves the text"),
        (rows((0, 1, 7, 7, "ok")), "leaves the text"),
        (rows((0, 1, 0, 20, "ok"), (1, 1, 19, 40, "ok")), "chunk 1 at 19:40 overlaps another"),
        (rows((1, 1, 0, 40, "ok")), "chunk 0 of 1 has no row"),
        (rows((0, 1, 0, 20, "ok"), (-1, 1, 20, 40, "ok")), "a row of chunk -1"),
    ],
)
def test_rows_that_no_run_writes_are_named(attempts: list[Attempt], words: str) -> None:
    with pytest.raises(Contradiction, match=words):
        prove(sorted(attempts), Coverage(40, 1, 1, 0, 0) if words[:7] != "chunk 1" else Coverage(40, 2, 2, 0, 0))
