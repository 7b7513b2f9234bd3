"""What tests of several rooms share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from batch_endpoint import BatchEndpoint

# No test asserts time, Hypothesis' own deadline included.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def batch_endpoint() -> Iterator[BatchEndpoint]:
    server = BatchEndpoint()
    yield server
    server.close()
