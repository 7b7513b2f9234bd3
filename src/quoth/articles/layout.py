"""How pages and wires say who speaks without a verb: datelines, speaker labels, the heads of posts, live-blog times.

In doubt there is none: a clause before a colon or a dash is prose.
"""

from __future__ import annotations

import re

Place = tuple[int, int]

_LONGEST = 120
"""Characters in which a dateline or a label must end."""
_PLACE = r"[A-ZÀ-ÖØ-ÞЀ-Я][A-ZÀ-ÖØ-ÞЀ-Я.'’\- ]+[A-ZÀ-ÖØ-ÞЀ-Я]"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_DATE = rf"(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\.?\s+{_MONTH}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?:,?\s+\d{{4}})?"
_AGENCY = r"\((?:[A-Z][\w.& /-]{1,30})\)"
_CAPS_PLACE = rf"(?:{_PLACE}|[A-Z]{{4,}})(?:,\s+[A-Z][\w.]+(?:\s[A-Z]\w+)?)?"
_DATELINE = re.compile(
    rf"{_CAPS_PLACE}(?:(?:,\s+{_DATE}\s*(?:{_AGENCY})?|\s*{_AGENCY})\s*(?:—|–|--|-)\s+(?=\S)|\s+(?:—|--)\s+(?=[A-Z“\"‘'À-Ý]))"
)
_AGENCY_LINE = re.compile(rf"(?:[A-Z][\w.'’-]+,?\s+){{1,4}}(?:{_DATE}\s*)?{_AGENCY}\s*(?:—|–|--|-)\s+(?=\S)")

_TITLE = r"(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|Maj|Capt|Lt|Prof|Amb|Hon|Rev|Sir|Lord|Lady)\.?"
_CAPS_LABEL = re.compile(
    r"(?P<who>(?:[A-ZÀ-ÖØ-ÞЀ-Я][A-ZÀ-ÖØ-ÞЀ-Я.'’-]*\s+){0,4}[A-ZÀ-ÖØ-ÞЀ-Я][A-ZÀ-ÖØ-ÞЀ-Я.'’-]+(?:\s\([^()]{2,60}\))?):\s"
)
_TURN_LABEL = re.compile(r"(?P<who>[QA])(?:[.:]|:)\s+(?=[A-Z“\"'¿])")
_NAME = r"[^\W\d_a-z][\w’'.-]*(?:\s+(?:al|bin|van|von|de|del|di|da|der|la|le|el))*"
_NAMED_LABEL = re.compile(
    rf"(?P<who>(?:{_TITLE}\s+)?{_NAME}(?:\s+{_NAME}){{1,3}})"
    r"(?P<role>(?:,|\s\()\s?[^:;.!?“\"”]{2,60}?\)?)?:\s*(?=[“\"„«'‘A-ZÀ-ÖØ-ÞЀ-Я¿¡])"
)
_LONE_LABEL = re.compile(
    r"(?P<who>Moderator|Reporter|Question|Answer|Interviewer|Host|The Court|[^\W\d_a-z][\w’'-]+(?=:\s*[“„«])):\s+(?=\S)"
)
_NAME_ALONE = re.compile(r"(?P<who>[^\W\d_a-z][\w’'-]+):\s+(?=[“\"‘'A-ZÀ-Ý¿¡])")
"""One word and a colon: a label only where the article has others."""
_UNSPACED_LABEL = re.compile(r"(?P<who>[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af·・]{2,12})[：:]\s*(?=\S)")
_POST = re.compile(
    rf"(?P<who>{_NAME}(?:\s+{_NAME}){{0,3}})\s+\(?@\w{{2,30}}\)?(?:\s*[·•|,-]?\s*(?:{_DATE}|\d{{1,2}}[hm]))?\s*\Z"
)
_NOBODY = re.compile(
    r"(?:The|A|An|One|This|That|These|Those|Here|There|It|He|She|They|We|I|But|And|So|Yet|In|On|At|As|For|With|From|By|"
    r"Still|Also|Photo|Image|Source|Sources|Read|Related|Update|Updated|Watch|Note|Editor|Breaking|Live|More|See)\b(?!\sCourt)"
)
_SAYS = re.compile(
    r"\b(?:said|says|told|tells|added|wrote|writes|asked|read|reads|warned|replied|answered|posted|tweeted|is|are|was|were)\b"
)
_LIVE_TIME = re.compile(
    r"(?:(?:Updated|Posted|Published)(?:\s+at)?\s+)?\d{1,2}[.:]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s?(?:GMT|BST|CET|CEST|EST|EDT|ET|UTC))?\.?",
    re.IGNORECASE,
)


