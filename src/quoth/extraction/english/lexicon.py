"""The words that carry a sentence's sense: negations, modals, directions, hedges; and what a word is compared as."""

from __future__ import annotations

from functools import lru_cache

from quoth.extraction.actors.kinds import OFFICES

NEGATIONS = frozenset("not no never none nobody nothing neither nor cannot without nowhere".split())
"""Words that turn what follows; so does every word that ends in "n't"."""

NEGATING = frozenset(
    "refuse refuses refused refusing refusal reject rejects rejected rejecting rejection deny denies denied denying "
    "denial fail fails failed failing failure decline declines declined declining lack lacks lacked lacking avoid "
    "avoids avoided avoiding prevent prevents prevented stop stops stopped against oppose opposes opposed dismiss "
    "dismisses dismissed unable impossible unlikely unacceptable unwilling unaware unclear unready hardly barely "
    "scarcely few little short instead rather unless until only except false untrue wrong exclude excludes excluded "
    "doubt doubts doubted doubtful forbid forbids forbidden ban bans banned "
    "refrain refrains refrained absence absent off out yet".split()
)
"""Words that may say in another way what a negation says: "refused to sign" for "did not sign"."""

MODALS: dict[str, int] = {
    **dict.fromkeys("may might could can".split(), 1),
    **dict.fromkeys("should ought".split(), 2),
    **dict.fromkeys("will would must shall cannot won't wouldn't".split(), 3),
}
"""Modal verb to its strength: 1 what is possible, 2 what is advised, 3 what is sure or required."""

HEDGES = frozenset(
    "possible possibly possibility perhaps maybe likely probably able capable potentially potential risk risks option "
    "chance would-be consider considers considered considering ready willing prepared allow allows allowed "
    "permit permitted free power authority right threaten threatens threatened threatening".split()
)
"""Words that say in another way what a weak modal says."""

FIRST_PERSON = frozenset("i we me us my our mine ours myself ourselves".split())
PRONOUNS = FIRST_PERSON | frozenset(
    "he she they it him her them his hers their theirs its himself herself themselves itself you your this that these "
    "those here there who".split()
)
TITLES = OFFICES | frozenset(
    "mr mrs ms dr prof sir lady lord gen col lt capt major colonel captain foreign deputy prime vice defence defense "
    "interior finance justice trade acting former senator prince princess sheikh bishop archbishop brigadier admiral "
    "council ministry president's".split()
)
"""Words that go with a name and tell nobody apart."""
DENIALS = frozenset(
    "deny denies denied denying reject rejects rejected dispute disputes disputed refute refutes refuted dismiss "
    "dismisses dismissed contradict contradicts contradicted".split()
)
"""Cues that say that the content is not so."""
CONDITIONAL = frozenset(
    "if unless until till provided providing otherwise return exchange condition conditional should would could might "
    "may were case once when whenever only without depends depend require requires required demand demands demanded "
    "want wants wanted offer offers offered threaten threatens threatened ready willing before after else either not "
    "first let".split()
)
"""Words one of which a sentence has that keeps a condition a condition."""

_FUNCTION = frozenset(
    "a an the and or but so as of in on at to for from by with about into onto over under through between among "
    "against during within than then that this these those there here it its he she they them his her their him i we "
    "us our my me you your who whom whose which what when where why how is are was were be been being am do does did "
    "done doing have has had having will would shall should may might can could must ought let also too just even very "
    "more most much many some any all both each every other another such own same if unless until while because since "
    "although though however yet still only again ever already now not no nor never none neither either whether out "
    "off up down away back ago longer said says say that's it's one ones s t re ve ll d m".split()
)
GENERIC = frozenset(
    "people person persons man men woman women government country state official officials plan issue situation "
    "statement side sides party parties group leader leaders matter thing things fact case part way time day year "
    "today member members according claim claims claimed report reports reported believe believes believed think "
    "thinks thought tell told tells speak speaks spoke add adds added warn warns warned deny denies denied insist "
    "insists insisted want wants wanted make makes made take takes took taken give gives gave given get gets got "
    "go goes going went come comes came put keep kept happen happens happened become becomes became mean means "
    "able being ready willing need needs needed use used still currently would-be speaker source sources call "
    "calls called describe describes described consider considers considered regard regards regarded accuse "
    "accuses accused express expresses expressed".split()
)
"""Words that name no fact of their own: a paraphrase may use them freely."""

_IRREGULAR = {
    form: base
    for base, forms in (
        line.split(":")
        for line in """
        leave:left|fight:fought|shoot:shot shots|hold:held|meet:met meeting|keep:kept|send:sent|begin:began begun
        break:broke broken|choose:chose chosen choice|draw:drew drawn|withdraw:withdrew withdrawn|fall:fell fallen
        lead:led|lose:lost loss losses|make:made|pay:paid|run:ran|sell:sold sale sales|stand:stood|strike:struck
        win:won|write:wrote written|build:built|buy:bought|bring:brought|catch:caught|find:found|grow:grew grown growth
        know:knew known|rise:rose risen|see:saw seen|seek:sought|spend:spent|freeze:froze frozen|fly:flew flown flight
        sink:sank sunk|drive:drove driven|speak:spoke spoken|swear:swore sworn|teach:taught|feel:felt|hear:heard
        die:died dead death deaths|kill:killed killing|arrest:arrested|steal:stole stolen|throw:threw thrown
        wear:wore worn|forget:forgot forgotten|hide:hid hidden|sign:signature signatures|free:freed freedom
        """.replace("\n", "|").split("|")
        if ":" in line
    )
    for base, forms in [(base.strip(), forms)]
    for form in forms.split()
}
_PAIRS = """
accept agree approve back-reject refuse decline
rise increase grow climb higher gain-fall decrease drop decline lower shrink
before-after
above-below
more-less fewer
win victory-lose defeat
enter join-leave exit quit
open reopen-close shut
north northern-south southern
east eastern-west western
support endorse favour favor-oppose
allow permit-ban forbid block prevent
start begin resume continue-stop end halt cease suspend
attack-defend
advance-retreat withdraw
buy import-sell export
arrive-depart
release free-detain capture arrest seize hold
lift ease-impose tighten
extend prolong-shorten
early earlier-late later
strong stronger-weak weaker
true-false untrue
innocent-guilty
possible-impossible
legal lawful-illegal unlawful
able-unable
likely-unlikely
acceptable-unacceptable
willing-unwilling
welcome hail praise applaud-condemn criticise criticize denounce
confirm-deny
improve-worsen
safe-unsafe dangerous
best-worst
better-worse
success succeed-failure fail
majority-minority
maximum-minimum
raise-cut lower reduce
inside-outside
"""


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """What a lower-case word is compared as: its first five letters, without endings ("freed" and "freeing": "fre")."""
    word = _IRREGULAR.get(word, word)
    for ending in ("'s", "’s", "ments", "ment", "ings", "ing", "edly", "ed", "ies", "es", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    if len(word) > 3 and word[-1] in "eiy":
        word = word[:-1]
    return word[:5]


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _PAIRS.split("\n"):
        if line:
            left, right = (frozenset(map(stem, side.split())) for side in line.split("-"))
            for one, other in ((left, right), (right, left)):
                for word in one:
                    found[word] = found.get(word, frozenset()) | other
    return found


OPPOSITES = _opposites()
"""Stem of a word that gives a direction to the stems of those that give the other."""

FUNCTION = _FUNCTION - {"before", "after", "above", "below"}
"""Words that carry no fact."""
