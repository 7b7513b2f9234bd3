"""One article's record for a person: each claim with its source, cue, stance and condition, shown in its sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from quoth.articles import Article, segment
from quoth.extraction.coreference import cast
from quoth.records import Actor, Claim, Condition, Finding, Record, Span, Stance
from quoth.views.actors import actor_lines
from quoth.views.plain import plain

if TYPE_CHECKING:
    from rich.text import Text

Part = Literal["content", "cue", "source"]
_STYLES: dict[Part, str] = {"content": "bold green", "cue": "yellow", "source": "cyan"}
_BRACKETS: dict[Part, tuple[str, str]] = {"content": ("[", "]"), "cue": ("<", ">"), "source": ("{", "}")}
_POLARITY = {"support": "supports", "oppose": "opposes", "neutral": "is neutral on", "mixed": "is of two minds on"}
_SENSE = {"if": "if", "only_if": "only if", "unless": "unless", "until": "until"}


def article_lines(record: Record, article: Article, *, colours: bool) -> Iterator[Text]:
    """The lines to print, as rich texts. Without colours the words shown stand in brackets instead."""
    yield from _head(record)
    owners = _owners(record)
    sentences = [(sentence.start, sentence.end) for sentence in segment(article.text)]
    for number, claim in enumerate(record.claims, 1):
        yield _text("")
        yield _text(f"{number:>3}  ", (_actor(claim.source), "bold cyan"), _via(claim), f"  {_manner(claim)}")
        yield _indented(_shown(claim, article.text, sentences, colours))
        yield _text("     says: ", (plain(claim.proposition), "italic"))
        yield from (_stance(stance) for stance in record.stances if stance.claim == claim.id)
        yield from (_condition(condition) for condition in record.conditions if condition.claim == claim.id)
        yield from (_finding(finding) for finding in record.findings if owners.get(finding.subject) == claim.id)
    yield from _without_claim(record)
    yield from _findings([finding for finding in record.findings if finding.subject not in owners])
    if record.claims:
        yield _text("")
        yield from (_text(f"     {line}") for line in actor_lines(cast(record, article.text)))
        yield _text("")
        yield _legend(colours)


def heading(record: Record) -> str:
    """The sums of one record in words."""
    coverage = record.coverage
    words = [
        _number(len(record.claims), "claim"),
        _number(len(record.stances), "stance"),
        _number(len(record.conditions), "condition"),
    ]
    chunks = f"{_number(coverage.chunks, 'chunk')} read"
    if coverage.failed:
        chunks = f"{coverage.failed} of {_number(coverage.chunks, 'chunk')} failed"
    return f"{', '.join(words)}; {chunks}"


def marked(text: str, start: int, end: int, parts: Sequence[tuple[Span, Part]], *, colours: bool) -> Text:
    """`text[start:end]` on one line, the spans in it marked; where spans overlap the earlier of `parts` wins."""
    kinds: list[Part | None] = [None] * (end - start)
    for span, part in reversed(parts):
        for place in range(max(span.start, start), min(span.end, end)):
            kinds[place - start] = part
    words, out, place = plain(text[start:end]), _text(""), 0
    while place < len(words):
        kind, first = kinds[place], place
        while place < len(words) and kinds[place] == kind:
            place += 1
        piece = words[first:place]
        if kind is None:
            out.append(piece)
        elif colours:
            out.append(piece, _STYLES[kind])
        else:
            out.append(piece.join(_BRACKETS[kind]))
    return out


def _head(record: Record) -> Iterator[Text]:
    head = record.article
    yield _text((plain(head.title or head.id), "bold"))
    known = [head.id if head.title else None, head.publisher, head.published, head.url]
    if any(known):
        yield _text((" · ".join(plain(part) for part in known if part), "dim"))
    yield _text(heading(record))


def _shown(claim: Claim, text: str, sentences: Sequence[tuple[int, int]], colours: bool) -> Text:
    parts: list[tuple[Span, Part]] = [(claim.cue, "cue")] if claim.cue else []
    parts += [(claim.source.mention, "source")] if claim.source.mention else []
    parts += [(span, "content") for span in claim.content]
    # The source is often named paragraphs before: its sentence is shown only where it is near.
    needed = [span for span, part in parts if part != "source"]
    pieces = [
        (start, end) for start, end in sentences if any(start < span.end and span.start < end for span in needed)
    ] or [(span.start, span.end) for span in needed]
    out = _text("")
    previous: int | None = None
    for start, end in pieces:
        if previous is not None:
            out.append(" " if not text[previous:start].strip() else " … ")
        out.append_text(marked(text, start, end, parts, colours=colours))
        previous = end
    return out


def _stance(stance: Stance) -> Text:
    colour = {"support": "green", "oppose": "red"}.get(stance.polarity, "")
    return _text(
        f"     stance: {_actor(stance.holder)} ",
        (_POLARITY[stance.polarity], colour),
        f" {plain(stance.target)} ({stance.target_kind})",
        (f"  “{_joined(stance.evidence)}”", "dim"),
    )


def _condition(condition: Condition) -> Text:
    bound = f"; bound: {_actor(condition.bound)}" if condition.bound else ""
    return _text(
        f"     {condition.kind}: {_SENSE[condition.sense]} ",
        (_joined(condition.antecedent.spans), "magenta"),
        " → ",
        (_joined(condition.consequent.spans), "magenta"),
        bound,
    )


def _without_claim(record: Record) -> Iterator[Text]:
    known = {claim.id for claim in record.claims}
    stances = [stance for stance in record.stances if stance.claim not in known]
    conditions = [condition for condition in record.conditions if condition.claim not in known]
    if stances or conditions:
        yield _text("")
        yield _text("     Of no claim above:")
    yield from map(_stance, stances)
    yield from map(_condition, conditions)


def _owners(record: Record) -> dict[str, str]:
    """The claim beside which an item is shown, by the item's id; what was dropped has none."""
    known = {claim.id for claim in record.claims}
    parts: tuple[Stance | Condition, ...] = (*record.stances, *record.conditions)
    return {claim: claim for claim in known} | {part.id: part.claim for part in parts if part.claim in known}


def _findings(findings: Sequence[Finding]) -> Iterator[Text]:
    """Those that are of no claim shown: of what was dropped, and of the article."""
    if findings:
        yield _text("")
        yield _text(f"     {_number(len(findings), 'finding')}:")
    yield from map(_finding, findings)


def _finding(finding: Finding) -> Text:
    words = f"     {finding.action} {plain(finding.subject)} ({finding.rule}, {finding.severity}): "
    return _text((words + plain(finding.message), "dim"))


def _legend(colours: bool) -> Text:
    out = _text("     ")
    names: dict[Part, str] = {"content": "what is claimed", "cue": "cue", "source": "source"}
    for part, name in names.items():
        out.append(name if colours else name.join(_BRACKETS[part]), _STYLES[part] if colours else "")
        out.append("  ")
    return out


def _via(claim: Claim) -> str:
    return f", via {' → '.join(map(_actor, claim.via))}" if claim.via else ""


def _manner(claim: Claim) -> str:
    return f"{claim.quotation}, {claim.certainty}"


def _actor(actor: Actor) -> str:
    return f"{plain(actor.name)} ({actor.kind})"


def _joined(spans: Sequence[Span]) -> str:
    return " … ".join(plain(span.text) for span in spans)


def _number(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _indented(text: Text) -> Text:
    return _text("     ").append_text(text)


def _text(*parts: str | tuple[str, str]) -> Text:
    from rich.text import Text

    return Text.assemble(*parts)
