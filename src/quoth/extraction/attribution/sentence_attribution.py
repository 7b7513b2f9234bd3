"""Who is said to say what inside one sentence: source, cue and content, read off the words around a cue verb.

The model points at a sentence; this module finds the part of it that is the content.  It reads the forms that news
prose uses: "SOURCE said that CONTENT", "CONTENT, SOURCE said", "CONTENT, said SOURCE", "according to SOURCE, CONTENT",
"CONTENT, SOURCE said, CONTENT", and participles that carry on ("…, adding that CONTENT").
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from quoth.extraction.attribution.adverbials import is_time_or_place
from quoth.extraction.attribution.cue_filter import attributes
from quoth.extraction.attribution.cue_finder import Cue, according, cue_words, cues, has_finite_cue, has_participle
from quoth.extraction.attribution.quotations import QuotationMap

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Offsets into the article; `source` is None where the sentence names none for this cue."""

    source: Place | None
    cue: Place
    content: tuple[Place, ...]
    verb: str
    addressee: Place | None = None


_EDGE = " \t\r\n,;:—–-"
_TELLING = frozenset(("tell", "inform", "assure", "remind"))
_INVERTED = frozenset("say note reply add warn admit write declare insist explain recall conclude".split())
_ONE_WHO_SAYS = re.compile(r"\s+(?:(?:an?|the|one|two|its|his|her|their)\s+\w|[A-Z])")
_CLOSING = "”“»«›‹\"'’」』״;&#34quo"
_CLAUSE_BREAK = re.compile(
    r"(?:;|:|—|–|\s(?:but|while|whereas|although|though|because|since|as|after|when|if)\s)", re.IGNORECASE
)
_ADVERBIAL = re.compile(
    r"(?:on|in|at|over|under|before|after|during|since|for|from|by|with|within|amid|among|despite|earlier|later|last|next|this|meanwhile|but|and|yet|so|"
    r"however|also|still|instead|otherwise|"
    r"speaking|asked|writing|addressing|in addition|additionally|moreover|separately|then|now|today|"
    r"yesterday|while|when|as|if|"
    r"although|though|according|following|citing|responding|referring|to|\w{2,}ing)\b",
    re.IGNORECASE,
)
_ADDRESSEE = re.compile(
    r"\s+(?P<who>(?:“\x01*”(?=\s+that\b))|(?!that\b|the\s+war|about\b)(?:[\w’'.&-]+\s+){0,6}?[\w’'.&-]+?)(?=\s+(?:that|in|on|at|during|before|after|by|it|he|she|they|there|we|his|its)\b|\s*[,.;:“]|\s*$)"
)
_SHARING = frozenset(("and", "but", "then"))
_SOURCE_END = re.compile(r",\s|[;:]|“|\.?$")
_INVERTED_END = re.compile(r",|[;:“]|\.$|\s(?:in|on|at|during|after|before|told|as|who)\s")
_WILL = re.compile(r"\b(?:will|would)\b")
_THAT = re.compile(r"\s+that\b")
_GOES_ON = re.compile(r"\s+that\b|\s*“")
_RESUMES = re.compile(r"\s*,\s*\w")
_RESUMES_QUOTED = re.compile(r"\s*,\s*(?:“|\w)")
_OPENING_MARK = re.compile(r"“")
_OPENED = re.compile(r"[,:.]\s*(?=“)")
_COMMA = re.compile(r",\s*")
_BEFORE_CONTENT = re.compile(
    r"\s*(?:(?:on|late|early)\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\s*)?[,:]?\s*(?:that\b\s*,?)?\s*"
)
_AFTER_THAT = re.compile(r"\bthat\s+")
_BETWEEN_COMMAS = re.compile(r"[^,]+")
_CAPITALISED = re.compile(r"[A-Z][\w.]*")
_OF_A_NAME = re.compile(r"[A-Z][^,]*\s(?:at|of|from)\s(?:the\s)?[A-Z][\w\s.-]*")
_RELATIVE = re.compile(r",|\s(?:who|which|whose|based|speaking|writing|citing)\s")
_TRAILING_CONJUNCTION = re.compile(r"[\s,]+(?:and|but|while|although)$")
_LEAD = re.compile(r"(?:(?:but|and|yet|so|meanwhile|still|however|then|now|also|both|even)\s+)+", re.IGNORECASE)
_NO_SUBJECT = re.compile(
    r"(?:unless|if|what|that|whether|how|why|where|whose|neither|nobody|no\s+one|none|nothing)\b", re.IGNORECASE
)
_CLAUSAL = re.compile(
    r"\s(?:will|would|can|could|may|might|shall|should|must|is|are|was|were|has|have|had|does|did|do)\s", re.IGNORECASE
)
"""A finite verb inside what should be a noun phrase: the phrase is a clause."""
_ENDS_WITH_PRONOUN = re.compile(r"\s(?P<who>he|she|they|it)\Z")
_PREPOSITION = re.compile(
    r"(?:in|on|at|by|with|from|to|for|of|after|before|during|under|over|contrary|following)\b", re.IGNORECASE
)
_LONGEST_SUBJECT = 14
"""Words of a noun phrase that can still be a source; what is longer is a clause that was read wrongly."""
_CONCEDES = re.compile(r"\s*(?:while|although|though|whereas)\s", re.IGNORECASE)
_NAME = re.compile(r"(?:[^\W\d_a-z][\w’'.-]*\s+){1,3}[^\W\d_a-z][\w’'-]+")
_DESCRIBES = re.compile(r"(?:an?|the|its|his|her|their|[^,]+[’']s)\s+[a-z]", re.IGNORECASE)
_NAME_AFTER_COMMA = re.compile(rf"[^,]*[a-z],\s+(?P<name>{_NAME.pattern})(?=,|$)")
_OPENING_NAME = re.compile(
    r"(?:The\s+|A\s+|An\s+)?(?:(?:[^\W\d_a-z][\w’'.-]*|al|bin|van|von|de|spokes\w+|minister|president|envoy|general|aide|leader|ambassador|foreign|prime|defen[cs]e|deputy|chief)\s+){0,7}"
    r"(?:[^\W\d_a-z][\w’'-]+|officials|sources|diplomats|negotiators|analysts|rebels|leaders|ministers|mediators)"
)
_BREAKS = (",", ";", "—", "–", "”")
_COORDINATING = frozenset("and but while whereas although though yet".split())
_CARRYING_ON = frozenset("and but then also".split())
_LAST_WORD = re.compile(r"\w+\Z")
_LONGEST_CONJUNCTION = 8
"""Characters."""
_TO_WHOM = re.compile(r"\s+to\s+(?P<who>(?:[\w’'.&-]+\s+){0,6}?[\w’'.&-]+)(?=\s+that\b)")
_ACTOR_WORD = re.compile(
    r"[^\W\d_a-z]|\b(?:an?|the|one|another|two|three|four|five)\s+[a-z]|\b(?:he|she|they|it|we|i|sources?|officials?|analysts?|experts?|diplomats?|negotiators?|residents?|witnesses|aides?|spokes\w+|"
    r"ministers?|ministry|government|army|military|police|authorities|critics|supporters|rebels?|commanders?|envoys?|mediators?|observers?|reports?|"
    r"statement|people|lawmakers?|leaders?|economists?|researchers?|organi[sz]ations?|group|agency|some|many|others|most|both|several|nobody|everyone)\b"
)


