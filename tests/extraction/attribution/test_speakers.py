from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.articles import Article, segment
from quoth.extraction.actors.names import Mentions, kind_of, name_of, same_actor
from quoth.extraction.attribution.speakers import LONGEST_SENTENCE, Speakers
from quoth.extraction.document import ArticleDocument


def heard(text: str) -> list[list[str]]:
    speakers = Speakers(text, segment(text))
    return [[voice.name for voice in speakers.voices(number)] for number in range(len(speakers.sentences))]


def test_a_quotation_runs_on_through_its_paragraph_and_into_the_next() -> None:
    text = (
        "“The port is shut,” said Ana Ruiz, the minister. “It will stay shut. Nobody sails.”\n\n"
        "“We have time,” she added. “They do not.”\n\n"
        "“None at all.”\n\n"
        "Ships lay at anchor outside the bay on Monday.\n"
    )
    assert heard(text) == [["Ana Ruiz"]] * 6 + [[]]


def test_a_speaker_who_is_named_after_the_first_sentence_is_heard_in_it() -> None:
    assert heard("“The port is shut. It will stay shut,” said Ana Ruiz.\n") == [["Ana Ruiz"], ["Ana Ruiz"]]


def test_he_is_whoever_acted_last_and_they_are_several() -> None:
    text = (
        "Karsk officials said the bridge was safe. They believe it will hold.\n\n"
        "General Omar Hadi visited the town on Monday. He warned that mines were left.\n"
    )
    assert heard(text) == [["Karsk officials"], ["Karsk officials"], [], ["Omar Hadi"]]


def test_she_behind_a_semicolon_is_the_subject_before_it() -> None:
    text = "Omar Hadi said no. Prime Minister Ana Ruiz gave no figures; she promised that the town would have bread."
    assert [voice.name for voice in Speakers(text, segment(text)).voices(1)] == ["Ana Ruiz"]


def test_a_preposition_that_opens_a_sentence_is_nobody() -> None:
    text = "Ana Ruiz said no. In March the port was shut. It was a mistake, she believes, but not hers."
    assert [voice.name for voice in Speakers(text, segment(text)).voices(2)] == ["Ana Ruiz"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Foreign Minister Ana Ruiz spoke. The minister said no.", "Ana Ruiz"),
        ("Minister of Water Management Ana Ruiz spoke. The minister said no.", "Ana Ruiz"),
        ("Omar Hadi, a farmer from Karsk, was there. The farmer said no.", "Omar Hadi"),
        ("The terminal operator Blue Anchor Terminals lost. The company said no.", "Blue Anchor Terminals"),
        ("The Lowland Patriotic Front (LPF) holds it. The LPF said no.", "Lowland Patriotic Front"),
        ("A spokesman for the Dockworkers rang. The spokesman said no.", "spokesman for the Dockworkers"),
        ("Minister Ana Ruiz met Minister Omar Hadi. The minister said no.", "minister"),
        ("Foreign Minister Ana Ruiz spoke. The defence minister said no.", "defence minister"),
        ("Deputy minister Ana Ruiz spoke. The minister said no.", "minister"),
        ("Nominee Ana Ruiz ran. A spokesman for the nominee, Omar Hadi, came. The nominee said no.", "Ana Ruiz"),
    ],
)
def test_a_description_is_the_one_name_that_the_article_has_for_it(text: str, name: str) -> None:
    sentences = segment(text)
    voices = Speakers(text, sentences).voices(len(sentences) - 1)
    assert [voice.name for voice in voices] == [name]


def test_curly_single_marks_quote() -> None:
    text = "‘It never fell below the ninth,’ Ana Ruiz says. ‘Today they tell us it is the brothers’ weather.’ It was."
    speakers = Speakers(text, segment(text))
    assert [speakers.quoted(number) > 0.5 for number in range(3)] == [True, True, False]
    assert [voice.name for voice in speakers.voices(1)] == ["Ana Ruiz"]


