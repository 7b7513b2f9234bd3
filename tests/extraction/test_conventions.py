"""Quotation marks, layouts and conditions as people write them: a right answer comes through whole, whoever leads."""

from __future__ import annotations

from typing import get_args

import pytest

from quoth.extraction.document import Leads
from quoth.records import Claim, Record

from .rules.building import record_of

LEADS = get_args(Leads)
WHO = "Petra Hale"


def claimed(text: str, by: str, leads: Leads, n: int = 1, **more: object) -> tuple[Claim, Record]:
    record = record_of(text, {"claims": [{"n": n, "by": by, **more}]}, leads=leads)
    (claim,) = record.claims
    return claim, record


@pytest.mark.parametrize("leads", LEADS)
@pytest.mark.parametrize(
    ("text", "by", "words"),
    [
        ("»We do not accept this«, said Petra Hale, the mayor.", WHO, "»We do not accept this«"),
        ("„We do not accept this“, said Petra Hale.", WHO, "„We do not accept this“"),
        ("„We do not accept this”, said Petra Hale.", WHO, "„We do not accept this”"),
        ("«\u202fWe do not accept this\u202f», said Petra Hale.", WHO, "«\u202fWe do not accept this\u202f»"),
        ("”We do not accept this”, said Petra Hale.", WHO, "”We do not accept this”"),
        ("「We do not accept this」, said Petra Hale.", WHO, "「We do not accept this」"),
        ("— We do not accept this — said Petra Hale, the mayor of Harwick.", WHO, "— We do not accept this"),
        ("``We do not accept this,'' said Petra Hale.", WHO, "``We do not accept this,''"),
        ("&quot;We do not accept this,&quot; said Petra Hale.", WHO, "&quot;We do not accept this,&quot;"),
        ("'We don't accept the ministers' terms,' said Petra Hale, the mayor of Harwick.", WHO, None),
        ("‘We don’t accept the ministers’ terms,’ said Petra Hale.", WHO, None),
        ("'If they don't leave, we'll stop,' Mr O'Hara told reporters.", "Mr O'Hara", None),
    ],
)
def test_a_quotation_in_any_marks_is_its_speakers(text: str, by: str, words: str | None, leads: Leads) -> None:
    quoted = words or text[: text.index(",'" if "'" in text[:1] else ",’") + 2]
    opening, closing = quoted.split()[:3], quoted.split()[-3:]
    claim, record = claimed(text, by, leads, first=" ".join(opening), last=" ".join(closing))
    assert claim.source.name == by
    assert claim.quotation == "direct"
    assert claim.content[0].text.strip("«» \u202f") == quoted.strip("«» \u202f")
    assert claim.cue is not None
    assert all(finding.action == "flagged" for finding in record.findings)


@pytest.mark.parametrize("leads", LEADS)
def test_a_mark_that_nothing_closes_moves_and_drops_nothing(leads: Leads) -> None:
    text = "“We do not accept this, said Petra Hale, the mayor of Harwick. Dan Okoro said the offer stands."
    record = record_of(text, {"claims": [{"n": 1, "by": WHO}, {"n": 2, "by": "Dan Okoro"}]}, leads=leads)
    assert [claim.source.name for claim in record.claims] == [WHO, "Dan Okoro"]


@pytest.mark.parametrize("leads", LEADS)
def test_a_newspapers_name_in_low_marks_is_no_speech_to_the_paragraphs_end(leads: Leads) -> None:
    text = "Petra Hale, the mayor, told „Der Harwicker“ that the levy must go. Dan Okoro said the offer stands."
    record = record_of(text, {"claims": [{"n": 1, "by": WHO}, {"n": 2, "by": "Dan Okoro"}]}, leads=leads)
    assert [claim.source.name for claim in record.claims] == [WHO, "Dan Okoro"]
    assert record.claims[1].quotation == "indirect"


