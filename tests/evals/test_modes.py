"""Our tallies of the four modes are nervaluate's own."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from nervaluate import Evaluator

from quoth.evals.modes import MODES, Labelled, Tally, tally

THEIRS = {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}


@st.composite
def spans(draw: st.DrawFn) -> list[Labelled]:
    """Spans of one text that do not overlap each other, as nervaluate takes them."""
    bounds = sorted(draw(st.sets(st.integers(0, 60), min_size=0, max_size=12)))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    return [Labelled(start, end, draw(st.sampled_from(["a", "b"]))) for start, end in pairs]


@settings(max_examples=300, deadline=None)
@given(spans(), spans())
def test_the_four_modes_are_nervaluates(gold: list[Labelled], predicted: list[Labelled]) -> None:
    def theirs(labels: list[Labelled]) -> list[dict[str, object]]:
        return [{"label": each.label, "start": each.start, "end": each.end - 1} for each in labels]

    found = Evaluator([theirs(gold)], [theirs(predicted)], tags=["a", "b"], loader="dict").evaluate()["overall"]
    for mode in MODES:
        ours, other = tally(mode, gold, predicted), found[THEIRS[mode]]
        assert ours == Tally(other.correct, other.incorrect, other.partial, other.missed, other.spurious), mode
        assert abs(ours.f1 - other.f1) < 1e-9


def test_a_partial_match_counts_half() -> None:
    found = tally(
        "partial", [Labelled(0, 10, "a"), Labelled(20, 30, "b")], [Labelled(0, 10, "b"), Labelled(25, 40, "b")]
    )
    assert (found.correct, found.partial, found.f1) == (1, 1, 0.75)