def test_a_subheading_ends_a_running_quotation() -> None:
    text = (
        "“We will not go,” Ana Ruiz said.\n\n“Never.”\n\nA town without light\n\n"
        "“Our lamps are out,” a baker said.\n\n“They are out.”\n"
    )
    voices = heard(text)
    assert voices[0] == voices[1] == ["Ana Ruiz"]
    assert voices[2] == []
    assert voices[-1] == ["baker"]


@pytest.mark.parametrize("stuff", ["if ", " said", "Ana, said ", "“", "he said. “"])
def test_what_is_too_long_for_a_sentence_speaks_for_nobody(stuff: str) -> None:
    document = ArticleDocument(Article(id="page", text=stuff * (200_000 // len(stuff))))
    for number, sentence in enumerate(document.sentences[:50]):
        if sentence.end - sentence.start > LONGEST_SENTENCE:
            assert document.conditionals(number) == ()
            assert all(voice.attribution is None for voice in document.speakers.voices(number))


def test_furniture_speaks_for_nobody() -> None:
    assert heard("Advertisement\n\nPublished On 3 May 20313 May 2031\n") == [[], []]


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Zoria’s deputy foreign minister Ana Ruiz", "Ana Ruiz"),
        ("Kremlin spokesman Dmitry Peskov", "Dmitry Peskov"),
        ("President Omar Hadi", "Omar Hadi"),
        ("Historian Eva Lind", "Eva Lind"),
        ("A commander of the Front", "commander of the Front"),
        ("two Western officials", "two Western officials"),
        ("While Zoria", "Zoria"),
        ("the foreign ministry", "foreign ministry"),
        ("Lind at the University of Karsk", "Lind"),
        ("Karsk’s Joint Command", "Karsk’s Joint Command"),
    ],
)
def test_the_name_inside_a_phrase(phrase: str, name: str) -> None:
    assert name_of(phrase) == name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ana Ruiz", "person"),
        ("Moscow", "government"),
        ("the foreign ministry", "government"),
        ("two Western officials", "unnamed"),
        ("two diplomats from Karsk", "unnamed"),
        ("Experts", "unnamed"),
        ("some in Karsk", "unnamed"),
        ("Red Cross Committee", "organisation"),
        ("the draft report", "artifact"),
        ("Ruiz and Hadi", "group"),
    ],
)
def test_kinds(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_the_same_actor_under_two_names() -> None:
    assert same_actor("Ruiz", "Minister Ana Ruiz")
    assert not same_actor("Ana Ruiz", "Omar Ruiz")
    assert not same_actor("the", "a")


def test_a_surname_becomes_the_full_name_unless_two_people_share_it() -> None:
    assert Mentions("Ana Ruiz spoke. Later Ruiz left.").full_name("Ruiz") == "Ana Ruiz"
    assert Mentions("Ana Ruiz met Omar Ruiz. Ruiz left.").full_name("Ruiz") == "Ruiz"
    assert Mentions("The US-led Ukraine talks. Ukraine denied it.").full_name("Ukraine") == "Ukraine"


def test_a_mention_is_the_one_read_last() -> None:
    text = "Ana Ruiz spoke. Ruiz left. Then Ana Ruiz slept."
    mentions = Mentions(text)
    assert mentions.nearest("Ana Ruiz", 30) == (16, 20)
    assert mentions.nearest("Ana Ruiz", 5) == (0, 8)
    assert mentions.nearest("Boris", 30) is None


def test_an_article_without_a_noun_is_nobodys_name() -> None:
    assert heard("The case was brought by the town watch in May and seeks the letters of its clerk.\n") == [[]]


@settings(deadline=None)
@given(
    st.text(st.sampled_from("aA. \n_"), max_size=30), st.sampled_from(("a", "aA", "a A", "a  a", " a", "A.", "a \na"))
)
def test_mentions_are_whole_words_whatever_white_space_stands_between(text: str, words: str) -> None:
    """Against the pattern that says the same."""
    pattern = re.compile(r"(?<!\w)" + re.escape(words).replace(r"\ ", r"\s+") + r"(?!\w)")
    assert Mentions(text).places(words) == tuple(found.span() for found in pattern.finditer(text))
