"""Propositions: a paraphrase says what the evidence says, in other words; where it does not, the text's own words stand.

Held against the claim's cue and content, and for what these leave open against the sentence, its neighbours, the
source's name and the title.  Only what the model itself put into words (`says`) is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from quoth.extraction.drafts import ClaimDraft
from quoth.extraction.reading import Reading
from quoth.extraction.rules import Case, Verdict, flagged, repaired
from quoth.extraction.senses import Senses, senses
from quoth.extraction.speakers import LONGEST_SENTENCE
from quoth.extraction.word_senses import GENERIC, HEDGES, MODALS, NEGATING, OPPOSITES, PRONOUNS, TITLES, stem

_WORD = re.compile(r"[^\W\d_]+")
_HEADLINES = 5
"""Sentences from the top among which a headline is looked for."""


def length(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """A paraphrase is a sentence, not a page.

    Good:
        [1] Ana Ruiz said the port would open.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The port will open."}]}
    Bad:
        [1] Ana Ruiz said the port would open.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The port will open, the port will open, the port will open, the port will open, the port will open, the port will open, the port will open, the port will open, the port will open, the port will open, the port will open, the port will open."}]}
    """
    said = draft.item.says or ""
    words = sum(len(span.text) for span in draft.content)
    if len(said) <= 200 + words:
        return None
    return _own_words(draft, f"{len(said)} characters to say again what the text says in {words}")


def negation(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """A negation of the evidence is kept, and none is added.

    Good:
        [1] Ana Ruiz said the army would not sign the truce.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The army will not sign the truce."}]}
    Bad:
        [1] Ana Ruiz said the army would not sign the truce.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The army will sign the truce."}]}
    """
    said, evidence = _compared(draft)
    more = len(said.negations) - len(evidence.negations)
    if more > 0 and more > len((NEGATING.intersection(evidence.words)).difference(said.words)):
        return _own_words(draft, "the paraphrase negates what the text does not")
    if more < 0 and NEGATING.intersection(said.words) <= set(evidence.words):
        negated = {turned for _, turned in said.negations}
        for _, turned in evidence.negations:
            if turned and turned in said.stems and turned not in negated:
                return _own_words(draft, "the paraphrase leaves out a negation of the text")
    return None


def number(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """Every number of a paraphrase is one of the evidence or stands beside it, spelled out or in figures.

    Good:
        [1] Ana Ruiz said two ships with 1.5 million tonnes had left.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "2 ships with 1,500,000 tonnes have left."}]}
    Bad:
        [1] Ana Ruiz said two ships with 1.5 million tonnes had left.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "Three ships with 1.5 million tonnes have left."}]}
    """
    said, evidence = _compared(draft)
    if not said.numbers:
        return None
    told = {value for _, value in evidence.numbers}
    told_again = {value for _, value in said.numbers}
    for place, value in said.numbers:
        counted = said.words[place + 1 : place + 2]
        others = {each for spot, each in evidence.numbers if evidence.words[spot + 1 : spot + 2] == counted}
        exchanged = bool(counted) and bool(others - told_again) and value not in others
        if value not in told and (told - told_again or not _near(draft, case.reading).tells(value)):
            return _own_words(draft, f"the paraphrase has the number {value:g} for none that the text has there")
        if exchanged:
            return _own_words(draft, f"the text has another number of {counted[0]!r} than {value:g}")
    return None


def date(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """Every weekday, month or other date of a paraphrase is one of the evidence or stands beside it.

    Good:
        [1] Ana Ruiz said the port would open on Monday.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The port will open on Monday."}]}
    Bad:
        [1] Ana Ruiz said the port would open on Monday.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The port will open on Friday."}]}
    """
    said, evidence = _compared(draft)
    if not said.dates:
        return None
    told, told_again = {day for _, day in evidence.dates}, {day for _, day in said.dates}
    for day in told_again - told:
        if told - told_again or not _near(draft, case.reading).dated(day):
            return _own_words(draft, f"the paraphrase says {day.capitalize()} where the text does not")
    return None


def name(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """A paraphrase names nobody whom the article does not, and nobody in another's place.

    Good:
        [1] Ana Ruiz met Omar Hadi in Karsk.
        [2] “He will leave Karsk,” she said.
        {"claims": [{"n": 2, "by": "Ana Ruiz", "says": "Omar Hadi will leave Karsk."}]}
    Bad:
        [1] Ana Ruiz met Omar Hadi in Karsk.
        [2] “He will leave Karsk,” she said.
        {"claims": [{"n": 2, "by": "Ana Ruiz", "says": "Omar Hadi will leave Belgor."}]}
    """
    said, evidence = _compared(draft)
    gained = _only(said, evidence, case.reading)
    if not gained:
        return None
    near = _near(draft, case.reading)
    far = [place for place, each in gained if not near.says(each) and not near.abbreviates(said.words[place])]
    for place in far:
        if place and stem(said.words[place]) not in _stems_of(case.reading.lowered):
            return _own_words(draft, f"the text never names {said.words[place].capitalize()!r}")
    lost = _only(evidence, said, case.reading)
    if not lost:
        return None
    resolved = evidence.pronouns > said.pronouns
    exchanged = [place for place, _ in gained if any(_same_place(said, place, evidence, other) for other, _ in lost)]
    if exchanged or (far and not resolved):
        given = said.words[(exchanged or far)[0]]
        return _own_words(draft, f"the paraphrase has {given.capitalize()!r} where the text has another name")
    return None


def direction(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """Accept is not reject, before is not after, and what rises does not fall.

    Good:
        [1] Ana Ruiz said prices would rise before the vote.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "Prices will rise before the vote."}]}
    Bad:
        [1] Ana Ruiz said prices would rise before the vote.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "Prices will fall before the vote."}]}
    """
    said, evidence = _compared(draft)
    if said.stems <= evidence.stems or len(said.negations) != len(evidence.negations):
        return None
    for word in said.stems - evidence.stems:
        for other in OPPOSITES.get(word, frozenset()) & evidence.stems - said.stems:
            if _turns_the_same(said, word, evidence, other):
                return _own_words(
                    draft, f"the paraphrase says {_word(said, word)!r}, the text {_word(evidence, other)!r}"
                )
    return None


def modal(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """What may be is not made what will be, must be or is.

    Good:
        [1] Ana Ruiz said the port may open.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "It is possible that the port opens."}]}
    Bad:
        [1] Ana Ruiz said the port may open.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The port will open."}]}
    """
    said, evidence = _compared(draft)
    if not evidence.modals or not HEDGES.isdisjoint(said.words):
        return None
    stronger = {turned: MODALS[said.words[place]] for place, turned in said.modals}
    kept = {MODALS[said.words[place]] for place, _ in said.modals}
    for place, turned in evidence.modals:
        strength = MODALS[evidence.words[place]]
        if strength == 3 or strength in kept or not turned or turned not in said.stems:
            continue
        if strength == 1 or stronger.get(turned, 0) > strength:
            return _own_words(draft, f"the text says {evidence.words[place]!r}, the paraphrase more")
    return None


def own_words(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """A paraphrase has a telling word of the words that it paraphrases.

    Good:
        [1] Ana Ruiz said the port would open on Monday.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The port opens on Monday."}]}
    Bad:
        [1] Ana Ruiz said the port would open on Monday.
        [2] The war began in May.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The war began in May."}]}
    """
    said, evidence = _compared(draft)
    facts = {each for _, each in evidence.facts}
    if len(facts) < 2 or not said.facts or any(evidence.says(each) for _, each in said.facts):
        return None
    return _own_words(draft, "the paraphrase has no telling word of what it paraphrases")


def addition(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """A paraphrase adds no fact: its telling words stand in the evidence or beside it, but for a synonym here and there.

    Good:
        [1] Ana Ruiz said the army would leave the port.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The army will quit the port."}]}
    Bad:
        [1] Ana Ruiz said the army would leave the port.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The army will leave the port after heavy losses."}]}
    """
    said, evidence = _compared(draft)
    unsaid = [turn for turn, (_, each) in enumerate(said.facts) if not evidence.says(each)]
    if not unsaid:
        return None
    near = _near(draft, case.reading)
    resolved = evidence.pronouns > said.pronouns
    new = []
    for turn in unsaid:
        place, each = said.facts[turn]
        word = said.words[place]
        if word in GENERIC or word in TITLES or near.says(each) or (said.capital[place] and near.abbreviates(word)):
            continue
        if not (resolved and each in _stems_of(case.reading.lowered)):
            new.append(turn)
    if not new or not _is_added(new, said, evidence):
        return None
    words = ", ".join(said.words[said.facts[turn][0]] for turn in new)
    return _own_words(draft, f"nothing in or beside the text says: {words[:80]}")


def self_contained(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """A paraphrase can be understood alone: it does not open with a bare pronoun.

    Good:
        [1] “We are ready,” Ana Ruiz said.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "Ana Ruiz is ready."}]}
    Bad:
        [1] “We are ready,” Ana Ruiz said.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "They are ready."}]}
    """
    words = senses(draft.item.says).words[:2] if draft.item.says and len(draft.item.says) <= LONGEST_SENTENCE else ()
    if not words or words[0] not in PRONOUNS or words[0] in ("there", "that", "those", "these", "here", "who"):
        return None
    if words[0] == "it" and words[1:] in (
        ("is",),
        ("was",),
        ("would",),
        ("will",),
        ("may",),
    ):  # "It is unclear whether"
        return None
    return flagged(f"the paraphrase opens with {words[0]!r}, which only the article explains")


def not_the_headline(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """A paraphrase is of what the source says, not a copy of the headline.

    Good:
        # Port to open on Monday, minister says
        [1] Ana Ruiz said the port would open on Monday.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The port will open on Monday."}]}
    Bad:
        # Port to open on Monday, minister says
        [1] Ana Ruiz said the port would open on Monday.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "Port to open on Monday, minister says"}]}
    """
    if not draft.item.says:
        return None
    said, evidence = _compared(draft)
    text = case.reading.article.text
    headings = [case.reading.article.title or ""]
    headings += [text[each.start : each.end] for each in case.reading.sentences[:_HEADLINES] if each.heading]
    for heading in headings:
        if len(said.words) > 3 and len(heading) <= LONGEST_SENTENCE and senses(heading).words == said.words:
            return None if said.words == evidence.words else _own_words(draft, "the paraphrase is the headline")
    return None


def _own_words(draft: ClaimDraft, message: str) -> Verdict[ClaimDraft]:
    """Without its paraphrase the claim's proposition is the content's own words."""
    return repaired(replace(draft, item=draft.item.model_copy(update={"says": None})), message, "error")


_NOTHING = senses("")


def _compared(draft: ClaimDraft) -> tuple[Senses, Senses]:
    """The paraphrase and what it is held against; both empty where there is none or the text is no sentence."""
    said = draft.item.says
    words = " ".join(([draft.cue.text] if draft.cue is not None else []) + [span.text for span in draft.content])
    if not said or len(said) > LONGEST_SENTENCE or len(words) > LONGEST_SENTENCE:
        return _NOTHING, _NOTHING
    return senses(said), senses(words)


class _Near:
    """The sentence, its neighbours, the source's names and what stands over the article."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Senses]) -> None:
        self.parts = parts

    def says(self, word: str) -> bool:
        return any(part.says(word) for part in self.parts)

    def tells(self, value: float) -> bool:
        return any(value == each for part in self.parts for _, each in part.numbers)

    def dated(self, day: str) -> bool:
        return any(day == each for part in self.parts for _, each in part.dates)

    def abbreviates(self, word: str) -> bool:
        """Whether the letters of the word are the first of names that follow one another: "UN"."""
        return len(word) < 6 and any(
            word in "".join(each[0] if capital else " " for each, capital in zip(part.words, part.capital, strict=True))
            for part in self.parts
        )


