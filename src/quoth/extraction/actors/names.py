"""Who the actors of an article are: a name out of a noun phrase, its kind, and where the text mentions it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from quoth.extraction.actors.kinds import KNOWN_NAMES, OFFICES, STATES, STOP, UNNAMED, WORD, has_office, kind_of
from quoth.extraction.grounding.normalization import fold, folded, meant, restored, unpadded
from quoth.extraction.grounding.word_boundaries import UNSPACED_LETTER, occurrences

_TITLES = frozenset(
    "president vice prime minister deputy foreign defence defense interior finance chancellor king queen prince "
    "sheikh senator sen. rep. congressman "
    "congresswoman secretary general gen. lt. col. colonel maj. major capt. captain sgt. admiral adm. "
    "ambassador envoy governor gov. mayor judge justice "
    "chief mr. mrs. ms. dr. prof. professor sir lady lord pope rev. former ex-president acting spokesman "
    "spokeswoman spokesperson special commander brig. "
    "leader chairman chairwoman chair director analyst economist minister-president premier speaker "
    "then-president us u.s. un u.n. eu nato".split()
)
_PARTICLES = frozenset("al bin ibn abu de da di del van von der den la le el ben bint of ap y e".split())
PRONOUNS = frozenset("he she they it we i him her them his their who".split())


def is_pronoun(words: str) -> bool:
    """Whether the words are a pronoun and no abbreviation: "it" and "It", not "IT"."""
    return words.lower() in PRONOUNS and not (len(words) > 1 and words.isupper())


_NAME_END = ".,;:!?’'”\""
_PLACING = frozenset(("at", "from", "with"))
_POSSESSIVE_END = re.compile(r"[’']s?$")
_ARTICLE = re.compile(r"(?:the|The|a|an)\s+")


@lru_cache(maxsize=KNOWN_NAMES)
def significant(name: str) -> frozenset[str]:
    """The words of a name that tell actors apart: lower case, without titles, articles and possessive endings."""
    words = (_POSSESSIVE_END.sub("", word.strip(_NAME_END + "“‘")).lower() for word in WORD.findall(meant(name)))
    kept = [word for word in words if word and word not in STOP]
    named = [word for word in kept if word not in _TITLES]
    return frozenset(named or kept)


def same_actor(one: str, other: str) -> bool:
    """Whether two names can be the same actor's: the shorter's telling words all stand in the longer's."""
    left, right = significant(one), significant(other)
    return bool(left and right) and (left <= right or right <= left)


_LEAD = re.compile(
    r"\s*(?:(?:while|although|though|as|but|and|yet|so|that|when|because|meanwhile|however|still|even|both|which|whom|the|an?)\s+)+",
    re.IGNORECASE,
)


_WITH_OTHERS = re.compile(r"\w,?\s+(?:including|along with|as well as)\s+\w")


@lru_cache(maxsize=KNOWN_NAMES)
def name_of(phrase: str) -> str:
    """The actor's name inside a noun phrase: "Zoria's deputy foreign minister Ana Ruiz" gives "Ana Ruiz".

    A phrase that names nobody ("two Western officials") is returned whole, without its article.
    """
    words = WORD.findall(_led(phrase))
    if not words or _WITH_OTHERS.search(phrase) is not None:
        return phrase.strip()
    placed = next((number for number, word in enumerate(words) if word in _PLACING and number), 0)
    if placed and all(word[:1].isupper() for word in words[:placed]):
        words = words[:placed]
    run: list[str] = []
    for word in reversed(words):
        bare = word.strip(_NAME_END)
        if bare[:1].isupper() or (run and bare.lower() in _PARTICLES and bare.lower() != "of"):
            run.insert(0, word)
        else:
            break
    while run and (run[0].lower() in _PARTICLES or (_is_title(run[0]) and len(run) > 1)):
        run.pop(0)
    before = [word.lower() for word in words[: len(words) - len(run)]]
    if before[-1:] == ["of"] or before[-2:] == ["of", "the"]:  # "a commander of the Front" is not the Front
        return _trimmed(words)
    described = len(run) < len(words) and has_office(" ".join(words[: len(words) - len(run)]))
    titled = any(map(_is_title, words))
    if len(run) >= 2 and (described or titled):
        return _trimmed(_after_title(run))
    if run and (described or titled) and len(words) <= 6:
        return _trimmed(_after_title(run))
    return _trimmed(
        [word for number, word in enumerate(words) if number or word.lower() not in ("the", "a", "an", "but", "and")]
    )


