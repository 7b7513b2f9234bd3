"""Evidence: every claim rests on words of its own chunk, and on no more of them than say it."""

from __future__ import annotations

from dataclasses import replace

from quoth.extraction.drafts import ClaimDraft
from quoth.extraction.rules import Case, Verdict, dropped, flagged, repaired
from quoth.records import Span


def own_chunk(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
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
    if draft.sentence is None or not draft.content:
        return dropped(f"points at sentence {draft.item.n}, which is not among the chunk's own")
    return None


def neighbour(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
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
    if draft.moved:
        return repaired(draft, f"{draft.item.by!r} is not heard in sentence {draft.item.n} but in the one beside it")
    return None


def prose(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
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
    for span in draft.content:
        for sentence in case.reading.touched(span.start, span.end):
            if not sentence.is_prose:
                return dropped(f"rests on {sentence.furniture or 'a heading'}: {span.text[:60]!r}")
    return None


def words(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """The first and last words that the model copied stand in the sentence it points at.

    Good:
        [1] The envoy said the corridor would open by Friday.
        {"claims": [{"n": 1, "by": "the envoy", "first": "the corridor", "last": "by Friday"}]}
    Bad:
        [1] The envoy said the corridor would open by Friday.
        {"claims": [{"n": 1, "by": "the envoy", "first": "the corridor", "last": "never on a Monday"}]}
    """
    if draft.refused is not None:
        return flagged(f"copied words not found, the sentence's own content is taken: {draft.refused}")
    return None


def minimal(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
    """The evidence is what is said, without the words that tell who says it.

    Good:
        [1] The envoy said the corridor would open by Friday.
        {"claims": [{"n": 1, "by": "the envoy", "first": "the corridor", "last": "by Friday"}]}
    Bad:
        [1] The envoy said the corridor would open by Friday.
        {"claims": [{"n": 1, "by": "the envoy", "first": "The envoy", "last": "by Friday"}]}
    """
    cue, voice = draft.cue, draft.voice
    if cue is None or voice is None or voice.attribution is None or not _holds(draft.content, cue):
        return None
    content = tuple(Span.of(case.reading.article.text, *place) for place in voice.attribution.content)
    if _holds(content, cue):
        return None
    return repaired(replace(draft, content=content), f"without {cue.text!r} and its source")


def _holds(content: tuple[Span, ...], cue: Span) -> bool:
    return any(span.start <= cue.start and cue.end <= span.end for span in content)


def not_taught(draft: ClaimDraft, case: Case[ClaimDraft]) -> Verdict[ClaimDraft] | None:
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
    taught, item = case.reading.taught, draft.item
    if not taught:
        return None
    if draft.source is None and taught.names(item.by):
        return dropped(f"{item.by[:60]!r} is of the prompt's examples, and the article never names them")
    changes: dict[str, str | None] = {}
    if item.says and _only_taught(item.says, case):
        changes["says"] = None
    if item.about and taught.names(item.about) and _only_taught(item.about, case):
        changes |= {"about": None, "side": "none"}
    if not changes:
        return None
    mended = replace(draft, item=item.model_copy(update=changes))
    return repaired(mended, f"{' and '.join(sorted(changes))} left out: of the prompt's examples", "warning")


def _only_taught(words: str, case: Case[ClaimDraft]) -> bool:
    """Whether a run of the words stands in an example and not in the article."""
    shared = case.reading.taught.shared(words)
    return bool(shared) and any(f" {run} " not in case.reading.lowered_words for run in shared)
