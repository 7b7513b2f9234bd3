"""Mutants whose words differ from the article's: in the copied words, in the paraphrase, or in halves exchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from random import Random

from benchmarks.mutations.correct import Correct, Item, Place
from benchmarks.mutations.edits import Edit
from benchmarks.mutations.inventions import FACTS
from benchmarks.mutations.mutant import Breaker, Mutant

_WINDOW = 6
_LONGEST = 60
"""Words and characters of `first` and `last` at most, as the schema has it."""
_FACTS_EACH = 2
Editor = Callable[[str, Random], Iterator[Edit]]
EditorOf = Callable[[Correct], Editor]


def copied(kind: str, editor_of: EditorOf) -> Breaker:
    """Breaks the first or last words of a claim, or a half of a condition, as they were copied."""
    return partial(_copied, kind, editor_of)


def _copied(
    kind: str, editor_of: EditorOf, correct: Correct, others: Sequence[Correct], chance: Random
) -> Iterator[Mutant]:
    editor = editor_of(correct)
    for index, item in enumerate(correct.claims):
        content = correct.content(item)
        first, last = _window(content.text, from_end=False), _window(content.text, from_end=True)
        whole = {**item, "first": _flat(content.text[slice(*first)]), "last": _flat(content.text[slice(*last)])}
        for field, (start, end) in (("first", first), ("last", last)):
            for edit in editor(content.text[start:end], chance):
                place = (content.start + start + edit.start, content.start + start + edit.end)
                kept = place if edit.end > edit.start else None
                yield Mutant(kind, correct, "claims", index, {**whole, field: _flat(edit.words)}, kept=kept)
    for index, item in enumerate(correct.conditions):
        for field in ("if", "then"):
            for edit in editor(item[field], chance):
                kept = _place(correct, item, field, edit) if edit.end > edit.start else None
                yield Mutant(kind, correct, "conditions", index, {**item, field: edit.words}, kept=kept)


def _place(correct: Correct, item: Item, field: str, edit: Edit) -> Place | None:
    """Where the words that an edit of a half exchanges stand in the text; None where the half runs over a line end."""
    start, end = correct.sentence(item["n"])
    half = correct.text.find(item[field], start, end)
    return (half + edit.start, half + edit.end) if half >= 0 else None


def _window(words: str, from_end: bool) -> tuple[int, int]:
    """The place of the first or last six words, or of as many as 60 characters hold."""
    start, end = 0, len(words)
    while len(words[start:end].split()) > _WINDOW or end - start > _LONGEST:
        cut = words[start:end].find(" ") if from_end else words[start:end].rfind(" ")
        if cut < 0:
            break
        start, end = (start + cut + 1, end) if from_end else (start, start + cut)
    return start, end


def _flat(words: str) -> str:
    return " ".join(words.split())


def paraphrased(kind: str, editor_of: EditorOf) -> Breaker:
    """Breaks the paraphrase of a claim."""
    return partial(_paraphrased, kind, editor_of)


def _paraphrased(
    kind: str, editor_of: EditorOf, correct: Correct, others: Sequence[Correct], chance: Random
) -> Iterator[Mutant]:
    editor = editor_of(correct)
    for index, item in enumerate(correct.claims):
        for edit in editor(item.get("says") or "", chance) if item.get("says") else ():
            yield Mutant(kind, correct, "claims", index, {**item, "says": _flat(edit.words)})


def fact_added(correct: Correct, others: Sequence[Correct], chance: Random) -> Iterator[Mutant]:
    """A paraphrase that goes on to tell what nobody said."""
    for index, item in enumerate(correct.claims):
        if item.get("says"):
            for fact in chance.sample(FACTS, _FACTS_EACH):
                says = f"{item['says'].rstrip('.')}, {fact}."
                yield Mutant("fact added", correct, "claims", index, {**item, "says": says})


def halves_swapped(correct: Correct, others: Sequence[Correct], chance: Random) -> Iterator[Mutant]:
    """The two halves of a condition exchanged."""
    for index, item in enumerate(correct.conditions):
        swapped: Item = {**item, "if": item["then"], "then": item["if"]}
        yield Mutant("halves swapped", correct, "conditions", index, swapped)
