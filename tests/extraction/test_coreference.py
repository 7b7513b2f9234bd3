"""Who is who in an article, and who acts for whom."""

from __future__ import annotations

from quoth.articles import Article
from quoth.extraction.answers import Answer
from quoth.extraction.coreference import Entity, cast
from quoth.extraction.document import ArticleDocument
from quoth.extraction.pipeline import Settings, plan
from quoth.extraction.record_builder import ChunkAnswer, merge
from quoth.records import Coverage, Record

CAPITAL = """President Vladimir Putin said on Monday that the talks would go on. “We will wait,” he added.

Kremlin spokesman Dmitry Peskov said the plan was ready. The Russian president was patient, Peskov said.

The Russian foreign ministry said Russia would answer. Moscow said that nobody had asked it.

Putin warned that the Kremlin would not change its mind."""

RIVER = """Tolmira's army said that nobody had crossed. Its spokeswoman, Colonel Jessa Marl, said no.

Colonel Ivo Harnack of the Vareshi army said they were. The Vareshi army and Varesh agreed, Varesh said.

[Photo: Jessa Marl/Northern Wire]

Pavo Denk, the defence minister, said it would rain. The minister said no more."""

NAMESAKES = "Ana Ruiz said it was late. Pedro Ruiz said it was early. Ruiz said it was noon. The officials said no."


def record_of(text: str) -> Record:
    """The record of an answer that gives each sentence to those whom the code hears in it."""
    document = ArticleDocument(Article(id="a", text=text))
    (chunk,) = plan(document, Settings(chunk_tokens=4000, answer_tokens=900))
    heard = [(n, voice.name) for n, number in enumerate(chunk.own, 1) for voice in document.speakers.voices(number)]
    answer = Answer.model_validate({"claims": [{"n": n, "by": name} for n, name in heard]})
    return merge(document, [ChunkAnswer(chunk, answer)], Coverage(chunks=1, ok=1, empty=0, failed=0))


def cast_of(text: str) -> dict[str, Entity]:
    return {member.name: member for member in cast(record_of(text), text)}


def test_name_surname_description_and_pronoun_are_one_actor() -> None:
    putin = cast_of(CAPITAL)["Vladimir Putin"]
    assert putin.spellings == ("Vladimir Putin", "he", "The Russian president", "Putin")
    assert all(CAPITAL[span.start : span.end] == span.text for span in putin.mentions)


def test_a_state_its_capital_and_its_ministry_stay_apart() -> None:
    members = cast_of(CAPITAL)
    assert {"Russia", "Moscow", "Russian foreign ministry", "Kremlin"} <= set(members)
    assert members["Russian foreign ministry"].acts_for == ("Russia",)
    assert members["Dmitry Peskov"].acts_for == ("Kremlin",)
    assert members["Moscow"].acts_for == ()
    assert members["Vladimir Putin"].acts_for == ()


def test_whoever_is_told_as_its_spokeswoman_acts_for_who_spoke_before() -> None:
    members = cast_of(RIVER)
    assert members["Tolmira's army"].acts_for == ("Tolmira",)
    assert members["Jessa Marl"].acts_for == ("Tolmira's army",)
    assert members["Ivo Harnack"].acts_for == ("Vareshi army",)


def test_an_owner_is_mentioned_inside_what_it_owns() -> None:
    assert [span.start for span in cast_of(RIVER)["Tolmira"].mentions] == [0]


def test_the_only_minister_is_the_minister() -> None:
    assert "The minister" in cast_of(RIVER)["Pavo Denk"].spellings
    two = RIVER + "\n\nRolf Tannick, the interior minister, said it would not."
    assert "The minister" not in cast_of(two)["Pavo Denk"].spellings, "where there are two it may be either"


def test_whoever_stands_beside_an_office_does_not_hold_it() -> None:
    text = "An adviser to President Josua Okande said it would rain. Okande said no. The adviser laughed, Okande said."
    assert "The adviser" not in cast_of(text)["Josua Okande"].spellings


def test_a_surname_that_two_share_is_neither_of_them() -> None:
    members = cast_of(NAMESAKES)
    assert members["Ana Ruiz"].spellings == ("Ana Ruiz",)
    assert members["Pedro Ruiz"].spellings == ("Pedro Ruiz",)
    assert members["Ruiz"].spellings == ("Ruiz",)


def test_page_furniture_mentions_nobody() -> None:
    place = RIVER.index("[Photo: Jessa Marl/Northern Wire]")
    spans = [span for member in cast(record_of(RIVER), RIVER) for span in member.mentions]
    assert not any(place <= span.start < place + len("[Photo: Jessa Marl/Northern Wire]") for span in spans)


def test_no_two_actors_share_a_mention_and_all_stand_in_the_order_of_the_text() -> None:
    for text in (CAPITAL, RIVER, NAMESAKES):
        members = cast(record_of(text), text)
        firsts = [member.mentions[0].start for member in members if member.mentions]
        assert firsts == sorted(firsts)
        places = [(span.start, span.end) for member in members for span in member.mentions]
        assert len(places) == len(set(places))


def test_a_record_without_claims_has_no_cast() -> None:
    assert cast(record_of("It rained."), "It rained.") == ()
