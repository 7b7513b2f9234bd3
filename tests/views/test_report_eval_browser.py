"""The report in a browser: the filter, the way from error to error, the keyboard, no script, paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quoth.views.report_eval import page, read_scored
from views.scored_folder import HOSTILE, scored_folder, write_errors, write_lines


@pytest.fixture
def report(tmp_path: Path) -> str:
    """The address of a report over three articles, hostile texts and all."""
    folder = scored_folder(tmp_path, articles=3)
    write_errors(folder)
    file = tmp_path / "report.html"
    file.write_text(page(read_scored(folder)), encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def opened(browser: Any, report: str) -> Iterator[Any]:
    """The page as it opens; anything that it fetches, logs or throws fails the test."""
    context = browser.new_context()
    shown = context.new_page()
    trouble: list[str] = []
    shown.on("console", lambda message: trouble.append(message.text))
    shown.on("pageerror", lambda problem: trouble.append(str(problem)))
    shown.on("request", lambda request: trouble.append(request.url) if request.url != report else None)
    shown.goto(report)
    yield shown
    context.close()
    assert not trouble


def seen(shown: Any, selector: str) -> list[str]:
    return [each.inner_text() for each in shown.locator(selector).all() if each.is_visible()]


def test_one_article_shows_and_next_goes_through_the_errors_of_all(opened: Any) -> None:
    assert len(seen(opened, "article")) == 1
    kinds = []
    for _ in range(4):
        opened.keyboard.press("n")
        kinds.append(opened.locator("#shown .kind").inner_text())
    assert kinds == ["addressee", "refused", "duplicate", "addressee"]
    assert opened.locator("article.now h3").inner_text().startswith("a1")
    assert opened.locator("mark.lit").first.is_visible()
    assert seen(opened, "output") == ["error 4 of 9"]
    opened.keyboard.press("p")
    assert opened.locator("article.now h3").inner_text().startswith("a0")
    opened.keyboard.press("Escape")
    assert not opened.locator("#shown").is_visible()


def test_the_filter_keeps_one_kind_or_one_layer(opened: Any) -> None:
    everything = len(seen(opened, "article.now .items > li"))
    opened.locator("select[name=kind]").select_option("refused")
    assert len(seen(opened, "article.now .items > li")) == 1
    assert len(seen(opened, "article.now mark.missed")) > 0
    assert not seen(opened, "article.now mark.right")
    opened.locator("select[name=kind]").select_option("")
    opened.locator("select[name=layer]").select_option("stances")
    assert 0 < len(seen(opened, "article.now .items > li")) < everything
    opened.locator("button[name=next]").click()
    assert opened.locator("#shown .kind").inner_text() == "duplicate"


def test_words_pointed_at_show_their_items_and_keys_reach_them(opened: Any) -> None:
    opened.locator("article.now mark.missed").first.hover()
    assert "refused" in opened.locator("#shown").inner_text()
    opened.mouse.move(0, 0)
    opened.locator("article.now .words .n.wrong").first.focus()
    assert "source Omar Hadi ≠ Ines Dahl" in opened.locator("#shown").inner_text()
    opened.keyboard.press("Enter")
    assert opened.locator("article.now li.now").count() == 1


def test_a_table_is_sorted_by_the_head_that_is_pressed(opened: Any) -> None:
    table = opened.locator("#slices table").first
    opened.locator("#slices th button", has_text="article").first.click()
    names = [row.split()[0] for row in table.locator("tbody tr").all_inner_texts()]
    opened.locator("#slices th button", has_text="article").first.click()
    assert [row.split()[0] for row in table.locator("tbody tr").all_inner_texts()] == names[::-1]


def test_a_kind_in_the_sums_leads_to_its_first_error(opened: Any) -> None:
    opened.locator("th[data-kind=refused] button").click()
    assert opened.locator("#shown .kind").inner_text() == "refused"
    assert seen(opened, "output") == ["error 1 of 3"]


def test_an_address_with_an_item_opens_its_article(browser: Any, report: str) -> None:
    shown = browser.new_page()
    shown.goto(f"{report}#a3e1")
    assert shown.locator("article.now h3").inner_text().startswith("a2")
    shown.close()


def test_the_name_of_an_article_leads_to_it_again_and_again(opened: Any) -> None:
    for _ in range(2):
        opened.locator("#slices a", has_text="a1").first.click()
        assert opened.locator("article.now h3").inner_text().startswith("a1")
        opened.locator("select[name=article]").select_option(index=2)
        assert opened.locator("article.now h3").inner_text().startswith("a2")


def test_the_number_of_a_listed_item_leads_to_its_words(opened: Any) -> None:
    opened.locator("article.now .items > .wrong .n").click()
    assert opened.locator("article.now mark.lit").count() >= 2
    assert opened.locator("#shown .kind").inner_text() == "addressee"


def test_without_a_script_everything_is_there_but_the_filter(browser: Any, report: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto(report)
    assert len(seen(shown, "article")) == 3
    assert len(seen(shown, ".items > li.missed")) == 3
    assert not seen(shown, ".tools")
    context.close()


def test_on_paper_every_article_has_its_errors_and_nothing_to_press(opened: Any) -> None:
    opened.locator("select[name=kind]").select_option("duplicate")
    opened.emulate_media(media="print")
    assert len(seen(opened, "article")) == 3
    assert len(seen(opened, ".items > li:is(.wrong, .missed, .spurious)")) == 9
    assert not seen(opened, ".items > li.right, .tools, nav, .sides, #shown")
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_narrow_window_is_not_scrolled_sideways(opened: Any) -> None:
    opened.set_viewport_size({"width": 400, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_hostile_text_runs_nothing(browser: Any, tmp_path: Path) -> None:
    folder = scored_folder(tmp_path / "hostile", name=HOSTILE)
    write_lines(folder / "articles.jsonl", [{"id": "a0", "title": HOSTILE, "text": HOSTILE * 100}])
    file = tmp_path / "hostile.html"
    file.write_text(page(read_scored(folder)), encoding="utf-8")
    shown = browser.new_page()
    alerts: list[str] = []
    shown.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    shown.goto(file.as_uri())
    shown.keyboard.press("n")
    assert shown.locator("img").count() == 0
    assert HOSTILE in shown.locator("article.now .words").first.inner_text()
    assert not alerts
    shown.close()
