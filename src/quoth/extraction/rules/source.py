"""Sources: whose words a claim is must be said by the text, and be somebody whom the text names."""

from __future__ import annotations

import re
from dataclasses import replace

from quoth.articles.article import Sentence
from quoth.extraction.actors.kinds import kind_of
from quoth.extraction.actors.names import PRONOUNS, name_of, same_actor
from quoth.extraction.candidates import ClaimCandidate
from quoth.extraction.candidates import named as actor_named
from quoth.extraction.rules import RuleContext, Verdict, dropped, flagged, repaired, rule
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
_SPEAKERS_OWN = frozenset(("i", "we", "me", "us"))
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


@rule("source.heard")
def heard(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """The source is the one whom the sentence, or the quotation that runs on into it, lets speak.

    Good:
        [1] “We are ready,” Ana Ruiz told the Daily Star.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}]}
    Bad:
        [1] “We are ready,” Ana Ruiz told the Daily Star.
        {"claims": [{"n": 1, "by": "the Daily Star"}]}
    """
    voice = draft.voice
    if voice is None or voice.mention is None or draft.source is None:
        return None
    if same_actor(voice.name, draft.item.by) or same_actor(voice.phrase, draft.item.by):
        return None
    return repaired(draft, f"the text gives these words to {draft.source.name!r}, the model to {draft.item.by!r}")


@rule("source.reporter")
def reporter(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
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
    if draft.voice is not None or draft.sentence is None:
        return None
    publisher = case.reading.article.publisher
    if draft.item.by.strip().lower() in _REPORTERS or (publisher and same_actor(draft.item.by, publisher)):
        return dropped(f"nobody is heard here: {draft.item.by[:60]!r} tells it in their own voice", "warning")
    return None


@rule("source.named")
def named(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """The source is named in the text; one without a name stands there in so many words.

    Good:
        [1] Two diplomats said that the talks would go on.
        {"claims": [{"n": 1, "by": "two diplomats"}]}
    Bad:
        [1] The talks would go on, with readiness on both sides.
        {"claims": [{"n": 1, "by": "Boris Nowhere"}]}
    """
    if draft.source is None:
        return dropped(f"the text never names {draft.item.by!r}")
    return None


@rule("source.furniture")
def furniture(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
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
    if draft.source is None or draft.source.mention is None:
        return None
    name = draft.source.mention.text
    for start, end in case.reading.speakers.mentions.places(name):
        if all(sentence.furniture is None for sentence in case.reading.touched(start, end)):
            return None
    return dropped(f"{name!r} stands only in page furniture")


@rule("source.photographer")
def photographer(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """The source is not somebody whom only a picture's credit names.

    Good:
        [1] “We were shot at,” the photographer Lee Park said.
        {"claims": [{"n": 1, "by": "Lee Park"}]}
    Bad:
        [1] “We were shot at on the bridge.”
        [2] The bridge at Karsk was hit twice on Monday (photo by Lee Park).
        {"claims": [{"n": 1, "by": "Lee Park"}]}
    """
    if draft.source is None or draft.source.mention is None or draft.voice is not None:
        return None
    text, name = case.reading.article.text, draft.source.mention.text
    credited = False
    for start, end in case.reading.speakers.mentions.places(name):
        before = text[max(0, start - _BEFORE_CREDIT) : start]
        in_brackets = before.endswith(("[", "(")) and _AGENCY.match(text, end) is not None
        if in_brackets or _CREDIT.search(before) is not None:
            credited = True
        elif any(sentence.furniture is None for sentence in case.reading.touched(start, end)):
            return None
    return dropped(f"only a picture's credit names {name!r}") if credited else None


@rule("source.addressee")
def addressee(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """Whoever is told something is not its source.

    Good:
        [1] “We are ready,” Ana Ruiz told the Daily Star.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}]}
    Bad:
        [1] “We are ready,” Ana Ruiz told the Daily Star.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}, {"n": 1, "by": "the Daily Star"}]}
    """
    if draft.voice is not None or draft.sentence is None or draft.source is None:
        return None
    text, name = case.reading.article.text, draft.source.name
    for attribution in case.reading.speakers.attributed(draft.sentence):
        if attribution.addressee is not None and same_actor(text[slice(*attribution.addressee)], name):
            return dropped(f"{name!r} is told it here, and is not heard")
    return None


@rule("source.author")
def author(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
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
    source = draft.source
    if source is None or source.mention is None or draft.sentence is None:
        return None
    text = case.reading.article.text
    document = _DOCUMENT.search(text, source.mention.start, source.mention.end)
    if document is None and draft.voice is not None and draft.voice.attribution is not None:
        document = _DOCUMENT.search(text, *(draft.voice.attribution.source or (0, 0)))
    place = _author_of(text, *document.span(), case.reading.sentences[draft.sentence]) if document else None
    if place is None:
        return None
    words = text[slice(*place)]
    kind = kind_of(words)
    name = words if kind in ("organisation", "government", "group") else name_of(words)
    if kind == "artifact" or not name or name == source.name:
        return None
    name = case.reading.speakers.mentions.full_name(name)
    mended = Actor(name=name, kind=kind_of(name), mention=Span.of(text, *place))
    return repaired(replace(draft, source=mended), f"{source.name!r} speaks for {name!r}")


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


@rule("source.pronoun")
def pronoun(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
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
    source, voice = draft.source, draft.voice
    if source is None:
        return None
    if source.name.lower() in PRONOUNS:
        unnamed = replace(draft, source=source.model_copy(update={"kind": "unnamed"}))
        return repaired(unnamed, f"{source.name!r} stands for nobody that the text names before: unnamed", "warning")
    if voice is None or voice.pronoun is None:
        return None
    if voice.mention is None:
        return flagged(f"nobody before this sentence fits {voice.pronoun!r}; {source.name!r} is the model's reading")
    return flagged(f"{voice.pronoun!r} is read as {source.name!r}", "note")


@rule("source.first-person")
def first_person(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
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
    source = draft.source
    if draft.voice is not None or draft.sentence is None or source is None or source.mention is None:
        return None
    text = case.reading.article.text
    if source.name.lower() in _SPEAKERS_OWN:
        voice = next((each for each in case.reading.speakers.voices(draft.sentence) if each.mention is not None), None)
        if voice is None or voice.mention is None:
            return dropped(f"nobody is heard here, and {source.name!r} is no source")
        speaker = Actor(name=voice.name, kind=kind_of(voice.name, voice.phrase), mention=Span.of(text, *voice.mention))
        return repaired(replace(draft, source=speaker), f"{source.name!r} is {speaker.name!r}, who speaks here")
    sentence = case.reading.sentences[draft.sentence]
    for start, end in case.reading.speakers.quotes.within(sentence.start, sentence.end):
        talked_about = start <= source.mention.start < end and not text.startswith(":", source.mention.end)
        if talked_about and _FIRST_PERSON.search(text, start, end):
            return dropped(f"{source.name!r} is talked about in this quotation, and somebody else speaks")
    return None


@rule("source.reported")
def reported(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
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
    if draft.voice is not None or draft.sentence is None or draft.source is None:
        return None
    sentence = case.reading.sentences[draft.sentence]
    words = case.reading.article.text[sentence.start : sentence.end]
    if case.reading.speakers.quoted(draft.sentence) > 0.5:
        return flagged(f"no cue in the sentence; {draft.source.name!r} is the model's reading")
    if not _stands_beside(draft, case, words):
        return dropped(
            f"the reporter speaks here: no cue, no quotation, nothing that {draft.source.name!r} is said to say",
            "warning",
        )
    return flagged(f"no cue in the sentence; {draft.source.name!r} is the model's reading")


def _stands_beside(draft: ClaimCandidate, case: RuleContext[ClaimCandidate], words: str) -> bool:
    """Whether the sentence speaks of the source: beside the content, or in it where a word tells of a position.

    A cue that the code cannot read ("admires", "in her view") has its source beside it, and what is only told *about*
    somebody has them in the content.
    """
    assert draft.source is not None
    assert draft.sentence is not None
    sentence = case.reading.sentences[draft.sentence]
    mention = draft.source.mention
    within = mention is not None and sentence.start <= mention.start < sentence.end
    outside = "".join(
        " " if any(span.start <= place < span.end for span in draft.content) else character
        for place, character in enumerate(words, sentence.start)
    )
    if mention is not None and (mention.text in outside or _PERSONAL.search(outside) is not None):
        return True
    return within and _SPEECH.search(words) is not None


@rule("source.not-its-addressee")
def not_its_addressee(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """Whoever is the source is not also their own reporting chain.

    Good:
        [1] The general had agreed to leave, army sources told Radio Karsk.
        {"claims": [{"n": 1, "by": "army sources", "via": ["Radio Karsk"]}]}
    Bad:
        [1] “We are ready,” Ana Ruiz told the Daily Star.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "via": ["Ana Ruiz"]}]}
    """
    source = draft.source
    if source is None or not draft.item.via or not any(same_actor(via, source.name) for via in draft.item.via):
        return None
    via = tuple(name for name in draft.item.via if not same_actor(name, source.name))
    return repaired(
        replace(draft, item=draft.item.model_copy(update={"via": via})),
        f"{source.name!r} is the source and stood in its own chain",
    )


@rule("source.chain-named")
def chain_named(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """Every link of the reporting chain is named in the text.

    Good:
        [1] The general had agreed to leave, army sources told Radio Karsk.
        {"claims": [{"n": 1, "by": "army sources", "via": ["Radio Karsk"]}]}
    Bad:
        [1] The general had agreed to leave, army sources told Radio Karsk.
        {"claims": [{"n": 1, "by": "army sources", "via": ["the CIA"]}]}
    """
    if draft.sentence is None or not draft.item.via:
        return None
    strange = [name for name in draft.item.via if actor_named(name, draft.sentence, case.reading) is None]
    if not strange:
        return None
    via = tuple(name for name in draft.item.via if name not in strange)
    mended = replace(draft, item=draft.item.model_copy(update={"via": via}))
    return repaired(mended, f"the text never names {', '.join(map(repr, strange))} of the chain", "warning")


@rule("source.chain-order")
def chain_order(draft: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """The reporting chain begins with the outermost: whoever was told, then whoever told them.

    Good:
        [1] Omar Hadi said that the port was closed, army sources told Radio Karsk.
        {"claims": [{"n": 1, "by": "Omar Hadi", "via": ["Radio Karsk", "army sources"]}]}
    Bad:
        [1] Omar Hadi said that the port was closed, army sources told Radio Karsk.
        {"claims": [{"n": 1, "by": "Omar Hadi", "via": ["army sources", "Radio Karsk"]}]}
    """
    given, read = draft.item.via, draft.voice.via if draft.voice is not None else ()
    if len(given) < 2 or len(read) < 2:
        return None
    places = [next((at for at, link in enumerate(read) if same_actor(link, name)), None) for name in given]
    known = [place for place in places if place is not None]
    if len(known) < len(given) or known == sorted(known):
        return None
    via = tuple(name for _, name in sorted(zip(known, given, strict=True)))
    mended = replace(draft, item=draft.item.model_copy(update={"via": via}))
    return repaired(mended, f"the text has the chain in another order: {' ← '.join(via)}")
