"""Public labelled corpora, read from a folder that the user names, each scored in the layers that it speaks of.

Texts and labels stay where they are: nothing of them is copied into a run's output but what the run itself extracted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from quoth.articles.article import Article
from quoth.errors import InputError
from quoth.evals.corpora import gum, plover, polnear, seesaw, umuc
from quoth.evals.units import Labels, Layer

__all__ = ["CORPORA", "Corpus", "corpus_at"]


@dataclass(frozen=True, slots=True)
class Corpus:
    """`layers` are those that it can score; `licence` is what its makers say, to be told wherever it is scored."""

    name: str
    layers: tuple[Layer, ...]
    licence: str
    says: str
    reader: Callable[[Path], Iterator[tuple[Article, Labels]]]

    def read(self, folder: Path) -> Iterator[tuple[Article, Labels]]:
        """The corpus's articles and labels. Raises InputError where a file is not what its makers describe."""
        try:
            yield from self.reader(folder)
        except (OSError, ValueError, KeyError, TypeError, IndexError, SyntaxError) as problem:
            words = " ".join(str(problem).split())[:200]
            raise InputError(
                f"{folder}: not {self.name} as its makers describe it: {type(problem).__name__}: {words}"
            ) from None


CORPORA: Mapping[str, Corpus] = {
    each.name: each
    for each in (
        Corpus(
            "polnear",
            ("claims",),
            "no licence is stated; the publishers own the texts",
            "source, cue and content of every outermost attribution; no stance, no condition, no certainty",
            polnear.read,
        ),
        Corpus(
            "umuc",
            ("stances", "conditions"),
            "no licence file; an earlier release of the labels says CC BY-SA; UN records",
            "conflict with a target country as a stance of the speaker; RST condition, unless and otherwise",
            umuc.read,
        ),
        Corpus(
            "gum",
            ("conditions",),
            "annotations CC BY 4.0; texts CC BY 2.5, CC BY 4.0 or CC BY-NC-SA 4.0 by genre",
            "PDTB conditions, explicit and implicit; no kind, no sense",
            gum.read,
        ),
        Corpus(
            "seesaw",
            ("stances",),
            "CC BY-NC-SA 4.0",
            "holder, target and polarity by sentence; no neutral stance",
            seesaw.read,
        ),
        Corpus(
            "plover",
            ("conditions",),
            "CC BY-SA 4.0",
            "sentences that hold a conditional threat, offer or refusal; no halves",
            plover.read,
        ),
    )
}


def corpus_at(given: str) -> tuple[Corpus, Path]:
    """What `NAME=PATH` names. Raises InputError where there is no such corpus or no such folder."""
    name, _, path = given.partition("=")
    if name not in CORPORA or not path:
        raise InputError(f"--corpus {given}: give NAME=FOLDER, with one of {', '.join(CORPORA)}")
    folder = Path(path).expanduser()
    if not folder.is_dir():
        raise InputError(f"--corpus {given}: {folder} is no folder")
    return CORPORA[name], folder
