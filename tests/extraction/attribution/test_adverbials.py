from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.extraction.attribution.adverbials import is_time_or_place
from quoth.extraction.attribution.quotations import QuotationMap
from quoth.extraction.attribution.sentence_attribution import attributions

DEFINITION = re.compile(
    r"(?:\s*,?\s*(?:(?:early|late|earlier|later|again|also|here|publicly|recently|separately|today|yesterday)\b|"
    r"(?:on|in|at|during|by|after|before|from|over|to|of|via)\s+(?:[\w’'.-]+\s*){1,6}?|(?:last|this)\s+\w+))*"
    r"\s*[.,]?\s*$"
)
"""The form, written as it is read aloud; a regular expression tries every way to cut the words, and needs ages."""
PIECES = (
    "on",
    "in",
    "at",
    "of",
    "again",
    "here",
    "this",
    "last",
    "Boston",
    "week",
    "p.m.",
    "talks",
    ",",
    ".",
    "-",
    '"',
)


@pytest.mark.parametrize(
    ("words", "whether"),
    [
        ("", True),
        (".", True),
        (" on Monday.", True),
        (" late on Monday, at the port of Karsk.", True),
        (" last week", True),
        (" that the port is shut", False),
        (" on", False),
        (" on Monday: nobody came", False),
        (" on one two three four six seven hills", False),
    ],
)
def test_when_and_where_and_nothing_else(words: str, whether: bool) -> None:
    assert is_time_or_place(words) is whether


@settings(deadline=None)  # the definition is slow, which is why it is not the code
@given(st.lists(st.sampled_from(PIECES), max_size=5), st.sampled_from((" ", "", "  ")))
def test_it_is_the_form_that_it_says(pieces: list[str], between: str) -> None:
    words = " on " + between.join(pieces)
    assert is_time_or_place(words) is (DEFINITION.match(words) is not None)


@pytest.mark.parametrize("unit", ["on a ", "a.b-c ", "in Boston at noon to ", "x", ", at two "])
def test_a_long_sentence_has_an_end(unit: str) -> None:
    """A sentence of 2,000 characters that closes as no such form does; trying every way to cut it would take years."""
    hostile = f"There was no truce, the envoy said in {unit * (2000 // len(unit))} “no” ; there"
    assert attributions(hostile, 0, len(hostile), QuotationMap(hostile)) is not None
    assert not is_time_or_place(f" in {unit * (2000 // len(unit))} ;")
