"""Chunks become one record: drafts go through the rules, and what they keep becomes claims, stances and conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

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
    ArticleHead,
    Claim,
    Condition,
    ConditionKind,
    Coverage,
    Half,
    Polarity,
    Record,
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
    reading: ArticleDocument, answered: Sequence[ChunkAnswer], coverage: Coverage, settings: Settings = AS_WRITTEN
) -> Record:
    """The record of one article: a pure function of the article, the answers and how the rules are set.

    Ids count in the order of the text; an item that a rule drops keeps its id in the finding and leaves a gap.
    """
    claim_ids, condition_ids = (f"c{n}" for n in count(1)), (f"k{n}" for n in count(1))
    drafts: list[ClaimCandidate] = []
    halved: list[ConditionCandidate] = []
    for part in answered:
        drafts += claim_candidates(part.answer, part.chunk, reading, part.pass_, claim_ids)
        halved += condition_candidates(part.answer, part.chunk, reading, condition_ids)
    kept, findings = apply(CLAIM_RULES, drafts, reading, lambda draft: draft.id, settings)
    claims = [_claim(draft, reading) for draft in kept]
    stances, more = apply(STANCE_RULES, _stances(kept, claims, reading), reading, lambda stance: stance.id, settings)
    findings += more
    whole, more = apply(CONDITION_DRAFT_RULES, halved, reading, lambda draft: draft.id, settings)
    findings += more
    conditions, more = apply(
        CONDITION_RULES,
        [_condition(draft, claims, reading) for draft in whole],
        reading,
        lambda condition: condition.id,
        settings,
    )
    findings += more
    findings += look(WHOLE_RULES, RecordItems(reading, claims, stances, conditions), settings)
    return Record(
        article=head(reading),
        claims=tuple(claims),
        stances=tuple(stances),
        conditions=tuple(conditions),
        findings=tuple(findings),
        coverage=coverage,
    )


def head(reading: ArticleDocument) -> ArticleHead:
    article = reading.article
    return ArticleHead(
        id=article.id,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        url=article.url,
        sha256=article.sha256,
        length=len(article.text),
    )


def _claim(draft: ClaimCandidate, reading: ArticleDocument) -> Claim:
    assert draft.source is not None
    assert draft.sentence is not None
    chain = draft.item.via or (draft.voice.via if draft.voice is not None else ())
    return Claim(
        id=draft.id,
        source=draft.source,
        via=tuple(_link(name, draft.sentence, reading) for name in chain),
        cue=draft.cue,
        content=draft.content,
        proposition=proposition_of(draft),
        quotation=quotation_of(draft.content, reading),
        certainty=certainty_of(draft),
        chunk=draft.chunk,
        **{"pass": draft.pass_},
    )


def _link(name: str, sentence: int, reading: ArticleDocument) -> Actor:
    return named(name, sentence, reading) or Actor(name=name, kind=kind_of(name))


def _stances(drafts: Sequence[ClaimCandidate], claims: Sequence[Claim], reading: ArticleDocument) -> list[Stance]:
    stances = []
    for draft, claim in zip(drafts, claims, strict=True):
        side, about = draft.item.side.strip().lower(), (draft.item.about or "").strip()
        if side in ("", "none") or not about:
            continue
        polarity: Polarity = side  # type: ignore[assignment]
        stances.append(
            Stance(
                id=f"s{draft.id[1:]}",
                claim=claim.id,
                holder=claim.source,
                target=about,
                target_kind=_target_kind(about, reading.speakers.mentions),
                polarity=polarity,
                evidence=claim.content,
            )
        )
    return stances


def _target_kind(about: str, mentions: Mentions) -> TargetKind:
    """An actor where the target is a name that the article writes; else a proposition, plan or event."""
    bare = about.removeprefix("the ").removeprefix("The ")
    is_name = bare[:1].isupper() and kind_of(bare) not in ("artifact",) and bool(mentions.places(bare))
    return "actor" if is_name else "proposition"


def _condition(draft: ConditionCandidate, claims: Sequence[Claim], reading: ArticleDocument) -> Condition:
    assert draft.conditional is not None
    assert draft.antecedent is not None
    assert draft.consequent is not None
    assert draft.sentence is not None
    kind: ConditionKind = draft.item.kind.strip().lower()  # type: ignore[assignment]
    return Condition(
        id=draft.id,
        claim=_claim_of(draft, claims),
        kind=kind,
        sense=draft.conditional.sense,
        marker=Span.of(reading.article.text, *draft.conditional.marker),
        antecedent=_half(draft.antecedent),
        consequent=_half(draft.consequent),
        bound=named(draft.item.bound, draft.sentence, reading) if draft.item.bound else None,
    )


def _half(span: Span) -> Half:
    return Half(text=" ".join(span.text.split()), spans=(span,))


def _claim_of(draft: ConditionCandidate, claims: Sequence[Claim]) -> str | None:
    """The claim whose content holds the condition: the model's own speaker first where two do."""
    assert draft.antecedent is not None
    assert draft.consequent is not None
    holding = [
        claim
        for claim in claims
        if any(span.overlaps(draft.antecedent) or span.overlaps(draft.consequent) for span in claim.content)
    ]
    if draft.item.by:
        holding.sort(key=lambda claim: not same_actor(claim.source.name, draft.item.by or ""))
    return holding[0].id if holding else None
