"""What the page of a report knows: small columns of everything, and the texts in parts that are loaded when looked at.

Names, outlets and days stand once in a list, and the columns hold their numbers. All words are as the record has them;
the page shows them as text.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, get_args

from quoth.articles.dates import day_of
from quoth.corpus import Corpus
from quoth.corpus.targets import Content, content_of, same
from quoth.records import (
    Certainty,
    Claim,
    Condition,
    ConditionKind,
    Polarity,
    Record,
    Sense,
    Span,
    Stance,
    TargetKind,
)
from quoth.views.exports.selected import Selected

POLARITIES = get_args(Polarity)
CERTAINTIES = get_args(Certainty)
KINDS = get_args(ConditionKind)
SENSES = get_args(Sense)
_FEWEST = 3
"""Claims that two articles must have in common, word for word, to be copies of one text."""
_MOST_ALIKE = 200
"""Claims that a denial is compared with: those that share its rarest word."""


class Numbered:
    """Values by the number of their first coming."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}

    def __call__(self, value: Any) -> int:
        return self._numbers.setdefault(value, len(self._numbers))

    def listed(self) -> list[Any]:
        return list(self._numbers)


@dataclass
class Columns:
    """Tables by columns; `add` gives a row to one of them."""

    tables: dict[str, dict[str, list[Any]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def add(self, table: str, **row: Any) -> None:
        for name, value in row.items():
            self.tables[table][name].append(value)


class ReportData:
    """Takes one article after another; `texts` of each go to a part, `main` is complete when all are taken."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._columns = Columns()
        self._actors, self._targets, self._outlets = Numbered(), Numbered(), Numbered()
        self._kinds: dict[int, Counter[str]] = defaultdict(Counter)
        self._copies: dict[str, int] = {}
        self._said: list[tuple[int, int, int, bool, str]] = []
        self._rules: Counter[tuple[str, str]] = Counter()
        self._articles = 0

    def take(self, item: Selected) -> dict[str, Any]:
        """Adds an article; returns its texts, for a part."""
        record, head = item.record, item.record.article
        number, self._articles = self._articles, self._articles + 1
        day = day_of(head.published)
        self._columns.add(
            "articles",
            id=head.id,
            title=head.title or "",
            outlet=self._outlets(head.publisher or ""),
            day=day.isoformat() if day else "",
            url=head.url or "",
            copy=self._copies.setdefault(_print_of(record) or f"article {number}", number),
            claims=len(record.claims),
            findings=len(record.findings),
        )
        for place, claim in enumerate(record.claims):
            source = self._actor(head.id, claim.source.name, claim.source.kind)
            certainty = CERTAINTIES.index(claim.certainty)
            self._columns.add("claims", a=number, i=place, s=source, c=certainty)
            self._said.append((number, place, source, claim.certainty == "denied", claim.proposition))
        conditional = {condition.claim for condition in item.whole.conditions if condition.claim}
        for place, stance in enumerate(record.stances):
            self._columns.add(
                "stances",
                a=number,
                i=place,
                h=self._actor(head.id, stance.holder.name, stance.holder.kind),
                t=self._target(head.id, stance),
                p=POLARITIES.index(stance.polarity),
                c=int(stance.claim in conditional),
            )
        sources = {claim.id: claim.source for claim in item.whole.claims}
        for place, condition in enumerate(record.conditions):
            source_of = sources.get(condition.claim or "")
            bound = condition.bound
            self._columns.add(
                "conditions",
                a=number,
                i=place,
                s=self._actor(head.id, source_of.name, source_of.kind) if source_of else -1,
                b=self._actor(head.id, bound.name, bound.kind) if bound else -1,
                k=KINDS.index(condition.kind),
                n=SENSES.index(condition.sense),
                x=condition.antecedent.text,
                y=condition.consequent.text,
            )
        self._rules.update((finding.rule, finding.action) for finding in record.findings)
        return _texts(item)

    def main(self) -> dict[str, Any]:
        """Everything but the texts."""
        actors, targets = self._actors.listed(), self._targets.listed()
        names = {name: number for number, name in enumerate(actors)}
        return {
            "actors": [[name, self._kinds[number].most_common(1)[0][0]] for number, name in enumerate(actors)],
            # An actor that is a target is found among the actors by its number.
            "targets": [[name, kind, names.get(name, -1) if kind == "actor" else -1] for name, kind in targets],
            "outlets": self._outlets.listed(),
            **{name: dict(self._columns.tables[name]) for name in ("articles", "claims", "stances", "conditions")},
            "contradictions": list(contradictions(self._said)),
            "rules": [[rule, action, count] for (rule, action), count in self._rules.most_common()],
            "words": {"polarity": POLARITIES, "certainty": CERTAINTIES, "kind": KINDS, "sense": SENSES},
        }

    def _actor(self, article: str, name: str, kind: str) -> int:
        number = self._actors(self._corpus.actors.of(article, name))
        self._kinds[number][kind] += 1
        return number

    def _target(self, article: str, stance: Stance) -> int:
        groups = self._corpus.actors if stance.target_kind == "actor" else self._corpus.targets
        kind: TargetKind = stance.target_kind
        return self._targets((groups.of(article, stance.target), kind))


def contradictions(said: list[tuple[int, int, int, bool, str]]) -> Iterator[list[int]]:
    """Pairs of claims of which one actor denies what another asserts: article and place of each.

    `said` holds article, place, actor, whether it is denied, and the proposition. A denial's proposition is what it
    denies, so both say the same words.
    """
    contents = [content_of(proposition) for *_, proposition in said]
    having: dict[str, list[int]] = defaultdict(list)
    for number, (*_, denied, _) in enumerate(said):
        if not denied:
            for word in contents[number].words:
                having[word].append(number)
    for number, (article, place, actor, denied, _) in enumerate(said):
        words = [word for word in contents[number].words if having[word]]
        if not denied or not words:
            continue
        denial = _plain(contents[number])
        for other in having[min(words, key=lambda word: len(having[word]))][:_MOST_ALIKE]:
            article_of, place_of, actor_of, *_ = said[other]
            if actor_of != actor and same(denial, _plain(contents[other])):
                yield [article_of, place_of, article, place]


def _plain(content: Content) -> Content:
    """Without its negations: "it did not leave" denies "it left" whichever way it is written down."""
    return Content(content.words, content.numbers, 0)


def _print_of(record: Record) -> str | None:
    """What copies of one text have in common: the words of their claims."""
    if len(record.claims) < _FEWEST:
        return None
    words = "\n".join(" ".join(span.text.split()) for claim in record.claims for span in claim.content)
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()


def _texts(item: Selected) -> dict[str, Any]:
    record = item.record
    claims = {claim.id: place for place, claim in enumerate(record.claims)}
    return {
        "t": item.article.text,
        "c": [_claim(claim) for claim in record.claims],
        "s": [_stance(stance, claims) for stance in record.stances],
        "k": [_condition(condition, claims) for condition in record.conditions],
        "f": [[f.rule, f.severity, f.action, f.subject, f.message] for f in record.findings],
    }


def _claim(claim: Claim) -> list[Any]:
    """Id, source, via, proposition, quotation, certainty, and the places of content, cue and source."""
    via = [actor.name for actor in claim.via]
    places = [_places(claim.content), _places(_some(claim.cue)), _places(_some(claim.source.mention))]
    return [claim.id, claim.source.name, via, claim.proposition, claim.quotation, claim.certainty, *places]


def _stance(stance: Stance, claims: dict[str, int]) -> list[Any]:
    """Id, holder, polarity, target, the number of its claim or -1, and the places of its evidence."""
    claim = claims.get(stance.claim or "", -1)
    return [stance.id, stance.holder.name, stance.polarity, stance.target, claim, _places(stance.evidence)]


def _condition(condition: Condition, claims: dict[str, int]) -> list[Any]:
    """Id, kind, sense, both halves, bound, the number of its claim or -1, and the places of halves and marker."""
    return [
        condition.id,
        condition.kind,
        condition.sense,
        condition.antecedent.text,
        condition.consequent.text,
        condition.bound.name if condition.bound else "",
        claims.get(condition.claim or "", -1),
        _places(condition.antecedent.spans),
        _places(condition.consequent.spans),
        _places(_some(condition.marker)),
    ]


def _some(span: Span | None) -> tuple[Span, ...]:
    return () if span is None else (span,)


def _places(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]
