"""Cuts a text into sentences, headings and page furniture, each with its exact place; nothing is left out."""

from __future__ import annotations

import re

from quoth.articles.abbreviations import BEFORE_NAME, BEFORE_NUMBER, GERMAN_MONTHS, OPENERS, REPORTING, WITHIN
from quoth.articles.article import Sentence
from quoth.articles.furniture import furniture_kinds, kind_of_sentence, stands_alone
from quoth.articles.headings import headings
from quoth.articles.paragraphs import paragraphs

_FULL_WIDTH = "。！？｡．"
_STOPS = r".!?…‽؟۔।॥։።។။" + _FULL_WIDTH
_CLOSERS = r"\"'”’“»)\]}」』】）〉》›"
_ENTITY = r"&(?:quot|rdquo|rsquo|apos|#0?39|#34|#8217|#8221|#x27|#x22|#x201[dD]);"
"""A closing mark that a table left as HTML writes it."""
# A search is quick where a pattern opens with a set of characters, and slow where it opens with a choice.
_STOP = re.compile(
    rf"[{_STOPS}](?:(?<=\.)(?:[ \u00a0]\.){{2,}}[{_STOPS}{_CLOSERS}]*|[{_STOPS}{_CLOSERS}]*"
    rf"(?:[ \u00a0\u202f]»(?!\w)|(?:{_ENTITY})+)?)"
)
_OPENED_ANEW = re.compile(rf"(?<=[{_FULL_WIDTH}])“|(?<=[{_FULL_WIDTH}][”』」])“")
"""Behind a full-width stop, where no space parts sentences, “ opens the next; in German it closes."""
_BULLET = re.compile(r"[•▪‣●](?<=\s.)(?=\s)")
_LEAD = re.compile(r"[\s\"'“”‘’«»„(\[{「『（【¿¡*_–—-]*")
_BEFORE_TOKEN = re.compile(r".*[\s\"'“”‘’«»„(\[{/–—]", re.DOTALL)
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_WORD = re.compile(r"[^\W\d_]+")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,3}\.-?)+[^\W\d_]{1,3}$|[^\W\d_]$")
_ENUMERATOR = re.compile(r"(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})$")
_ATTRIBUTED = re.compile(rf"(?:[^\W\d_][\w.'’-]*\s+){{1,6}}(?:{REPORTING})\b")
_ATTRIBUTED_CJK = re.compile(r"と|[^。！？，；]{0,24}?(?:说|說|道|问|問|表示|称|稱|指出|强调|強調|告诉|告訴|警告|补充)")
_GLUED = re.compile(r"[^\W\d_][^\W\d_]")
_OPENING_BRACKETS = ("(", "[", "{")
_LAST_LETTERS = 4
_ABBREVIATION_ENDS = frozenset(word[-_LAST_LETTERS:] for word in BEFORE_NAME | BEFORE_NUMBER | WITHIN)
_LONGEST_ENUMERATED = 8
"""Characters of a sentence's start that may be the number of a list's item: `12.`"""
_BACK = 40
_AHEAD = 120


def segment(text: str) -> list[Sentence]:
    """The sentences, headings and furniture of `text`, in order; offsets count code points.

    Every character that is no white space is in exactly one of them. Takes time linear in the text; raises nothing.
    """
    blocks = paragraphs(text, stands_alone)
    words = [" ".join(text[start:end].split()) for start, end in blocks]
    kinds = furniture_kinds(words)
    heads = headings(words, kinds)
    found: list[Sentence] = []
    for number, ((start, end), kind, heading) in enumerate(zip(blocks, kinds, heads, strict=True)):
        if kind or heading:
            found.append(Sentence(start, end, number, heading, kind))
            continue
        parts = split(text, start, end)
        for first, last in parts:
            kind = kind_of_sentence(text[first:last]) if len(parts) > 1 else None
            found.append(Sentence(first, last, number, False, kind))
    return found


