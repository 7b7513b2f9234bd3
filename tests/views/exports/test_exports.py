"""Exports read back by the formats' own readers, on articles with emoji, CR LF, markup and formulas for names."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from quoth.articles.article import Article
from quoth.errors import InputError, OutputError
from quoth.records import Record
from quoth.runs.opened import Run, open_run
from quoth.runs.tables import COLUMNS
from quoth.runs.where import Where
from quoth.views.exports import FORMATS, export
from quoth.views.exports.dna import PASSWORD, encrypted
from quoth.views.exports.offsets import Utf16
from views.run_folders import articles, run_folder

DNA_SAMPLE = Path(__file__).parents[4] / "shared" / "corpora" / "dna" / "sample.dna"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return open_run(run_folder(tmp_path_factory.mktemp("run") / "run", articles()))


@pytest.fixture
def written(run: Run, tmp_path: Path) -> Any:
    def write(name: str, *where: str) -> Path:
        place = tmp_path / ("out" + FORMATS[name].suffix)
        export(run, name, place, Where.parse(where))
        return place

    return write


def pairs(run: Run) -> list[tuple[Record, Article]]:
    return list(zip(run.records(), run.articles(), strict=True))


def test_parquet_holds_every_item_with_its_words(run: Run, written: Any) -> None:
    import polars

    folder = written("parquet")
    claims = polars.read_parquet(folder / "claims.parquet")
    texts = {article.id: article.text for article in run.articles()}
    assert [texts[row["article"]][row["start"] : row["end"]] for row in claims.iter_rows(named=True)] == claims[
        "content"
    ].to_list()
    assert claims["id"].to_list() == [claim.id for record in run.records() for claim in record.claims]
    days = polars.read_parquet(folder / "articles.parquet")["date"].to_list()
    assert days == [date(2031, 3, 1), date(2031, 3, 9), None, date(2031, 4, 1)]
    conditions = polars.read_parquet(folder / "conditions.parquet")
    assert conditions.select("source", "antecedent", "consequent").rows() == [
        ("Ana Ruiz", "they leave", "we will stop")
    ]
    assert [polars.read_parquet(folder / f"{name}.parquet").columns for name in COLUMNS] == [
        list(COLUMNS[name]) for name in COLUMNS
    ]


def test_a_csv_has_no_formula_and_keeps_lines_in_names(written: Any) -> None:
    with (written("csv") / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["source"] for row in rows if "SUM" in row["source"]] == ["'=SUM(A1)"]
    assert {row["title"] for row in rows} >= {"'=HYPERLINK(1)", "Talks go on"}
    assert {row["outlet"] for row in rows} == {"The Courier", "Evening\nPost", ""}
    assert not [value for row in rows for value in row.values() if value.startswith(("=", "+", "-", "@"))]


def test_a_workbook_has_words_where_a_formula_could_be(written: Any) -> None:
    import openpyxl

    book = openpyxl.load_workbook(written("xlsx"))
    assert book.sheetnames == list(COLUMNS)
    rows = list(book["claims"].iter_rows())
    assert [cell.value for cell in rows[0]] == list(COLUMNS["claims"])
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "d"}
    assert "=SUM(A1)" in [row[1].value for row in rows]
    assert book["articles"]["E2"].value.date() == date(2031, 3, 1)


def test_duckdb_answers_who_stands_where(written: Any) -> None:
    import duckdb

    with duckdb.connect(str(written("duckdb")), read_only=True) as connection:
        found = connection.execute(
            "SELECT holder, polarity, first_day FROM positions WHERE target = 'the truce' ORDER BY ALL"
        ).fetchall()
        terms = connection.execute("SELECT source, antecedent, consequent FROM terms").fetchall()
        joined = connection.execute("SELECT count(*) FROM claims_with_stances WHERE polarity IS NOT NULL").fetchone()
    assert found == [
        ("Ana Ruiz", "oppose", date(2031, 3, 9)),
        ("Ana Ruiz", "support", date(2031, 3, 1)),
        ("Eva Lind", "support", date(2031, 3, 9)),
        ("Omar Hadi", "oppose", date(2031, 3, 1)),
    ]
    assert terms == [("Ana Ruiz", "they leave", "we will stop")]
    assert joined == (6,)


def test_networks_have_who_agrees_and_who_does_not(written: Any) -> None:
    import networkx as nx

    folder = written("graphml")
    two = nx.read_graphml(folder / "two-mode.graphml")
    edge = two.edges["actor: Ana Ruiz", "target: truce"]
    assert (edge["agreement"], edge["agree"], edge["disagree"], edge["first_day"]) == ("both", 1, 1, "2031-03-01")
    assert two.nodes["actor: =SUM(A1)"] == {"label": "=SUM(A1)", "mode": "actor", "kind": "person"}
    agreeing = nx.read_graphml(folder / "congruence.graphml")
    assert {(*sorted(pair), data["weight"], data["targets"]) for *pair, data in agreeing.edges(data=True)} == {
        ("Ana Ruiz", "Eva Lind", 1, "truce"),
        ("Ana Ruiz", "Omar Hadi", 1, "truce"),
        ("=SUM(A1)", "Omar Hadi", 1, "corridor"),
    }
    conflict = nx.read_graphml(folder / "conflict.graphml")
    assert {tuple(sorted(pair)) for pair in conflict.edges} == {
        ("Ana Ruiz", "Omar Hadi"),
        ("Eva Lind", "Omar Hadi"),
        ("Ana Ruiz", "Eva Lind"),
    }
    assert set(conflict) == set(agreeing) == {"Ana Ruiz", "Eva Lind", "Omar Hadi", "=SUM(A1)"}


def test_a_dl_file_is_the_same_matrix(written: Any) -> None:
    folder = written("dl")
    head, _, *lines = (folder / "conflict.dl").read_text(encoding="utf-8").splitlines()
    size = int(head.split("=")[1].split(",")[0])
    labels = [line.strip('"') for line in lines[:size]]
    matrix = [list(map(int, line.split())) for line in lines[size + 1 :]]
    assert lines[size] == "data:"
    at = labels.index
    assert matrix[at("Ana Ruiz")][at("Omar Hadi")] == matrix[at("Omar Hadi")][at("Ana Ruiz")] == 1
    assert sum(map(sum, matrix)) == 6
    two_mode = (folder / "agree.dl").read_text(encoding="utf-8").splitlines()
    assert two_mode[0] == "dl nr = 4, nc = 2, format = fullmatrix"
    assert two_mode[-4:] == ["1 0", "0 0", "1 0", "0 1"] or sorted(two_mode[-4:]) == ["0 1", "0 1", "1 0", "1 0"]


def test_dna_finds_each_statement_where_java_counts_it(run: Run, written: Any) -> None:
    connection = sqlite3.connect(written("dna"))
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    held = connection.execute(
        "SELECT d.Section, d.Text, s.Start, s.Stop, t.Label FROM STATEMENTS s JOIN DOCUMENTS d ON d.ID = s.DocumentId "
        "JOIN STATEMENTTYPES t ON t.ID = s.StatementTypeId ORDER BY s.ID"
    ).fetchall()
    cut = [
        (article, text.encode("utf-16-le")[2 * start : 2 * stop].decode("utf-16-le"))
        for article, text, start, stop, label in held
        if label == "DNA Statement"
    ]
    assert cut == [
        (record.article.id, s.evidence[0].text.replace("\r", " ")) for record in run.records() for s in record.stances
    ]
    agreement = connection.execute(
        "SELECT e.Value, b.Value FROM DATABOOLEAN b JOIN DATASHORTTEXT x ON x.StatementId = b.StatementId "
        "JOIN ENTITIES e ON e.ID = x.Entity JOIN VARIABLES v ON v.ID = x.VariableId "
        "WHERE v.Variable = 'person' ORDER BY b.ID"
    ).fetchall()
    assert agreement == [
        ("Ana Ruiz", 1),
        ("Omar Hadi", 0),
        ("Ana Ruiz", 0),
        ("Eva Lind", 1),
        ("=SUM(A1)", 1),
        ("Omar Hadi", 1),
    ]
    kinds = {label for *_, label in held}
    assert kinds == {"DNA Statement", "Claim", "Condition"}


def test_the_dna_database_has_the_tables_of_its_sample(written: Any) -> None:
    if not DNA_SAMPLE.is_file():
        pytest.skip("../shared/corpora/dna is absent")
    ours, sample = sqlite3.connect(written("dna")), sqlite3.connect(f"file:{DNA_SAMPLE}?mode=ro", uri=True)
    names = [name for (name,) in sample.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in names:
        assert (
            ours.execute(f"PRAGMA table_info({name})").fetchall()
            == sample.execute(f"PRAGMA table_info({name})").fetchall()
        )
        foreign = [{row[2:] for row in each.execute(f"PRAGMA foreign_key_list({name})")} for each in (ours, sample)]
        assert foreign[0] == foreign[1], name
    password = sample.execute("SELECT Password FROM CODERS WHERE ID = 2").fetchone()[0]
    assert encrypted("sample", salt_of(password)) == password
    ours_password = ours.execute("SELECT Password FROM CODERS").fetchone()[0]
    assert encrypted(PASSWORD, salt_of(ours_password)) == ours_password


def salt_of(password: str) -> bytes:
    import base64

    return base64.b64decode(password)[:16]


def test_a_json_ld_processor_reads_words_places_and_the_whole_item(run: Run, written: Any) -> None:
    from pyld import jsonld

    node = {"@type": "@id"}
    terms: dict[str, Any] = {
        "oa": "http://www.w3.org/ns/oa#",
        "as": "http://www.w3.org/ns/activitystreams#",
        "id": "@id",
        "type": "@type",
        "Annotation": "oa:Annotation",
        "items": {"@id": "as:items", "@container": "@list"},
        "body": {"@id": "oa:hasBody", **node},
        "target": {"@id": "oa:hasTarget", **node},
        "source": {"@id": "oa:hasSource", **node},
        "selector": {"@id": "oa:hasSelector", **node},
        "start": "oa:start",
        "end": "oa:end",
        "exact": "oa:exact",
    }

    def load(url: str, _: Any) -> dict[str, Any]:
        assert url == "http://www.w3.org/ns/anno.jsonld"
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": terms}}

    page = json.loads(written("jsonld").read_text(encoding="utf-8"))
    [expanded] = jsonld.expand(page, {"documentLoader": load})
    annotations = expanded["http://www.w3.org/ns/activitystreams#items"][0]["@list"]
    texts = {article.sha256: article.text for article in run.articles()}
    items = [item for record in run.records() for item in (*record.claims, *record.stances, *record.conditions)]
    assert len(annotations) == len(items)
    oa = "http://www.w3.org/ns/oa#"
    for annotation, item in zip(annotations, items, strict=True):
        text = texts[annotation["@id"].split(":")[2].split("#")[0]]
        kept = [
            body["urn:quoth:record/1#item"][0]["@value"]
            for body in annotation[oa + "hasBody"]
            if "urn:quoth:record/1#item" in body
        ]
        assert type(item).model_validate(kept[0]) == item
        for target in annotation[oa + "hasTarget"]:
            place, quote = target[oa + "hasSelector"]
            start, end = place[oa + "start"][0]["@value"], place[oa + "end"][0]["@value"]
            assert text[start:end] == quote[oa + "exact"][0]["@value"]


def test_brat_cuts_the_same_words(run: Run, written: Any) -> None:
    folder = written("brat")
    files = sorted(folder.glob("*.ann"))
    assert [file.stem for file in files] == ["00001-one.txt", "00002-two", "00003-three_3", "00004-four"]
    for file, (record, article) in zip(files, pairs(run), strict=True):
        text = file.with_suffix(".txt").read_bytes().decode()
        assert text == article.text.replace("\r", " ")
        contents = []
        for line in file.read_text(encoding="utf-8").splitlines():
            name, about, *words = line.split("\t")
            if name[0] == "T":
                label, places = about.split(" ", 1)
                cut = " ".join(text[int(a) : int(b)] for a, b in (place.split() for place in places.split(";")))
                assert cut == words[0]
                contents += [cut] if label == "Claim" else []
        assert contents == [claim.content[0].text for claim in record.claims]


def test_label_studio_cuts_the_same_words_in_utf_16(run: Run, written: Any) -> None:
    folder = written("labelstudio")
    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    settings = (folder / "label_config.xml").read_text(encoding="utf-8")
    assert len(tasks) == 4
    for task, (record, _) in zip(tasks, pairs(run), strict=True):
        units = task["data"]["text"].encode("utf-16-le")
        [prediction] = task["predictions"]
        ids = {each["id"] for each in prediction["result"] if "id" in each}
        claims = []
        for each in prediction["result"]:
            if each["type"] == "relation":
                assert {each["from_id"], each["to_id"]} <= ids
                assert f'value="{each["labels"][0]}"' in settings
            else:
                assert f'name="{each["from_name"]}"' in settings
            if each["type"] == "labels":
                value = each["value"]
                assert units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"]
                claims += [value["text"]] if value["labels"] == ["Claim"] else []
        assert claims == [claim.content[0].text for claim in record.claims]


def test_utf_16_places_of_a_text_with_wide_characters() -> None:
    text = "a🕊b🕊🕊c"
    places = Utf16(text)
    assert [text.encode("utf-16-le")[: 2 * places(n)].decode("utf-16-le") for n in range(len(text) + 1)] == [
        text[:n] for n in range(len(text) + 1)
    ]


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        (["actor=ana ruiz"], ["c1", "c2", "c3", "s2", "k1", "c1", "s1"]),
        (["actor~ruiz,lind", "kind=stance"], ["s2", "s1", "s2"]),
        (["target=the truce", "polarity!=support"], ["s4", "s1"]),
        (["kind=offer"], ["k1"]),
        (["outlet~evening", "kind=claim"], ["c1", "c2", "c3", "c4"]),
        (["date>=2031-03-02", "date<2031-04-01", "kind=stance"], ["s1", "s2", "s3", "s4"]),
        (["finding=source.pronoun"], ["c3"]),
        (["finding=none", "article=three/3", "kind=claim"], ["c1"]),
        (["certainty=denied"], ["c1"]),
    ],
)
def test_where_keeps_what_all_its_conditions_hold_of(run: Run, where: list[str], kept: list[str]) -> None:
    wanted = Where.parse(where)
    records = [wanted.of(record) for record in run.records()]
    assert [item.id for record in records for item in (*record.claims, *record.stances, *record.conditions)] == kept


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("Ana Ruiz", "write a field, a sign and a value"),
        ("speaker=Ruiz", "there is no field 'speaker'"),
        ("actor>Ruiz", "> compares dates only"),
        ("date=May", "write the date as 2031-03-31"),
        ("polarity=for", "'for' is none of support, oppose"),
    ],
)
def test_a_condition_that_is_none_is_named(condition: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        Where.parse([condition])


def test_what_is_there_is_replaced_only_when_told_so(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "out"
    place.mkdir()
    (place / "mine").write_text("kept")
    with pytest.raises(OutputError, match="is there already"):
        export(run, "csv", place, Where())
    assert (place / "mine").read_text() == "kept"
    assert export(run, "csv", place, Where(), force=True) == {
        "articles": 4,
        "claims": 10,
        "stances": 6,
        "conditions": 1,
    }
    assert not (place / "mine").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_text_that_is_missing_stops_the_export_and_leaves_nothing(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "run"
    shutil.copytree(run.path, broken)
    (broken / "articles.jsonl").write_text("")
    with pytest.raises(InputError, match=r"article 'one[.]txt' is missing"):
        export(open_run(broken), "csv", tmp_path / "out", Where())
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_run_exports(name: str, tmp_path: Path) -> None:
    run = open_run(run_folder(tmp_path / "run", []))
    assert sum(export(run, name, tmp_path / "out", Where()).values()) == 0
    assert (tmp_path / "out").exists()


def test_a_run_comes_as_tables_of_each_library(run: Run) -> None:
    arrow, frames, pandas = run.to_arrow(), run.to_polars(), run.to_pandas()
    assert (
        [len(arrow[name]) for name in COLUMNS]
        == [len(frames[name]) for name in COLUMNS]
        == [len(pandas[name]) for name in COLUMNS]
    )
    assert frames["stances"]["holder"].to_list() == list(pandas["stances"]["holder"])


def test_the_same_run_gives_the_same_files(run: Run, tmp_path: Path) -> None:
    digests = []
    for name in ("one", "two"):
        export(run, "dna", tmp_path / name, Where())
        with sqlite3.connect(tmp_path / name) as connection:
            digests.append(hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest())
    assert digests[0] == digests[1]
