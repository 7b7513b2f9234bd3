"""The cues, sources and contents that the code reads off an article, against the hand labels of PolNeAR.

A cue is right where it shares a character with a labelled cue.  Of those, the source is right where it shares one with
the labelled source; the content's overlap is the Dice coefficient of its characters.  Articles are the unit of the
bootstrap.  Newell, Cheang, Margolin and Ruths: An Attribution Relations Corpus for Political News, LREC 2018.
"""

from __future__ import annotations

import argparse
import platform
import random
import sys
from dataclasses import dataclass, field
from pathlib import Path

import quoth
from quoth.articles import segment
from quoth.extraction.attribution.speakers import Speakers

Place = tuple[int, int]
_RESAMPLES = 2000


@dataclass(frozen=True)
class Label:
    cue: list[Place]
    source: list[Place]
    content: list[Place]


@dataclass
class Counts:
    """Of one article, or of many added up."""

    right: int = 0
    read: int = 0
    labelled: int = 0
    sources: int = 0
    right_sources: int = 0
    overlaps: list[float] = field(default_factory=list)

    def add(self, other: Counts) -> None:
        for name in ("right", "read", "labelled", "sources", "right_sources"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.overlaps += other.overlaps

    def figures(self) -> dict[str, float]:
        return {
            "cue precision": self.right / max(1, self.read),
            "cue recall": self.right / max(1, self.labelled),
            "source right": self.right_sources / max(1, self.sources),
            "content overlap": sum(self.overlaps) / max(1, len(self.overlaps)),
        }


def labels(path: Path) -> list[Label]:
    """The attributions with a cue of one brat file."""
    spans: dict[str, list[Place]] = {}
    events: list[dict[str, list[str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        identifier, _, rest = line.partition("\t")
        if identifier.startswith("T"):
            places = rest.split("\t")[0].split(" ", 1)[1]
            spans[identifier] = [(int(a), int(b)) for a, b in (part.split() for part in places.split(";"))]
        elif identifier.startswith("E"):
            roles: dict[str, list[str]] = {}
            for argument in rest.split():
                role, _, target = argument.partition(":")
                roles.setdefault(role.rstrip("0123456789"), []).append(target)
            events.append(roles)
    return [
        Label(
            *(
                [place for target in event.get(role, []) for place in spans[target]]
                for role in ("Cue", "Source", "Content")
            )
        )
        for event in events
        if "Cue" in event
    ]


def shares(one: Place, others: list[Place]) -> bool:
    return any(one[0] < end and start < one[1] for start, end in others)


def dice(left: list[Place], right: list[Place]) -> float:
    ones, others = ({n for start, end in places for n in range(start, end)} for places in (left, right))
    return 2 * len(ones & others) / max(1, len(ones) + len(others))


def compare(text: str, gold: list[Label]) -> Counts:
    speakers = Speakers(text, segment(text))
    voices = [voice for number in range(len(speakers.sentences)) for voice in speakers.voices(number)]
    read = [voice.attribution for voice in voices if voice.attribution is not None]
    counts = Counts(read=len(read), labelled=len(gold))
    free = list(read)
    for label in gold:
        found = next((each for each in free if shares(each.cue, label.cue)), None)
        if found is None:
            continue
        free.remove(found)
        counts.right += 1
        counts.overlaps.append(dice(label.content, list(found.content)))
        if label.source:
            counts.sources += 1
            counts.right_sources += found.source is not None and shares(found.source, label.source)
    return counts


def interval(articles: list[Counts], name: str) -> tuple[float, float]:
    """The percentile bootstrap's 95 % interval over articles, seeded."""
    chance = random.Random(0)
    drawn = []
    for _ in range(_RESAMPLES):
        total = Counts()
        for counts in chance.choices(articles, k=len(articles)):
            total.add(counts)
        drawn.append(total.figures()[name])
    drawn.sort()
    return drawn[int(0.025 * _RESAMPLES)], drawn[int(0.975 * _RESAMPLES)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="holds text/ and attributions/")
    folder = parser.parse_args().folder
    files = sorted((folder / "text").glob("*.txt"))
    if not files:
        print(f"{folder}: no text/*.txt here; skipped")
        return 0
    articles = []
    for file in files:
        annotated = sorted((folder / "attributions").glob(f"{file.stem}_*.ann"))  # the first annotator's
        if annotated:
            with file.open(encoding="utf-8", newline="") as opened:
                articles.append(compare(opened.read(), labels(annotated[0])))
    total = Counts()
    for counts in articles:
        total.add(counts)
    print(f"quoth {quoth.__version__}, Python {platform.python_version()}")
    print(f"{len(articles)} articles, {total.labelled} labels")
    for name, figure in total.figures().items():
        low, high = interval(articles, name)
        print(f"{name:16} {figure:.3f}  [{low:.3f}, {high:.3f}]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
