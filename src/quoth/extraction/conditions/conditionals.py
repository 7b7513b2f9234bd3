"""The conditionals that a sentence holds: marker, antecedent and consequent, read off the words themselves.

The model says that a sentence is conditional and what the condition is meant as; the halves are the text's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quoth.extraction.attribution.cue_finder import finite_cues
from quoth.extraction.english.cue_verbs import SAYING
from quoth.records import Sense

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Conditional:
    """Offsets into the article; a half is None where the sentence leaves it to its neighbours."""

    marker: Place
    sense: Sense
    antecedent: Place | None
    consequent: Place | None


_WORDS = re.compile(r"[\w’'-]+")
_MARKER_WORDS = frozenset(
    "only condition provided providing long unless until if case event return exchange else otherwise failing before "
    "assuming".split()
)
"""One of these is in every marker."""
_INVERTED_WORDS = frozenset(("should", "were", "had"))
_SENSES: tuple[tuple[str, Sense], ...] = (
    (
        r"only\s+if|only\s+when|only\s+on\s+condition\s+that|on\s+(?:the\s+)?condition\s+that|provided(?:\s+that)?|providing\s+that|as\s+long\s+as|so\s+long\s+as",
        "only_if",
    ),
    (r"unless|or\s+else|otherwise|failing\s+(?:that|which)", "unless"),
    (r"(?:not\s+)?until|not\s+before", "until"),
    (
        r"even\s+if|if|in\s+case|in\s+the\s+event\s+(?:that|of)|in\s+return(?:\s+for)?|in\s+exchange(?:\s+for)?|assuming(?:\s+that)?",
        "if",
    ),
)
MARKER = re.compile(
    r"(?<![\w’'-])(?:" + "|".join(f"(?P<{sense}>{words})" for words, sense in _SENSES) + r")(?![\w’'-])", re.IGNORECASE
)
_ELSE = r"or\s+else|otherwise|failing\s+(?:that|which)"
_EXCHANGE = re.compile(rf"in\s+(?:return|exchange)|{_ELSE}", re.IGNORECASE)
_EDGE = ' \t\r\n,;:.…“”"«»—–-'
_OPENS_CLAUSE = re.compile(r"[“«;:]|\bthat\s|,\s+with\s|—|–")
_WHETHER = re.compile(
    r"\b(?:as|ask|asks|asked|asking|know|knows|knew|wonder|wondered|unclear|clear|see|doubt|doubts|decide|decided|sure|what|say|tell|told|question)\s+$",
    re.IGNORECASE,
)
_CLAUSE_FOLLOWS = re.compile(r"\b(?:that|and|but|because|said|so|or|or else|also)$", re.IGNORECASE)
_CLOSES = re.compile(r",\s|[”\"]")
_THEN = re.compile(r",?\s+then\b,?\s*")
_COMMA = re.compile(r",\s*[”\"]?\s*")
_NO_MAIN_CLAUSE = re.compile(r"(?:and|or|but|which|who|whose|including|such|as|like)\b")
_ASIDE = re.compile(r"[^,.;“\"]{1,60},\s*")
_WILL = re.compile(r"\b(?:will|would)\b", re.IGNORECASE)
_SPACE_OR_COMMA = re.compile(r"[\s,]*")
_SENTENCE_END = re.compile(r"[”»]|[;]|[.?!…](?=[”\"’']?(?:\s|$))|,[”\"]")
_CLOSING_MARK = re.compile("[”»]")
_EITHER = re.compile(r"(?<![\w’'-])either(?=\s)", re.IGNORECASE)
_SUBJECT_AND_VERB = re.compile(
    r"\s+(?!(?:side|way|of|party|one|case|end|bank)\b)(?:(?:you|they|we|he|she|it)\s+\w|[A-Z]\S*\s+[a-z]\w*s\b|\S+\s+\S+\s+\w)"
)
_OR_WILL = re.compile(
    r",?\s+(?P<or>or)\s+(?:the\s+|our\s+|his\s+|their\s+)?[\w’'-]+(?:\s+[\w’'-]+)?(?:\s+(?:will|would|must|shall)\b|[’']ll\b)",
    re.IGNORECASE,
)
"""The second half of "either … or" where it has a verb of its own."""
_OR_VERB = re.compile(r",?\s+(?P<or>or)\s+(?=[a-z]+\s)")
_BARE_VERBS = re.compile(r"\b(?:will|would|must|can|could|should|shall|may|to)\s+(?:\w+\s+)?\Z|[’']ll\s+\Z")
"""Before an "either" that two verbs follow: "They will either sign by Friday or lose the port"."""
_LONGEST_MODAL = 30
"""Characters."""
_LONGEST_EITHER = 300
"""Characters of what follows an "either": many of them in a sentence stay linear."""
_INVERTED = re.compile(r"(?:\A|[“\"]\s*|\bthat,?\s+)(?P<marker>[Ss]hould|[Ww]ere|[Hh]ad)\s+(?=[^,.?]{3,120},)")


def conditionals(text: str, start: int, end: int) -> list[Conditional]:
    """Every conditional of `text[start:end]`, in order.  Never raises."""
    words = _WORDS.findall(text[start:end].lower())
    found = [] if _MARKER_WORDS.isdisjoint(words) else _marked(text, start, end)
    if "either" in words and "or" in words and "else" not in words:
        found = sorted(found + _either(text, start, end), key=lambda each: each.marker)
    return found if _INVERTED_WORDS.isdisjoint(words) else found + _inverted(text, start, end)


def _marked(text: str, start: int, end: int) -> list[Conditional]:
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
    return found


def _inverted(text: str, start: int, end: int) -> list[Conditional]:
    """ "Had they signed, …": no marker but the verb in front."""
    found = []
    for opening in _INVERTED.finditer(text[start:end]):
        marker = (start + opening.start("marker"), start + opening.end("marker"))
        stop = _main_clause(text, marker[1], end)
        antecedent = _trim(text, marker[1], stop[0]) if stop is not None else None
        consequent = _trim(text, stop[1], _sentence_end(text, stop[1], end)) if stop is not None else None
        if antecedent is not None and consequent is not None:
            found.append(Conditional(marker, "if", antecedent, consequent))
    return found


def _either(text: str, start: int, end: int) -> list[Conditional]:
    """ "Either they leave or we will fire": unless the one, the other.  Of two nouns it makes no condition."""
    found = []
    for either in _EITHER.finditer(text, start, end):
        limit = _sentence_end(text, either.end(), min(end, either.end() + _LONGEST_EITHER))
        if _BARE_VERBS.search(text, max(start, either.start() - _LONGEST_MODAL), either.start()) is not None:
            other = _OR_VERB.search(text, either.end(), limit)
        else:
            other = _OR_WILL.search(text, either.end(), limit)
            if other is not None and _SUBJECT_AND_VERB.match(text, either.end(), other.start()) is None:
                continue
        if other is None:
            continue
        antecedent, consequent = _trim(text, either.end(), other.start()), _trim(text, other.end("or"), limit)
        if antecedent is not None and consequent is not None:
            found.append(Conditional(either.span(), "unless", antecedent, consequent))
    return found


def _halves(text: str, start: int, end: int, match: re.Match[str]) -> tuple[Place | None, Place | None] | None:
    """`if A, (then) B` where the marker opens its clause, else `B if A`."""
    opened = text[start : match.start()].rstrip(" \t\r\n")
    leads = not opened or opened[-1] in '“"«,:;—–(' or _CLAUSE_FOLLOWS.search(opened) is not None
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
    closes = _CLOSES.search(text, match.end(), limit)
    antecedent = _trim(text, match.end(), closes.start() if closes else limit)
    consequent = _trim(text, _clause_start(text, start, match.start()), match.start())
    return (antecedent, consequent) if antecedent is not None and consequent is not None else None


def _main_clause(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the antecedent ends and its main clause begins: at "then", else at the first comma before a subject."""
    limit = _sentence_end(text, start, end)
    then = _THEN.search(text, start, limit)
    if then is not None:
        return then.span()
    for comma in _COMMA.finditer(text, start, limit):
        if comma.start() - start > 3 and not _NO_MAIN_CLAUSE.match(text, comma.end(), limit):
            return comma.span()
    return None


