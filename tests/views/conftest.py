"""A browser for the tests of pages: the one that QUOTH_BROWSER names, else the Chromium on the path."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="the playwright package is not installed")
    named = os.environ.get("QUOTH_BROWSER") or next(filter(None, map(shutil.which, _NAMES)), None)
    if named is None:
        pytest.skip("no Chromium: neither QUOTH_BROWSER nor the path names one")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=named, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()
