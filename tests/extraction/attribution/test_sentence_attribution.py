from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.extraction.attribution.quotations import QuotationMap
from quoth.extraction.attribution.sentence_attribution import attributions


def read(sentence: str) -> list[tuple[str | None, str, list[str]]]:
    return [
        (
            sentence[slice(*found.source)] if found.source else None,
            sentence[slice(*found.cue)],
            [sentence[slice(*part)] for part in found.content],
        )
        for found in attributions(sentence, 0, len(sentence), QuotationMap(sentence))
    ]


@pytest.mark.parametrize(
    ("sentence", "source", "cue", "content"),
    [
        ("Ana Ruiz said that the port was open.", "Ana Ruiz", "said", ["the port was open"]),
        (
            "On Tuesday, Zoria’s envoy Ana Ruiz said the port was open.",
            "Zoria’s envoy Ana Ruiz",
            "said",
            ["the port was open"],
        ),
        ("“The port is open,” Ana Ruiz said.", "Ana Ruiz", "said", ["“The port is open,”"]),
        ("In a televised address he said that the port was shut.", "he", "said", ["the port was shut"]),
        (
            "It will open when the ice is gone, the port’s director, Ana Ruiz, said in the capital.",
            "Ana Ruiz",
            "said",
            ["It will open when the ice is gone"],
        ),
        (
            "Hadi's lawyer, Ana Ruiz, told the Monitor there had been no ship.",
            "Ana Ruiz",
            "told",
            ["there had been no ship"],
        ),
        (
            "Hadi will get an amnesty and a house, said a minister who took part in the talks.",
            "a minister",
            "said",
            ["Hadi will get an amnesty and a house"],
        ),
        (
            "A spokeswoman in Karsk, Captain Ana Ruiz, said that the port was shut.",
            "Captain Ana Ruiz",
            "said",
            ["the port was shut"],
        ),
        (
            "Zoria’s finance minister, Ana Ruiz, said her government would stop all exports.",
            "Ana Ruiz",
            "said",
            ["her government would stop all exports"],
        ),
        (
            "According to a note by Hadi & Sons, a detour around the cape adds six days.",
            "a note by Hadi & Sons",
            "According to",
            ["a detour around the cape adds six days"],
        ),
        ('"The port is open," said Ana Ruiz, an envoy.', "Ana Ruiz", "said", ['"The port is open,"']),
        (
            "“The port is open,” Ana Ruiz, an envoy from Karsk, told the Daily Star.",
            "Ana Ruiz",
            "told",
            ["“The port is open,”"],
        ),
        ("“The port,” she said, “is open.”", "she", "said", ["“The port,”", "“is open.”"]),
        ("The port was open, officials said.", "officials", "said", ["The port was open"]),
        ("According to Zoria, the port was open.", "Zoria", "According to", ["the port was open"]),
        ("The port was open, according to two diplomats.", "two diplomats", "according to", ["The port was open"]),
        ("The envoy, Lena Brandt, warned that the port was mined.", "Lena Brandt", "warned", ["the port was mined"]),
        ("Ruiz told the council that the port was open.", "Ruiz", "told", ["the port was open"]),
        ("Karsk has denied reports of shelling.", "Karsk", "has denied", ["reports of shelling"]),
        (
            "Unless ships sail, Kolt warned, both towns will starve.",
            "Kolt",
            "warned",
            ["Unless ships sail", "both towns will starve"],
        ),
        ("“It is over,” its envoy, Eva Lind, told the Observer.", "Eva Lind", "told", ["“It is over,”"]),
        ("“It has not moved,” he said by telephone.", "he", "said", ["“It has not moved,”"]),
        ("A commander of the Front, who goes by Sarim, denied it.", "A commander of the Front", "denied", ["it"]),
        ("They believe the port is open.", "They", "believe", ["the port is open"]),
    ],
)
def test_forms_of_attribution(sentence: str, source: str, cue: str, content: list[str]) -> None:
    assert read(sentence) == [(source, cue, content)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The port has been closed since March.",
        "Demands for a ceasefire grew.",
        "The proposed terms include a pause.",
        "Ships are expected to sail.",
        "The man known as Omar was accused of theft.",
        "Several reports reached the town.",
        "He wanted to say nothing.",
    ],
)
def test_what_attributes_nothing(sentence: str) -> None:
    assert read(sentence) == []


def test_each_clause_keeps_its_own_words() -> None:
    assert read("Ruiz called the talks “useful,” but admitted “much work lies ahead”.") == [
        ("Ruiz", "called", ["the talks “useful,”"]),
        ("Ruiz", "admitted", ["“much work lies ahead”"]),
    ]
    assert read("The talks failed, he said, adding that “no compromise” had been reached.") == [
        ("he", "said", ["The talks failed"]),
        ("he", "adding", ["“no compromise” had been reached"]),
    ]


def test_a_cue_inside_a_quotation_is_part_of_what_is_quoted() -> None:
    assert read("“He said the port was open,” Ruiz recalled.") == [
        ("Ruiz", "recalled", ["“He said the port was open,”"])
    ]


def test_a_nested_attribution_is_part_of_the_outer_content() -> None:
    assert read("Ruiz said she thinks the port is open.") == [("Ruiz", "said", ["she thinks the port is open"])]


@given(
    st.text(st.characters(exclude_categories=()), max_size=200),
    st.sampled_from((" said ", " told ", ", he said, ", " according to ")),
    st.text(max_size=80),
)
def test_any_text_is_read_within_its_bounds(before: str, cue: str, after: str) -> None:
    sentence = before + cue + after
    for found in attributions(sentence, 0, len(sentence), QuotationMap(sentence)):
        for start, end in (found.cue, *found.content, *([found.source] if found.source else [])):
            assert 0 <= start < end <= len(sentence)
