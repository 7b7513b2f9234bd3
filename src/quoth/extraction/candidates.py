"""Drafts: what the model pointed at, turned into words of the article, before any rule has looked at it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from quoth.extraction.actors.kinds import kind_of
from quoth.extraction.actors.names import name_of, opening_actor, same_actor
from quoth.extraction.answers import Answer, ClaimItem, ConditionItem
from quoth.extraction.attribution.speakers import Speaker
from quoth.extraction.chunking import Chunk
from quoth.extraction.conditions.conditionals import Conditional
from quoth.extraction.document import ArticleDocument
from quoth.extraction.english.cue_verbs import DENYING, FORMS, GUESSING, JUDGING
from quoth.extraction.grounding import Refusal, ground
from quoth.records import Actor, Certainty, Quotation, Span

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
    answer: Answer, chunk: Chunk, reading: ArticleDocument, pass_: int, ids: Iterator[str]
) -> list[ClaimCandidate]:
    """The drafts of each claim item, in order: one, or one for each cue that its source has in the sentence."""
    drafts: list[ClaimCandidate] = []
    taken: set[tuple[int, int]] = set()
    pointed: dict[int, list[ClaimItem]] = {}
    for item in answer.claims:
        pointed.setdefault(item.n, []).append(item)
    for item in answer.claims:
        if not 1 <= item.n <= len(chunk.own):
            drafts.append(ClaimCandidate(next(ids), item, chunk.index, pass_, None))
            continue
        number = _meant_number(item, chunk, reading, pointed)
        sentence = chunk.own[number - 1]
        others = [other for other in pointed[item.n] if other is not item]
        parts = [
            (voice, *_content(item, sentence, voice, reading))
            for voice in _heard(item, sentence, reading, taken, others)
        ]
        told = _told(item, [content for _, content, _ in parts])
        for part, (voice, content, refused) in enumerate(parts):
            # What the source is for or against is on the first thing that they say, a paraphrase on what it is of.
            less = {} if part == 0 else {"side": "none", "about": None}
            each = (
                item.model_copy(update=less if part == told else less | {"says": None})
                if less or part != told
                else item
            )
            drafts.append(
                ClaimCandidate(
                    id=next(ids),
                    item=each,
                    chunk=chunk.index,
                    pass_=pass_,
                    sentence=sentence,
                    voice=voice,
                    source=actor(each.by, voice, sentence, reading),
                    cue=Span.of(reading.article.text, *voice.attribution.cue) if voice and voice.attribution else None,
                    content=content,
                    refused=refused,
                    moved=number != item.n,
                )
            )
    return drafts


def _meant_number(
    item: ClaimItem, chunk: Chunk, reading: ArticleDocument, pointed: Mapping[int, list[ClaimItem]]
) -> int:
    """The item's number, or its neighbour's where only there the source is heard and no other item points there."""
    sentence = reading.sentences[chunk.own[item.n - 1]]
    if reading.speakers.voices(chunk.own[item.n - 1]):
        return item.n
    place = reading.speakers.mentions.nearest(name_of(item.by), sentence.end) if item.by.strip() else None
    if place is not None and sentence.start <= place[0] < sentence.end:
        return item.n
    for near in (item.n + 1, item.n - 1):
        if 1 <= near <= len(chunk.own) and near not in pointed:
            voices = reading.speakers.voices(chunk.own[near - 1])
            if any(same_actor(voice.name, item.by) for voice in voices):
                return near
    return item.n


def _heard(
    item: ClaimItem, sentence: int, reading: ArticleDocument, taken: set[tuple[int, int]], others: Sequence[ClaimItem]
) -> Sequence[Speaker | None]:
    """The voices of the sentence that the item means: its source's own, else the first that no other item means.

    None stands for the model's own reading: no voice is left, or the voice only passes the source's words on.
    """
    every = list(enumerate(reading.speakers.voices(sentence)))
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
    item: ClaimItem, sentence: int, voice: Speaker | None, reading: ArticleDocument
) -> tuple[tuple[Span, ...], Refusal | None]:
    """The words that the model pointed at, else those that the sentence gives its speaker, else the whole sentence."""
    text, bounds = reading.article.text, reading.sentences[sentence]
    whole = (bounds.start, bounds.end)
    refused = None
    if item.first and item.last:
        first = ground(item.first, text, [whole])
        last = ground(item.last, text, [(first.start, bounds.end)]) if isinstance(first, Span) else first
        if isinstance(first, Span) and isinstance(last, Span):
            return (Span.of(text, first.start, max(first.end, last.end)),), None
        refused = first if isinstance(first, Refusal) else last if isinstance(last, Refusal) else None
    places = voice.attribution.content if voice is not None and voice.attribution is not None else (whole,)
    return tuple(Span.of(text, *place) for place in places), refused


def actor(by: str, voice: Speaker | None, sentence: int, reading: ArticleDocument) -> Actor | None:
    """The actor whom the text lets speak here, else the one whom the model names; None if the text names neither."""
    if voice is not None and voice.mention is not None:
        mention = Span.of(reading.article.text, *voice.mention)
        return Actor(name=voice.name, kind=kind_of(voice.name, voice.phrase), mention=mention)
    return named(by, sentence, reading)


def named(words: str | None, sentence: int, reading: ArticleDocument) -> Actor | None:
    """The actor of these words, mentioned where a reader saw them last; None if the text has no such name."""
    mentions = reading.speakers.mentions
    if words and len(words.split()) > _LONGEST_NAME:
        words = opening_actor(words)
    for name in dict.fromkeys((words or "", name_of(words or ""), (words or "").lower())):
        place = mentions.nearest(name, reading.sentences[sentence].end) if name else None
        full = mentions.full_name(name_of(name)) if place is not None else ""
        if place is not None and full:
            return Actor(name=full, kind=kind_of(full, name), mention=Span.of(reading.article.text, *place))
    return None


def condition_candidates(
    answer: Answer, chunk: Chunk, reading: ArticleDocument, ids: Iterator[str]
) -> list[ConditionCandidate]:
    """One draft for each condition item, in order."""
    drafts: list[ConditionCandidate] = []
    taken: list[Conditional] = []
    for item in answer.conditions:
        if item.kind.strip().lower() == "none":  # asked of every conditional, and a good answer: no item, no finding
            continue
        identifier = next(ids)
        sentence = chunk.own[item.n - 1] if 1 <= item.n <= len(chunk.own) else None
        draft = ConditionCandidate(identifier, item, chunk.index, sentence)
        if sentence is not None:
            draft = _halved(draft, sentence, chunk, reading, taken)
        drafts.append(draft)
    return drafts


def _halved(
    draft: ConditionCandidate, sentence: int, chunk: Chunk, reading: ArticleDocument, taken: list[Conditional]
) -> ConditionCandidate:
    """Finds the words that the model copied, and the conditional of the sentence that shares most words with them."""
    text, item = reading.article.text, draft.item
    position = chunk.own.index(sentence)
    near = [sentence, *(chunk.own[other] for other in (position - 1, position + 1) if 0 <= other < len(chunk.own))]
    within = [(reading.sentences[number].start, reading.sentences[number].end) for number in near]
    antecedent = ground(item.if_, text, within) if item.if_ else None
    consequent = ground(item.then, text, within) if item.then else None
    wanted = _words(item.if_ or "")
    found = [each for each in reading.conditionals(sentence) if each not in taken] or list(
        reading.conditionals(sentence)
    )
    best = max(
        found,
        key=lambda each: len(wanted & _words(text[slice(*each.antecedent)] if each.antecedent else "")),
        default=None,
    )
    if best is not None:
        taken.append(best)
        if best.antecedent is None and antecedent is None:  # "In return, …": for what stands in the sentence before
            before = [number for number in range(sentence) if reading.sentences[number].is_prose][-1:]
            antecedent = Span.of(text, *_clause(reading, before[0])) if before else None
        if item.if_ is None and item.then is None:  # the prompt asked for the pointer only: the halves are the text's
            antecedent = Span.of(text, *best.antecedent) if best.antecedent else antecedent
            consequent = Span.of(text, *best.consequent) if best.consequent else consequent
    return replace(
        draft,
        conditional=best,
        antecedent=antecedent if isinstance(antecedent, Span) else None,
        consequent=consequent if isinstance(consequent, Span) else None,
    )


def _unquoted(words: str) -> str:
    """The words without the marks around them; marks inside stay, and so do those that would lose their partner."""
    bare = words.strip(", ")
    inner = bare.strip('“”"«»').strip(", ")
    return inner if not any(mark in inner for mark in '“”"«»') else bare


def _clause(reading: ArticleDocument, number: int) -> tuple[int, int]:
    """What a sentence says: its first attributed content, else all of it without punctuation and closing marks."""
    for attribution in reading.speakers.attributed(number):
        return attribution.content[0]
    sentence = reading.sentences[number]
    words = reading.article.text[sentence.start : sentence.end].rstrip(".!?…”\"’' ")
    return sentence.start, sentence.start + max(1, len(words))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def quotation_of(content: tuple[Span, ...], reading: ArticleDocument) -> Quotation:
    """Direct where nearly all of the content stands in quotation marks, indirect where none does."""
    length = sum(len(span.text) for span in content)
    quoted = sum(reading.speakers.quotes.quoted(span.start, span.end) for span in content)
    return "direct" if quoted > 0.9 * length else "indirect" if quoted == 0 else "mixed"


def certainty_of(draft: ClaimCandidate) -> Certainty:
    """What the model says where it was asked; else what the cue and the words of the content show."""
    given = (draft.item.certainty or "").lower()
    if given in ("certain", "probable", "possible", "denied"):
        return given  # type: ignore[return-value]
    verb = draft.voice.attribution.verb if draft.voice and draft.voice.attribution else ""
    words = " ".join(span.text for span in draft.content)
    if verb in DENYING and not (draft.cue is not None and _NEGATED.search(draft.cue.text)):
        return "denied"
    if _POSSIBLE.search(words):
        return "possible"
    return "probable" if verb in GUESSING or _PROBABLE.search(words) else "certain"


def proposition_of(draft: ClaimCandidate) -> str:
    """The model's own sentence where it gave one; else the content's words, with who judges what where they need it."""
    if draft.item.says and draft.item.says.strip():
        return " ".join(draft.item.says.split())
    words = " … ".join(_unquoted(" ".join(span.text.split())) for span in draft.content)
    if draft.cue is not None and draft.source is not None:
        verb = FORMS.get(draft.cue.text.split()[-1].lower(), ("", ""))[0]
        if verb in JUDGING:
            return f"{draft.source.name} {' '.join(draft.cue.text.split())} {words}"
    return words
