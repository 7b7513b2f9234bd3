"""The report of a run in a browser: matrix, cell, words; the time window; hostile articles; a folder of parts."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quoth.articles.article import Article
from quoth.runs.opened import open_run
from quoth.runs.where import Where
from quoth.views.report import write, write_report
from views.run_folders import articles, claim, run_folder

Answered = list[tuple[Article, dict[str, Any]]]
ARABIC = (
    Article(
        "ar",
        "قالت الوزيرة سلمى حداد إن الهدنة ستستمر. رحب عمر نصر بالهدنة.",
        title="الهدنة مستمرة",
        published="2031-03-05",
    ),
    {"claims": [claim(1, "سلمى حداد"), claim(2, "عمر نصر", "الهدنة", "support")]},
)


@pytest.fixture
def shows(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Makes a report and opens it at a view; anything that it fetches but its parts, logs or throws fails the test."""
    contexts, trouble = [], []

    def show(answered: Answered, route: str = "", **options: Any) -> Any:
        run = open_run(run_folder(tmp_path / "run", answered))
        page = write_report(run, tmp_path / "report.html", Where()).page
        contexts.append(browser.new_context(**options))
        opened = contexts[-1].new_page()
        opened.on("console", lambda message: trouble.append(message.text))
        opened.on("pageerror", lambda problem: trouble.append(str(problem)))
        opened.on(
            "request",
            lambda request: None if request.url.startswith(tmp_path.as_uri()) else trouble.append(request.url),
        )
        opened.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
        opened.goto(page.as_uri() + route)
        ready(opened)
        return opened

    yield show
    for context in contexts:
        context.close()
    assert [each for each in trouble if not each.startswith("blob:")] == []


def ready(page: Any) -> None:
    page.wait_for_selector("html[data-ready]")


def go(page: Any, act: Any) -> None:
    """Does something that draws the page anew, and waits for it."""
    before = page.get_attribute("html", "data-ready")
    act()
    page.wait_for_selector(f'html[data-ready]:not([data-ready="{before}"])')


def cells(page: Any) -> dict[str, str]:
    return {each.get_attribute("aria-label"): each.inner_text() for each in page.locator(".matrix td a").all()}


def test_a_cell_leads_to_its_words_in_their_article(shows: Any) -> None:
    page = shows(articles())
    assert cells(page)["Ana Ruiz on truce: 1 support, 1 oppose"].split() == ["+1", "−1"]
    go(page, page.get_by_label("Ana Ruiz on truce: 1 support, 1 oppose").click)
    quotes = page.locator(".quote").all_inner_texts()
    assert ["support" in quotes[0], "oppose" in quotes[1]] == [True, True]
    assert page.locator(".quote mark").first.inner_text() == "“We support the truce,” Ana Ruiz said."
    go(page, page.locator(".quote a", has_text="Talks go on").click)
    assert "“We support the truce,”" in "".join(page.locator("#text .lit.in-claim").all_inner_texts())
    assert page.locator(".items li.lit").count() == 1
    assert page.evaluate(
        "[...document.querySelectorAll('#text .lit')].some(e => e.getBoundingClientRect().top < innerHeight)"
    )
    assert page.locator("#text").inner_text().replace("\n", "").startswith("🕊️ Talks in Karsk 🕊️ went on")


def test_the_timeline_draws_as_many_stances_as_there_are(shows: Any) -> None:
    page = shows(articles())
    heights = sorted(float(each.get_attribute("height")) for each in page.locator("figure rect").all())
    assert [round(height / heights[0]) for height in heights] == [1, 1, 1, 3]


def test_search_outlet_and_least_narrow_the_matrix(shows: Any) -> None:
    page = shows(articles())
    everything = cells(page)
    assert len(everything) == 5
    go(page, lambda: page.fill("#q", "corridor"))
    assert {label.split(" on ")[1].split(":")[0] for label in cells(page)} == {"corridor"}
    go(page, page.locator("#reset").click)
    go(page, lambda: page.select_option("#outlet", label="The Courier"))
    assert len(cells(page)) == 2
    go(page, page.locator("#reset").click)
    go(page, lambda: page.locator("#least").fill("2") or page.locator("#least").press("Tab"))
    assert {label.split(" on ")[0] for label in cells(page)} <= {"Ana Ruiz", "Omar Hadi"}


def test_the_time_window_moves_by_keyboard_and_stays_in_the_address(shows: Any) -> None:
    page = shows(articles())
    go(page, lambda: page.focus("#to") or page.keyboard.press("Home"))
    assert page.locator("#days").inner_text() == "2031-03-01 to 2031-03-01"
    assert set(cells(page)) == {"Ana Ruiz on truce: 1 support", "Omar Hadi on truce: 1 oppose"}
    go(page, page.get_by_label("Slide the window on").click)
    assert page.locator("#days").inner_text() == "2031-03-09 to 2031-03-09"
    assert "Ana Ruiz on truce: 1 oppose" in cells(page)
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    ready(page)
    assert "Ana Ruiz on truce: 1 oppose" in cells(page)


