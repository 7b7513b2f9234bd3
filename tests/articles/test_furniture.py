"""Page furniture by kind, and prose that merely looks like it."""

from __future__ import annotations

import pytest

from quoth.articles.sentences import segment

LEAD = "The envoy left Port Alma on Monday without a deal, officials said."
NEXT = "She had come to reopen the bridge, which has been closed since March."

FURNITURE = [
    ("breadcrumb", "Home > World > Sorria > Envoy leaves Port Alma without a deal"),
    ("breadcrumb", "Home / News / Sorria"),
    ("breadcrumb", "News | Conflict"),
    ("breadcrumb", "World › Sorria"),
    ("advertisement", "Advertisement"),
    ("advertisement", "ADVERTISEMENT - SCROLL TO CONTINUE"),
    ("advertisement", "Story continues below this advertisement"),
    ("related", "Recommended Stories"),
    ("related", "list of 4 items"),
    ("related", "list of 4 itemsend of list"),
    ("related", "end of list"),
    ("related", "Read more: Port Alma counts its losses"),
    ("related", "Also read: Port Alma counts its losses"),
    ("related", "Related: Port Alma counts its losses"),
    ("related", "READ MORE Port Alma counts its losses"),
    ("related", "Read the full story here."),
    ("share", "Save"),
    ("share", "Share"),
    ("share", "SaveShare"),
    ("share", "Click here to share on social media"),
    ("share", "Share on Facebook"),
    ("navigation", "Skip to content"),
    ("date", "Published On 4 Dec 20254 Dec 2025"),
    ("date", "Updated: 12:40 GMT, 3 March 2024"),
    ("date", "Last modified on Mon 4 Mar 2024 09.15 CET"),
    ("date", "March 3, 2024 at 6:05 p.m. EST"),
    ("date", "2 hours ago"),
    ("date", "14.05 GMT"),
    ("date", "14.05 Uhr"),
    ("date", "14h05"),
    ("date", "Updated 14:05"),
    ("date", "2024-03-03T10:00:00Z"),
    ("credit", "Photo by Ana Duarte"),
    ("credit", "Photograph: Ana Duarte/Newswire"),
    ("credit", "Getty Images"),
    ("caption", "The bridge at Port Alma, closed since March, on May 2, 2024 [Ana Duarte/Newswire]"),
    ("caption", "FILE PHOTO: Ships wait outside Port Alma. REUTERS/Ana Duarte"),
    ("caption", "Ships wait outside Port Alma. (Photo: Ana Duarte)"),
    ("caption", "Ships wait outside Port Alma. Photo by Ana Duarte"),
    ("caption", "Ships wait outside Port Alma. Ana Duarte / AFP"),
    ("copyright", "© 2024 Port Alma Courier"),
    ("copyright", "Port Alma Courier. All rights reserved."),
    ("subscribe", "Sign up for our weekly newsletter"),
    ("subscribe", "Subscribe to the Courier for 1 crown a month"),
    ("subscribe", "Follow us on Facebook and X"),
    ("cookies", "We use cookies to improve your experience. See our policy."),
    ("byline", "By Jane Doe"),
    ("byline", "By Jane Doe and Ivo van Brandt in Port Alma"),
    ("byline", "(Reporting by Jane Doe; Editing by Ivo Brandt)"),
    ("reading time", "5 min read"),
    ("comments", "128 Comments"),
    ("tags", "Tags: Sorria, bridge, talks"),
    ("source", "Source: Newswire and agencies"),
    ("disclaimer", "The views expressed in this article are the author’s own and do not necessarily reflect ours."),
    ("separator", "* * *"),
]


@pytest.mark.parametrize(("kind", "words"), FURNITURE)
def test_furniture_between_paragraphs(kind: str, words: str) -> None:
    text = f"{LEAD}\n\n{words}\n\n{NEXT}"
    found = segment(text)
    assert [(text[s.start : s.end], s.furniture) for s in found] == [(LEAD, None), (words, kind), (NEXT, None)]
    assert [s.is_prose for s in found] == [True, False, True]


