"""The items of a review: predictions as a person sees them, and labels as gold has them.

Places are `[start, end]` in code points of the article's text.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from quoth.articles.article import Article
from quoth.evals.gold import (
    GoldActor,
    GoldArticle,
    GoldClaim,
    GoldCondition,
    GoldHalf,
    GoldHead,
    GoldSpan,
    GoldStance,
)
from quoth.records import (
    Actor,
    ActorKind,
    Certainty,
    ConditionKind,
    Polarity,
    Quotation,
    Record,
    Sense,
    Span,
    TargetKind,
)

Place = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Who(_Part):
    """An actor by the name that the article gives, and where it does."""

    name: str = Field(min_length=1)
    kind: ActorKind = "person"
    mention: Place | None = None


class ClaimItem(_Part):
    layer: Literal["claim"] = "claim"
    source: Who
    cue: Place | None = None
    content: tuple[Place, ...] = Field(min_length=1)
    proposition: str = ""
    quotation: Quotation = "indirect"
    certainty: Certainty = "certain"


class StanceItem(_Part):
    layer: Literal["stance"] = "stance"
    claim: str | None = None
    holder: Who
    target: str = Field(min_length=1)
    target_kind: TargetKind = "proposition"
    polarity: Polarity
    evidence: tuple[Place, ...] = Field(min_length=1)


class ConditionItem(_Part):
    layer: Literal["condition"] = "condition"
    claim: str | None = None
    kind: ConditionKind
    sense: Sense = "if"
    marker: Place | None = None
    antecedent: tuple[Place, ...] = Field(min_length=1)
    consequent: tuple[Place, ...] = Field(min_length=1)
    bound: Who | None = None


AnyItem = ClaimItem | StanceItem | ConditionItem
Item = Annotated[AnyItem, Field(discriminator="layer")]


def predicted(record: Record) -> dict[str, AnyItem]:
    """The items of a record by their ids."""
    found: dict[str, AnyItem] = {}
    for claim in record.claims:
        found[claim.id] = ClaimItem(
            source=_who(claim.source),
            cue=_place(claim.cue),
            content=_places(claim.content),
            proposition=claim.proposition,
            quotation=claim.quotation,
            certainty=claim.certainty,
        )
    for stance in record.stances:
        found[stance.id] = StanceItem(
            claim=stance.claim,
            holder=_who(stance.holder),
            target=stance.target,
            target_kind=stance.target_kind,
            polarity=stance.polarity,
            evidence=_places(stance.evidence),
        )
    for condition in record.conditions:
        found[condition.id] = ConditionItem(
            claim=condition.claim,
            kind=condition.kind,
            sense=condition.sense,
            marker=_place(condition.marker),
            antecedent=_places(condition.antecedent.spans),
            consequent=_places(condition.consequent.spans),
            bound=_who(condition.bound) if condition.bound else None,
        )
    return found


def outside(item: AnyItem, text: str) -> Place | None:
    """A place of the item that holds no words of the text; None where all do."""
    places: list[Place | None] = []
    if isinstance(item, ClaimItem):
        places = [*item.content, item.cue, item.source.mention]
    elif isinstance(item, StanceItem):
        places = [*item.evidence, item.holder.mention]
    else:
        places = [*item.antecedent, *item.consequent, item.marker, item.bound.mention if item.bound else None]
    return next((p for p in places if p is not None and not (p[0] < p[1] <= len(text))), None)


def gold_of(article: Article, items: dict[str, AnyItem], annotator: str, guidelines: str) -> GoldArticle:
    """The labels of an article. A stance or condition whose claim was rejected stands by itself."""
    head = GoldHead(id=article.id, sha256=article.sha256, length=len(article.text), story=article.id, split="dev")
    claims = {key for key, item in items.items() if isinstance(item, ClaimItem)}

    def span(place: Place) -> GoldSpan:
        return GoldSpan.of(article.text, *place)

    def spans(places: tuple[Place, ...]) -> tuple[GoldSpan, ...]:
        return tuple(map(span, places))

    def actor(who: Who) -> GoldActor:
        return GoldActor(name=who.name, kind=who.kind, mention=span(who.mention) if who.mention else None)

    def half(places: tuple[Place, ...]) -> GoldHalf:
        return GoldHalf(text=" … ".join(article.text[start:end] for start, end in places), spans=spans(places))

    found: dict[str, list[GoldClaim | GoldStance | GoldCondition]] = {"claim": [], "stance": [], "condition": []}
    for key, item in items.items():
        if isinstance(item, ClaimItem):
            content = spans(item.content)
            words = item.proposition.strip() or " … ".join(each.exact for each in content)
            cue = span(item.cue) if item.cue else None
            about = {"quotation": item.quotation, "certainty": item.certainty}
            found["claim"].append(
                GoldClaim(id=key, source=actor(item.source), cue=cue, content=content, proposition=words, **about)  # type: ignore[arg-type]
            )
        elif isinstance(item, StanceItem):
            found["stance"].append(
                GoldStance(
                    id=key,
                    claim=item.claim if item.claim in claims else None,
                    holder=actor(item.holder),
                    target=item.target,
                    target_kind=item.target_kind,
                    polarity=item.polarity,
                    evidence=spans(item.evidence),
                )
            )
        else:
            found["condition"].append(
                GoldCondition(
                    id=key,
                    claim=item.claim if item.claim in claims else None,
                    kind=item.kind,
                    sense=item.sense,
                    marker=span(item.marker) if item.marker else None,
                    antecedent=half(item.antecedent),
                    consequent=half(item.consequent),
                    bound=actor(item.bound) if item.bound else None,
                )
            )
    return GoldArticle(
        article=head,
        annotator=annotator,
        guidelines=guidelines,
        claims=tuple(each for each in found["claim"] if isinstance(each, GoldClaim)),
        stances=tuple(each for each in found["stance"] if isinstance(each, GoldStance)),
        conditions=tuple(each for each in found["condition"] if isinstance(each, GoldCondition)),
    )


def _who(actor: Actor) -> Who:
    return Who(name=actor.name, kind=actor.kind, mention=_place(actor.mention))


def _place(span: Span | None) -> Place | None:
    return None if span is None else (span.start, span.end)


def _places(spans: tuple[Span, ...]) -> tuple[Place, ...]:
    return tuple((span.start, span.end) for span in spans)
