"""Damages to a run folder, each with the words that name it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from making import lines

Damage = Callable[[Path], None]
FILES = ("records.jsonl", "articles.jsonl", "ledger.jsonl", "unread.jsonl")


def rewritten(path: Path, number: int, change: Callable[[dict[str, Any]], object]) -> None:
    """Changes one line's object."""
    all_lines = lines(path)
    value = json.loads(all_lines[number])
    change(value)
    all_lines[number] = json.dumps(value).encode() + b"\n"
    path.write_bytes(b"".join(all_lines))


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
    "coverage of no sense": (
        change("records.jsonl", 1, set_coverage(chunks=10**30 + 2, ok=10**30)),
        "records.jsonl:2: not a line that Quoth wrote: a number beyond all sense",
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
    "garbage": (more("ledger.jsonl", b"garbage\n"), "ledger.jsonl:12: not a line that Quoth wrote"),
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


MENDED: dict[str, tuple[Damage, str]] = {
    **{f"half a line of {name}": (more(name, b'{"sch'), f"{name}: 5 bytes behind the last") for name in FILES},
    **{f"NULs in {name}": (more(name, bytes(70_000)), f"{name}: 70,000 bytes behind") for name in FILES},
    "a record twice": (twice("records.jsonl", 1), "1 replaced records and 0 texts"),
    "a text twice": (twice("articles.jsonl", 1), "0 replaced records and 1 texts"),
    "texts swapped": (swap("articles.jsonl"), "in step again; 0 replaced records and 0 texts"),
}
