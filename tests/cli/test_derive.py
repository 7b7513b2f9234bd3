"""Records are made again from what the model said: free, the same where nothing changed, and told by rule where not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from benchmarks.endpoint import Settings, serving

from conftest import RAISES, Ended, QueueModel
from quoth.extraction.record_diff import Change
from quoth.extraction.rules import RuleOverride, rule_id
from quoth.extraction.rules.registry import STRUCTURAL
from quoth.runs.deriving import derive
from quoth.runs.opened import open_run

HARBOUR = (
    "Harbour\n\nThe envoy Ana Ruiz said the port opens on Friday. “If they leave, we will stop,” Omar Hadi said.\n\n"
    "Nothing moved at the pier. “He will sign,” she told the Daily Star.\n"
)


def claim(n: int, by: str, **more: Any) -> dict[str, Any]:
    return {**RAISES, "n": n, "by": by, "says": "", **more}


CLAIMS = [
    claim(1, "Ana Ruiz", side="support", about="the opening of the canal lock"),
    claim(1, "Ana Ruiz"),
    claim(2, "Omar Hadi", side="oppose", about="Zanzibar"),
    claim(9, "Nobody"),
]


@pytest.fixture
def run(quoth: Callable[..., Ended], model: QueueModel, tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(HARBOUR, encoding="utf-8")
    model.answers.clear()
    model.answers.append(CLAIMS)
    assert quoth("run", folder, "--out", tmp_path / "out").code == 0
    return tmp_path / "out"


def rules(tmp_path: Path, **settings: str) -> Path:
    """A file that sets `stance__known_target="off"` and the like."""
    tables = [
        f'[rules."{name.replace("__", ".").replace("_", "-")}"]\naction = "{do}"' for name, do in settings.items()
    ]
    path = tmp_path / "rules.toml"
    path.write_text("\n".join(tables))
    return path


def files(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.name != ".lock"}


def test_nothing_changed_is_told_and_nothing_is_written(
    quoth: Callable[..., Ended], run: Path, model: QueueModel
) -> None:
    before, asked = files(run), len(model.asked)
    ended = quoth("derive", run)
    assert (ended.code, ended.out) == (0, "2 articles made again, 0 changed\n")
    assert files(run) == before
    assert len(model.asked) == asked


def test_what_is_written_is_what_the_run_wrote(quoth: Callable[..., Ended], run: Path) -> None:
    before = files(run)
    assert quoth("derive", run, "--write").code == 0
    assert files(run) == before
    assert quoth("check", run).code == 0


def test_a_rule_that_is_off_is_told_with_the_very_items_it_had_touched(
    quoth: Callable[..., Ended], run: Path, tmp_path: Path
) -> None:
    records = [json.loads(line) for line in (run / "records.jsonl").read_text().splitlines()]
    touched = {
        (record["article"]["id"], finding["subject"])
        for record in records
        for finding in record["findings"]
        if finding["rule"] == "stance.known-target"
    }
    assert touched
    found = quoth("derive", run, "--rules", rules(tmp_path, stance__known_target="off"), "--items", "--json").json
    assert {(item["article"], item["id"]) for item in found["named"]} == touched
    assert {rule for item in found["named"] for rule in item["rules"]} == {"stance.known-target"}


def test_each_rule_of_a_real_run_is_told_with_the_very_items_it_had_touched(
    quoth: Callable[..., Ended], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(Settings()) as endpoint:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-any")
        out, examples = tmp_path / "out", Path(__file__).parents[2] / "examples" / "demo"
        assert quoth("run", examples, "--out", out, "--base-url", endpoint.url, "--prompt", "claims").code == 0
    before = files(out)
    assert "made again, 0 changed" in quoth("derive", out, "--write").out
    assert files(out) == before
    touched: dict[str, set[tuple[str, str]]] = {}
    for record in open_run(out).records():
        for finding in record.findings:
            touched.setdefault(finding.rule, set()).add((record.article.id, finding.subject))
    for rule in touched.keys() - {rule_id(rule) for rule in STRUCTURAL}:
        named = []

        def see(article: str, change: Change, rule: str = rule, named: list[Any] = named) -> None:
            if rule in change.rules:
                named.append((article, change.id))

        derive(out, {rule: RuleOverride(action="off")}, see=see)
        assert sorted(named) == sorted(touched[rule]), rule
    assert len(touched) > 3


def test_other_words_in_an_answer_are_told_by_the_field_they_change(quoth: Callable[..., Ended], run: Path) -> None:
    ledger = run / "ledger.jsonl"
    rows = [json.loads(line) for line in ledger.read_text().splitlines()]
    answer = json.loads(rows[0]["answer"])
    answer["claims"][2]["certainty"] = "possible"
    rows[0]["answer"] = json.dumps(answer)
    ledger.write_text("".join(json.dumps(row) + "\n" for row in rows))
    ended = quoth("derive", run, "--items")
    assert "claims: 1 changed (certainty 1; code 1)" in ended.out
    assert "changed (certainty) by code: Omar Hadi: If they leave, we will stop" in ended.out.replace("“", "")


def test_a_duplicate_that_is_let_through_is_gained(quoth: Callable[..., Ended], run: Path, tmp_path: Path) -> None:
    ended = quoth("derive", run, "--rules", rules(tmp_path, duplicates__claim="off"))
    assert ended.code == 0
    assert "claims: 2 gained (duplicates.claim 2)" in ended.out


def test_new_records_take_the_place_of_the_old_and_the_folder_stays_sound(
    quoth: Callable[..., Ended], run: Path, tmp_path: Path
) -> None:
    settings = rules(tmp_path, duplicates__claim="off")
    assert quoth("derive", run, "--rules", settings, "--write").code == 0
    assert quoth("check", run).code == 0
    assert quoth("derive", run, "--rules", settings).out == "2 articles made again, 0 changed\n"
    assert "claims: 2 lost (duplicates.claim 2)" in quoth("derive", run).out


def test_the_manifest_notes_it_and_the_run_goes_on(
    quoth: Callable[..., Ended], run: Path, tmp_path: Path, model: QueueModel
) -> None:
    settings = rules(tmp_path, duplicates__claim="off")
    assert quoth("derive", run, "--rules", settings, "--write").out.endswith("the new records are written\n")
    (note,) = json.loads((run / "manifest.json").read_text())["derivations"]
    assert (note["articles"], note["changed"], note["kept"]) == (2, 2, 0)
    assert "2 of 2 articles changed" in quoth("stats", run).out
    (tmp_path / "in" / "c.txt").write_text(HARBOUR, encoding="utf-8")
    assert quoth("run", tmp_path / "in", "--out", run, "--rules", settings).code == 0
    assert json.loads((run / "manifest.json").read_text())["derivations"] == [note]
    assert quoth("run", tmp_path / "in", "--out", run).code == 2, "by other rules it is another run"


def test_a_record_beside_another_text_is_refused_and_nothing_is_written(quoth: Callable[..., Ended], run: Path) -> None:
    articles = run / "articles.jsonl"
    first, second = articles.read_text().splitlines(keepends=True)
    for damaged in (second + first, first):
        articles.write_text(damaged)
        before = files(run)
        ended = quoth("derive", run, "--write")
        assert (ended.code, ended.err.count("\n")) == (2, 1)
        assert "`quoth check" in ended.err
        assert files(run) == before


def test_a_prompt_of_ones_own_is_named(quoth: Callable[..., Ended], run: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.md"
    own.write_text(
        '+++\nname = "own"\nversion = "1"\n+++\n=== system ===\nList claims.\n=== user ===\n'
        "{% for each in sentences %}[{{ each.n }}] {{ each.text }}\n{% endfor %}"
    )
    out = tmp_path / "own"
    assert quoth("run", tmp_path / "in", "--out", out, "--prompt", own).code == 0
    assert "name its file with --prompt" in quoth("derive", out).out
    assert quoth("derive", out, "--prompt", own).out == "2 articles made again, 0 changed\n"
    ended = quoth("derive", out, "--prompt", "claims")
    assert ended.code == 2
    assert "is not the prompt of this run" in ended.err


def test_a_record_without_its_calls_is_kept_and_named(quoth: Callable[..., Ended], run: Path) -> None:
    ledger = run / "ledger.jsonl"
    ledger.write_text("".join(line + "\n" for line in ledger.read_text().splitlines() if '"a.txt"' not in line))
    before = (run / "records.jsonl").read_bytes()
    ended = quoth("derive", run, "--write")
    assert ended.code == 1
    assert "a.txt: kept as it was: the ledger has no calls that come to its record" in ended.out
    assert (run / "records.jsonl").read_bytes() == before


def test_an_answer_that_is_not_valid_any_more_keeps_its_record(quoth: Callable[..., Ended], run: Path) -> None:
    ledger = run / "ledger.jsonl"
    rows = [json.loads(line) for line in ledger.read_text().splitlines()]
    rows[0]["answer"] = '{"claims": 7}'
    ledger.write_text("".join(json.dumps(row) + "\n" for row in rows))
    ended = quoth("derive", run)
    assert ended.code == 1
    assert "kept as it was: the answer of chunk 0 is not valid any more: claims" in ended.out


def test_a_text_that_is_cut_otherwise_today_keeps_its_record(
    quoth: Callable[..., Ended], run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quoth.extraction import document

    whole = document.segment
    monkeypatch.setattr(document, "segment", lambda text: whole(text)[:-1])
    ended = quoth("derive", run)
    assert ended.code == 1
    assert "is now cut into other sentences" in ended.out


def test_a_folder_in_use_is_not_written(quoth: Callable[..., Ended], run: Path) -> None:
    from quoth.runs.lock import Lock

    lock = Lock(run / ".lock")
    try:
        ended = quoth("derive", run, "--write")
    finally:
        lock.release()
    assert ended.code == 2
    assert "another run is writing into this folder" in ended.err


def test_what_is_no_run_is_refused(quoth: Callable[..., Ended], tmp_path: Path) -> None:
    ended = quoth("derive", tmp_path)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