def _past_attribution(text: str, start: int, end: int) -> int:
    """Past a "Ruiz warned," between the halves: it is said about them, not in them."""
    aside = _ASIDE.match(text, start, end)
    if aside is None:
        return start
    cue = next(iter(finite_cues(text[start : aside.end()])), None)
    if cue is None or _WILL.search(text, start + cue.start, start + cue.verb_start):
        return start
    said = cue.verb in SAYING and cue.tense != "base"
    return aside.end() if said and aside.end() - start - cue.end < 30 else start


def _exchange(text: str, start: int, end: int, match: re.Match[str]) -> tuple[Place | None, Place | None] | None:
    """`B in return for A`, `in return for A, B`, and `A or else B`."""
    words = " ".join(match.group().lower().split())
    limit = _sentence_end(text, match.end(), end)
    opened = _SPACE_OR_COMMA.match(text, match.end(), limit)
    main = _past_attribution(text, opened.end() if opened is not None else match.end(), limit)
    before = _trim(text, _clause_start(text, start, match.start()), match.start())
    after = _trim(text, main, limit)
    if after is None:
        return None
    if re.fullmatch(_ELSE, words) is not None:
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
    stop = _SENTENCE_END.search(text, start, end)
    return stop.start() if stop is not None else end


def _clause_start(text: str, start: int, place: int) -> int:
    """Where the clause before a trailing marker begins: after an opening mark, a cue's "that", or at the start."""
    opened = [
        opening.end()
        for opening in _OPENS_CLAUSE.finditer(text, start, place)
        if opening.group() not in "“«" or not _CLOSING_MARK.search(text, opening.end(), place)
    ]
    opened += [start + cue.end for cue in finite_cues(text[start:place]) if cue.verb in SAYING]
    return max((offset for offset in opened if place - offset > 6), default=start)


def _trim(text: str, start: int, end: int) -> Place | None:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return (start, end) if end - start >= 3 else None
