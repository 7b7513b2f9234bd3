"""Names the page furniture among a text's paragraphs: what a web page puts around an article's own words.

Prose wrongly marked would be lost, so a rule matches a whole paragraph, and a quotation is none, unless it is a pull
quote: a paragraph of its own whose words stand in the text beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from quoth.articles.layout import is_live_time

_AGENCY = (
    r"(?:Getty Images|Getty|Reuters|REUTERS|AFP|AP|AP Photo|Associated Press|EPA|EPA-EFE|EFE|Anadolu(?: Agency)?|"
    r"Xinhua|dpa|DPA|TASS|Bloomberg|Shutterstock|Alamy|Sputnik|NurPhoto|Pool|UPI|PA|ANSA|Kyodo|Handout|File|Al Jazeera)"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?(?![a-z])\.?"
_DATE_WORD = (
    rf"{_MONTH}|{_DAY}|\d{{1,4}}[-/.:]\d{{1,2}}(?:[-/.:]\d{{1,4}})*(?:t\d[\d:]*z?)?|\d+(?:st|nd|rd|th)?|[ap]\.?m\.?|"
    r"gmt|utc|bst|cet|eet|e[sd]?t|p[sd]?t|at|on|of|ago|(?:min(?:ute)?|hour|day|week)s?|today|yesterday|[-–—|,·•:/()+]"
)
_DATES = rf"(?:(?>{_DATE_WORD})[\s,]*+)++"  # possessive: `20254` may be cut in many ways, and one is enough
_SECTION = r"[^\W_][\w&'’.-]*(?: [\w&'’.-]+){0,2}"
_NAME = r"[^\W\d_a-z][\w.'’-]*(?: (?:[^\W\d_a-z][\w.'’-]*|de|del|da|di|van|von|der|den|bin|ibn|al|el|la|le|y)){1,3}"
_PLATFORM = (
    r"(?:facebook|twitter|x|instagram|telegram|whatsapp|linkedin|tiktok|youtube|threads|bluesky|google news|reddit|"
    r"social media)"
)
_BUTTON = (
    r"(?:save|share|print|e-?mail|facebook|twitter|whatsapp|telegram|linkedin|copy link|tweet|like|bookmark|"
    r"gift(?: this)? article|listen|comment)"
)

_RULES: dict[str, tuple[str, ...]] = {
    "advertisement": (
        r"(?i:[-–—*\s]*(?:advertisements?|advertising|advert|sponsored(?: content)?|promoted(?: content)?|paid content)"
        r"(?: ?[-–—] ?scroll to continue)?[-–—*\s]*)",
        r"(?i:(?:continue reading (?:the main story|below)|skip (?:past )?advertisement|"
        r"scroll to continue(?: reading)?|"
        r"(?:story|article) continues (?:below|after)(?: (?:this |the )?(?:ad|advertisement))?)\.?)",
    ),
    "breadcrumb": (
        r"(?i:home(?: page)?) ?[>›»/|→] ?.{1,200}",
        rf"{_SECTION}(?: [>›»→] {_SECTION}){{2,}}.{{0,120}}",
        rf"(?=[A-Z]){_SECTION}(?:(?: [>›»→] | ?\| ?)(?=[A-Z]){_SECTION})+",
        rf"(?=[A-Z]){_SECTION}(?: / (?=[A-Z]){_SECTION}){{2,}}",
    ),
    "related": (
        r"(?i:(?:recommended|related|more|most read|top|trending|popular|latest)(?: (?:stories|articles|content|"
        r"coverage|topics|news|reading|headlines))?(?: now)? ?:?)",
        r"(?i:(?:you (?:may|might) also like|most read|trending now|editor[’']?s[’']? picks?|don[’']t miss|"
        r"keep reading|see also|also read|read also|read more|read next|in case you missed it|"
        r"what to read next|up next) ?:?)",
        r"(?i:list of \d+ items?(?: ?end of list)?|end of list|[-•*]? ?list \d+ of \d+.{0,200})",
        r"(?:Read [Mm]ore|READ MORE|Also [Rr]ead|ALSO READ|Read [Aa]lso|READ ALSO|"
        r"Related(?: [Aa]rticles?| [Ss]tor(?:y|ies))?|RELATED|See [Aa]lso|SEE ALSO|Must [Rr]ead|"
        r"MUST READ|WATCH|LISTEN|READ|Watch|Listen|More|MORE) ?"
        r"(?:[:|]|>>?|»|[–—](?= )) ?.{1,200}",
        r"(?:READ MORE|ALSO READ|READ ALSO) .{1,200}",
        r"(?i:(?:read|find|see|watch) (?:(?:the )?(?:rest|full (?:story|article|report|text|interview)|more)"
        r"(?: of .{1,60}?)?) (?:here|at \S+\.\S+|on our (?:web)?site)\.?)",
    ),
    "share": (
        rf"(?i:{_BUTTON}(?:[\s,|/·•]*{_BUTTON})*)",
        rf"(?i:share (?:this|on|via|full|the) ?(?:article|story|page|post|link|news)?(?: (?:on|via|with) .{{1,60}}|"
        rf"{_PLATFORM}|with friends)?)",
        rf"(?i:(?:click|tap) here to share .{{0,80}}|(?:click to )?share (?:on|via) {_PLATFORM}.{{0,60}})",
        r"(?i:add .{1,30} on google(?: ?info)?)",
    ),
    "navigation": (
        r"(?i:menu|search|close|back to top|skip to (?:main )?content|skip links|sign in|log ?in|sign out|my account|"
        r"toggle play|play video|show more|load more|view all|next article|previous article|home)",
        r"(?i:video duration.{0,60}|listen to this (?:article|story).{0,60}|this article is for subscribers only\.?)",
    ),
    "date": (
        rf"(?i:(?:first )?(?:published|updated|posted|modified|created|last (?:updated|modified))(?: on| at)?"
        rf"\s?:?\s?{_DATES})",
        # Whether the words are dates at all is asked first: of prose, the first word tells.
        rf"(?i:(?={_DATES}\Z)(?=.*\d)(?=.*(?:{_MONTH} ?\d|\d ?{_MONTH}|\d[-/.]\d+[-/.]\d|\d:\d\d|\d ?[ap]\.?m\b|"
        rf"\bago\b|{_DAY},? )).*)",
    ),
    "credit": (
        r"(?:(?i:photos?|photographs?|images?|pictures?|video|illustration|credits?|(?:photo|image|picture) "
        r"(?:credits?|source)) ?(?:by\b|:|/|©).{1,100})",
        rf"(?:©|\([cC]\) ?)?\s?{_AGENCY}(?: ?[/,|] ?{_AGENCY})*",
        rf"{_NAME} ?/ ?{_AGENCY}(?: ?[/,] ?{_AGENCY})*",
        r"(?i:file (?:photo|image|picture)\.?)",
    ),
    "copyright": (
        r"(?i:(?:©|\(c\)|copyright ?(?:©|\(c\)|\d{4})).{0,160})",
        r".{0,120}\b(?:All [Rr]ights [Rr]eserved|ALL RIGHTS RESERVED)\b.{0,120}",
        r"(?i:this material may not be published, broadcast.{0,120})",
    ),
    "subscribe": (
        r"(?i:sign up (?:for|to|here|now|today)\b.{0,60}\b(?:newsletters?|alerts?|updates|e-?mails?|briefing|inbox|"
        r"here|free|digest)\b.{0,80})",
        r"(?i:subscribe(?: (?:to|now|here|today|for)\b.{0,120})?[.!]?)",
        rf"(?i:(?:follow|like|join|find) (?:us|him|her|them|me|our [\w ]{{1,30}})"
        rf" (?:on|at) {_PLATFORM}\b.{{0,100}})",
        rf"(?i:follow) @?[\w.]+(?: [\w.]+){{0,3}}(?i: on {_PLATFORM}\b.{{0,80}})",
        r"(?i:get (?:the|our|all|more|breaking|daily)\b.{0,80}\b(?:newsletters?|(?:in|to) your inbox)\b.{0,60})",
        r"(?i:download (?:the|our)\b.{0,40}\bapp\b.{0,60})",
        r"(?i:(?:click|tap) here (?:to|for) (?:subscribe|sign|join|read|download|get|follow|donate|more|our)\b.{0,80})",
        r"(?i:already a (?:subscriber|member)\?.{0,40}|create (?:a|your) free account.{0,60}|"
        r"become a (?:subscriber|member)\.?)",
    ),
    "cookies": (
        r"(?i:(?:(?:we(?: and our partners)?|(?:this|our) (?:web)?site) uses? |"
        r"by (?:continuing|clicking|using)\b)(?=.*\bcookies?\b)"
        r"(?=.*\b(?:consent|accept|preferences|policy|your experience|agree|improve|personali[sz]e)).{0,300})",
        r"(?i:(?:accept|reject|manage)(?: all)?(?: cookies| preferences)|"
        r"cookie (?:policy|settings|notice|preferences))",
    ),
    "byline": (
        rf"(?i:by|words by|written by|story by|text by) {_NAME}"
        rf"(?:(?:,| and| &| \|)+ (?:(?i:by) )?(?:{_NAME}|{_AGENCY}|[A-Z][\w ]{{1,40}})){{0,4}}"
        r"(?: in [A-Z][\w ,]{1,40})?",
        rf"By (?:[Tt]he )?(?:{_AGENCY}|[Aa]gencies|[A-Z][\w ]{{1,30}} (?:[Ss]taff|[Cc]orrespondents?|[Rr]eporters?))",
    ),
    "reading time": (r"(?i:(?:reading time ?:? ?)?(?:about )?\d+[- ]?min(?:ute)?s?(?: (?:read|reading|listen|watch))|"
        r"reading time ?:? ?\d+ ?min(?:ute)?s?)",),
    "comments": (
        r"(?i:\d[\d,.]* (?:comments?|shares?|likes|views|reactions)|comments? ?\(?\d*\)?|no comments yet\.?)",
        r"(?i:(?:leave|post|add|view|show|read|write|join|see)(?: a| all| the| your)?(?: \d+)? "
        r"(?:comments?|conversation|discussion)\.?)",
    ),
    "tags": (
        r"(?i:tags?|topics?|keywords?|filed under|categor(?:y|ies)|tagged(?: with| as)?|in this (?:story|article)) ?:"
        r".{1,200}(?<![.!?”\"])",
    ),
    "disclaimer": (
        r"(?i:the (?:views|opinions) expressed (?:in|here|by)\b.{1,120}"
        r"\b(?:author|writer|own|necessarily|reflect)\b.{0,160})",
    ),
}  # fmt: skip
_HINTS = {
    "breadcrumb": (">", "›", "»", "→", "|", "/"),
    "copyright": ("©", "(c)", "copyright", "rights reserved", "this material may not"),
}
"""For the kinds that are slow to rule out: one of these stands, in lower case, in whatever is of the kind."""
_KINDS = [
    (kind, _HINTS.get(kind, ("",)), re.compile("|".join(f"(?:{rule})" for rule in rules)))
    for kind, rules in _RULES.items()
]
_LONGEST_LINE = 320

_CAPTION_START = re.compile(r"FILE(?: PHOTO)?\s?(?:[:–—-]|\(AP\))\s")
_CAPTION_END = re.compile(
    rf"\[[^\[\]]{{0,80}}(?:/ ?|\bvia ){_AGENCY}[^\[\]]{{0,40}}\]$|\[[^\[\]/“”\"]{{3,60}}/[^\[\]/“”\"]{{2,40}}\]$"
    rf"|\[(?:File: ?)?{_AGENCY}\]$"
    rf"|\((?:Photo|Image|Picture|Photograph|AP Photo|Credit|Photo credit|{_AGENCY}/)[^()]{{0,100}}\)\.?$"
    rf"|(?:[.|]|^) ?(?:Photo(?:graph)?(?: by|:)|Photo [Cc]redit:|Credit:|Image:|Picture:|©) ?[^.!?“”]{{2,80}}$"
    rf"|(?:REUTERS ?/ ?|[^\s/] ?/ ?(?=[A-Z])|via |© ?){_AGENCY}$|REUTERS ?/ ?{_NAME}$"
)
_CAPTION_LAST = ("]", ")", ").")
_CAPTION_HINTS = ("/", "via ", "©", "Photo", "Credit:", "Image:", "Picture:")
"""A caption's end has one of these, or ends with one of `_CAPTION_LAST`; all other prose is spared the search."""
_LONGEST_CAPTION = 800
_SOURCE = re.compile(r"(?i:sources?) ?: ?(.{2,90})")
_DESK = re.compile(
    r"\(?(?i:additional reporting|reporting|editing|writing|compiled|edited|translated) by (.{3,300}?)\)?\.?"
)
_SMALL_WORDS = frozenset(
    ("and", "in", "by", "for", "of", "the", "with", "from", "to", "editing", "reporting", "news", "agencies", "agency")
)

