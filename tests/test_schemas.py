"""The exported JSON Schemas are those of the models, and none is left over."""

from __future__ import annotations

import jsonschema
import pytest

from quoth.shipped import folder
from quoth.views.schemas import SCHEMAS, as_text, file_name


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_exported_schema_is_the_models(name: str) -> None:
    path = folder("schemas") / file_name(name)
    assert path.read_text(encoding="utf-8") == as_text(SCHEMAS[name]()), "run `quoth schema --write schemas`"


def test_no_schema_is_left_over() -> None:
    assert {path.name for path in folder("schemas").glob("*.json")} == {file_name(name) for name in SCHEMAS}


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name]())


def test_the_answers_schema_is_strict() -> None:
    def walk(value: object) -> None:
        if isinstance(value, dict):
            if value.get("type") == "object":
                assert value["additionalProperties"] is False
                assert value["required"] == list(value["properties"])
            assert "default" not in value
            for part in value.values():
                walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)

    walk(SCHEMAS["answer"]())
