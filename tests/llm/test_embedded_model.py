"""The embedded model itself: it answers in the schema, keeps the prompt's prefix, says nothing, and ends when told."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from pydantic import BaseModel

from quoth.asking import Message, Reply, Request
from quoth.errors import ModelError
from quoth.llm import connect, usable
from quoth.llm.embedded import physical_cores

SYSTEM = "Name the speaker of the sentence in one or two words. " * 8
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["speaker"],
    "properties": {"speaker": {"type": "string", "maxLength": 30}},
}
ENDLESS = """
import asyncio, signal, sys
from pydantic import BaseModel
from quoth.asking import Message, Request
from quoth.llm import connect

class Words(BaseModel):
    words: list[str]

SCHEMA = {"type": "object", "additionalProperties": False, "required": ["words"],
          "properties": {"words": {"type": "array", "minItems": 400, "items": {"type": "string", "minLength": 3}}}}

# A shell that starts a job in the background has it ignore Ctrl-C, and every child with it.
signal.signal(signal.SIGINT, signal.default_int_handler)

async def main():
    async with connect("local", cache=False) as model:
        sys.stdout.write("open"), sys.stdout.flush()
        await model.ask(Request((Message("user", "List every word that you know."),), Words, SCHEMA, 3000))

try:
    asyncio.run(main())
except KeyboardInterrupt:
    sys.stdout.write(" interrupted")
"""


class Speaker(BaseModel):
    speaker: str


@pytest.fixture(scope="module")
def installed() -> None:
    status = usable({**os.environ, "OPENAI_API_KEY": "", "OPENAI_BASE_URL": ""})[0]
    if not status.usable:
        pytest.skip(f"no embedded model here: {status.detail}")


def request(sentence: str) -> Request:
    return Request((Message("system", SYSTEM), Message("user", sentence)), Speaker, SCHEMA, 40)


@pytest.mark.model
@pytest.mark.usefixtures("installed")
def test_the_embedded_model_answers_and_reads_its_prefix_once(capfd: pytest.CaptureFixture[str]) -> None:
    async def go() -> list[Reply]:
        async with connect("local", cache=False) as model:
            questions = ("“We will appeal,” said Ines Roth.", "The mayor, Omar Dahl, denied the report.")
            return [await model.ask(request(question)) for question in questions]

    first, second = asyncio.run(go())
    assert isinstance(first.answer, Speaker)
    assert "Roth" in first.answer.speaker
    assert isinstance(second.answer, Speaker)
    assert len(second.answer.speaker) <= 30
    assert first.calls[0].tokens_cached == 0
    assert second.calls[0].tokens_cached > 0.7 * second.calls[0].tokens_in
    assert (first.calls[0].model, first.calls[0].cost) == ("local", 0.0)
    assert capfd.readouterr() == ("", "")


@pytest.mark.model
@pytest.mark.usefixtures("installed")
def test_an_interrupt_ends_an_endless_answer() -> None:
    child = subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.read(4) == "open"
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=120)  # the answer alone would take longer
    assert (child.returncode, out, err) == (0, " interrupted", "")


@pytest.mark.model
def test_a_damaged_model_file_is_refused_in_one_line(
    tmp_path: Any, environ: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("xllamacpp", reason="the extra `local` is not installed")
    path = tmp_path / "half.gguf"
    path.write_bytes(b"GGUF\x03\x00\x00\x00" + b"no tensors" * 10)

    async def go() -> None:
        model = connect(str(path), environ=environ)
        try:
            await model.open()
        finally:
            await model.aclose()

    with pytest.raises(ModelError, match="cannot load this model") as raised:
        asyncio.run(go())
    assert "\n" not in str(raised.value)
    assert capfd.readouterr() == ("", "")


def test_cores_are_counted() -> None:
    assert 1 <= physical_cores() <= 4096
