"""What the model may say: pointers to numbered sentences and a few words, as a strict JSON Schema.

The model points, the code quotes.  A prompt may leave optional fields out (`omit` in its front matter): what is not
offered costs no tokens, and a small model has fewer boxes to fill with inventions.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from quoth.records import Certainty, ConditionKind

Side = Literal["support", "oppose", "neutral", "mixed", "none"]


def _one_of(choices: Any) -> Any:
    """Held to the choices in the schema, but read as any word: one wrong word costs its item, not the whole answer."""
    return {"enum": list(get_args(choices))}


class _Item(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class ClaimItem(_Item):
    """One thing that somebody says, believes, denies, demands, promises or warns."""

    n: int = Field(description="number of the sentence")
    by: str = Field(description="whose words or belief it is, by name as the article writes it", max_length=80)
    via: tuple[str, ...] = Field(default=(), description="who passed it on, outermost first", max_length=4)
    first: str | None = Field(
        default=None, description="first words of the content, if it is part of the sentence", max_length=60
    )
    last: str | None = Field(
        default=None, description="last words of the content, if it is part of the sentence", max_length=60
    )
    says: str | None = Field(default=None, description="the content as one self-contained sentence", max_length=240)
    certainty: str | None = Field(
        default=None,
        description="how sure the source is of it; denied if the source denies it",
        json_schema_extra={"anyOf": [{"type": "string", **_one_of(Certainty)}, {"type": "null"}]},
    )
    side: str = Field(
        default="none",
        description="the source's position on `about`; none if it takes none",
        json_schema_extra=_one_of(Side),
    )
    about: str | None = Field(
        default=None, description="the person, country, plan or event that the position is on", max_length=80
    )


class ConditionItem(_Item):
    """One conditional: what happens if, unless or until something else does."""

    n: int = Field(description="number of the sentence")
    by: str | None = Field(default=None, description="whose condition it is", max_length=80)
    if_: str | None = Field(default=None, alias="if", description="the words of the condition, copied", max_length=200)
    then: str | None = Field(default=None, description="the words of what follows from it, copied", max_length=200)
    kind: str = Field(description="what it is meant as", json_schema_extra=_one_of(ConditionKind))
    bound: str | None = Field(default=None, description="who would have to act", max_length=80)


class Answer(_Item):
    """The claims and conditions of one chunk."""

    claims: tuple[ClaimItem, ...] = ()
    conditions: tuple[ConditionItem, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.claims and not self.conditions


OPTIONAL = frozenset(
    f"claims.{name}" for name in ("via", "first", "last", "says", "certainty", "side", "about")
) | frozenset(("conditions", "conditions.by", "conditions.if", "conditions.then", "conditions.bound"))
"""The fields that a prompt may omit."""


def schema(omit: Collection[str] = (), claims: int = 120, conditions: int = 40) -> dict[str, Any]:
    """The strict JSON Schema of the answer without the omitted fields: built once a process for each choice.

    Every field is required and nothing else is allowed.  At most `claims` and `conditions` items: these bounds, and
    those on lengths, end a rambling answer and are for engines that hold to them; with no condition allowed the list is
    left out.  Raises ValueError for a field that cannot be omitted.
    """
    unknown = sorted(set(omit) - OPTIONAL)
    if unknown:
        raise ValueError(f"cannot omit {', '.join(unknown)}; can be omitted: {', '.join(sorted(OPTIONAL))}")
    return _schema(frozenset(omit) | ({"conditions"} if conditions == 0 else set()), claims, conditions)


@lru_cache(maxsize=256)
def _schema(omit: frozenset[str], claims: int, conditions: int) -> dict[str, Any]:
    definitions = Answer.model_json_schema(by_alias=True)["$defs"]
    built: dict[str, Any] = {}
    for name, item, most in (
        ("claims", definitions["ClaimItem"], claims),
        ("conditions", definitions["ConditionItem"], conditions),
    ):
        if name not in omit:
            fields = {
                field: _strict(value) for field, value in item["properties"].items() if f"{name}.{field}" not in omit
            }
            built[name] = {"type": "array", "maxItems": most, "items": _closed(fields)}
    return _closed(built)


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _strict(value: dict[str, Any]) -> dict[str, Any]:
    """A field's schema without titles and defaults; pydantic's bounds on tuples become those of arrays."""
    return {
        key: [_strict(choice) for choice in part] if key == "anyOf" else _strict(part) if key == "items" else part
        for key, part in value.items()
        if key not in ("title", "default")
    }
