"""Whose words each sentence of an article holds: attributions of its own, or the speech that runs on into it.

Reading order decides, as it does for a person: "he said" is whoever spoke or acted last, and a quotation that follows a
speaker's quotation without a cue of its own is still that speaker's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from quoth.articles.article import Sentence
from quoth.articles.layout import dateline
from quoth.extraction.actors.descriptions import Descriptions
from quoth.extraction.actors.kinds import kind_of
from quoth.extraction.actors.names import OPENERS, Mentions, is_pronoun, name_of
from quoth.extraction.attribution.adverbials import is_time_or_place
from quoth.extraction.attribution.quotations import QuotationMap
from quoth.extraction.attribution.sentence_attribution import Attribution, Place, attributions
from quoth.extraction.attribution.turns import Turns

AUTHOR = "the author"
"""Who speaks in a speech, a statement or an opinion that is printed whole: the article's own voice."""
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Oo]urs?|[Mm]y|us|me)\b(?![’']s\b)")
_SPEECH_SENTENCES, _SPEECH_SHARE, _REPORTED_SHARE = 6, 0.25, 0.2
"""A text of so many sentences at least, such a share of them in the first person, and at most such a share reported."""
LONGEST_SENTENCE = 3000
"""Characters; what is longer is no sentence but a table or a page without full stops, and is not read for its forms."""
_NAMED_NEAR = 3
"""Sentences back within which somebody who is only named can be "she"."""
_HEAD = re.compile(r"[^,]+?(?=\s+(?:of|for|from|in|at|who|with|to|on)\s|,|\Z)")
_REACH = 60
"""Sentences that a speaker carries over: no quotation in the news is longer, and a page of marks stays linear."""
_MOSTLY = 0.5
_DATED_PARAGRAPHS = 4
"""Paragraphs from the top that may open with a dateline."""
_SPACE = re.compile(r"\s+")
_SETTING = re.compile(
    r"(?:(?:(?:On|In|At|Before|After|During|Earlier|Last|Over|Since|Meanwhile|But|However|By)\b|[A-Z]\w+ing\b)[^,]{0,80},\s+"
    r"|(?:When|While|As|After|Before|If|Although|Though|Because|Until|But|And|Yet)\s+)?"
)
_APPOSED = re.compile(
    r"(?:The|An?|Its|His|Her|Their|[^\W\d_a-z][\w-]+[’']s?)\s+(?:[a-z][\w-]*\s+){0,4}[a-z][\w-]*,?\s+"
    r"(?P<name>[^\W\d_a-z][\w’-]*(?:\s+[^\W\d_a-z][\w’-]*){1,3})(?=,|\s+[a-z])"
)
_DESCRIBED = re.compile(r"(?:The|Its|His|Her|Their)\s+(?:[a-z][\w-]*\s+){0,2}?[a-z][\w-]*(?=\s)")
_NAMES = re.compile(r"(?<![.?!]\s)(?<!^)\b[^\W\d_a-z][\w’-]*(?:\s+[^\W\d_a-z][\w’-]*){0,3}")
_CONTRACTED = re.compile(r"(he|she|they|it|we|i)[’'](?:d|s|ll|ve|re|m)\Z", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?:(?:The|A|An)\s+)?((?:[^\W\d_a-z][\w’'.-]*\s+|(?:president|minister|leader|envoy|general|spokes\w+)\s+){0,5}"
    r"[^\W\d_a-z][\w’'-]+)"
)
_WHEN_BEFORE = re.compile(
    r"(?:(?:last|this|next|earlier\s+this|late\s+last)\s+(?:week|month|year|night|\w+day)\s+|[^-–—\n]{0,60}\s[-–—]\s)",
    re.IGNORECASE,
)
_GIVES_OUT = re.compile(
    r"\b(?:issued|released|published|posted|shared|sent|gave|put out)\b"
    r"(?=.*\b(?:statement|letter|message|post|remarks|reply|response|note)\b)"
)
"""What lets somebody speak in the block below it, as "said" does."""
_MANNER_BEHIND = re.compile(
    r"\s+(?:(?:him|her|it|them)sel(?:f|ves)|[a-z]{4,}ly|(?:on|late|early)\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\Z"
)
_NOBODY = OPENERS | frozenset(
    "there no nobody nothing to into on of with without under over such it neither none otherwise were had should did "
    "do does is are was will can could would may what who why how where".split()
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """One source heard in a sentence. `attribution` is None where a quotation runs on; `via` is outermost first."""

    name: str
    phrase: str
    mention: Place | None
    attribution: Attribution | None = None
    via: tuple[str, ...] = ()
    pronoun: str | None = None
    """The pronoun that stands for the name in this sentence."""


class Speakers:
    """The voices of one article, by the number of the sentence: worked out when they are asked for, once."""

    def __init__(self, text: str, sentences: Sequence[Sentence], is_english: bool = True) -> None:
        self.text, self.sentences, self.is_english = text, sentences, is_english
        self.quotes = QuotationMap(text)
        self.mentions = Mentions(text)
        self.descriptions = Descriptions(text, sentences, self.mentions)
        self.turns = Turns(text, sentences, self._announcing)
        self._attributed: dict[int, tuple[Attribution, ...]] = {}
        self._voices: list[tuple[Speaker, ...]] = []

    def voices(self, number: int) -> tuple[Speaker, ...]:
        """The voices of sentence `number`, in the order of their cues; empty where the reporter speaks."""
        # In reading order: a sentence is heard after all before it, so that no speech that runs on is followed back
        # sentence by sentence, each asking the one before.
        while len(self._voices) <= number:
            self._voices.append(self._hear(len(self._voices)))
        return self._voices[number]

    def attributed(self, number: int) -> tuple[Attribution, ...]:
        """What sentence `number` itself attributes, in the order of its cues."""
        found = self._attributed.get(number)
        if found is None:
            found = self._attributions(self.sentences[number])
            if self.turns.announces(number):  # "said in a statement:" says nothing itself
                found = tuple(each for each in found if not self._is_setting(each))
            self._attributed[number] = found
        return found

    def _attributions(self, sentence: Sentence) -> tuple[Attribution, ...]:
        if not self.is_english or sentence.furniture or sentence.end - sentence.start > LONGEST_SENTENCE:
            return ()
        return tuple(attributions(self.text, self._proper(sentence), sentence.end, self.quotes))

    def _proper(self, sentence: Sentence) -> int:
        """Where the sentence begins behind a dateline."""
        if sentence.paragraph >= _DATED_PARAGRAPHS or not self.text[sentence.start].isupper():
            return sentence.start
        after = dateline(self.text, sentence.start, sentence.end)
        return sentence.start if after is None else after

    def opening(self, number: int) -> int:
        """Where what sentence `number` says can begin: behind its label or its dateline."""
        label = self.turns.label(number)
        return label if label is not None else self._proper(self.sentences[number])

    def _announcing(self, number: int) -> tuple[str, Place] | None:
        """Whom a sentence that ends in a colon lets speak in the block below it: "Hale said in a statement:"."""
        sentence = self.sentences[number]
        if not self.text.endswith(":", sentence.start, sentence.end):
            return None
        words = _GIVES_OUT.sub("said", f"{self.text[sentence.start : sentence.end - 1]} that it is so.", count=1)
        for read in attributions(words, 0, len(words), QuotationMap(words)):
            if read.source is None:
                continue
            start, end = self._noun_phrase(sentence.start + read.source[0], sentence.start + read.source[1])
            phrase = _SPACE.sub(" ", self.text[start:end])
            name = phrase if is_pronoun(phrase) else name_of(phrase)
            if name:
                return name, (start, end)
        return None

    def _is_setting(self, attribution: Attribution) -> bool:
        words = " ".join(self.text[start:end] for start, end in attribution.content)
        return attribution.content[0][0] > attribution.cue[0] and (is_time_or_place(f" {words}") or len(words) < 3)

    @cached_property
    def is_speech(self) -> bool:
        """Whether the whole text is somebody's own words: in the first person, outside quotation marks."""
        if not self.is_english:
            return False
        prose = [number for number, sentence in enumerate(self.sentences) if sentence.is_prose]
        spoken = sum(1 for _ in _FIRST_PERSON.finditer(self.quotes.masked(0, len(self.text))))
        if len(prose) < _SPEECH_SENTENCES or spoken < _SPEECH_SHARE * len(prose):
            return False
        first = sum(
            _FIRST_PERSON.search(self.quotes.masked(self.sentences[each].start, self.sentences[each].end)) is not None
            for each in prose
        )
        if first < _SPEECH_SHARE * len(prose):
            return False
        reported = sum(self._has_source(each) for each in prose)
        return reported <= _REPORTED_SHARE * len(prose)

    def _has_source(self, number: int) -> bool:
        """Whether the sentence gives its words to somebody who is no "I" or "we"."""
        return self.turns.speaker(number) is not None or any(
            each.source is not None and self.text[slice(*each.source)].lower() not in ("i", "we")
            for each in self.attributed(number)
        )

    def quoted(self, number: int) -> float:
        """The share of the sentence that is quoted, from 0 to 1; all of it where the layout gives it to a speaker."""
        sentence = self.sentences[number]
        if self.turns.speaker(number) is not None:
            return 1.0
        return self.quotes.quoted(sentence.start, sentence.end) / (sentence.end - sentence.start)

    def _hear(self, number: int) -> tuple[Speaker, ...]:
        own = self.attributed(number)
        if own:
            voices = [self._of_author(self._voice(number, attribution)) for attribution in own]
            return tuple(self._chained([voice for voice in voices if voice is not None]))
        turn = self.turns.speaker(number)
        if turn is not None:
            name, mention = turn
            if is_pronoun(name):  # "He wrote:" above the block
                found = self._antecedent(number, name.lower(), mention[0])
                return (found if found is not None else Speaker(name, name, None, pronoun=name),)
            return (Speaker(self.mentions.full_name(name), name, mention),)
        if self.is_speech and self.sentences[number].is_prose and self.quoted(number) < _MOSTLY:
            return (Speaker(AUTHOR, AUTHOR, None),)
        if self.sentences[number].is_prose and self.quoted(number) > 0.9:
            inside = self._running_on(number, here=True)
            speaker = inside or self._announced(number) or self._running_on(number)
            if speaker is not None:
                return (Speaker(speaker.name, speaker.phrase, speaker.mention),)
        return ()

    def _of_author(self, voice: Speaker | None) -> Speaker | None:
        """In a speech "I" and "we" are its author."""
        if voice is None or voice.name.lower() not in ("i", "we") or not self.is_speech:
            return voice
        return Speaker(AUTHOR, voice.phrase, None, voice.attribution)

    def _voice(self, number: int, attribution: Attribution) -> Speaker | None:
        if attribution.source is None:
            return None
        start, end = self._noun_phrase(*attribution.source)
        phrase = _SPACE.sub(" ", self.text[start:end])
        contracted = _CONTRACTED.fullmatch(phrase)
        phrase = contracted[1] if contracted is not None else phrase
        if not is_pronoun(phrase):
            described = self._described(number, phrase, attribution)
            if described is not None:
                return described
            name = self.mentions.full_name(name_of(phrase))
            if not name:  # "The": an article is nobody's name
                return None
            offset = self.text.find(name, start, end)
            mention = (offset, offset + len(name)) if offset >= 0 else (start, end)
            thing = ", which" if self.text.startswith(", which ", end) else ""  # no person is a "which"
            return Speaker(name, phrase + thing, mention, attribution)
        found = self._antecedent(number, phrase.lower(), start)
        if found is None:
            return Speaker(phrase, phrase, None, attribution, pronoun=phrase)
        return Speaker(found.name, found.phrase, found.mention, attribution, pronoun=phrase)

    def _noun_phrase(self, start: int, end: int) -> Place:
        """The phrase without what is said of the saying: "Last week", "herself", "categorically", "on Friday"."""
        when = _WHEN_BEFORE.match(self.text, start, end)
        start = when.end() if when is not None else start
        manner = _MANNER_BEHIND.search(self.text[start:end])
        return start, start + manner.start() if manner is not None and manner.start() else end

    def _described(self, number: int, phrase: str, attribution: Attribution) -> Speaker | None:
        """The one whom "the minister" stands for, where the article has one; the phrase is told as a pronoun is."""
        name = self.descriptions.named(phrase)
        if name is None:
            return None
        mention = self.mentions.nearest(name, self.sentences[number].start)
        if mention is None:
            return None
        return Speaker(name, phrase, mention, attribution, pronoun=phrase if kind_of(name) == "person" else None)

    def _antecedent(self, number: int, pronoun: str, place: int) -> Speaker | None:
        """Who "he", "she" or "they" is: the subject before it in the sentence, else whoever spoke, acted or was named
        last before that."""
        here = self._subject(number) if pronoun != "they" else None
        if here is not None and here.mention is not None and here.mention[1] < place and self._agrees(here, pronoun):
            return here  # "Ruiz gave no figures; she promised …"
        for earlier in range(number - 1, max(-1, number - 8), -1):
            if self.sentences[earlier].furniture is not None:
                continue
            heard = [voice for voice in self._voices[earlier] if self._agrees(voice, pronoun)]
            if heard:
                return heard[-1]
            subject = self._subject(earlier)
            if subject is not None and self._agrees(subject, pronoun):
                return subject
            named = self._named(earlier) if pronoun in ("he", "she") and number - earlier <= _NAMED_NEAR else None
            if named is not None:
                return named
        return None

    def _agrees(self, voice: Speaker, pronoun: str) -> bool:
        if is_pronoun(voice.name):
            return False
        kind = kind_of(voice.name, voice.phrase)
        together = " and " in voice.name
        if pronoun in ("he", "she"):
            head = _HEAD.match(voice.phrase)
            several = head is not None and head.group().endswith("s") and head.group().split()[-1].islower()
            place = kind == "person" and " " not in voice.name and f" in {voice.name}" in self.text  # "in Saranta"
            return not together and not several and not place and kind in ("unnamed", "person", "office")
        return together or kind in ("unnamed", "group", "organisation", "government")

    def _subject(self, number: int) -> Speaker | None:
        """The name that a sentence without a cue opens with, or the one that its description there stands for."""
        sentence = self.sentences[number]
        masked = self.quotes.masked(sentence.start, sentence.end)
        opening = _SETTING.match(masked)
        start = opening.end() if opening else 0
        apposed, described = _APPOSED.match(masked, start), _DESCRIBED.match(masked, start)
        if apposed is not None:
            return self._as_voice(apposed["name"], sentence.start + apposed.start("name"))
        if described is not None and (name := self.descriptions.named(described.group())) is not None:
            place = sentence.start + described.start()
            return Speaker(name, described.group(), (place, place + len(described.group())))
        name_here = _SUBJECT.match(masked, start)
        return self._as_voice(name_here[1], sentence.start + name_here.start(1)) if name_here is not None else None

    def _as_voice(self, words: str, place: int) -> Speaker | None:
        """The actor of a name at `place`; None where it is none."""
        found = name_of(words)
        if not found[:1].isupper() or is_pronoun(found) or found.split()[0].lower() in _NOBODY:
            return None
        full = self.mentions.full_name(found)
        if " " not in full and re.search(rf"[a-z,’“] {re.escape(full)}\b", self.text) is None:
            return None  # "Asked", "Eleven": a capital from the sentence's beginning alone
        return Speaker(full, words, (place, place + len(words)))

    def _named(self, number: int) -> Speaker | None:
        """The person whom a sentence names last, with a first name somewhere: "I asked Ruiz about it"."""
        sentence = self.sentences[number]
        masked = self.quotes.masked(sentence.start, sentence.end)
        if len(masked) > LONGEST_SENTENCE:
            return None
        for name in reversed(list(_NAMES.finditer(masked))):
            voice = self._as_voice(name.group(), sentence.start + name.start())
            thing = self.text.endswith(("the ", "The ", "a "), 0, sentence.start + name.start())  # "the Morning Ledger"
            if voice is not None and not thing and " " in voice.name and kind_of(voice.name) == "person":
                return voice
        return None

    def _running_on(self, number: int, here: bool = False) -> Speaker | None:
        """The speaker of the quotation that this sentence continues, in its own paragraph only if it must be `here`."""
        paragraph = self.sentences[number].paragraph
        for earlier in range(number - 1, max(-1, number - _REACH), -1):
            sentence = self.sentences[earlier]
            if sentence.furniture:
                continue
            if sentence.heading or (here and sentence.paragraph != paragraph):
                return None
            if self._voices[earlier]:
                return self._voices[earlier][-1]
            if sentence.paragraph != paragraph and self.quoted(earlier) < 0.5:
                return None
        return None

    def _announced(self, number: int) -> Speaker | None:
        """The speaker whom a later sentence of the same paragraph names: "“A. B,” she said."""
        for later in range(number + 1, min(number + _REACH, len(self.sentences))):
            if self.sentences[later].paragraph != self.sentences[number].paragraph:
                return None
            for attribution in self.attributed(later):
                return self._voice(number, attribution)
        return None

    def _chained(self, voices: list[Speaker]) -> list[Speaker]:
        """Marks who passed on whose words: in "A demanded B, sources told C" the sources and C are the chain of A."""
        if len(voices) < 2:
            return voices
        chained = []
        for voice in voices:
            outer = [other for other in voices if other is not voice and _reports(other.attribution, voice.attribution)]
            via: list[str] = []
            for other in outer:
                if other.attribution is not None and other.attribution.addressee is not None:
                    via.append(self.text[slice(*other.attribution.addressee)])
                via.append(other.name)
            chained.append(
                Speaker(voice.name, voice.phrase, voice.mention, voice.attribution, tuple(via), voice.pronoun)
            )
        return chained


def _reports(outer: Attribution | None, inner: Attribution | None) -> bool:
    if outer is None or inner is None or inner.source is None:
        return False
    return any(start <= inner.source[0] and inner.cue[1] <= end for start, end in outer.content)
