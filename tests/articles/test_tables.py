"""Many articles a file: JSONL, JSON, CSV, TSV and Parquet, with broken rows among them."""

from __future__ import annotations

import datetime
import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from quoth.articles import Article, Columns, Notice, Unreadable, read


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read_from(name: str, data: bytes | str, **options: object) -> list[Article | Unreadable | Notice]:
    Path(name).write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read([name], **options))  # type: ignore[arg-type]


def articles(found: list[Article | Unreadable | Notice]) -> list[Article]:
    return [item for item in found if isinstance(item, Article)]


def said(found: list[Article | Unreadable | Notice]) -> list[str]:
    return [str(item) for item in found if not isinstance(item, Article)]


def test_json_lines_with_metadata() -> None:
    row = {"id": 7, "text": "She “left”.\r\n", "title": "Left", "publisher": None, "published": 2024, "url": " "}
    found = articles(read_from("a.jsonl", json.dumps(row) + "\n"))
    assert found == [
        Article(id="7", text="She “left”.\r\n", title="Left", published="2024", origin="a.jsonl:1"),
    ]


def test_other_names_for_columns() -> None:
    row = {"uid": "u", "Body": "Said.", "headline": "T", "source": "Courier", "date": "2024-05-02", "link": "x"}
    [article] = articles(read_from("a.jsonl", json.dumps(row)))
    assert (article.id, article.text, article.title) == ("u", "Said.", "T")
    assert (article.publisher, article.published, article.url) == ("Courier", "2024-05-02", "x")


def test_columns_that_are_set() -> None:
    found = read_from("a.jsonl", '{"text": "no", "lead": "Said."}', columns=Columns(text="lead"))
    assert [article.text for article in articles(found)] == ["Said."]


def test_a_row_without_id_is_named_by_its_line() -> None:
    found = read_from("a.jsonl", '\n{"text": "One."}\n{"text": "Two."}')
    assert [(article.id, article.origin) for article in articles(found)] == [
        ("a.jsonl:2", "a.jsonl:2"),
        ("a.jsonl:3", "a.jsonl:3"),
    ]


BROKEN = [
    ('{"text": ', "is not JSON (Expecting value at column 9): mend the line"),
    ("[1]", "holds a JSON list, not an object: give one object an article"),
    ('{"text": 3}', "column 'text' holds a value of type int, not text: mend the row or name another --text-column"),
    ('{"text": null}', "column 'text' holds nothing, not text: mend the row or name another --text-column"),
    ('{"text": " \\n"}', "column 'text' is empty: mend the row or name another --text-column"),
    ('{"lead": "Said.", "b\\n": 1}', "no column 'text' (there are: lead, b): name it with --text-column"),
    ('{"text": "' + "long " * 300 + '"}', "its text is larger than 1 kB: split the article"),
    ('{"text": "' + "long " * 3000 + '"}', "the line is longer than 8000 bytes: split it into articles"),
    (b'{"text": "caf\xe9"}', "is not UTF-8 at byte 13: save the file as UTF-8"),
    ("[" * 6000, "is not usable JSON"),
]


@pytest.mark.parametrize(("line", "reason"), BROKEN)
def test_a_broken_line_is_told_and_the_rest_goes_on(line: str | bytes, reason: str) -> None:
    broken = line.encode() if isinstance(line, str) else line
    good = b'{"id": "%d", "text": "Said %d."}\n'
    found = read_from("a.jsonl", good % (1, 1) + broken + b"\n" + good % (3, 3), max_bytes=1000)
    assert [article.id for article in articles(found)] == ["1", "3"]
    [line_said] = said(found)
    assert line_said.startswith(f"a.jsonl:2: {reason}")
    assert "\n" not in line_said


def test_a_set_column_that_is_missing_is_an_error() -> None:
    found = read_from("a.csv", "text,b\nSaid.,1\n", columns=Columns(title="titel"))
    assert said(found) == ["a.csv: no column 'titel' (there are: text, b): name it with --title-column"]
    assert not articles(found)


def test_json_files() -> None:
    assert [a.id for a in articles(read_from("a.json", '{"text": "One."}'))] == ["a.json"]
    found = read_from("b.json", '[{"text": "One."}, 5, {"id": "x", "text": "Two."}]')
    assert [a.id for a in articles(found)] == ["b.json:1", "x"]
    assert said(found) == ["b.json:2: holds a JSON int, not an object: give one object an article"]
    assert [a.text for a in articles(read_from("c.json", '{"articles": [{"text": "One."}]}'))] == ["One."]
    assert said(read_from("d.json", "5")) == [
        "d.json: holds neither an object nor a list of objects: give one JSON object an article"
    ]


