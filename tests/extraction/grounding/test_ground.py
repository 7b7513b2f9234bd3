from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.articles import Article, segment
from quoth.extraction.grounding import Refusal, ground, ground_parts
from quoth.records import Span

TEXT = "The envoy said: “We have not accepted the plan — not yet.” The 12 ships left Karsk on Monday. We may leave."


def found(words: str, text: str = TEXT) -> str:
    span = ground(words, text)
    assert isinstance(span, Span), str(span)
    assert text[span.start : span.end] == span.text
    return span.text


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("We have not accepted the plan", "We have not accepted the plan"),
        ('"We have not accepted the plan', "“We have not accepted the plan"),
        ("we HAVE not accepted", "We have not accepted"),
        ("the plan - not yet", "the plan — not yet"),
        ("The  12\nships", "The 12 ships"),
        ("The 12 vessels left Karsk on Monday morning", None),
        ("The 12 ships all left Karsk on Monday", "The 12 ships left Karsk on Monday"),
    ],
)
def test_words_are_found_as_the_article_writes_them(words: str, text: str | None) -> None:
    if text is None:
        assert isinstance(ground(words, TEXT), Refusal)
    else:
        assert found(words) == text


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("We have accepted the plan", "negation"),
        ("The 14 ships left Karsk on Monday", "number"),
        ("The 12 ships left Zoria on Monday", "name"),
        ("We might leave", "modal"),
        ("nobody ever wrote these words here", "not_found"),
        ("  ", "empty"),
        ("“”", "empty"),
    ],
)
def test_a_match_that_turns_the_sense_is_refused_with_its_reason(words: str, reason: str) -> None:
    refusal = ground(words, TEXT)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == reason
    assert not refusal
    assert str(refusal)


def test_words_are_looked_for_within_the_ranges_only_and_the_first_range_wins() -> None:
    text = "Stop the war. Nobody listened. Stop the war."
    assert ground("Stop the war", text, [(14, 30)]) == Refusal("not_found", "Stop the war")
    span = ground("Stop the war", text, [(31, 44), (0, 13)])
    assert isinstance(span, Span)
    assert span.start == 31


def test_half_a_word_is_not_found() -> None:
    assert isinstance(ground("art", "The party met."), Refusal)
    assert isinstance(ground("Art", "The party met."), Refusal)


def test_an_article_will_do_for_a_text() -> None:
    assert ground("left Karsk", Article(id="a", text=TEXT)) == ground("left Karsk", TEXT)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("the office finally", "the o\ufb03ce \ufb01nally shut"),
        ("cooperation treaty", "a co\u00adoperation treaty"),
        ("[Putin] will wait", "“Putin will wait”"),
        ("don't leave...", "they don’t leave… now"),
    ],
)
def test_typography_is_folded(words: str, text: str) -> None:
    assert isinstance(ground(words, text), Span)


WORD = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)