def _near(draft: ClaimDraft, reading: Reading) -> _Near:
    assert draft.sentence is not None
    text = reading.article.text
    sentences = reading.sentences[max(0, draft.sentence - 1) : draft.sentence + 2]
    words = [text[each.start : each.end] for each in sentences if each.end - each.start <= LONGEST_SENTENCE]
    article = reading.article
    over = [article.title, article.publisher, article.published]
    over += [draft.source.name if draft.source else None, draft.voice.phrase if draft.voice else None]
    return _Near([senses(each) for each in [*words, " ; ".join(each for each in over if each)]])


def _only(one: Senses, other: Senses, reading: Reading) -> list[tuple[int, str]]:
    """The names of the one, with their places, that the other has not."""
    found = []
    for place, each in one.names:
        word = one.words[place]
        if other.says(each) or word in TITLES:
            continue
        bare = word.removesuffix("'s")
        opens = place == 0 or not one.capital[place - 1]
        if place == 0 and opens and (bare in reading.article.text or bare.capitalize() not in reading.article.text):
            continue  # a sentence's first word has its capital from there
        found.append((place, each))
    return found


def _same_place(one: Senses, place: int, other: Senses, spot: int) -> bool:
    """Whether the run of names around `place` has a neighbour that the run around `spot` has on the same side."""
    before, after = _around(one, place)
    other_before, other_after = _around(other, spot)
    return bool(before and before == other_before) or bool(after and after == other_after)


