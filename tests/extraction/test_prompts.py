from __future__ import annotations

from pathlib import Path

import pytest

from quoth.errors import PromptError
from quoth.extraction.answers import OPTIONAL, schema
from quoth.extraction.prompts import load, shipped_names

BODY = "=== system ===\nRead.\n=== user ===\n{% for s in sentences %}[{{ s.n }}] {{ s.text }}\n{% endfor %}\n"


def written(folder: Path, front: str = 'name = "mine"\n', body: str = BODY) -> str:
    path = folder / "mine.md"
    path.write_text(f"+++\n{front}+++\n{body}", encoding="utf-8")
    return str(path)


def test_a_name_means_the_newest_version() -> None:
    assert "claims/v2" in shipped_names()
    assert load("claims").path == load("claims/v2").path


def test_the_hash_changes_with_whatever_is_sent(tmp_path: Path) -> None:
    first = load(written(tmp_path)).hash
    assert load(written(tmp_path)).hash == first
    assert load(written(tmp_path, body=BODY.replace("Read.", "Read well."))).hash != first
    assert load(written(tmp_path, front='name = "mine"\nomit = ["claims.via"]\n')).hash != first
    (tmp_path / "e.jsonl").write_text(
        '{"text": "Ana Ruiz said no.", "answer": {"claims": [{"n": 1, "by": "Ana Ruiz"}]}}\n'
    )
    with_example = load(written(tmp_path, front='name = "mine"\nexamples = "e.jsonl"\n')).hash
    (tmp_path / "e.jsonl").write_text(
        '{"text": "Ana Ruiz said yes.", "answer": {"claims": [{"n": 1, "by": "Ana Ruiz"}]}}\n'
    )
    assert load(written(tmp_path, front='name = "mine"\nexamples = "e.jsonl"\n')).hash != with_example


@pytest.mark.parametrize(
    ("front", "body", "complaint"),
    [
        ('name = "mine"\nomit = "claims.via"\n', BODY, r"mine\.md: omit is 'claims\.via': it must be a list of fields"),
        ('name = "mine"\nhints = 3\n', BODY, r"mine\.md: hints is 3: it must be a table"),
        ('name = "mine"\nbounded = "no"\n', BODY, r"mine\.md: bounded is 'no': it must be true or false"),
        ("name = \n", BODY, "mine.md: Invalid"),
        ('name = "mine"\nomit = ["claims.n"]\n', BODY, r"mine.md: cannot omit claims\.n; can be omitted: "),
        ('name = "mine"\n[hints]\nchunk_tokens = "few"\n', BODY, r"mine\.md: chunk_tokens is 'few'"),
        ('name = "mine"\n[hints]\nwarmth = 1\n', BODY, r"mine\.md: no hint is called 'warmth'"),
        ('name = "mine"\n', "=== system ===\nRead.\n", r"mine.md: no section '=== user ==='"),
        (
            'name = "mine"\n',
            "=== system ===\nRead.\n=== user ===\nHello\n",
            "mine.md: the user section never shows `sentences`",
        ),
        ('name = "mine"\n', "=== system ===\nRead.\n=== user ===\n{% for s in sentences %}\n", "mine.md: template: "),
        ('name = "mine"\nexamples = "none.jsonl"\n', BODY, r"none\.jsonl"),
    ],
)
def test_a_prompt_that_cannot_be_used_says_why(tmp_path: Path, front: str, body: str, complaint: str) -> None:
    with pytest.raises(PromptError, match=complaint) as caught:
        load(written(tmp_path, front, body))
    assert "\n" not in str(caught.value)


def test_no_front_matter_and_no_such_prompt(tmp_path: Path) -> None:
    path = tmp_path / "bare.md"
    path.write_text(BODY)
    with pytest.raises(PromptError, match=r"bare\.md: no front matter"):
        load(str(path))
    with pytest.raises(PromptError, match="no prompt 'claimz'; there are claims-small/v1, claims/v2"):
        load("claimz")
    with pytest.raises(PromptError, match=r"gone\.md: no such prompt file"):
        load("gone.md")


def test_a_broken_example_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "e.jsonl").write_text('{"text": "A.", "answer": {"claims": []}}\n{"text": 3\n')
    with pytest.raises(PromptError, match=r"e\.jsonl:2: not an example"):
        load(written(tmp_path, front='name = "mine"\nexamples = "e.jsonl"\n'))


def objects(shape: object) -> list[dict[str, object]]:
    if isinstance(shape, dict):
        own = [shape] if shape.get("type") == "object" else []
        return own + [found for part in shape.values() for found in objects(part)]
    if isinstance(shape, list):
        return [found for part in shape for found in objects(part)]
    return []


@pytest.mark.parametrize("omit", [(), tuple(OPTIONAL - {"conditions"}), ("conditions",)])
def test_the_schema_is_strict(omit: tuple[str, ...]) -> None:
    shape = schema(omit)
    assert schema(omit) is shape
    for found in objects(shape):
        assert found["additionalProperties"] is False
        assert found["required"] == list(found["properties"])  # type: ignore[call-overload]
    written = str(shape)
    for word in ("'default'", "minLength", "oneOf", "$ref", "'title'"):
        assert word not in written


def test_a_bounded_prompt_offers_conditions_only_where_a_sentence_holds_one() -> None:
    prompt = load("claims-small")
    plain = {"sentences": [{"n": 1, "text": "A.", "speakers": [], "conditionals": 0}]}
    conditional = {"sentences": [{"n": 1, "text": "If A, B.", "speakers": [], "conditionals": 1}]}
    assert "conditions" not in prompt.schema(plain)["properties"]
    assert prompt.schema(conditional)["properties"]["conditions"]["maxItems"] == 1
    assert load("claims").schema(plain) == schema()
