"""Who acts for whom, where the text says so: "Kremlin spokesman", "speaking for the ministry", "Tolmira's army"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quoth.extraction.actors.kinds import OFFICES, STOP, has_office, kind_of
from quoth.extraction.actors.names import Mentions

_NEAR = 80
"""Characters before and after a name in which its office stands."""
_OFFICE = rf"\b(?:{'|'.join(sorted(OFFICES))})\b"
_BEFORE = re.compile(
    rf"((?:[\w’'-]+\s+){{0,4}}?{_OFFICE}(?:\s+(?:for|of)\s+(?:[\w-]+\s+){{1,4}}?)?),?\s+(?:(?-i:[A-Z])[\w.]+\s+){{0,2}}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf",\s+((?:the\s+|an?\s+)?(?:[\w’'-]+\s+){{0,4}}?{_OFFICE}(?:\s+(?:for|of)\s+[^,.;“”\"]{{1,50}})?)",
    re.IGNORECASE,
)
_OF = re.compile(
    r"\s+of\s+(?:the\s+)?([A-Z][\w-]*(?:\s+[\w-]+){0,2}?)"
    r"(?=\s+(?:had|has|said|told|does|did|called|was|is|will|accused|denied)\b|[,.;])"
)
_SPEAKING_FOR = re.compile(
    r"[^.;“”]{0,40}?\b(?:speaking\s+for|on\s+behalf\s+of|representing)\s+(?:the\s+)?([\w-]+(?:\s+of\s+[\w-]+)?)"
)
_OWNER = re.compile(r"^(?:the\s+)?((?:[A-Z][\w-]*\s+){0,3}[A-Z][\w-]*)[’']s?\s")
_SERVED = re.compile(r"\b(?:for|of)\s+(?:the\s+)?(.{2,50})$")
_LINK = re.compile(r"^.*\b(?:to|with|by|from|and|but|that|when|as|than|against)\s+(?=\S)", re.IGNORECASE)
"""What stands before a link is another's: "an adviser to President"."""
_WORD = re.compile(r"[\w-]+")
_ADJECTIVE_ENDINGS = ("n", "an", "ian", "i", "ish", "ese", "nian")
_IRREGULAR = {
    "French": "France",
    "British": "Britain",
    "Dutch": "Netherlands",
    "Greek": "Greece",
    "Swiss": "Switzerland",
    "Danish": "Denmark",
    "Swedish": "Sweden",
    "Spanish": "Spain",
    "Polish": "Poland",
    "Finnish": "Finland",
    "Turkish": "Turkey",
    "Irish": "Ireland",
    "Welsh": "Wales",
    "Scottish": "Scotland",
    "Iraqi": "Iraq",
    "Afghan": "Afghanistan",
    "Kazakh": "Kazakhstan",
    "Uzbek": "Uzbekistan",
    "Saudi": "Saudi Arabia",
}


@dataclass(frozen=True, slots=True)
class Office:
    """What the text calls an actor beside the name at offset `place`: "Tolmira's defence minister"."""

    words: str
    place: int

    @property
    def is_its(self) -> bool:
        """Whether it is told as somebody's who was named before: "Its spokeswoman"."""
        return self.words.lower().startswith(("its ", "their "))

    def fits(self, description: str) -> bool:
        """Whether a description has the same head ("the defence minister") and no word that this office contradicts.

        A nation that the office leaves out is none: "the Russian president" fits "President".
        """
        told, asked = _WORD.findall(self.words), _WORD.findall(description)
        known = {word.lower() for word in told}
        heads = [word.lower() for word in _WORD.findall(_SERVED.sub("", self.words)) if word.lower() in OFFICES]
        if not asked or not heads or asked[-1].lower() != heads[-1]:
            return False
        more = [word for word in asked if word.lower() not in known | STOP]
        of_a_nation = any(word[:1].isupper() and word.lower() not in OFFICES for word in told)
        return not more or (not of_a_nation and all(word[:1].isupper() for word in more))


def offices(text: str, places: Iterable[tuple[int, int]]) -> Iterator[Office]:
    """The offices that stand right before or after a name at these places, each wording once."""
    seen: dict[str, int] = {}
    for start, end in places:
        before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
        for match in (_BEFORE.search(_clause(before)), _AFTER.match(after)):
            if match is not None:
                seen.setdefault(_LINK.sub("", " ".join(match[1].split())), start)
        for match in (_OF.match(after), _SPEAKING_FOR.match(after)):
            if match is not None:
                seen.setdefault(f"of {' '.join(match[1].split())}", start)
    yield from (Office(words, place) for words, place in seen.items())


def _clause(words: str) -> str:
    """What of the words is of the same clause as their end."""
    return re.split(r"[.;:“”\"!?]\s|\n", words)[-1]


def principals(name: str, held: Sequence[Office], mentions: Mentions) -> list[str]:
    """Those for whom an actor acts by its own name or by the words of its offices, each once; the text names each."""
    found: dict[str, None] = {}
    for words in (name, *(office.words for office in held)):
        for principal in _served(words):
            if principal != name and mentions.places(principal):
                found.setdefault(principal)
    return list(found)


def _served(words: str) -> Iterator[str]:
    """ "Tolmira's army": Tolmira. "Kremlin spokesman": Kremlin. "spokesman for the ministry": ministry."""
    words = words.replace("chief of staff", "chief")
    of = _SERVED.search(words)
    if of is not None and (not of.start() or has_office(words[: of.start()])):
        if of[1][:1].isupper() or kind_of(of[1]) in ("government", "organisation"):
            yield " ".join(of[1].split())
        return  # whose the body is that is served is told of the body
    owner = _OWNER.search(words)
    if owner is not None:
        yield owner[1]
        return
    *body, head = words.removeprefix("the ").removeprefix("The ").split() or [""]
    if body and body[0][:1].isupper() and _is_office_or_body(" ".join([*body[1:], head])):
        if kind_of(body[0]) in ("government", "organisation"):
            yield body[0]
        yield from _states_of(body[0])
    if body and head.lower() in OFFICES and kind_of(" ".join(body).lower()) in ("government", "organisation"):
        yield " ".join(body)


def _is_office_or_body(words: str) -> bool:
    heads = set(words.lower().split())
    return bool(heads & OFFICES) or kind_of(words) in ("government", "organisation")


def _states_of(adjective: str) -> Iterator[str]:
    """The names that an adjective can be made from: "Russian" of "Russia", "Vareshi" of "Varesh"."""
    if adjective in _IRREGULAR:
        yield _IRREGULAR[adjective]
        return
    for ending in _ADJECTIVE_ENDINGS:
        if adjective.endswith(ending) and len(adjective) > len(ending) + 2:
            stem = adjective[: -len(ending)]
            yield from (stem, f"{stem}a", f"{stem}y", f"{stem}ia")