def test_a_reading_stops_before_the_addressee_in_low_marks() -> None:
    text = "Petra Hale, the mayor, told „Der Harwicker“ that the levy must go."
    claim, _ = claimed(text, WHO, "text")
    assert [span.text for span in claim.content] == ["the levy must go"]


@pytest.mark.parametrize("leads", LEADS)
def test_a_university_with_its_town_is_no_speaker(leads: Leads) -> None:
    text = "Dan Okoro at the University of Harwick, Marlow said, “It will pass before the spring”."
    claim, _ = claimed(text, "Dan Okoro", leads)
    assert claim.source.name == "Dan Okoro"


def test_an_abbreviation_is_no_pronoun_and_the_whole_name_stands() -> None:
    text = "The South, including the US, awaits real steps rather than words."
    claim, record = claimed(text, "The South, including the US", "model")
    assert claim.source.name == "The South, including the US"
    assert not [finding for finding in record.findings if finding.rule == "source.first-person"]


def test_a_denial_keeps_its_paraphrase_and_its_stance_where_the_model_leads() -> None:
    text = "The Harwick force denied reports of an encirclement of the town."
    claim, record = claimed(
        text,
        "The Harwick force",
        "model",
        says="The town is not encircled.",
        certainty="denied",
        side="oppose",
        about="reports of an encirclement",
    )
    assert claim.proposition == "The town is not encircled."
    assert claim.certainty == "denied"
    (stance,) = record.stances
    assert (stance.polarity, stance.target) == ("oppose", "reports of an encirclement")


VANE = "SEN. VANE: We will not sign unless the hostages come home first."


@pytest.mark.parametrize("leads", LEADS)
@pytest.mark.parametrize(
    ("text", "n", "by", "words"),
    [
        (VANE + "\n\nMy opponent would sign anything.", 1, "Sen. Vane", VANE.partition(": ")[2]),
        (VANE + "\n\nMy opponent would sign anything.", 2, "Sen. Vane", "My opponent would sign anything."),
        ("The panel met.\n\nMS. HALE: We will not sign.\n\nMR. OKORO: I will.", 2, "Ms. Hale", "We will not sign."),
        ("The panel met.\n\nMS. HALE: We will not sign.\n\nMR. OKORO: I will.", 3, "Mr. Okoro", "I will."),
        (
            "Hale spoke.\n\nHale said in a statement:\n\nThe levy must go. We will fight.",
            3,
            "Hale",
            "The levy must go.",
        ),
        ("Hale spoke.\n\nHale said in a statement:\n\nThe levy must go. We will fight.", 4, "Hale", "We will fight."),
        ("In a letter to staff, Hale wrote:\n\nWe will close.\n\nThe union met.", 2, "Hale", "We will close."),
        ("Petra Hale met Dan Okoro.\n\nShe wrote:\n\nThe levy must go.", 3, WHO, "The levy must go."),
        ("Moderator: Who pays?\n\nHale: We do not.\n\nOkoro: You do.", 2, "Hale", "We do not."),
        ("Q. Will you sign?\n\nA. Not before spring.", 2, "A", "Not before spring."),
        ("Petra Hale, mayor of Harwick: “The levy must go.”", 1, WHO, "“The levy must go.”"),
        ("The debate went on.\n\nPetra Hale (@phale) December 1\n\nThe levy must go.", 3, WHO, "The levy must go."),
        ("Petra Hale (@phale) December 1\nThe levy must go.", 2, WHO, "The levy must go."),
    ],
)
def test_who_speaks_by_the_layout_is_heard(text: str, n: int, by: str, words: str, leads: Leads) -> None:
    claim, _ = claimed(text, by, leads, n)
    assert claim.source.name.casefold() == by.casefold()
    assert claim.source.mention is not None
    assert [span.text for span in claim.content] == [words]
    assert claim.quotation == "direct"


@pytest.mark.parametrize("leads", LEADS)
def test_a_dateline_is_no_content(leads: Leads) -> None:
    text = "HARWICK, Dec 1 (Reuters) - The levy must go, Hale said."
    claim, _ = claimed(text, "Hale", leads)
    assert claim.content[0].text.startswith("The levy must go")


