"""Stances: an allowed polarity, a target that the article knows, a holder who is not their own target, plain signs."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import replace
from functools import lru_cache

from quoth.extraction.actors.names import is_pronoun, same_actor, significant
from quoth.extraction.attribution.sentence_attribution import Attribution
from quoth.extraction.attribution.speakers import LONGEST_SENTENCE
from quoth.extraction.candidates import ClaimCandidate
from quoth.extraction.document import ArticleDocument
from quoth.extraction.english.lexicon import PRONOUNS, stem
from quoth.extraction.english.text_features import senses
from quoth.extraction.grounding.word_boundaries import UNSPACED_LETTER
from quoth.extraction.rules import ENGLISH, RuleContext, Verdict, dropped, flagged, repaired, rule
from quoth.extraction.rules.polarity_cues import BLAMING, BLAMING_SOMEBODY, PRAISING, Judgement, by_cue, by_words
from quoth.records import Stance

_SIDES = ("support", "oppose", "neutral", "mixed", "none", "")
_DECLINES = re.compile(
    r"\b(?:no|not|neither|either|nor|never|without|n[’']t)\b.{0,40}\b(?:sides?|position|preference|view|stand|opinion|party)\b"
    r"|\b(?:neutral\w*|impartial\w*|even-handed|abstain\w*|undecided|equidistant)\b"
    r"|\b(?:up to|(?:a matter )?for) .{1,60}\bto (?:decide|judge|say|settle|choose)\b|\bwhoever\b",
    re.IGNORECASE,
)
_BEHIND_OBJECT = re.compile(
    r"[,;:.—]|\s(?:as|because|since|after|before|when|while|and|but|that|which|who|in|on|by|with|at)\s"
)
_BEHIND_SOMEBODY = re.compile(r"[,;:.—]|\s(?:of|for|and|because|that|who|which)\s")
"""What ends the object of a cue that judges: of one that judges somebody, what they are blamed for."""
_LONGEST_OBJECT = 8
"""Words."""
_OF_AN_ANSWER = re.compile(r"""['"]\s*[,:]\s*['"]|[{}\[\]]""")
_REFLEXIVE = frozenset("himself herself itself themselves myself ourselves oneself i me".split())


