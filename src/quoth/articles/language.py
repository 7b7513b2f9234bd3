"""The language of an article: by its script where that tells, by English function words, else by py3langid."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_LOOKED_AT = 3000
"""Characters from the first letter on: more would change no answer."""
_FEWEST_LETTERS, _FEWEST_OF_ANOTHER_SCRIPT = 60, 10
"""Under which a text is too short to tell: English among others where the letters are Latin, and read as it."""
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    "the of and to that said with for from was were has have had not they which this would will been his her their "
    "is are be by on at as an it he she we who but".split()
)
_CERTAIN, _LIKELY = 0.22, 0.1
"""Shares of English function words: other languages have up to a twentieth by chance ("was", "on", "he")."""
_OF_ONE_LANGUAGE = (
    ("ja", "\u3040-\u30ff", 0.05),  # kana among Chinese characters
    ("ko", "\uac00-\ud7af\u1100-\u11ff", 0.3),
    ("zh", "\u3400-\u9fff\uf900-\ufaff", 0.3),
    ("th", "\u0e00-\u0e7f", 0.5),
    ("lo", "\u0e80-\u0eff", 0.5),
    ("he", "\u0590-\u05ff", 0.5),
    ("el", "\u0370-\u03ff\u1f00-\u1fff", 0.5),
    ("hy", "\u0530-\u058f", 0.5),
    ("ka", "\u10a0-\u10ff", 0.5),
    ("am", "\u1200-\u137f", 0.5),
    ("km", "\u1780-\u17ff", 0.5),
    ("my", "\u1000-\u109f", 0.5),
)
_SCRIPTS = [(language, re.compile(f"[{letters}]"), share) for language, letters, share in _OF_ONE_LANGUAGE]
_ANY_SCRIPT = re.compile(f"[{''.join(letters for _, letters, _ in _OF_ONE_LANGUAGE)}]")


@lru_cache(maxsize=64)
def language_of(text: str) -> str | None:
    """ISO 639-1 of the language that most of the text is in; None where it has too few letters to tell.

    Looks at 3,000 characters from the first letter on. Yiddish is taken for Hebrew, whose script it
    has.
    """
    first = _WORD.search(text)
    top = text[first.start() : first.start() + _LOOKED_AT] if first else ""
    words = _WORD.findall(top.lower())
    letters = sum(map(len, words))
    if not letters:
        return None
    if _ANY_SCRIPT.search(top):
        for language, script, share in _SCRIPTS:
            if len(script.findall(top)) >= share * letters:
                return language
    latin = sum(len(word) for word in words if word[0] < "\u0250")
    if letters < (_FEWEST_LETTERS if 2 * latin >= letters else _FEWEST_OF_ANOTHER_SCRIPT):
        return None
    english = sum(word in _ENGLISH for word in words) / len(words) if 2 * latin >= letters else 0.0
    if english >= _CERTAIN:
        return "en"
    told = str(_identifier().classify(top)[0])
    return "en" if english >= _LIKELY and told != "en" and top.isascii() else told


@lru_cache(maxsize=1)
def _identifier() -> Any:
    """Loaded when the first article needs it: half a second and some megabytes, which hardly any English one pays."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    # The others are of ISO 639-3: dialects, which are then told as the language that they are nearest to.
    identifier.set_languages([code for code in identifier.nb_classes if len(code) == 2])
    return identifier
