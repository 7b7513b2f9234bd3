"""Whether a record agrees with itself."""

from __future__ import annotations

from making import article, extraction

from quoth.records import Finding
from quoth.runs.lines import ArticleLine
from quoth.runs.record_check import record_faults


def test_a_finding_may_be_about_the_article_itself() -> None:
    given = article(1)
    record = extraction(given).record
    line = ArticleLine.of(given)
    for subject, sound in ((given.id, True), ("another", False)):
        finding = Finding(rule="r", severity="note", subject=subject, message="m", action="flagged")
        faults = list(record_faults(record.model_copy(update={"findings": (finding,)}), line))
        assert (not faults) is sound
