"""A missed label is told under the first stage that it did not reach, read off the answers that the run kept."""

from __future__ import annotations

from typing import Any

import pytest

from evals.planting import derived_record, gold, gold_of, kept_of
from quoth.evals.alignment import align
from quoth.evals.dropped import dropped_items
from quoth.evals.units import Layer, labels_of
from quoth.evals.waterfall import stages

TEXT = (
    "The port of Karsk has been closed since the third of March.\n"
    "Omar Hadi said on Monday that the crews had not been paid.\n"
    "“If the crews leave, we will close the second port,” Omar Hadi said.\n"
)
FIRST, SECOND, THIRD = TEXT.splitlines()
END = len(TEXT) - 1
BY = {"by": "Omar Hadi"}


def labels(content: str, layer: Layer = "claims") -> dict[str, Any]:
    value = gold_of(1)
    spans = [_span(content)]
    value["claims"][0].update(content=spans, cue=None, source={"name": "Omar Hadi", "kind": "person", "mention": None})
    condition = value["conditions"][0]
    condition["marker"] = None
    condition["antecedent"], condition["consequent"] = (
        {"text": words, "spans": [_span(words)]} for words in ("the crews leave", "we will close the second port")
    )
    value |= {each: [] for each in ("claims", "stances", "conditions") if each != layer}
    return value | {"conditions": [{**condition, "claim": None}] if layer == "conditions" else []}


def _span(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "exact": words}


def lost(answer: object, content: str = FIRST, layer: Layer = "claims", outcome: str = "ok") -> dict[str, str]:
    kept = kept_of(TEXT, [(0, END, outcome, answer)])
    found = derived_record(kept)
    return dict(stages(align(labels_of(gold(labels(content, layer))), found)[layer], found, kept))


@pytest.mark.parametrize(
    ("answer", "content", "outcome", "stage"),
    [
        ({"claims": []}, FIRST, "ok", "emitted"),
        ({"claims": [{"n": 3, **BY}]}, FIRST, "ok", "emitted"),
        # A number beyond the chunk, of which only the words tell what it is about; and an answer that is none.
        ({"claims": [{"n": 9, "says": "The port of Karsk has been closed since March.", **BY}]}, FIRST, "ok", "valid"),
        ({"claims": [{"n": 9, "says": "The harvest failed in spring.", **BY}]}, FIRST, "ok", "emitted"),
        ({"claims": [{"n": 1}]}, FIRST, "refused", "valid"),
        # The sentence, but not the words: what is heard there is taken, and the label is the rest of the sentence.
        ({"claims": [{"n": 2, **BY}]}, "Omar Hadi said on Monday", "ok", "grounded"),
        ({"claims": [{"n": 1, "by": "Boris Nowhere"}]}, FIRST, "ok", "survived"),
        ({"claims": [{"n": 2, **BY}]}, "paid", "ok", "matched"),
    ],
)
def test_a_claim_is_lost_at_the_first_stage_that_it_did_not_reach(
    answer: object, content: str, outcome: str, stage: str
) -> None:
    assert lost(answer, content, outcome=outcome) == {"c0": stage}


def test_a_label_that_no_chunk_held_was_never_asked_for() -> None:
    kept = kept_of(TEXT, [(TEXT.index(SECOND), END, "ok", {"claims": []})])
    found = derived_record(kept)
    assert stages(align(labels_of(gold(labels(FIRST))), found)["claims"], found, kept) == {"c0": "chunked"}


@pytest.mark.parametrize(
    ("answer", "stage"),
    [
        ({"claims": []}, "emitted"),
        ({"claims": [], "conditions": [{"n": 3, "kind": "none"}]}, "emitted"),
        ({"claims": [], "conditions": [{"n": 9, "kind": "threat", "if": "the crews leave"}]}, "valid"),
    ],
)
def test_a_condition_is_followed_likewise(answer: object, stage: str) -> None:
    assert lost(answer, layer="conditions") == {"k0": stage}


def test_a_label_that_was_found_is_not_followed() -> None:
    assert lost({"claims": [], "conditions": [{"n": 3, "kind": "threat"}]}, layer="conditions") == {}
    assert lost({"claims": [{"n": 2, **BY}]}, "the crews had not been paid") == {}


def test_what_another_label_has_was_not_said_of_this_one() -> None:
    kept = kept_of(TEXT, [(0, END, "ok", {"claims": [{"n": 2, **BY}]})])
    found, value = derived_record(kept), labels("the crews had not been paid")
    value["claims"].append({**value["claims"][0], "id": "c1", "content": [_span("on Monday")]})
    assert stages(align(labels_of(gold(value)), found)["claims"], found, kept) == {"c1": "emitted"}


def test_answers_that_do_not_come_to_the_record_are_not_followed() -> None:
    kept = kept_of(TEXT, [(0, END, "ok", {"claims": [{"n": 2, **BY}]})])
    found = derived_record(kept)
    assert kept.fits(found)
    for other in ({"id": "c7"}, {"chunk": 3}):
        claim = found.claims[0].model_copy(update=other)
        assert not kept.fits(found.model_copy(update={"claims": (claim,)}))


def test_without_the_answers_nothing_is_told() -> None:
    kept = kept_of(TEXT, [(0, END, "ok", {"claims": []})])
    found = derived_record(kept)
    aligned = align(labels_of(gold(labels(FIRST))), found)["claims"]
    assert stages(aligned, found, None) == {"c0": "unknown"}
    assert stages(aligned, None, None) == {"c0": "chunked"}


def test_what_a_rule_dropped_is_an_item_as_the_model_gave_it() -> None:
    """A stance goes with its claim, and is held against labels too."""
    item = {"n": 1, "by": "Boris Nowhere", "side": "oppose", "about": "the port of Karsk"}
    kept = kept_of(TEXT, [(0, END, "ok", {"claims": [item]})])
    dropped = dropped_items(derived_record(kept), kept)
    (claim,), (stance,) = dropped["claims"], dropped["stances"]
    assert (claim.unit.id, claim.unit.holder, claim.finding.rule) == ("c1", "Boris Nowhere", "source.named")
    assert TEXT[slice(*claim.unit.places[0])] == FIRST
    assert (stance.unit.attributes["polarity"], stance.unit.places) == ("oppose", claim.unit.places)
