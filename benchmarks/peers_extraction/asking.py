"""Runs the peer in its own interpreter, over the articles that an earlier command has not brought to an end."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.machine import versions
from benchmarks.peers_extraction import prompt
from quoth.articles.article import Article

EXTRACTIONS = "extractions.jsonl"
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Manner:
    """How the peer asks. What was extracted in one manner never stands beside what was extracted in another."""

    model: str
    base_url: str
    max_char_buffer: int = 1000
    """Characters of the article in one call: langextract's own default."""
    answer_tokens: int = 2048
    """The longest answer: a small model can go on for ever."""
    constrained: bool = True
    """Whether answers are held to the JSON Schema that langextract makes of the example."""
    in_flight: int = 1

    @property
    def digest(self) -> str:
        shaping = {name: value for name, value in asdict(self).items() if name not in ("base_url", "in_flight")}
        asked = (prompt.DESCRIPTION, prompt.EXAMPLE_TEXT, prompt.EXAMPLE)
        return sha256(json.dumps([shaping, asked]).encode()).hexdigest()


def extracted(out: Path, python: str, articles: Sequence[Article], manner: Manner) -> dict[str, Mapping[str, Any]]:
    """By article, the peer's last line of it; a line without an error is not asked for again.

    Raises SystemExit, one line, where the folder holds what was asked in another manner, or where the peer fails.
    """
    file = out / EXTRACTIONS
    known = {line["id"]: line for line in _lines(file)}
    if any(line["settings"] != manner.digest for line in known.values()):
        raise SystemExit(f"{file}: was extracted by another model, prompt or settings: give another --out")
    left = [each for each in articles if each.id not in known or known[each.id]["error"]]
    if left:
        _ask(out, python, left, manner)
        known = {line["id"]: line for line in _lines(file)}
    return {each.id: known[each.id] for each in articles if each.id in known}


def _ask(out: Path, python: str, left: Sequence[Article], manner: Manner) -> None:
    if "langextract" not in versions(python, ("langextract",)):
        raise SystemExit(f"{python}: has no langextract: give --peer an environment made of benchmarks/peers.txt")
    asked = out / "asked.jsonl"
    asked.write_text("".join(json.dumps({"id": each.id, "text": each.text}) + "\n" for each in left), encoding="utf-8")
    given = {"articles": str(asked.resolve()), "out": str((out / EXTRACTIONS).resolve()), "settings": manner.digest}
    task = out / "task.json"
    task.write_text(json.dumps({**asdict(manner), **given}), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [python, "-m", "benchmarks.peers_extraction.langextract_articles", str(task.resolve())]
    try:
        ended = subprocess.run(command, cwd=_ROOT, env=environment, stdout=subprocess.DEVNULL)
    except OSError as problem:
        raise SystemExit(f"{python}: cannot be run as a Python: {problem}") from None
    finally:
        asked.unlink()
        task.unlink(missing_ok=True)
    if ended.returncode:
        raise SystemExit(f"{python}: langextract ended with {ended.returncode}; the same command goes on where it was")


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    """The lines that are whole: a kill may tear the last one."""
    if file.is_file():
        with file.open(encoding="utf-8") as opened:
            yield from (json.loads(line) for line in opened if line.endswith("\n"))
