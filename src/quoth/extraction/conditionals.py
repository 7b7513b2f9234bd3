"""The conditionals that a sentence holds: marker, antecedent and consequent, read off the words themselves.

The model says that a sentence is conditional and what the condition is meant as; the halves are the text's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quoth.extraction.cues import FORMS, SAYING, finite_verbs
from quoth.records import Sense

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Conditional:
    """Offsets into the article; a half is None where the sentence leaves it to its neighbours."""

    marker: Place
    sense: Sense
    antecedent: Place | None
    consequent: Place | None


_SENSES: tuple[tuple[str, Sense], ...] = (
    (
        r"only\s+if|only\s+when|only\s+on\s+condition\s+that|on\s+(?:the\s+)?condition\s+that|provided(?:\s+that)?|providing\s+that|as\s+long\s+as|so\s+long\s+as",
        "only_if",
    ),
    (r"unless", "unless"),
    (r"(?:not\s+)?until", "until"),
    (
        r"even\s+if|if|in\s+case|in\s+the\s+event\s+(?:that|of)|in\s+return(?:\s+for)?|in\s+exchange(?:\s+for)?|or\s+else|otherwise",
        "if",
    ),
)
MARKER = re.compile(
    r"(?<![\w’'-])(?:" + "|".join(f"(?P<{sense}>{words})" for words, sense in _SENSES) + r")(?![\w’'-])", re.IGNORECASE
)
_EXCHANGE = re.compile(r"in\s+(?:return|exchange)|or\s+else|otherwise", re.IGNORECASE)
_EDGE = ' \t\r\n,;:.…“”"«»—–-'
_OPENS_CLAUSE = re.compile(r"[“«;:]|\bthat\s|,\s+with\s|—|–")
_WHETHER = re.compile(
    r"\b(?:as|ask|asks|asked|asking|know|knows|knew|wonder|wondered|unclear|clear|see|doubt|doubts|decide|decided|sure|what|say|tell|told|question)\s+$",
    re.IGNORECASE,
)
_INVERTED = re.compile(r"(?:\A|[“\"]\s*|\bthat,?\s+)(?P<marker>[Ss]hould|[Ww]ere|[Hh]ad)\s+(?=[^,.?]{3,120},)")


def conditionals(text: str, start: int, end: int) -> list[Conditional]:
    """Every conditional of `text[start:end]`, in order.  Never raises."""
    found = []
    for match in MARKER.finditer(text, start, end):
        sense: Sense = next(sense for _, sense in _SENSES if match[sense])
        before = text[start : match.start()]
        if (
            match.group().lower() == "otherwise"
            and before.strip(' “"')
            and not before.rstrip().endswith((",", ";", "."))
        ):
            continue  # "unless otherwise agreed"
        if match.group().lower() == "if" and _WHETHER.search(before):
            continue  # "asked if", "as if": whether, not on which condition
        halves = (
            _exchange(text, start, end, match)
            if _EXCHANGE.fullmatch(match.group()) or _EXCHANGE.match(match.group())
            else _halves(text, start, end, match)
        )
        if halves is not None:
            found.append(Conditional((match.start(), match.end()), sense, *halves))
    for opening in _INVERTED.finditer(text[start:end]):
        marker = (start + opening.start("marker"), start + opening.end("marker"))
        stop = _main_clause(text, marker[1], end)
        antecedent = _trim(text, marker[1], stop[0]) if stop is not None else None
        consequent = _trim(text, stop[1], _sentence_end(text, stop[1], end)) if stop is not None else None
        if antecedent is not None and consequent is not None:
            found.append(Conditional(marker, "if", antecedent, consequent))
    return found


def _halves(text: str, start: int, end: int, match: re.Match[str]) -> tuple[Place | None, Place | None] | None:
    """`if A, (then) B` where the marker opens its clause, else `B if A`."""
    opened = text[start : match.start()].rstrip(" \t\r\n")
    leads = (
        not opened
        or opened[-1] in '“"«,:;—–('
        or re.search(r"\b(?:that|and|but|because|said|so|or|or else|also)$", opened, re.IGNORECASE) is not None
    )
    if leads:
        stop = _main_clause(text, match.end(), end)
        if stop is not None:
            antecedent = _trim(text, match.end(), stop[0])
            main = _past_attribution(text, stop[1], end)
            consequent = _trim(text, main, _sentence_end(text, main, end))
            if antecedent is not None and consequent is not None:
                return antecedent, consequent
        if not opened or opened[-1] in '“"«':
            whole = _trim(text, match.end(), end)
            return (whole, None) if whole is not None else None
    limit = _sentence_end(text, match.end(), end)
    closes = re.compile(r",\s|[”\"]").search(text, match.end(), limit)
    antecedent = _trim(text, match.end(), closes.start() if closes else limit)
    consequent = _trim(text, _clause_start(text, start, match.start()), match.start())
    return (antecedent, consequent) if antecedent is not None and consequent is not None else None


def _main_clause(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the antecedent ends and its main clause begins: at "then", else at the first comma before a subject."""
    limit = _sentence_end(text, start, end)
    then = re.compile(r",?\s+then\b,?\s*").search(text, start, limit)
    if then is not None:
        return then.span()
    for comma in re.compile(r",\s*[”\"]?\s*").finditer(text, start, limit):
        rest = text[comma.end() : limit]
        if comma.start() - start > 3 and not re.match(r"(?:and|or|but|which|who|whose|including|such|as|like)\b", rest):
            return comma.span()
    return None