_RELATED_HEADER = re.compile(
    r"(?i:(?:recommended|related|more|top|trending|popular|latest) (?:stories|articles|headlines)|most read|"
    r"you (?:may|might) also like|editor[’']?s[’']? picks?) ?:?"
)
_LIST_START = re.compile(r"(?i:list of (\d+) items?)(?P<closed> ?end of list)?")
_LIST_END = re.compile(r"(?i:end of list)")
_MOST_TITLES = 8
_LONGEST_TITLE = 160
_OPENS_QUOTE = tuple("“\"«„‘'「『")
_PULLED = re.compile(r"[“\"«„‘'「『](.{30,300}?)[.,!?…。]?[”\"»“’'」』](?: ?[-–—] ?[^.!?]{2,60})?")
_MOST_PULLED = 50
"""Quotations that stand alone and are looked for: each search is one pass through the text."""
_ENDS_AS_PROSE = re.compile(r"[.!:;,。！…][\"'”’»)\]]*$")
_KINDS_AFTER_PROSE = [each for each in _KINDS if each[0] in ("subscribe", "copyright", "cookies")]


def furniture_kinds(paragraphs: Sequence[str]) -> list[str | None]:
    """The kind of furniture of each paragraph, or None where it belongs to the article.

    `paragraphs` are given with white space collapsed to single spaces.
    """
    kinds = [kind_of(words) for words in paragraphs]
    for number, words in enumerate(paragraphs):
        if kinds[number] == "related" and _RELATED_HEADER.fullmatch(words):
            _mark_titles(paragraphs, kinds, number + 1, _MOST_TITLES)
        elif kinds[number] == "related" and (found := _LIST_START.fullmatch(words)) and not found["closed"]:
            _mark_titles(paragraphs, kinds, number + 1, min(int(found[1][:3]), 3 * _MOST_TITLES))
    _mark_pull_quotes(paragraphs, kinds)
    return kinds


