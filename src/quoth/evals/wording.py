"""Labels as an annotator writes them, in words alone, turned into gold with offsets, or refused by name.

An annotator copies words and gives the start of the sentence where they stand (`near`); counting characters is a
program's work.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from quoth.errors import InputError
from quoth.evals.gold import GoldArticle, GoldSpan


@dataclass(frozen=True, slots=True)
class Labelling:
    """Who labelled, by which version of the guidelines, and which part of the gold the article belongs to."""

    annotator: str
    guidelines: str
    story: str
    split: str


def gold_of_words(label: Mapping[str, Any], text: str, labelling: Labelling) -> GoldArticle:
    """One article's labels anchored in its text. Raises InputError naming article, item and words that do not stand."""
    article = str(label.get("id", "?"))
    try:
        anchor = _Anchor(text, article, label.get("kinds", {}))
        claims = [_claim(each, anchor) for each in label.get("claims", ())]
        contents = {each["id"]: each["content"] for each in claims}
        value = {
            "article": {
                "id": article,
                "sha256": sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
                "length": len(text),
                "story": labelling.story,
                "split": labelling.split,
            },
            "annotator": labelling.annotator,
            "guidelines": labelling.guidelines,
            "claims": claims,
            "stances": [_stance(each, anchor, contents, claims) for each in label.get("stances", ())],
            "conditions": [_condition(each, anchor, claims) for each in label.get("conditions", ())],
            "regions": [
                {"span": anchor.span("region", each["words"]), "why": each.get("why", "")}
                for each in label.get("regions", ())
            ],
        }
        return GoldArticle.model_validate(value)
    except KeyError as missing:
        raise InputError(f"{article}: a label has no {missing}") from None
    except (TypeError, AttributeError) as problem:
        raise InputError(f"{article}: a label is not of the form that the guidelines show: {problem}") from None
    except ValidationError as problem:
        first = problem.errors()[0]
        raise InputError(f"{article}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def read_words(path: Path) -> Iterator[dict[str, Any]]:
    """The labels of a JSONL file, an article a line. Raises InputError naming file and line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(f"{path}: cannot be read: {problem}") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                value = json.loads(line)
            except ValueError as problem:
                raise InputError(f"{path}:{number}: not a line of JSON: {problem}") from None
            if not isinstance(value, dict):
                raise InputError(f"{path}:{number}: not the labels of an article: a JSON object is wanted")
            yield value


class _Anchor:
    """Finds an annotator's words in one text."""

    def __init__(self, text: str, article: str, kinds: Mapping[str, str]) -> None:
        self.text, self.article, self._kinds = text, article, kinds

    def kind(self, name: str) -> str:
        """What the article's `kinds` say of somebody who is nobody's source: a holder, a link, one who is bound."""
        return self._kinds.get(name, "unnamed")

    def place(self, near: str | None, item: str) -> int | None:
        """Where the sentence begins that the annotator names by its first words; None where none is named."""
        if not near:
            return None
        found = _occurrences(near, self.text, whole=False)  # cut off after so many characters
        if len(found) != 1:
            problem = "do not stand in the text" if not found else f"stand there {len(found)} times"
            raise InputError(f"{self.article}: {item}: the words of `near`, {near[:60]!r}, {problem}")
        return found[0]

    def span(self, item: str, words: str, at: int | None = None) -> dict[str, Any]:
        """The first occurrence from `at` on, or the only one in the text."""
        found = _occurrences(words, self.text)
        if at is not None:
            found = [place for place in found if place >= at][:1]
        if len(found) != 1:
            problem = "do not stand there" if not found else f"stand there {len(found)} times: give `near`"
            raise InputError(f"{self.article}: {item}: the words {words[:80]!r} {problem}")
        return GoldSpan.of(self.text, found[0], found[0] + len(words)).model_dump()

    def mention(self, words: str | None, content: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
        """The occurrence nearest to the content, of two equally near the one before it; None where there is none."""
        found = _occurrences(words, self.text) if words else []
        if not found or words is None:
            return None
        first, last = content[0]["start"], content[-1]["end"]
        start = min(found, key=lambda place: max(first - place - len(words), place - last, 0))
        return GoldSpan.of(self.text, start, start + len(words)).model_dump()


def _occurrences(words: str, text: str, *, whole: bool = True) -> list[int]:
    """Every place of the words; with `whole`, not those that begin or end inside a word."""
    found = []
    place = text.find(words) if words else -1
    while place >= 0:
        if not whole or not _cuts_a_word(text, place, place + len(words)):
            found.append(place)
        place = text.find(words, place + 1)
    return found


def _cuts_a_word(text: str, start: int, end: int) -> bool:
    """Whether the stretch begins or ends inside a word: "it" is not found in "opposition"."""
    left = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    return left or (end < len(text) and text[end - 1].isalnum() and text[end].isalnum())


def _claim(label: Mapping[str, Any], anchor: _Anchor) -> dict[str, Any]:
    item = label["id"]
    at = anchor.place(label.get("near"), item)
    content = [anchor.span(item, words, at) for words in label["content"]]
    name = label.get("source_name") or label["source"]
    mention = anchor.mention(label.get("source"), content) or anchor.mention(name, content)
    return {
        "id": item,
        "source": {"name": name, "kind": label["source_kind"], "mention": mention},
        "via": [
            {"name": each, "kind": anchor.kind(each), "mention": anchor.mention(each, content)}
            for each in label.get("via", ())
        ],
        "cue": anchor.span(item, label["cue"], at) if label.get("cue") else None,
        "content": content,
        "proposition": label["proposition"],
        "quotation": label["quotation"],
        "certainty": label["certainty"],
        "core": label.get("core", True),
    }


def _stance(
    label: Mapping[str, Any],
    anchor: _Anchor,
    contents: Mapping[str, Sequence[Mapping[str, Any]]],
    claims: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    item, claim = label["id"], label.get("claim")
    if claim is not None and claim not in contents:
        raise InputError(f"{anchor.article}: {item} names the claim {claim!r}, which is not there")
    at = anchor.place(label.get("near"), item)
    evidence = (
        [anchor.span(item, words, at) for words in label["evidence"]]
        if label.get("evidence")
        else list(contents[claim] if claim is not None else ())
    )
    known = {each["source"]["name"]: each["source"] for each in claims}
    holder = known.get(label["holder"], {"name": label["holder"], "kind": anchor.kind(label["holder"])})
    return {
        "id": item,
        "claim": claim,
        "holder": holder,
        "target": label["target"],
        "target_kind": label["target_kind"],
        "polarity": label["polarity"],
        "evidence": evidence,
        "core": label.get("core", True),
    }


def _condition(label: Mapping[str, Any], anchor: _Anchor, claims: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    item = label["id"]
    at = anchor.place(label.get("near"), item)
    halves = {
        role: {
            "text": " … ".join(label[role]),
            "spans": [anchor.span(item, words, None if label.get("elsewhere") else at) for words in label[role]],
        }
        for role in ("antecedent", "consequent")
    }
    known = {each["source"]["name"]: each["source"] for each in claims}
    bound = label.get("bound")
    return {
        "id": item,
        "claim": label.get("claim"),
        "kind": label["kind"],
        "sense": label["sense"],
        "marker": anchor.span(item, label["marker"], at) if label.get("marker") else None,
        **halves,
        "bound": known.get(bound, {"name": bound, "kind": anchor.kind(bound)}) if bound else None,
        "core": label.get("core", True),
    }
