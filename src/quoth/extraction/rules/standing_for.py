"""Whom a paraphrase puts for the pronouns of its content: the source, somebody else, or one who cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from quoth.extraction.actors.kinds import OFFICES, kind_of
from quoth.extraction.actors.names import same_actor
from quoth.extraction.candidates import ClaimCandidate
from quoth.extraction.document import ArticleDocument
from quoth.extraction.english.lexicon import FIRST_PERSON, FUNCTION, PRONOUNS, TITLES
from quoth.extraction.english.text_features import Senses, senses
from quoth.extraction.rules.paraphrasing import cue_length, is_named, is_of_a_people, near_to

_QUOTED, _REPORTED = frozenset(("i", "i'm", "i've", "i'll", "i'd")), frozenset(("he", "she"))
"""The pronouns that stand for the speaker inside quotation marks, and outside of them. "We" may be a whole country."""

_ONE = frozenset("he him his she her hers himself herself".split())
_OF_A_NATION = ("i", "an", "ish", "ese")
_ALONE = frozenset("i me my mine he him his she her hers himself herself myself you your".split())
"""Pronouns that a person alone can be; not "we", "it" and "they"."""
_POSSESSIVES = frozenset("my our ours its their theirs his her hers".split())
_NAME_BEHIND = re.compile(r" ([^\W\d_a-z][^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+")
_NOUN_BEHIND = re.compile(r"\s+(?!(?:" + "|".join(sorted(FUNCTION)) + r")\b)[^\W\d_]")
_BESIDE = 40
"""Characters before and behind a name in which an office makes it a person's."""


def nobody_alone(
    said: Senses, gained: Sequence[int], draft: ClaimCandidate, evidence: Senses, reading: ArticleDocument
) -> str | None:
    """The person whom a paraphrase puts for "we", "our", "it" or "they", which are nobody alone; else None.

    "Hadi's side" may stand for "we", and Hadi, where Hadi speaks.
    """
    pronouns = PRONOUNS.intersection(evidence.words)
    if not pronouns or draft.source is None or not _ALONE.isdisjoint(pronouns):
        return None
    begins = evidence.words[cue_length(draft) : cue_length(draft) + 1]
    named = len(_opening_name(said))
    for place in gained:
        owner = said.words[place].endswith("'s")
        if owner and _POSSESSIVES.isdisjoint(pronouns):
            continue
        if not owner and place <= named and not pronouns.issuperset(begins):  # the subject that the text leaves out
            continue
        full = _person(said.words[place].removesuffix("'s").capitalize(), reading)
        opens_with_we = place <= named and not FIRST_PERSON.isdisjoint(begins)
        speaks = opens_with_we and full is not None and same_actor(full, draft.source.name)
        if full is not None and (owner or not speaks):
            return full
    return None


def _person(name: str, reading: ArticleDocument) -> str | None:
    """The first and last name that the article has for one of them, beside an office or heard; None else."""
    mentions, text = reading.speakers.mentions, reading.article.text
    full = mentions.full_name(name)
    if full == name:  # a first name, which stands before another
        _, end = next(iter(mentions.places(name)), (0, 0))
        behind = _NAME_BEHIND.match(text, end)
        full = f"{name} {behind[1]}" if behind is not None else name
    if full == name or kind_of(full) != "person":
        return None
    start, end = next(iter(mentions.places(full)), (0, 0))
    beside = _WORD.findall(text[max(0, start - _BESIDE) : start].lower() + " " + text[end : end + _BESIDE].lower())
    if not (OFFICES | TITLES).isdisjoint(beside):
        return full
    heard = (voice.name for number in range(len(reading.sentences)) for voice in reading.speakers.voices(number))
    return full if full in heard else None


def only_an_adjective(said: Senses, gained: Sequence[int], reading: ArticleDocument) -> str | None:
    """The name that stands alone in the paraphrase and before a noun wherever the article has it; else None.

    "Vareshi is to blame" names nobody where the article has "the Vareshi army" only.
    """
    for place in gained:
        word = said.words[place]
        behind = said.words[place + 1 : place + 2]
        if not behind or behind[0] not in FUNCTION:
            continue
        if not is_of_a_people(word, reading.lowered) and not (
            word.endswith(_OF_A_NATION) and not _is_heard(word, reading)
        ):
            continue
        places = reading.speakers.mentions.places(word.capitalize())
        if places and all(_NOUN_BEHIND.match(reading.article.text, end) is not None for _, end in places):
            return word.capitalize()
    return None


