"""An answer to one of Quoth's requests, by simple rules: what a model might say, and always the same.

The rules keep to themselves and use none of Quoth's own reading, so that runs of two versions get the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_REPORTING = """
said says told tells added adds warned warns denied denies called calls insisted insists announced claimed claims
argued promised promises vowed demanded demands rejected rejects accused condemned welcomed urged believes hopes
expects admitted confirmed stressed declared predicted threatened threatens refused refuses agreed asked wrote
reported noted explained
""".split()
_AGAINST = frozenset(
    "warned warns denied denies rejected rejects accused condemned threatened threatens refused refuses".split()
)
_FOR = frozenset("welcomed promised promises vowed urged agreed hopes".split())
_TAILS = ("", ",", ".", ":", ";", "”", '"', ",”", ".”")
_CUES = {verb + tail: verb for verb in _REPORTING for tail in _TAILS}
_NAME = re.compile(r"[A-ZÀ-Þ][\w’'-]+(?: (?:(?:of|the|de|al|bin|van) )?[A-ZÀ-Þ][\w’'-]+)*")
_NO_NAME = frozenset(
    """A After All Although An And Any As At Before But By Each For From He Her His How However I If In Instead It Its
    Last Later Many Meanwhile Most No Nobody None Not On One Only Or Our Several She Since So Some That The Their Then
    There These They This Those Three Two Under Unless Until We What When Where Which While Who With Yet You""".split()
)
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]?")
_CONDITION = re.compile(r"\b(only if|if|unless|until)\b ", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:.“”\"—–]")
_SPEAKER = re.compile(r"^(\(if\) )?(?:([^:“”\"]{2,80}): )?")
_FORCE = re.compile(r"\b(?:strike|attack|war|force|sanction|retaliat|fire|shell|pay|consequence)\w*", re.IGNORECASE)
_LONGEST_SAYS = 240
_LONGEST_HALF = 200
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class _Speech:
    """Who speaks in a sentence, with which verb; either may be unknown."""

    by: str | None
    verb: str | None


def made_answer(schema: Mapping[str, Any], sentences: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """An answer that fits `schema`, made from the numbered sentences alone."""
    properties = schema["properties"]
    wanted = properties["claims"]["items"]["properties"]
    hinted = "says" not in wanted  # the short prompt writes the speaker before a colon
    allowed = set(wanted["n"].get("enum") or [number for number, _ in sentences])
    claims: list[dict[str, Any]] = []
    conditions: dict[int, list[dict[str, Any]]] = {}
    speaker: str | None = None
    for number, line in sentences:
        if number not in allowed:
            continue
        named, text = _without_hints(line) if hinted else (None, line)
        speech = _speech(text, speaker)
        by = named or (speech.by if speech else None)
        if by:
            speaker = by
            claims.append(_only(wanted, _claim(number, by, text, speech.verb if speech else None)))
        if "conditions" in properties and (found := _CONDITION.search(text)):
            conditions[number] = [_condition(number, by or speaker, text, found)]
    answer: dict[str, Any] = {"claims": claims[: properties["claims"].get("maxItems", 120)]}
    if "conditions" in properties:
        answer["conditions"] = _fitted(properties["conditions"], conditions, speaker)
    return answer


def _without_hints(line: str) -> tuple[str | None, str]:
    hints = _SPEAKER.match(line)
    assert hints is not None
    named = hints[2]
    # A sentence may have a colon of its own: a hint is a name, not a clause with a verb in it.
    if named and not _CUES.keys().isdisjoint(named.split()):
        return None, line[len(hints[1] or "") :]
    return (named.split("; ")[0] if named else None), line[hints.end() :]


def _speech(text: str, speaker: str | None) -> _Speech | None:
    """None for a sentence with neither a quotation mark nor a reporting verb."""
    words = text.split()
    cue = next((word for word in words if word in _CUES), None)
    if cue is None:
        return _Speech(speaker, None) if "“" in text or '"' in text or "”" in text else None
    verb = _CUES[cue]
    place = text.index(cue)
    return _Speech(_nearest_name(text, place, verb) or _described(words, words.index(cue)) or speaker, verb)


def _nearest_name(text: str, place: int, verb: str) -> str | None:
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    best: str | None = None
    nearest = 60
    for name, start, end in _names(text):
        if any(opening < start < closing for opening, closing in quoted):
            continue
        distance = place - end if end <= place else start - place - len(verb)
        if distance < nearest:
            best, nearest = name, distance
    return best


def _names(text: str) -> Iterable[tuple[str, int, int]]:
    for match in _NAME.finditer(text):
        name, start = match.group(), match.start()
        first, space, rest = name.partition(" ")
        if first in _NO_NAME:
            if not space:
                continue
            name, start = rest.removeprefix("the ").removeprefix("of "), start + len(first) + 1
        yield name[:_LONGEST_NAME], start, match.end()


def _described(words: Sequence[str], cue: int) -> str | None:
    """The noun before the verb, with what counts it: "two diplomats said"."""
    before = [word.strip('“”",.;:') for word in words[max(0, cue - 2) : cue]]
    if not before or before[-1].lower() in ("he", "she", "it", "they", "who", "had", "has", "and", "was", "also"):
        return None
    noun = before[-1]
    counted = len(before) == 2 and before[0].lower() in ("two", "three", "several", "some", "many", "senior", "local")
    return " ".join(before) if counted else noun if noun.endswith("s") else None


def _claim(number: int, by: str, text: str, verb: str | None) -> dict[str, Any]:
    quoted = max((match[1].strip(" ,.") for match in _QUOTED.finditer(text)), key=len, default="")
    words = quoted.split()
    partial = len(words) > 3 and len(quoted) < len(text) - 4
    about = next((name for name, _, _ in _names(text) if name not in by and by not in name), None)
    side = "oppose" if verb in _AGAINST else "support" if verb in _FOR else "neutral" if about else "none"
    return {
        "n": number,
        "by": by[:_LONGEST_NAME],
        "via": [],
        "first": " ".join(words[:2])[:60] if partial else None,
        "last": " ".join(words[-2:])[:60] if partial else None,
        "says": (quoted if partial else text)[:_LONGEST_SAYS],
        "certainty": "denied" if verb in ("denied", "denies") else "possible" if " may " in text else "certain",
        "about": about if side != "none" else None,
        "side": side if about else "none",
    }


def _condition(number: int, by: str | None, text: str, found: re.Match[str]) -> dict[str, Any]:
    """The words after the marker up to the end of their clause, and the clause before it, or after a comma, else."""
    ends = _CLAUSE_END.search(text, found.end())
    end = ends.start() if ends else len(text)
    before = re.split(r"[,;:“”\"—–]", text[: found.start()])[-1].strip()
    after = _CLAUSE_END.split(text[end + 1 :].strip(' ”"'))[0].strip()
    marker = found[1].lower()
    consequent = before if len(before.split()) > 1 else after
    kind = (
        "demand"
        if marker != "if"
        else "threat"
        if _FORCE.search(text)
        else "offer"
        if " will " in text
        else "prediction"
    )
    return {
        "n": number,
        "by": by,
        "if": text[found.end() : end][:_LONGEST_HALF] or None,
        "then": consequent[:_LONGEST_HALF] or None,
        "kind": kind,
        "bound": None,
    }


def _fitted(
    wanted: Mapping[str, Any], found: Mapping[int, list[dict[str, Any]]], speaker: str | None
) -> list[dict[str, Any]]:
    """The conditions that the schema lets the answer hold: one for each place where it fixes the places."""
    if "prefixItems" not in wanted:
        fields = wanted["items"]["properties"]
        every = [item for items in found.values() for item in items if item["if"] and item["then"]]
        return [_only(fields, item) for item in every][: wanted.get("maxItems", 40)]
    fixed = []
    for place in wanted["prefixItems"]:
        number = place["properties"]["n"]["enum"][0]
        blank = {"n": number, "by": speaker, "if": None, "then": None, "kind": "prediction", "bound": None}
        fixed.append(_only(place["properties"], found.get(number, [blank])[0]))
    return fixed


def _only(fields: Iterable[str], item: Mapping[str, Any]) -> dict[str, Any]:
    """The item's fields that the schema has, in the schema's order."""
    return {field: item.get(field) for field in fields}
