from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.articles import Article, segment
from quoth.extraction.answers import Answer
from quoth.extraction.document import ArticleDocument
from quoth.extraction.pipeline import Settings, plan
from quoth.extraction.record_builder import ChunkAnswer, merge
from quoth.records import Coverage

WIRE = sorted((Path(__file__).parents[2] / "examples" / "wire").glob("*.txt"))
SENTENCES = [
    text[sentence.start : sentence.end]
    for text in (file.read_text(encoding="utf-8") for file in WIRE[::9])
    for sentence in segment(text)
]
ODD = (
    "The",
    "said",
    "and seeks",
    "who said",
    ",",
    "“",
    "”",
    '"',
    "’s",
    ", he said",
    "according to the",
    "in return for",
    "if",
    "",
)
"""What a careless edit, a broken page or a strange name puts where no form of news prose expects it."""


@st.composite
def edited(draw: st.DrawFn) -> str:
    """A few sentences of news, each with words taken out and others put in."""
    sentences = []
    for sentence in draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4)):
        words = sentence.split()
        for _ in range(draw(st.integers(0, 4))):
            place = draw(st.integers(0, len(words)))
            words[place : place + draw(st.integers(0, 3))] = draw(st.lists(st.sampled_from(ODD), max_size=1))
        sentences.append(" ".join(words))
    return draw(st.sampled_from((" ", "\n\n"))).join(sentences)


def everything(document: ArticleDocument, number: int, position: int) -> dict[str, list[dict[str, object]]]:
    """Every voice and every conditional of a sentence, pointed at once."""
    voices, conditionals = document.speakers.voices(number), document.conditionals(number)
    return {
        "claims": [{"n": position, "by": voice.name, "side": "oppose", "about": voice.phrase} for voice in voices],
        "conditions": [{"n": position, "kind": "threat", "bound": "the"} for _ in conditionals],
    }


@settings(max_examples=200, deadline=None)
@given(edited())
def test_no_article_is_lost_for_what_its_sentences_hold(text: str) -> None:
    """Whatever stands in the text, merging raises nothing, spans hold their words and whoever speaks has a name."""
    document = ArticleDocument(Article(id="edited", text=text))
    parts = []
    for chunk in plan(document, Settings(chunk_tokens=300, answer_tokens=900)):
        pointed = [everything(document, number, position) for position, number in enumerate(chunk.own, start=1)]
        said = {kind: [item for each in pointed for item in each[kind]] for kind in ("claims", "conditions")}
        parts.append(ChunkAnswer(chunk, Answer.model_validate(said)))
    record = merge(document, parts, Coverage(chunks=len(parts), ok=len(parts), empty=0, failed=0))
    assert all(text[span.start : span.end] == span.text for span in record.spans())
    assert all(claim.source.name.strip() for claim in record.claims)
    assert all(condition.bound is None or condition.bound.name.strip() for condition in record.conditions)


def test_a_paraphrase_goes_with_the_words_that_it_is_of() -> None:
    text = "Ana Ruiz called the truce a trap and said that nobody would leave the city."
    answer = Answer.model_validate({"claims": [{"n": 1, "by": "Ana Ruiz", "says": "Nobody will leave the city."}]})
    document = ArticleDocument(Article(id="trap", text=text))
    (chunk,) = plan(document, Settings(chunk_tokens=4000, answer_tokens=900))
    record = merge(document, [ChunkAnswer(chunk, answer)], Coverage(chunks=1, ok=1, empty=0, failed=0))
    assert [claim.proposition for claim in record.claims] == [
        "Ana Ruiz called the truce a trap",
        "Nobody will leave the city.",
    ]
