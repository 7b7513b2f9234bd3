"""Who speaks by the layout: turns of a transcript, blocks below "said in a statement:", pasted posts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from quoth.articles.article import Sentence
from quoth.articles.layout import is_live_time, is_turn, name_alone, post_head, speaker_label

Place = tuple[int, int]
_FEWEST_ALONE = 3
"""Labels of one word that make a transcript by themselves."""
_LONGEST_LINE = 130
"""Characters of the head of a post, or of a time."""
_OPENING = frozenset('“„«"「『״‘')
Turn = tuple[str, Place]
"""A speaker's name and where it stands."""


class Turns:
    """The turns of one article, by the number of the sentence. A label carries over to the lines below it.

    A heading, page furniture and the time of a live blog's entry end a turn; a lone label in small letters ("Hale, the
    mayor: “…”") holds for its own paragraph, as does one whose speech has quotation marks.
    """

    def __init__(self, text: str, sentences: Sequence[Sentence], announcing: Callable[[int], Turn | None]) -> None:
        self._text, self._sentences, self._announcing = text, sentences, announcing
        self._labels: dict[int, int] = {}
        self._turns: dict[int, Turn] = {}
        self._announcers: set[int] = set()
        if ":" in text or "：" in text or "@" in text or "\nQ." in text or text.startswith("Q."):
            self._read()

    def speaker(self, number: int) -> Turn | None:
        """Whose turn sentence `number` is, by the layout alone."""
        return self._turns.get(number)

    def label(self, number: int) -> int | None:
        """Where the speech begins behind a label that sentence `number` opens with."""
        return self._labels.get(number)

    def announces(self, number: int) -> bool:
        """Whether the sentence lets somebody speak in the block below it."""
        return number in self._announcers

    def _read(self) -> None:
        opening = self._opening()
        found = {number: label for number in opening if (label := self._label(number)) is not None}
        alone = {number: label for number in opening if number not in found and (label := self._alone(number))}
        if found or len(alone) >= _FEWEST_ALONE:
            found |= alone
        turn: Turn | None = None
        lasts = 0
        """The last paragraph that the turn reaches to."""
        for number, sentence in enumerate(self._sentences):
            name_at = self._sentences[number - 1] if number and self._text[sentence.start] == "@" else sentence
            head = self._text[name_at.start : min(sentence.end, name_at.start + _LONGEST_LINE)]
            if (name_place := post_head(head)) is not None:
                place = _moved(name_place, name_at.start)
                turn, lasts = (self._text[slice(*place)], place), sentence.paragraph + 1
                continue
            if not sentence.is_prose:
                turn = turn if self._text[sentence.start] in "([" else None  # "(APPLAUSE)"
                continue
            colon = self._text[sentence.end - 1] == ":"
            if turn is None and not colon and number not in found and sentence.end - sentence.start > _LONGEST_LINE:
                continue
            words = self._text[sentence.start : min(sentence.end, sentence.start + _LONGEST_LINE)]
            if is_live_time(words):
                turn = None
                continue
            if number in found:
                place, self._labels[number] = found[number]
                name = self._text[slice(*place)]
                turn = (name, place)
                carries = (len(found) > 1 or is_turn(name)) and self._text[found[number][1]] not in _OPENING
                lasts = len(self._text) if carries else sentence.paragraph
            elif turn is not None and sentence.paragraph > lasts:
                turn = None
            if turn is not None:
                self._turns[number] = turn
            if colon:
                announced = self._announcing(number)
                if announced is not None:
                    self._announcers.add(number)
                    turn, lasts = announced, sentence.paragraph + 1

    def _opening(self) -> list[int]:
        """The prose sentences that open a paragraph and have what a label ends with."""
        found, before = [], -1
        for number, sentence in enumerate(self._sentences):
            if sentence.paragraph != before and sentence.is_prose:
                words = self._text[sentence.start : min(sentence.end, sentence.start + 120)]
                if ":" in words or "：" in words or words[:2] in ("Q.", "A."):
                    found.append(number)
            before = sentence.paragraph
        return found

    def _alone(self, number: int) -> tuple[Place, int] | None:
        sentence = self._sentences[number]
        return name_alone(self._text, sentence.start, sentence.end)

    def _label(self, number: int) -> tuple[Place, int] | None:
        sentence = self._sentences[number]
        return speaker_label(self._text, sentence.start, sentence.end)


def _moved(place: Place, by: int) -> Place:
    return place[0] + by, place[1] + by
