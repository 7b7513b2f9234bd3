"""Records as annotations of their texts: W3C web annotations, brat standoff, Label Studio predictions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quoth import __version__
from quoth.articles.article import Article
from quoth.evals.gold import GoldSpan
from quoth.evals.web_annotations import target
from quoth.records import Actor, Claim, Condition, Record, Span, Stance
from quoth.views.exports.offsets import Utf16, without_returns
from quoth.views.exports.selected import Selected

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"item": {"@id": "urn:quoth:record/1#item", "@type": "@json"}}]
"""The item as the record has it is a JSON literal: nothing of it gets lost."""
_LABELS = ("Source", "Cue", "Claim", "Stance", "Marker", "Antecedent", "Consequent", "Bound")
_CHOICES = {
    "quotation": ("direct", "indirect", "mixed"),
    "certainty": ("certain", "probable", "possible", "denied"),
    "polarity": ("support", "oppose", "neutral", "mixed"),
    "kind": ("demand", "offer", "promise", "threat", "refusal", "prediction", "counterfactual", "exchange"),
}
_NOTES = ("proposition", "target", "name")
_RELATIONS = ("source", "cue", "holder", "marker", "consequent", "bound", "claim")


@dataclass
class Region:
    """A labelled stretch of text: its fragments, what is said about it, and the regions that it is related to."""

    id: str
    label: str
    spans: tuple[Span, ...]
    facts: dict[str, str] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)
    """Region ids by the name of the relation."""


def regions(record: Record) -> list[Region]:
    """The spans of a record as regions; an actor without a mention is a fact of the item instead."""
    found: list[Region] = []

    def beside(owner: Region, relation: str, label: str, spans: tuple[Span, ...], **facts: str) -> None:
        found.append(Region(f"{owner.id}-{relation}", label, spans, facts))
        owner.relations[relation] = found[-1].id

    def actor(owner: Region, name: str, label: str, who: Actor | None) -> None:
        if who is not None and who.mention is not None:
            beside(owner, name, label, (who.mention,), name=who.name)
        elif who is not None:
            owner.facts["name"] = who.name

    for claim in record.claims:
        region = Region(claim.id, "Claim", claim.content)
        region.facts |= {"proposition": claim.proposition, "quotation": claim.quotation, "certainty": claim.certainty}
        found.append(region)
        actor(region, "source", "Source", claim.source)
        if claim.cue is not None:
            beside(region, "cue", "Cue", (claim.cue,))
    for stance in record.stances:
        region = Region(stance.id, "Stance", stance.evidence, {"target": stance.target, "polarity": stance.polarity})
        found.append(region)
        actor(region, "holder", "Source", stance.holder)
        if stance.claim in {claim.id for claim in record.claims}:
            region.relations["claim"] = stance.claim or ""
    for condition in record.conditions:
        region = Region(condition.id, "Antecedent", condition.antecedent.spans, {"kind": condition.kind})
        found.append(region)
        beside(region, "consequent", "Consequent", condition.consequent.spans)
        if condition.marker is not None:
            beside(region, "marker", "Marker", (condition.marker,))
        actor(region, "bound", "Bound", condition.bound)
        if condition.claim in {claim.id for claim in record.claims}:
            region.relations["claim"] = condition.claim or ""
    return found


def write_jsonld(items: Iterator[Selected], place: Path) -> None:
    """One AnnotationCollection; offsets are code points, as the Web Annotation Data Model counts them."""
    head = {"@context": CONTEXT, "type": "AnnotationPage", "id": "urn:quoth:annotations"}
    with place.open("w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(head)[:-1] + ', "items": [')
        between = "\n"
        for item in items:
            for annotation in _annotations(item.record, item.article):
                file.write(between + json.dumps(annotation))
                between = ",\n"
        file.write("\n]}\n")


def _annotations(record: Record, article: Article) -> Iterator[dict[str, Any]]:
    source = {"id": article.url or f"urn:sha256:{article.sha256}", "title": article.title or article.id}
    items: tuple[Claim | Stance | Condition, ...] = (*record.claims, *record.stances, *record.conditions)
    for item in items:
        layer = type(item).__name__.lower()
        yield {
            "id": f"urn:sha256:{article.sha256}#{item.id}",
            "type": "Annotation",
            "motivation": "classifying",
            "generator": {"id": "urn:quoth", "type": "Software", "name": f"Quoth {__version__}"},
            "body": [
                {"type": "TextualBody", "purpose": "tagging", "value": layer},
                {"type": "Dataset", "item": item.model_dump(mode="json", by_alias=True)},
            ],
            "target": [target(source, GoldSpan.of(article.text, span.start, span.end)) for span in _evidence(item)],
        }


def _evidence(item: Claim | Stance | Condition) -> tuple[Span, ...]:
    """The spans that show the item."""
    if isinstance(item, Claim):
        return item.content
    return item.evidence if isinstance(item, Stance) else (*item.antecedent.spans, *item.consequent.spans)


def write_brat(items: Iterator[Selected], place: Path) -> None:
    """`annotation.conf`, and a `.txt` and an `.ann` an article. brat has no span across lines: it gets its parts."""
    place.mkdir()
    (place / "annotation.conf").write_text(_brat_settings(), encoding="utf-8")
    for number, item in enumerate(items, 1):
        name = f"{number:05}-{re.sub(r'[^A-Za-z0-9._-]+', '_', item.article.id)[:80]}"
        text = without_returns(item.article.text)
        with (place / f"{name}.txt").open("w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
        with (place / f"{name}.ann").open("w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.writelines(f"{line}\n" for line in _brat_lines(regions(item.record), text))


def _brat_settings() -> str:
    everything = "|".join(_LABELS)
    return "\n".join(
        [
            "[entities]",
            *_LABELS,
            "[relations]",
            *(f"{name}\tArg1:{everything}, Arg2:{everything}" for name in _RELATIONS),
            "[events]",
            "[attributes]",
            *(f"{name}\tArg:{everything}, Value:{'|'.join(values)}" for name, values in _CHOICES.items()),
            "",
        ]
    )


def _brat_lines(found: list[Region], text: str) -> Iterator[str]:
    numbers = {region.id: number for number, region in enumerate(found, 1)}
    attribute, note = 0, 0
    for region in found:
        own = f"T{numbers[region.id]}"
        parts = [part for span in region.spans for part in _on_one_line(text, span)]
        places = ";".join(f"{start} {end}" for start, end in parts)
        yield f"{own}\t{region.label} {places}\t{' '.join(text[start:end] for start, end in parts)}"
        for name, value in region.facts.items():
            if name in _CHOICES:
                attribute += 1
                yield f"A{attribute}\t{name} {own} {value}"
            else:
                note += 1
                yield f"#{note}\tAnnotatorNotes {own}\t{name}: {' '.join(value.split())}"
    pairs = [(region, name, other) for region in found for name, other in region.relations.items()]
    for number, (region, name, other) in enumerate(pairs, 1):
        yield f"R{number}\t{name} Arg1:T{numbers[region.id]} Arg2:T{numbers[other]}"


def _on_one_line(text: str, span: Span) -> list[tuple[int, int]]:
    words = re.compile(r"[^\n\v\f\x1c-\x1e\x85\u2028\u2029]*[^\s]")
    return [
        (found.start() + len(found.group()) - len(found.group().lstrip()), found.end())
        for found in words.finditer(text, span.start, span.end)
    ]


def write_label_studio(items: Iterator[Selected], place: Path) -> None:
    """`tasks.json` and `label_config.xml`. Label Studio runs in a browser: its offsets count UTF-16 code units."""
    place.mkdir()
    (place / "label_config.xml").write_text(_label_studio_settings(), encoding="utf-8")
    with (place / "tasks.json").open("w", encoding="utf-8", newline="\n") as file:
        between = "[\n"
        for item in items:
            file.write(between + json.dumps(_task(item.record, item.article)))
            between = ",\n"
        file.write("[]\n" if between == "[\n" else "\n]\n")


def _task(record: Record, article: Article) -> dict[str, Any]:
    text, offset = without_returns(article.text), Utf16(article.text)
    results: list[dict[str, Any]] = []
    for region in regions(record):
        # One region has one stretch there: the parts of a content that is cut are regions with a relation.
        names = [region.id, *(f"{region.id}-part{number}" for number in range(2, len(region.spans) + 1))]
        for name, span in zip(names, region.spans, strict=True):
            value = {"start": offset(span.start), "end": offset(span.end), "text": text[span.start : span.end]}
            about = {"id": name, "to_name": "text"}
            results.append(
                about | {"from_name": "label", "type": "labels", "value": value | {"labels": [region.label]}}
            )
            if name != region.id:
                results.append(_relation(region.id, name, "part"))
                continue
            for fact, words in region.facts.items():
                kind, choice = ("choices", "choices") if fact in _CHOICES else ("textarea", "text")
                chosen = {k: v for k, v in value.items() if k != "text"} | {choice: [words]}
                results.append(about | {"from_name": fact, "type": kind, "value": chosen})
        results += [_relation(region.id, other, name) for name, other in region.relations.items()]
    data = {"text": text, "article": article.id, "title": article.title or "", "outlet": article.publisher or ""}
    return {
        "data": data | {"date": article.published or "", "url": article.url or ""},
        "predictions": [{"model_version": f"Quoth {__version__}", "result": results}],
    }


def _relation(one: str, other: str, name: str) -> dict[str, Any]:
    return {"type": "relation", "from_id": one, "to_id": other, "direction": "right", "labels": [name]}


def _label_studio_settings() -> str:
    lines = ["<View>", '  <Header value="$title"/>', "  <Relations>"]
    lines += [f'    <Relation value="{name}"/>' for name in (*_RELATIONS, "part")]
    lines += ["  </Relations>", '  <Labels name="label" toName="text">']
    lines += [f'    <Label value="{label}"/>' for label in _LABELS]
    lines += ["  </Labels>", '  <Text name="text" value="$text" granularity="word"/>']
    for name, values in _CHOICES.items():
        lines.append(f'  <Choices name="{name}" toName="text" perRegion="true">')
        lines += [f'    <Choice value="{value}"/>' for value in values]
        lines.append("  </Choices>")
    lines += [f'  <TextArea name="{name}" toName="text" perRegion="true" editable="true"/>' for name in _NOTES]
    return "\n".join([*lines, "</View>", ""])
