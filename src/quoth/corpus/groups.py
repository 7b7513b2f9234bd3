"""The groups of a run's actors and targets, and the file in which a person corrects them.

`actors.csv` and `targets.csv` have a row a name: `found` is the group that the names tell, `group` the one that
holds. Where a person changed `group` it stays changed, whatever is found the next time.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from quoth.corpus.actors import ActorNames, Mention
from quoth.corpus.joined import Joined
from quoth.corpus.targets import TargetWords
from quoth.errors import InputError, OutputError
from quoth.records import Record

_ARTICLE = re.compile(r"^(?:[Tt]he|an?|An?) ")
_COLUMNS = ("name", "articles", "found", "group")
_FILES = {"actors": "actors.csv", "targets": "targets.csv"}
Correction = tuple[str, str]
"""A name and the group that was found for it."""


@dataclass(frozen=True)
class Group:
    """A group by its name: every name in it, with the articles that have it."""

    name: str
    names: Mapping[str, tuple[str, ...]]


@dataclass
class Groups:
    """Groups of one layer: `found` by mention, and what a person decided otherwise."""

    found: dict[Mention, str]
    corrected: dict[Correction, str] = field(default_factory=dict)

    def of(self, article: str, name: str) -> str:
        """The group of a name in an article; the name itself where nothing is known of it."""
        found = self.found.get((article, name), name)
        return self.corrected.get((name, found), found)

    def listed(self) -> list[Group]:
        """The groups, those in most articles first."""
        names: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for article, name in self.found:
            names[self.of(article, name)][name].append(article)
        listed = [Group(group, {name: tuple(each) for name, each in held.items()}) for group, held in names.items()]
        return sorted(listed, key=lambda group: (-len({a for each in group.names.values() for a in each}), group.name))

    def read(self, path: Path) -> None:
        """Takes over the corrections of a file. Raises InputError where it is no such file."""
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = csv.DictReader(file)
                if not set(_COLUMNS) <= set(rows.fieldnames or ()):
                    raise InputError(f"{path}:1: the columns must be {', '.join(_COLUMNS)}")
                for row in rows:
                    group = (row["group"] or "").strip()
                    if not group:
                        raise InputError(f"{path}:{rows.line_num}: `group` is empty: give the name of a group")
                    if group != row["found"]:
                        self.corrected[row["name"], row["found"]] = group
        except (UnicodeDecodeError, csv.Error) as error:
            raise InputError(f"{path}: cannot be read as CSV in UTF-8: {error}") from None

    def write(self, path: Path) -> None:
        """Writes every name; a correction whose name is gone is kept, with no article."""
        counts: Counter[Correction] = Counter((name, found) for (_, name), found in self.found.items())
        rows = {
            (name, found): (count, self.corrected.get((name, found), found)) for (name, found), count in counts.items()
        }
        rows |= {key: (0, group) for key, group in self.corrected.items() if key not in rows}
        partial = path.with_suffix(".partial")
        with partial.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_COLUMNS)
            for (name, found), (count, group) in sorted(rows.items(), key=lambda row: (row[1][1].casefold(), row[0])):
                writer.writerow((name, count, found, group))
        partial.replace(path)


@dataclass
class Corpus:
    """The actors and the targets of many articles."""

    actors: Groups
    targets: Groups

    @classmethod
    def of(cls, records: Iterable[Record], folder: Path | None = None) -> Corpus:
        """Groups the names of records, by the corrections in `folder` where there are any.

        Raises InputError where a file of corrections cannot be read.
        """
        names, words = ActorNames(), TargetWords()
        for record in records:
            names.add(record)
            words.add(record)
        joined, known = names.groups()
        corpus = cls(Groups(_labelled(joined)), Groups(_labelled(words.groups(known))))
        for layer, groups in corpus.layers().items():
            if folder is not None and (folder / _FILES[layer]).is_file():
                groups.read(folder / _FILES[layer])
        return corpus

    def layers(self) -> dict[str, Groups]:
        return {"actors": self.actors, "targets": self.targets}

    def write(self, folder: Path) -> None:
        """Writes both files. Raises OutputError where they cannot be written."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for layer, groups in self.layers().items():
                groups.write(folder / _FILES[layer])
        except OSError as error:
            raise OutputError(f"{folder}: cannot be written: {error.strerror or error}") from None


def _labelled(joined: Joined[Mention]) -> dict[Mention, str]:
    """Each mention's group by a name: the one most often used, the fullest of these; two groups never share one."""
    labelled: dict[Mention, str] = {}
    taken: set[str] = set()
    for group in sorted(joined.groups(), key=lambda each: -len(each)):
        counts = Counter(name for _, name in group)
        most = max(counts.values())
        often = [name for name, count in counts.items() if count * 2 >= most]
        label = _ARTICLE.sub("", max(often, key=lambda name: (len(name), name))) or group[0][1]
        if label in taken:
            label = f"{label} ({group[0][0]})"
        taken.add(label)
        labelled |= dict.fromkeys(group, label)
    return labelled
