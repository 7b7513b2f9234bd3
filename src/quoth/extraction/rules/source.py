"""Sources: whose words a claim is must be said by the text, and be somebody whom the text names."""

from __future__ import annotations

import re
from dataclasses import replace

from quoth.articles.article import Sentence
from quoth.extraction.actors.kinds import kind_of
from quoth.extraction.actors.names import is_pronoun, name_of, same_actor
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


_REPORTERS = frozenset(
    f"{article}{who}"
    for article in ("", "the ", "this ")
    for who in "author reporter journalist writer narrator article newspaper correspondent story text".split()
)
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|me|us|mine|ours)\b")
_PERSONAL = re.compile(r"\b(?:he|she|they|his|her|their)\b", re.IGNORECASE)
_SPEAKERS_OWN = frozenset(("i", "I", "we", "We", "me", "us", "Us"))
_CREDIT = re.compile(
    r"(?:\b(?:photos?|photographs?|pictures?|images?|footage|handout|illustration)"
    r"(?:\s+(?:by|courtesy of|credit):?|\s?[:/©])"
    r"|\bphotographed\s+by|©)\s*\Z",
    re.IGNORECASE,
)
_BEFORE_CREDIT = 40
"""Characters."""
_AGENCY = re.compile(r"\s*/\s*[A-Z][\w.]+[^\])\n]{0,40}[\])]")
_DOCUMENT = re.compile(
    r"\b(?:statement|report|communiqué|communique|letter|memo|document|study|survey|poll|post|tweet|editorial|filing|"
    r"paper|declaration|press release|message)s?\b"
)
_BY = re.compile(r"\s+(?:(?:released|issued|published|signed|written|made|posted|put out)\s+)?(?:by|from)\s+")
_AUTHOR_END = re.compile(
    r"[,;:.(“\"]|\s(?:on|in|at|that|which|who|released|published|issued|dated|to|about|obtained|seen|earlier|late|"
    r"sa(?:id|ys)|f(?:ou|i)nds?|show\w*|warn\w*|conclu\w*|claim\w*|call\w*|accus\w*|put|ha[sd]|is|was|would|will)\b"
)
_OWNER = re.compile(r"(?P<who>[^,;:.“”\"]{2,60})(?:[’']s|(?<=s)[’'])\s+(?:[\w-]+\s+){0,2}\Z")
_LEADING = re.compile(r"(?:the|a|an|in|but|and|while|as)\s+", re.IGNORECASE)
_FAR = 80
"""Characters between a document and its author at most."""
_TIMES = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|"
    r"november|december|week|month|year|today|yesterday|morning|night",
    re.IGNORECASE,
)


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