def _around(some: Senses, place: int) -> tuple[str, str]:
    start, stop = place, place + 1
    while start > 0 and some.capital[start - 1]:
        start -= 1
    while stop < len(some.words) and some.capital[stop]:
        stop += 1
    return some.words[start - 1] if start else "", some.words[stop] if stop < len(some.words) else ""


def _turns_the_same(said: Senses, word: str, evidence: Senses, other: str) -> bool:
    """Whether the next telling word is the same, or both are the last and the one before is."""
    one_before, one_after = _beside(said, word)
    before, after = _beside(evidence, other)
    return one_after == after if one_after and after else one_before == before


def _beside(some: Senses, word: str) -> tuple[str, str]:
    place = next(place for place, each in enumerate(some.words) if stem(each) == word)
    before = [each for spot, each in some.facts if spot < place]
    after = [each for spot, each in some.facts if spot > place]
    return before[-1] if before else "", after[0] if after else ""


def _word(some: Senses, wanted: str) -> str:
    return next(word for word in some.words if stem(word) == wanted)


def _is_added(new: list[int], said: Senses, evidence: Senses) -> bool:
    """Whether the new words come on top of what the text says, and do not stand for words of it."""
    lost = sum(not said.says(each) for _, each in evidence.facts)
    if len(new) == 1:
        return lost == 0
    run = longest = 1
    for earlier, later in zip(new, new[1:], strict=False):
        run = run + 1 if later == earlier + 1 else 1
        longest = max(longest, run)
    if len(new) > lost or 2 * len(new) > len(said.facts):
        return True
    ends = new[-1] == len(said.facts) - 1 and said.says(evidence.facts[-1][1])
    return longest >= 2 and (len(new) >= 3 or ends)


@lru_cache(maxsize=8)
def _stems_of(text: str) -> frozenset[str]:
    """The stems of a whole article's words: asked for only where its sentences alone do not settle a name."""
    return frozenset(map(stem, set(_WORD.findall(text))))