@pytest.mark.parametrize(
    "prose",
    [
        "The advertisement said the yard would save the town.",
        "Share prices fell, and the yard could not save its pensions.",
        "“Save the yard!”",
        "“Share it,” she said.",
        "Save for two cranes, the yard is empty.",
        "Published in March, the report blames the ministry.",
        "Updated figures show 4,000 ships in 2024.",
        "By Monday the bridge was open again.",
        "By Friday.",
        "Source after source denied it.",
        "Sources: nobody at the ministry would speak about the cranes, and the yard has closed its press office.",
        "Follow the money, the envoy said on Monday.",
        "“Follow us on Facebook,” the candidate told the crowd.",
        "Subscribe or lose it, the publisher warned.",
        "Sign up for the army, the posters said.",
        "Related firms were fined as well.",
        "Read the report, she told them.",
        "Copyright law is the same in both states.",
        "We will not accept cookies from the ministry, he joked.",
        "Photographs of the bridge were published by the yard.",
        "Read it at once, she told them.",
        "“All rights reserved” was all that the notice said.",
        "The pact leaves all rights reserved to the states.",
        "Photo evidence: the ministry has none, said Ana Duarte, and it never will.",
        "Home is where the ships are.",
        "The envoy said the bridge [a crossing built in 1952] would stay closed.",
        "The yard wants 3 > 2 majority votes.",
        "Reporting by Amnesty shows that the yard was warned.",
        "On Monday at 9 a.m. the bridge opened.",
        "More than 20 ships wait.",
        "Watch out, she said.",
        "May 3 was the day the bridge fell.",
        "3.50",
        "14:05 the bridge fell.",
    ],
)
def test_prose_is_never_furniture(prose: str) -> None:
    text = f"{LEAD}\n\n{prose}\n\n{NEXT}"
    assert all(s.is_prose for s in segment(text)), [(text[s.start : s.end], s.furniture) for s in segment(text)]


def test_titles_between_header_and_end_of_list_are_related() -> None:
    titles = ["Port Alma counts its losses", "Who built the bridge?", "Sorria and the sea: a history"]
    text = "\n".join([LEAD, "Recommended Stories", "list of 3 items", *titles, "end of list", NEXT])
    found = [(text[s.start : s.end], s.furniture) for s in segment(text)]
    marked = ["Recommended Stories", "list of 3 items", *titles, "end of list"]
    assert found == [(LEAD, None), *((words, "related") for words in marked), (NEXT, None)]


def test_a_list_without_its_end_stops_at_prose() -> None:
    text = "\n\n".join([LEAD, "Recommended Stories", "list of 9 items", "Port Alma counts its losses", NEXT, LEAD])
    assert [s.furniture for s in segment(text)] == [None, "related", "related", "related", None, None]


def test_a_page_from_top_to_bottom() -> None:
    paragraphs = [
        ("Home > World > Sorria", "breadcrumb"),
        ("Envoy leaves Port Alma without a deal", "heading"),
        ("Officials blame each other for the third failure in a year.", None),
        ("Ships wait at the closed bridge in Port Alma on May 2, 2024 [Ana Duarte/Newswire]", "caption"),
        ("By Jane Doe", "byline"),
        ("Published On 2 May 20242 May 2024", "date"),
        ("Save", "share"),
        (LEAD, None),
        ("Advertisement", "advertisement"),
        ("Can the port recover?", "heading"),
        (NEXT, None),
        ("Source: Newswire", "source"),
    ]
    text = "\n\n".join(words for words, _ in paragraphs)
    assert [(text[s.start : s.end], "heading" if s.heading else s.furniture) for s in segment(text)] == paragraphs


def test_the_time_of_a_live_blogs_entry_ends_a_paragraph_even_of_wrapped_lines() -> None:
    wrapped = (
        "The envoy left Port Alma on Monday without a deal, officials\nsaid, and the bridge stays closed until the"
    )
    text = f"{wrapped}\n14.05 GMT\ntide has turned, which nobody expects before the month of May\nor of June."
    assert [s.furniture for s in segment(text)] == [None, "date", None]


PULLED = "“We will not leave before the last prisoner is home.”"


@pytest.mark.parametrize(
    ("paragraphs", "kind"),
    [
        (
            ["The fleet left. “We will not leave before the last prisoner is home,” Ana Ruiz said.", PULLED],
            "pull quote",
        ),
        ([f"{PULLED} — Ana Ruiz, minister", PULLED[:-2] + ",” she said."], "pull quote"),
        (["The fleet left.", PULLED], None),
        (["“We will not leave,” she said.", "“We will not leave.”"], None),
        (["She spoke of the last prisoner.", "“We will not leave before the last prisoner is home,” she said."], None),
    ],
    ids=["behind its place", "before it, with a name", "told once", "too short to be set apart", "with a cue"],
)
def test_a_quotation_set_apart_is_read_once(paragraphs: list[str], kind: str | None) -> None:
    marked = [each.furniture for each in segment("\n\n".join(["It rained.", *paragraphs]))]
    assert [each for each in marked if each] == ([kind] if kind else [])


def test_of_two_equal_quotations_that_stand_alone_the_first_is_read() -> None:
    assert [each.furniture for each in segment(f"She spoke.\n\n{PULLED}\n\nHe nodded.\n\n{PULLED}")] == [
        None,
        None,
        None,
        "pull quote",
    ]