def test_csv_with_line_ends_inside_a_field() -> None:
    found = read_from("a.csv", 'id,text\r\n1,"She said: ""No,"" and\r\nleft."\r\n2,He stayed.\r\n')
    assert [(a.id, a.text, a.origin) for a in articles(found)] == [
        ("1", 'She said: "No," and\r\nleft.', "a.csv:2"),
        ("2", "He stayed.", "a.csv:4"),
    ]


def test_a_ragged_row_is_told_and_the_rest_goes_on() -> None:
    found = read_from("a.csv", "id,text\n1,One, two\n2\n\n3,Three.\n")
    assert [a.id for a in articles(found)] == ["3"]
    assert said(found) == [
        "a.csv:2: the row has 3 fields, the header 2: quote the fields that hold a delimiter",
        "a.csv:3: the row has 1 fields, the header 2: quote the fields that hold a delimiter",
    ]


def test_a_field_longer_than_the_csv_module_allows_by_itself() -> None:
    text = "Said so. " * 30_000
    assert [a.text for a in articles(read_from("a.csv", f"id,text\n1,{text}\n"))] == [text]


def test_other_delimiters_and_packed_tables() -> None:
    assert [a.text for a in articles(read_from("a.csv", "id;text\n1;One, two.\n"))] == ["One, two."]
    assert [a.text for a in articles(read_from("a.tsv", "id\ttext\n2\tOne; two, three.\n"))] == ["One; two, three."]
    packed = gzip.compress(b"id\ttext\n3\tOne; two, three.\n")
    assert [a.text for a in articles(read_from("b.tsv.gz", packed))] == ["One; two, three."]


def test_a_spreadsheet_of_windows() -> None:
    sheet = "id,text\n1,Le maire a déclaré que le pont resterait fermé à Genève.\n"
    found = read_from("a.csv", sheet.encode("cp1252"))
    assert said(found) == ["a.csv: is not UTF-8 and was read as cp1252: where words look wrong, save it as UTF-8"]
    assert [a.text for a in articles(found)] == ["Le maire a déclaré que le pont resterait fermé à Genève."]
    assert [a.id for a in articles(read_from("b.csv", sheet.encode("utf-8-sig")))] == ["1"]
    assert [a.id for a in articles(read_from("c.csv", sheet.encode("utf-16")))] == ["1"]


def test_csv_without_a_text_column() -> None:
    assert said(read_from("a.csv", "id,lead\n1,One.\n")) == [
        "a.csv: no column 'text' (there are: id, lead): name it with --text-column"
    ]


def write_parquet(name: str, **columns: list[object]) -> None:
    pq.write_table(pa.table(columns), name)


def test_parquet_by_batches_with_broken_rows() -> None:
    texts: list[object] = [f"Said {number}." for number in range(300)]
    texts[1], texts[299] = None, " "
    write_parquet("a.parquet", uid=list(range(300)), content=texts, date=[datetime.date(2024, 5, 2)] * 300)
    found = list(read(["a.parquet"]))
    assert [a.id for a in articles(found)] == [str(n) for n in range(300) if n not in (1, 299)]
    assert articles(found)[0] == Article(id="0", text="Said 0.", published="2024-05-02", origin="a.parquet:1")
    assert said(found) == [
        "a.parquet:2: column 'content' holds nothing, not text: mend the row or name another --text-column",
        "a.parquet:300: column 'content' is empty: mend the row or name another --text-column",
    ]


def test_parquet_without_a_text_column() -> None:
    write_parquet("a.parquet", uid=[1], lead=["One."])
    assert said(list(read(["a.parquet"]))) == [
        "a.parquet: no column 'text' (there are: uid, lead): name it with --text-column"
    ]


def test_a_damaged_parquet_file() -> None:
    [line] = said(read_from("a.parquet", b"PAR1garbage"))
    assert line.startswith("a.parquet: is no readable Parquet file (")
    assert line.endswith("): write it again")
    assert said(list(read(["none.parquet"]))) == ["none.parquet: not found: check the path"]
