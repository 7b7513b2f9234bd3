"""Datelines, speaker labels, heads of posts and times of live blogs; and the prose that looks like them."""

from __future__ import annotations

import pytest

from quoth.articles.layout import dateline, is_live_time, name_alone, post_head, speaker_label


@pytest.mark.parametrize(
    "wire",
    [
        "HARWICK, Dec 1 (Reuters) - ",
        "KYIV (AP) — ",
        "LONDON — ",
        "TEL AVIV, 3 March (Xinhua) -- ",
        "Harwick, Dec. 1 (AP) — ",
        "FAIRHAVEN, Va. — ",
        "NEW YORK, 1 December 2026 (dpa) – ",
        "HARWICK/MARLOW, Dec 1 (Reuters) - ",
        "HARWICK (Harwick Post) - ",
        "HARWICK, Tuesday — ",
        "Berlin (dpa) – ",
        "PARIS, 1er décembre (AFP) — ",
        "MADRID, 1 dic (EFE) - ",
        "КИЕВ, 1 декабря (ТАСС) — ",
    ],
)
def test_a_sentence_begins_behind_its_dateline(wire: str) -> None:
    text = f"Before. {wire}The levy must go, Hale said."
    assert dateline(text, 8, len(text)) == 8 + len(wire)


@pytest.mark.parametrize(
    "prose",
    [
        "The levy — a tax on ships — must go.",
        "NATO — which met on Monday — agreed.",
        "NASA — America’s space agency — said no.",
        "OPEC (The group) — said no.",
        "UK – Hale said - is out.",
        "IT — the ministry — said no.",
        "I — and you — agree.",
        "Petra Hale (Labour) - the mayor - said no.",
        "MPs (Labour) - and there were many - left.",
        "WHO officials — three of them — left.",
        "HARWICK, Marlow 1 - 2.",
        "HARWICK, Dec 1 (Reuters) - ",
        "",
    ],
)
def test_an_ordinary_clause_before_a_dash_is_no_dateline(prose: str) -> None:
    assert dateline(prose, 0, len(prose)) is None


@pytest.mark.parametrize(
    ("label", "speech", "who"),
    [
        ("SEN. VANE: ", "We will not sign.", "SEN. VANE"),
        ("MS. HALE: ", "No.", "MS. HALE"),
        ("THE COURT: ", "You may sit down.", "THE COURT"),
        ("REP. O’NEIL (D-Calif.): ", "No.", "REP. O’NEIL (D-Calif.)"),
        ("Q. ", "Why now?", "Q"),
        ("A: ", "Because.", "A"),
        ("Petra Hale, mayor of Harwick: ", "“The levy must go.”", "Petra Hale"),
        ("Petra Hale (mayor): ", '"No."', "Petra Hale"),
        ("Dr. Petra Hale: ", "No.", "Dr. Petra Hale"),
        ("Petra van der Hale: ", "No.", "Petra van der Hale"),
        ("Mary Read: ", "No.", "Mary Read"),
        ("Moderator: ", "welcome.", "Moderator"),
        ("@phale: ", "no levy.", "@phale"),
        ("Frau Müller: ", "Nein.", "Frau Müller"),
        ("Señor Ruiz: ", "¿Por qué?", "Señor Ruiz"),
        ("Петра Хейл: ", "«Мы не согласны».", "Петра Хейл"),
        ("Петра Хейл, мэр: ", "Мы не согласны.", "Петра Хейл"),
        ("ХЕЙЛ: ", "Нет.", "ХЕЙЛ"),
        ("Ведущий: ", "добрый вечер.", "Ведущий"),
        ("Πέτρα Χέιλ: ", "Όχι.", "Πέτρα Χέιλ"),
        ("记者：", "你好", "记者"),
        ("哈勒市长：", "“我们不签字。”", "哈勒市长"),
        ("기자: ", "네", "기자"),
    ],
)
def test_a_label_is_the_speaker_without_its_colon(label: str, speech: str, who: str) -> None:
    text = f"Before. {label}{speech}"
    found = speaker_label(text, 8, len(text))
    assert found is not None
    (start, end), speech_start = found
    assert (text[start:end], text[speech_start:]) == (who, speech)


@pytest.mark.parametrize(
    "prose",
    [
        "One thing is clear: The levy must go.",
        "He said: “No.”",
        "Petra Hale said: “No.”",
        "Hale told reporters: “No.”",
        "Petra Hale, who said: “No.”",
        "The plan: sign by Friday.",
        "Our Plan: Sign by Friday.",
        "Petra Hale’s Plan: Sign by Friday.",
        "Key Points: The levy.",
        "What Happens Next: The levy.",
        "According to Hale: The levy.",
        "UPDATE: The levy stays.",
        "WARNING: Graphic images.",
        "Kurz gesagt: Nein.",
        "Karl Brenner sagte: „Nein.“",
        "Petra Hale a déclaré: «Non».",
        "Petra Hale dijo: «No».",
        "Одно ясно: Налог отменят.",
        "Он сказал: «Нет».",
        "Петра Хейл сказала: «Нет».",
        "他说：“不。”",
        "部长表示：不。",
        "重点是：我们",
        "http://example.org",
        "",
    ],
)
def test_a_clause_before_a_colon_is_no_label(prose: str) -> None:
    assert speaker_label(prose, 0, len(prose)) is None


def test_one_word_is_a_label_only_among_others_and_a_notice_never_is() -> None:
    assert speaker_label("Hale: We do not.", 0, 16) is None
    assert name_alone("Hale: We do not.", 0, 16) == ((0, 4), 6)
    assert name_alone("Хейл: Нет.", 0, 10) == ((0, 4), 6)
    assert name_alone("UPDATE: The levy stays.", 0, 23) is None


@pytest.mark.parametrize(
    "head", ["Petra Hale (@phale) December 1", "Petra Hale @phale · Dec 1", "Petra Hale @phale 3h"]
)
def test_the_head_of_a_post_names_its_author(head: str) -> None:
    place = post_head(head)
    assert place is not None
    assert head[slice(*place)] == "Petra Hale"


def test_a_sentence_with_a_handle_heads_no_post() -> None:
    assert post_head("Petra Hale (@phale) said on December 1 that the levy must go.") is None


@pytest.mark.parametrize(
    "time", ["14.05 GMT", "14:05", "Updated 14:05", "2.05pm BST", "14h05", "14.05 Uhr", "14:05 (GMT+1)", "[14:05]"]
)
def test_a_line_that_is_only_a_time(time: str) -> None:
    assert is_live_time(time)


@pytest.mark.parametrize("line", ["14:05 Hale speaks", "10.30 people", "25:05", "14:75", "1405", ""])
def test_a_line_that_is_more_than_a_time_or_none(line: str) -> None:
    assert not is_live_time(line)


@pytest.mark.parametrize(
    "text", ["A" * 200_000, "Aa " * 70_000, "A (A " * 40_000, "H, " * 70_000, "中" * 200_000, "@" * 9]
)
def test_what_never_ends_has_neither_label_nor_dateline(text: str) -> None:
    assert dateline(text, 0, len(text)) is None
    assert speaker_label(text, 0, len(text)) is None