def test_an_actor_has_positions_shifts_and_conditions(shows: Any) -> None:
    page = shows(articles())
    go(page, page.locator(".matrix th[scope=row] a", has_text="Ana Ruiz").click)
    assert page.locator("main h3").all_inner_texts() == [
        "Positions",
        "Shifts of position",
        "Said by",
        "Conditions",
        "Said about",
    ]
    shift = page.locator("section", has=page.locator("h3", has_text="Shifts of position"))
    assert [each in shift.inner_text() for each in ("2031-03-01", "2031-03-09", "support", "oppose")] == [True] * 4
    assert "if they leave → we will stop" in " ".join(page.locator("main").inner_text().split())


def test_terms_contradictions_and_network(shows: Any) -> None:
    page = shows(articles(), "#/terms")
    assert page.locator("main tbody tr").count() == 1
    assert "they leave" in page.locator("main tbody tr").inner_text()
    go(page, page.locator("nav a", has_text="Network").click)
    assert page.locator("svg.network circle").count() == 4
    go(page, lambda: page.locator("main select").select_option("conflict"))
    assert page.locator("main tbody tr").count() == 3
    go(page, page.locator("nav a", has_text="Contradictions").click)
    assert "none in these articles" in page.locator("main").inner_text()


def test_what_one_asserts_and_another_denies_stand_side_by_side(shows: Any) -> None:
    text = "Ana Ruiz said the army had shelled the port. Omar Hadi denied that the army had shelled the port."
    says = "The army had shelled the port."
    answer = {"claims": [claim(1, "Ana Ruiz", says=says), claim(2, "Omar Hadi", says=says, certainty="denied")]}
    page = shows([(Article("a", text), answer)], "#/contradictions")
    assert page.locator("main h3").all_inner_texts() == ["Asserted", "Denied"]
    assert ["Ana Ruiz" in each for each in page.locator(".quote").all_inner_texts()] == [True, True]


def test_copies_of_one_text_count_once_or_each(shows: Any) -> None:
    text = "Ana Ruiz welcomed the truce. Omar Hadi welcomed the truce. Eva Lind rejected the truce."
    answer = {
        "claims": [
            claim(1, "Ana Ruiz", "the truce", "support"),
            claim(2, "Omar Hadi", "the truce", "support"),
            claim(3, "Eva Lind", "the truce", "oppose"),
        ]
    }
    page = shows([(Article(name, text, publisher=name), answer) for name in ("one", "two", "three")])
    assert "Ana Ruiz on truce: 1 support" in cells(page)
    go(page, page.locator("#once").click)
    assert "Ana Ruiz on truce: 3 support" in cells(page)


def test_a_hostile_article_executes_nothing_and_shows_as_text(shows: Any) -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    text = f"{evil} said that the port was shut. " + "x" * 100_000 + "\n\nEva\u202e Lind welcomed <b>the truce</b>."
    hostile = Article(
        "</script>#/a%20b", text, title=evil, publisher=evil, url="javascript:alert(3)", published="2031-01-01"
    )
    answer = {"claims": [claim(1, evil), claim(2, "Eva Lind", "</script><b>the truce</b>", "support")]}
    page = shows([*articles(), (hostile, answer)])
    for view in ("positions", "actors", "terms", "network", "articles", "run"):
        go(page, page.locator(f"nav a[data-view={view}]").click)
        assert page.locator("main img, main script, main b").count() == 0
    go(page, page.locator("nav a[data-view=articles]").click)
    go(page, page.locator("main td a", has_text="alert(2)").click)
    assert evil in page.locator("#text").inner_text()
    assert page.locator("a[href^=javascript]").count() == 0
    assert "javascript:alert(3)" in page.locator("main").inner_text()
    assert "\u202e" not in page.locator("main").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_table_is_saved_as_csv_without_formulas(shows: Any, tmp_path: Path) -> None:
    page = shows(articles())
    with page.expect_download() as caught:
        page.locator("main button", has_text="CSV").click()
    caught.value.save_as(tmp_path / "positions.csv")
    with (tmp_path / "positions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["actor"], row["target"], row["support"], row["oppose"]) for row in rows} >= {
        ("Ana Ruiz", "truce", "1", "1"),
        ("'=SUM(A1)", "corridor", "1", "0"),
    }


def test_a_folder_loads_its_parts_when_they_are_looked_at(shows: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "IN_ONE_FILE", 2)
    monkeypatch.setattr(write, "_PART", 3)
    page = shows([*articles(), ARABIC], "#/article/ar/s2")
    assert page.url.split("#")[0].endswith("report.html/index.html")
    assert page.locator("script[src]").count() == 1
    assert page.locator("#text").evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert "".join(page.locator("#text .lit.in-stance").all_inner_texts()).startswith("رحب عمر نصر")


@pytest.mark.parametrize(
    "view", ["positions", "cell/0/0", "actor/0", "terms", "network", "articles", "article/one.txt/c2", "run"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_is_accessible(shows: Any, view: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    page = shows([*articles(), ARABIC], f"#/{view}", color_scheme=scheme, bypass_csp=True)
    found = axe.Axe().run(page)
    assert [
        (each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in found.response["violations"]
    ] == []


def test_a_narrow_screen_and_paper_lose_nothing(shows: Any) -> None:
    page = shows(articles(), "#/article/one.txt", viewport={"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.locator("#text").is_visible()
