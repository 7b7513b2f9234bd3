from __future__ import annotations

import pytest

from quoth.extraction.attribution import attributions
from quoth.extraction.closings import is_time_or_place
from quoth.extraction.quotations import QuotationMap


@pytest.mark.parametrize(
    "words",
    [
        "",
        ".",
        " on Tuesday.",
        ", in Karsk, on Tuesday.",
        " late on Monday in the capital of the republic",
        " again today.",
        " earlier, in a statement to reporters.",
        " this week in Karsk .",
        " in one two three four five six",
        " in one two three four five six of seven",
    ],
)
def test_times_places_and_manners_close_a_sentence(words: str) -> None:
    assert is_time_or_place(words)


@pytest.mark.parametrize(
    "words",
    [
        " that the bridge would open.",
        " on",
        " this",
        " Tuesday.",
        " today. Later",
        " in Karsk,, on Monday",
        ", , in Karsk",
        " in one two three four five six seven",
        " at the “summit”",
        " the bridge on Monday",
        " last week's",
    ],
)
def test_anything_else_goes_on(words: str) -> None:
    assert not is_time_or_place(words)


def test_a_hostile_sentence_is_read_to_its_end() -> None:
    """Each of these kept a pattern that tries every way of cutting words busy for hours."""
    for filler in ("in at on ", "in Karsk ", "this last in the ", "xyz" * 40 + " in "):
        text = "They will come, the mayor said " + filler * 300 + "that!"
        attributions(text, 0, len(text), QuotationMap(text))
