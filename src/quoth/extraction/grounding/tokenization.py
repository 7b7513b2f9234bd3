"""The words of a text, each in a form that the same word has however it is spelt, and with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from quoth.extraction.english.sense_lexicon import DIGITS
from quoth.extraction.grounding.normalization import fold
from quoth.extraction.grounding.word_boundaries import MARKS, UNSPACED

_LETTER = rf"[^\W_{UNSPACED}]|[{MARKS}]"
_JOINT = r"['’ʼ]|[\u00ad\u200b\u200c\u200d\u2060]++(?<=\u00ad)\s?|[\u00ad\u200b\u200c\u200d\u2060]++|[\[\]]"
"""What may stand inside a word: an apostrophe; a soft hyphen, which may have cut it at a line's end; a bracket."""
_WORD = re.compile(
    rf"[$€£¥]?\d++(?:[.,:/]\d++)*+(?:{_LETTER})*+%?"  # a number with its currency or unit
    r"|[^\W\d_](?:\.[^\W\d_])+(?![^\W_])"  # U.S
    rf"|[{UNSPACED}][{MARKS}]*"
    rf"|(?:{_LETTER})++(?:(?:{_JOINT})(?:{_LETTER})++)*+"
)
_LONGEST_WORD = 200
"""Characters from which a word is none, and compared as it is."""
_LATIN_MARKS = re.compile("[\u0300-\u036f]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_CONTRACTED = {"'ll": "will", "'ve": "have", "'re": "are", "'m": "am", "'d": "would"}
_IRREGULAR = {"ca": "can", "wo": "will", "sha": "shall"}


class Word(NamedTuple):
    """`form` is what is compared, `raw` what stands at `start:end`. "can't" is two words that stand at one place."""

    form: str
    raw: str
    start: int
    end: int

    @property
    def spelling(self) -> str:
        """The form as a slip of the pen can be seen in it: that of "seven" is 7."""
        return self.raw.lower() if self.form.isdigit() and self.raw.isalpha() else self.form

    @property
    def is_capitalised(self) -> bool:
        return self.raw[:1].isupper()


def has_words(text: str) -> bool:
    return _WORD.search(text) is not None


def words_of(text: str) -> list[Word]:
    """The words of `text` in order; punctuation is none, and a letter of a script without blanks is one."""
    return [Word(form, text[start:end], start, end) for form, start, end in placed_forms(text)]


def placed_forms(text: str) -> Iterator[tuple[str, int, int]]:
    """Form, start and end of each word."""
    for found in _WORD.finditer(text):
        start, end = found.span()
        for form in _forms(found[0]):
            yield form, start, end


@lru_cache(maxsize=8192)
def _forms(raw: str) -> tuple[str, ...]:
    if raw.isascii() and raw.isalpha():
        plain = raw.lower()
        return ("can", "not") if plain == "cannot" else (DIGITS.get(plain, plain),)
    if len(raw) > _LONGEST_WORD:
        return (raw,)
    form = fold(raw).text.replace("ʼ", "'")
    if form[:1].isdigit() or raw[0] in "$€£¥":
        return (_THOUSANDS.sub("", form),)
    if not form.isascii():
        form = unicodedata.normalize("NFC", _LATIN_MARKS.sub("", unicodedata.normalize("NFD", form)))
    return _uncontracted(form.replace(".", "")) or (raw,)


def _uncontracted(form: str) -> tuple[str, ...]:
    """The words of a contraction: "won't" is "will not", and a possessive is its noun."""
    if form.endswith("n't"):
        stem = _IRREGULAR.get(form[:-3], form[:-3])
        return (stem, "not") if stem else ("not",)
    for ending, word in _CONTRACTED.items():
        if form.endswith(ending) and form != ending:
            return form.removesuffix(ending), word
    bare = form.removesuffix("'s").strip("'")
    return (DIGITS.get(bare, bare),) if bare else ()