def _led(phrase: str) -> str:
    """The phrase without the conjunctions and articles that it opens with."""
    lead = _LEAD.match(phrase)
    return phrase[lead.end() :] if lead is not None else phrase


def _is_title(word: str) -> bool:
    lowered = word.strip(",").lower()
    return lowered in _TITLES or lowered in OFFICES


def _after_title(run: list[str]) -> list[str]:
    last = max((number for number, word in enumerate(run[:-1]) if _is_title(word)), default=-1)
    return run[last + 1 :]


def _trimmed(words: list[str]) -> str:
    return _POSSESSIVE_END.sub("", " ".join(words).strip(_NAME_END.replace("’", "").replace("'", "")))


OPENERS = frozenset(
    "after also although and as at because before but by earlier even for from here however if in last later like many "
    "meanwhile next now on once one two three four five six seven eight nine ten several some most all both no "
    "since so still that the then there this though unlike until when where while with "
    "yet".split()
)
"""Words that open a sentence with a capital and are no part of the name behind them."""


def opening_actor(phrase: str) -> str | None:
    """The actor that a whole clause opens with: "Experts see this as a ploy" gives "Experts"; None where none does."""
    words = WORD.findall(_led(phrase))[:6]
    ends = [n for n, word in enumerate(words, start=1) if word.lower() in UNNAMED or word.lower() in OFFICES]
    capitals = [n for n in range(1, len(words) + 1) if all(word[:1].isupper() for word in words[:n])]
    length = max([*capitals, *ends[:1]], default=0)
    return " ".join(words[:length]) or None


_FIRST_NAMES = re.compile(r"[^\W\d_a-z][\w’'-]+ (?:[^\W\d_a-z][\w’'-]+ ){0,2}$")
_LONGEST_FIRST_NAMES = 60
"""Characters."""
_LONGEST_ABBREVIATION, _LONGEST_SPELLED_OUT = 6, 90
"""Characters."""
_SPACE = re.compile(r"\s+")


