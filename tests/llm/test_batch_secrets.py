"""A batch's errors say what the endpoint said, whole but for the secrets."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from conftest import KEY
from quoth.errors import ModelError
from quoth.llm.batch_api import BatchApi
from quoth.llm.endpoint import Endpoint


def test_what_a_refused_batch_is_told_is_readable_and_holds_no_secret(endpoint: Any) -> None:
    async def go() -> None:
        async with BatchApi(Endpoint(f"{endpoint.url}?token=t0ken-of-ours", KEY)) as api:
            await api.look_at("batch-7")

    endpoint.models = 400  # the tests' endpoint answers every GET with this, and with the key in its words
    with pytest.raises(ModelError) as raised:
        asyncio.run(go())
    assert "HTTP 400" in str(raised.value)
    assert "refused: Bearer [key]" in str(raised.value)
    assert KEY not in str(raised.value)
