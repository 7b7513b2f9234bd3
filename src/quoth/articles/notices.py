"""What a user should know of an article that was read all the same."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """`origin` says where the article was read, `message` what was done with it."""

    origin: str
    message: str

    def __str__(self) -> str:
        return f"{self.origin}: {self.message}"


def guessed_encoding(origin: str, encoding: str) -> list[Notice]:
    """A notice where the encoding was no Unicode one, and so was guessed or taken on trust."""
    if encoding.startswith("utf"):
        return []
    return [Notice(origin, f"is not UTF-8 and was read as {encoding}: where words look wrong, save it as UTF-8")]
