"""Who is said to say what inside one sentence: source, cue and content, read off the words around a cue verb.

The model points at a sentence; this module finds the part of it that is the content.  It reads the forms that news
prose uses: "SOURCE said that CONTENT", "CONTENT, SOURCE said", "CONTENT, said SOURCE", "according to SOURCE, CONTENT",
"CONTENT, SOURCE said, CONTENT", and participles that carry on ("…, adding that CONTENT").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quoth.extraction.closings import is_time_or_place
from quoth.extraction.cues import FORMS, SAYING, according, finite_verbs, has_finite_verb, participles
from quoth.extraction.quotations import QuotationMap

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Offsets into the article; `source` is None where the sentence names none for this cue."""

    source: Place | None
    cue: Place
    content: tuple[Place, ...]
    verb: str
    addressee: Place | None = None


_TELLING = frozenset(("tell", "inform", "assure", "remind"))
_CLOSING = "”»\"'"
_CLAUSE_BREAK = re.compile(
    r"(?:;|:|—|–|\s(?:but|while|whereas|although|though|because|since|as|after|when|if)\s)", re.IGNORECASE
)
_ADVERBIAL = re.compile(
    r"(?:on|in|at|over|under|before|after|during|since|for|from|by|with|within|amid|among|despite|earlier|later|last|next|this|meanwhile|but|and|yet|so|"
    r"however|also|still|instead|"
    r"speaking|asked|writing|addressing|in addition|additionally|moreover|separately|then|now|today|"
    r"yesterday|while|when|as|if|"
    r"although|though|according|following|citing|responding|referring|to|\w{2,}ing)\b",
    re.IGNORECASE,
)
_ADDRESSEE = re.compile(
    r"\s+(?P<who>(?!that\b|the\s+war|about\b)(?:[\w’'.&-]+\s+){0,6}?[\w’'.&-]+?)(?=\s+(?:that|in|on|at|during|before|after|by|it|he|she|they|there|we|his|its)\b|\s*[,.;:“\"]|\s*$)"
)
_NOUNY = frozenset(
    "answer blame call claim comment complain cry demand doubt estimate favor favour fear find forecast hint hope note "
    "pledge point promise quip reply report request rule state stress support tweet view voice "
    "vow want welcome wonder worry repeat signal whisper write air".split()
)
_BEFORE_NOUN = re.compile(
    r"(?:\b(?:the|a|an|this|that|these|those|its|his|her|their|our|my|your|any|some|no|such|all|new|of|in|on|for|with|to|own|more|many|several|other|’s|'s|s’)|’s|'s)\s+$",
    re.IGNORECASE,
)
_DETERMINED = re.compile(r"\b(?:the|an?|its|their|his|her|such|of|in|any|newly|so)\s+$", re.IGNORECASE)
_UNSPOKEN = re.compile(
    r"\b(?:who|which|that|what|to|not\s+to|whom|is|are|was|were|be|been|being|as|it\s+is|widely)\s+$", re.IGNORECASE
)
_PLURAL = re.compile(
    r"(?:[^s’']s|\b(?:they|we|I|some|many|others|people|police|most|both)|\band\s[A-Z]\S+)\s+$", re.IGNORECASE
)
_CLAUSE = re.compile(
    r"\s*(?:,?\s*[“\"]|that\b|[A-Z]|(?:he|she|it|they|we|there|his|her|its|their|the|an?|this|these|those|no|any)\b)"
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\b", re.IGNORECASE)
_SHARED = re.compile(r"\b(?:and|but|then)\s*$", re.IGNORECASE)
_LEAD = re.compile(r"(?:(?:but|and|yet|so|meanwhile|still|however|then|now|also|both|even)\s+)+", re.IGNORECASE)
_NO_SUBJECT = re.compile(r"(?:unless|if|what|that|whether|how|why|where)\b", re.IGNORECASE)
_LONGEST_SUBJECT = 14
"""Words of a noun phrase that can still be a source; what is longer is a clause that was read wrongly."""
_CONCEDES = re.compile(r"\s*(?:while|although|though|whereas)\s", re.IGNORECASE)
_NAME = re.compile(r"(?:[^\W\d_a-z][\w’'.-]*\s+){1,3}[^\W\d_a-z][\w’'-]+")
_OPENING_NAME = re.compile(
    r"(?:The\s+|A\s+|An\s+)?(?:(?:[^\W\d_a-z][\w’'.-]*|al|bin|van|von|de|spokes\w+|minister|president|envoy|general|aide|leader|ambassador|foreign|prime|defen[cs]e|deputy|chief)\s+){0,7}"
    r"(?:[^\W\d_a-z][\w’'-]+|officials|sources|diplomats|negotiators|analysts|rebels|leaders|ministers|mediators)"
)
_COORDINATES = re.compile(r"(?:[,;—–]|[”\"]|\b(?:and|but|while|whereas|although|though|yet))$", re.IGNORECASE)
_CARRIES_ON = re.compile(r"(?:,|[”\"]|\band|\bbut|\bthen|\balso)\s*$", re.IGNORECASE)
_TO_WHOM = re.compile(r"\s+to\s+(?P<who>(?:[\w’'.&-]+\s+){0,6}?[\w’'.&-]+)(?=\s+that\b)")
_ACTOR_WORD = re.compile(
    r"[^\W\d_a-z]|\b(?:an?|the|one|another|two|three|four|five)\s+[a-z]|\b(?:he|she|they|it|we|i|sources?|officials?|analysts?|experts?|diplomats?|negotiators?|residents?|witnesses|aides?|spokes\w+|"
    r"ministers?|ministry|government|army|military|police|authorities|critics|supporters|rebels?|commanders?|envoys?|mediators?|observers?|reports?|"
    r"statement|people|lawmakers?|leaders?|economists?|researchers?|organi[sz]ations?|group|agency|some|many|others|most|both|several|nobody|everyone)\b"
)


def attributions(text: str, start: int, end: int, quotes: QuotationMap) -> list[Attribution]:
    """What the sentence `text[start:end]` attributes to whom, in the order of the cues.  Never raises."""
    sentence = _Sentence(text, start, quotes.masked(text, start, end))
    found = sentence.according()
    for match in finite_verbs(sentence.masked):
        if sentence.is_cue(match):
            attribution = sentence.read(match, found)
            if attribution is not None:
                found.append(attribution)
    found += sentence.participles(found)
    found.sort(key=lambda attribution: attribution.cue)
    return sentence.bounded(found)


class _Sentence:
    """One sentence with its quoted words masked, so that cues and commas inside quotations are not seen."""

    def __init__(self, text: str, base: int, masked: str) -> None:
        self.text, self.base, self.masked = text, base, masked

    def place(self, start: int, end: int) -> Place | None:
        """The stretch `start:end` of the sentence without outer space and commas, as offsets of the article."""
        piece = self.masked[start:end]
        left = len(piece) - len(piece.lstrip(" \t\r\n,;:—–-"))
        right = len(piece.rstrip(" \t\r\n,;:—–-"))
        if right > 0 and piece[right - 1] == "." and end >= len(self.masked.rstrip()):
            right -= 1
        return (self.base + start + left, self.base + start + right) if left < right else None

    def according(self) -> list[Attribution]:
        found = []
        for match in according(self.masked):
            stop = re.compile(r",\s|[;:]|[“\"]|\.?$").search(self.masked, match.end())
            source = self.place(match.end(), stop.start() if stop else len(self.masked))
            leading = self.place(0, match.start())
            leads = leading is not None and match.start() > 12
            content = leading if leads else self.place(stop.end() if stop else len(self.masked), len(self.masked))
            if (
                source
                and content
                and not (leads and self.masked[: match.start()].rstrip().endswith(("sorted", "ranked")))
            ):
                cue = (self.base + match.start("cue"), self.base + match.end("cue"))
                found.append(Attribution(source, cue, (content,), "according"))
        return found

    def is_cue(self, match: re.Match[str]) -> bool:
        """Whether this form is a finite verb here, not a noun, an infinitive, a relative clause or a passive."""
        verb, tense = FORMS[match["verb"].lower()]
        before, after = self.masked[: match.start()], self.masked[match.end() :]
        by_means = re.match(r"\s+by\s+(?:tele)?phone\b|\s+by\s+(?:e-?mail|letter|video|radio|text)\b", after)
        if after.startswith("-") or (
            by_means is None and re.match(r"\s+(?:by\b|to\s+have\b|to\s+be\b|as\s+an?\b|of\b)", after)
        ):
            return False
        if (
            _UNSPOKEN.search(before)
            or re.search(r"\bwhat\s+(?:\S+\s+){1,3}$", before, re.IGNORECASE)
            or re.search(r"\bto\s+$", before)
        ):
            return False
        if match["verb"].lower() in ("known", "written", "echoed") and not match["auxiliary"]:
            return False
        if tense == "base" and re.match(r"\s+that\b", after):
            return True
        if tense == "past" and _PASSIVE.search(match["auxiliary"]):
            return False
        if match["auxiliary"]:
            return True
        if tense == "past":
            if _DETERMINED.search(before):
                return False
            return not (verb not in SAYING and re.match(r"\s+(?:to|in|on|with|for|at)\b", after))
        if _BEFORE_NOUN.search(before):
            return False
        clause_follows = _CLAUSE.match(after) is not None
        if tense == "base" and not _PLURAL.search(before):
            return (
                clause_follows
                and verb not in _NOUNY
                and re.search(r"\b(?:some|many|most|others|analysts|officials)\b", before, re.IGNORECASE) is not None
            )
        return verb not in _NOUNY or clause_follows

    def read(self, match: re.Match[str], earlier: list[Attribution]) -> Attribution | None:
        verb = FORMS[match["verb"].lower()][0]
        trailing = None if re.search(r"\b(?:will|would)\b", match["auxiliary"]) else self._trailing(match, verb)
        if trailing is not None:
            return trailing
        return self._leading(match, verb, earlier)

    def _cue(self, match: re.Match[str]) -> Place:
        return self.base + match.start(), self.base + match.end()

    def _trailing(self, match: re.Match[str], verb: str) -> Attribution | None:
        """`CONTENT, SOURCE said` and `CONTENT, said SOURCE`, with more content after it where the quote goes on."""
        before, after = self.masked[: match.start()], self.masked[match.end() :]
        boundary = self._content_end(before, after, tells=verb in _TELLING)
        if boundary is None:
            return None
        content = self.place(0, boundary)
        source = self.place(boundary, match.start())
        rest = match.end()
        if source is None:  # inverted: the source follows the verb
            stop = re.compile(r",|[;:“\"]|\.$|\s(?:in|on|at|during|after|before|told|as|who)\s").search(
                self.masked, match.end() + 1
            )
            rest = stop.start() if stop else len(self.masked)
            source = self.place(match.end(), rest)
        else:
            source = self._head(source)
        if content is None or source is None or not _ACTOR_WORD.search(self.text[source[0] : source[1]]):
            return None
        addressee, _ = self._addressee(match, verb)
        more = self._resumed(rest)
        return Attribution(source, self._cue(match), (content, more) if more else (content,), verb, addressee)

    def _content_end(self, before: str, after: str, tells: bool) -> int | None:
        """Where the content that precedes a cue ends, or None where the content follows the cue."""
        quote_end = max(before.rfind(mark) for mark in _CLOSING)
        opened = max(before.rfind("“"), before.rfind("«"))
        if quote_end > 0 and quote_end > opened and len(before[quote_end + 1 :].split()) <= 30:
            between = before[quote_end + 1 :]
            said = self.text[self.base : self.base + quote_end].rstrip(_CLOSING)
            speaks = said.endswith((",", "?", "!", "…")) or between.startswith((",", " –", " —", "?", "!"))
            goes_on = re.match(r"\s+that\b|\s*[“\"]", after) is not None
            if (
                (speaks or not between.strip(" ,"))
                and not goes_on
                and not has_finite_verb(between)
                and ";" not in between
            ):
                return quote_end + 1
        comma = before.rfind(", ")
        introduces = _ADVERBIAL.match(before) and len(before[:comma].split()) <= 8 and "," not in before[:comma]
        if comma > 12 and len(before[comma + 2 :].split()) <= 7 and not introduces:
            closes = is_time_or_place(after) or (tells and _ADDRESSEE.match(after) and len(after.split()) <= 9)
            resumes = re.match(r"\s*,\s*(?:[“\"]|\w)" if quote_end > 0 else r"\s*,\s*\w", after)
            between = before[comma + 2 :]
            clean = not has_finite_verb(between) and ";" not in between
            if (closes or resumes) and clean and not re.match(r"\s+that\b", after):
                return comma
        return None

    def _resumed(self, rest: int) -> Place | None:
        """The content after `…, he said, "` where the quotation or the sentence goes on."""
        quoted = bool(set('“"«') & set(self.masked[:rest]))
        opened = re.compile(r"[,:.]\s*(?=[“\"«])").search(self.masked, rest)
        if not quoted and self.masked.startswith(",", rest):
            opened = re.compile(r",\s*").match(self.masked, rest)
        if opened is None or any(participles(self.masked, rest, opened.start())):
            return None
        return self.place(opened.end(), len(self.masked))

    def _leading(self, match: re.Match[str], verb: str, earlier: list[Attribution]) -> Attribution | None:
        """`SOURCE said (ADDRESSEE) (that) CONTENT`."""
        if earlier and _CARRIES_ON.search(self.masked[: match.start()]):
            source = earlier[-1].source
        else:
            said = max(
                (other.cue[1] - self.base for other in earlier if other.cue[1] - self.base < match.start()), default=0
            )
            source = self._subject(match.start(), said)
            if source is None:
                return None
        addressee, content_start = self._addressee(match, verb)
        content = self._content(content_start)
        if content is None or content[1] - content[0] < 2:
            return None
        return Attribution(source, self._cue(match), (content,), verb, addressee)

    def _addressee(self, match: re.Match[str], verb: str) -> tuple[Place | None, int]:
        if verb in _TELLING:
            who = _ADDRESSEE.match(self.masked, match.end())
        else:
            who = _TO_WHOM.match(self.masked, match.end())
        if who is not None:
            return self.place(who.start("who"), who.end("who")), who.end("who")
        return None, match.end()

    def _content(self, start: int) -> Place | None:
        end = len(self.masked)
        if _CONCEDES.match(self.masked):  # "While Ankara denied it, …": the main clause is not what was denied
            comma = self.masked.find(", ", start)
            end = comma if comma > 0 and _CONCEDES.match(self.masked).end() < start else end  # type: ignore[union-attr]
        skipped = re.compile(
            r"\s*(?:(?:on|late|early)\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\s*)?[,:]?\s*(?:that\b\s*,?)?\s*"
        ).match(self.masked, start)
        return self.place(skipped.end() if skipped else start, end)

    def _subject(self, verb_start: int, after: int = 0) -> Place | None:
        """The noun phrase before the verb: back to the clause's start, adverbials and appositions left out.

        `after` is where the cue before this one ends: what it introduces cannot begin earlier.
        """
        left = self.masked[:verb_start]
        segments = self._segments(left, after)
        head = self.place(*segments[0]) if segments else None
        if head is not None and len(segments) < 3 and _SHARED.search(left):
            # "Ruiz thanked both and welcomed …": the first verb's subject is the second's.
            opening = _OPENING_NAME.match(self.text, head[0], head[1])
            head = (head[0], opening.end()) if opening is not None else None
        if head is None:
            return None
        if len(segments) > 2 or (len(segments) == 2 and left.rstrip().endswith(",")):
            head = self._named(head, self.place(*segments[1]))
        lead = _LEAD.match(self.text, head[0], head[1])
        if lead is not None:
            head = (lead.end(), head[1])
        words = self.text[head[0] : head[1]]
        if not words or len(words.split()) > _LONGEST_SUBJECT or not _ACTOR_WORD.search(words):
            return None
        if _NO_SUBJECT.match(words) or has_finite_verb(words):
            return None
        return self._head(head)

    def _segments(self, left: str, after: int) -> list[Place]:
        """The stretches between commas before the verb, from its clause's start, adverbials at the front left out.

        Only the last of them where no apposition has just been closed: the subject is what stands nearest.
        """
        clause = max(
            [after, *(that.end() for that in re.finditer(r"\bthat\s+", left) if that.end() < len(left.rstrip()))]
        )
        for boundary in _CLAUSE_BREAK.finditer(left):
            if boundary.end() < len(left.rstrip()):
                clause = boundary.end()
        found = [
            (m.start() + clause, m.end() + clause) for m in re.finditer(r"[^,]+", left[clause:]) if m.group().strip()
        ]
        if not left.rstrip().endswith(",") and not _SHARED.search(left):
            found = found[-2:] if len(found) > 1 and self._names_place(found) else found[-1:]
        while len(found) > 1 and self._is_adverbial(*found[0]):
            found.pop(0)
        return found

    def _named(self, head: Place, apposition: Place | None) -> Place:
        """The name of "The envoy, Lena Brandt, said"; the head where it is a name itself or no name follows."""
        describes = not self.text[head[0] : head[1]].split()[-1][:1].isupper()
        return apposition if describes and apposition is not None and _NAME.fullmatch(self.text, *apposition) else head

    def _names_place(self, segments: list[Place]) -> bool:
        """Whether the last comma stands inside a name: "Ruiz at the University of Navarre, Pamplona said"."""
        before, last = (self.masked[start:end].strip() for start, end in segments[-2:])
        return (
            re.fullmatch(r"[A-Z][\w.]*", last) is not None
            and re.search(r"^[A-Z].*\s(?:at|of|from)\s(?:the\s)?[A-Z]", before) is not None
        )

    def _is_adverbial(self, start: int, end: int) -> bool:
        return _ADVERBIAL.match(self.masked[start:end].strip()) is not None or "\x01" in self.masked[start:end]

    def _head(self, source: Place) -> Place:
        """The phrase up to its first comma or relative clause; the name where one follows: "its envoy, Eva Lind"."""
        words = self.text[source[0] : source[1]]
        named = re.match(rf"[^,]*[a-z],\s+(?P<name>{_NAME.pattern})(?=,|$)", words)
        if named is not None:
            return source[0] + named.start("name"), source[0] + named.end("name")
        stop = re.search(r",|\s(?:who|which|whose|based|speaking|writing|citing)\s", words)
        return (source[0], source[0] + stop.start()) if stop and stop.start() > 1 else source

    def participles(self, earlier: list[Attribution]) -> list[Attribution]:
        """`…, adding that CONTENT`: the source is that of the cue before it."""
        found = []
        for match in participles(self.masked):
            before = self.masked[: match.start()].rstrip()
            main = [attribution for attribution in earlier if attribution.cue[0] < self.base + match.start()]
            content = self._content(match.end())
            if before.endswith((",", "—", "–")) and main and content:
                verb = FORMS[match["verb"].lower()][0]
                found.append(
                    Attribution(
                        main[-1].source,
                        (self.base + match.start("verb"), self.base + match.end("verb")),
                        (content,),
                        verb,
                    )
                )
        return found

    def bounded(self, found: list[Attribution]) -> list[Attribution]:
        """Each content ends where the next clause attributes; what is nested in a content is part of it."""
        kept: list[Attribution] = []
        for attribution in found:
            start = self._clause_start(attribution, kept)
            outer = kept[-1] if kept else None
            if outer is not None and outer.cue[1] <= start and outer.content[-1][0] <= start < outer.content[-1][1]:
                joined = self.masked[: start - self.base].rstrip()
                trails = attribution.content[0][0] <= outer.cue[0]
                if not trails and not _COORDINATES.search(joined):
                    continue
                clipped = self._clip(outer.content[-1], start)
                content = (*outer.content[:-1], clipped) if clipped else outer.content[:-1]
                kept[-1] = Attribution(outer.source, outer.cue, content, outer.verb, outer.addressee)
            kept.append(attribution)
        return [attribution for attribution in kept if attribution.content]

    def _clause_start(self, attribution: Attribution, kept: list[Attribution]) -> int:
        own = attribution.source is not None and (not kept or attribution.source != kept[-1].source)
        if own and attribution.source is not None and attribution.source[0] < attribution.cue[0]:
            return attribution.source[0]
        return attribution.cue[0]

    def _clip(self, part: Place, end: int) -> Place | None:
        words = self.text[part[0] : end].rstrip(" \t\r\n,;:—–-")
        words = re.sub(r"[\s,]+(?:and|but|while|although)$", "", words)
        return (part[0], part[0] + len(words)) if words else None
