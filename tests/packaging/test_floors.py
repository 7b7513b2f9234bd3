"""The rooms of the package stand on floors: each imports only from below, and `import quoth` stays light."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
FLOORS = {
    "records": 0,
    "errors": 0,
    "asking": 0,
    "tokens": 0,
    "shipped": 0,
    "markup": 0,
    "articles": 1,
    "extraction": 2,
    "llm": 2,
    "runs": 3,
    "corpus": 4,
    "evals": 4,
    "views": 5,
    "cli": 6,
}
# The front door hands on names of every room, so it stands above them all.
FRONT = {"__init__", "__main__"}
HEAVY = ["openai", "instructor", "xllamacpp", "trafilatura", "pyarrow", "diskcache"]


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE / "quoth").with_suffix("").parts[0]


def imported_modules(source: str, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything imported by a file that lies in `package`, wherever the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, [base, node.module]))
            if module == "quoth":
                yield from ((node.lineno, f"quoth.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, module


def broken_floors(source: str, path: Path) -> list[str]:
    room = room_of(path)
    broken = []
    for line, module in imported_modules(source, path.relative_to(SOURCE).parent.parts):
        parts = module.split(".")
        if parts[0] != "quoth" or parts[1:] == ["__version__"]:
            continue
        other = parts[1] if len(parts) > 1 else "__init__"
        if other == room or FLOORS.get(room) == FLOORS.get(other) == 0:
            continue
        if other not in FLOORS or FLOORS[other] >= FLOORS[room]:
            broken.append(f"{path.relative_to(SOURCE)}:{line}: {room} may not import {module}")
    return broken


def files() -> list[Path]:
    return [path for path in sorted((SOURCE / "quoth").rglob("*.py")) if room_of(path) not in FRONT]


def test_every_room_has_a_floor() -> None:
    assert {room_of(path) for path in files()} <= set(FLOORS)


def test_each_room_imports_only_from_lower_floors() -> None:
    assert [line for path in files() for line in broken_floors(path.read_text(encoding="utf-8"), path)] == []


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("llm", "from quoth.extraction import pipeline"),
        ("extraction", "def ask():\n    import quoth.llm.client"),
        ("extraction", "from ..llm import client"),
        ("runs", "from quoth import cli"),
        ("articles", "from quoth import extract"),
        ("evals", "from quoth.views.scores import score_lines"),
        ("records", "from quoth.articles.article import Article"),
    ],
)
def test_an_import_from_above_or_beside_is_seen(room: str, source: str) -> None:
    place = SOURCE / "quoth" / (f"{room}.py" if room == "records" else f"{room}/made_up.py")
    assert len(broken_floors(source, place)) == 1


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("runs", "from quoth.llm import client\nfrom ..extraction.pipeline import extract"),
        ("llm", "from quoth import __version__\nfrom quoth.asking import Ask\nfrom .cache import Cache"),
        ("cli", "import quoth.evals.scores, json"),
    ],
)
def test_an_import_from_below_is_allowed(room: str, source: str) -> None:
    assert broken_floors(source, SOURCE / "quoth" / room / "made_up.py") == []


@pytest.mark.parametrize("module", ["quoth", "quoth.cli"])
def test_importing_quoth_loads_nothing_heavy(module: str) -> None:
    code = f"import {module}, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    shown = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.strip() == "[]"
