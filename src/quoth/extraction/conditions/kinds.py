"""What a condition is meant as, by plain signs: who offers gives, who threatens harms, what was not would have been."""

from __future__ import annotations

from quoth.extraction.english.lexicon import stem
from quoth.extraction.english.text_features import Senses
from quoth.records import ConditionKind, Sense

_HARMING = frozenset(
    map(
        stem,
        "attack strike shell shelling fire bomb bombard retaliate punish destroy sanction sanctions expel invade kill "
        "fight war crush shoot sink strike arrest prosecute sue cut blow assault hit hang flatten burn".split(),
    )
)
_GIVING = frozenset(
    map(
        stem,
        "release free cease lift ease help pay aid reopen return recognise recognize guarantee welcome withdraw stop "
        "halt ceasefire truce peace reward compensate restore deliver supply".split(),
    )
)
_ENDING = frozenset(map(stem, "stop cease halt end suspend lift ease".split()))
"""Words that make of a harm behind them a gift: "stop firing"."""
_NEGATED = frozenset("not no never won't wouldn't cannot neither nor".split())
_COUNTERFACTUAL = frozenset("had have were been hadn't weren't".split())
_EXCHANGING = frozenset("return exchange swap trade for as".split())


def fits(kind: ConditionKind, sense: Sense, consequent: Senses, whole: Senses) -> str | None:
    """Why the words of a condition speak plainly against its kind; None where they do not."""
    harms, gives = _harms(consequent), _gives(consequent)
    if kind == "offer" and harms and not gives:
        return "what follows does harm"
    if kind in ("threat", "refusal") and gives and not harms and sense == "if":
        return "what follows gives something"
    would_have = "have" in whole.words and not {"would", "could", "might"}.isdisjoint(whole.words)
    if kind == "counterfactual" and (_COUNTERFACTUAL | {"would"}).isdisjoint(whole.words):
        return "nothing in it is said to have been otherwise"
    if kind in ("offer", "threat", "promise") and would_have and "had" in whole.words and "will" not in whole.words:
        return "it tells what would have been"
    if kind == "exchange" and _EXCHANGING.isdisjoint(whole.words):
        return "nothing is given in return"
    return None


def _harms(words: Senses) -> bool:
    """Whether a harm is announced that nothing negates or ends."""
    return any(each in _HARMING and _turning(words, place) is None for place, each in words.facts)


def _gives(words: Senses) -> bool:
    """Whether something is given, or a harm ended, and not refused."""
    return any(
        each in _GIVING and _NEGATED.isdisjoint(words.words[max(0, place - 3) : place]) for place, each in words.facts
    )


def _turning(words: Senses, place: int) -> str | None:
    """The word just before `place` that negates or ends what stands there."""
    before = words.words[max(0, place - 3) : place]
    return next((word for word in before if word in _NEGATED or stem(word) in _ENDING), None)
