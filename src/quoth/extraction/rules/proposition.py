"""Propositions: a paraphrase says what the evidence says; where it does not, the text's own words stand for it.

Held against the claim's cue and content, and for what these leave open against the sentence, its neighbours, the
source's name and the title.  Only what the model itself put into words (`says`) is looked at.
"""

from __future__ import annotations

from dataclasses import replace

from quoth.extraction.drafts import ClaimDraft
from quoth.extraction.rules import Case, Verdict, flagged, repaired
from quoth.extraction.rules.paraphrasing import (
    compared,
    in_the_same_place,
    is_added,
    names_only_in,
    near_to,
    stems_of,
    turns_the_same,
    word_of,
)
from quoth.extraction.senses import senses
from quoth.extraction.speakers import LONGEST_SENTENCE
from quoth.extraction.word_senses import GENERIC, HEDGES, MODALS, NEGATING, OPPOSITES, PRONOUNS, TITLES, stem

_HEADLINES = 5
"""Sentences from the top among which a headline is looked for."""


def length(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """A paraphrase is a sentence, not a page of them.

    Good:
        [1] Ana Ruiz said the port would open.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The port will open."}]}
    Bad:
        [1] Ana Ruiz said the port would open.
        {"claims": [{"n": 1, "by": "Ana Ruiz",
         "says": "The port will open, the ships will sail, the grain will flow, the bakers will bake, the people will eat, the war will end, the guns will rust, the maps will be drawn again, the envoys will leave and go home."}]}
    """  # noqa: E501
    said = draft.item.says or ""
    words = sum(len(span.text) for span in draft.content)
    if len(said) <= 120 + 2 * words:
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
    said, evidence = compared(draft)
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
    said, evidence = compared(draft)
    if not said.numbers:
        return None
    told = {value for _, value in evidence.numbers}
    told_again = {value for _, value in said.numbers}
    for place, value in said.numbers:
        counted = said.words[place + 1 : place + 2]
        others = {each for spot, each in evidence.numbers if evidence.words[spot + 1 : spot + 2] == counted}
        exchanged = bool(counted) and bool(others - told_again) and value not in others
        if value not in told and (told - told_again or not near_to(draft, case.reading).tells(value)):
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
    said, evidence = compared(draft)
    if not said.dates:
        return None
    told, told_again = {day for _, day in evidence.dates}, {day for _, day in said.dates}
    for day in told_again - told:
        if told - told_again or not near_to(draft, case.reading).dated(day):
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
    said, evidence = compared(draft)
    gained = names_only_in(said, evidence, case.reading)
    if not gained:
        return None
    near = near_to(draft, case.reading)
    far = [place for place, each in gained if not near.says(each) and not near.abbreviates(said.words[place])]
    for place in far:
        if place and stem(said.words[place]) not in stems_of(case.reading.lowered):
            return _own_words(draft, f"the text never names {said.words[place].capitalize()!r}")
    lost = names_only_in(evidence, said, case.reading)
    if not lost:
        return None
    resolved = evidence.pronouns > said.pronouns
    exchanged = [
        place for place, _ in gained if any(in_the_same_place(said, place, evidence, other) for other, _ in lost)
    ]
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
    said, evidence = compared(draft)
    if said.stems <= evidence.stems or len(said.negations) != len(evidence.negations):
        return None
    for word in said.stems - evidence.stems:
        for other in OPPOSITES.get(word, frozenset()) & evidence.stems - said.stems:
            if turns_the_same(said, word, evidence, other):
                return _own_words(
                    draft, f"the paraphrase says {word_of(said, word)!r}, the text {word_of(evidence, other)!r}"
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
    said, evidence = compared(draft)
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
    said, evidence = compared(draft)
    facts = {each for _, each in evidence.facts}
    if len(facts) < 2 or not said.facts or any(evidence.says(each) for _, each in said.facts):
        return None
    return _own_words(draft, "the paraphrase has no telling word of what it paraphrases")


def addition(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """A paraphrase adds no fact: its telling words stand in the evidence or beside it, but for a synonym now and then.

    Good:
        [1] Ana Ruiz said the army would leave the port.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The army will quit the port."}]}
    Bad:
        [1] Ana Ruiz said the army would leave the port.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The army will leave the port after heavy losses."}]}
    """
    said, evidence = compared(draft)
    unsaid = [turn for turn, (_, each) in enumerate(said.facts) if not evidence.says(each)]
    if not unsaid:
        return None
    near = near_to(draft, case.reading)
    resolved = evidence.pronouns > said.pronouns
    new = []
    for turn in unsaid:
        place, each = said.facts[turn]
        word = said.words[place]
        if word in GENERIC or word in TITLES or near.says(each) or (said.capital[place] and near.abbreviates(word)):
            continue
        if not (resolved and each in stems_of(case.reading.lowered)):
            new.append(turn)
    if not new or not is_added(new, said, evidence):
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
        [title] Port to open on Monday, minister says
        [1] Ana Ruiz said the port would open on Monday.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The port will open on Monday."}]}
    Bad:
        [title] Port to open on Monday, minister says
        [1] Ana Ruiz said the port would open on Monday.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "Port to open on Monday, minister says"}]}
    """
    if not draft.item.says:
        return None
    said, evidence = compared(draft)
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
