"""An article's record as a person reads it."""

from __future__ import annotations

from quoth.articles import Article
from quoth.records import Actor, ArticleHead, Claim, Condition, Coverage, Finding, Half, Record, Span, Stance
from quoth.views.article import article_lines, marked

TEXT = "It was fine. Ines Dahl said the boat would go if the county paid. It rained. She went on: fares must rise."
ARTICLE = Article(id="ferry", text=TEXT)


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span.of(TEXT, start, start + len(words))


DAHL = Actor(name="Ines Dahl", kind="person", mention=span("Ines Dahl"))
CLAIM = Claim(
    id="c1",
    source=DAHL,
    via=(Actor(name="a newspaper", kind="organisation"), Actor(name="sources", kind="unnamed")),
    cue=span("said"),
    content=(span("the boat would go if the county paid"), span("fares must rise")),
    proposition="The boat goes if the county pays.",
    quotation="indirect",
    certainty="probable",
    chunk=0,
    pass_=1,
)
STANCE = Stance(
    id="s1",
    claim="c1",
    holder=DAHL,
    target="the county",
    target_kind="actor",
    polarity="oppose",
    evidence=(span("if the county paid"),),
)
CONDITION = Condition(
    id="k1",
    claim="gone",
    kind="demand",
    sense="only_if",
    marker=span("if"),
    antecedent=Half(text="the county paid", spans=(span("the county paid"),)),
    consequent=Half(text="the boat would go", spans=(span("the boat would go"),)),
    bound=Actor(name="the county", kind="government"),
)
RECORD = Record(
    article=ArticleHead(
        id="ferry", title=None, publisher="The Tide", published=None, url=None, sha256=ARTICLE.sha256, length=len(TEXT)
    ),
    claims=(CLAIM,),
    stances=(STANCE,),
    conditions=(CONDITION,),
    findings=(Finding(rule="r", severity="warning", subject="c2", message="no\x1b such words", action="dropped"),),
    coverage=Coverage(chunks=3, ok=2, empty=0, failed=1),
)


def shown(*, colours: bool = False) -> list[str]:
    return [line.plain.strip() for line in article_lines(RECORD, ARTICLE, colours=colours)]


def test_everything_that_the_record_holds_is_shown() -> None:
    lines = shown()
    assert lines[:3] == ["ferry", "The Tide", "1 claim, 1 stance, 1 condition; 1 of 3 chunks failed"]
    assert "1  Ines Dahl (person), via a newspaper (organisation) → sources (unnamed)  indirect, probable" in lines
    assert "says: The boat goes if the county pays." in lines
    assert "stance: Ines Dahl (person) opposes the county (actor)  “if the county paid”" in lines
    assert "demand: only if the county paid → the boat would go; bound: the county (government)" in lines
    assert lines.index("Of no claim above:") < lines.index(
        "demand: only if the county paid → the boat would go; bound: the county (government)"
    )
    assert "dropped c2 (r, warning): no␛ such words" in lines


def test_a_finding_stands_beside_what_it_is_about() -> None:
    about = [("c1", "of the claim"), ("s1", "of its stance"), ("c9", "of nothing shown"), ("ferry", "of the article")]
    findings = tuple(
        Finding(rule="r", severity="note", subject=subject, message=message, action="flagged")
        for subject, message in about
    )
    record = RECORD.model_copy(update={"findings": findings})
    lines = [line.plain.strip() for line in article_lines(record, ARTICLE, colours=False)]
    places = [lines.index(f"flagged {subject} (r, note): {message}") for subject, message in about]
    assert places == sorted(places)
    assert places[1] < lines.index("Of no claim above:") < lines.index("2 findings:") < places[2]


def test_the_words_stand_marked_in_their_sentences_and_what_lies_between_is_left_out() -> None:
    assert "{Ines Dahl} <said> [the boat would go if the county paid]. … She went on: [fares must rise]." in shown()


def test_colours_replace_the_brackets() -> None:
    line = next(line for line in article_lines(RECORD, ARTICLE, colours=True) if "fares must rise" in line.plain)
    assert not set("[]<>{}") & set(line.plain)
    styled = {line.plain[part.start : part.end]: str(part.style) for part in line.spans}
    assert styled["the boat would go if the county paid"] == "bold green"
    assert styled["said"] == "yellow"
    assert styled["Ines Dahl"] == "cyan"


def test_where_spans_overlap_the_earlier_part_wins() -> None:
    parts = [(span("said"), "cue"), (span("Dahl said the boat"), "content")]
    start = TEXT.index("Ines")
    out = marked(TEXT, start, start + len("Ines Dahl said the boat"), parts, colours=False)  # type: ignore[arg-type]
    assert out.plain == "Ines [Dahl ]<said>[ the boat]"
