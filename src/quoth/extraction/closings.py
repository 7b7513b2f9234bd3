"""What may stand between a cue and the end of its sentence: times, places and a word of manner, and nothing else."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\s*(?:(?P<comma>,)|(?P<word>[\w’'.-]+))(?P<space>\s*)")
_MANNER = frozenset("early late earlier later again also here publicly recently separately today yesterday".split())
_OPENS = frozenset("on in at during by after before from over to of via".split())
_DEICTIC = frozenset(("last", "this"))
_LONGEST_PHRASE = 6
"""Words after a preposition: "on the sidelines of the summit in Karsk" is three phrases."""


def is_time_or_place(words: str) -> bool:
    """Whether the whole of `words` tells when, where or how something was said: "in Karsk on Monday, again."

    A word may go on with a phrase or begin another, and no mark stands between them. Both readings are followed at
    once, so the time that this takes grows with the length of `words` and with nothing else.
    """
    place, end = 0, len(words.rstrip())
    whole = True  # what was read may end here
    may_begin = True  # a phrase may begin with the next word
    phrase: int | None = None  # words since the last preposition
    deictic = False  # the next word ends "last …" or "this …"
    while place < end:
        token = _TOKEN.match(words, place)
        if token is None:
            return False
        place = token.end()
        last = place >= end
        if token["comma"]:
            if not whole or last:
                return whole
            whole, phrase, deictic = False, None, False
            continue
        word = token["word"]
        if last:
            if whole and word == ".":
                return True
            word = word.removesuffix(".")
        goes_on = bool(token["space"]) and not last
        ends_phrase = (may_begin and word in _MANNER) or (deictic and word.isalnum())
        going_on = phrase + 1 if phrase is not None and phrase < _LONGEST_PHRASE else None
        phrase = 0 if may_begin and goes_on and word in _OPENS else going_on
        deictic = may_begin and goes_on and word in _DEICTIC
        whole = may_begin = ends_phrase or going_on is not None
        if not whole and phrase is None and not deictic:
            return False
    return whole