def kind_of(words: str) -> str | None:
    """The kind of furniture that one paragraph is, looked at by itself."""
    if not any(character.isalnum() for character in words):
        return "separator"
    if is_live_time(words) and not words.replace(".", "", 1).isdigit():  # `3.50` alone may be a price
        return "date"
    if len(words) <= _LONGEST_LINE and not words.startswith(_OPENS_QUOTE):
        kind = _kind_among(_KINDS, words)
        if kind is not None:
            return kind
        if (source := _SOURCE.fullmatch(words)) and _only_names(source[1]):
            return "source"
        if (desk := _DESK.fullmatch(words)) and _only_names(desk[1]):
            return "byline"
    return "caption" if len(words) <= _LONGEST_CAPTION and _is_caption(words) else None


def _kind_among(kinds: Sequence[tuple[str, tuple[str, ...], re.Pattern[str]]], words: str) -> str | None:
    lowered = words.lower()
    for kind, hints, rule in kinds:
        for hint in hints:
            if hint in lowered:
                if rule.fullmatch(words):
                    return kind
                break
    return None


def _is_caption(words: str) -> bool:
    if _CAPTION_START.match(words):
        return True
    possible = words.endswith(_CAPTION_LAST) or any(hint in words for hint in _CAPTION_HINTS)
    return possible and _CAPTION_END.search(words) is not None