def split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of the paragraph `text[start:end]` as trimmed (start, end)."""
    cuts: list[int] = []
    opened = start
    for stop in _STOP.finditer(text, start, end):
        anew = _OPENED_ANEW.search(text, *stop.span()) if text[stop.start()] in _FULL_WIDTH else None
        if anew or _ends_sentence(text, opened, stop, end):
            opened = anew.start() if anew else stop.end()
            cuts.append(opened)
    cuts += [bullet.start() for bullet in _BULLET.finditer(text, start, end)]
    return _pieces(text, start, end, sorted(cuts))


def _pieces(text: str, start: int, end: int, cuts: list[int]) -> list[tuple[int, int]]:
    """Trimmed pieces between the cuts; one that holds no letter and no digit joins its neighbour."""
    pieces: list[tuple[int, int]] = []
    last_worded = True
    for first, last in zip([start, *cuts], [*cuts, end], strict=True):
        words = text[first:last].rstrip()
        if not words:
            continue
        piece = (first + len(words) - len(words.lstrip()), first + len(words))
        worded = _LETTER_OR_DIGIT.search(words) is not None
        if pieces and not (worded and last_worded):
            pieces[-1] = (pieces[-1][0], piece[1])
            last_worded = last_worded or worded
        else:
            pieces.append(piece)
            last_worded = worded
    return pieces


def _ends_sentence(text: str, opened: int, stop: re.Match[str], end: int) -> bool:
    at = stop.end()
    if at >= end or _plainly_ends(text, opened, stop, end):
        return True
    marks = stop.group()
    ahead = text[at : min(end, at + _AHEAD)]
    if not ahead[0].isspace():
        return _ends_unspaced(stop, _token_before(text, opened, stop.start()), ahead)
    lead = _LEAD.match(ahead)
    rest = ahead[lead.end() :] if lead else ahead
    if not rest or not _may_open(rest):
        return False
    if text[max(opened, stop.start() - 1) : stop.start()] in _OPENING_BRACKETS:
        return False
    if _is_ellipsis(marks):
        return _ellipsis_ends(text, opened, stop.start(), rest)
    if marks[0] != ".":
        quoted = any(mark in "\"'”’»;" for mark in marks)  # `;` ends an entity
        return not (quoted and _ATTRIBUTED.match(rest))
    dashed = ahead.lstrip()[0] in "–—-"
    before = _token_before(text, opened, stop.start())
    return _full_stop_ends(
        text[opened : stop.start()] if stop.start() - opened < _LONGEST_ENUMERATED else "", before, rest, dashed
    )


def _plainly_ends(text: str, opened: int, stop: re.Match[str], end: int) -> bool:
    """The quick answer for most full stops: after a small word that is no abbreviation, before a capital."""
    at, start = stop.end(), stop.start()
    before = text[start - _LAST_LETTERS : start]
    return (
        at + 1 < end
        and text[at].isspace()
        and text[at + 1].isupper()
        and start - opened >= _LONGEST_ENUMERATED
        and text[start] == "."
        and before.isalpha()
        and before.islower()
        and before not in _ABBREVIATION_ENDS
        and not _is_ellipsis(stop.group())
    )


def _token_before(text: str, opened: int, at: int) -> str:
    """The word that ends at `at`, with the marks inside it; empty where a space or a mark stands there."""
    back = max(opened, at - _BACK)
    before = _BEFORE_TOKEN.match(text, back, at)
    return text[before.end() if before else back : at]


def _may_open(rest: str) -> bool:
    """Whether a sentence may start here: in lower case only as a name does (`iPhone`)."""
    return not rest[0].islower() or (len(rest) > 1 and rest[1].isupper())


def _is_ellipsis(marks: str) -> bool:
    return marks.startswith(("…", "...", ". .", ".\u00a0."))


def _ellipsis_ends(text: str, opened: int, at: int, rest: str) -> bool:
    """Words left out go on before a name or `I`; a voice trailing off ends before any other capital."""
    said = text[max(opened, at - _BACK) : at]
    word = _WORD.match(rest)
    if not any(character.isalnum() for character in said):
        return False
    if word and word.group() == "I":
        return False
    return not said[-1].isspace() or bool(word and word.group() in OPENERS)


def _full_stop_ends(opening: str, before: str, rest: str, dashed: bool) -> bool:
    """`before` is the word before the full stop, `rest` what follows it, `opening` a short start of the sentence."""
    follows = _WORD.match(rest)
    opens = bool(follows and follows.group() in OPENERS) and not dashed
    if _ENUMERATOR.match(opening.strip()):
        return False
    if _is_among(BEFORE_NAME, before):
        return before == "St" and opens
    if _is_among(BEFORE_NUMBER, before):
        return not rest[0].isdigit()
    if before.isdigit() and len(before) <= 2 and follows and follows.group() in GERMAN_MONTHS:
        return False
    if _is_among(WITHIN, before) or (before != "I" and _INITIALS.match(before)):
        return opens
    return True


def _is_among(abbreviations: frozenset[str], word: str) -> bool:
    return word in abbreviations or (word.isupper() and len(word) > 1 and word.capitalize() in abbreviations)


def _ends_unspaced(stop: re.Match[str], before: str, ahead: str) -> bool:
    """No space follows: ends after full-width marks, and where two sentences were glued together (`left.The`)."""
    marks = stop.group()
    if any(mark in _FULL_WIDTH for mark in marks):
        closed = marks[-1] not in _FULL_WIDTH
        return not (closed and _ATTRIBUTED_CJK.match(ahead))
    if not (ahead[0].isupper() and len(ahead) > 1 and (ahead[1].islower() or ahead[1].isspace())):
        return False
    if marks[-1] in "”»" and not _ATTRIBUTED.match(ahead):
        return True
    return marks in (".", "?", "!") and len(before) > 2 and before.isalpha() and before.islower() and _is_plain(ahead)


def _is_plain(ahead: str) -> bool:
    """Whether the next word is a plain word, not the rest of an address or a file name."""
    return ahead.split(maxsplit=1)[0].rstrip(".,;:!?”’\"'").replace("’", "").replace("'", "").isalpha()
