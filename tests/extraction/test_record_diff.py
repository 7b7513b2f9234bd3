"""Two records of one article are told apart by what their items say and where, whatever ids they have."""

from __future__ import annotations

from quoth.articles import Article
from quoth.extraction.document import ArticleDocument
from quoth.extraction.record_diff import Change, differences
from quoth.records import Actor, Claim, Coverage, Finding, Record, Span

TEXT = "The envoy Ana Ruiz said the port opens on Friday. The rebel Omar Hadi said the bridge is mined."
READING = ArticleDocument(Article(id="a", text=TEXT))


def claim(id: str, words: str, by: str = "Ana Ruiz", proposition: str | None = None) -> Claim:
    start = TEXT.index(words)
    return Claim(
        id=id,
        source=Actor(name=by, kind="person"),
        content=(Span.of(TEXT, start, start + len(words)),),
        proposition=proposition or words,
        quotation="indirect",
        certainty="certain",
        chunk=0,
        **{"pass": 1},
    )


def record(*claims: Claim, findings: tuple[Finding, ...] = ()) -> Record:
    coverage = Coverage(chunks=1, ok=1, empty=0, failed=0)
    return Record(article=READING.article.head, claims=claims, findings=findings, coverage=coverage)


def dropped(rule: str, subject: str) -> Finding:
    return Finding(rule=rule, severity="error", subject=subject, message="m", action="dropped")


def told(changes: list[Change]) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    return [(change.kind, change.id, change.rules, change.fields) for change in changes]


PORT, BRIDGE = claim("c1", "the port opens on Friday"), claim("c2", "the bridge is mined", "Omar Hadi")


def test_an_id_that_moved_up_is_no_change() -> None:
    moved = BRIDGE.model_copy(update={"id": "c1"})
    assert told(differences(record(PORT, BRIDGE), record(moved))) == [("lost", "c1", ("code",), ())]
    assert differences(record(BRIDGE), record(moved)) == []


def test_a_lost_item_names_the_rule_that_dropped_it() -> None:
    new = record(BRIDGE, findings=(dropped("source.named", "c1"),))
    assert told(differences(record(PORT, BRIDGE), new)) == [("lost", "c1", ("source.named",), ())]
    assert told(differences(new, record(PORT, BRIDGE))) == [("gained", "c1", ("source.named",), ())]


def test_words_whose_ends_were_moved_are_the_same_item_with_other_words() -> None:
    shorter = claim("c1", "the port opens", proposition=PORT.proposition)
    assert told(differences(record(PORT, BRIDGE), record(shorter, BRIDGE))) == [
        ("changed", "c1", ("code",), ("content",))
    ]


def test_the_same_words_of_somebody_else_are_a_change_of_the_source() -> None:
    other = claim("c1", "the port opens on Friday", "Omar Hadi")
    assert told(differences(record(PORT), record(other))) == [("changed", "c1", ("code",), ("source",))]


def test_other_words_of_the_same_source_are_another_item() -> None:
    other = claim("c1", "the bridge is mined")
    assert [change.kind for change in differences(record(PORT), record(other))] == ["lost", "gained"]
