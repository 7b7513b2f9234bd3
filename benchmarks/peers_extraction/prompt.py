"""What langextract is asked: the task in words, and one worked example in which every quotation is verbatim."""

from __future__ import annotations

DESCRIPTION = """\
Extract from the news article, in the order of the text, who claims what, where they stand, and on which conditions.
Use exact words of the text for every extraction; do not paraphrase, and do not extract what the reporter says.

claim: what somebody is reported to say, think or deny. The extraction is the content alone: without the source and the
cue, with the quotation marks that enclose it. Attributes: source (who says it, the fullest name that the text gives;
never the one spoken to or about), cue (the word that reports it: said, denied, according to), certainty (certain;
probable or possible where the words say likely, may, might, could; denied where the source denies it).

stance: the words of a claim that take a side. Many claims take none. Attributes: holder (who takes it), target (the
plan, act or actor that is judged), polarity (support, oppose, neutral or mixed).

condition: a stretch that makes one thing depend on another. Only where the text has such words as if, only if, unless
or until. Attributes: antecedent (the exact words of what must come first), consequent (the exact words of what follows
from it), sense (if, only_if, unless or until).

A text in which nobody claims anything has no extractions."""

EXAMPLE_TEXT = (
    "Rail traffic between Tarsk and Orlen stood still on Monday. “We will not sign this timetable,” union leader Petra "
    "Holm told reporters. The ministry denied that troops had been sent to the depots. Transport Minister Ivo Lund "
    "said wages might rise in May if the strike ends, and praised the mediators. Snow fell overnight."
)

EXAMPLE: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "claim",
        "“We will not sign this timetable,”",
        {"source": "Petra Holm", "cue": "told", "certainty": "certain"},
    ),
    (
        "stance",
        "“We will not sign this timetable,”",
        {"holder": "Petra Holm", "target": "this timetable", "polarity": "oppose"},
    ),
    (
        "claim",
        "troops had been sent to the depots",
        {"source": "The ministry", "cue": "denied", "certainty": "denied"},
    ),
    (
        "claim",
        "wages might rise in May if the strike ends",
        {"source": "Ivo Lund", "cue": "said", "certainty": "possible"},
    ),
    (
        "condition",
        "wages might rise in May if the strike ends",
        {"antecedent": "the strike ends", "consequent": "wages might rise in May", "sense": "if"},
    ),
    (
        "stance",
        "praised the mediators",
        {"holder": "Ivo Lund", "target": "the mediators", "polarity": "support"},
    ),
)
"""Class, words and attributes of each extraction."""
