"""English words that carry the sense of a sentence: negations, modals, numbers, dates, and words with an opposite."""

from __future__ import annotations

from functools import cache

NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor nowhere without cannot non hardly barely scarcely rarely "
    "seldom".split()
)
MODALS = frozenset(
    "may might can could shall should will would must ought need needs only if unless until till whether perhaps "
    "possibly probably maybe likely unlikely allegedly reportedly apparently supposedly alleged nearly almost "
    "partly".split()
)
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
DIGITS = {word: str(number) for number, word in enumerate(_UNITS)} | {
    word: str(10 * number) for number, word in enumerate(_TENS, start=2)
}
"""The numbers that a text may spell out, and their digits: "twelve ships" are the 12 ships."""
_MULTIPLES = "hundred thousand million billion trillion dozen score".split()
NUMBERS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth half quarter quarters double "
    "triple once twice both single".split()
) | frozenset(each for word in _MULTIPLES for each in (word, word + "s"))

MONTHS = (
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec"
).split()
WEEKDAYS = frozenset(
    each for word in "mon tues wednes thurs fri satur sun".split() for each in (word + "day", word + "days")
)
_TIMES = "day week month year hour minute decade century morning afternoon evening night weekend".split()
DATES = (
    frozenset(
        "today yesterday tomorrow tonight noon midnight spring summer autumn winter last next ago daily weekly monthly "
        "yearly annual".split()
    )
    | WEEKDAYS
    | frozenset(_TIMES)
    | {"days", "weeks", "months", "years", "hours", "minutes", "decades", "centuries", "nights", "weekends"}
)

_OPPOSED = (
    (
        "up upward upwards higher upper rise rose risen increase grow grew grown climb soar surge raise "
        "expand more most jump gain above",
        "down downward downwards lower fall fell fallen decrease decline drop shrink shrank shrunk plunge "
        "reduce fewer less least cut sink sank sunk below",
    ),
    ("high", "low"),
    ("widen broaden extend lengthen", "narrow shorten curtail"),
    ("win won victory victorious winner gain", "lose lost loss losing defeat loser"),
    (
        "accept approve agree endorse back support adopt embrace welcome praise favour favor hail backer "
        "supporter yes acceptance approval agreement",
        "reject refuse disagree oppose decline disapprove deny denial condemn criticise criticize denounce "
        "dismiss veto rebuff spurn opponent rejection refusal",
    ),
    ("confirm admit affirm acknowledge", "deny dispute refute denial"),
    ("for", "against"),
    (
        "north northern northward northwards northerly northeast northwest",
        "south southern southward southwards southerly southeast southwest",
    ),
    ("east eastern eastward eastwards northeast southeast", "west western westward westwards northwest southwest"),
    (
        "leave left exit quit abandon depart departure withdraw withdrew withdrawn withdrawal",
        "enter enters entered join joined stay remain return arrive arrival entry reach",
    ),
    ("left leftist leftwing", "right rightist rightwing"),
    ("come came incoming", "go goes went gone outgoing"),
    ("advance advanced forward forwards ahead", "retreat withdraw withdrew withdrawn backward backwards behind"),
    (
        "before earlier prior previously former previous preceding early",
        "after later following since subsequently latter subsequent late",
    ),
    ("in into inside inward enter", "out outside outward outwards exit"),
    ("to towards toward", "from away"),
    ("over", "under underneath beneath"),
    ("on onto", "off"),
    ("open opened reopen", "close closed shut"),
    ("start began begin begun launch resume continue", "stop end halt cease cancel suspend finish"),
    ("buy bought purchase import buyer", "sell sold export seller sale"),
    ("attack attacked assault offensive", "defend defended defence defense defensive"),
    (
        "allow permit legalise legalize authorise authorize lift enable",
        "ban forbid forbade forbidden prohibit bar impose block prevent",
    ),
    ("war fight fought", "peace truce ceasefire"),
    ("friend friendly ally allied allies", "foe enemy enemies hostile rival"),
    ("hire appoint appointed appointment recruit", "fire sack dismiss dismissed dismissal"),
    ("succeed success successful pass manage", "fail failure failing unsuccessful"),
    ("arrest detain jail imprison capture seize seized", "free release freed released"),
    ("guilty convict convicted conviction", "innocent acquit acquitted acquittal"),
    ("legal lawful legally", "illegal unlawful illegally"),
    ("true truth truthful right", "false untrue lie wrong"),
    ("good better best", "bad worse worst"),
    ("strong stronger strengthen strength", "weak weaker weaken weakness"),
    ("build built create created establish", "destroy demolish dismantle dissolve"),
    ("give gave given lend lent send sent offer", "take took taken borrow receive withhold withheld"),
    ("live alive survive survivor save saved spare", "die dead kill killed death perish"),
    ("surplus profit", "deficit loss"),
    ("majority", "minority"),
    ("push", "pull"),
    ("ease relax loosen", "tighten toughen"),
    ("trust trusted", "distrust mistrust"),
    ("include including", "exclude excluding"),
    ("possible able", "impossible unable"),
    ("many much", "few little"),
    ("all every always everyone everybody", "some sometimes any"),
    ("maximum", "minimum"),
    ("inflow", "outflow"),
    ("upstream", "downstream"),
)
SOFT = frozenset("in into to for over on onto by of all some any every with".split())
"""Of the words with an opposite, those that turn nothing where they are only left out or put in."""
LIGHT = frozenset(
    "a an the this that these those is are was were be been being am has have had having do does did of in on at and "
    "as also very just then so there all which who whom to for by with it its his her their our my your such own into "
    "onto than too even but or".split()
)
"""Words of which one may stand for another of them, or for none, and the sense stays."""
_VOWELS = "aeiou"


@cache
def opposites() -> dict[str, frozenset[str]]:
    """Each word that has an opposite, in all its regular forms, and the sides it stands on, as "3a" or "3b"."""
    sides: dict[str, set[str]] = {}
    for number, pair in enumerate(_OPPOSED):
        for side, words in zip("ab", pair, strict=True):
            for form in (form for word in words.split() for form in _forms(word)):
                sides.setdefault(form, set()).add(f"{number}{side}")
    return {word: frozenset(found) for word, found in sides.items()}


def _forms(word: str) -> tuple[str, ...]:
    """The word and its regular forms; some are no words, and then nobody writes them."""
    if word in SOFT:
        return (word,)
    stem = word.removesuffix("e")
    forms = [word, word + "s", word + "es", stem + "ed", stem + "ing"]
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        forms += [word[:-1] + ending for ending in ("ies", "ied")]
    if len(word) > 2 and word[-1] not in _VOWELS + "wxy" and word[-2] in _VOWELS and word[-3] not in _VOWELS:
        forms += [word + word[-1] + ending for ending in ("ed", "ing")]
    return tuple(forms)