def _past_attribution(text: str, start: int, end: int) -> int:
    """Past a "Ruiz warned," between the halves: it is said about them, not in them."""
    aside = re.compile(r"[^,.;“\"]{1,60},\s*").match(text, start, end)
    cue = next(finite_verbs(text, start, aside.end()), None) if aside is not None else None
    if aside is None or cue is None or re.search(r"\b(?:will|would)\b", cue["auxiliary"], re.IGNORECASE):
        return start
    verb, tense = FORMS[cue["verb"].lower()]
    return aside.end() if verb in SAYING and tense != "base" and aside.end() - cue.end() < 30 else start


def _exchange(text: str, start: int, end: int, match: re.Match[str]) -> tuple[Place | None, Place | None] | None:
    """`B in return for A`, `in return for A, B`, and `A or else B`."""
    words = match.group().lower()
    limit = _sentence_end(text, match.end(), end)
    opened = re.compile(r"[\s,]*").match(text, match.end(), limit)
    main = _past_attribution(text, opened.end() if opened is not None else match.end(), limit)
    before = _trim(text, _clause_start(text, start, match.start()), match.start())
    after = _trim(text, main, limit)
    if after is None:
        return None
    if words in ("or else", "otherwise"):
        return before, after
    if before is None:
        comma = text.find(", ", match.end(), limit)
        if words.endswith("for") and comma > 0:
            antecedent, consequent = _trim(text, match.end(), comma), _trim(text, comma, limit)
            return (antecedent, consequent) if antecedent and consequent else None
        return (after, None) if words.endswith("for") else (None, after)
    return (after, before) if words.endswith("for") else (before, after)


def _sentence_end(text: str, start: int, end: int) -> int:
    """The end of the sentence or of the quotation that the stretch stands in."""
    stop = re.compile(r"[”»]|[;]|[.?!…](?=[”\"’']?(?:\s|$))|,[”\"]").search(text, start, end)
    return stop.start() if stop is not None else end


def _clause_start(text: str, start: int, place: int) -> int:
    """Where the clause before a trailing marker begins: after an opening mark, a cue's "that", or at the start."""
    opened = [
        opening.end()
        for opening in _OPENS_CLAUSE.finditer(text, start, place)
        if opening.group() not in "“«" or not re.search("[”»]", text[opening.end() : place])
    ]
    opened += [cue.end() for cue in finite_verbs(text, start, place) if FORMS[cue["verb"].lower()][0] in SAYING]
    return max((offset for offset in opened if place - offset > 6), default=start)


def _trim(text: str, start: int, end: int) -> Place | None:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return (start, end) if end - start >= 3 else None