def kind_of_sentence(words: str) -> str | None:
    """The kind of a sentence that a page glued to a paragraph of prose (`Follow us on X.`), or None."""
    if len(words) > _LONGEST_LINE or words.startswith(_OPENS_QUOTE):
        return None
    return _kind_among(_KINDS_AFTER_PROSE, " ".join(words.split()))


def stands_alone(line: str) -> bool:
    """Whether a line is furniture even between the lines of a hard-wrapped paragraph."""
    return kind_of(" ".join(line.split())) is not None if len(line) <= _LONGEST_LINE else False


def _only_names(words: str) -> bool:
    parts = re.findall(r"[\w.'’-]+", words)
    return len(parts) <= 30 and all(part[0].isupper() or part.lower() in _SMALL_WORDS for part in parts)


def _mark_titles(paragraphs: Sequence[str], kinds: list[str | None], first: int, most: int) -> None:
    """Marks the linked titles after a header, up to the end of the list or the first paragraph that reads as prose."""
    for number in range(first, min(first + most, len(paragraphs))):
        words = paragraphs[number]
        if kinds[number] == "related" and (_LIST_END.fullmatch(words) or _LIST_START.fullmatch(words)):
            return
        if kinds[number] is None:
            if len(words) > _LONGEST_TITLE or _ENDS_AS_PROSE.search(words):
                return
            kinds[number] = "related"


def _mark_pull_quotes(paragraphs: Sequence[str], kinds: list[str | None]) -> None:
    """Marks a quotation set apart that says again what a paragraph with more than it says, or what stood alone before.

    The first line is none: it may be a headline.
    """
    alone = {
        number: pulled[1]
        for number, words in enumerate(paragraphs)
        if kinds[number] is None and words.startswith(_OPENS_QUOTE) and (pulled := _PULLED.fullmatch(words))
    }
    for number, quoted in list(alone.items())[:_MOST_PULLED]:
        if number and any(
            quoted in other and (place < number or place not in alone)
            for place, other in enumerate(paragraphs)
            if place != number and kinds[place] is None
        ):
            kinds[number] = "pull quote"
