"""An answer to one of Quoth's requests, by simple rules: what a model might say, and always the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.endpoint.heard_sentences import HeardSentence
from quoth.evals.echo import LONGEST_NAME, VERBS, is_claimed

_AGAINST = frozenset(
    "warned warns denied denies rejected rejects accused condemned threatened threatens refused refuses".split()
)
_FOR = frozenset("welcomed promised promises vowed urged agreed hopes".split())
_HINTS = re.compile(r"^(\(if\) )?(?:([^:“”\"]{2,80}): )?")
_MARKER = re.compile(r"\b(only if|if|unless|until)\b ", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:.“”\"—–]")
_CLAUSE_START = re.compile(r"[,;:“”\"—–]")
_FORCE = re.compile(r"\b(?:strike|attack|war|force|sanction|retaliat|fire|shell|pay|consequence)\w*", re.IGNORECASE)
_LONGEST_SAYS = 240
_LONGEST_WORDS = 60
_LONGEST_HALF = 200
_MOST = {"claims": 120, "conditions": 40}


def made_answer(schema: Mapping[str, Any], sentences: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """An answer that fits `schema`, made from the numbered sentences alone."""
    wanted = schema["properties"]
    fields = wanted["claims"]["items"]["properties"]
    allowed = fields["n"].get("enum")
    hinted = "says" not in fields  # the short prompt writes the speaker before a colon
    claims: list[dict[str, Any]] = []
    conditions: dict[int, dict[str, Any]] = {}
    speaker: str | None = None
    for number, line in sentences:
        if allowed is not None and number not in allowed:
            continue
        named, text = _without_hints(line) if hinted else (None, line)
        heard = HeardSentence(text)
        if named or is_claimed(text):
            speaker = named or heard.speaker() or speaker
            if speaker:
                claims.append(_only(fields, _claim(number, speaker, heard)))
        if "conditions" in wanted and heard.is_conditional and (marker := _MARKER.search(text)):
            conditions[number] = _condition(number, speaker, text, marker)
    answer: dict[str, Any] = {"claims": claims[: wanted["claims"].get("maxItems", _MOST["claims"])]}
    if "conditions" in wanted:
        answer["conditions"] = _fitted(wanted["conditions"], conditions, speaker)
    return answer


def _without_hints(line: str) -> tuple[str | None, str]:
    """The speaker whom the prompt names before the sentence, and the sentence."""
    hints = _HINTS.match(line)
    assert hints is not None
    named = hints[2]
    # A sentence may have a colon of its own: a hint is a name, not a clause with a verb in it.
    if named and not VERBS.isdisjoint(named.split()):
        return None, line[len(hints[1] or "") :]
    return (named.split("; ")[0] if named else None), line[hints.end() :]


def _claim(number: int, by: str, heard: HeardSentence) -> dict[str, Any]:
    text, verb = heard.text, heard.verb
    quoted = heard.longest_quotation()
    words = quoted.split()
    partial = len(words) > 3 and len(quoted) < len(text) - 4
    about = next((name for name, _, _ in heard.names() if name not in by and by not in name), None)
    side = "oppose" if verb in _AGAINST else "support" if verb in _FOR else "neutral"
    return {
        "n": number,
        "by": by[:LONGEST_NAME],
        "via": [],
        "first": " ".join(words[:2])[:_LONGEST_WORDS] if partial else None,
        "last": " ".join(words[-2:])[:_LONGEST_WORDS] if partial else None,
        "says": (quoted if partial else text)[:_LONGEST_SAYS],
        "certainty": "denied" if verb in ("denied", "denies") else "possible" if " may " in text else "certain",
        "about": about,
        "side": side if about else "none",
    }


def _condition(number: int, by: str | None, text: str, marker: re.Match[str]) -> dict[str, Any]:
    """The words after the marker up to the end of their clause; and the clause before it, or else the one after it."""
    ends = _CLAUSE_END.search(text, marker.end())
    end = ends.start() if ends else len(text)
    before = _CLAUSE_START.split(text[: marker.start()])[-1].strip()
    after = _CLAUSE_END.split(text[end + 1 :].strip(' ”"'))[0].strip()
    then = before if len(before.split()) > 1 else after
    return {
        "n": number,
        "by": by,
        "if": text[marker.end() : end][:_LONGEST_HALF] or None,
        "then": then[:_LONGEST_HALF] or None,
        "kind": _kind(marker[1].lower(), text),
        "bound": None,
    }


def _kind(marker: str, text: str) -> str:
    if marker != "if":
        return "demand"
    if _FORCE.search(text):
        return "threat"
    return "offer" if " will " in text else "prediction"


def _fitted(
    wanted: Mapping[str, Any], found: Mapping[int, dict[str, Any]], speaker: str | None
) -> list[dict[str, Any]]:
    """The conditions that the schema lets the answer hold: one for each place where it fixes the places."""
    if "prefixItems" not in wanted:
        fields = wanted["items"]["properties"]
        whole = [_only(fields, item) for item in found.values() if item["if"] and item["then"]]
        return whole[: wanted.get("maxItems", _MOST["conditions"])]
    fixed = []
    for place in wanted["prefixItems"]:
        number = place["properties"]["n"]["enum"][0]
        blank = {"n": number, "by": speaker, "kind": "prediction"}
        fixed.append(_only(place["properties"], found.get(number, blank)))
    return fixed


def _only(fields: Iterable[str], item: Mapping[str, Any]) -> dict[str, Any]:
    """The item's fields that the schema has, in the schema's order; null for one that is not known here."""
    return {field: item.get(field) for field in fields}