def attributions(text: str, start: int, end: int, quotes: QuotationMap) -> list[Attribution]:
    """What the sentence `text[start:end]` attributes to whom, in the order of the cues.  Never raises."""
    masked = quotes.masked(start, end)
    words = cue_words(masked)
    if not words:
        return []
    sentence = _Sentence(text, start, masked)
    found = sentence.according(words)
    participles = []
    for cue in cues(masked, words):
        if cue.tense == "ing":
            participles.append(cue)
        elif attributes(masked, cue):
            attribution = sentence.read(cue, found)
            if attribution is not None:
                found.append(attribution)
    found += sentence.participles(participles, found)
    found.sort(key=lambda attribution: attribution.cue)
    return sentence.bounded(found)


def _introduces(words: str) -> bool:
    """Whether the words before a comma are an adverbial that opens the sentence: no content, but a setting for it."""
    return "," not in words and len(words.split()) <= 8 and _ADVERBIAL.match(words) is not None


def _ends_with(left: str, marks: tuple[str, ...], words: frozenset[str]) -> bool:
    """Whether `left`, white space at its end left aside, ends with one of the marks or with one of the words."""
    bare = left.rstrip()
    if bare.endswith(marks):
        return True
    last = _LAST_WORD.search(bare, max(0, len(bare) - _LONGEST_CONJUNCTION - 1))
    return last is not None and last.group().lower() in words