@given(st.lists(WORD, min_size=1, max_size=30), st.data())
def test_planted_words_are_found_where_they_were_planted(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    planted = " ".join(words[first : last + 1])
    span = ground(planted, text)
    assert isinstance(span, Span)
    assert span.text == planted


@given(
    st.text(st.characters(exclude_categories=()), max_size=120),
    st.text(st.characters(exclude_categories=()), max_size=20),
)
def test_any_unicode_is_grounded_exactly_or_refused(text: str, words: str) -> None:
    span = ground(words, text)
    if isinstance(span, Span):
        assert text[span.start : span.end] == span.text


@given(st.text(st.characters(exclude_categories=()), max_size=60), st.text("ab. […]'\"-\u00ad\u0301\n", max_size=30))
def test_any_words_are_grounded_in_parts_or_refused(text: str, words: str) -> None:
    for page in (text, words + text + words):
        spans = ground_parts(words, page, [(3, 40), (0, 10)])
        if not isinstance(spans, Refusal):
            assert all(page[span.start : span.end] == span.text for span in spans)


@pytest.mark.parametrize(
    ("words", "text", "reason", "nearest"),
    [
        ("Hamas has accepted", "On Monday Hamas has not accepted it.", "negation", "Hamas has not accepted"),
        ("We can", "We can't accept it.", "negation", "We can't"),
        ("One was hurt in the blast", "No one was hurt in the blast", "negation", "No one was hurt in the blast"),
        ("He called the strike today", "He called off the strike today", "direction", "He called off the strike today"),
        ("They did [not] leave", "They did leave.", "negation", "They did leave"),
        ("They would sign", "They could sign.", "modal", "They could sign"),
        ("It killed 12", "It killed 12,000 people.", "number", "It killed 12,000"),
        ("rose by 5% again", "rose by $5 again", "number", "rose by $5 again"),
        ("It was signed on 4 May", "It was signed on 3 May", "date", "It was signed on 3 May"),
        ("It was signed in 2031", "It was signed in 2029", "date", "It was signed in 2029"),
        ("He may leave in May", "He may leave in July", "date", "He may leave in"),
        ("Karsk attacked Zoria at dawn", "Zoria attacked Karsk at dawn", "name", "Zoria attacked Karsk at dawn"),
        ("Iran has accepted the plan", "Iraq has accepted the plan", "name", "Iraq has accepted the plan"),
        (
            "the road to the town is open",
            "the road from the town is open",
            "direction",
            "the road from the town is open",
        ),
        ("prices rose in the spring", "prices fell in the spring", "direction", "prices fell in the spring"),
        ("They met before the talks", "They met after the talks", "direction", "They met after the talks"),
        ("The envoy left the city", "The envoy entered the city", "direction", "The envoy entered the city"),
        ("the plan is a very old one", "the plan is a very odd one", "word", "the plan is a very odd one"),
    ],
)
def test_a_refusal_says_what_differs_and_where(words: str, text: str, reason: str, nearest: str) -> None:
    refusal = ground(words, text)
    assert isinstance(refusal, Refusal), refusal
    assert refusal.reason == reason
    assert refusal.detail
    assert refusal.nearest is not None
    assert refusal.nearest.text == nearest == text[refusal.nearest.start : refusal.nearest.end]
    assert 50 < refusal.similarity < 100


@pytest.mark.parametrize(
    ("words", "text", "span"),
    [
        ("the goverment will accpet it", "Yes, the government will accept it.", "the government will accept it"),
        ("the government wuold accept it", "the government would accept it", "the government would accept it"),
        ("we will not go", "But we won’t go.", "we won’t go"),
        ("twelve ships have left Karsk", "The 12 ships have left Karsk.", "12 ships have left Karsk"),
        ("the cease-fire holds", "the ceasefire holds", "the ceasefire holds"),
        ("the rebels accept the plan", "the rebels accepted the plan", "the rebels accepted the plan"),
        ("the mayor of Malmo said so", "the mayor of Malmö said so", "the mayor of Malmö said so"),
        ("He called it a farce", "He called it a “farce”", "He called it a “farce"),
        ("He called it a 'farce'", "He called it a “farce”", "He called it a “farce”"),
        ("They [the rebels] will go", "They will go", "They will go"),
        ("They will go", "They [the rebels] will go", "They [the rebels] will go"),
        ('"We left."', "“We left,” he said", "“We left,”"),
        ("the plan...", "the plan. It", "the plan"),
        ("“the plan”", "the plan’s end", "the plan"),
    ],
)
def test_what_differs_in_no_sense_is_found(words: str, text: str, span: str) -> None:
    assert found(words, text) == span


@pytest.mark.parametrize(
    ("words", "text", "span"),
    [
        ("中国", "和中国人民", "中国"),
        ("停火", "停戦ではなく停火だ", "停火"),
        ("café", "the cafe\u0301 shut", "cafe\u0301"),
        ("cafe", "the cafe\u0301 shut", "cafe\u0301"),
        ("हिन्दी", "यह हिन्दी है", "हिन्दी"),
        ("हिन्द", "यह हिन्दी है", None),
        ("ﬁrst oﬃce", "first office", "first office"),
        ("１２ ships", "the 12 ships", "12 ships"),
        ("102 men", "10² men", None),
        ("operation", "a co\u00adoperation", None),
        ("cooperation", "a co\u00ad\noperation", "co\u00ad\noperation"),
    ],
)
def test_words_end_where_their_script_ends_them(words: str, text: str, span: str | None) -> None:
    if span is None:
        assert isinstance(ground(words, text), Refusal)
    else:
        assert found(words, text) == span


class TestEllipsis:
    TEXT = "We will, God willing, leave Karsk. They have not, he said, accepted it. And then … we go."

    def test_parts_are_found_in_order(self) -> None:
        spans = ground_parts("We will … leave Karsk [...] accepted it", self.TEXT)
        assert not isinstance(spans, Refusal)
        assert [span.text for span in spans] == ["We will", "leave Karsk", "accepted it"]

    def test_one_span_is_refused_with_where_to_turn(self) -> None:
        refusal = ground("We will ... leave Karsk", self.TEXT)
        assert isinstance(refusal, Refusal)
        assert refusal.reason == "discontinuous"
        assert "ground_parts" in str(refusal)
        assert refusal.nearest is not None
        assert refusal.nearest.text == "We will, God willing, leave Karsk"

    def test_an_ellipsis_of_the_text_is_itself(self) -> None:
        assert found("And then ... we go", self.TEXT) == "And then … we go"
        assert found("we will thne ... go", "so: We will then […] go.") == "We will then […] go"
        spans = ground_parts("And then... we go", self.TEXT)
        assert not isinstance(spans, Refusal)
        assert [span.text for span in spans] == ["And then … we go"]

    def test_a_negation_is_not_left_out(self) -> None:
        refusal = ground_parts("They have … accepted it", self.TEXT)
        assert isinstance(refusal, Refusal)
        assert refusal.reason == "negation"

    def test_parts_out_of_order_are_not_found(self) -> None:
        refusal = ground_parts("leave Karsk … We will", self.TEXT)
        assert isinstance(refusal, Refusal)
        assert refusal.reason == "not_found"


def test_of_repeats_the_nearest_to_the_pointer_wins() -> None:
    text = "Stop the war. Nobody listened. “Stop the War,” he said. Stop  the war."
    sentences = [(0, 13), (14, 30), (31, 55), (56, 70)]
    whole = (0, len(text))
    assert [ground("Stop the war", text, [each, whole]) for each in sentences] == [
        Span.of(text, 0, 12),
        Span.of(text, 0, 12),
        Span.of(text, 32, 44),
        Span.of(text, 56, 69),
    ]
    text = "They left the harbour. It rained. They left the harbour."
    assert ground("They left the harbuor", text, [(34, 56), (0, 56)]) == Span.of(text, 34, 55)
    assert ground("They left the harbuor", text, [(23, 33), (0, 20), (34, 56)]) == Span.of(text, 34, 55)


def test_neighbouring_sentences_are_one_stretch() -> None:
    text = "He left. She stayed.\n\nNobody saw it."
    sentences = segment(text)
    span = ground("She stayed. Nobody saw", text, [sentences[1], sentences[0], sentences[2]])
    assert isinstance(span, Span)
    assert span.text == "She stayed.\n\nNobody saw"
    assert not ground("She stayed. Nobody saw", text, [sentences[0], sentences[2]])
