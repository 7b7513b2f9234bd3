"""The command `quoth`: one verb a file, an error one line, every exit code documented in docs/exit-codes.md."""

from __future__ import annotations

from quoth.cli.app import main

__all__ = ["main"]