_ROLE = re.compile(r"Moderator|Reporter|Question|Answer|Interviewer|Host|The Court")


def dateline(text: str, start: int, end: int) -> int | None:
    """Where the sentence proper begins behind a dateline ("HARWICK, Dec 1 (Reuters) - "); None where there is none."""
    limit = min(end, start + _LONGEST)
    match = _DATELINE.match(text, start, limit) if text[start + 1 : start + 2].isupper() else None
    if match is None and text.find("(", start, limit) >= 0:
        match = _AGENCY_LINE.match(text, start, limit)
    return match.end() if match is not None and match.end() < end else None


def speaker_label(text: str, start: int, end: int) -> tuple[Place, int] | None:
    """The label that the line opens with, without its colon, and where its speech begins; None where there is none.

    "SEN. VANE: …", "Q. …", "Petra Hale, mayor of Harwick: “…”", "Moderator: …", "记者：…".
    """
    limit = min(end, start + _LONGEST)
    for pattern in (_CAPS_LABEL, _TURN_LABEL, _NAMED_LABEL, _LONE_LABEL, _UNSPACED_LABEL):
        match = pattern.match(text, start, limit)
        if match is None:
            continue
        words = match.group()
        if (pattern in (_NAMED_LABEL, _LONE_LABEL) and _NOBODY.match(words)) or _SAYS.search(words.split(":")[0]):
            continue
        return match.span("who"), match.end()
    return None


def name_alone(text: str, start: int, end: int) -> tuple[Place, int] | None:
    """A label of one word ("Hale: We do not."), which is one only in a text that has more labels."""
    match = _NAME_ALONE.match(text, start, min(end, start + _LONGEST))
    return (match.span("who"), match.end()) if match is not None and not _NOBODY.match(match.group()) else None


def is_turn(label: str) -> bool:
    """Whether a label alone shows that a transcript goes on below it: in capitals, or Q and A."""
    letters = [character for character in label if character.isalpha()]
    return label in ("Q", "A") or (bool(letters) and all(character.isupper() for character in letters))


def post_head(line: str) -> Place | None:
    """Where the name stands in a line that heads a pasted post: "Petra Hale (@phale) December 1"."""
    match = _POST.match(line.rstrip()) if "@" in line and len(line) <= _LONGEST else None
    return match.span("who") if match is not None else None


def is_live_time(line: str) -> bool:
    """Whether the line is only the time of a live blog's entry."""
    return len(line) <= 40 and _LIVE_TIME.fullmatch(line.strip()) is not None


def says_more_than_a_heading(line: str) -> bool:
    """Whether a line is no heading although it stands as one: a turn of a transcript, a dateline, the head of a post.

    "Vance: No Deal Before Spring" is a headline; "SEN. VANE: We will not sign." and "Hale, mayor of X: “No”" are not.
    """
    label = speaker_label(f"{line} ", 0, len(line) + 1)
    if label is not None and not line.isupper():
        (_, end), _ = label
        speaks = line.rstrip("\"'”’» ").endswith((".", "?", "!"))
        if (speaks and (is_turn(line[label[0][0] : end]) or _ROLE.fullmatch(line[label[0][0] : end]))) or (
            line[end : end + 2] in (", ", " (") and "“" in line
        ):
            return True
    wired = dateline(line, 0, len(line))
    return (wired is not None and line.rstrip('”"').endswith(".")) or post_head(line) is not None
