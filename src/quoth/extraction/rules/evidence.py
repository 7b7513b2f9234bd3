"""Evidence: every claim rests on words of its own chunk, and on no more of them than say it."""

from __future__ import annotations

from dataclasses import replace

from quoth.extraction.actors.kinds import kind_of
from quoth.extraction.actors.names import same_actor
from quoth.extraction.candidates import ClaimCandidate, without
from quoth.extraction.rules import ENGLISH, RuleContext, Verdict, dropped, flagged, repaired, rule


@rule("evidence.own-chunk")
def own_chunk(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """The sentence that the model points at is one of those it was given to extract from.

    Good:
        [1] “We are ready,” Ana Ruiz said.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}]}
    Bad:
        [1] “We are ready,” Ana Ruiz said.
        {"claims": [{"n": 12, "by": "Ana Ruiz"}]}
    Bad:
        [-] The talks began on Monday, Ana Ruiz said.
        [1] “We are ready,” she said.
        {"claims": [{"n": 0, "by": "Ana Ruiz"}]}
    """
    if candidate.sentence is None or not candidate.content:
        return dropped(f"points at sentence {candidate.item.n}, which is not among the chunk's own")
    if not any(character.isalpha() for span in candidate.content for character in span.text):
        return dropped(f"{candidate.content[0].text[:60]!r} has no words")
    return None


@rule("evidence.neighbour", languages=ENGLISH)
def neighbour(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """The number is that of the sentence in which the source is heard; a number that is one off is mended.

    Good:
        [1] The port has been closed since March.
        [2] Omar Hadi said that it would stay so.
        {"claims": [{"n": 2, "by": "Omar Hadi"}]}
    Bad:
        [1] The port has been closed since March.
        [2] Omar Hadi said that it would stay so.
        {"claims": [{"n": 1, "by": "Omar Hadi"}]}
    """
    if candidate.moved:
        return repaired(
            candidate, f"{candidate.item.by!r} is not heard in sentence {candidate.item.n} but in the one beside it"
        )
    return None


@rule("evidence.prose")
def prose(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """The evidence touches no page furniture and no heading.

    Good:
        [-] Published On 3 May 2031
        [1] “We will not sign,” Ana Ruiz said.
        {"claims": [{"n": 1, "by": "Ana Ruiz"}]}
    Bad:
        [1] Ana Ruiz met the envoys on Monday.
        [2] Advertisement
        [3] Nobody else spoke.
        {"claims": [{"n": 2, "by": "Ana Ruiz"}]}
    """
    for span in candidate.content:
        for sentence in case.document.touched(span.start, span.end):
            if not sentence.is_prose:
                return dropped(f"rests on {sentence.furniture or 'a heading'}: {span.text[:60]!r}")
    return None


@rule("evidence.words")
def words(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """The first and last words that the model copied stand in the sentence it points at.

    Good:
        [1] The envoy said the corridor would open by Friday.
        {"claims": [{"n": 1, "by": "the envoy", "first": "the corridor", "last": "by Friday"}]}
    Bad:
        [1] The envoy said the corridor would open by Friday.
        {"claims": [{"n": 1, "by": "the envoy", "first": "the corridor", "last": "never on a Monday"}]}
    """
    if candidate.refused is not None:
        return flagged(f"copied words not found, the sentence's own content is taken: {candidate.refused}")
    return None


@rule("evidence.minimal", languages=ENGLISH)
def minimal(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """The evidence is what is said, without the words that tell who says it.

    Good:
        [1] The envoy said the corridor would open by Friday.
        {"claims": [{"n": 1, "by": "the envoy", "first": "the corridor", "last": "by Friday"}]}
    Bad:
        [1] The envoy said the corridor would open by Friday.
        {"claims": [{"n": 1, "by": "the envoy", "first": "The envoy", "last": "by Friday"}]}
    """
    attribution = candidate.voice.attribution if candidate.voice is not None else None
    if attribution is None or attribution.source is None or candidate.voice is None or not candidate.item.first:
        return None
    voice, by = candidate.voice, candidate.item.by
    if not (voice.pronoun or same_actor(voice.name, by) or same_actor(voice.phrase, by)):
        return None  # it may not be this cue that the model means
    start = min(attribution.source[0], attribution.cue[0])
    end = max(attribution.source[1], attribution.cue[1])
    if end - start > _LONGEST_FRAME or not any(span.start <= start and end <= span.end for span in candidate.content):
        return None
    content = tuple(
        part for span in candidate.content for part in without(case.document.article.text, span, start, end)
    )
    if not content:
        return None
    return repaired(replace(candidate, content=content), f"without {case.document.article.text[start:end]!r}")


_LONGEST_FRAME = 120
"""Characters of a source and its cue; what is longer holds more than that."""


@rule("evidence.not-taught")
def not_taught(candidate: ClaimCandidate, case: RuleContext[ClaimCandidate]) -> Verdict[ClaimCandidate] | None:
    """Nothing in the claim is of the prompt's examples.

    Good:
        [prompt] The ferries will sail again in spring, Mila Orsk said.
        [1] Ana Ruiz said the ferries will sail again in spring.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The ferries will sail again in spring."}]}
    Bad:
        [prompt] The ferries will sail again in spring, Mila Orsk said.
        [1] “We are ready,” Ana Ruiz said.
        {"claims": [{"n": 1, "by": "Ana Ruiz", "says": "The ferries will sail again in spring."}]}
    Bad:
        [prompt] The ferries will sail again in spring, Mila Orsk said.
        [1] The port has been closed since March.
        {"claims": [{"n": 1, "by": "Mila Orsk"}]}
    """
    taught, item = case.document.taught, candidate.item
    if not taught:
        return None
    if candidate.source is None and kind_of(item.by) == "person" and taught.names(item.by):
        return dropped(f"{item.by[:60]!r} is of the prompt's examples, and the article never names them")
    changes: dict[str, str | None] = {}
    if item.says and _only_taught(item.says, case):
        changes["says"] = None
    if item.about and taught.names(item.about) and _only_taught(item.about, case):
        changes |= {"about": None, "side": "none"}
    if not changes:
        return None
    mended = replace(candidate, item=item.model_copy(update=changes))
    return repaired(mended, f"{' and '.join(sorted(changes))} left out: of the prompt's examples", "warning")


def _only_taught(words: str, case: RuleContext[ClaimCandidate]) -> bool:
    """Whether a run of the words stands in an example and not in the article."""
    shared = case.document.taught.shared(words)
    return bool(shared) and any(f" {run} " not in case.document.lowered_words for run in shared)
