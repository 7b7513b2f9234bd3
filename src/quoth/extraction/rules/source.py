"""Sources: whose words a claim is must be said by the text, and be somebody whom the text names."""

from __future__ import annotations

import re
from dataclasses import replace

from quoth.extraction.actors.kinds import kind_of
from quoth.extraction.actors.names import is_pronoun, same_actor
from quoth.extraction.candidates import ClaimCandidate
from quoth.extraction.candidates import named as actor_named
from quoth.extraction.rules import ENGLISH, RuleContext, Verdict, dropped, flagged, repaired, rule
from quoth.records import Actor, Span

# Words that show a sentence reports somebody's word or position, where it has no cue that the code can read.
_SPEECH = re.compile(
    r"\b(?:threat\w*|warn\w*|demand\w*|call(?:s|ed|ing)?\s+(?:for|on)|express\w*|readiness|willing\w*|perspective|view\w*|position|promis(?:es|ed|ing)|offer(?:s|ed|ing)|"
    r"refus\w*|reject\w*|den(?:y|ies|ied|ial\w*)|statement\w*|announc\w*|comment\w*|declar\w*|belie\w*|argu\w*|claim\w*|insist\w*|pledg\w*|vow\w*|urg\w*|"
    r"sa(?:y|ys|id|ying)|told|spoke\w*|rhetoric|messag\w*|accus\w*|blam\w*|critici\w*|welcom\w*|support\w*|oppos\w*|want\w*|hop(?:e|es|ed)|fear\w*|see[sn]?|"
    r"describ\w*|suggest\w*|agrees?|agreed|justif\w*|appeal\w*|back(?:s|ed)|condemn\w*|note[sd]?|think\w*|thought|doubt\w*|question\w*)\b",
    re.IGNORECASE,
)


_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|me|us|mine|ours)\b")
_PERSONAL = re.compile(r"\b(?:he|she|they|his|her|their)\b", re.IGNORECASE)
_SPEAKERS_OWN = frozenset(("i", "I", "we", "We", "me", "us", "Us"))


