"""Which line ends end a paragraph, in wrapped text and in text of one paragraph a line."""

from __future__ import annotations

import pytest

from quoth.articles.sentences import segment

WRAPPED = """\
The harbour master of Port Alma said on Monday that the bridge
would stay closed until the tide turned, and that no ship would
pass before then. He blamed the ministry, which had promised the
Norvik yard two cranes and had sent neither of them.

The ministry denied it. A spokeswoman said the cranes had been
“paid for and shipped” in March.
"""


def sentences(text: str) -> list[str]:
    return [" ".join(text[s.start : s.end].split()) for s in segment(text)]


def paragraph_count(text: str) -> int:
    return len({s.paragraph for s in segment(text)})


def test_a_line_end_within_a_wrapped_paragraph_ends_nothing() -> None:
    assert sentences(WRAPPED) == [
        "The harbour master of Port Alma said on Monday that the bridge would stay closed until the tide turned, "
        "and that no ship would pass before then.",
        "He blamed the ministry, which had promised the Norvik yard two cranes and had sent neither of them.",
        "The ministry denied it.",
        "A spokeswoman said the cranes had been “paid for and shipped” in March.",
    ]
    assert paragraph_count(WRAPPED) == 2


@pytest.mark.parametrize("hyphen", ["-", "\u00ad", "‐"])
def test_a_word_broken_over_a_line_end_stays_in_its_sentence(hyphen: str) -> None:
    text = (
        f"The envoy said that the negotia{hyphen}\ntions had been long and that the two sides had not agreed on the\n"
        f"bridge, which was closed in March. The first of the storms came over the har{hyphen}\nbour.\n"
    )
    assert [s.heading for s in segment(text)] == [False, False]
    assert paragraph_count(text) == 1
    assert sentences(text)[1].startswith("The first")


def test_wrapped_text_with_carriage_returns() -> None:
    assert sentences(WRAPPED.replace("\n", "\r\n")) == sentences(WRAPPED)


def test_a_line_is_a_paragraph_where_the_text_is_not_wrapped() -> None:
    text = "The bridge is closed, he said.\nShips wait outside the bar.\nThe cranes never came.\n"
    assert paragraph_count(text) == 3


def test_an_unfinished_line_does_not_swallow_the_next_paragraph() -> None:
    text = "Talks stall in Port Alma\nThe envoy left on Monday.\nShe gave no reason.\nA new round is due in May.\n"
    assert sentences(text)[0] == "Talks stall in Port Alma"
    assert paragraph_count(text) == 4


def test_one_wrapped_note_among_unwrapped_paragraphs() -> None:
    text = (
        "The envoy left on Monday.\nShe gave no reason.\nThe hosts were surprised.\nThe port stayed closed.\n"
        "Nobody was hurt.\nEditor’s note: the ministry has\nrepeatedly\nrefused to comment on the matter.\n"
    )
    assert sentences(text)[-1] == "Editor’s note: the ministry has repeatedly refused to comment on the matter."


def test_furniture_and_items_stand_apart_in_wrapped_text() -> None:
    text = WRAPPED.replace("The ministry denied", "Advertisement\nThe ministry denied") + "- two cranes\n- one tug\n"
    kinds = {text[s.start : s.end]: s.furniture for s in segment(text)}
    assert kinds["Advertisement"] == "advertisement"
    assert {"- two cranes", "- one tug"} <= kinds.keys()


def test_indented_paragraphs_of_wrapped_text() -> None:
    text = "   " + WRAPPED.strip().replace("\n\n", "\n   ").replace("He blamed", "\n   He blamed") + "\n"
    assert "He blamed the ministry, which had promised the Norvik yard two cranes and had sent neither of them." in (
        sentences(text)
    )
