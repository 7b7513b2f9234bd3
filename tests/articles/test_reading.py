"""Files, folders, patterns and standard input into articles; every bad input gets one line."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quoth.articles
from quoth.articles import Article, Notice, Unreadable, read

LEAD = "The envoy left Port Alma on Monday, officials said."
PAGE = """<html><head><title>Envoy leaves Port Alma</title>
<meta property="og:site_name" content="The Alma Courier">
<meta property="article:published_time" content="2024-05-02T10:00:00Z">
<link rel="canonical" href="https://courier.example/envoy"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Envoy leaves Port Alma</h1><p>The envoy left Port Alma on Monday without a deal, officials said.</p>
<p>“We will wait,” she said. “They must move first.” The bridge has been closed since March.</p></article>
<div class="comments"><p>reader77: what a waste of everybody’s time this was</p></div></body></html>"""


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(name: str, data: bytes | str) -> str:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(data.encode() if isinstance(data, str) else data)
    return name


def only(*inputs: str, **options: object) -> Article:
    found = list(read(inputs, **options))  # type: ignore[arg-type]
    assert [type(item) for item in found] == [Article], [str(item) for item in found]
    assert isinstance(found[0], Article)
    return found[0]


def lines(*inputs: str, **options: object) -> list[str]:
    """What was said of the inputs; each must be one line."""
    said = [str(item) for item in read(inputs, **options) if not isinstance(item, Article)]  # type: ignore[arg-type]
    assert not any("\n" in line for line in said)
    return said


def ids(*inputs: str, **options: object) -> list[str]:
    return [item.id for item in read(inputs, **options) if isinstance(item, Article)]  # type: ignore[arg-type]


def test_a_text_is_the_decoded_file() -> None:
    data = f"{LEAD}\r\n\r\n\t“Wait 🚢”, she said.\r".encode()
    article = only(write("alma.txt", data))
    assert article.text == data.decode()
    assert (article.id, article.origin, article.title) == ("alma.txt", "alma.txt", None)


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60).filter(lambda s: s.strip())
)
def test_standard_input_is_read_as_it_is(text: str) -> None:
    data = ("Said. " * 60 + text).encode()
    assert only("-", stdin=io.BytesIO(data)).text == data.decode()


def test_the_id_is_the_file_name_without_the_folder() -> None:
    assert only(write("deep/er/alma.md", LEAD)).id == "alma.md"


@pytest.mark.parametrize(
    "first",
    [
        "SEN. VANE: We will not sign unless the hostages come home",
        "HARWICK, Dec 1 (Reuters) - The levy must go",
        'Petra Hale, mayor of Harwick: "The levy must go"',
        "Petra Hale (@phale) December 1",
        "14.05 GMT",
    ],
)
def test_a_first_line_that_is_no_headline_is_no_title(first: str) -> None:
    assert only(write("alma.txt", f"{first}\n\n{LEAD}\n\n{LEAD}")).title is None


def test_the_headline_below_a_live_blogs_time_is_the_title() -> None:
    assert only(write("alma.txt", f"14.05 GMT\n\nEnvoy leaves Port Alma\n\n{LEAD}\n")).title == "Envoy leaves Port Alma"


def test_a_headline_becomes_the_title() -> None:
    text = f"Home > World\n\n# Envoy leaves\n\n{LEAD}\n\n{LEAD}"
    assert only(write("alma.md", text)).title == "Envoy leaves"


def test_packed_text() -> None:
    assert only(write("alma.txt.gz", gzip.compress(LEAD.encode(), mtime=0))).text == LEAD


def test_detected_encodings_are_told() -> None:
    text = "Le maire a déclaré que le pont resterait fermé à Genève, et personne ne l’a cru."
    found = list(read([write("alma.txt", text.encode("cp1252"))]))
    assert [str(found[0])] == [
        "alma.txt: is not UTF-8 and was read as cp1252: where words look wrong, save it as UTF-8"
    ]
    assert isinstance(found[1], Article)
    assert found[1].text == text


def test_a_page_gives_its_main_text_and_metadata() -> None:
    article = only(write("alma.html", PAGE))
    assert article.title == "Envoy leaves Port Alma"
    assert article.publisher == "The Alma Courier"
    assert article.published == "2024-05-02"
    assert article.url == "https://courier.example/envoy"
    assert "without a deal, officials said.\n\n“We will wait,” she said." in article.text
    assert "reader77" not in article.text


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        (
            "<p>We <b>will</b> leave on Friday.</p><p>Nobody will stay.</p>",
            ["“We will leave on Friday.", "“Nobody will stay.”"],
        ),
        (
            "We will leave.<br>Nobody will stay.<p>— Ana Ruiz</p>",
            ["“We will leave.", "“Nobody will stay.”", "— Ana Ruiz"],
        ),
        ("<p>“We will leave,” she wrote.</p>", ["“We will leave,” she wrote."]),
    ],
    ids=["paragraphs", "lines and a name", "marks of its own"],
)
def test_a_block_quote_is_set_into_quotation_marks(block: str, lines: list[str]) -> None:
    page = PAGE.replace("</article>", f"<p>In a statement:</p><blockquote>{block}</blockquote></article>")
    text = only(write("block.html", page)).text.split("\n\n")
    assert text[text.index("In a statement:") + 1 :] == lines


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("The envoy is gone | The Alma Courier", "The envoy is gone"),
        ("The envoy is gone - World - The Alma Courier", "The envoy is gone - World"),
        ("The envoy is gone – Alma Courier", "The envoy is gone"),
        ("courier.example | The envoy is gone", "The envoy is gone"),
        ("Port Alma - a town waits", "Port Alma - a town waits"),
        ("Envoy leaves Port Alma | World | News", "Envoy leaves Port Alma"),
    ],
)
def test_a_headline_is_without_the_outlet_of_the_pages_title(title: str, headline: str) -> None:
    page = PAGE.replace("<head>", f'<head><meta property="og:title" content="{title}">')
    assert only(write("title.html", page)).title == headline


def page_with(below: str) -> str:
    return PAGE.replace("</article>", f"{below}</article>")


def card(number: int, tag: str = "div") -> str:
    words = f"Dockworkers of harbour {number} went on strike on Tuesday, halting every ship that was due to leave."
    return (
        f'<{tag} class="card"><a href="/other/{number}"><h3>Strike in harbour {number}</h3></a><p>{words}</p></{tag}>'
    )


@pytest.mark.parametrize("tag", ["div", "li", "article"])
def test_teasers_of_other_articles_below_the_text_are_not_read(tag: str) -> None:
    cards = "".join(card(number, tag) for number in range(6))
    below = f"<section><h2>More from World</h2>{f'<ul>{cards}</ul>' if tag == 'li' else cards}</section>"
    text = only(write("teasers.html", page_with(below))).text
    assert "Dockworkers" not in text
    assert "They must move first." in text


def test_entries_with_headings_of_the_articles_own_are_read() -> None:
    entries = "".join(
        f'<div><h3><a href="#e{n}">Thing {n}</a></h3><p>Minister {n} said the port would open on day {n}.</p></div>'
        for n in range(5)
    )
    text = only(write("things.html", page_with(entries))).text
    assert [f"Minister {n}" in text for n in range(5)] == [True] * 5


def paragraph(number: int) -> str:
    after = "after a night of talks that had raised hopes of a truce along the river"
    return f"<p>On day {number} envoy {number} left port {number} without a deal, {after}, ministry {number} said.</p>"


def part(first: int, heading: str = "") -> str:
    words = "".join(paragraph(number) for number in range(first, first + 4))
    return f'<div class="wrap{first}"><div class="entry-content">{heading}{words}</div></div>'


def test_an_article_in_several_parts_of_one_page_is_read_whole() -> None:
    advertisement = '<div class="ad"><form><input></form></div>'
    parts = advertisement.join([part(0), part(4, "<h2>The next day</h2>"), part(8)])
    page = f"<html><head><title>T</title></head><body><h1>Envoys leave</h1>{parts}</body></html>"
    text = only(write("parts.html", page)).text
    assert [f"envoy {number} left" in text for number in range(12)] == [True] * 12
    assert "The next day" in text


def test_two_posts_of_one_page_are_not_made_one_article() -> None:
    posts = f"<h1>First</h1>{part(0)}<h1>Second</h1>{part(4)}"
    text = only(write("posts.html", f"<html><head><title>T</title></head><body>{posts}</body></html>")).text
    assert "envoy 0 left" in text
    assert "envoy 4 left" not in text


def test_a_page_in_the_encoding_that_it_declares() -> None:
    page = '<?xml version="1.0" encoding="windows-1252"?>' + PAGE
    assert "“We will wait,”" in only(write("alma.xhtml", page.encode("cp1252"))).text


def test_a_folder_is_read_sorted_and_without_hidden_and_housekeeping_files() -> None:
    for number, name in enumerate(["b.txt", "a/z.txt", "a/b.txt", ".git/c.txt", ".hidden.txt", "README.md", "LICENSE"]):
        write(f"in/{name}", f"{LEAD} {number}")
    write("in/scan.pdf", "%PDF")
    found = [item for item in read(["in"]) if not isinstance(item, Notice)]
    assert [item.origin for item in found] == ["in/b.txt", "in/scan.pdf", "in/a/b.txt", "in/a/z.txt"]
    assert ids("in", glob="*.txt") == ["b.txt", "b.txt~2", "z.txt"]
    assert ids("in", glob="a/z*") == ["z.txt"]


def test_patterns() -> None:
    write("in/a.txt", LEAD)
    write("in/deep/b.txt", LEAD)
    assert ids("in/*.txt") == ["a.txt"]
    assert ids("in/**/*.txt") == ["a.txt", "b.txt"]


def test_a_file_whose_name_looks_like_a_pattern() -> None:
    assert ids(write("alma[1].txt", LEAD)) == ["alma[1].txt"]


def test_same_id_and_same_text_is_skipped_and_told() -> None:
    name = write("alma.txt", LEAD)
    assert lines(name, name) == ["alma.txt: same id 'alma.txt' and same text as an article read before: skipped"]


def test_same_id_and_other_text_is_kept_under_a_new_id() -> None:
    names = [write(f"{folder}/alma.txt", f"{LEAD} {folder}") for folder in "abc"]
    assert ids(*names) == ["alma.txt", "alma.txt~2", "alma.txt~3"]
    notices = [item for item in read(names) if isinstance(item, Notice)]
    assert str(notices[0]) == (
        "b/alma.txt: an article with other text has the id 'alma.txt' too: this one is 'alma.txt~2'"
    )
    assert len(notices) == 2


def test_a_new_id_never_takes_one_that_is_there() -> None:
    names = [write("alma.txt~2.txt", "One."), write("a/x.txt", "Two."), write("b/x.txt", "Three.")]
    lines_ = '{"id": "x.txt~2", "text": "Four."}\n'
    found = ids(write("z.jsonl", lines_), *names)
    assert found == ["x.txt~2", "alma.txt~2.txt", "x.txt", "x.txt~3"]


SUPPORTED = ".txt, .text, .md, .html, .htm, .xhtml, .jsonl, .ndjson, .json, .csv, .tsv, .parquet"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("none.txt", None, "not found: check the path"),
        ("empty.txt", b"", "is empty: give a file that holds an article's text"),
        ("blank.txt", b" \r\n\t", "is empty: give a file that holds an article's text"),
        ("empty.html", b"", "is empty: give a file that holds an article's text"),
        ("empty.jsonl", b"\n", "is empty: give a file with at least one article"),
        ("empty.csv", b"", "is empty: give a table with a header line"),
        ("scan.txt", b"\x00\x01\x02", "holds binary data, not text: save it as UTF-8 text"),
        (
            "bare.html",
            b"<html><body></body></html>",
            "no article text found in the page: save the article's text as .txt",
        ),
        ("bad.txt.gz", b"plain", "is a damaged or cut-off .gz file: pack it again"),
        ("cut.txt.gz", gzip.compress(b"said" * 99, mtime=0)[:-12], "is a damaged or cut-off .gz file: pack it again"),
        (
            "scan.pdf",
            b"%PDF",
            f"files that end in .pdf are not supported: give {SUPPORTED}, or one of these with .gz",
        ),
        ("scan", b"%PDF", f"a file without an ending is not supported: give {SUPPORTED}, or one of these with .gz"),
        ("long.txt", b"said " * 300, "is larger than 1 kB: split it, or give its articles as .jsonl lines"),
        (
            "bomb.txt.gz",
            gzip.compress(b"\n" * 999_999, mtime=0),
            "is larger than 1 kB: split it, or give its articles as .jsonl lines",
        ),
        ("*.zip", None, "the pattern matches no file: check it, and quote it so that the shell leaves it alone"),
    ],
)
def test_bad_inputs_get_one_line_and_the_rest_goes_on(name: str, data: bytes | None, reason: str) -> None:
    if data is not None:
        write(name, data)
    good = write("good.txt", LEAD)
    assert lines(name, good, max_bytes=1000) == [f"{name}: {reason}"]
    assert ids(name, good, max_bytes=1000) == ["good.txt"]


def test_an_empty_folder() -> None:
    Path("in").mkdir()
    assert lines("in") == [f"in: the folder holds no articles: give one with {SUPPORTED} files"]
    write("in/a.txt", LEAD)
    assert lines("in", glob="*.md") == [
        f"in: the folder holds no file that matches '*.md': give one with {SUPPORTED} files"
    ]


def test_a_file_that_may_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    name = write("alma.txt", LEAD)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", name)

    monkeypatch.setattr(Path, "open", refuse)  # root may read everything
    assert lines(name) == ["alma.txt: no permission to read it: change its permissions, or leave it out"]


def test_a_name_with_a_line_end_stays_on_one_line() -> None:
    assert lines("al\nma.txt") == ["al ma.txt: not found: check the path"]


def test_a_name_with_a_nul() -> None:
    assert len(lines("al\0ma.txt")) == 1


def test_standard_input_of_jsonl() -> None:
    data = b'\n {"id": 1, "text": "Said."}\n{"id": 2, "text": "Said so."}\n'
    assert ids("-", stdin=io.BytesIO(data)) == ["1", "2"]


def test_standard_input_that_is_missing_or_empty() -> None:
    assert lines("-") == ["stdin: nothing to read: pipe an article into the command"]
    assert lines("-", stdin=io.BytesIO(b" \n")) == ["stdin: is empty: give a file that holds an article's text"]


def test_articles_are_read_as_they_are_asked_for() -> None:
    write("a.txt", LEAD)
    stream = read(["a.txt", "b.txt"])
    assert isinstance(next(stream), Article)
    write("b.txt", LEAD)
    assert isinstance(next(stream), Article)


def test_importing_the_room_is_light() -> None:
    code = (
        "import sys, quoth.articles; "
        "print([m for m in ('trafilatura', 'pyarrow', 'charset_normalizer') if m in sys.modules])"
    )
    home = Path(quoth.articles.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=home, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unreadable_says_where_and_why() -> None:
    assert str(Unreadable("a.txt", "is empty")) == "a.txt: is empty"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Published On 4 May 20314 May 2031", "4 May 2031"),
        ("Updated: May 4, 2031 at 10:20", "May 4, 2031"),
        ("Last modified 2031-05-04", "2031-05-04"),
        ("The envoys met on 4 May 2031 in Karsk.", None),
    ],
)
def test_the_date_of_a_text_is_that_of_its_date_line(tmp_path: Path, line: str, date: str | None) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"Envoys meet in Karsk\n\n{line}\n\nThe envoys said that the talks had gone well so far.\n")
    (article,) = read([str(file)])
    assert isinstance(article, Article)
    assert article.published == date
