"""The language of a text: told where it has letters enough, and None where nobody could say."""

from __future__ import annotations

import pytest

from quoth.articles.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minister said that the port would be closed until the talks of the two sides had ended.", "en"),
        ("Der Minister sagte, der Hafen bleibe geschlossen, bis die Gespräche beendet seien, und das sei gut.", "de"),
        (
            "Le ministre a déclaré que le port resterait fermé jusqu'à la fin des pourparlers entre les deux camps.",
            "fr",
        ),
        ("Речник міністерства заявив, що порт залишиться закритим до кінця переговорів.", "uk"),
        ("Министр заявил, что порт останется закрытым до конца переговоров.", "ru"),
        ("قالت ليلى حداد إن 25 سفينة ستغادر في 3 مايو.", "ar"),
        ("השר אמר שהנמל יישאר סגור.", "he"),
        ("部长表示港口将继续关闭。", "zh"),
        ("大臣は港を閉鎖すると述べた。", "ja"),
        ("장관은 항구가 닫힐 것이라고 말했다.", "ko"),
        ("We are ready.", None),
        ("12345 67890 --- !!!", None),
        ("", None),
        ("“We go,” Ana Ruiz said.", None),
    ],
)
def test_the_language_is_told(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_of_a_mixed_text_the_larger_part_decides() -> None:
    english = "The minister said that the port would be closed until the talks of the two sides had ended. "
    assert language_of(english * 3 + "Министр заявил, что порт закрыт.") == "en"


def test_a_dialect_is_told_as_a_language_of_iso_639_1() -> None:
    venetian = "El ministro el ga dito che el porto el restarà sarà fin a la fine dei colloqui tra le do parte."
    assert language_of(venetian) == "it"


def test_english_words_at_the_top_do_not_outweigh_a_larger_part_of_another_script() -> None:
    english = "The minister said the port was closed and that they will go. "
    assert language_of(english * 3 + "Министр заявил, что порт закрыт и что они уйдут. " * 5) == "ru"


def test_marks_and_figures_at_the_top_are_no_part_of_what_is_looked_at() -> None:
    text = "The minister said that the port would be closed until the talks of the two sides had ended."
    assert language_of("— " * 4000 + text) == "en"
    assert language_of("12 | " * 4000 + text) == "en"


def test_english_never_loads_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def loaded() -> None:
        raise AssertionError("loaded")

    monkeypatch.setattr("quoth.articles.language._identifier", loaded)
    assert (
        language_of("The envoy said that the talks had been held in the port, and that they were over by noon.") == "en"
    )
