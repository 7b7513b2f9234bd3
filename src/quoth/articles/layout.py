"""How pages and wires say who speaks without a verb: datelines, speaker labels, the heads of posts, live-blog times.

In doubt there is none: a clause before a colon or a dash is prose.
"""

from __future__ import annotations

import re

Place = tuple[int, int]

_LONGEST = 120
"""Characters in which a dateline or a label must end."""
_UPPER = r"A-ZÀ-ÖØ-ÞŁŚŻĞİŞΆ-ΏΑ-ΫЀ-ЯҐ"
_LOWER = "a-zß-öø-ÿа-яёіїєґά-ώ"
_CAPITALS = rf"[{_UPPER}][{_UPPER}.'’/\- ]+[{_UPPER}]"
_MONTH = r"(?:de\s+)?[^\W\d_]{3,10}\.?"
_YEAR = r"(?:,?\s+\d{4})?"
_DATE = (
    rf"(?:{_MONTH}\s+\d{{1,2}}(?!\d){_YEAR}|\d{{1,2}}(?:er|\.|º)?\s+{_MONTH}{_YEAR}|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
)
_NAMED_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_POST_DATE = rf"(?:{_NAMED_MONTH}\s+\d{{1,2}}|\d{{1,2}}\.?\s+{_NAMED_MONTH}){_YEAR}"
_BRACKETED = r"\([^\W\d_][\w.& /-]{1,30}\)"
_AGENCY = (
    r"\((?:AP|Reuters|REUTERS|AFP|dpa|DPA|EFE|Efe|ANSA|Xinhua|Kyodo|Interfax|INTERFAX|TASS|ТАСС|Тасс|РИА Новости|"
    r"Интерфакс|Укринформ|Укрінформ|Anadolu|AA|Bloomberg|UPI|PA|PTI|Yonhap|IANS|APA|Belga|Lusa)\)"
)
_CAPS_PLACE = rf"(?:{_CAPITALS}|[{_UPPER}]{{4,}})(?:,\s+[{_UPPER}][\w.]+(?:\s[{_UPPER}]\w+)?)?"
_DASH = r"\s*(?:—|–|--|-)\s+(?=[^\s\d])"
_DATELINE = re.compile(
    rf"{_CAPS_PLACE}(?:,\s+{_DATE}\s*(?:{_BRACKETED})?{_DASH}|"
    rf"\s*(?:{_AGENCY}|(?<=[{_UPPER}a-z]{{4}})\s*{_BRACKETED}){_DASH}|"
    rf"\s+(?:—|--)\s+(?=[{_UPPER}“\"‘']))"
)
_AGENCY_LINE = re.compile(rf"(?:[{_UPPER}][\w.'’-]+,?\s+){{1,4}}(?:{_DATE}\s*)?{_AGENCY}{_DASH}")
_ACRONYM = re.compile(
    r"(?:NATO|NASA|OPEC|ASEAN|UNESCO|UNICEF|UNHCR|UNRWA|FIFA|UEFA|HAMAS|AUKUS|BRICS|LGBTQ|COVID|IAEA|ECOWAS|OSCE)\b"
)
"""In capitals and no place: what stands between dashes behind it is its apposition."""

