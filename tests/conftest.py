"""What tests of several rooms share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from batch_endpoint import BatchEndpoint


@pytest.fixture
def batch_endpoint() -> Iterator[BatchEndpoint]:
    server = BatchEndpoint()
    yield server
    server.close()