@rule("source.reporter", languages=ENGLISH)
def reporter(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """What the reporter or the outlet tells in its own voice is not a claim.

    Good:
        [publisher] Daily Star
        [1] The Daily Star said that it stood by its story.
        {"claims": [{"n": 1, "by": "the Daily Star"}]}
    Bad:
        [publisher] Daily Star
        [1] The port has been closed since March, and the Daily Star was there.
        {"claims": [{"n": 1, "by": "the Daily Star"}]}
    """
    if candidate.voice is not None or candidate.sentence is None:
        return None
    publisher = case.document.article.publisher
    if candidate.item.by.strip().lower() in _REPORTERS or (publisher and same_actor(candidate.item.by, publisher)):
        return dropped(f"nobody is heard here: {candidate.item.by[:60]!r} tells it in their own voice", "warning")
    return None


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


@rule("source.photographer", languages=ENGLISH)
def photographer(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """The source is not somebody whom only a picture's credit names.

    Good:
        [1] “We were shot at,” the photographer Lee Park said.
        {"claims": [{"n": 1, "by": "Lee Park"}]}
    Bad:
        [1] “We were shot at on the bridge.”
        [2] The bridge at Karsk was hit twice on Monday (photo by Lee Park).
        {"claims": [{"n": 1, "by": "Lee Park"}]}
    """
    if candidate.source is None or candidate.source.mention is None or candidate.voice is not None:
        return None
    text, name = case.document.article.text, candidate.source.mention.text
    credited = False
    for start, end in case.document.speakers.mentions.places(name):
        before = text[max(0, start - _BEFORE_CREDIT) : start]
        in_brackets = before.endswith(("[", "(")) and _AGENCY.match(text, end) is not None
        if in_brackets or _CREDIT.search(before) is not None:
            credited = True
        elif any(sentence.furniture is None for sentence in case.document.touched(start, end)):
            return None
    return dropped(f"only a picture's credit names {name!r}") if credited else None


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


@rule("source.author", languages=ENGLISH)
def author(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """A statement or a report speaks for its author, where the text says whose it is.

    Good:
        [1] A leaked statement said that the bridge would fall.
        {"claims": [{"n": 1, "by": "a leaked statement"}]}
    Bad:
        [1] A statement by the Zorian Defence Ministry said that the bridge would fall.
        {"claims": [{"n": 1, "by": "a statement"}]}
    Bad:
        [1] The ministry’s report said that the bridge would fall.
        {"claims": [{"n": 1, "by": "the report"}]}
    """
    source = candidate.source
    if source is None or source.mention is None or candidate.sentence is None:
        return None
    text = case.document.article.text
    document = _DOCUMENT.search(text, source.mention.start, source.mention.end)
    if document is None and candidate.voice is not None and candidate.voice.attribution is not None:
        document = _DOCUMENT.search(text, *(candidate.voice.attribution.source or (0, 0)))
    place = _author_of(text, *document.span(), case.document.sentences[candidate.sentence]) if document else None
    if place is None:
        return None
    words = text[slice(*place)]
    kind = kind_of(words)
    name = words if kind in ("organisation", "government", "group") else name_of(words)
    if kind == "artifact" or not name or name == source.name:
        return None
    name = case.document.speakers.mentions.full_name(name)
    mended = Actor(name=name, kind=kind_of(name), mention=Span.of(text, *place))
    return repaired(replace(candidate, source=mended), f"{source.name!r} speaks for {name!r}")


def _author_of(text: str, start: int, end: int, sentence: Sentence) -> tuple[int, int] | None:
    """Where the sentence says whose the document `text[start:end]` is."""
    if not sentence.start <= start < sentence.end:
        return None
    by = _BY.match(text, end, sentence.end)
    if by is not None:
        last = min(sentence.end, by.end() + _FAR)
        stop = _AUTHOR_END.search(text, by.end(), last)
        place = (by.end(), stop.start() if stop else last)
    else:
        first = max(sentence.start, start - _FAR)
        owner = _OWNER.search(text[first:start])
        if owner is None:
            return None
        place = (first + owner.start("who"), first + owner.end("who"))
    while (lead := _LEADING.match(text, *place)) is not None:
        place = (lead.end(), place[1])
    return None if place[0] >= place[1] or _TIMES.search(text, *place) else place


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


@rule("source.not-its-addressee")
def not_its_addressee(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """Whoever is the source is not also their own reporting chain.

    Good:
        [1] The general had agreed to leave, army sources told Radio Karsk.
        {"claims": [{"n": 1, "by": "army sources", "via": ["Radio Karsk"]}]}
    Bad:
        [1] “We are ready,” Ana Ruiz told the Daily Star.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "via": ["Ana Ruiz"]}]}
    """
    source = candidate.source
    if source is None or not candidate.item.via or not any(same_actor(via, source.name) for via in candidate.item.via):
        return None
    via = tuple(name for name in candidate.item.via if not same_actor(name, source.name))
    return repaired(
        replace(candidate, item=candidate.item.model_copy(update={"via": via})),
        f"{source.name!r} is the source and stood in its own chain",
    )


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


@rule("source.chain-order")
def chain_order(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """The reporting chain begins with the outermost: whoever was told, then whoever told them.

    Good:
        [1] Omar Hadi said that the port was closed, army sources told Radio Karsk.
        {"claims": [{"n": 1, "by": "Omar Hadi", "via": ["Radio Karsk", "army sources"]}]}
    Bad:
        [1] Omar Hadi said that the port was closed, army sources told Radio Karsk.
        {"claims": [{"n": 1, "by": "Omar Hadi", "via": ["army sources", "Radio Karsk"]}]}
    """
    given, read = candidate.item.via, candidate.voice.via if candidate.voice is not None else ()
    if len(given) < 2 or len(read) < 2:
        return None
    places = [next((at for at, link in enumerate(read) if same_actor(link, name)), None) for name in given]
    known = [place for place in places if place is not None]
    if len(known) < len(given) or known == sorted(known):
        return None
    via = tuple(name for _, name in sorted(zip(known, given, strict=True)))
    mended = replace(candidate, item=candidate.item.model_copy(update={"via": via}))
    return repaired(mended, f"the text has the chain in another order: {' ← '.join(via)}")
