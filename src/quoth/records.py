"""What comes out: the record of one article, its claims, stances and conditions, and the words that show them.

The field names and their meaning are a contract (`quoth.record/1`): programs outside Quoth read them.
"""

from __future__ import annotations

from html import escape
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from quoth.markup import html_table

RECORD_SCHEMA: Literal["quoth.record/1"] = "quoth.record/1"

ActorKind = Literal["person", "office", "organisation", "government", "group", "unnamed", "artifact", "author"]
Quotation = Literal["direct", "indirect", "mixed"]
Certainty = Literal["certain", "probable", "possible", "denied"]
Polarity = Literal["support", "oppose", "neutral", "mixed"]
TargetKind = Literal["actor", "proposition"]
ConditionKind = Literal["demand", "offer", "promise", "threat", "refusal", "prediction", "counterfactual", "exchange"]
Sense = Literal["if", "only_if", "unless", "until"]
Severity = Literal["error", "warning", "note"]
Action = Literal["dropped", "repaired", "flagged"]


class _Value(BaseModel):
    """Frozen, and closed to fields that the contract does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Span(_Value):
    """Exact words of an article: `text[start:end] == span.text`, offsets in Unicode code points, end exclusive."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str

    @model_validator(mode="after")
    def _length_agrees(self) -> Span:
        if self.end - self.start != len(self.text) or not self.text:
            raise ValueError(f"span {self.start}:{self.end} does not hold {len(self.text)} characters")
        return self

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The span `start:end` of an article's `text`.

        Raises ValueError where the offsets hold no words of the text.
        """
        return cls(start=start, end=end, text=text[start:end])

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


class Actor(_Value):
    """Whoever speaks, holds or is bound; `mention` is where the article names them, if it does."""

    name: str
    kind: ActorKind
    mention: Span | None = None


class Claim(_Value):
    """Source, cue and content (PARC, PolNeAR); `via` is the reporting chain, outermost first."""

    id: str
    source: Actor
    via: tuple[Actor, ...] = ()
    cue: Span | None = None
    content: tuple[Span, ...] = Field(min_length=1)
    proposition: str
    quotation: Quotation
    certainty: Certainty
    chunk: int
    pass_: int = Field(alias="pass", ge=1)


class Stance(_Value):
    """Holder, target and polarity (MPQA, SemEval); the target is an actor or a proposition written out."""

    id: str
    claim: str | None
    holder: Actor
    target: str
    target_kind: TargetKind
    polarity: Polarity
    evidence: tuple[Span, ...] = Field(min_length=1)


class Half(_Value):
    """One half of a condition: the words as the model gave them, and the spans that hold them."""

    text: str
    spans: tuple[Span, ...] = Field(min_length=1)


class Condition(_Value):
    """Antecedent and consequent (RST, PDTB); kinds after PLOVER; `bound` is who would have to act."""

    id: str
    claim: str | None
    kind: ConditionKind
    sense: Sense
    marker: Span | None
    antecedent: Half
    consequent: Half
    bound: Actor | None


class Finding(_Value):
    """What a rule saw and did; `subject` is the id of the item, also of an item that was dropped."""

    rule: str
    severity: Severity
    subject: str
    message: str
    action: Action


class Coverage(_Value):
    """How many chunks were sent, and how each ended; `chunks == ok + empty + failed` always."""

    chunks: int
    ok: int
    empty: int
    failed: int

    @model_validator(mode="after")
    def _sums_agree(self) -> Coverage:
        if self.chunks != self.ok + self.empty + self.failed:
            raise ValueError(f"{self.chunks} chunks, but {self.ok} ok, {self.empty} empty and {self.failed} failed")
        return self


class ArticleHead(_Value):
    """Which article the record is of: `sha256` is of the UTF-8 text, `length` counts code points."""

    id: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    sha256: str
    length: int


class Record(_Value):
    """One article's claims, stances, conditions, findings and coverage: a line of `records.jsonl`."""

    schema_: Literal["quoth.record/1"] = Field(default=RECORD_SCHEMA, alias="schema")
    article: ArticleHead
    claims: tuple[Claim, ...] = ()
    stances: tuple[Stance, ...] = ()
    conditions: tuple[Condition, ...] = ()
    findings: tuple[Finding, ...] = ()
    coverage: Coverage

    def to_json(self) -> str:
        """The line of `records.jsonl`, without its line end."""
        return self.model_dump_json(by_alias=True)

    def to_dict(self) -> dict[str, Any]:
        return self.model_dump(mode="json", by_alias=True)

    def _repr_html_(self) -> str:
        """What a notebook shows: who says what, who stands where, on which conditions."""
        name = self.article.title or self.article.id
        sources = {claim.id: claim.source.name for claim in self.claims}
        claims = [(c.source.name, c.proposition, c.certainty, c.content[0].text) for c in self.claims]
        stances = [(s.holder.name, s.polarity, s.target) for s in self.stances]
        conditions = [
            (sources.get(c.claim or ""), c.kind, c.antecedent.text, c.consequent.text) for c in self.conditions
        ]
        tables = (
            html_table(f"{name}: claims", ("source", "says", "certainty", "words"), claims),
            html_table("stances", ("holder", "", "target"), stances),
            html_table("conditions", ("source", "kind", "if", "then"), conditions),
        )
        return "".join(tables) or f"<p>{escape(name)}: nobody claims anything</p>"

    def spans(self) -> list[Span]:
        """Every span that the record holds, in the order of its fields."""
        found: list[Span] = []

        def walk(value: object) -> None:
            if isinstance(value, Span):
                found.append(value)
            elif isinstance(value, BaseModel):
                for name in type(value).model_fields:
                    walk(getattr(value, name))
            elif isinstance(value, tuple):
                for part in value:
                    walk(part)

        walk(self)
        return found
