"""Headlines and subheadings, and short paragraphs that are none."""

from __future__ import annotations

import pytest

from quoth.articles.sentences import segment

LEAD = "The envoy left Port Alma on Monday without a deal, officials said."
NEXT = "She had come to reopen the bridge, which has been closed since March."


def headings(*paragraphs: str) -> list[str]:
    text = "\n\n".join(paragraphs)
    return [text[s.start : s.end] for s in segment(text) if s.heading]


@pytest.mark.parametrize(
    "headline",
    [
        "Envoy leaves Port Alma without a deal",
        "What do the people of Port Alma make of the talks?",
        "Envoy Leaves Port Alma After Harbour Talks Fail.",
        "Envoy’s ‘13th’ Visit Explores The Future Of The U.S. Bridge.",
        "Talks ‘a waste of time’: opposition leader",
        "‘A waste of time’: opposition leader on the talks",
        "Lawmaker urges new tolls on the bridge;",
        "# Envoy leaves Port Alma",
    ],
)
def test_headlines(headline: str) -> None:
    assert headings(headline, LEAD, NEXT) == [headline]


@pytest.mark.parametrize(
    "subheading",
    [
        "Can the truce hold?",
        "Talks 'a waste of time': opposition leader",
        "A harbour without ships",
        "“A waste of time”: what Sorria makes of it",
        "## What comes next",
    ],
)
def test_subheadings(subheading: str) -> None:
    assert headings(LEAD, subheading, NEXT) == [subheading]


@pytest.mark.parametrize(
    "prose",
    [
        "“We will wait.”",
        "“Will they wait?” she asked.",
        "“Will they wait?”",
        "The bridge is closed.",
        "Flawless execution.",
        "But what does that mean for the port?",
        "BRANDT: Do you think the truce can hold?",
        "He said:",
        "“We will wait” – Ana Duarte",
        "The report names three of them, and none of them has so far been asked to leave the council or the yard",
        "• Ships may pass by day",
        "- Ships may pass by day",
    ],
)
def test_prose_between_paragraphs_is_no_heading(prose: str) -> None:
    assert headings(LEAD, prose, NEXT) == []


def test_the_last_paragraph_is_no_heading() -> None:
    assert headings(LEAD, "The envoy will return in May") == []


def test_a_single_line_is_prose() -> None:
    assert headings("The envoy wants peace") == []


def test_a_title_that_is_repeated_is_a_heading_twice() -> None:
    title = "Envoy leaves Port Alma"
    assert headings("Home > World", title, title, LEAD, NEXT) == [title, title]


def test_a_standfirst_is_prose() -> None:
    standfirst = "While some blame the weather, others say the ministry never wanted a deal."
    assert headings("Envoy leaves Port Alma", standfirst, LEAD) == ["Envoy leaves Port Alma"]


def test_a_list_after_a_colon_is_prose() -> None:
    assert headings(LEAD, "The envoy asks that the ministry:", "Open the bridge", "Pay the yard", NEXT) == []


def test_posts_without_full_stops_are_prose() -> None:
    posts = [f"Ship number {number} waits outside the bar" for number in range(8)]
    assert headings(*posts) == []


def test_a_first_sentence_that_is_nearly_all_names_is_prose() -> None:
    assert headings("Lt. Gen. Ana Duarte met Sen. Piet Vos and Mr. Hale in St. Orban.", LEAD, NEXT) == []


@pytest.mark.parametrize(
    "line",
    [
        "SEN. VANE: We will not sign unless the hostages come home",
        "THE COURT: You may sit down",
        "MS. HALE: No",
        "Q: Why now",
        "Moderator: Welcome to the debate",
        "记者：你好吗",
        "HARWICK, Dec 1 (Reuters) - The levy must go",
        "HARWICK, Dec 1 (Reuters) - The levy must go, Hale said.",
        "Petra Hale, mayor of Harwick: “The levy must go.”",
        'Petra Hale, mayor of Harwick: "The levy must go"',
        "Петра Хейл, мэр: «Мы не согласны»",
        "Petra Hale (@phale) December 1",
        "Hale said in a statement:",
    ],
)
def test_what_somebody_says_or_posts_is_no_heading_at_the_top_or_below(line: str) -> None:
    assert headings(line, LEAD, NEXT) == []
    assert headings(LEAD, line, NEXT) == []


@pytest.mark.parametrize(
    "headline",
    [
        "Vance: No Deal Before Spring",
        "EXCLUSIVE: Levy to go, says Hale",
        "Kyiv: Talks fail again",
        "Petra Hale: “The levy must go”",
    ],
)
def test_a_headline_may_have_a_colon(headline: str) -> None:
    assert headings(headline, LEAD, NEXT) == [headline]
