"""The echo claims what its simple test says, in the form of any schema, and always the same."""

from __future__ import annotations

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.evals.echo import echo, is_claimed
from quoth.extraction.answers import OPTIONAL, bounded_schema, schema


@pytest.mark.parametrize(
    "text",
    [
        "Omar Hadi rejected it.",
        "Said the mayor: no.",
        "“Nobody,”",
        '"Nobody"',
        "«Personne»",
        "„Niemand“",
        "‘Nobody,’ he replied.",
        "「誰も」",
        "『誰も』",
        "‹Personne›",
    ],
)
def test_a_reporting_verb_or_a_mark_of_any_script_is_claimed(text: str) -> None:
    assert is_claimed(text)


@pytest.mark.parametrize("text", ["The port is closed.", "It’s Ana's.", "Unsaid things.", ""])
def test_what_has_neither_is_not(text: str) -> None:
    assert not is_claimed(text)


def test_the_first_name_outside_quotation_marks_speaks() -> None:
    lines = [
        "“Ana Ruiz knows,” said Omar Hadi of the Dravnik Port Council.",
        "On Monday the Foreign Minister told «Le Soir» so.",
        "“Nobody is ready,” she added.",
        "It rained.",
        "‘Ana Ruiz knows,’ Omar Hadi said.",
    ]
    claims = echo(schema(), list(enumerate(lines, start=1)))["claims"]
    assert [(claim["n"], claim["by"], claim["side"]) for claim in claims] == [
        (1, "Omar Hadi", "none"),
        (2, "Foreign Minister", "none"),
        (3, "they", "none"),
        (5, "Omar Hadi", "none"),
    ]
    assert {claim[name] for claim in claims for name in ("says", "first", "last", "about", "certainty")} == {None}


def test_every_sentence_with_a_marker_is_a_prediction_of_two_halves() -> None:
    lines = ["The port opens if they leave, Kolt said.", "Unless they leave, the port stays shut.", "It is stiff."]
    conditions = echo(schema(), list(enumerate(lines, start=1)))["conditions"]
    assert [(item["n"], item["if"], item["then"], item["kind"]) for item in conditions] == [
        (1, "they leave", "The port opens", "prediction"),
        (2, "they leave", "the port stays shut", "prediction"),
    ]


def test_fixed_places_are_all_filled_and_omitted_fields_left_out() -> None:
    lines = ["Had they left, it would open.", "It rained.", "It opens if they leave."]
    answer = echo(bounded_schema(OPTIONAL - {"conditions"}, 3, [1, 3, 3]), list(enumerate(lines, start=1)))
    assert answer["conditions"] == [{"n": number, "kind": "prediction"} for number in (1, 3, 3)]
    assert "conditions" not in echo(schema({"conditions"}), [(1, lines[2])])


WORDS = 'Ana Ruiz said denied “ ” « " if Unless until , . ’ The'.split()
LINES = st.lists(st.text(max_size=40) | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), max_size=6)


@given(LINES, st.sets(st.sampled_from(sorted(OPTIONAL))))
def test_every_answer_fits_its_schema(lines: list[str], omit: set[str]) -> None:
    numbered = list(enumerate(lines, start=1))
    jsonschema.validate(echo(schema(omit), numbered), schema(omit))
    if lines:
        held = bounded_schema(omit, len(lines), [number for number, line in numbered if "if" in line])
        jsonschema.validate(echo(held, numbered), held)


def test_no_more_is_given_than_the_schema_takes() -> None:
    many = [(number, f"Ana Ruiz said it opens if {'they leave ' * 40}.") for number in range(1, 300)]
    jsonschema.validate(echo(schema(), many), schema())
