"""Chunks become one record: drafts go through the rules, and what they keep becomes claims, stances and conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import cast, get_args

from quoth.extraction.actors.kinds import kind_of
from quoth.extraction.actors.names import Mentions, same_actor
from quoth.extraction.answers import Answer
from quoth.extraction.candidates import (
    ClaimCandidate,
    ConditionCandidate,
    certainty_of,
    claim_candidates,
    condition_candidates,
    named,
    proposition_of,
    quotation_of,
)
from quoth.extraction.chunking import Chunk
from quoth.extraction.document import ArticleDocument
from quoth.extraction.rules import AS_WRITTEN, RecordItems, Settings, apply, look
from quoth.extraction.rules.registry import (
    CLAIM_RULES,
    CONDITION_DRAFT_RULES,
    CONDITION_RULES,
    STANCE_RULES,
    WHOLE_RULES,
)
from quoth.records import (
    Actor,
    Claim,
    Condition,
    ConditionKind,
    Coverage,
    Half,
    Polarity,
    Record,
    Sense,
    Span,
    Stance,
    TargetKind,
)


@dataclass(frozen=True, slots=True)
class ChunkAnswer:
    """One validated answer, and the chunk (or the half of one) that it is about."""

    chunk: Chunk
    answer: Answer
    pass_: int = 1


def merge(
    document: ArticleDocument, answered: Sequence[ChunkAnswer], coverage: Coverage, settings: Settings = AS_WRITTEN
) -> Record:
    """The record of one article: a pure function of the article, the answers and how the rules are set.

    Ids count in the order of the text; an item that a rule drops keeps its id in the finding and leaves a gap.
    """
    claim_ids, condition_ids = (f"c{n}" for n in count(1)), (f"k{n}" for n in count(1))
    candidates: list[ClaimCandidate] = []
    halved: list[ConditionCandidate] = []
    for part in answered:
        candidates += claim_candidates(part.answer, part.chunk, document, part.pass_, claim_ids)
        halved += condition_candidates(part.answer, part.chunk, document, condition_ids)
    kept, findings = apply(CLAIM_RULES, candidates, document, lambda candidate: candidate.id, settings)
    claims = [_claim(candidate, document) for candidate in kept]
    stances, more = apply(STANCE_RULES, _stances(kept, claims, document), document, lambda stance: stance.id, settings)
    findings += more
    whole, more = apply(CONDITION_DRAFT_RULES, halved, document, lambda candidate: candidate.id, settings)
    findings += more
    conditions, more = apply(
        CONDITION_RULES,
        [_condition(candidate, claims, document) for candidate in whole],
        document,
        lambda condition: condition.id,
        settings,
    )
    findings += more
    findings += look(WHOLE_RULES, RecordItems(document, claims, stances, conditions), settings)
    return Record(
        article=document.article.head,
        claims=tuple(claims),
        stances=tuple(stances),
        conditions=tuple(conditions),
        findings=tuple(findings),
        coverage=coverage,
    )


def _claim(candidate: ClaimCandidate, document: ArticleDocument) -> Claim:
    assert candidate.source is not None
    assert candidate.sentence is not None
    chain = candidate.item.via or (candidate.voice.via if candidate.voice is not None else ())
    return Claim(
        id=candidate.id,
        source=candidate.source,
        via=tuple(_link(name, candidate.sentence, document) for name in chain),
        cue=candidate.cue,
        content=candidate.content,
        proposition=proposition_of(candidate),
        quotation=quotation_of(candidate.content, document),
        certainty=certainty_of(candidate),
        chunk=candidate.chunk,
        **{"pass": candidate.pass_},
    )


def _link(name: str, sentence: int, document: ArticleDocument) -> Actor:
    return named(name, sentence, document) or Actor(name=name, kind=kind_of(name))


def _stances(candidates: Sequence[ClaimCandidate], claims: Sequence[Claim], document: ArticleDocument) -> list[Stance]:
    stances = []
    for candidate, claim in zip(candidates, claims, strict=True):
        side, about = candidate.item.side.strip().lower(), (candidate.item.about or "").strip()
        if side in ("", "none") or not about:
            continue
        polarity: Polarity = side  # type: ignore[assignment]
        stances.append(
            Stance(
                id=f"s{candidate.id[1:]}",
                claim=claim.id,
                holder=claim.source,
                target=about,
                target_kind=_target_kind(about, candidate.item.about_kind, document.speakers.mentions),
                polarity=polarity,
                evidence=claim.content,
            )
        )
    return stances


def _target_kind(about: str, told: str | None, mentions: Mentions) -> TargetKind:
    """As the model says; else an actor where the target is a name that the article writes, and a proposition if not."""
    if told is not None and told.strip().lower() in get_args(TargetKind):
        return cast(TargetKind, told.strip().lower())
    bare = about.removeprefix("the ").removeprefix("The ")
    is_name = bare[:1].isupper() and kind_of(bare) not in ("artifact",) and bool(mentions.places(bare))
    return "actor" if is_name else "proposition"


def _condition(candidate: ConditionCandidate, claims: Sequence[Claim], document: ArticleDocument) -> Condition:
    assert candidate.antecedent is not None
    assert candidate.consequent is not None
    assert candidate.sentence is not None
    kind: ConditionKind = candidate.item.kind.strip().lower()  # type: ignore[assignment]
    return Condition(
        id=candidate.id,
        claim=_claim_of(candidate, claims),
        kind=kind,
        sense=_sense(candidate, document),
        marker=Span.of(document.article.text, *candidate.conditional.marker) if candidate.conditional else None,
        antecedent=_half(candidate.antecedent),
        consequent=_half(candidate.consequent),
        bound=_bound(candidate.item.bound, candidate.sentence, document) if candidate.item.bound else None,
    )


def _sense(candidate: ConditionCandidate, document: ArticleDocument) -> Sense:
    """What joins the halves: as the marker has it, where one is read; where the model leads, as it says."""
    told = (candidate.item.sense or "").strip().lower()
    if told in get_args(Sense) and (document.leads == "model" or candidate.conditional is None):
        return cast(Sense, told)
    return candidate.conditional.sense if candidate.conditional is not None else "if"


def _bound(name: str, sentence: int, document: ArticleDocument) -> Actor | None:
    found = named(name, sentence, document)
    if found is not None and document.leads == "text":
        return found
    place = document.speakers.mentions.inflected(name, document.sentences[sentence].end, not document.is_english)
    mention = found.mention if found is not None else Span.of(document.article.text, *place) if place else None
    return Actor(name=" ".join(name.split()), kind=kind_of(name), mention=mention) if mention else None


def _half(span: Span) -> Half:
    return Half(text=" ".join(span.text.split()), spans=(span,))


def _claim_of(candidate: ConditionCandidate, claims: Sequence[Claim]) -> str | None:
    """The claim whose content holds the condition: the model's own speaker first where two do."""
    assert candidate.antecedent is not None
    assert candidate.consequent is not None
    holding = [
        claim
        for claim in claims
        if any(span.overlaps(candidate.antecedent) or span.overlaps(candidate.consequent) for span in claim.content)
    ]
    if candidate.item.by:
        holding.sort(key=lambda claim: not same_actor(claim.source.name, candidate.item.by or ""))
    return holding[0].id if holding else None
