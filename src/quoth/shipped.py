"""Where the files lie that Quoth ships beside its code: prompts and schemas."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from quoth.errors import QuothError

_PACKAGE = Path(__file__).resolve().parent


def folder(kind: Literal["prompts", "schemas"]) -> Path:
    """The folder of shipped prompts or schemas.

    An installed wheel carries it in the package; a checkout has it at its root.
    Raises QuothError where neither is there.
    """
    checkout = _PACKAGE.parents[1]
    candidates = [_PACKAGE / "_shipped" / kind]
    # Above an installed package lies a folder of Python's own, in which "prompts" would be anybody's.
    if (checkout / "pyproject.toml").is_file():
        candidates.append(checkout / kind)
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    looked = " and ".join(str(candidate) for candidate in candidates)
    raise QuothError(f"this installation of Quoth lacks its {kind} (looked in {looked}): install Quoth again")
