"""Mutants that give words to the wrong one, or that rest on words which nobody in the article spoke."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from random import Random

from benchmarks.mutations.correct import Correct, Item
from benchmarks.mutations.inventions import QUOTES
from benchmarks.mutations.mutant import Mutant, Section
from quoth.extraction.actors.kinds import kind_of
from quoth.extraction.actors.names import same_actor
from quoth.extraction.prompts import load

_EDGE_WORDS = 3
_SWAPS_EACH = 2
_INVENTED_EACH = 12
_FOREIGN_EACH = 12
_LONGEST_FURNITURE = 160


def source_swapped(correct: Correct, others: Sequence[Correct], chance: Random) -> Iterator[Mutant]:
    """A claim given to another actor of the article."""
    for index, item in enumerate(correct.claims):
        strangers = [name for name in correct.actors if not correct.same_source(name, item["by"])]
        if correct.corpus != "own":  # there, one that is only described may be anybody
            strangers = [name for name in strangers if _is_proper(name) and _is_proper(item["by"])]
        for name in chance.sample(strangers, min(_SWAPS_EACH, len(strangers))):
            yield Mutant("source swapped", correct, "claims", index, {**item, "by": name})


def _is_proper(name: str) -> bool:
    return name.split()[-1][:1].isupper() and kind_of(name) in ("person", "government", "organisation")


def addressee_for_source(correct: Correct, others: Sequence[Correct], chance: Random) -> Iterator[Mutant]:
    """A claim given to whoever was told it."""
    for index, item in enumerate(correct.claims):
        number = correct.chunk.own[item["n"] - 1]
        for voice in correct.reading.speakers.voices(number):
            told = voice.attribution.addressee if voice.attribution is not None else None
            if told is None or not (same_actor(voice.name, item["by"]) or same_actor(voice.phrase, item["by"])):
                continue
            name = " ".join(correct.text[slice(*told)].split())
            if not same_actor(name, item["by"]):
                yield Mutant("addressee for source", correct, "claims", index, {**item, "by": name})


def quote_invented(correct: Correct, others: Sequence[Correct], chance: Random) -> Iterator[Mutant]:
    """Words that stand in no article, given to an actor of this one."""
    for words in chance.sample(QUOTES, _INVENTED_EACH):
        yield _extra("quote invented", correct, _quote(correct, words, f"{words}.", chance), chance)


def quote_foreign(correct: Correct, others: Sequence[Correct], chance: Random) -> Iterator[Mutant]:
    """Words of another article, given to an actor of this one."""
    strangers = [each for each in others if each.reading is not correct.reading]
    for other in chance.choices(strangers, k=_FOREIGN_EACH) if strangers else ():
        item = chance.choice(other.claims)
        words = " ".join(other.content(item).text.split())
        quote = _quote(correct, words, item.get("says") or words, chance)
        yield _extra("quote of another article", correct, quote, chance)


def furniture_as_evidence(correct: Correct, others: Sequence[Correct], chance: Random) -> Iterator[Mutant]:
    """Headings, credits and share buttons as if somebody had said them, at the sentence after or before them."""
    own = correct.chunk.own
    for position, sentence in enumerate(correct.reading.sentences):
        words = " ".join(correct.text[sentence.start : sentence.end].split())
        if sentence.is_prose or len(words.split()) < 2 or len(words) > _LONGEST_FURNITURE:
            continue
        after = bisect_left(own, position) + 1
        for n in {min(after, len(own)), max(1, after - 1)}:
            start, end = correct.sentence(n)
            item = {**_quote(correct, words, words, chance), "n": n}
            here = correct.text[start:end]
            if not (item["first"] in here and item["last"] in here):
                yield _extra("furniture as evidence", correct, item, chance)


def example_leaked(correct: Correct, others: Sequence[Correct], chance: Random) -> Iterator[Mutant]:
    """An item of the prompt's own examples, as it stands there or given to an actor of the article."""
    which: Section
    for which in ("claims", "conditions"):
        for item in _taught(which):
            yield _extra("example leaked", correct, item, chance, which)
            yield _extra("example leaked", correct, {**item, "by": chance.choice(correct.actors)}, chance, which)


@cache
def _taught(which: Section) -> tuple[Item, ...]:
    """The items of the examples that the bench's prompt has."""
    lines = (load("claims").path.parent / "examples.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(item for line in lines for item in json.loads(line)["answer"].get(which, ()))


def _quote(correct: Correct, words: str, says: str, chance: Random) -> Item:
    """A claim item by an actor of the article that copies these words and points at any of its sentences."""
    split = words.split()
    return {
        "n": chance.randint(1, len(correct.chunk.own)),
        "by": chance.choice(correct.actors),
        "via": [],
        "first": " ".join(split[:_EDGE_WORDS]),
        "last": " ".join(split[-_EDGE_WORDS:]),
        "says": says,
    }


def _extra(kind: str, correct: Correct, item: Item, chance: Random, which: Section = "claims") -> Mutant:
    """The item among those of its sentence: before or after them."""
    numbers = [each["n"] for each in (correct.claims if which == "claims" else correct.conditions)]
    find = chance.choice((bisect_left, bisect_right))
    return Mutant(kind, correct, which, find(numbers, item["n"]), item, extra=True)
