"""Drafts: what the model pointed at, turned into words of the article, before any rule has looked at it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from quoth.extraction.actors.kinds import kind_of
from quoth.extraction.actors.names import name_of, opening_actor, same_actor
from quoth.extraction.answers import Answer, ClaimItem, ConditionItem
from quoth.extraction.attribution.quotations import QuotationMap
from quoth.extraction.attribution.sentence_attribution import Attribution
from quoth.extraction.attribution.speakers import AUTHOR, Speaker
from quoth.extraction.chunking import Chunk
from quoth.extraction.conditions.conditionals import Conditional
from quoth.extraction.document import ArticleDocument
from quoth.extraction.english.cue_verbs import DENYING, FORMS, GUESSING, JUDGING
from quoth.extraction.grounding import Refusal, ground
from quoth.records import Actor, ActorKind, Certainty, Quotation, Span

_POSSIBLE = re.compile(r"\b(?:may|might|could|possibly|perhaps|possible)\b|^\W*(?:Might|Could|Possibly|Perhaps)\b")
_NEGATED = re.compile(r"\b(?:not|never)\b|n[’']t\b", re.IGNORECASE)
_LONGEST_NAME = 6
"""Words in an actor's description; what is longer is a clause that a model copied."""
_PROBABLE = re.compile(r"\b(?:likely|probably|expects?|expected)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ClaimCandidate:
    """`sentence` is its number in the article, None where the pointer misses the chunk; `voice` is heard there."""

    id: str
    item: ClaimItem
    chunk: int
    pass_: int
    sentence: int | None
    voice: Speaker | None = None
    source: Actor | None = None
    cue: Span | None = None
    content: tuple[Span, ...] = ()
    refused: Refusal | None = None
    moved: bool = False
    """Whether the source is heard not in the sentence that the model numbered but in its neighbour."""


@dataclass(frozen=True, slots=True)
class ConditionCandidate:
    """`conditional` is what the sentence itself holds; the halves are what the model copied, where they were found."""

    id: str
    item: ConditionItem
    chunk: int
    sentence: int | None
    conditional: Conditional | None = None
    antecedent: Span | None = None
    consequent: Span | None = None


def claim_candidates(
    answer: Answer, chunk: Chunk, document: ArticleDocument, pass_: int, ids: Iterator[str]
) -> list[ClaimCandidate]:
    """The candidates of each claim item, in order.

    One an item where the model leads; where the text does, one for each cue that its source has in the sentence.
    """
    candidates: list[ClaimCandidate] = []
    taken: set[tuple[int, int]] = set()
    pointed: dict[int, list[ClaimItem]] = {}
    for item in answer.claims:
        pointed.setdefault(item.n, []).append(item)
    for item in answer.claims:
        if not 1 <= item.n <= len(chunk.own):
            candidates.append(ClaimCandidate(next(ids), item, chunk.index, pass_, None))
        elif document.leads == "model":
            candidates.append(_as_given(next(ids), item, chunk, pass_, document))
        else:
            candidates += _as_heard(ids, item, chunk, pass_, document, pointed, taken)
    return candidates


def _as_given(identifier: str, item: ClaimItem, chunk: Chunk, pass_: int, document: ArticleDocument) -> ClaimCandidate:
    """The item as the model gave it; of the text only the cue, where its source is heard in the sentence."""
    sentence = chunk.own[item.n - 1]
    content, refused = _content(item, sentence, None, document)
    voice = _speaker_beside(item.by, sentence, content, document)
    own = voice is not None and voice.attribution is not None and (_is(voice, item.by) or voice.pronoun is not None)
    cue = Span.of(document.article.text, *voice.attribution.cue) if own and voice and voice.attribution else None
    return ClaimCandidate(
        identifier, item, chunk.index, pass_, sentence, voice, given(item, sentence, document), cue, content, refused
    )


def _speaker_beside(by: str, sentence: int, content: Sequence[Span], document: ArticleDocument) -> Speaker | None:
    """Whom the code hears saying the content: the model's source, where a cue of the sentence has it; else another."""
    text = document.article.text
    for attribution in document.speakers.attributed(sentence):
        if attribution.source is not None and _is_of(attribution, content):
            words = text[slice(*attribution.source)]
            if same_actor(words, by):  # told at once: most answers are right, and to resolve who speaks costs more
                return Speaker(by, words, attribution.source, attribution)
    heard = [voice for voice in document.speakers.voices(sentence) if _speaks_here(voice, content)]
    own = next((each for each in heard if _is(each, by)), None)
    return own if own is not None else max(heard, key=lambda each: _shared(each, content), default=None)


def _is_of(attribution: Attribution, content: Sequence[Span]) -> bool:
    return any(span.start < end and start < span.end for start, end in attribution.content for span in content)


def _speaks_here(voice: Speaker, content: Sequence[Span]) -> bool:
    """Whether the content is of what this speaker is heard saying."""
    return voice.attribution is None or _is_of(voice.attribution, content)


def _shared(voice: Speaker, content: Sequence[Span]) -> int:
    """Characters of the content that this speaker is heard saying."""
    places = voice.attribution.content if voice.attribution is not None else ()
    return sum(max(0, min(span.end, end) - max(span.start, start)) for start, end in places for span in content)


def given(item: ClaimItem, sentence: int, document: ArticleDocument) -> Actor | None:
    """The actor whom the model names, under that name and of that kind; None where it names nobody.

    Without a mention where the text has the name in no form that is known here.
    """
    name = " ".join(item.by.split()).strip(" ,;:")
    if not any(character.isalnum() for character in name):
        return None
    mentions = document.speakers.mentions
    place = mentions.nearest(name, document.sentences[sentence].end)
    if place is None:
        place = mentions.inflected(name, document.sentences[sentence].end, not document.is_english)
    told = (item.kind or "").strip().lower()
    kind: ActorKind = told if told in get_args(ActorKind) else kind_of(name)  # type: ignore[assignment]
    full = mentions.full_name(name) if document.is_english and kind == "person" else name
    return Actor(name=full, kind=kind, mention=Span.of(document.article.text, *place) if place else None)


def _as_heard(
    ids: Iterator[str],
    item: ClaimItem,
    chunk: Chunk,
    pass_: int,
    document: ArticleDocument,
    pointed: Mapping[int, list[ClaimItem]],
    taken: set[tuple[int, int]],
) -> Iterator[ClaimCandidate]:
    """The item with the speakers, the cues and the contents that the code hears in its sentence."""
    number = _meant_number(item, chunk, document, pointed)
    sentence = chunk.own[number - 1]
    others = [other for other in pointed[item.n] if other is not item]
    parts = [
        (voice, *_content(item, sentence, voice, document)) for voice in _heard(item, sentence, document, taken, others)
    ]
    told = _told(item, [content for _, content, _ in parts])
    for part, (voice, content, refused) in enumerate(parts):
        # What the source is for or against is on the first thing that they say, a paraphrase on what it is of.
        less = {} if part == 0 else {"side": "none", "about": None}
        each = item.model_copy(update=less if part == told else less | {"says": None}) if less or part != told else item
        yield ClaimCandidate(
            id=next(ids),
            item=each,
            chunk=chunk.index,
            pass_=pass_,
            sentence=sentence,
            voice=voice,
            source=actor(each.by, voice, sentence, document),
            cue=Span.of(document.article.text, *voice.attribution.cue) if voice and voice.attribution else None,
            content=content,
            refused=refused,
            moved=number != item.n,
        )


def _meant_number(
    item: ClaimItem, chunk: Chunk, document: ArticleDocument, pointed: Mapping[int, list[ClaimItem]]
) -> int:
    """The item's number, or its neighbour's where only there the source is heard and no other item points there."""
    sentence = document.sentences[chunk.own[item.n - 1]]
    if document.speakers.voices(chunk.own[item.n - 1]):
        return item.n
    place = document.speakers.mentions.nearest(name_of(item.by), sentence.end) if item.by.strip() else None
    if place is not None and sentence.start <= place[0] < sentence.end:
        return item.n
    for near in (item.n + 1, item.n - 1):
        if 1 <= near <= len(chunk.own) and near not in pointed:
            voices = document.speakers.voices(chunk.own[near - 1])
            if any(same_actor(voice.name, item.by) for voice in voices):
                return near
    return item.n


def _heard(
    item: ClaimItem, sentence: int, document: ArticleDocument, taken: set[tuple[int, int]], others: Sequence[ClaimItem]
) -> Sequence[Speaker | None]:
    """The voices of the sentence that the item means: its source's own, else the first that no other item means.

    None stands for the model's own reading: no voice is left, or the voice only passes the source's words on.
    """
    every = list(enumerate(document.speakers.voices(sentence)))
    voices = [(number, voice) for number, voice in every if (sentence, number) not in taken]
    meant = [(number, voice) for number, voice in voices if _is(voice, item.by)]
    alone = not any(same_actor(other.by, item.by) for other in others)
    if meant:
        heard = meant if alone and not item.first else meant[:1]  # copied words say which part is meant
    elif any(_is(voice, via) for _, voice in voices for via in item.via):
        return [None]
    else:
        heard = [(number, voice) for number, voice in voices if not any(_is(voice, other.by) for other in others)][:1]
    taken.update((sentence, number) for number, _ in heard)
    again = [voice for _, voice in every if _is(voice, item.by)][:1]
    return [voice for _, voice in heard] or again or [None]


def _told(item: ClaimItem, contents: Sequence[tuple[Span, ...]]) -> int:
    """Which of the contents shares most words with the item's paraphrase: the first, where none does."""
    said = _words(item.says or "")
    shared = [len(said & _words(" ".join(span.text for span in content))) for content in contents]
    return shared.index(max(shared, default=0)) if shared else 0


def _is(voice: Speaker, name: str) -> bool:
    return same_actor(voice.name, name) or same_actor(voice.phrase, name)


def _content(
    item: ClaimItem, sentence: int, voice: Speaker | None, document: ArticleDocument
) -> tuple[tuple[Span, ...], Refusal | None]:
    """The words that the model pointed at, else those that the sentence gives its speaker, else the whole sentence."""
    text, bounds = document.article.text, document.sentences[sentence]
    whole = (document.speakers.opening(sentence), bounds.end)
    refused = None
    if item.first and item.last:
        first = ground(item.first, text, [whole])
        last = ground(item.last, text, [(first.start, bounds.end)]) if isinstance(first, Span) else first
        if isinstance(first, Span) and isinstance(last, Span):
            return (Span.of(text, first.start, max(first.end, last.end)),), None
        refused = first if isinstance(first, Refusal) else last if isinstance(last, Refusal) else None
    places = voice.attribution.content if voice is not None and voice.attribution is not None else (whole,)
    return tuple(Span.of(text, *place) for place in places), refused


def actor(by: str, voice: Speaker | None, sentence: int, document: ArticleDocument) -> Actor | None:
    """The actor whom the text lets speak here, else the one whom the model names; None if the text names neither."""
    if voice is not None and voice.name == AUTHOR:
        return Actor(name=AUTHOR, kind="author")
    if voice is not None and voice.mention is not None:
        mention = Span.of(document.article.text, *voice.mention)
        return Actor(name=voice.name, kind=kind_of(voice.name, voice.phrase), mention=mention)
    return named(by, sentence, document)


def named(words: str | None, sentence: int, document: ArticleDocument) -> Actor | None:
    """The actor of these words, mentioned where a reader saw them last; None if the text has no such name."""
    mentions = document.speakers.mentions
    if words and len(words.split()) > _LONGEST_NAME:
        words = opening_actor(words)
    for name in dict.fromkeys((words or "", name_of(words or ""), (words or "").lower())):
        end = document.sentences[sentence].end
        place = (
            (mentions.nearest(name, end) or mentions.inflected(name, end, not document.is_english)) if name else None
        )
        full = mentions.full_name(name_of(name)) if place is not None else ""
        if place is not None and full:
            return Actor(name=full, kind=kind_of(full, name), mention=Span.of(document.article.text, *place))
    return None


def condition_candidates(
    answer: Answer, chunk: Chunk, document: ArticleDocument, ids: Iterator[str]
) -> list[ConditionCandidate]:
    """One draft for each condition item, in order."""
    candidates: list[ConditionCandidate] = []
    taken: list[Conditional] = []
    for item in answer.conditions:
        if item.kind.strip().lower() == "none":  # asked of every conditional, and a good answer: no item, no finding
            continue
        identifier = next(ids)
        sentence = chunk.own[item.n - 1] if 1 <= item.n <= len(chunk.own) else None
        candidate = ConditionCandidate(identifier, item, chunk.index, sentence)
        if sentence is not None:
            candidate = _halved(candidate, sentence, chunk, document, taken)
        candidates.append(candidate)
    return candidates


def _halved(
    candidate: ConditionCandidate, sentence: int, chunk: Chunk, document: ArticleDocument, taken: list[Conditional]
) -> ConditionCandidate:
    """Finds the words that the model copied, and the conditional of the sentence that shares most words with them."""
    text, item = document.article.text, candidate.item
    position = chunk.own.index(sentence)
    near = [sentence, *(chunk.own[other] for other in (position - 1, position + 1) if 0 <= other < len(chunk.own))]
    within = [(document.sentences[number].start, document.sentences[number].end) for number in near]
    antecedent = ground(item.if_, text, within) if item.if_ else None
    consequent = ground(item.then, text, within) if item.then else None
    wanted = _words(item.if_ or "")
    found = [each for each in document.conditionals(sentence) if each not in taken] or list(
        document.conditionals(sentence)
    )
    best = max(
        found,
        key=lambda each: len(wanted & _words(text[slice(*each.antecedent)] if each.antecedent else "")),
        default=None,
    )
    if best is not None:
        taken.append(best)
        if best.antecedent is None and antecedent is None:  # "In return, …": for what stands in the sentence before
            before = [number for number in range(sentence) if document.sentences[number].is_prose][-1:]
            antecedent = Span.of(text, *_clause(document, before[0])) if before else None
        lacking = document.leads == "model" and not (isinstance(antecedent, Span) and isinstance(consequent, Span))
        if lacking or (item.if_ is None and item.then is None):  # pointed only, or copied wrongly: the text's own
            antecedent = Span.of(text, *best.antecedent) if best.antecedent else antecedent
            consequent = Span.of(text, *best.consequent) if best.consequent else consequent
    return replace(
        candidate,
        conditional=best,
        antecedent=antecedent if isinstance(antecedent, Span) else None,
        consequent=consequent if isinstance(consequent, Span) else None,
    )


def _unquoted(words: str) -> str:
    """The words without the marks around them; marks inside stay, and so do those that would lose their partner."""
    bare = words.strip(", ")
    inner = bare.strip('“”"«»').strip(", ")
    return inner if not any(mark in inner for mark in '“”"«»') else bare


def _clause(document: ArticleDocument, number: int) -> tuple[int, int]:
    """What a sentence says: its first attributed content, else all of it without punctuation and closing marks."""
    for attribution in document.speakers.attributed(number):
        return attribution.content[0]
    sentence = document.sentences[number]
    words = document.article.text[sentence.start : sentence.end].rstrip(".!?…”\"’' ")
    return sentence.start, sentence.start + max(1, len(words))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def quotation_of(content: tuple[Span, ...], document: ArticleDocument) -> Quotation:
    """Direct where nearly all of the content stands in quotation marks, indirect where none does."""
    speakers = document.speakers
    numbers = document.numbers(content[0].start, content[-1].end) if content else range(0)
    if content and all(map(speakers.turns.speaker, numbers)):
        return "direct"
    quotes = speakers.quotes
    found = _mode(content, quotes)
    if found != "mixed":
        return found
    said = list(content)
    for each in (read for number in numbers for read in speakers.attributed(number)):
        if each.source is not None:  # "“We go,” he said, “and soon”": all but who says it
            start, end = min(each.source[0], each.cue[0]), max(each.source[1], each.cue[1])
            if any(span.start <= start and end <= span.end for span in said):
                said = [part for span in said for part in without(document.article.text, span, start, end)]
    return _mode(said, quotes)


def _mode(content: Sequence[Span], quotes: QuotationMap) -> Quotation:
    length = sum(len(span.text) for span in content)
    quoted = sum(quotes.quoted(span.start, span.end) for span in content)
    return "direct" if quoted > 0.9 * length else "indirect" if quoted == 0 else "mixed"


_EDGE = re.compile(r"[\s,;:—–]*(?:that\s+)?")


def without(text: str, span: Span, start: int, end: int) -> list[Span]:
    """What of the span stands before and after `start:end`, trimmed; a stretch without a letter is nothing."""
    if end <= span.start or span.end <= start:
        return [span]
    parts = []
    for first, last in ((span.start, start), (end, span.end)):
        lead = _EDGE.match(text, first, last) if first == end else None
        first = lead.end() if lead is not None else first
        words = text[first:last].rstrip(" \n\t,;:—–")
        if any(character.isalpha() for character in words):
            parts.append(Span.of(text, first, first + len(words)))
    return parts


def certainty_of(candidate: ClaimCandidate) -> Certainty:
    """What the model says where it was asked; else what the cue and the words of the content show."""
    given = (candidate.item.certainty or "").lower()
    if given in ("certain", "probable", "possible", "denied"):
        return given  # type: ignore[return-value]
    verb = candidate.voice.attribution.verb if candidate.voice and candidate.voice.attribution else ""
    words = " ".join(span.text for span in candidate.content)
    if verb in DENYING and not (candidate.cue is not None and _NEGATED.search(candidate.cue.text)):
        return "denied"
    if _POSSIBLE.search(words):
        return "possible"
    return "probable" if verb in GUESSING or _PROBABLE.search(words) else "certain"


def proposition_of(candidate: ClaimCandidate) -> str:
    """The model's own sentence where it gave one; else the content's words, with who judges what where they need it."""
    if candidate.item.says and candidate.item.says.strip():
        return " ".join(candidate.item.says.split())
    words = " … ".join(_unquoted(" ".join(span.text.split())) for span in candidate.content)
    cue = candidate.cue
    if cue is not None and candidate.source is not None and not any(cue.overlaps(span) for span in candidate.content):
        verb = FORMS.get(cue.text.split()[-1].lower(), ("", ""))[0]
        if verb in JUDGING:
            return f"{candidate.source.name} {' '.join(cue.text.split())} {words}"
    return words
