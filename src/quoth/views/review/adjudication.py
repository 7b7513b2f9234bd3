"""Two annotators' labels of one article, brought together for a third person to decide."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from quoth.articles.article import Article
from quoth.errors import InputError
from quoth.evals.alignment import Aligned, matched
from quoth.evals.gold import GoldActor, GoldArticle, GoldSpan, read_gold
from quoth.evals.units import LAYERS, units
from quoth.views.review.desk import Material, differences
from quoth.views.review.items import AnyItem, ClaimItem, ConditionItem, Place, StanceItem, Who


def material(articles: Iterable[Article], one: Path, two: Path) -> list[Material]:
    """The articles that both have labelled. Raises InputError where there are none, or a file is no gold."""
    first, second = ({labels.article.id: labels for labels in read_gold(path)} for path in (one, two))
    found = [
        adjudicated(article, first[article.id], second[article.id])
        for article in articles
        if article.id in first and article.id in second
    ]
    if not found:
        raise InputError(f"{one} and {two} have no article in common whose text is among those given")
    return found


def adjudicated(article: Article, one: GoldArticle, two: GoldArticle) -> Material:
    """What both have stands once (`ab-`), else each as its annotator has it (`a-`, `b-`), with how they differ.

    Raises InputError where the labels are not of this text.
    """
    for labels in (one, two):
        if labels.article.sha256 != article.sha256:
            raise InputError(f"{article.id}: {labels.annotator} labelled another text: `quoth gold check` tells more")
    names: tuple[dict[str, str], dict[str, str]] = ({}, {})
    notes: dict[str, list[str]] = {}
    for layer in LAYERS:
        _name(matched(layer, units(one, layer), units(two, layer)), names, notes)
    items: dict[str, AnyItem] = {}
    for labels, known in ((one, names[0]), (two, names[1])):
        for key, item in _items(labels, known).items():
            items.setdefault(key, item)
    return Material(article, dict(sorted(items.items(), key=lambda each: _start(each[1]))), notes)


def _name(aligned: Aligned, names: tuple[dict[str, str], dict[str, str]], notes: dict[str, list[str]]) -> None:
    """Gives each label its name here, and says how it differs from the other's."""
    for pair in aligned.pairs:
        one, two = pair.gold.id, pair.predicted.id
        differing = differences(pair)
        if not differing:
            names[0][one] = names[1][two] = f"ab-{one}"
            continue
        names[0][one], names[1][two] = f"a-{one}", f"b-{two}"
        notes[f"a-{one}"] = [f"b-{two}: {what}" for what in differing]
        notes[f"b-{two}"] = [f"a-{one}: {what}" for what in differing]
    for unit in aligned.missed:
        names[0][unit.id] = f"a-{unit.id}"
        notes[f"a-{unit.id}"] = ["the second annotator has no such item"]
    for unit in aligned.spurious:
        names[1][unit.id] = f"b-{unit.id}"
        notes[f"b-{unit.id}"] = ["the first annotator has no such item"]


def _items(labels: GoldArticle, names: dict[str, str]) -> dict[str, AnyItem]:
    found: dict[str, AnyItem] = {}
    for claim in labels.claims:
        found[names[claim.id]] = ClaimItem(
            source=_who(claim.source),
            cue=_place(claim.cue),
            content=_places(claim.content),
            proposition=claim.proposition,
            quotation=claim.quotation,
            certainty=claim.certainty,
        )
    for stance in labels.stances:
        found[names[stance.id]] = StanceItem(
            claim=names.get(stance.claim or ""),
            holder=_who(stance.holder),
            target=stance.target,
            target_kind=stance.target_kind,
            polarity=stance.polarity,
            evidence=_places(stance.evidence),
        )
    for condition in labels.conditions:
        found[names[condition.id]] = ConditionItem(
            claim=names.get(condition.claim or ""),
            kind=condition.kind,
            sense=condition.sense,
            marker=_place(condition.marker),
            antecedent=_places(condition.antecedent.spans),
            consequent=_places(condition.consequent.spans),
            bound=_who(condition.bound) if condition.bound else None,
        )
    return found


def _start(item: AnyItem) -> int:
    if isinstance(item, ClaimItem):
        places = item.content
    else:
        places = item.evidence if isinstance(item, StanceItem) else item.antecedent
    return min(start for start, _ in places)


def _who(actor: GoldActor) -> Who:
    return Who(name=actor.name, kind=actor.kind, mention=_place(actor.mention))


def _place(span: GoldSpan | None) -> Place | None:
    return None if span is None else (span.start, span.end)


def _places(spans: tuple[GoldSpan, ...]) -> tuple[Place, ...]:
    return tuple((span.start, span.end) for span in spans)
