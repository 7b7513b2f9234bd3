"""A fake model that understands nothing: it claims every sentence with a reporting verb or a quotation mark.

What it scores is what the code's reading and the rules come to without a model. It answers in the form of a request's
schema, uses none of Quoth's own reading, and always says the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

WHAT_IT_DOES = "an echo that claims every sentence with a reporting verb or a quotation mark"
VERBS = frozenset(
    """
said says told tells added adds warned warns denied denies called calls insisted insists announced claimed claims
argued promised promises vowed demanded demands rejected rejects accused condemned welcomed urged believes hopes
expects admitted confirmed stressed declared predicted threatened threatens refused refuses agreed asked wrote
reported noted explained
""".split()
)
LONGEST_NAME = 80
_LONGEST_HALF = 200
_MARKS = frozenset('"“”„‟«»‹›‘「」『』〝〞〟＂﹁﹂')
"""Neither ’ nor a straight single one: these are apostrophes more often."""
_QUOTED = re.compile('[“„‟«»‹›「『〝"＂][^”“»«›‹」』〞〟"＂]*[”“»«›‹」』〞〟"＂]?|‘[^’]*’?')
_WORD = re.compile(r"\w+")
_MARKER = re.compile(r"\b(?:if|unless|until)\b", re.IGNORECASE)
_NAME = re.compile(r"[A-ZÀ-Þ][\w’'-]+(?: (?:(?:of|the|de|al|bin|van) )?[A-ZÀ-Þ][\w’'-]+)*")
_NO_NAME = frozenset(
    """A After All Although An And Any As At Before But By Each For From He Her His How However I If In Instead It Its
    Last Later Many Meanwhile Most No Nobody None Not On One Only Or Our Several She Since So Some That The Their Then
    There These They This Those Three Two Under Unless Until We What When Where Which While Who With Yet You Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September
    October November December""".split()
)
_OPENING = re.compile(rf"(?:{'|'.join(sorted(_NO_NAME))})(?: (?:of |the )?|$)")


def is_claimed(text: str) -> bool:
    """Whether the sentence has a form of a reporting verb, or a quotation mark of any script."""
    return not (_MARKS.isdisjoint(text) and VERBS.isdisjoint(_WORD.findall(text.lower())))


def names(text: str) -> Iterator[tuple[str, int, int]]:
    """Runs of capitalised words and their offsets, without an opening word that is no name."""
    for match in _NAME.finditer(text):
        name, (start, end) = match.group(), match.span()
        while name and (opening := _OPENING.match(name)):
            name, start = name[opening.end() :], start + opening.end()
        if name:
            yield name[:LONGEST_NAME], start, end


def echo(schema: Mapping[str, Any], sentences: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """The answer to a question about these numbered sentences, in the form of `schema`."""
    wanted = schema["properties"]
    fields = wanted["claims"]["items"]["properties"]
    claimed = [_filled(fields, n=number, by=_speaker(text)) for number, text in sentences if is_claimed(text)]
    answer = {"claims": claimed[: wanted["claims"]["maxItems"]]}
    if "conditions" in wanted:
        answer["conditions"] = _conditions(wanted["conditions"], dict(sentences))
    return answer


def _conditions(wanted: Mapping[str, Any], texts: Mapping[int, str]) -> list[dict[str, Any]]:
    """One of each sentence with a marker; where the schema fixes the sentences, one of each that it fixes."""
    if "prefixItems" in wanted:
        shapes = [place["properties"] for place in wanted["prefixItems"]]
        places = [(fields["n"]["enum"][0], fields) for fields in shapes]
    else:
        places = [(number, wanted["items"]["properties"]) for number, text in texts.items() if _MARKER.search(text)]
    return [_condition(fields, number, texts[number]) for number, fields in places[: wanted["maxItems"]]]


def _condition(fields: Mapping[str, Any], number: int, text: str) -> dict[str, Any]:
    marker = _MARKER.search(text)
    halves = _halves(text, marker) if marker is not None else {}
    return _filled(fields, n=number, by=_speaker(text), kind="prediction", **halves)


def _halves(text: str, marker: re.Match[str]) -> dict[str, str | None]:
    """The words after the marker up to a comma; and those before it from a comma on, else those after that comma."""
    condition, _, rest = text[marker.end() :].partition(",")
    then = text[: marker.start()].rpartition(",")[2].strip() or rest.strip()
    return {"if": condition.strip(" .")[:_LONGEST_HALF] or None, "then": then.strip(" .")[:_LONGEST_HALF] or None}


def _speaker(text: str) -> str:
    """The first name outside quotation marks."""
    return next((name for name, _, _ in names(_QUOTED.sub('"', text))), "they")


def _filled(fields: Mapping[str, Any], **known: Any) -> dict[str, Any]:
    """The item's fields in the schema's order: what is known, else the plainest filler that the schema takes."""
    return {name: known[name] if name in known else _plainest(shape) for name, shape in fields.items()}


def _plainest(shape: Mapping[str, Any]) -> Any:
    if "anyOf" in shape:
        return None
    return [] if shape["type"] == "array" else "none"