@rule("stance.allowed-polarity")
def allowed_polarity(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """The side that the model gives is one that a record can hold; else the claim stays and its stance goes.

    Good:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the blockade"}]}
    Bad:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "angry", "about": "the blockade"}]}
    """
    if candidate.item.side.strip().lower() in _SIDES:
        return None
    item = candidate.item.model_copy(update={"side": "none"})
    return repaired(
        replace(candidate, item=item),
        f"no such side as {candidate.item.side[:40]!r}: no stance made",
        "warning",
    )


@rule("stance.has-target")
def has_target(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """A side is taken on something; else no stance is made of it.

    Good:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the blockade"}]}
    Bad:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": null}]}
    """
    if candidate.item.side.strip().lower() in ("", "none") or (candidate.item.about or "").strip():
        return None
    item = candidate.item.model_copy(update={"side": "none"})
    return repaired(
        replace(candidate, item=item), f"{candidate.item.side!r}, but on nothing: no stance is made of it", "warning"
    )


@rule("stance.not-oneself")
def not_oneself(item: Stance, case: RuleContext[Stance]) -> Verdict[Stance] | None:
    """The target is not the holder.

    Good:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the blockade"}]}
    Bad:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "Ruiz"}]}
    """
    reflexive = item.target.lower() in _REFLEXIVE
    if reflexive or (item.target_kind == "actor" and same_actor(item.holder.name, item.target)):
        return dropped(f"{item.holder.name!r} is holder and target", "warning")
    return None


@rule("stance.named-target", languages=ENGLISH)
def named_target(item: Stance, case: RuleContext[Stance]) -> Verdict[Stance] | None:
    """The target is written out: no pronoun that only the article explains.

    Good:
        [1] Omar Hadi left Karsk.
        [2] Ana Ruiz condemned him.
        {"claims": [{"n": 2, "by": "Ana Ruiz", "side": "oppose", "about": "Omar Hadi"}]}
    Bad:
        [1] Omar Hadi left Karsk.
        [2] Ana Ruiz condemned him.
        {"claims": [{"n": 2, "by": "Ana Ruiz", "side": "oppose", "about": "him"}]}
    """
    if is_pronoun(item.target):
        return flagged(f"the target {item.target!r} is a pronoun, which only the article explains")
    return None


@rule("stance.known-target")
def known_target(item: Stance, case: RuleContext[Stance]) -> Verdict[Stance] | None:
    """Some telling word of the target stands in the article; written in letters that it never uses, the stance goes.

    Good:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the port's blockade"}]}
    Bad:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the economy"}]}
    Bad:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "блокада"}]}
    Bad:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the blockade','side"}]}
    """
    if _OF_AN_ANSWER.search(item.target) is not None:
        return dropped(f"the target {item.target[:60]!r} has pieces of the answer's own form in it")
    text = case.document.lowered
    foreign = sorted({each for each in item.target if each.isalpha() and _script(each) not in _scripts(text)})
    if foreign:
        return dropped(f"the target {item.target!r} is in a script that the article never uses: {''.join(foreign)}")
    telling = [word for word in significant(item.target) if len(word) > 3] or list(significant(item.target))
    if any(word in text if UNSPACED_LETTER.match(word) else _begins_a_word(word[:6], text) for word in telling):
        return None
    return flagged(f"no word of the target {item.target!r} stands in the article")


@rule("stance.takes-a-side", languages=ENGLISH)
def takes_a_side(item: Stance, case: RuleContext[Stance]) -> Verdict[Stance] | None:
    """Neutral is who declines a side in words; whose words plainly take one has that one, and who only tells has none.

    Good:
        [1] Ana Ruiz said that she took no side on the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "neutral", "about": "the blockade"}]}
    Bad:
        [1] Ana Ruiz said that the blockade began in March.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "neutral", "about": "the blockade"}]}
    Bad:
        [1] Ana Ruiz condemned the blockade.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "neutral", "about": "the blockade"}]}
    """
    if item.polarity != "neutral":
        return None
    sign = _sign(item, case.document)
    if sign is not None:
        return repaired(item.model_copy(update={"polarity": sign}), f"'neutral', where the words plainly {sign}")
    if any(_DECLINES.search(span.text) is not None for span in item.evidence):
        return None
    return dropped(f"nothing says that {item.holder.name!r} declines a side on {item.target!r}", "note")


_TOLD = frozenset(map(stem, "report reports claim allegation accusation charge rumour rumor suggestion story".split()))
"""What is told by somebody: who denies it takes a side on it."""


@rule("stance.denial", languages=ENGLISH)
def denial(item: Stance, case: RuleContext[Stance]) -> Verdict[Stance] | None:
    """Whoever denies a fact takes no side by it, but on a report of it.

    Good:
        [1] Ana Ruiz rejected the plan.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the plan"}]}
    Good:
        [1] Ana Ruiz denied reports of a raid.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the reports of a raid"}]}
    Bad:
        [1] Ana Ruiz denied that the navy had fired.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the navy"}]}
    """
    attribution = _attribution(item, case.document)
    if attribution is None or attribution.verb != "deny":
        return None
    if senses(case.document.article.text[slice(*attribution.cue)]).negations or senses(item.target).stems & _TOLD:
        return None
    return dropped(f"{item.holder.name!r} denies a fact here, and takes no side on {item.target!r}", "note")


@rule("stance.object-of-the-cue", languages=ENGLISH)
def object_of_the_cue(item: Stance, case: RuleContext[Stance]) -> Verdict[Stance] | None:
    """Whoever rejects, welcomes or accuses takes a side on what they reject, welcome or accuse.

    Good:
        [1] Ana Ruiz rejected the plan of the envoys.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "side": "oppose", "about": "the envoys' plan"}]}
    Bad:
        [1] The blockade went on.
        [2] Ana Ruiz rejected the plan of the envoys.
        {"claims": [{"n": 2, "by": "Ana Ruiz", "side": "support", "about": "the blockade"}]}
    """
    attribution = _attribution(item, case.document)
    if attribution is None or attribution.verb not in (PRAISING | BLAMING | BLAMING_SOMEBODY):
        return None
    somebody = attribution.verb in BLAMING_SOMEBODY
    text = case.document.article.text[slice(*attribution.content[0])]
    words = (_BEHIND_SOMEBODY if somebody else _BEHIND_OBJECT).split(text, maxsplit=1)[0].strip(' "“”‘’')
    object_ = frozenset(map(stem, significant(words)))
    cue, content = senses(case.document.article.text[slice(*attribution.cue)]), senses(text[:LONGEST_SENTENCE])
    spoken_of = content.stems & frozenset(map(stem, significant(item.target)))
    if not object_ or len(words.split()) > _LONGEST_OBJECT or spoken_of:
        return None
    sign = by_cue(attribution.verb, cue, content, object_)
    if sign is None or words.split()[0].lower() in PRONOUNS:
        return None
    update = {"target": words, "target_kind": "actor" if somebody else "proposition", "polarity": sign}
    return repaired(item.model_copy(update=update), f"{item.target!r} is not what the cue has for its object")


def _sign(item: Stance, document: ArticleDocument) -> Judgement | None:
    """What the content, else the cue, plainly says of the target; None where neither does."""
    words = " ".join(span.text for span in item.evidence)
    if max(len(words), len(item.target)) > LONGEST_SENTENCE:
        return None
    target = frozenset(map(stem, significant(item.target)))
    content = senses(words)
    sign = by_words(content, target)
    if sign is None and (attribution := _attribution(item, document)) is not None:
        cue = senses(document.article.text[slice(*attribution.cue)])
        sign = by_cue(attribution.verb, cue, content, target)
    return sign


def _attribution(item: Stance, document: ArticleDocument) -> Attribution | None:
    """The attribution of the article whose content holds the evidence."""
    start, end = item.evidence[0].start, item.evidence[-1].end
    number = bisect_right(document.sentences, start, key=lambda sentence: sentence.start) - 1
    for attribution in document.speakers.attributed(max(0, number)):
        if any(first < end and start < last for first, last in attribution.content):
            return attribution
    return None


def _script(letter: str) -> str:
    """LATIN, CYRILLIC, CJK …: the first word of the letter's name."""
    return unicodedata.name(letter, "").partition(" ")[0]


@lru_cache(maxsize=4)
def _scripts(text: str) -> frozenset[str]:
    return frozenset(_script(each) for each in set(text) if each.isalpha())


def _begins_a_word(letters: str, text: str) -> bool:
    """Whether the letters stand in the text where a word begins (or ends, should they open with a mark)."""
    opens_a_word = _is_word(letters[0])
    place = text.find(letters)
    while place >= 0:
        if _is_word(text[place - 1 : place]) != opens_a_word:
            return True
        place = text.find(letters, place + 1)
    return False


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