def _is_heard(word: str, reading: ArticleDocument) -> bool:
    """Whether somebody of this name speaks in the article."""
    return any(
        word in voice.name.lower().split()
        for number in range(len(reading.sentences))
        for voice in reading.speakers.voices(number)
    )


def a_people_for_one(said: Senses, gained: Sequence[int], evidence: Senses, reading: ArticleDocument) -> str | None:
    """The people that the paraphrase puts where the text has "he" or "she" alone; None else."""
    pronouns = PRONOUNS.intersection(evidence.words)
    if not pronouns or not pronouns <= _ONE:
        return None
    for place in gained:
        word = said.words[place]
        if word.endswith("s") and not word.endswith("'s") and is_of_a_people(word, reading.lowered):
            return word.capitalize()
    return None


def acts_for_the_source(said: Senses, draft: ClaimCandidate, reading: ArticleDocument) -> str | None:
    """The person who opens the paraphrase and does there what the sentence says of the source; None else.

    "She admires the envoy", said of Ana Ruiz, is not "Omar Hadi admires the envoy".
    """
    name = _opening_name(said)
    verb = said.words[len(name)] if 0 < len(name) < len(said.words) else ""
    if draft.sentence is None or draft.source is None or draft.voice is not None or not verb or verb in FUNCTION:
        return None
    written = " ".join(word.capitalize() for word in name)
    if same_actor(written, draft.source.name):
        return None
    sentence = reading.sentences[draft.sentence]
    words = reading.article.text[sentence.start : min(sentence.end, draft.content[0].start if draft.content else 0)]
    before = senses(words).words
    subjects = [one for one, two in pairwise(before) if two == verb]
    return written if any(one in _REPORTED for one in subjects) else None


def title_of_another(said: Senses, evidence: Senses, reading: ArticleDocument) -> str | None:
    """A title with a name that the article never puts behind it, while the evidence puts another there; else None."""
    for place, (title, name) in enumerate(pairwise(said.words)):
        if title not in TITLES or not (said.capital[place] and said.capital[place + 1]) or name in TITLES:
            continue
        bare = name.removesuffix("'s")
        if f"{title} {bare}" in " ".join(reading.lowered.split()):
            continue
        if any(one == title and other != name for one, other in pairwise(evidence.words)):
            return f"{title.capitalize()} {name.capitalize()}"
    return None


def said_of_itself(said: Senses, evidence: Senses) -> str | None:
    """The name that stands on both sides of one verb in the paraphrase, and of none in the evidence; else None."""
    for first, verb, last in zip(said.words, said.words[1:], said.words[2:], strict=False):
        if first == last and verb not in FUNCTION and any(said.words[place] == first for place, _ in said.names):
            return None if (first, verb) in pairwise(evidence.words) else first.capitalize()
    return None


def stranger_for(draft: ClaimCandidate, said: Senses, evidence: Senses, reading: ArticleDocument) -> str | None:
    """The name that the paraphrase has for an opening pronoun that stands for the source, another person; else None."""
    opening = next(iter(evidence.words[cue_length(draft) :]), "")
    start = draft.content[0].start if draft.content else 0
    quoted = reading.speakers.quotes.quoted(start, start + 2) > 0
    if opening not in (_QUOTED if quoted else _REPORTED) or draft.source is None or draft.source.kind != "person":
        return None
    name = _opening_name(said)
    written = " ".join(word.capitalize() for word in name)
    if not name or same_actor(written, draft.source.name) or not is_named(name[-1], reading.lowered):
        return None
    if quoted:
        return written
    # "She said he would go": he may be whoever was mentioned last.
    near = near_to(draft, reading, after=False)
    return written if kind_of(written) == "person" and not near.names(name[-1]) else None


def _opening_name(said: Senses) -> list[str]:
    """The capitalised words that the paraphrase opens with, without titles; none where it opens otherwise."""
    name: list[str] = []
    if not said.words or said.words[0] in FUNCTION:
        return name
    for word, capital in zip(said.words, said.capital, strict=True):
        if not capital:
            break
        name.append(word)
    return [word for word in name if word not in TITLES]