_TITLE = r"(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|Maj|Capt|Lt|Prof|Amb|Hon|Rev|Sir|Lord|Lady)\.?"
_CAPS_LABEL = re.compile(
    rf"(?P<who>(?:[{_UPPER}][{_UPPER}.'’-]*\s+){{0,4}}[{_UPPER}][{_UPPER}.'’-]+(?:\s\([^()]{{2,60}}\))?):\s"
)
_TURN_LABEL = re.compile(r"(?P<who>[QA])(?:[.:]|:)\s+(?=[A-Z“\"'¿])")
_NAME = rf"[^\W\d_{_LOWER}][\w’'.-]*(?:\s+(?:al|bin|van|von|de|del|di|da|der|la|le|el))*"
_SPEECH = rf"\s*(?=[“\"„«'‘{_UPPER}¿¡])"
_NAMED_LABEL = re.compile(
    rf"(?P<who>(?:{_TITLE}\s+)?{_NAME}(?:\s+{_NAME}){{1,3}})"
    rf"(?P<role>(?:,|\s\()\s?[^:;.!?“\"”]{{2,60}}?\)?)?:{_SPEECH}"
)
_ROLES = (
    r"Moderator|Reporter|Question|Answer|Interviewer|Host|The Court|Moderatorin|Frage|Antwort|Pregunta|Respuesta|"
    r"Вопрос|Ответ|Ведущий|Ведущая|Корреспондент|Питання|Відповідь|Ведучий|Ведуча"
)
_CJK_ROLES = r"记者|記者|主持人|主持|问|問|答|司会|기자|사회자|질문|답"
_LONE_LABEL = re.compile(rf"(?P<who>{_ROLES}|[^\W\d_{_LOWER}][\w’'-]+(?=:\s*[“„«])|@\w{{2,30}}):\s+(?=\S)")
_NAME_ALONE = re.compile(rf"(?P<who>[^\W\d_{_LOWER}][\w’'-]+):\s+(?=[“\"‘'{_UPPER}¿¡])")
"""One word and a colon: a label only where the article has others."""
_UNSPACED_LABEL = re.compile(
    rf"(?P<who>{_CJK_ROLES}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af·・]{{2,12}})[：:]\s*(?=\S)"
)
_UNSPACED_PROSE = re.compile(
    r".*(?:说|說|道|表示|称|稱|指出|强调|強調|告诉|告訴|警告|补充|補充|认为|認為|宣布|问|問|写|寫|是|为|為|如下|语|語|"
    r"は|が|を|で|に|と|述べた|語った|말했다|밝혔다)$"
)
"""A clause that ends in a verb of saying, a copula or a particle names no speaker."""
_POST = re.compile(
    rf"(?P<who>{_NAME}(?:\s+{_NAME}){{0,3}})\s+\(?@\w{{2,30}}\)?(?:\s*[·•|,-]?\s*(?:{_POST_DATE}|\d{{1,2}}[hm]))?\s*\Z"
)
_NOBODY = re.compile(
    r"(?:The|A|An|One|This|That|These|Those|Here|There|It|He|She|They|We|I|But|And|So|Yet|In|On|At|As|For|With|From|By|"
    r"Still|Also|Photo|Image|Source|Sources|Read|Related|Update|Updated|Watch|Note|Editor|Breaking|Live|More|See|What|Why|How|When|"
    r"Where|Who|Which|Our|My|Your|Their|His|Her|Its|Key|Full|Latest|Top|Bottom|According|In|Er|Sie|Il|Elle|Он|Она|Они|"
    r"Это|Вот|Así|Esto)\b(?!\sCourt)"
)
_NOTICE = re.compile(
    r"(?:UPDATED?|NOTE|WARNING|BREAKING|EXCLUSIVE|OPINION|ANALYSIS|FACTBOX|WATCH|LIVE|EXPLAINER|PHOTOS?|VIDEO|"
    r"CORRECTION|CLARIFICATION|READ|MORE|FILE|SOURCES?|KEY|TIMELINE|EDITORIAL|INTERVIEW|REVIEW|PODCAST)\b"
)
"""What a desk writes in capitals before a colon."""
_SAYS = re.compile(
    r"\b(?:said|says|told|tells|added|wrote|writes|asked|read|reads|warned|replied|answered|posted|tweeted|is|are|was|"
    r"were|sagte|sagt|erklärte|schrieb|fragte|a dit|a déclaré|a écrit|dijo|dice|añadió|afirmó|escribió|disse|"
    r"ha detto|dedi|söyledi|сказал[аи]?|заявил[аи]?|написал[аи]?|ответил[аи]?|спросил[аи]?|сказав|заявив|сказала|"
    r"заявила|додав|додала)\b|[’']s\s"
)
"""Verbs by which the words before a colon are a clause; and a possessive, whose colon follows a thing."""
_ZONE = r"(?:GMT|BST|CET|CEST|EST|EDT|ET|UTC|MSK|EET|EEST)(?:\s?[+-]\d{1,2})?"
_LIVE_TIME = re.compile(
    r"\[?(?:(?:Updated|Posted|Published)(?:\s+at)?\s+)?(?:[01]?\d|2[0-3])[.:h][0-5]\d(?:\s?[ap]\.?m\.?)?"
    rf"(?:\s?(?:\({_ZONE}\)|{_ZONE}|Uhr))?\.?\]?",
    re.IGNORECASE,
)


_ROLE = re.compile(rf"{_ROLES}|{_CJK_ROLES}")
_TITLED = re.compile(
    r"(?:MR|MRS|MS|DR|SEN|REP|GOV|GEN|JUDGE|JUSTICE|THE (?:COURT|CHAIR|WITNESS|CLERK|SPEAKER|DEFENDANT|MODERATOR))\b"
)
"""A label in capitals that opens so is a turn's, where others are as often a headline's ("EXCLUSIVE: …", "UK: …")."""


def dateline(text: str, start: int, end: int) -> int | None:
    """Where the sentence proper begins behind a dateline ("HARWICK, Dec 1 (Reuters) - "); None where there is none."""
    limit = min(end, start + _LONGEST)
    match = None
    if text[start + 1 : start + 2].isupper() and not _ACRONYM.match(text, start, limit):
        match = _DATELINE.match(text, start, limit)
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
        if not _is_clause(re.split("[:：]", match.group())[0], pattern):
            return match.span("who"), match.end()
    return None


def _is_clause(words: str, pattern: re.Pattern[str]) -> bool:
    """Whether the words before a colon are a clause or a notice, and name nobody."""
    if pattern is _UNSPACED_LABEL:
        return _UNSPACED_PROSE.match(words) is not None and not _ROLE.fullmatch(words)
    nobody = _NOTICE if pattern is _CAPS_LABEL else _NOBODY
    return _SAYS.search(words) is not None or (pattern is not _TURN_LABEL and nobody.match(words) is not None)


def name_alone(text: str, start: int, end: int) -> tuple[Place, int] | None:
    """A label of one word ("Hale: We do not."), which is one only in a text that has more labels."""
    match = _NAME_ALONE.match(text, start, min(end, start + _LONGEST))
    if match is None or _NOBODY.match(match.group()) or _NOTICE.match(match.group()):
        return None
    return match.span("who"), match.end()


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
        (start, end), _ = label
        who = line[start:end]
        speaks = line.rstrip("\"'”’» ").endswith((".", "?", "!"))
        if who in ("Q", "A") or _TITLED.match(who) or _ROLE.fullmatch(who) or (speaks and is_turn(who)):
            return True
        if line[end : end + 2] in (", ", " (") and any(mark in line[end:] for mark in '“„«"'):
            return True
    wired = dateline(line, 0, len(line))
    if wired is not None and ("(" in line[:wired] or line.rstrip('”"').endswith(".")):
        return True
    return post_head(line) is not None