class _Sentence:
    """One sentence with its quoted words masked, so that cues and commas inside quotations are not seen."""

    def __init__(self, text: str, base: int, masked: str) -> None:
        self.text, self.base, self.masked = text, base, masked
        self._stop = len(masked.rstrip())

    def place(self, start: int, end: int) -> Place | None:
        """The stretch `start:end` of the sentence without outer space and commas, as offsets of the article."""
        piece = self.masked[start:end].rstrip(_EDGE)
        right = start + len(piece)
        left = right - len(piece.lstrip(_EDGE))
        if piece.endswith(".") and end >= self._stop:
            right -= 1
        return (self.base + left, self.base + right) if left < right else None

    def according(self, words: AbstractSet[str]) -> list[Attribution]:
        found = []
        for match in according(self.masked, words):
            stop = _SOURCE_END.search(self.masked, match.end())
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

    def read(self, cue: Cue, earlier: list[Attribution]) -> Attribution | None:
        """What this cue attributes to whom; `earlier` are the attributions before it in the sentence."""
        foretold = cue.start < cue.verb_start and _WILL.search(self.masked, cue.start, cue.verb_start)
        trailing = None if foretold else self._trailing(cue)
        return trailing if trailing is not None else self._leading(cue, earlier)

    def _cue(self, cue: Cue) -> Place:
        return self.base + cue.start, self.base + cue.end

    def _trailing(self, cue: Cue) -> Attribution | None:
        """`CONTENT, SOURCE said` and `CONTENT, said SOURCE`, with more content after it where the quote goes on."""
        before, after = self.masked[: cue.start], self.masked[cue.end :]
        boundary = self._content_end(before, after, cue.verb)
        if boundary is None:
            return None
        content = self.place(0, boundary)
        source = self.place(boundary, cue.start)
        rest = cue.end
        if source is None:  # inverted: the source follows the verb
            stop = _INVERTED_END.search(self.masked, cue.end + 1)
            rest = stop.start() if stop else len(self.masked)
            source = self.place(cue.end, rest)
        else:
            source = self._head(source)
        if content is None or source is None or not _ACTOR_WORD.search(self.text[source[0] : source[1]]):
            return None
        if _PREPOSITION.match(self.text, *source):  # "its director, Ruiz, said in the capital"
            return None
        addressee, _ = self._addressee(cue)
        more = self._resumed(rest)
        return Attribution(source, self._cue(cue), (content, more) if more else (content,), cue.verb, addressee)

    def _content_end(self, before: str, after: str, verb: str) -> int | None:
        """Where the content that precedes a cue ends, or None where the content follows the cue."""
        quote_end, opened = before.rfind("”"), before.rfind("“")
        if quote_end > 0 and quote_end > opened and len(before[quote_end + 1 :].split()) <= 30:
            between = before[quote_end + 1 :]
            said = self.text[self.base : self.base + quote_end].rstrip(_CLOSING)
            speaks = said.endswith((",", "?", "!", "…")) or between.startswith((",", " –", " —", "?", "!"))
            goes_on = _GOES_ON.match(after) is not None
            closed = (speaks or not between.strip(" ,")) and not goes_on and ";" not in between
            if closed and not has_finite_cue(between):
                return quote_end + 1
        tells = verb in _TELLING
        comma = before.rfind(", ")
        between = before[comma + 2 :]
        if not between.strip():
            comma = self._before_apposition(comma)
        if (
            comma <= 12
            or (tells and not between.strip())  # "Ruiz, who knew it, told them": nobody writes ", told Ruiz"
            or len(between.split()) > 7
            or ";" in between
            or _THAT.match(after)
            or _introduces(before[:comma])
            or (_CAPITALISED.fullmatch(between.strip()) and _OF_A_NAME.fullmatch(before[:comma].strip()))
        ):
            return None
        if not between.strip() and verb in _INVERTED and self._is_inverted(comma, after):
            return comma
        resumes = (_RESUMES_QUOTED if quote_end > 0 else _RESUMES).match(after)
        when = after.split(", ", 1)[0]  # "brokers said on Monday, after a tanker was hit"
        ends = resumes or is_time_or_place(when) or (tells and len(after.split()) <= 9 and _ADDRESSEE.match(after))
        return comma if ends and not has_finite_cue(between) else None

    def _is_inverted(self, comma: int, after: str) -> bool:
        """Whether `CONTENT, said SOURCE` is read, and not `The envoy, Ana Ruiz, said the port was closed`."""
        who = after.split(",", 1)[0]
        apposed = _NAME.fullmatch(self.masked, self.masked.rfind(", ", 0, comma) + 2, comma) is not None
        return not apposed and _ONE_WHO_SAYS.match(who) is not None and _CLAUSAL.search(who) is None

    def _before_apposition(self, comma: int) -> int:
        """The comma before a description with its name, "…, its director, Ana Ruiz, said"; `comma` itself else."""
        name = self.masked.rfind(", ", 0, comma)
        described = self.masked.rfind(", ", 0, max(0, name))
        if described < 0 or _NAME.fullmatch(self.masked, name + 2, comma) is None:
            return comma
        return described if _DESCRIBES.match(self.masked, described + 2, name) is not None else comma

    def _resumed(self, rest: int) -> Place | None:
        """The content after `…, he said, "` where the quotation or the sentence goes on."""
        quoted = _OPENING_MARK.search(self.masked, 0, rest) is not None
        if not quoted and self.masked.startswith(",", rest):
            opened = _COMMA.match(self.masked, rest)
        else:
            opened = _OPENED.search(self.masked, rest)
        if opened is None or has_participle(self.masked[rest : opened.start()]):
            return None
        return self.place(opened.end(), len(self.masked))

    def _leading(self, cue: Cue, earlier: list[Attribution]) -> Attribution | None:
        """`SOURCE said (ADDRESSEE) (that) CONTENT`."""
        if earlier and _ends_with(self.masked[: cue.start], (",", "”"), _CARRYING_ON):
            source = earlier[-1].source
        else:
            said = max(
                (other.cue[1] - self.base for other in earlier if other.cue[1] - self.base < cue.start), default=0
            )
            source = self._subject(cue.start, said)
            if source is None:
                return None
        addressee, content_start = self._addressee(cue)
        content = self._content(content_start)
        if content is None or content[1] - content[0] < 2:
            return None
        return Attribution(source, self._cue(cue), (content,), cue.verb, addressee)

    def _addressee(self, cue: Cue) -> tuple[Place | None, int]:
        who = (_ADDRESSEE if cue.verb in _TELLING else _TO_WHOM).match(self.masked, cue.end)
        if who is not None:
            return self.place(who.start("who"), who.end("who")), who.end("who")
        return None, cue.end

    def _content(self, start: int) -> Place | None:
        end = len(self.masked)
        concedes = _CONCEDES.match(self.masked)
        if concedes is not None:  # "While Ankara denied it, …": the main clause is not what was denied
            comma = self.masked.find(", ", start)
            end = comma if comma > 0 and concedes.end() < start else end
        skipped = _BEFORE_CONTENT.match(self.masked, start)
        return self.place(skipped.end() if skipped else start, end)

    def _subject(self, verb_start: int, after: int = 0) -> Place | None:
        """The noun phrase before the verb: back to the clause's start, adverbials and appositions left out.

        `after` is where the cue before this one ends: what it introduces cannot begin earlier.
        """
        left = self.masked[:verb_start]
        segments = self._segments(left, after)
        head = self.place(*segments[0]) if segments else None
        if head is not None and len(segments) < 3 and _ends_with(left, (), _SHARING):
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
        pronoun = _ENDS_WITH_PRONOUN.search(words)
        if pronoun is not None:  # "In a televised address he said": the setting has no comma
            return head[0] + pronoun.start("who"), head[1]
        if not words or len(words.split()) > _LONGEST_SUBJECT or not _ACTOR_WORD.search(words):
            return None
        if words[0] in "“" or _NO_SUBJECT.match(words) or has_finite_cue(words):
            return None
        return None if _CLAUSAL.search(words) or _PREPOSITION.match(words) else self._head(head)

    def _segments(self, left: str, after: int) -> list[Place]:
        """The stretches between commas before the verb, from its clause's start, adverbials at the front left out.

        Only the last of them where no apposition has just been closed: the subject is what stands nearest.
        """
        stop = len(left.rstrip())
        clause = after
        if "that" in left:
            clause = max([after, *(that.end() for that in _AFTER_THAT.finditer(left) if that.end() < stop)])
        for boundary in _CLAUSE_BREAK.finditer(left):
            if boundary.end() < stop:
                clause = boundary.end()
        found = [part.span() for part in _BETWEEN_COMMAS.finditer(left, clause) if part.group().strip()]
        if not left.endswith(",", 0, stop) and not _ends_with(left, (), _SHARING):
            found = found[-2:] if len(found) > 1 and self._names_place(found) else found[-1:]
        while len(found) > 1 and self._is_adverbial(*found[0]):
            found.pop(0)
        return found

    def _named(self, head: Place, apposition: Place | None) -> Place:
        """The name of "The envoy, Lena Brandt, said"; the head where it is a name itself or no name follows."""
        words = self.text[head[0] : head[1]]
        describes = not words.split()[-1][:1].isupper() or _DESCRIBES.match(words) is not None
        return apposition if describes and apposition is not None and _NAME.fullmatch(self.text, *apposition) else head

    def _names_place(self, segments: list[Place]) -> bool:
        """Whether the last comma stands inside a name: "Ruiz at the University of Navarre, Pamplona said"."""
        before, last = (self.masked[start:end].strip() for start, end in segments[-2:])
        return _CAPITALISED.fullmatch(last) is not None and _OF_A_NAME.match(before) is not None

    def _is_adverbial(self, start: int, end: int) -> bool:
        return _ADVERBIAL.match(self.masked[start:end].strip()) is not None or "\x01" in self.masked[start:end]

    def _head(self, source: Place) -> Place:
        """The phrase up to its first comma or relative clause; the name where one follows: "its envoy, Eva Lind"."""
        words = self.text[source[0] : source[1]]
        named = _NAME_AFTER_COMMA.match(words) if "," in words else None
        if named is not None:
            return source[0] + named.start("name"), source[0] + named.end("name")
        stop = _RELATIVE.search(words)
        return (source[0], source[0] + stop.start()) if stop and stop.start() > 1 else source

    def participles(self, participles: list[Cue], earlier: list[Attribution]) -> list[Attribution]:
        """`…, adding that CONTENT`: the source is that of the cue before it."""
        found = []
        for cue in participles:
            main = [attribution for attribution in earlier if attribution.cue[0] < self.base + cue.start]
            if not main or not self.masked[: cue.start].rstrip().endswith((",", "—", "–")):
                continue
            content = self._content(cue.end)
            if content is not None:
                found.append(Attribution(main[-1].source, self._cue(cue), (content,), cue.verb))
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
                if not trails and not _ends_with(joined, _BREAKS, _COORDINATING):
                    continue
                clipped = self._clip(outer.content[-1], start)
                if clipped is None and outer.verb == "according" and not self._opens_with_name(attribution):
                    continue  # "according to a note, a detour adds six days": the detour says nothing
                content = (*outer.content[:-1], clipped) if clipped else outer.content[:-1]
                kept[-1] = Attribution(outer.source, outer.cue, content, outer.verb, outer.addressee)
            kept.append(attribution)
        return [attribution for attribution in kept if attribution.content]

    def _opens_with_name(self, attribution: Attribution) -> bool:
        """Whether somebody with a name, or an office before it, is the source."""
        words = self.text[slice(*attribution.source)].split() if attribution.source is not None else []
        return any(word[:1].isupper() for word in words[1:]) or bool(words and words[0][:1].isupper())

    def _clause_start(self, attribution: Attribution, kept: list[Attribution]) -> int:
        own = attribution.source is not None and (not kept or attribution.source != kept[-1].source)
        if own and attribution.source is not None and attribution.source[0] < attribution.cue[0]:
            return attribution.source[0]
        return attribution.cue[0]

    def _clip(self, part: Place, end: int) -> Place | None:
        words = self.text[part[0] : end].rstrip(" \t\r\n,;:—–-")
        words = _TRAILING_CONJUNCTION.sub("", words)
        return (part[0], part[0] + len(words)) if words else None
