"""What the model may say: pointers to numbered sentences and a few words, as a strict JSON Schema.

The model points, the code quotes.  A prompt may leave optional fields out (`omit` in its front matter): what is not
offered costs no tokens, and a small model has fewer boxes to fill with inventions.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from quoth.records import ActorKind, Certainty, ConditionKind, Sense, TargetKind

Meant = Literal[ConditionKind, "none"]
Side = Literal["support", "oppose", "neutral", "mixed", "none"]


def _one_of(choices: Any) -> Any:
    """Held to the choices in the schema, but read as any word: one wrong word costs its item, not the whole answer."""
    return {"enum": list(get_args(choices))}


class _Item(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: Any) -> Any:
        """A null means what leaving the field out means: no reason to refuse a whole answer."""
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value is not None}


class ClaimItem(_Item):
    """One thing that somebody says, believes, denies, demands, promises or warns."""

    n: int = Field(description="number of the sentence")
    by: str = Field(description="whose words or belief it is, by name as the article writes it")
    kind: str | None = Field(
        default=None,
        description="what the source is",
        json_schema_extra={"anyOf": [{"type": "string", **_one_of(ActorKind)}, {"type": "null"}]},
    )
    via: tuple[str, ...] = Field(default=(), description="who passed it on, outermost first")
    first: str | None = Field(default=None, description="first words of the content, if it is part of the sentence")
    last: str | None = Field(default=None, description="last words of the content, if it is part of the sentence")
    says: str | None = Field(default=None, description="the content as one self-contained sentence")
    certainty: str | None = Field(
        default=None,
        description="how sure the source is of it; denied if the source denies it",
        json_schema_extra={"anyOf": [{"type": "string", **_one_of(Certainty)}, {"type": "null"}]},
    )
    about: str | None = Field(default=None, description="the person, country, plan or event that the position is on")
    side: str = Field(
        default="none",
        description="the source's position on `about`; none if it takes none",
        json_schema_extra=_one_of(Side),
    )
    about_kind: str | None = Field(
        default=None,
        description="whether `about` is an actor or a proposition",
        json_schema_extra={"anyOf": [{"type": "string", **_one_of(TargetKind)}, {"type": "null"}]},
    )


class ConditionItem(_Item):
    """One conditional: what happens if, unless or until something else does."""

    n: int = Field(description="number of the sentence")
    by: str | None = Field(default=None, description="whose condition it is")
    if_: str | None = Field(default=None, alias="if", description="the words of the condition, copied")
    then: str | None = Field(default=None, description="the words of what follows from it, copied")
    sense: str | None = Field(
        default=None,
        description="what joins the halves",
        json_schema_extra={"anyOf": [{"type": "string", **_one_of(Sense)}, {"type": "null"}]},
    )
    kind: str = Field(default="none", description="what it is meant as", json_schema_extra=_one_of(Meant))
    bound: str | None = Field(default=None, description="who would have to act")


class Answer(_Item):
    """The claims and conditions of one chunk."""

    claims: tuple[ClaimItem, ...] = ()
    conditions: tuple[ConditionItem, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _is_an_answer(cls, given: Any) -> Any:
        if isinstance(given, dict) and not {"claims", "conditions"} & set(given):
            raise ValueError("neither claims nor conditions: an answer has at least an empty list of claims")
        return given

    @property
    def is_empty(self) -> bool:
        return not self.claims and all(item.kind.strip().lower() == "none" for item in self.conditions)


OPTIONAL = frozenset(
    f"claims.{name}" for name in ("kind", "via", "first", "last", "says", "certainty", "side", "about", "about_kind")
) | frozenset(
    ("conditions", "conditions.by", "conditions.if", "conditions.then", "conditions.sense", "conditions.bound")
)
"""The fields that a prompt may omit."""


def schema(omit: Collection[str] = ()) -> dict[str, Any]:
    """The strict JSON Schema of the answer without the omitted fields: built once a process for each choice.

    Every field is required and nothing else is allowed; `maxLength` and `maxItems` end a rambling answer where
    the engine holds to them.  Raises ValueError for a field that cannot be omitted.
    """
    _check(omit)
    return _schema(frozenset(omit), None, None)


def bounded_schema(omit: Collection[str], sentences: int, conditional: Sequence[int]) -> dict[str, Any]:
    """The same for one chunk of so many sentences, of which those in `conditional` hold a conditional (one entry each).

    The model can point at the chunk's own sentences only, and says of every conditional what it is meant as.
    """
    _check(omit)
    without = frozenset(omit) if conditional else frozenset(omit) | {"conditions"}
    return _schema(without, sentences, tuple(conditional))


def _check(omit: Collection[str]) -> None:
    unknown = sorted(set(omit) - OPTIONAL)
    if unknown:
        raise ValueError(f"cannot omit {', '.join(unknown)}; can be omitted: {', '.join(sorted(OPTIONAL))}")


_LONGEST = {"by": 80, "via": 80, "first": 60, "last": 60, "says": 240, "about": 80, "if": 200, "then": 200, "bound": 80}
"""Characters in a field: a bound for the model, never a reason to refuse an answer."""
_LONGEST_CHAIN = 4
_MOST = {"claims": 120, "conditions": 40}


@lru_cache(maxsize=512)
def _schema(omit: frozenset[str], sentences: int | None, conditional: tuple[int, ...] | None) -> dict[str, Any]:
    definitions = Answer.model_json_schema(by_alias=True)["$defs"]
    built: dict[str, Any] = {}
    for name, item in (("claims", definitions["ClaimItem"]), ("conditions", definitions["ConditionItem"])):
        if name not in omit:
            kept = (field for field in item["properties"] if f"{name}.{field}" not in omit)
            fields = {field: _strict(item["properties"][field], _LONGEST.get(field)) for field in kept}
            built[name] = {"type": "array", "maxItems": _MOST[name], "items": _closed(fields)}
    if sentences is not None:
        built["claims"]["maxItems"] = 2 * sentences
        built["claims"]["items"]["properties"]["n"] = {"type": "integer", "enum": list(range(1, sentences + 1))}
    if conditional and "conditions" in built:
        fields = built["conditions"].pop("items")["properties"]
        # One item for each conditional, in order: left to itself a small model answers the first of them three times.
        ordered = [_closed({**fields, "n": {"type": "integer", "enum": [number]}}) for number in conditional]
        built["conditions"] |= {"prefixItems": ordered, "minItems": len(ordered), "maxItems": len(ordered)}
    return _closed(built)


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _strict(value: dict[str, Any], longest: int | None) -> dict[str, Any]:
    """A field's schema without titles and defaults; its strings bounded where the field has a longest."""
    strict: dict[str, Any] = {}
    for key, part in value.items():
        if key == "anyOf":
            strict[key] = [_strict(choice, longest) for choice in part]
        elif key == "items":
            strict[key] = _strict(part, longest)
        elif key not in ("title", "default"):
            strict[key] = part
    if strict.get("type") == "string" and "enum" not in strict and longest:
        strict["maxLength"] = longest
    if strict.get("type") == "array":
        strict["maxItems"] = _LONGEST_CHAIN
    return strict
