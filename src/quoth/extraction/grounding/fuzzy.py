"""The stretch of a text that is most like some words, found by the words that both have, in linear time."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from heapq import nsmallest
from itertools import accumulate, chain

from quoth.extraction.grounding.tokenization import Word, placed_forms
from quoth.extraction.grounding.word_boundaries import whole_words

LONGEST = 4000
"""Characters of words that are compared with a text; comparing longer ones would take time that grows as a square."""
_WORTH_A_LOOK = 50.0
"""Similarity, in percent, under which nothing is near."""
_SURE = 84.0
"""Similarity from which words that look alike need not be looked up."""
_CANDIDATES = 6
_FEWEST_IN_STEP = 8
"""Where words are similar, one in so many of those counted is in step at least."""
_UNKNOWN_WORDS = 8
"""Words that the text does not have for which similar ones are looked up: the longest of them."""


@dataclass(frozen=True)
class Index:
    """The words of `text`: word n has the form `forms[n]` and stands at `starts[n]:ends[n]`.

    `joined` is the forms with blanks between, and word n starts in it at `joints[n]`.
    """

    text: str
    forms: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    joined: str
    joints: Sequence[int]
    places: dict[str, list[int]]

    def between(self, first: int, last: int) -> str:
        """The forms of the words from `first` up to `last`, which is not among them."""
        return self.joined[self.joints[first] : self.joints[last] - 1]

    def at(self, offset: int) -> int:
        """The number of the first word that starts at the offset or behind it."""
        return bisect_left(self.starts, offset)

    def widened(self, first: int, last: int) -> tuple[int, int]:
        """The words `first:last` and the other halves of the contractions that they cut."""
        while first > 0 and self.starts[first - 1] == self.starts[first]:
            first -= 1
        if first > 0 and not whole_words(self.text, self.starts[first], len(self.text)):  # the one of "no one"
            first -= 1
        while last < len(self.starts) and self.starts[last] == self.starts[last - 1]:
            last += 1
        return first, last

    def words(self, window: Window) -> list[Word]:
        return [
            Word(
                self.forms[number],
                self.text[self.starts[number] : self.ends[number]],
                self.starts[number],
                self.ends[number],
            )
            for number in range(window.first, window.last)
        ]

    @cached_property
    def vocabulary(self) -> dict[str, list[str]]:
        """The different forms, by their first character."""
        found: dict[str, list[str]] = {}
        for form in self.places:
            found.setdefault(form[0], []).append(form)
        return found


@dataclass(frozen=True, slots=True)
class Window:
    """The words `first:last` of an index, alike to those asked for by `similarity` percent."""

    similarity: float
    first: int
    last: int


def indexed(text: str) -> Index:
    forms: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    places: dict[str, list[int]] = {}
    for form, start, end in placed_forms(text):
        places.setdefault(form, []).append(len(forms))
        forms.append(form)
        starts.append(start)
        ends.append(end)
    joints = [0, *accumulate(len(form) + 1 for form in forms)]
    return Index(text, forms, starts, ends, " ".join(forms), joints, places)


index = lru_cache(maxsize=4)(indexed)
"""`indexed`, kept for the last few texts: the quotes of one article are looked for in the same one."""


def most_similar(asked: Sequence[Word], text: Index, near: int = 0) -> Window | None:
    """The window of `text` most like `asked` (normalised Indel similarity of the characters), or None.

    Of equal ones, that which starts nearest to the word at `near`. Windows are tried where the words of both fall into
    step, so that the work grows with the text and with the words, never with their product.
    """
    forms = [word.form for word in asked]
    if not text.forms or len(" ".join(forms)) > LONGEST:
        return None
    best = _best(forms, text, _steps(enumerate(forms), text), near)
    if best is None or best.similarity < _SURE:
        alike = list(_look_alikes(forms, text))
        if alike:
            steps = _steps(chain(enumerate(forms), alike), text)
            best = _better(best, _best(forms, text, steps, near), near)
    return _widened(best, forms, text) if best is not None else None


def _widened(window: Window, forms: Sequence[str], text: Index) -> Window:
    from rapidfuzz import fuzz

    first, last = text.widened(window.first, window.last)
    if (first, last) == (window.first, window.last):
        return window
    return Window(fuzz.ratio(" ".join(forms), text.between(first, last)), first, last)


def _steps(forms: Iterable[tuple[int, str]], text: Index) -> tuple[Counter[int], int]:
    """How many of the words asked for stand in step with a start at each position of the text; and of how many words.

    Rare words are counted first. Common words are left out once so many places were counted that they grow with the
    text, and no faster.
    """
    steps: Counter[int] = Counter()
    budget = 64 + len(text.forms) // 16
    known = sorted((len(text.places[form]), number, form) for number, form in forms if form in text.places)
    words = 0
    for count, number, form in known:
        if budget <= 0:
            break
        words += 1
        steps.update(place - number for place in text.places[form])
        budget -= count
    return steps, words


def _look_alikes(forms: Sequence[str], text: Index) -> Iterable[tuple[int, str]]:
    """For words that the text does not have, those of its own that look like them."""
    from rapidfuzz import fuzz, process

    unknown = sorted(
        ((number, form) for number, form in enumerate(forms) if form not in text.places and len(form) > 3),
        key=lambda each: -len(each[1]),
    )[:_UNKNOWN_WORDS]
    for number, form in unknown:
        for alike, _, _ in process.extract(
            form, text.vocabulary.get(form[0], ()), scorer=fuzz.ratio, score_cutoff=75, limit=2
        ):
            yield number, alike


def _best(forms: Sequence[str], text: Index, counted: tuple[Counter[int], int], near: int) -> Window | None:
    steps, words = counted
    most = max(steps.values(), default=0)
    if not steps or _FEWEST_IN_STEP * most < words:
        return None
    likely = ((start, count) for start, count in steps.items() if 2 * count >= most)
    worth = nsmallest(_CANDIDATES, likely, key=lambda step: (-step[1], abs(step[0] - near)))
    best: Window | None = None
    for start, _ in worth:
        best = _better(best, _window(forms, text, start), near)
    return best


def _better(one: Window | None, other: Window | None, near: int) -> Window | None:
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda window: (window.similarity, -abs(window.first - near)))


def _window(forms: Sequence[str], text: Index, start: int) -> Window | None:
    """The most similar window about `start`: its ends are tried where words of both fall into step near them."""
    from rapidfuzz import fuzz

    asked, size, total = " ".join(forms), len(forms), len(text.forms)
    slack = 2 + size // 8
    starts = _in_step(forms, text, range(min(3, size)), start, slack) or {start}
    ends = {each + size for each in _in_step(forms, text, range(max(0, size - 3), size), start, slack) or {start}}
    if not any(0 <= first < total and text.forms[first] == forms[0] for first in starts):
        starts |= {each + step for each in starts for step in (-1, 1)}
    if not any(0 < last <= total and text.forms[last - 1] == forms[-1] for last in ends):
        ends |= {each + step for each in ends for step in (-1, 1)}
    best: Window | None = None
    for first in sorted(max(0, each) for each in starts):
        for last in sorted(min(total, each) for each in ends):
            if first < last:
                cutoff = best.similarity if best is not None else _WORTH_A_LOOK
                similarity = fuzz.ratio(asked, text.between(first, last), score_cutoff=cutoff)
                if similarity and (best is None or similarity > best.similarity):
                    best = Window(similarity, first, last)
    return best


def _in_step(forms: Sequence[str], text: Index, numbers: range, start: int, slack: int) -> set[int]:
    """The starts, no further than `slack` from `start`, at which one of the words numbered falls into step."""
    low, high = start - slack, start + slack
    return {
        place - number
        for number in numbers
        for place in range(max(0, low + number), min(len(text.forms), high + number + 1))
        if text.forms[place] == forms[number]
    }
