"""What a peer extracted, as records of Quoth's form: its own places, its own names; what has no place is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from quoth.articles import segment
from quoth.articles.article import Article
from quoth.extraction.actors.kinds import kind_of
from quoth.extraction.attribution.quotations import QuotationMap
from quoth.extraction.grounding import ground
from quoth.records import (
    Actor,
    Certainty,
    Claim,
    Condition,
    Coverage,
    Half,
    Polarity,
    Quotation,
    Record,
    Sense,
    Span,
    Stance,
)

Extraction = Mapping[str, Any]
"""{class, words, place: [start, end] or None, attributes}."""


def record_of(article: Article, extractions: Sequence[Extraction]) -> tuple[Record, Counter[str]]:
    """The record, and how many extractions were `kept`, and left out as `ungrounded`, `repeated` or of another `class`.

    A condition is ungrounded where one of its halves is: the halves come as words, and are looked for as Quoth looks
    for quotations, in the extraction's own place and in the sentences that it touches. An attribute that is none of a
    field's values is taken for the field's plainest one and counted as a `value`; a name that is missing is empty, and
    never right.
    """
    made = _Making(article)
    seen = set()
    for extraction in extractions:
        key = repr((extraction["class"], extraction["place"], sorted(extraction["attributes"].items())))
        if extraction["place"] is None or extraction["place"][0] >= extraction["place"][1]:
            made.counts["ungrounded"] += 1
        elif key in seen:
            made.counts["repeated"] += 1
        else:
            seen.add(key)
            made.add(extraction)
    return made.record(), made.counts


class _Making:
    """One article's record while its extractions come in."""

    def __init__(self, article: Article) -> None:
        self.counts: Counter[str] = Counter()
        self._article = article
        self._quotations = QuotationMap(article.text)
        self._sentences = segment(article.text)
        self._claims: list[Claim] = []
        self._stances: list[Stance] = []
        self._conditions: list[Condition] = []

    def add(self, extraction: Extraction) -> None:
        add = {"claim": self._claim, "stance": self._stance, "condition": self._condition}.get(extraction["class"])
        if add is None:
            self.counts["class"] += 1
            return
        span = Span.of(self._article.text, *extraction["place"])
        given = {name: _words(value) for name, value in extraction["attributes"].items()}
        self.counts["kept" if add(span, given) else "ungrounded"] += 1

    def _claim(self, span: Span, given: Mapping[str, str]) -> bool:
        cue = self._found(given.get("cue", ""), near=span)
        self._claims.append(
            Claim(
                id=f"c{len(self._claims) + 1}",
                source=_actor(given.get("source", "")),
                cue=cue,
                content=(span,),
                proposition=span.text,
                quotation=self._quotation(span),
                certainty=self._value(given.get("certainty", ""), get_args(Certainty)),
                chunk=0,
                pass_=1,
            )
        )
        return True

    def _stance(self, span: Span, given: Mapping[str, str]) -> bool:
        self._stances.append(
            Stance(
                id=f"s{len(self._stances) + 1}",
                claim=None,
                holder=_actor(given.get("holder", "")),
                target=given.get("target", ""),
                target_kind="proposition",
                polarity=self._value(given.get("polarity", ""), get_args(Polarity), plainest="neutral"),
                evidence=(span,),
            )
        )
        return True

    def _condition(self, span: Span, given: Mapping[str, str]) -> bool:
        words = {half: given.get(half, "") for half in ("antecedent", "consequent")}
        halves = {half: self._found(each, near=span) for half, each in words.items()}
        if (antecedent := halves["antecedent"]) is None or (consequent := halves["consequent"]) is None:
            return False
        self._conditions.append(
            Condition(
                id=f"k{len(self._conditions) + 1}",
                claim=None,
                kind="prediction",
                sense=self._value(given.get("sense", ""), get_args(Sense)),
                marker=None,
                antecedent=Half(text=words["antecedent"], spans=(antecedent,)),
                consequent=Half(text=words["consequent"], spans=(consequent,)),
                bound=None,
            )
        )
        return True

    def _found(self, words: str, near: Span) -> Span | None:
        """In the extraction's own place, else in the sentences that it touches; None where they are in neither."""
        touched = [each for each in self._sentences if each.start < near.end and near.start < each.end]
        for within in ([near], touched):
            found = ground(words, self._article, within=within) if words and within else None
            if isinstance(found, Span):
                return found
        return None

    def _value(self, given: str, known: Sequence[str], plainest: str | None = None) -> Any:
        value = given.lower().replace(" ", "_")
        if value in known:
            return value
        self.counts["value"] += 1
        return plainest or known[0]

    def _quotation(self, span: Span) -> Quotation:
        """Read off the marks in the text, as Quoth does: the peer is not asked."""
        quoted = self._quotations.quoted(span.start, span.end)
        return "direct" if quoted > 0.9 * len(span.text) else "indirect" if quoted == 0 else "mixed"

    def record(self) -> Record:
        any_kept = bool(self._claims or self._stances or self._conditions)
        return Record(
            article=self._article.head,
            claims=tuple(self._claims),
            stances=tuple(self._stances),
            conditions=tuple(self._conditions),
            coverage=Coverage(chunks=1, ok=int(any_kept), empty=int(not any_kept), failed=0),
        )


def _words(value: Any) -> str:
    """A model may answer with null or a list where one text was asked for."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value).strip()


def _actor(name: str) -> Actor:
    return Actor(name=name, kind=kind_of(name) if name else "unnamed")
