"""What a prompt's examples say, so that none of it passes for something that the article says."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"\w+")
_RUN = 5
"""Words on end that two texts do not share by chance."""


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _runs(words: list[str]) -> list[str]:
    return [" ".join(words[place : place + _RUN]) for place in range(len(words) - _RUN + 1)]


class FewShotText:
    """The words of a prompt's examples: their sentences, and what their answers say of them."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        told = [_words(text) for text in texts]
        # A mark between two texts, so that no run of words reaches from one into the next.
        self._text = f" {' | '.join(' '.join(words) for words in told)} "
        self._runs = frozenset(run for words in told for run in _runs(words))

    def __bool__(self) -> bool:
        return bool(self._runs) or bool(self._text.strip())

    def names(self, words: str) -> bool:
        """Whether an example holds these words, one after the other."""
        said = " ".join(_words(words))
        return bool(said) and f" {said} " in self._text

    def shared(self, words: str) -> list[str]:
        """The runs of five words that an example has too; of fewer words all, where an example has all of them."""
        said = _words(words)
        if len(said) < _RUN:
            return [" ".join(said)] if self.names(words) else []
        return [run for run in _runs(said) if run in self._runs]


NOTHING = FewShotText()
