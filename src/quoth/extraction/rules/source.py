"""Sources: whose words a claim is must be said by the text, and be somebody whom the text names."""

from __future__ import annotations

import re
from dataclasses import replace

from quoth.extraction.actors import same_actor
from quoth.extraction.drafts import ClaimDraft
from quoth.extraction.drafts import named as actor_named
from quoth.extraction.rules import Case, Verdict, dropped, flagged, repaired

# Words that show a sentence reports somebody's word or position, where it has no cue that the code can read.
_SPEECH = re.compile(
    r"\b(?:threat\w*|warn\w*|demand\w*|call(?:s|ed|ing)?\s+(?:for|on)|express\w*|readiness|willing\w*|perspective|view\w*|position|promis(?:es|ed|ing)|offer(?:s|ed|ing)|"
    r"refus\w*|reject\w*|den(?:y|ies|ied|ial\w*)|statement\w*|announc\w*|comment\w*|declar\w*|belie\w*|argu\w*|claim\w*|insist\w*|pledg\w*|vow\w*|urg\w*|"
    r"sa(?:y|ys|id|ying)|told|spoke\w*|rhetoric|messag\w*|accus\w*|blam\w*|critici\w*|welcom\w*|support\w*|oppos\w*|want\w*|hop(?:e|es|ed)|fear\w*|see[sn]?|"
    r"describ\w*|suggest\w*|agrees?|agreed|justif\w*|appeal\w*|back(?:s|ed)|condemn\w*|note[sd]?|think\w*|thought|doubt\w*|question\w*)\b",
    re.IGNORECASE,
)


def heard(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """The source is the one whom the sentence, or the quotation that runs on into it, lets speak.

    Good: by "Ana Ruiz" for: “We are ready,” Ana Ruiz told the Daily Star.
    Bad: by "the Daily Star" for the same sentence: repaired to Ana Ruiz.
    """
    voice = draft.voice
    if voice is None or voice.mention is None or draft.source is None:
        return None
    if same_actor(voice.name, draft.item.by) or same_actor(voice.phrase, draft.item.by):
        return None
    return repaired(draft, f"the text gives these words to {draft.source.name!r}, the model to {draft.item.by!r}")


def named(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """The source is named in the text; one without a name ("two diplomats") stands there in so many words.

    Good: by "Ana Ruiz" in an article that mentions Ana Ruiz.
    Bad: by "the author", or by a name that the article never writes.
    """
    if draft.source is None:
        return dropped(f"the text never names {draft.item.by!r}")
    return None


def furniture(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """The source is not a photographer or an outlet that only page furniture names.

    Good: by "Ana Ruiz", named in the second paragraph.
    Bad: by "Lee Park", named only in the picture credit [Lee Park/Agency].
    """
    if draft.source is None or draft.source.mention is None:
        return None
    name = draft.source.mention.text
    for start, end in case.reading.speakers.mentions.places(name):
        if all(sentence.furniture is None for sentence in case.reading.touched(start, end)):
            return None
    return dropped(f"{name!r} stands only in page furniture")


def reported(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """A sentence without a cue or a quotation must at least show that it reports somebody's word or position.

    Good: With the envoy expressing readiness to talk, hopes rose.
    Bad: The port has been closed since May.
    """
    if draft.voice is not None or draft.sentence is None or draft.source is None:
        return None
    sentence = case.reading.sentences[draft.sentence]
    words = case.reading.article.text[sentence.start : sentence.end]
    if case.reading.speakers.quoted(draft.sentence) > 0.5:
        return flagged(f"no cue in the sentence; {draft.source.name!r} is the model's reading")
    mentioned = draft.source.mention is not None and sentence.start <= draft.source.mention.start < sentence.end
    if not mentioned or _SPEECH.search(words) is None:
        return dropped(
            f"the reporter speaks here: no cue, no quotation, nothing that {draft.source.name!r} is said to say",
            "warning",
        )
    return flagged(f"no cue in the sentence; {draft.source.name!r} is the model's reading")


def pronoun(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """A pronoun stands for the one who spoke or acted last before it; the record says that it was resolved.

    Good: “he added” after Omar Hadi spoke: Omar Hadi.
    Bad: “he added” where nobody was mentioned before: the model's own reading stays if the text names them, flagged.
    """
    if draft.voice is None or draft.voice.pronoun is None or draft.source is None:
        return None
    if draft.voice.mention is None:
        return flagged(
            f"nobody before this sentence fits {draft.voice.pronoun!r}; {draft.source.name!r} is the model's reading"
        )
    return flagged(f"{draft.voice.pronoun!r} is read as {draft.source.name!r}", "note")


def not_its_addressee(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """Whoever is told is not the source, and whoever is the source is not also their own reporting chain.

    Good: Ana Ruiz told the Daily Star that …: source Ana Ruiz, chain empty.
    Bad: via "Ana Ruiz" for the same sentence: taken out of the chain.
    """
    source = draft.source
    if source is None or not draft.item.via or not any(same_actor(via, source.name) for via in draft.item.via):
        return None
    via = tuple(name for name in draft.item.via if not same_actor(name, source.name))
    return repaired(
        replace(draft, item=draft.item.model_copy(update={"via": via})),
        f"{source.name!r} is the source and stood in its own chain",
    )


def chain_named(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """Every link of the reporting chain is named in the text.

    Good: via "Radio Karsk" in: …, sources told Radio Karsk.
    Bad: via "the CIA", which the article never mentions: taken out of the chain.
    """
    if draft.sentence is None or not draft.item.via:
        return None
    strange = [name for name in draft.item.via if actor_named(name, draft.sentence, case.reading) is None]
    if not strange:
        return None
    via = tuple(name for name in draft.item.via if name not in strange)
    mended = replace(draft, item=draft.item.model_copy(update={"via": via}))
    return repaired(mended, f"the text never names {', '.join(map(repr, strange))} of the chain", "warning")