def _places(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the words stand in the text, not inside longer words; any white space will do for a space of theirs."""
    first, *rest = words.split(" ")
    if words.split() != [first, *rest]:  # odd white space, as a model may copy it: looked for the slow way
        body = re.escape(words).replace(r"\ ", r"\s+")
        yield from (found.span() for found in re.finditer(rf"(?<!\w){body}(?!\w)", text))
        return
    place = text.find(first)
    while place >= 0:
        end = _end_of(rest, text, place + len(first))
        if end is not None and not (_is_word(text[place - 1 : place]) or _is_word(text[end : end + 1])):
            yield place, end
        else:
            end = place + 1
        place = text.find(first, end)


def _end_of(parts: list[str], text: str, end: int) -> int | None:
    """Where the last of the parts ends that follow `end`, each after white space; None where one is missing."""
    for part in parts:
        space = _SPACE.match(text, end)
        if space is None or not text.startswith(part, space.end()):
            return None
        end = space.end() + len(part)
    return end


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


_SHORTEST_INFLECTED = 4
"""Characters of a name that is looked for in other forms: a shorter one is found in half of all words."""
_PREFIXES = r"[\u0600-\u06ff\u0590-\u05ff]{0,3}?"
"""Arabic and Hebrew write "and", "to", "that" and the article together with the word behind them."""


@lru_cache(maxsize=1024)
def _inflected(words: tuple[str, ...]) -> re.Pattern[str]:
    """What finds these words one after another, each with whatever ending stands for its own."""
    if UNSPACED_LETTER.search(words[0]):
        return re.compile(f"(?P<name>{r'[・· ]*'.join(map(re.escape, words))})")
    return re.compile(
        rf"(?<!\w){_PREFIXES}(?P<name>{r' +'.join(_any_ending(word, len(words) > 1) for word in words)})(?!\w)",
        re.IGNORECASE,
    )


def _any_ending(word: str, beside_others: bool) -> str:
    bare = word.strip(_NAME_END)
    kept = bare[: max(3, len(bare) - 2)] if len(bare) > 4 and not bare.isascii() else bare
    if (bare.isascii() and len(bare) > 5) or (beside_others and bare == kept and bare[-1:] in "aая"):
        kept = bare[:-1]
    return rf"{re.escape(kept)}\w{{0,4}}\.?"


class Mentions:
    """Where one article's text mentions a name: whole first, then by its last telling word."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, tuple[tuple[int, int], ...]] = {}
        self._mentions: dict[str, list[tuple[int, int]]] = {}
        self._full: dict[str, str] = {}

    def places(self, words: str) -> tuple[tuple[int, int], ...]:
        """Every place where these words stand as whole words, in order."""
        if words not in self._found:
            self._found[words] = tuple(_places(words, self._text)) or tuple(self._restored_places(words))
        return self._found[words]

    def _restored_places(self, words: str) -> Iterator[tuple[int, int]]:
        text = restored(self._text)
        if text != self._text and (wanted := fold(words).text):
            there = folded(text)
            for start, end in (there.place(*each) for each in occurrences(wanted, there.text)):
                yield unpadded(text, start), end

    def nearest(self, name: str, place: int) -> tuple[int, int] | None:
        """The mention that a reader of `place` has seen last, else the first after it; None where there is none."""
        if name not in self._mentions:
            found = sorted(
                {spot for words in self._spellings(name) for spot in self.places(words)},
                key=lambda spot: (spot[1], spot[0]),
            )
            # The surname inside a full name is that mention, not another.
            self._mentions[name] = [
                spot for number, spot in enumerate(found) if not number or found[number - 1][1] != spot[1]
            ]
        mentions = self._mentions[name]
        seen = bisect_right(mentions, place, key=lambda spot: spot[0])
        return mentions[max(0, seen - 1)] if mentions else None

    def inflected(self, name: str, place: int, by_parts: bool = False) -> tuple[int, int] | None:
        """The mention of a name in another form of its words, nearest before `place`, else the first after it.

        Written without spaces around it (Chinese, Japanese, Thai), with a prefix (Arabic, Hebrew), with an ending
        ("Іваненка", "Brenners", "Ankara'nın"); where wanted, by its last or first word alone.
        """
        words = [word for word in WORD.findall(name) if any(map(str.isalnum, word))]
        if not words:
            return None
        for wanted in dict.fromkeys((tuple(words), (words[-1],), (words[0],)) if by_parts else (tuple(words),)):
            if sum(map(len, wanted)) < _SHORTEST_INFLECTED and not UNSPACED_LETTER.search(wanted[0]):
                continue
            found = [match.span("name") for match in _inflected(wanted).finditer(self._text)]
            if found:
                seen = bisect_right(found, place, key=lambda spot: spot[0])
                return found[max(0, seen - 1)]
        return None

    def full_name(self, name: str) -> str:
        """The run of capitalised words in the text that ends with this single name, else the name itself.

        "Ruiz" becomes "Ana Ruiz" where the text has it; where two people share the name, it stays as it is.
        """
        if name.isupper() and 1 < len(name) <= _LONGEST_ABBREVIATION and name.isalpha():
            return self._spelled_out(name)
        if " " in name or not name[:1].isupper() or kind_of(name) != "person":
            return name
        if name not in self._full:
            longer = {full for start, _ in self.places(name) if (full := self._ending_at(start, name)) is not None}
            self._full[name] = longer.pop() if len(longer) == 1 else name
        return self._full[name]

    def _spelled_out(self, letters: str) -> str:
        """The name that the text puts before the letters in brackets, "Lowland Patriotic Front (LPF)"; else them."""
        if letters not in self._full:
            self._full[letters] = letters
            for start, _ in self.places(letters):
                before = self._text[max(0, start - _LONGEST_SPELLED_OUT) : start]
                words = before[:-1].split() if before.endswith("(") else []
                named = [word for word in words if word[:1].isupper()][-len(letters) :]
                if "".join(word[0] for word in named) == letters and words[-1] == named[-1]:
                    self._full[letters] = " ".join(words[len(words) - words[::-1].index(named[0]) - 1 :])
                    break
        return self._full[letters]

    def _ending_at(self, start: int, name: str) -> str | None:
        """The full name that ends with the name at `start`, or None."""
        if not self._text.endswith((" ", " \n"), 0, start):
            return None
        run = _FIRST_NAMES.search(self._text[max(0, start - _LONGEST_FIRST_NAMES) : start])
        full = name_of(run.group() + name) if run is not None else name
        first = full.split()[0] if full.strip() else ""
        named = " " in full and full.endswith(name) and kind_of(full) == "person"
        return full if named and first.lower() not in OPENERS and first not in STATES else None

    def _spellings(self, name: str) -> list[str]:
        article = _ARTICLE.match(name)
        bare = name[article.end() :] if article is not None else name
        words = WORD.findall(bare)
        last = words[-1].strip(_NAME_END) if words else ""
        spellings = [name, bare]
        if len(words) > 1 and last[:1].isupper() and len(last) > 2:
            spellings.append(last)
        return [spelling for spelling in dict.fromkeys(spellings) if spelling]