@rule("source.heard", languages=ENGLISH)
def heard(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """The source is the one whom the sentence, or the quotation that runs on into it, lets speak.

    Good:
        [1] “We are ready,” Ana Ruiz told the Daily Star.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}]}
    Bad:
        [1] “We are ready,” Ana Ruiz told the Daily Star.
        {"claims": [{"n": 1, "by": "the Daily Star"}]}
    """
    voice = candidate.voice
    if voice is None or voice.mention is None or candidate.source is None:
        return None
    if same_actor(voice.name, candidate.item.by) or same_actor(voice.phrase, candidate.item.by):
        return None
    speaker = Actor(name=voice.name, kind=kind_of(voice.name, voice.phrase), mention=_span(case, voice.mention))
    said = candidate.item.by
    mended = replace(candidate, source=speaker)
    return repaired(mended, f"the text gives these words to {speaker.name!r}, the model to {said!r}")


def _span(case: RuleContext[ClaimCandidate], place: tuple[int, int]) -> Span:
    return Span.of(case.document.article.text, *place)


@rule("source.named")
def named(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """The source is named in the text; one without a name stands there in so many words.

    Good:
        [1] Two diplomats said that the talks would go on.
        {"claims": [{"n": 1, "by": "two diplomats"}]}
    Bad:
        [1] The talks would go on, with readiness on both sides.
        {"claims": [{"n": 1, "by": "Boris Nowhere"}]}
    """
    if candidate.source is None:
        return dropped(f"the text never names {candidate.item.by!r}")
    if candidate.source.mention is None and candidate.source.kind != "author":
        return flagged(f"{candidate.source.name!r} stands nowhere in the text in this form: no mention")
    return None


@rule("source.furniture")
def furniture(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """The source is not somebody whom only page furniture names.

    Good:
        [-] Lee Park, Daily Star
        [1] “We were shot at,” Lee Park said.
        {"claims": [{"n": 1, "by": "Lee Park"}]}
    Bad:
        [-] [Lee Park/Reuters]
        [1] “We were shot at on the bridge.”
        {"claims": [{"n": 1, "by": "Lee Park"}]}
    """
    if candidate.source is None or candidate.source.mention is None:
        return None
    name = candidate.source.mention.text
    mention = (candidate.source.mention.start, candidate.source.mention.end)
    for start, end in (mention, *case.document.speakers.mentions.places(name)):
        if all(sentence.furniture is None for sentence in case.document.touched(start, end)):
            return None
    return dropped(f"{name!r} stands only in page furniture")


@rule("source.addressee", languages=ENGLISH)
def addressee(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """Whoever is told something is not its source.

    Good:
        [1] “We are ready,” Ana Ruiz told the Daily Star.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}]}
    Bad:
        [1] “We are ready,” Ana Ruiz told the Daily Star.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}, {"n": 1, "by": "the Daily Star"}]}
    """
    if candidate.voice is not None or candidate.sentence is None or candidate.source is None:
        return None
    text, name = case.document.article.text, candidate.source.name
    for attribution in case.document.speakers.attributed(candidate.sentence):
        if attribution.addressee is not None and same_actor(text[slice(*attribution.addressee)], name):
            return dropped(f"{name!r} is told it here, and is not heard")
    return None


@rule("source.pronoun", languages=ENGLISH)
def pronoun(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """A pronoun stands for the one who spoke or acted last before it; the record says that it was resolved.

    Good:
        [1] Omar Hadi said that it would stay so.
        {"claims": [{"n": 1, "by": "Omar Hadi"}]}
    Bad:
        [1] Omar Hadi met the envoys on Monday.
        [2] He said that the port would stay closed.
        {"claims": [{"n": 2, "by": "Omar Hadi"}]}
    Bad:
        [1] They said that the port would stay closed.
        {"claims": [{"n": 1, "by": "They"}]}
    """
    source, voice = candidate.source, candidate.voice
    if source is None:
        return None
    if is_pronoun(source.name):
        unnamed = replace(candidate, source=source.model_copy(update={"kind": "unnamed"}))
        return repaired(unnamed, f"{source.name!r} stands for nobody that the text names before: unnamed", "warning")
    if voice is None or voice.pronoun is None:
        return None
    if voice.mention is None:
        return flagged(f"nobody before this sentence fits {voice.pronoun!r}; {source.name!r} is the model's reading")
    return flagged(f"{voice.pronoun!r} is read as {source.name!r}", "note")


@rule("source.first-person", languages=ENGLISH)
def first_person(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """A quotation in the first person belongs to whoever speaks, not to somebody whom it talks about.

    Good:
        [1] “I never trusted Omar Hadi,” Ana Ruiz said.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}]}
    Bad:
        [1] The port has been closed since March.
        [2] “I never trusted Omar Hadi, and my people do not.”
        {"claims": [{"n": 2, "by": "Omar Hadi"}]}
    Bad:
        [1] “I believe that the port is mined,” Ana Ruiz said.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}, {"n": 1, "by": "I", "first": "the port", "last": "is mined"}]}
    """
    source = candidate.source
    if candidate.voice is not None or candidate.sentence is None or source is None or source.mention is None:
        return None
    text = case.document.article.text
    if source.name in _SPEAKERS_OWN:
        voice = next(
            (each for each in case.document.speakers.voices(candidate.sentence) if each.mention is not None), None
        )
        if voice is None or voice.mention is None:
            return dropped(f"nobody is heard here, and {source.name!r} is no source")
        speaker = Actor(name=voice.name, kind=kind_of(voice.name, voice.phrase), mention=Span.of(text, *voice.mention))
        return repaired(replace(candidate, source=speaker), f"{source.name!r} is {speaker.name!r}, who speaks here")
    sentence = case.document.sentences[candidate.sentence]
    for start, end in case.document.speakers.quotes.within(sentence.start, sentence.end):
        talked_about = start <= source.mention.start < end and not text.startswith(":", source.mention.end)
        if talked_about and _FIRST_PERSON.search(text, start, end):
            return dropped(f"{source.name!r} is talked about in this quotation, and somebody else speaks")
    return None


@rule("source.reported", languages=ENGLISH)
def reported(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """A sentence without a cue or a quotation must at least show that it reports somebody's word or position.

    Good:
        [1] “We are ready,” Ana Ruiz said.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}]}
    Bad:
        [1] The port has been closed since Ana Ruiz took office.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}]}
    Bad:
        [1] With Ana Ruiz expressing readiness to talk, hopes rose.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}]}
    """
    if candidate.voice is not None or candidate.sentence is None or candidate.source is None:
        return None
    sentence = case.document.sentences[candidate.sentence]
    words = case.document.article.text[sentence.start : sentence.end]
    if case.document.leads == "model" and _is_named_in(candidate.source.name, words):
        return None  # "admires", "in her view": a cue that no list has
    if case.document.speakers.quoted(candidate.sentence) > 0.5:
        return flagged(f"no cue in the sentence; {candidate.source.name!r} is the model's reading")
    if not _stands_beside(candidate, case, words):
        return dropped(
            f"the reporter speaks here: no cue, no quotation, nothing that {candidate.source.name!r} is said to say",
            "warning",
        )
    return flagged(f"no cue in the sentence; {candidate.source.name!r} is the model's reading")


def _is_named_in(name: str, words: str) -> bool:
    """Whether the words name the actor, if only by the last word of the name."""
    last = name.split()[-1].strip(".,’'\"") if name.split() else ""
    return name in words or (len(last) > 2 and re.search(rf"\b{re.escape(last)}\b", words) is not None)


def _stands_beside(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate], words: str) -> bool:
    """Whether the sentence speaks of the source: beside the content, or in it where a word tells of a position.

    A cue that the code cannot read ("admires", "in her view") has its source beside it, and what is only told *about*
    somebody has them in the content.
    """
    assert candidate.source is not None
    assert candidate.sentence is not None
    sentence = case.document.sentences[candidate.sentence]
    mention = candidate.source.mention
    within = mention is not None and sentence.start <= mention.start < sentence.end
    outside = "".join(
        " " if any(span.start <= place < span.end for span in candidate.content) else character
        for place, character in enumerate(words, sentence.start)
    )
    if mention is not None and (mention.text in outside or _PERSONAL.search(outside) is not None):
        return True
    return within and _SPEECH.search(words) is not None


@rule("source.chain-named")
def chain_named(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """Every link of the reporting chain is named in the text.

    Good:
        [1] The general had agreed to leave, army sources told Radio Karsk.
        {"claims": [{"n": 1, "by": "army sources", "via": ["Radio Karsk"]}]}
    Bad:
        [1] The general had agreed to leave, army sources told Radio Karsk.
        {"claims": [{"n": 1, "by": "army sources", "via": ["the CIA"]}]}
    """
    if candidate.sentence is None or not candidate.item.via:
        return None
    strange = [name for name in candidate.item.via if actor_named(name, candidate.sentence, case.document) is None]
    if not strange:
        return None
    via = tuple(name for name in candidate.item.via if name not in strange)
    mended = replace(candidate, item=candidate.item.model_copy(update={"via": via}))
    return repaired(mended, f"the text never names {', '.join(map(repr, strange))} of the chain", "warning")
