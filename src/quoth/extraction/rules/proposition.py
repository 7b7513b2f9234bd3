"""Propositions: a paraphrase says what the evidence says; where it does not, the text's own words stand for it.

Held against the claim's cue and content, and for what these leave open against the sentence, its neighbours, the
source's name and the title.  Only what the model itself put into words (`says`) is looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from quoth.extraction.actors.kinds import OFFICES
from quoth.extraction.attribution.speakers import LONGEST_SENTENCE
from quoth.extraction.candidates import ClaimCandidate, certainty_of
from quoth.extraction.english.lexicon import DENIALS, FUNCTION, GENERIC, HEDGES, MODALS, NEGATIONS, OPPOSITES, TITLES
from quoth.extraction.english.text_features import Senses, senses
from quoth.extraction.rules import RuleContext, Verdict, flagged, repaired, rule
from quoth.extraction.rules.paraphrasing import (
    compared,
    cue_length,
    cue_stems,
    cue_words,
    exchanged_name,
    goes_with,
    is_added,
    is_named,
    leaves_out,
    mixed_up,
    names_only_in,
    near_to,
    negated_before,
    negates_anew,
    negating,
    negations_more,
    opens_with_another,
    stems_of,
    takes_the_place_of_a_name,
    turns_the_same,
    word_of,
)
from quoth.extraction.rules.standing_for import (
    a_people_for_one,
    acts_for_the_source,
    nobody_alone,
    only_an_adjective,
    said_of_itself,
    stranger_for,
    title_of_another,
)
from quoth.records import Severity

_BARE = frozenset("i he she it we they".split())
_EXPLETIVE = frozenset("is was would will may has seems remains".split())
"""Words behind an "it" that stands for nothing: "It is unclear whether …"."""
Names = Sequence[tuple[int, str]]
"""Names with the places of their words."""
_HEADLINES = 5
"""Sentences from the top among which a headline is looked for."""


@rule("proposition.length")
def length(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
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


@rule("proposition.negation")
def negation(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """A negation of the evidence is kept, and none is added.

    Good:
        [1] Ana Ruiz said the army would not sign the truce.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The army will not sign the truce."}]}
    Bad:
        [1] Ana Ruiz said the army would not sign the truce.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The army will sign the truce."}]}
    """
    said, evidence = compared(draft)
    if not (said.negations or evidence.negations):
        return None
    more, otherwise = negations_more(draft, said, evidence, case.reading), negating(said) - negating(evidence)
    if certainty_of(draft) == "denied":  # what is recorded as denied is the thing itself, not that it is not so
        allowed = -otherwise - len(DENIALS.intersection(cue_words(draft)))
    else:
        allowed = negated_before(draft, case.reading) - otherwise
    if (more > 0 and more > allowed) or (more >= 0 and negates_anew(said, evidence)):
        return _own_words(draft, "the paraphrase negates what the text does not")
    if more < 0 and otherwise <= 0:
        negated = {turned for _, turned in said.negations}
        for place, turned in evidence.negations:
            cued = place < cue_length(draft)  # "would not say what happened" negates no happening
            told = turned in said.stems and turned not in negated and not (cued and turned not in cue_stems(draft))
            if (turned and told) or leaves_out(said, evidence, place):
                return _own_words(draft, "the paraphrase leaves out a negation of the text")
    return None


@rule("proposition.number")
def number(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
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
    twice = Counter(value for _, value in said.numbers) - Counter(value for _, value in evidence.numbers)
    once = told & twice.keys()
    if once and told - told_again:  # "four banks of the Union of Six" made "six banks of the Union of Six"
        return _own_words(draft, f"the paraphrase has the number {min(once):g} once more, and none for another")
    for place, value in said.numbers:
        if value not in told and (told - told_again or not near_to(draft, case.reading).tells(value)):
            return _own_words(draft, f"the paraphrase has the number {value:g} for none that the text has there")
        counted = said.words[place + 1 : place + 2]
        others = {each for spot, each in evidence.numbers if evidence.words[spot + 1 : spot + 2] == counted}
        if others and value not in others and others - told_again and _counts(evidence, value):
            return _own_words(draft, f"the text has another number of {counted[0]!r} than {value:g}")
    return None


def _counts(evidence: Senses, value: float) -> bool:
    """Whether something is named of which the evidence has so many: "three days", not "three of them"."""
    behind = [evidence.words[place + 1] for place, each in evidence.numbers[:-1] if each == value]
    return bool(behind) and FUNCTION.isdisjoint(behind)


@rule("proposition.date")
def date(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
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


@rule("proposition.name")
def name(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
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
    lost = names_only_in(evidence, said, case.reading) if said.words else []
    misplaced = _misplaced(draft, said, evidence, lost, case)
    if misplaced is not None:
        return misplaced
    gained = names_only_in(said, evidence, case.reading)
    if not gained:
        return None
    stand_in = _standing_in(draft, said, evidence, gained, case)
    return stand_in if stand_in is not None else _new_names(draft, said, evidence, gained, lost, case)


def _misplaced(
    draft: ClaimCandidate, said: Senses, evidence: Senses, lost: Names, case: RuleContext[ClaimCandidate]
) -> Verdict[ClaimCandidate] | None:
    """Names of the text itself that the paraphrase puts together otherwise, or where the text has another."""
    mixed = mixed_up(said, draft.item.says or "", case.reading)
    if mixed is not None:
        return _own_words(draft, f"the text has no {mixed!r}: these are parts of two names")
    if opens_with_another(said, evidence, cue_length(draft), lost):
        first = said.words[0].capitalize()
        return _own_words(draft, f"the paraphrase opens with {first!r}, the text with another name")
    stranger = stranger_for(draft, said, evidence, case.reading)
    if stranger is not None:
        opening = evidence.words[cue_length(draft)]
        return flagged(f"{opening!r} is read as {stranger!r}, and stands for the source")
    given = exchanged_name(said, evidence)
    if given is not None:
        return _own_words(draft, f"the paraphrase has {given!r} where the text has another name")
    titled = title_of_another(said, evidence, case.reading)
    if titled is not None:
        return _own_words(draft, f"the text has no {titled!r}")
    twice = said_of_itself(said, evidence)
    if twice is not None:
        return flagged(f"the paraphrase has {twice!r} on both sides of a verb, the text has not")
    return None


def _standing_in(
    draft: ClaimCandidate, said: Senses, evidence: Senses, gained: Names, case: RuleContext[ClaimCandidate]
) -> Verdict[ClaimCandidate] | None:
    """New names that cannot stand for the pronoun or the subject that the text has."""
    places = [place for place, _ in gained]
    adjective = only_an_adjective(said, places, case.reading)
    if adjective is not None:
        return flagged(f"{adjective!r} is nobody: the text has it before a noun only")
    one = a_people_for_one(said, places, evidence, case.reading) or acts_for_the_source(said, draft, case.reading)
    if one is not None:
        return flagged(f"{one!r} stands where the text has one who is spoken of")
    other = nobody_alone(said, places, draft, evidence, case.reading)
    return flagged(f"no pronoun of the text can stand for {other!r}") if other is not None else None


def _new_names(
    draft: ClaimCandidate, said: Senses, evidence: Senses, gained: Names, lost: Names, case: RuleContext[ClaimCandidate]
) -> Verdict[ClaimCandidate] | None:
    """New names that the article, or what stands near, does not have, or that took the place of another."""
    near = near_to(draft, case.reading)
    far = [place for place, _ in gained if not near.names(said.words[place])]
    far = [place for place in far if not near.abbreviates(said.words[place])]
    for place in far:
        if place and not is_named(said.words[place], case.reading.lowered):
            return _own_words(draft, f"the text never names {said.words[place].capitalize()!r}")
    resolved = evidence.pronouns > said.pronouns
    if resolved and not lost:
        unheard = next((place for place in far if not goes_with(said.words[place], draft, case.reading)), None)
        if unheard is None:
            return None
        return flagged(f"nothing near says that {said.words[unheard].capitalize()!r} is meant")
    unsaid = None if evidence.pronouns else _unheard(draft, said, gained, case)
    if unsaid is not None:
        return flagged(f"the sentence does not say that {unsaid!r} is meant")
    exchanged = [place for place, _ in gained if takes_the_place_of_a_name(said, place, evidence, lost)]
    if exchanged or (far and lost and not resolved):
        given = said.words[(exchanged or far)[0]]
        return _own_words(draft, f"the paraphrase has {given.capitalize()!r} where the text has another name")
    return None


def _unheard(draft: ClaimCandidate, said: Senses, gained: Names, case: RuleContext[ClaimCandidate]) -> str | None:
    """The first gained name that neither the sentence nor those before it have, where nothing stands for one."""
    before = near_to(draft, case.reading, after=False)
    for place, _ in gained:
        word = said.words[place]
        if not before.names(word) and not before.abbreviates(word) and near_to(draft, case.reading).names(word):
            return word.capitalize()
    return None


@rule("proposition.direction")
def direction(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """Accept is not reject, before is not after, and what rises does not fall.

    Good:
        [1] Ana Ruiz said prices would rise before the vote.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "Prices will rise before the vote."}]}
    Bad:
        [1] Ana Ruiz said prices would rise before the vote.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "Prices will fall before the vote."}]}
    """
    said, evidence = compared(draft)
    if said.stems <= evidence.stems or negations_more(draft, said, evidence, case.reading):
        return None
    for word in said.stems - evidence.stems:
        for other in OPPOSITES.get(word, frozenset()) & evidence.stems - said.stems:
            if other in cue_stems(draft) or turns_the_same(said, word, evidence, other):
                return _own_words(
                    draft, f"the paraphrase says {word_of(said, word)!r}, the text {word_of(evidence, other)!r}"
                )
    return None


@rule("proposition.modal")
def modal(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """What may be is not made what will be, must be or is.

    Good:
        [1] Ana Ruiz said the port may open.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "It is possible that the port opens."}]}
    Bad:
        [1] Ana Ruiz said the port may open.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The port will open."}]}
    """
    said, evidence = compared(draft)
    if not evidence.modals or not HEDGES.intersection(said.words) <= set(evidence.words):
        return None
    strengths = {turned: MODALS[said.words[place]] for place, turned in said.modals}
    told = Counter(MODALS[said.words[place]] for place, _ in said.modals)
    needed = Counter(MODALS[evidence.words[place]] for place, _ in evidence.modals)
    for place, turned in evidence.modals:
        strength = MODALS[evidence.words[place]]
        if strength == 3 or told[strength] >= needed[strength]:
            continue
        weaker = turned in said.stems and (strength == 1 or strengths.get(turned, 0) > strength)
        if (turned and weaker and strengths.get(turned) != strength) or leaves_out(said, evidence, place):
            return _own_words(draft, f"the text says {evidence.words[place]!r}, the paraphrase more")
    return None


@rule("proposition.own-words")
def own_words(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """A paraphrase is of the words that it stands for, not of another part of the sentence or of another sentence.

    Good:
        [1] Ana Ruiz said the port would open on Monday.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The port opens on Monday."}]}
    Bad:
        [1] Ana Ruiz said the port would open on Monday.
        [2] The war began in May.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The war began in May."}]}
    Bad:
        [1] Ana Ruiz called the truce a trap and said that nobody would leave the city.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "first": "nobody would", "last": "the city",
         "says": "The truce is a trap."}]}
    """
    said, evidence = compared(draft)
    if not said.facts or len({each for _, each in evidence.facts}) < 2 or draft.sentence is None:
        return None
    shared = sum(evidence.says(each) for _, each in said.facts)
    if not shared:
        return _own_words(draft, "the paraphrase has no telling word of what it paraphrases", "note")
    parts = case.reading.speakers.attributed(draft.sentence)
    if len(parts) > 1 and 2 * shared < len(said.facts):
        others = [senses(case.reading.article.text[start:end]) for part in parts for start, end in part.content]
        if max(sum(other.says(each) for _, each in said.facts) for other in others) > shared:
            return _own_words(draft, "the paraphrase is of another part of the sentence", "note")
    return None


@rule("proposition.addition")
def addition(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
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
        if word in GENERIC or word in OFFICES or word in NEGATIONS or near.says(each):
            continue
        if said.capital[place] and (word in TITLES or near.abbreviates(word)):
            continue
        if resolved and turn == 0 and len(unsaid) == 1:
            return None  # who "we" or "you" is
        if not (resolved and each in stems_of(case.reading.lowered)):
            new.append(turn)
    if len(new) == 1 and said.facts[new[0]][1] in stems_of(case.reading.lowered):
        return None
    if not new or not is_added(new, said, evidence):
        return None
    words = ", ".join(said.words[said.facts[turn][0]] for turn in new)
    return _own_words(draft, f"nothing in or beside the text says: {words[:80]}")


@rule("proposition.self-contained")
def self_contained(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """A paraphrase can be understood alone: it does not open with a bare pronoun.

    Good:
        [1] “We are ready,” Ana Ruiz said.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "Ana Ruiz is ready."}]}
    Bad:
        [1] “We are ready,” Ana Ruiz said.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "They are ready."}]}
    """
    words = senses(draft.item.says).words[:2] if draft.item.says and len(draft.item.says) <= LONGEST_SENTENCE else ()
    if not words or words[0] not in _BARE or (words[0] == "it" and not _EXPLETIVE.isdisjoint(words[1:])):
        return None
    return flagged(f"the paraphrase opens with {words[0]!r}, which only the article explains")


@rule("proposition.not-the-headline")
def not_the_headline(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
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


def _own_words(draft: ClaimCandidate, message: str, severity: Severity = "error") -> Verdict[ClaimCandidate]:
    """Without its paraphrase the claim's proposition is the content's own words."""
    return repaired(replace(draft, item=draft.item.model_copy(update={"says": None})), message, severity)
