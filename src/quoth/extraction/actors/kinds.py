"""What kind of actor a name is, read off its words: looked up in lists, the head of the name first."""

from __future__ import annotations

import re
from functools import lru_cache

from quoth.records import ActorKind

KNOWN_NAMES = 8192
"""Names whose reading is kept: an article asks for the same few again and again."""
WORD = re.compile(r"[^\s,;:()\[\]“”\"«»—–]+")
"""A word of a name, with the full stops, hyphens and apostrophes in it."""
STOP = frozenset("the a an of and in on for to at from by its his her their this that".split())


def _words(*listed: str) -> frozenset[str]:
    return frozenset(word for words in listed for word in words.split())


def _with_plurals(listed: str) -> str:
    return " ".join(f"{word} {word}s" for word in listed.split())


UNNAMED = _words(
    _with_plurals(
        "source official diplomat aide analyst expert resident insider observer soldier officer refugee negotiator "
        "mediator lawmaker commander fighter historian economist"
    ),
    "witness witnesses critics people some others many someone anonymous unnamed person man woman",
)
OFFICES = _words(
    "president minister chancellor spokesman spokeswoman spokesperson envoy ambassador general secretary governor "
    "mayor king queen commander chief leader prosecutor judge chair chairman chairwoman director head delegate premier "
    "adviser advisor aide economist analyst expert scientist historian activist lawmaker reporter journalist professor "
    "researcher consultant"
)
_GROUPS = _words(
    _with_plurals("rebel protester demonstrator separatist insurgent militant"),
    "opposition allies militia coalition alliance bloc families villagers voters troops forces delegation delegates "
    "side camp faction movement front supporters neighbours neighbors",
)
_PEOPLE = re.compile(r"[A-Z]\w+(?:ans|ese|ians|is|ish)")
_GOVERNMENTS = _words(
    "government ministry kremlin pentagon cabinet administration regime parliament senate congress presidency "
    "authorities republic kingdom emirate state capital army military police navy"
)
_GOVERNMENT_PHRASE = re.compile(
    r"\b(?:white house|foreign office|downing street|security council|air force)\b", re.IGNORECASE
)
_ORGANISATIONS = _words(
    "agency committee commission union party club institute university council organisation organization group "
    "company bank court media news times post network association federation foundation centre center office "
    "observatory watch fund league nato un eu osce icrc unhcr unicef reuters bbc cnn ap afp jazeera radio tv "
    "television service corps tribunal assembly nations hamas hezbollah"
)
_ARTIFACTS = _words(
    _with_plurals(
        "report statement document draft letter poll survey study memo communiqué communique treaty agreement plan "
        "data filing intelligence resolution text article editorial post tweet video"
    ),
    "figures",
)
_COUNTED = re.compile(r"(?:a|an|one|two|three|four|five|several|some|many|other|senior|unnamed)\s", re.IGNORECASE)
_RUN = re.compile(r"\w+")
_THE = re.compile(r"(?:the|The)\s+")
STATES = frozenset(
    "Afghanistan Albania Algeria Angola Ankara Argentina Armenia Australia Austria Azerbaijan Baghdad Bahrain "
    "Baku Bangladesh Beijing Belarus Belgium Belgrade "
    "Berlin Bolivia Brazil Britain Brussels Bulgaria Cairo Cambodia Cameroon Canada Chad Chile China Colombia "
    "Croatia Cuba Cyprus Damascus Delhi Denmark Doha "
    "Egypt Eritrea Estonia Ethiopia Europe Finland France Georgia Germany Ghana Greece Hanoi Havana Hungary "
    "Iceland India Indonesia Iran Iraq Ireland Islamabad "
    "Israel Italy Japan Jerusalem Jordan Kabul Kazakhstan Kenya Khartoum Kinshasa Kosovo Kuwait Kyiv Kyrgyzstan "
    "Laos Latvia Lebanon Libya Lithuania London "
    "Madrid Malaysia Mali Malta Manila Mexico Minsk Moldova Mongolia Morocco Moscow Mozambique Myanmar Nairobi "
    "Nepal Netherlands Nicaragua Niger Nigeria "
    "Norway Oman Ottawa Pakistan Palestine Panama Paris Peru Philippines Poland Portugal Pyongyang Qatar Riyadh "
    "Romania Rome Russia Rwanda Sanaa Senegal "
    "Serbia Seoul Singapore Slovakia Slovenia Somalia Spain Stockholm Sudan Sweden Switzerland Syria Taipei "
    "Taiwan Tajikistan Tanzania Tbilisi Tehran Thailand "
    "Tokyo Tripoli Tunisia Turkey Turkiye Türkiye Turkmenistan Uganda Ukraine US U.S. USA UK U.K. Uzbekistan "
    "Venezuela Vietnam Warsaw Washington West Yemen "
    "Yerevan Zambia Zimbabwe".split()
)
_STATES_OF_TWO_WORDS = (
    "United States",
    "United Kingdom",
    "Saudi Arabia",
    "South Korea",
    "North Korea",
    "South Africa",
)


@lru_cache(maxsize=KNOWN_NAMES)
def kind_of(name: str, phrase: str = "") -> ActorKind:
    """What kind of actor a name is, read off its words and those of the phrase that it stands in."""
    if " and " in name:
        return "group"
    words = [word for word in WORD.findall(name) if word.lower() not in STOP]
    capitals = [word for word in words if word[:1].isupper()]
    unnamed = bool(words) and words[0].lower() in UNNAMED
    runs = _RUN.findall(name.lower())
    if _COUNTED.match(name) is not None and not UNNAMED.isdisjoint(runs):  # "two diplomats from Karsk"
        return "unnamed"
    if capitals and unnamed:  # "some in Karsk", "sources close to Ruiz"
        return "unnamed"
    if not capitals or not words[-1][:1].isupper():
        return _by_head(name, runs) or ("unnamed" if not capitals else "group")
    if not _ORGANISATIONS.isdisjoint(runs):
        return "organisation"
    if _is_government(name, runs) or name in STATES:
        return "government"
    if _looks_like_state(name) or phrase.endswith(", which"):
        return "government"
    return "person"


def has_office(words: str) -> bool:
    """Whether one of the words is an office that a person holds: "deputy foreign minister"."""
    return not OFFICES.isdisjoint(_RUN.findall(words.lower()))


def _by_head(name: str, runs: list[str]) -> ActorKind | None:
    """The kind of a name that does not end as a proper name does."""
    if not _ARTIFACTS.isdisjoint(runs):
        return "artifact"
    if not UNNAMED.isdisjoint(runs):
        return "unnamed"
    if _is_government(name, runs):
        return "government"
    if any(run in _GROUPS or _PEOPLE.fullmatch(run) for run in _RUN.findall(name)):
        return "group"
    if not _ORGANISATIONS.isdisjoint(runs):
        return "organisation"
    return "office" if not OFFICES.isdisjoint(runs) else None


def _is_government(name: str, runs: list[str]) -> bool:
    return not _GOVERNMENTS.isdisjoint(runs) or _GOVERNMENT_PHRASE.search(name) is not None


def _looks_like_state(name: str) -> bool:
    the = _THE.match(name)
    bare = name[the.end() :] if the is not None else name
    return bare in STATES or bare in _STATES_OF_TWO_WORDS
