"""What a run ran on: Quoth's own code, the packages beneath it, Python, the platform and the git commit."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

PACKAGES = (
    "openai",
    "instructor",
    "pydantic",
    "tenacity",
    "diskcache",
    "jinja2",
    "rapidfuzz",
    "charset-normalizer",
    "trafilatura",
    "pyarrow",
    "xllamacpp",
)
"""The packages that can change what comes out."""


class Checkout(BaseModel):
    """The git commit of a checkout that Quoth runs from; `changed` where files differ from it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    commit: str
    changed: bool


class Software(BaseModel):
    """`code` is the SHA-256 of Quoth's own source files: two runs of equal code have equal digests."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    quoth: str
    code: str
    python: str
    platform: str
    packages: dict[str, str]
    git: Checkout | None


def software() -> Software:
    from quoth import __version__

    source = Path(__file__).resolve().parent.parent
    return Software(
        quoth=__version__,
        code=code_digest(source),
        python=platform.python_version(),
        platform=platform.platform(),
        packages=package_versions(),
        git=checkout(source),
    )


def code_digest(source: Path) -> str:
    """SHA-256 over the names and contents of the Python files below `source`, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(source.rglob("*.py")):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(source).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def schema_digest(schema: Mapping[str, Any]) -> str:
    """SHA-256 of a schema, whatever the order of its keys."""
    canonical = json.dumps(schema, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def package_versions() -> dict[str, str]:
    """Of the packages that are installed; the others are left out."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def checkout(source: Path) -> Checkout | None:
    """The git state of the checkout that `source` is in, or None where it is in none."""
    # src/quoth in a checkout: a site-packages folder inside somebody else's repository does not count.
    root = source.parent.parent
    if not (root / ".git").exists():
        return None
    try:
        commit = _git(root, "rev-parse", "HEAD")
        return Checkout(commit=commit, changed=bool(_git(root, "status", "--porcelain", "--", "src", "prompts")))
    except (OSError, subprocess.SubprocessError):
        return None


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, timeout=10, check=True)
    return done.stdout.strip()
