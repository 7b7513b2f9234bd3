"""Sentences of wire-style prose, and what holds of them for any text at all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quoth.articles.sentences import segment

SPLITS = {
    "speech of several sentences": [
        "“The bridge stays closed.",
        "Nobody crosses before the tide turns,” the harbour master said.",
        "“That is final.”",
    ],
    "straight quotes": ['"We waited.', 'Nobody came," Ms. Orlova said.', '"So we left."'],
    "doubled single quotes": ["The board called it ''a mistake.''", "Its chair disagreed."],
    "question with its asker": ["“Why now?” she asked.", "Nobody answered."],
    "question with a named asker": ["“Why now?” Deputy Mayor Ivo Brandt asked.", "Nobody answered."],
    "shout with its speaker": ["“Out!” he shouted.", "The hall fell silent."],
    "question, then a new sentence": ["“Who signed it?”", "The minutes do not say."],
    "quote that ends a sentence": ["He called the plan “dead.”", "Marta Lindqvist called it “late.”"],
    "british quote": ["The offer is “a start”.", "It is no more than that."],
    "bracketed sentence": ["The vote failed.", "(Two members were absent.)", "A second one is due in May."],
    "bracket within": ["“[The council] must act.", "It has [so far] done nothing.”"],
    "rank and office": ["Lt. Gen. Ana Duarte met Sen. Piet Vos and Mr. Hale in St. Orban.", "They agreed."],
    "country within": ["The U.S. Senate passed it.", "The U.N. Charter is older."],
    "country at the end": ["Exports go mainly to the U.S.", "The rest stays at home."],
    "country before a quote": ["The firm left the U.S.", "“We had no choice,” its founder said."],
    "capital of a district": ["She lives in Washington, D.C., with her son.", "He studies law."],
    "month and day": ["The truce ends on Feb. 3 at noon.", "Talks resume on Sept. 11."],
    "month at the end": ["The yard closed in Dec.", "Nobody was told."],
    "number": ["No. 10 declined to comment.", "See Art. 5 of the pact."],
    "no as a word": ["Asked twice, he said no.", "10 others said yes."],
    "time of day": ["The boats left at 6 a.m. Tuesday.", "They were back by 9 p.m.", "The crews slept."],
    "versus and such": ["It was miners vs. farmers, e.g. Kowal and Sons, in court.", "The miners won."],
    "degree": ["Ines Roth, Ph.D., led the study.", "It ran for years."],
    "initials": ["J. D. Marsh and John F. Keller signed.", "So did G.K. Abara."],
    "initial of one name": ["The memo by Paul R. Vance leaked.", "He resigned."],
    "company": ["Norvik Inc. shares fell.", "The loss at Norvik Inc. was its first.", "It may not be the last."],
    "state in a dateline": ["FAIRHAVEN, Va. — The pit closed.", "FAIRHAVEN, W.Va. - The pit opened."],
    "common word that is also a state": ["The envoy fell ill.", "Brandt took over."],
    "decimal": ["Prices rose 3.5 percent.", "Wages rose 2.25."],
    "version and address": ["Read it at example.org/a.html today.", "It is free."],
    "ellipsis that goes on": ["“They were … persuaded ... in part. . . by us,” he said.", "We doubt it."],
    "ellipsis before a name": ["“First the port … Norvik will follow,” he said.", "It did."],
    "ellipsis that ends": ["“I had hoped…", "But no.”"],
    "spaced dots that end": ["“We shall see . . .", "The rest is for later.”"],
    "stop inside and after": ["She asked whether it ‘was true?’.", "It was."],
    "exclamation and question": ["“You did what?!”", "He had no answer."],
    "dateline": ["PORT ALMA, Sorria (Newswire) — The envoy landed on Monday.", "She left at once."],
    "dateline with a date": ["GENEVA, March 3 — The talks stalled.", "Both sides left."],
    "name in lower case": ["He sold his old phone.", "iPads were next."],
    "number opens a sentence": ["The fire began in 2022.", "5 people died."],
    "enumerator": ["1. The army withdraws."],
    "glued sentences": ["The army left the valley.", "The villagers came back."],
    "glued after a quote": ["“It is over.”", "The crowd left."],
    "bullets in a line": ["• The army withdraws", "• The port opens"],
    "german": ["Am 3. März kam Dr. Anna Weiß nach Köln.", "Sie blieb bis Mai."],
    "german abbreviations": [
        "Dr. Weiß kam, z. B. aus Köln, d. h. nach Nr. 5, usw. und Abs. 3.",
        "Der Ministerpräs. Brandt ging.",
        "Ende.",
    ],
    "french": ["M. Hale et Mme. Roux, MM. Diop et Ba, p. ex. selon l’art. 5 du pacte.", "M. Roux est parti."],
    "spanish": [
        "¿Por qué ahora?",
        "¡No firmaremos!",
        "El Sr. Ruiz y la Sra. Vega viven en EE. UU. desde 2010.",
        "Es, p. ej. en Madrid, la núm. 5.",
    ],
    "russian speech behind a dash": ["— Мы не согласны, — сказал он.", "— Это конец."],
    "russian abbreviations": [
        "Он живёт на ул. Ленина в г. Москва с 2010 г., т. е. давно, у пл. Мира и т. д. без конца.",
        "Цена 5 млн. руб. за дом проф. Иванова, см. стр. 5.",
    ],
    "ukrainian abbreviations": ["Він живе на вул. Шевченка, просп. Миру, в м. Київ.", "Це 5 млрд. грн. за рік."],
    "turkish": ["Dr. Kaya ve Prof. Demir geldi vb. kişiler.", "No. 5 kapandı.", "Bitti."],
    "hebrew abbreviations": ["דובר צה״ל אמר כי הנמל יישאר סגור.", "ח״כ לוי הסכים.", 'מנכ"ל החברה סירב.'],
    "arabic and its figures": ["ارتفع السعر إلى ٣.٥ بالمئة.", "وصل 25.5 ألف.", "هل انتهى؟", "نعم."],
    "urdu": ["مذاکرات ختم ہو گئے۔", "سب چلے گئے۔"],
    "armenian": ["Նա գնաց։", "Մենք մնացինք։"],
    "double danda": ["वार्ता रुक गई।", "कोई नहीं बोला॥", "अंत।"],
    "thai without a mark": ["รัฐมนตรีกล่าวว่าท่าเรือจะปิด เขาไม่เห็นด้วย"],
    "entities": [
        "&quot;We do not accept this,&quot; said Petra Hale.",
        "Hale &amp; Sons left; nobody stayed.",
        "&#8220;We go.&#8221;",
        "&quot;Why now?&quot; Ana Ruiz asked.",
        "&quot;It is over.&quot;",
        "Dan Okoro stayed.",
    ],
    "stop without an end": ["The minister left.", "“Wait"],
}
UNSPACED = {"glued sentences", "glued after a quote"}


@pytest.mark.parametrize("case", SPLITS)
def test_sentences_of_prose(case: str) -> None:
    expected = SPLITS[case]
    text = ("" if case in UNSPACED else " ").join(expected)
    assert [text[s.start : s.end] for s in segment(text)] == expected


def test_full_width_stops_need_no_space() -> None:
    text = "会谈已经中断。双方都离开了！何时恢复？"
    assert [text[s.start : s.end] for s in segment(text)] == ["会谈已经中断。", "双方都离开了！", "何时恢复？"]


def test_a_full_width_quotation_is_a_sentence_and_opens_the_next() -> None:
    expected = ["他说：“我们不签字。”", "会议结束了。", "“走吧！”她说。", "还有；再见。"]
    text = "".join(expected)
    assert [text[s.start : s.end] for s in segment(text)] == expected


def test_a_low_german_quotation_closes_with_the_mark_that_opens_elsewhere() -> None:
    text = "„Wir gehen.“ Der Hafen bleibt zu."
    assert [text[s.start : s.end] for s in segment(text)] == ["„Wir gehen.“", "Der Hafen bleibt zu."]


@pytest.mark.parametrize(
    "unit",
    [
        "a b c ",
        "?! .,;: ",
        "Ã©â€™Â Ð¿Ñ ",
        ".",
        "“",
        "”",
        "。“",
        "&quot;",
        ".&quot;",
        "中",
        "中。",
        "ก",
        "har-\n",
        "\0",
        "Q. ",
    ],
)
def test_odd_text_without_end_is_segmented_whole(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    found = segment(text)
    assert sum(len("".join(text[s.start : s.end].split())) for s in found) == len("".join(text.split()))


def test_a_full_width_quotation_stays_with_its_speaker() -> None:
    text = "「すぐに行く！」と彼は言った。会場は静かだった。"
    assert [text[s.start : s.end] for s in segment(text)] == ["「すぐに行く！」と彼は言った。", "会場は静かだった。"]


def test_stops_of_other_scripts() -> None:
    text = "वार्ता रुक गई। कोई नहीं बोला। هل انتهت المحادثات؟ نعم."
    assert len(segment(text)) == 4


def test_a_quotation_over_paragraphs_keeps_each_sentence() -> None:
    text = "“We lost the harvest.\n\n“We will not lose the mill.”\n\nHe sat down."
    found = segment(text)
    assert [text[s.start : s.end] for s in found] == [
        "“We lost the harvest.",
        "“We will not lose the mill.”",
        "He sat down.",
    ]
    assert [s.paragraph for s in found] == [0, 1, 2]
    assert all(s.is_prose for s in found)


def test_a_glued_follow_line_is_furniture_and_its_paragraph_is_not() -> None:
    text = "Ivo Brandt covers the ports.  Follow him on Twitter: @ivobrandt."
    assert [s.furniture for s in segment(text)] == [None, "subscribe"]


def test_carriage_returns_and_astral_letters_keep_offsets_exact() -> None:
    text = "\ufeff𝔗he envoy 🚢 left.\r\n\r\nShe “will 🙂 return.” Nobody waits.\r\n"
    found = [text[s.start : s.end] for s in segment(text)]
    assert found == ["\ufeff𝔗he envoy 🚢 left.", "She “will 🙂 return.”", "Nobody waits."]


MARKS = st.sampled_from(
    list(".?!…,:;“”‘’\"'()[]{}«»。！？-–—•/|>#\n\r\t \u2028\u2029\x0c\x85\u00a0\u200b\ud800a1AÉ中🙂")
)
PIECES = """The|U.S.|Mr.|said|Save|Advertisement|list of 3 items|end of list|Home > News|By Ana Duarte|no.|”|. . .|
[Ana Duarte/Newswire]|Related stories|4 Dec 2025|Can it hold?|\r\n|\n\n| """
WORDS = st.sampled_from(PIECES.split("|"))
ANY_TEXT = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=()), max_size=200),
    st.lists(st.one_of(MARKS, WORDS), max_size=60).map("".join),
    st.lists(WORDS, max_size=40).map(" ".join),
)


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
@example("\ud800. \udfff")
@example("")
@example(" \n ")
def test_every_character_that_is_no_space_is_in_exactly_one_sentence(text: str) -> None:
    found = segment(text)
    at = 0
    for sentence in found:
        assert at <= sentence.start < sentence.end <= len(text)
        assert not text[at : sentence.start].strip()
        words = text[sentence.start : sentence.end]
        assert words == words.strip()
        at = sentence.end
    assert not text[at:].strip()
    assert all(before.paragraph <= after.paragraph for before, after in pairwise(found))
    assert not any(sentence.heading and sentence.furniture for sentence in found)


WHOLE = [case[0] for case in SPLITS.values() if case[0][-1] in ".”"]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([s for case in SPLITS.values() for s in case[:1] if s[-1] in ".”"]), min_size=1, max_size=8
    )
)
def test_sentences_set_apart_as_paragraphs_stay_whole_and_are_prose(sentences: list[str]) -> None:
    text = "\n\n".join(sentences)
    assert [text[s.start : s.end] for s in segment(text) if s.is_prose] == sentences


def test_a_german_opening_mark_belongs_to_the_sentence_that_it_opens() -> None:
    text = "Die Reederei schweigt. »Wir haben uns daran gehalten«, sagte sie. « Nous partons. » Il est parti."
    assert [text[each.start : each.end] for each in segment(text)] == [
        "Die Reederei schweigt.",
        "»Wir haben uns daran gehalten«, sagte sie.",
        "« Nous partons. »",
        "Il est parti.",
    ]
