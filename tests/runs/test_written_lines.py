"""What a run writes is what the exported schemas say."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from making import article, carry

from quoth.articles.article import Unreadable
from quoth.views.schemas import SCHEMAS


def test_what_a_run_writes_is_what_the_schemas_say(tmp_path: Path) -> None:
    written_run = tmp_path / "out"
    carry(written_run, [article(1), Unreadable("in/b.bin", "holds no text")])
    files = {"record": "records", "article": "articles", "ledger": "ledger", "unread": "unread"}
    for name, file in files.items():
        validator = jsonschema.Draft202012Validator(SCHEMAS[name]())
        lines = (written_run / f"{file}.jsonl").read_bytes().splitlines()
        assert lines, file
        for line in lines:
            validator.validate(json.loads(line))
            with pytest.raises(jsonschema.ValidationError):
                validator.validate(json.loads(line) | {"another": 1})
    manifest = json.loads((written_run / "manifest.json").read_bytes())
    jsonschema.Draft202012Validator(SCHEMAS["manifest"]()).validate(manifest)
