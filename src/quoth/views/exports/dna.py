"""A database of Discourse Network Analyzer 3: stances as its statements, claims and conditions as further types.

DNA's agreement is yes or no: a neutral or mixed stance is a statement of a type of its own.
"""

from __future__ import annotations

import base64
import hashlib
import sqlite3
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

from quoth.articles.dates import day_of
from quoth.extraction.coreference import cast
from quoth.records import Actor, Claim, Condition, Span, Stance
from quoth.views.exports.offsets import Utf16, without_returns
from quoth.views.exports.selected import Selected

PASSWORD = "quoth"
"""Of the one coder, whom DNA asks to log in: it guards nothing."""
_LONGEST = 190
"""Characters of a short text."""
_ROUNDS, _SALT = 100_000, 16
_TYPES: dict[str, dict[str, str]] = {
    "DNA Statement": dict.fromkeys(("person", "organization", "concept"), "short text") | {"agreement": "boolean"},
    "Stance without a side": dict.fromkeys(("person", "organization", "concept", "polarity"), "short text"),
    "Claim": dict.fromkeys(("person", "organization", "certainty", "quotation"), "short text")
    | {"proposition": "long text"},
    "Condition": dict.fromkeys(("person", "organization", "kind", "sense", "bound"), "short text")
    | dict.fromkeys(("antecedent", "consequent"), "long text"),
}
_COLOURS = {"DNA Statement": (239, 208, 51), "Stance without a side": (211, 211, 211)} | {
    "Claim": (100, 200, 190),
    "Condition": (200, 160, 230),
}


def write_dna(items: Iterator[Selected], place: Path) -> None:
    """A person is a `person` with the organisation they act for; every other actor is an `organization`."""
    with sqlite3.connect(place) as connection:
        connection.executescript(_schema())
        writer = _Writer(connection)
        for item in items:
            writer.add(item)
    connection.close()


def encrypted(password: str, salt: bytes) -> str:
    """As DNA keeps passwords: jasypt's StrongPasswordEncryptor (SHA-256, 100,000 rounds, the salt in front, base64)."""
    digest = salt + unicodedata.normalize("NFC", password).encode()
    for _ in range(_ROUNDS):
        digest = hashlib.sha256(digest).digest()
    return base64.b64encode(salt + digest).decode()


class _Writer:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._variables: dict[tuple[str, str], tuple[int, str]] = {}
        self._types: dict[str, int] = {}
        self._entities: dict[tuple[int, str], int] = {}
        connection.execute("INSERT INTO SETTINGS VALUES ('version', '3.0.7'), ('date', '2022-06-10')")
        key = encrypted(PASSWORD, hashlib.sha256(b"quoth").digest()[:_SALT])
        connection.execute(
            "INSERT INTO CODERS (ID, Name, Red, Green, Password, ColorByCoder) VALUES (1, 'Admin', 255, 255, ?, 0)",
            (key,),
        )
        for label, variables in _TYPES.items():
            self._types[label] = self._insert(
                "STATEMENTTYPES", Label=label, **dict(zip(_RGB, _COLOURS[label], strict=True))
            )
            for name, kind in variables.items():
                identifier = self._insert("VARIABLES", Variable=name, DataType=kind, StatementTypeId=self._types[label])
                self._variables[label, name] = identifier, kind
                if kind == "short text":
                    self._entity(identifier, "")

    def add(self, item: Selected) -> None:
        article, record = item.article, item.record
        day = day_of(article.published)
        self._offset = Utf16(article.text)
        self._document = self._insert(
            "DOCUMENTS",
            Title=_cut(article.title or article.id),
            Text=without_returns(article.text).encode("utf-8", "replace").decode(),
            Coder=1,
            Source=_cut(article.publisher or ""),
            Section=_cut(article.id),
            Notes=article.url or "",
            Date=int(datetime.combine(day, time(), UTC).timestamp()) if day else 0,
        )
        self._acts_for = {entity.name: entity.acts_for for entity in cast(item.whole, article.text)}
        sources = {claim.id: claim.source for claim in item.whole.claims}
        for claim in record.claims:
            self._claim(claim)
        for stance in record.stances:
            self._stance(stance)
        for condition in record.conditions:
            self._condition(condition, sources.get(condition.claim or ""))

    def _stance(self, stance: Stance) -> None:
        if stance.polarity in ("support", "oppose"):
            number = self._statement("DNA Statement", stance.evidence, stance.holder)
            self._value(number, "DNA Statement", "agreement", int(stance.polarity == "support"))
            self._value(number, "DNA Statement", "concept", stance.target)
        else:
            number = self._statement("Stance without a side", stance.evidence, stance.holder)
            self._value(number, "Stance without a side", "concept", stance.target)
            self._value(number, "Stance without a side", "polarity", stance.polarity)

    def _claim(self, claim: Claim) -> None:
        number = self._statement("Claim", claim.content, claim.source)
        for name in ("certainty", "quotation", "proposition"):
            self._value(number, "Claim", name, getattr(claim, name))

    def _condition(self, condition: Condition, source: Actor | None) -> None:
        spans = (*condition.antecedent.spans, *condition.consequent.spans)
        number = self._statement("Condition", spans, source)
        self._value(number, "Condition", "kind", condition.kind)
        self._value(number, "Condition", "sense", condition.sense)
        self._value(number, "Condition", "bound", condition.bound.name if condition.bound else "")
        self._value(number, "Condition", "antecedent", condition.antecedent.text)
        self._value(number, "Condition", "consequent", condition.consequent.text)

    def _statement(self, label: str, spans: tuple[Span, ...], actor: Actor | None) -> int:
        number = self._insert(
            "STATEMENTS",
            StatementTypeId=self._types[label],
            DocumentId=self._document,
            Start=self._offset(min(span.start for span in spans)),
            Stop=self._offset(max(span.end for span in spans)),
            Coder=1,
        )
        person = actor.name if actor is not None and actor.kind == "person" else ""
        served = self._acts_for.get(person, ())
        organization = served[0] if served else "" if actor is None or person else actor.name
        self._value(number, label, "person", person)
        self._value(number, label, "organization", organization)
        return number

    def _value(self, statement: int, label: str, name: str, value: str | int) -> None:
        variable, kind = self._variables[label, name]
        if isinstance(value, int):
            self._insert("DATABOOLEAN", StatementId=statement, VariableId=variable, Value=value)
        elif kind == "short text":
            entity = self._entity(variable, _cut(value))
            self._insert("DATASHORTTEXT", StatementId=statement, VariableId=variable, Entity=entity)
        else:
            words = value.encode("utf-8", "replace").decode()
            self._insert("DATALONGTEXT", StatementId=statement, VariableId=variable, Value=words)

    def _entity(self, variable: int, value: str) -> int:
        if (variable, value) not in self._entities:
            identifier = self._insert("ENTITIES", VariableId=variable, Value=value, Red=0, Green=0, Blue=0)
            self._entities[variable, value] = identifier
        return self._entities[variable, value]

    def _insert(self, table: str, **values: object) -> int:
        marks = ", ".join("?" * len(values))
        done = self._connection.execute(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
        )
        return done.lastrowid or 0


_RGB = ("Red", "Green", "Blue")


def _cut(words: str) -> str:
    """A short text: on one line, and no longer than DNA allows, which counts UTF-16 nowhere but here code points."""
    line = " ".join(words.encode("utf-8", "replace").decode().split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _schema() -> str:
    return (Path(__file__).parent / "dna_schema.sql").read_text(encoding="utf-8")
