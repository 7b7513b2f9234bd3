"""Quoth's answer as a plain pydantic model, for the contestants that validate against one."""

from __future__ import annotations

from pydantic import BaseModel


class Claim(BaseModel):
    n: int
    by: str
    via: list[str]
    first: str | None
    last: str | None
    says: str | None
    certainty: str | None
    about: str | None
    side: str


class Condition(BaseModel):
    """Quoth's field `if` is left out with `then`: a pydantic class needs an alias for it, which strict mode renames."""

    n: int
    by: str | None
    kind: str
    bound: str | None


class Answer(BaseModel):
    claims: list[Claim]
    conditions: list[Condition]