@pytest.mark.parametrize("marker", ["14.05 GMT", "Updated 14:05"])
def test_the_time_of_an_entry_ends_a_turn(marker: str) -> None:
    text = f"SEN. VANE: We will not sign.\n\n{marker}\n\nThe port has been closed since March."
    record = record_of(text, {"claims": [{"n": 3, "by": "Sen. Vane"}]})
    assert all(claim.quotation != "direct" for claim in record.claims)


@pytest.mark.parametrize(
    ("text", "if_", "then", "sense", "marker"),
    [
        ("„Wenn sie bleiben, gehen wir“, sagte Karl Brenner.", "sie bleiben", "gehen wir", "if", None),
        ("« S’ils restent, nous partons », a dit Anne Roux.", "ils restent", "nous partons", "if", None),
        ("«Если они останутся, мы уйдём», — сказал Пётр Орлов.", "они останутся", "мы уйдём", "if", None),
        ("他说：“如果他们留下，我们就离开。”", "他们留下", "我们就离开", "if", None),
        ("قال كريم: «إذا بقوا فسنرحل».", "بقوا", "فسنرحل", "if", None),
        (
            "They will either sign by Friday or lose the port, Hale said.",
            "sign by Friday",
            "lose the port",
            "unless",
            "either",
        ),
    ],
)
def test_two_halves_that_stand_in_the_text_are_a_condition(
    text: str, if_: str, then: str, sense: str, marker: str | None
) -> None:
    item = {"n": 1, "kind": "threat", "if": if_, "then": then, "sense": sense}
    record = record_of(text, {"conditions": [item]}, leads="model")
    (condition,) = record.conditions
    assert (condition.antecedent.text, condition.consequent.text, condition.sense) == (if_, then, sense)
    assert (condition.marker.text if condition.marker else None) == marker


def test_either_or_of_two_verbs_is_read_where_the_text_leads() -> None:
    text = "They will either sign by Friday or lose the port, Petra Hale said."
    record = record_of(text, {"conditions": [{"n": 1, "kind": "threat"}]})
    (condition,) = record.conditions
    assert (condition.antecedent.text, condition.consequent.text) == ("sign by Friday", "lose the port")
    assert condition.sense == "unless"


@pytest.mark.parametrize(
    ("text", "by", "mention"),
    [
        ("Речник Івана Іваненка заявив, що порт закриють у травні.", "Іван Іваненко", "Івана Іваненка"),
        (
            "Karl Brenners Sprecher sagte, der Hafen bleibe geschlossen und das Abkommen sei tot.",
            "Karl Brenner",
            "Karl Brenners",
        ),
        ("外交部发言人王强表示，港口将继续关闭。", "王强", "王强"),
        ("وقالت ليلى حداد إن الميناء سيبقى مغلقا حتى الربيع.", "ليلى حداد", "ليلى حداد"),
        ("Ankara'nın sözcüsü Kemal Tuna, limanın kapalı kalacağını söyledi.", "Kemal Tuna", "Kemal Tuna"),
    ],
)
def test_a_source_is_found_as_its_language_writes_it(text: str, by: str, mention: str) -> None:
    claim, record = claimed(text, by, "model", kind="person")
    assert claim.source.name == by
    assert claim.source.mention is not None
    assert claim.source.mention.text == mention
    assert not [finding for finding in record.findings if finding.rule == "source.named"]


def test_a_source_in_no_form_that_the_text_has_stays_with_a_warning_where_the_model_leads() -> None:
    text = "Der Hafen bleibe auch im Winter geschlossen, hieß es am Montag aus dem Ministerium in der Hauptstadt."
    claim, record = claimed(text, "Karl Brenner", "model", kind="person")
    assert claim.source.mention is None
    assert [(finding.rule, finding.action) for finding in record.findings] == [("source.named", "flagged")]
